"""The rulebook as it stands on one day: rules and concepts in force, parameters filled in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..declaration.schema import schema, typed
from ..plain import Plain
from ..reading import nearest
from ..text import said
from .conditions import ByPlace, ConceptRef, Condition, Leaf, Param, rebuild, walk
from .model import Concept, Rule, Rulebook
from .survey import Survey, opened, survey


class Gap(NamedTuple):
    """Why a rule cannot be judged on a day: what it needs has no value or no edition then."""

    rule: str
    reason: str


class MissingError(Exception):
    """Something a condition needs is not there on this day."""


@dataclass(slots=True, repr=False)
class InForce(Plain):
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
    layered: frozenset[str] = frozenset()
    """Rules behind which a `first_known` stands."""

    on_clause: dict[str, list[Rule]] = field(default_factory=dict)
    """The rules by the clause each rests on."""

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
            raise KeyError(word, nearest(word, known) or said("known: {}", known))
        chosen += [id for id in found if id not in chosen]
    return tuple(id for id in book.laws if id in chosen)


def in_force(book: Rulebook, day: str, laws: Collection[str] = (), only: Collection[str] = ()) -> InForce:
    """The rules of these laws in force on a day. `only` narrows them to rule ids."""
    chosen = set(laws or book.laws)
    found = InForce(book, day, laws=tuple(id for id in book.laws if id in chosen))
    missing: dict[str, str] = {}
    surveys: dict[str, Survey] = {}
    for name, editions in book.concepts.items():
        concept = next((one for one in editions if one.from_ <= day <= one.to), None)
        if concept is None:
            missing[name] = said("concept `{}` has no edition on {}", name, day)
            continue
        surveys[name] = survey((concept.when,))
        try:
            found.concepts[name] = filled_concept(book, concept, surveys[name], day)
        except MissingError as error:
            missing[name] = error.args[0]
    rules: list[Rule] = []
    waiting: set[str] = set()
    looks: dict[str, Survey] = {}
    for rule in book.rules:
        if rule.law not in chosen or (only and rule.id not in only):
            continue
        if not rule.in_force(day):
            waiting.add(rule.id)
            continue
        look = survey(rule.conditions())
        looks[rule.id] = opened(look, surveys)
        try:
            for name in sorted(looks[rule.id].concepts):
                if name not in found.concepts:
                    raise MissingError(missing.get(name, said("unknown concept `{}`", name)))
            rules.append(filled_rule(book, rule, look, day))
        except MissingError as error:
            found.broken[rule.id] = error.args[0]
            rules.append(rule)
    found.rules = tuple(rules)
    found.not_in_force = len(waiting - set(looks))
    _index(found, looks, surveys)
    return found


def index(found: InForce) -> None:
    """Fill in what is derived from the rules and concepts of a rulebook that was put together by hand."""
    surveys = {name: survey((concept.when,)) for name, concept in found.concepts.items()}
    _index(found, {rule.id: opened(survey(rule.conditions()), surveys) for rule in found.rules}, surveys)


def _index(found: InForce, looks: dict[str, Survey], surveys: dict[str, Survey]) -> None:
    found.reads, found.of_row, found.on_clause, per_category = {}, {}, {}, set()
    every = set().union(*(one.facts for one in surveys.values()))
    for rule in found.rules:
        found.on_clause.setdefault(rule.cites[0], []).append(rule)
        names = looks[rule.id].facts
        if rule.review and rule.review.fact:
            names |= {rule.review.fact}
        found.reads[rule.id] = names
        every |= names
        if not looks[rule.id].quantified:
            found.of_row[rule.id] = tuple(sorted(names))
        if not names.isdisjoint(_PER_CATEGORY) or "{practice.data}" in rule.message.en + rule.fix.en:
            per_category.add(rule.id)
    by_law = tuple(f"{fact.name}." for fact in schema().facts if fact.by_law)
    found.law_facts = frozenset(name for name in every if name.startswith(by_law))
    found.per_category = frozenset(per_category)
    found.layered = frozenset(id for id, look in looks.items() if look.layered)


_PER_CATEGORY = frozenset({"practice.data", "practice.data_broad"})


def filled_concept(book: Rulebook, concept: Concept, look: Survey, day: str) -> Concept:
    """The concept with the amounts of a day in place of its parameters. Raises MissingError where one has none then."""
    if not look.parameters:
        return concept
    return replace(concept, when=_fill(book, concept.when, day))


def filled_rule(book: Rulebook, rule: Rule, look: Survey, day: str) -> Rule:
    """The rule with the amounts of a day in place of its parameters. Raises MissingError where one has none then."""
    if not look.parameters:
        return rule
    return replace(
        rule,
        applies=_fill(book, rule.applies, day),
        violated=_fill(book, rule.violated, day),
        unless=tuple(replace(one, when=_fill(book, one.when, day)) for one in rule.unless),
    )


def _fill(book: Rulebook, node: Condition, day: str) -> Condition:
    return rebuild(node, lambda leaf: _fill_leaf(book, leaf, day))


def _fill_leaf(book: Rulebook, leaf: Leaf, day: str) -> Leaf:
    right = leaf.right
    if not isinstance(right, Param):
        return leaf
    parameter = book.parameters.get(right.name)
    if parameter is None:
        raise MissingError(said("unknown parameter `{}`", right.name))
    value = parameter.at(day)
    if value is None:
        raise MissingError(said("parameter `{}` has no value on {}", right.name, day))
    found = schema().resolve(leaf.fact)
    assert found is not None
    fact = found[0]
    try:
        if right.for_any is not None:
            if not isinstance(value, dict):
                raise ValueError(said("does not differ by place"))
            return replace(
                leaf, right=ByPlace(tuple((place, typed(fact, word)) for place, word in value.items()), right.for_any)
            )
        words = value if isinstance(value, tuple) else (value,)
        constants = tuple(typed(fact, str(word)) for word in words)
    except ValueError as error:
        raise MissingError(said("parameter `{}` does not suit `{}`: {}", right.name, leaf.fact, error.args[0])) from None
    return replace(leaf, right=constants if leaf.test in ("in", "includes", "under") else constants[0])


def usable(node: Condition, law: InForce) -> bool:
    """Whether every concept that a condition uses, directly or through others, has an edition on the day."""
    waiting, seen = [node], set()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, ConceptRef) and part.name not in seen:
                seen.add(part.name)
                if part.name not in law.concepts:
                    return False
                waiting.append(law.concepts[part.name].when)
    return True


def placeholders(template: str) -> list[str]:
    """The names between braces in a message."""
    return [part.split("}")[0] for part in template.split("{")[1:] if "}" in part]
