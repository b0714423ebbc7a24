"""Mutants of one rule or concept: copies that differ in one place, as a slip of its author would.

Mutation testing (DeMillo, Lipton, Sayward 1978, "Hints on test data selection") asks whether the worked cases would
notice such a slip. Here are the changes of conditions; changes of dates and amounts are in `mutant_dates`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..text import Said, said
from .conditions import (
    NO,
    YES,
    All,
    AnyOf,
    Condition,
    FirstKnown,
    Judgement,
    Leaf,
    Not,
    Quantifier,
    Stated,
    children,
    walk,
)
from .model import Concept, Review, Rule, Rulebook
from .mutant_values import comparisons, opposite, rights
from .paraphrase import as_written

_SHOWN = 150
"""Characters of a condition that a description shows: enough to find it in the file."""


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """One change. `what` says it, and its English form names the mutant among those of its rule.

    `kind` and `name` say what was changed: ("rule" | "concept" | "parameter" | "law", its name).
    A change of a condition gives `swap`, the old editions with the new ones. Any other change gives `book`, the whole
    rulebook with it, and `days`, the first and last day on which the two differ.
    """

    kind: str
    name: str
    file: str
    line: int
    operator: str
    what: Said
    swap: tuple[tuple[Rule | Concept, Rule | Concept], ...] = ()
    book: Rulebook | None = None
    days: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Change:
    """A condition with one change in it."""

    operator: str
    what: Said
    node: Condition


def changes(node: Condition) -> Iterator[Change]:
    """Every single change in a condition, outermost first; changes that mean the same by form are given once."""
    seen = {node}
    for change in _changes(node):
        if change.node not in seen:
            seen.add(change.node)
            yield change


def _changes(node: Condition) -> Iterator[Change]:
    yield from _here(node)
    for index, part in enumerate(children(node)):
        for change in _changes(part):
            yield replace(change, node=_with_part(node, index, change.node))


def _here(node: Condition) -> Iterator[Change]:
    if node in (YES, NO):
        return
    if isinstance(node, Not):
        yield Change("negation", said("`not` removed from `{}`", shown(node)), node.part)
        return
    if isinstance(node, Leaf):
        for new in comparisons(node):
            yield Change("comparison", _turned(node, new), new)
        for right in rights(node):
            new = replace(node, right=right)
            yield Change("value", _left_out(node, new) or _turned(node, new), new)
    turned = opposite(node)
    if isinstance(turned, Not):
        yield Change("negation", said("`not` added to `{}`", shown(node)), turned)
    else:
        yield Change("value", _turned(node, turned), turned)
    if isinstance(node, Stated):
        yield Change("stated", said("`stated` removed from `{}`", shown(node)), node.part)
    elif isinstance(node, Quantifier):
        other = replace(node, every=not node.every)
        yield Change("quantifier", _turned(node, other), other)
    elif isinstance(node, (All, AnyOf, FirstKnown)) and len(node.parts) > 1:
        yield from _of_group(node)


def _of_group(node: All | AnyOf | FirstKnown) -> Iterator[Change]:
    word = {All: "all", AnyOf: "any", FirstKnown: "first_known"}[type(node)]
    if not isinstance(node, FirstKnown):
        other, its_word = (AnyOf(node.parts), "any") if isinstance(node, All) else (All(node.parts), "all")
        yield Change("connective", said("`{}` turned into `{}` in `{}`", word, its_word, shown(node)), other)
    for index, part in enumerate(node.parts):
        rest = node.parts[:index] + node.parts[index + 1 :]
        yield Change(
            "dropped", said("`{}` dropped from `{}`", shown(part), word), rest[0] if len(rest) == 1 else type(node)(rest)
        )


def _turned(old: Condition, new: Condition) -> Said:
    return said("`{}` turned into `{}`", shown(old), shown(new))


def _left_out(old: Leaf, new: Leaf) -> Said | None:
    """What to say where a list has lost a member."""
    if not isinstance(old.right, tuple) or not isinstance(new.right, tuple) or len(new.right) >= len(old.right):
        return None
    gone = next(one for one in old.right if one not in new.right)
    word = {True: "yes", False: "no"}[gone] if isinstance(gone, bool) else gone
    return said("`{}` left out of `{}`", word, shown(old))


def shown(node: Condition) -> str:
    """A condition as its author wrote it, its end left out where it is long."""
    text = as_written(node)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _with_part(node: Condition, index: int, part: Condition) -> Condition:
    if isinstance(node, (All, AnyOf, FirstKnown)):
        return type(node)((*node.parts[:index], part, *node.parts[index + 1 :]))
    if isinstance(node, Not):
        return part.part if isinstance(part, Not) else Not(part)
    if isinstance(node, Stated):
        return Stated(part)
    assert isinstance(node, Quantifier)
    return replace(node, body=part)


def rule_mutants(family: Sequence[Rule], name: str) -> list[Mutant]:
    """The mutants of the conditions of a rule, with all its variants and editions; `name` is its id without a variant.

    A condition that several of them share is written once, so it is changed in all of them at once.
    """
    seen: set[tuple[object, ...]] = set()
    kept = []
    for mutant in _rule_mutants(family, name):
        key = tuple((id(old), *_function(new)) for old, new in mutant.swap)
        if key not in seen and any(_function(old) != _function(new) for old, new in mutant.swap):
            seen.add(key)
            kept.append(mutant)
    return numbered(kept)


def _function(edition: Rule | Concept) -> tuple[object, ...]:
    """What decides: the conditions, and the judgement fact that a person's answer stands for."""
    if isinstance(edition, Concept):
        return (edition.when,)
    return (*edition.conditions(), edition.review.fact if edition.review else None)


def numbered(mutants: list[Mutant]) -> list[Mutant]:
    """The mutants of one thing with a number behind each description that was there before."""
    counts: dict[tuple[str, str], int] = {}
    found = []
    for mutant in mutants:
        key = (mutant.name, str(mutant.what))
        count = counts[key] = counts.get(key, 0) + 1
        found.append(mutant if count == 1 else replace(mutant, what=said("{} ({})", mutant.what, count)))
    return found


def _rule_mutants(family: Sequence[Rule], name: str) -> Iterator[Mutant]:
    def made(rules: list[Rule], operator: str, what: Said, new: Callable[[Rule], Rule]) -> Mutant:
        first, ids = rules[0], {rule.id for rule in rules}
        if len(rules) < sum(rule.id in ids for rule in family):
            what = said("edition from {}: {}", first.from_, what)
        swap = tuple((rule, new(rule)) for rule in rules)
        return Mutant("rule", first.id if len(ids) == 1 else name, first.file, first.line, operator, what, swap)

    for applies, rules in _shared(family, lambda rule: [rule.applies]):
        if applies != YES:
            yield made(rules, "applies", said("`applies` dropped"), lambda rule: replace(rule, applies=YES))
        for change in changes(applies):
            yield made(rules, change.operator, _at("applies", change), _applies(change.node))
    for violated, rules in _shared(family, lambda rule: [rule.violated]):
        for change in changes(violated):
            yield made(rules, change.operator, _at("violated", change), _violated(change.node))
    for when, rules in _shared(family, lambda rule: [one.when for one in rule.unless]):
        yield made(rules, "exception", said("exception `{}` dropped", shown(when)), _unless(when, None))
        for change in changes(when):
            yield made(rules, change.operator, _at("unless", change), _unless(when, change.node))
    asking: dict[Review, list[Rule]] = {}
    for rule in family:
        if rule.review:
            asking.setdefault(rule.review, []).append(rule)
    for rules in asking.values():
        yield made(rules, "review", said("question for a person removed"), _unasked)


def _applies(node: Condition) -> Callable[[Rule], Rule]:
    return lambda rule: replace(rule, applies=node)


def _violated(node: Condition) -> Callable[[Rule], Rule]:
    return lambda rule: replace(rule, violated=node)


def _unless(old: Condition, new: Condition | None) -> Callable[[Rule], Rule]:
    def made(rule: Rule) -> Rule:
        kept = (one if one.when != old else replace(one, when=new) if new is not None else None for one in rule.unless)
        return replace(rule, unless=tuple(one for one in kept if one is not None))

    return made


def _unasked(rule: Rule) -> Rule:
    """The rule without its question: nobody's answer counts any more."""
    return replace(rule, review=None, violated=_without_judgement(rule.violated))


def _without_judgement(node: Condition) -> Condition:
    if isinstance(node, AnyOf):
        kept = tuple(part for part in node.parts if not _judged(part))
        return kept[0] if len(kept) == 1 else AnyOf(kept)
    return NO if _judged(node) else node


def _judged(node: Condition) -> bool:
    return any(isinstance(part, Judgement) for part in walk(node))


def _shared(editions: Sequence[Rule], parts: Callable[[Rule], list[Condition]]) -> Iterator[tuple[Condition, list[Rule]]]:
    """Each different condition with the editions that have it."""
    found: dict[Condition, list[Rule]] = {}
    for rule in editions:
        for part in dict.fromkeys(parts(rule)):
            found.setdefault(part, []).append(rule)
    yield from found.items()


def _at(place: str, change: Change) -> Said:
    return said("`{}`: {}", place, change.what)


def concept_mutants(editions: Sequence[Concept]) -> list[Mutant]:
    """The mutants of the conditions of a concept; a condition that editions share is changed in all of them."""
    shared: dict[Condition, list[Concept]] = {}
    for concept in editions:
        shared.setdefault(concept.when, []).append(concept)
    found = []
    for when, concepts in shared.items():
        first = concepts[0]
        for change in changes(when):
            what = _at("when", change)
            if len(concepts) < len(editions):
                what = said("edition from {}: {}", first.from_, what)
            swap = tuple((concept, replace(concept, when=change.node)) for concept in concepts)
            found.append(Mutant("concept", first.name, first.file, first.line, change.operator, what, swap))
    return numbered(found)
