"""The condition tree: one small set of node types that every evaluator, the linter and the paraphrase share.

Meaning (DESIGN, Conditions): strong Kleene logic over facts that are yes, no or unknown. The types say what a
condition is; `evaluate.reference` says what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..plain import Plain


@dataclass(frozen=True, slots=True, repr=False)
class All(Plain):
    """Every part holds. No parts: yes."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, repr=False)
class AnyOf(Plain):
    """At least one part holds. No parts: no."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Not(Plain):
    """The part does not hold; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True, repr=False)
class Stated(Plain):
    """Yes when the part is yes, no otherwise, also when it is unknown: a claim that must be made to count."""

    part: Condition


@dataclass(frozen=True, slots=True, repr=False)
class FirstKnown(Plain):
    """The first part that is not unknown: several ways to prove one thing."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ConceptRef(Plain):
    """A named condition of the rulebook."""

    name: str


@dataclass(frozen=True, slots=True, repr=False)
class Judgement(Plain):
    """A person answered this rule with `pass` or `fail`; unknown while nobody did."""

    answer: str


@dataclass(frozen=True, slots=True, repr=False)
class Quantifier(Plain):
    """`any_` (every is False) or `all_` (every is True) over practices or recipients."""

    every: bool
    over: str
    body: Condition


@dataclass(frozen=True, slots=True, repr=False)
class Param(Plain):
    """A dated parameter as right-hand side; `for_any` names a place fact where the parameter differs by place."""

    name: str
    for_any: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class FactRef(Plain):
    """Another fact as right-hand side."""

    name: str


@dataclass(frozen=True, slots=True, repr=False)
class ByPlace(Plain):
    """A place-dependent parameter with its values on one date: the test holds if it does for any place in fact `over`."""

    values: tuple[tuple[str, object], ...]
    over: str


@dataclass(frozen=True, slots=True, repr=False)
class Listed(Plain):
    """A look-up: rows of `table` whose column `by` equals a value of the `key` facts, and their cells in `column`."""

    table: str
    by: str
    key: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True, repr=False)
class Leaf(Plain):
    """One test of one fact. `right` is a typed constant, a tuple of them, Param, ByPlace, FactRef or Listed."""

    fact: str
    test: str
    right: object


Condition: TypeAlias = "All | AnyOf | Not | Stated | FirstKnown | ConceptRef | Judgement | Quantifier | Leaf"

YES = All(())
NO = AnyOf(())
TESTS = ("in", "includes", "at_least", "at_most", "more_than", "less_than", "under", "empty", "flag", "listed")
"""What a leaf can ask. `in` is equality with one of several values."""


def children(node: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside a condition (a concept's own condition is not inside)."""
    if isinstance(node, (All, AnyOf, FirstKnown)):
        return node.parts
    if isinstance(node, (Not, Stated)):
        return (node.part,)
    if isinstance(node, Quantifier):
        return (node.body,)
    return ()


def walk(node: Condition) -> Iterator[Condition]:
    """The condition and everything inside it, outermost first."""
    yield node
    for part in children(node):
        yield from walk(part)


def rebuild(node: Condition, leaf: Callable[[Leaf], Condition]) -> Condition:
    """The same tree with every leaf replaced by `leaf(leaf)`."""
    if isinstance(node, Leaf):
        return leaf(node)
    if isinstance(node, (All, AnyOf, FirstKnown)):
        return type(node)(tuple(rebuild(part, leaf) for part in node.parts))
    if isinstance(node, (Not, Stated)):
        return type(node)(rebuild(node.part, leaf))
    if isinstance(node, Quantifier):
        return Quantifier(node.every, node.over, rebuild(node.body, leaf))
    return node


def facts_of_leaf(leaf: Leaf) -> tuple[str, ...]:
    """Every fact a leaf reads, the tested one first."""
    if isinstance(leaf.right, FactRef):
        return leaf.fact, leaf.right.name
    if isinstance(leaf.right, Listed):
        return leaf.fact, *leaf.right.key
    if isinstance(leaf.right, Param) and leaf.right.for_any:
        return leaf.fact, leaf.right.for_any
    if isinstance(leaf.right, ByPlace):
        return leaf.fact, leaf.right.over
    return (leaf.fact,)


def to_data(node: Condition) -> object:
    """The tree as JSON data."""
    if isinstance(node, All):
        return ["all", *map(to_data, node.parts)]
    if isinstance(node, AnyOf):
        return ["any", *map(to_data, node.parts)]
    if isinstance(node, FirstKnown):
        return ["first_known", *map(to_data, node.parts)]
    if isinstance(node, Not):
        return ["not", to_data(node.part)]
    if isinstance(node, Stated):
        return ["stated", to_data(node.part)]
    if isinstance(node, ConceptRef):
        return ["concept", node.name]
    if isinstance(node, Judgement):
        return ["judgement", node.answer]
    if isinstance(node, Quantifier):
        return ["every" if node.every else "some", node.over, to_data(node.body)]
    right: object = node.right
    if isinstance(right, Param):
        right = {"param": right.name, "for_any": right.for_any}
    elif isinstance(right, FactRef):
        right = {"fact": right.name}
    elif isinstance(right, Listed):
        right = {"table": right.table, "by": right.by, "key": list(right.key), "column": right.column}
    elif isinstance(right, ByPlace):
        raise TypeError("a tree resolved for one date is not stored")
    return ["leaf", node.fact, node.test, right]


def from_data(data: list) -> Condition:  # type: ignore[type-arg]
    """The inverse of `to_data`."""
    tag = data[0]
    if tag == "leaf":
        return Leaf(data[1], data[2], _right(data[3]))
    if tag == "all":
        return All(tuple(map(from_data, data[1:])))
    if tag == "any":
        return AnyOf(tuple(map(from_data, data[1:])))
    if tag == "first_known":
        return FirstKnown(tuple(map(from_data, data[1:])))
    if tag == "not":
        return Not(from_data(data[1]))
    if tag == "stated":
        return Stated(from_data(data[1]))
    if tag == "concept":
        return ConceptRef(data[1])
    if tag == "judgement":
        return Judgement(data[1])
    return Quantifier(tag == "every", data[1], from_data(data[2]))


def _right(data: object) -> object:
    if isinstance(data, list):
        return tuple(data)
    if isinstance(data, dict):
        if "param" in data:
            return Param(data["param"], data["for_any"])
        if "fact" in data:
            return FactRef(data["fact"])
        return Listed(data["table"], data["by"], tuple(data["key"]), data["column"])
    return data
