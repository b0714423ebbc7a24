"""Checks of what conditions and rules can come to: dead conditions, and outcomes without a worked case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..text import said
from .cases import nearest_day
from .conditions import NO, YES, All, AnyOf, ConceptRef, Condition, Not, Stated, children
from .in_force import in_force, usable
from .judgement import is_judgement, open_parts
from .model import Concept, Rule, Rulebook
from .paraphrase import as_written
from .problem import Problem, at_edition
from .reach import Reach, Reacher

_BOTH = frozenset({True, False})


def check(book: Rulebook) -> Iterator[Problem]:
    """Dead conditions and missing cases, on the day each edition is shown for."""

    @cache
    def reacher(day: str) -> Reacher:
        return Reacher(in_force(book, day))

    by_id: dict[str, list[Rule]] = {}
    for rule in book.rules:
        by_id.setdefault(rule.id, []).append(rule)
    for editions in by_id.values():
        needed: set[str] = set()
        for rule in editions:
            judge = reacher(nearest_day([(rule.from_, rule.to)]))
            current = next((one for one in judge.law.rules if one.id == rule.id), None)
            if current is None or rule.id in judge.law.broken:
                continue
            yield from dead_parts(judge, current)
            yield from dead_rule(judge, current)
            needed |= kinds(current, judge)
        yield from _without_case(book, editions[0], needed)
    for concepts in book.concepts.values():
        needed = set()
        for concept in concepts:
            judge = reacher(nearest_day([(concept.from_, concept.to)]))
            found = judge.law.concepts.get(concept.name)
            if found is not None and usable(found.when, judge.law):
                for node, value in dead(found.when, judge):
                    yield at_edition(concept, "dead-condition", _dead_message(node, value))
                names = {True: "yes", False: "no", None: "unknown"}
                needed |= {names[value] for value in judge.reach(found.when).values}
        yield from _without_concept_case(book, concepts[0], needed)


def dead_parts(judge: Reacher, rule: Rule) -> Iterator[Problem]:
    """Parts of a rule's conditions that no declaration can make true, or false."""
    for condition in rule.conditions():
        for node, value in dead(condition, judge):
            yield at_edition(rule, "dead-condition", _dead_message(node, value))


def _dead_message(node: Condition, value: bool) -> str:
    return said("can never be true: {}", as_written(node)) if value else said("can never be false: {}", as_written(node))


def dead(node: Condition, judge: Reacher) -> Iterator[tuple[Condition, bool]]:
    """The innermost parts that are never true (True) or never false (False); a concept is reported where it is defined."""
    if node in (YES, NO) or isinstance(node, ConceptRef):
        return
    # `stated: {fact: {in: [yes, no]}}` asks whether a fact is stated at all: only the claim as a whole can be dead.
    parts = () if isinstance(node, Stated) else children(node)
    inner = [found for part in parts for found in dead(part, judge)]
    if inner:
        yield from inner
        return
    reach = judge.reach(node, _BOTH)
    if any(_constant(judge.reach(part, _BOTH)) for part in parts if part not in (YES, NO)):
        return  # a constant concept makes this constant: not its own fault
    for value in (True, False):
        if reach.never(value):
            yield node, value


def _constant(reach: Reach) -> bool:
    return reach.never(True) or reach.never(False)


def dead_rule(judge: Reacher, rule: Rule) -> Iterator[Problem]:
    """Whether a rule whose parts are alive can never fail, or never pass, because they exclude each other."""
    exceptions = AnyOf(tuple(exception.when for exception in rule.unless))
    # A rule whose parts are dead is reported for those; here only parts that exclude each other remain.
    parts = [part for part in (rule.applies, rule.violated, *(one.when for one in rule.unless)) if part not in (YES, NO)]
    if any(_constant(judge.reach(part, _BOTH)) for part in parts):
        return
    fails = All((rule.applies, rule.violated, Not(exceptions)))
    passes = All((rule.applies, AnyOf((Not(rule.violated), exceptions))))
    if judge.reach(fails, frozenset({True})).never(True):
        yield at_edition(rule, "never-fails", said("rule `{}` can never fail: its parts exclude each other", rule.id))
    if judge.reach(passes, frozenset({True})).never(True):
        yield at_edition(rule, "never-passes", said("rule `{}` can never pass where it applies", rule.id))


def kinds(rule: Rule, judge: Reacher) -> set[str]:
    """The kinds of outcome a rule can yield, as far as cases are asked for."""
    found = {"fail", "pass"}
    parts = list(open_parts(judge.law, *rule.conditions()))
    if any(is_judgement(part) for part in parts):
        found.add("review")
    if not all(is_judgement(part) for part in parts):
        found.add("open")
    if False in judge.reach(rule.applies, frozenset({False})).values:
        found.add("notApplicable")
    return found


def _without_case(book: Rulebook, rule: Rule, needed: set[str]) -> Iterator[Problem]:
    given = {case.expected for case in book.cases.get(("rule", rule.id), ())}
    missing = [kind for kind in ("fail", "pass", "open", "review", "notApplicable") if kind in needed - given]
    if missing:
        yield at_edition(rule, "missing-case", said("rule `{}` has no case for: {}", rule.id, missing))


def _without_concept_case(book: Rulebook, concept: Concept, needed: set[str]) -> Iterator[Problem]:
    given = {case.expected for case in book.cases.get(("concept", concept.name), ())}
    missing = [kind for kind in ("yes", "no", "unknown") if kind in needed - given]
    if missing:
        message = said("concept `{}` has no case for: {}", concept.name, missing)
        yield at_edition(concept, "missing-case", message)
