"""Which values a condition can take at all: yes, no, unknown. Finds conditions that no declaration can make true, or false.

The search tries representative values of each fact and stops as soon as every value was seen. What it cannot enumerate
(lists, tables, comparisons of two facts, quantifiers) it takes as free to be anything: it may then miss a dead condition,
but never calls a live one dead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from ..declaration.model import Declaration, Subject
from ..declaration.rows import Row, Rows
from ..declaration.schema import INDEFINITE, OPEN_DURATIONS, Fact, days, schema
from ..declaration.vocabulary import PLACE_SETS, categories, expand_places
from ..evaluate.reference import leaf_value
from ..evaluate.tests import Kleene
from .conditions import (
    All,
    AnyOf,
    ByPlace,
    ConceptRef,
    Condition,
    FactRef,
    FirstKnown,
    Judgement,
    Leaf,
    Listed,
    Not,
    Quantifier,
    Stated,
    children,
)
from .in_force import InForce

BUDGET = 4000
"""Evaluations spent on one condition before the search gives up."""

Variable: TypeAlias = "Condition | str | tuple[str, Quantifier]"
"""What the search sets: a fact by name, a leaf that is taken whole, or a quantifier with the scope it is read in."""


class Reach(NamedTuple):
    """The values found, and whether every possibility was tried: only then is a value that was not found impossible."""

    values: frozenset[Kleene]
    complete: bool

    def never(self, value: Kleene) -> bool:
        """Whether the condition can be shown never to take this value."""
        return self.complete and value not in self.values


class _NeedError(Exception):
    def __init__(self, variable: Variable) -> None:
        self.variable = variable


class _StopError(Exception):
    """Every value was seen, or the budget is spent."""


class Reacher:
    """Finds the reach of conditions of one day's rulebook. Answers are kept, so that shared parts cost once."""

    def __init__(self, law: InForce, fixed: dict[Variable, Kleene] | None = None) -> None:
        self.law = law
        self.fixed = fixed or {}
        """Facts and leaves held at a value, for questions like "while no person has judged"."""
        self._known: dict[Condition, Reach] = {}

    def reach(self, node: Condition, wanted: frozenset[Kleene] = frozenset({True, False, None})) -> Reach:
        """The values of `node`; the search may stop once all of `wanted` were seen."""
        found = self._known.get(node)
        if found is None or not (found.complete or wanted <= found.values):
            found = self._known[node] = _Search(self.law, node, self.fixed, wanted).run()
        return found


class _Search:
    def __init__(self, law: InForce, node: Condition, fixed: dict[Variable, Kleene], wanted: frozenset[Kleene]) -> None:
        self.law, self.node, self.wanted = law, node, wanted
        self.seen: set[Kleene] = set()
        self.left = BUDGET
        self.set: dict[Variable, object] = dict(fixed)
        self.leaves: dict[str, list[Leaf]] = {}
        for leaf in _leaves(node, law, set()):
            of_fact = self.leaves.setdefault(leaf.fact, [])
            if leaf not in of_fact:
                of_fact.append(leaf)
        self.domains: dict[Variable, list[object]] = {}

    def run(self) -> Reach:
        try:
            self._branch()
        except _StopError:
            return Reach(frozenset(self.seen), complete=self.seen >= {True, False, None})
        return Reach(frozenset(self.seen), complete=True)

    def _branch(self) -> None:
        if self.left == 0:
            raise _StopError
        self.left -= 1
        try:
            self.seen.add(self._value(self.node))
            if self.seen >= self.wanted:
                raise _StopError
            return
        except _NeedError as need:
            variable = need.variable
        for value in self._domain(variable):
            self.set[variable] = value
            self._branch()
        del self.set[variable]

    def _domain(self, variable: Variable) -> list[object]:
        if variable not in self.domains:
            known = isinstance(variable, str)
            self.domains[variable] = list(_signatures(self.leaves[variable], self.law)) if known else [True, False, None]  # type: ignore[index]
        return self.domains[variable]

    def _value(self, node: Condition, scope: str = "") -> Kleene:
        match node:
            case All(parts):
                return self._joined(parts, scope, settles=False)
            case AnyOf(parts):
                return self._joined(parts, scope, settles=True)
            case Not(part):
                value = self._value(part, scope)
                return None if value is None else not value
            case Stated(part):
                return self._value(part, scope) is True
            case FirstKnown(parts):
                return next((value for part in parts if (value := self._value(part, scope)) is not None), None)
            case ConceptRef(name):
                concept = self.law.concepts[name]
                return self._value(concept.when, concept.scope)
            case Judgement(answer):
                said = self._set(Judgement("fail"))
                return None if said is None else said is (answer == "fail")
            case Leaf() if _fact_of(node) is not None:
                values = self._set(node.fact)
                if not isinstance(values, dict):
                    return None
                return values[node]  # type: ignore[no-any-return]
            case Quantifier():
                # A practice's own recipients and the app's are other rows: the same words need not have the same value.
                return self._set((scope, node))  # type: ignore[return-value]
        return self._set(node)  # type: ignore[return-value]

    def _set(self, variable: Variable) -> object:
        try:
            return self.set[variable]
        except KeyError:
            raise _NeedError(variable) from None

    def _joined(self, parts: Sequence[Condition], scope: str, *, settles: bool) -> Kleene:
        value: Kleene = not settles
        for part in parts:
            inner = self._value(part, scope)
            if inner is settles:
                return settles
            if inner is None:
                value = None
        return value


def _leaves(node: Condition, law: InForce, seen: set[str]) -> Iterator[Leaf]:
    """The leaves that bear on a condition on its own row, through concepts but not into quantifiers."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, ConceptRef):
        if node.name not in seen:
            seen.add(node.name)
            yield from _leaves(law.concepts[node.name].when, law, seen)
    elif not isinstance(node, Quantifier):
        for part in children(node):
            yield from _leaves(part, law, seen)


def _fact_of(leaf: Leaf) -> Fact | None:
    """The fact of a leaf whose values can be enumerated; None for a leaf that is taken whole."""
    found = schema().resolve(leaf.fact)
    if found is None or isinstance(leaf.right, (FactRef, ByPlace, Listed)):
        return None
    fact = found[0]
    if fact.type == "map" or (fact.many and leaf.fact != "practice.data"):
        return None
    return fact


def _signatures(leaves: Sequence[Leaf], law: InForce) -> Iterator[object]:
    """What the leaves of one fact can say together: one entry per distinct outcome, then the fact unknown."""
    leaves = [leaf for leaf in leaves if _fact_of(leaf) is not None]
    fact = _fact_of(leaves[0])
    assert fact is not None
    outcomes: dict[tuple[Kleene, ...], dict[Leaf, Kleene]] = {}
    rows = Rows(Declaration())
    for facts in _candidates(leaves[0].fact, fact, leaves):
        row = Row(rows, "app", facts, Subject())  # type: ignore[arg-type]
        values = {leaf: leaf_value(leaf, row, law) for leaf in leaves}
        outcomes.setdefault(tuple(values.values()), values)
    order = {True: 0, False: 1, None: 2}
    for key in sorted(outcomes, key=lambda one: [order[value] for value in one]):
        yield outcomes[key]
    yield None


def _candidates(name: str, fact: Fact, leaves: Sequence[Leaf]) -> Iterator[dict[str, object]]:
    mentioned = [
        one
        for leaf in leaves
        for one in (leaf.right if isinstance(leaf.right, tuple) else (leaf.right,))
        if leaf.test != "empty"
    ]
    if fact.type == "category":
        for category in categories().all:
            yield {name: category}
            yield {name: category, "practice.data_broad": (category,)}
        return
    for value in _values(fact, mentioned):
        yield {name: value}


def _values(fact: Fact, mentioned: Sequence[object]) -> Iterator[object]:
    if fact.type == "tri":
        yield from (True, False)
    elif fact.type == "enum":
        yield from fact.values
    elif fact.type in ("int", "number", "share"):
        yield from _numbers(fact.type, [float(one) for one in mentioned if isinstance(one, (int, float))])
    elif fact.type == "date":
        for one in mentioned:
            day = date.fromisoformat(str(one))
            yield from ((day + timedelta(shift)).isoformat() for shift in (-1, 0, 1))
    elif fact.type == "duration":
        yield from (*OPEN_DURATIONS, INDEFINITE)
        for one in mentioned:
            length = days(str(one))
            if length is not None:
                yield from (f"P{max(length + shift, 0)}D" for shift in (-1, 0, 1))
            yield one
    elif fact.type == "place":
        yield from _places([str(one) for one in mentioned])
    else:
        yield from (*mentioned, "", "something else")


def _numbers(kind: str, bounds: Sequence[float]) -> Iterator[float]:
    step = 1 if kind == "int" else 0.0001
    for bound in bounds:
        for value in (bound - step, bound, bound + step):
            if value >= 0 and (kind != "share" or value <= 1):
                yield int(value) if kind == "int" else value


def _places(mentioned: Sequence[str]) -> Iterator[str]:
    opened = expand_places(mentioned)
    yield from sorted(opened | {place.split("-")[0] for place in opened})
    yield from (*PLACE_SETS, "US", "US-CA", "CN", "DE", "NO", "ZZ")
