"""The rulebook as it stands on one day: rules and concepts in force, parameters filled in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..declaration.schema import schema, typed
from ..reading import nearest
from .conditions import ByPlace, ConceptRef, Condition, Leaf, Param, Quantifier, facts_of_leaf, rebuild, walk
from .model import Concept, Rule, Rulebook


class Gap(NamedTuple):
    """Why a rule cannot be judged on a day: what it needs has no value or no edition then."""

    rule: str
    reason: str


class _MissingError(Exception):
    """Something a condition needs is not there on this day."""


@dataclass(slots=True)
class InForce:
    """What the law asks on one day.

    Every leaf of `rules` and `concepts` has a constant, a fact or a place table on its right: no parameter is left.
    `broken` names rules in force that cannot be judged; they are reported as errors, never passed over.
    """

    book: Rulebook
    day: str
    rules: tuple[Rule, ...] = ()
    concepts: dict[str, Concept] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    not_in_force: int = 0
    laws: tuple[str, ...] = ()
    law_facts: frozenset[str] = frozenset()
    reads: dict[str, frozenset[str]] = field(default_factory=dict)
    """Facts the conditions of each rule read, through concepts and quantifiers too."""
    of_row: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The same, sorted, for rules that look at nothing but their own row (no quantifier behind them)."""
    per_category: frozenset[str] = frozenset()
    """Rules that tell data categories of a practice apart, in a condition or in their message."""

    def concept_on_row(self, name: str) -> Concept:
        """The edition of a concept in force."""
        return self.concepts[name]


def select_laws(book: Rulebook, wanted: Collection[str]) -> tuple[str, ...]:
    """Law ids for `--law`: regions (eu, us-ca, cn) and law ids mixed; all laws when nothing is asked.

    Raises KeyError with the unknown word and a help line.
    """
    if not wanted:
        return tuple(book.laws)
    chosen: list[str] = []
    regions = {law.region for law in book.laws.values()}
    for word in wanted:
        found = [word] if word in book.laws else [law.id for law in book.laws.values() if law.region == word]
        if not found:
            known = sorted(regions) + sorted(book.laws)
            raise KeyError(word, nearest(word, known) or f"known: {', '.join(known)}")
        chosen += [id for id in found if id not in chosen]
    return tuple(id for id in book.laws if id in chosen)


def in_force(book: Rulebook, day: str, laws: Collection[str] = (), only: Collection[str] = ()) -> InForce:
    """The rules of these laws in force on a day. `only` narrows them to rule ids."""
    chosen = set(laws or book.laws)
    found = InForce(book, day, laws=tuple(id for id in book.laws if id in chosen))
    resolved: dict[str, Concept | str] = {}
    for name, editions in book.concepts.items():
        current = [concept for concept in editions if concept.from_ <= day <= concept.to]
        if not current:
            resolved[name] = f"concept `{name}` has no edition on {day}"
            continue
        try:
            resolved[name] = replace(current[0], when=_fill(book, current[0].when, day))
        except _MissingError as error:
            resolved[name] = str(error)
    found.concepts = {name: concept for name, concept in resolved.items() if isinstance(concept, Concept)}
    rules = []
    waiting: set[str] = set()
    for rule in book.rules:
        if rule.law not in chosen or (only and rule.id not in only):
            continue
        if not rule.in_force(day):
            waiting.add(rule.id)
            continue
        rules.append(_fill_rule(book, rule, day, resolved, found.broken))
    found.rules = tuple(rules)
    found.not_in_force = len(waiting - {rule.id for rule in rules})
    index(found)
    return found


def index(found: InForce) -> None:
    """Fill in what is derived from rules and concepts: the facts they read."""
    found.law_facts = _law_facts(found)
    found.reads, found.of_row, per_category = {}, {}, set()
    for rule in found.rules:
        names, quantified = _reads(found, rule)
        found.reads[rule.id] = names
        if not quantified:
            found.of_row[rule.id] = tuple(sorted(names))
        shown = placeholders("".join((*rule.message, *rule.fix)))
        if any(name.startswith("practice.data") for name in (*names, *shown)):
            per_category.add(rule.id)
    found.per_category = frozenset(per_category)


def _fill_rule(book: Rulebook, rule: Rule, day: str, concepts: dict[str, Concept | str], broken: dict[str, str]) -> Rule:
    try:
        for name in _concept_names(rule.conditions(), concepts):
            if isinstance(concept := concepts.get(name, f"unknown concept `{name}`"), str):
                raise _MissingError(concept)
        return replace(
            rule,
            applies=_fill(book, rule.applies, day),
            violated=_fill(book, rule.violated, day),
            unless=tuple(replace(one, when=_fill(book, one.when, day)) for one in rule.unless),
        )
    except _MissingError as error:
        broken[rule.id] = str(error)
        return rule


def _concept_names(conditions: Collection[Condition], concepts: dict[str, Concept | str]) -> set[str]:
    names: set[str] = set()
    waiting = list(conditions)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, ConceptRef) and part.name not in names:
                names.add(part.name)
                concept = concepts.get(part.name)
                if isinstance(concept, Concept):
                    waiting.append(concept.when)
    return names


def _fill(book: Rulebook, node: Condition, day: str) -> Condition:
    if not any(isinstance(part, Leaf) and isinstance(part.right, Param) for part in walk(node)):
        return node
    return rebuild(node, lambda leaf: _fill_leaf(book, leaf, day))


def _fill_leaf(book: Rulebook, leaf: Leaf, day: str) -> Leaf:
    right = leaf.right
    if not isinstance(right, Param):
        return leaf
    parameter = book.parameters.get(right.name)
    if parameter is None:
        raise _MissingError(f"unknown parameter `{right.name}`")
    value = parameter.at(day)
    if value is None:
        raise _MissingError(f"parameter `{right.name}` has no value on {day}")
    found = schema().resolve(leaf.fact)
    assert found is not None
    fact = found[0]
    try:
        if right.for_any is not None:
            if not isinstance(value, dict):
                raise ValueError("does not differ by place")
            return replace(
                leaf, right=ByPlace(tuple((place, typed(fact, word)) for place, word in value.items()), right.for_any)
            )
        words = value if isinstance(value, tuple) else (value,)
        constants = tuple(typed(fact, str(word)) for word in words)
    except ValueError as error:
        raise _MissingError(f"parameter `{right.name}` does not suit `{leaf.fact}`: {error}") from None
    return replace(leaf, right=constants if leaf.test in ("in", "includes", "under") else constants[0])


def _law_facts(found: InForce) -> frozenset[str]:
    by_law = tuple(f"{fact.name}." for fact in schema().facts if fact.by_law)
    return frozenset(
        name
        for condition in [*(c for rule in found.rules for c in rule.conditions()), *(c.when for c in found.concepts.values())]
        for part in walk(condition)
        if isinstance(part, Leaf)
        for name in facts_of_leaf(part)
        if name.startswith(by_law)
    )


def _reads(found: InForce, rule: Rule) -> tuple[frozenset[str], bool]:
    """The facts a rule's conditions read, and whether a quantifier stands behind them."""
    names: set[str] = {rule.review.fact} if rule.review and rule.review.fact else set()
    seen: set[str] = set()
    quantified = False
    waiting = list(rule.conditions())
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Leaf):
                names.update(facts_of_leaf(part))
                if part.test == "flag":
                    names.add("practice.data_broad")
            elif isinstance(part, Quantifier):
                quantified = True
            elif isinstance(part, ConceptRef) and part.name not in seen and part.name in found.concepts:
                seen.add(part.name)
                waiting.append(found.concepts[part.name].when)
    return frozenset(names), quantified


def placeholders(template: str) -> list[str]:
    """The names between braces in a message."""
    return [part.split("}")[0] for part in template.split("{")[1:] if "}" in part]
