"""Checks of dates: editions without gap or overlap, everything a rule needs in force while it is, nothing stale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ..declaration.schema import is_date
from ..text import said
from .in_force import in_force
from .model import BEGINNING, END, Concept, Rule, Rulebook
from .problem import WARNING, Problem, at, at_edition

STALE_DAYS = 180
"""A file nobody compared with the official text for longer than this is reported."""


def check(book: Rulebook, today: str) -> Iterator[Problem]:
    """Every problem with dates. `today` (2026-11-24) is the day staleness counts from."""
    wrong = list(_malformed(book))
    yield from wrong
    yield from _stale(book, today)
    if wrong:
        return  # days cannot be counted with dates that are none
    yield from editions_meet(book)
    yield from outside_law(book)
    yield from _gaps(book)


def _malformed(book: Rulebook) -> Iterator[Problem]:
    for law in book.laws.values():
        for word in (law.from_, law.to, law.last_checked_on):
            if not is_date(word):
                yield at(book, "law", law.id, "not-a-date", said("`{}` is not a date like 2026-03-01", word))
    for clause in book.clauses.values():
        if not is_date(clause.last_checked_on):
            yield at(
                book, "clause", clause.id, "not-a-date", said("`{}` is not a date like 2026-03-01", clause.last_checked_on)
            )
        if not is_date(clause.from_):
            yield at(book, "clause", clause.id, "not-a-date", said("`{}` is not a date like 2026-03-01", clause.from_))
        elif clause.from_ < book.laws[clause.law].from_:
            message = said("it is in force from {}, its law only from {}", clause.from_, book.laws[clause.law].from_)
            yield at(book, "clause", clause.id, "before-law", message)
    dated = [
        *(("penalty", one.id, [amount.from_ for amount in one.values]) for one in book.penalties.values()),
        *(("parameter", one.name, [start for start, _ in one.values]) for one in book.parameters.values()),
    ]
    for kind, name, words in dated:
        for word in words:
            if not is_date(word):
                yield at(book, kind, name, "not-a-date", said("`{}` is not a date like 2026-03-01", word))
        for word in sorted({word for word in words if words.count(word) > 1}):
            yield at(book, kind, name, "same-date", said("two values from {}", word))
    every: list[Rule | Concept] = [*book.rules, *(concept for editions in book.concepts.values() for concept in editions)]
    for one in every:
        for word in (one.from_, one.to):
            if not is_date(word):
                yield at_edition(one, "not-a-date", said("`{}` is not a date like 2026-03-01", word))
        if one.from_ > one.to:
            yield at_edition(one, "ends-before-start", said("it ends on {} before it starts on {}", one.to, one.from_))
    for (kind, name), cases in book.cases.items():
        file = (
            next((rule.file for rule in book.rules if rule.id == name), "") if kind == "rule" else book.concepts[name][0].file
        )
        for case in cases:
            if case.as_of is not None and not is_date(case.as_of):
                yield Problem(file, case.line, "not-a-date", said("`{}` is not a date like 2026-03-01", case.as_of))


def _stale(book: Rulebook, today: str) -> Iterator[Problem]:
    """Once per file: the oldest date in it counts."""
    checked: dict[str, tuple[str, int]] = {}
    for law in book.laws.values():
        checked[book.places["law", law.id][0]] = (law.last_checked_on, 1)
    for clause in book.clauses.values():
        file, line = book.places["clause", clause.id]
        checked[file] = min(checked.get(file, (END, 1)), (clause.last_checked_on, 1))
    for file, (day, line) in checked.items():
        if not is_date(day):
            continue
        age = (date.fromisoformat(today) - date.fromisoformat(day)).days
        if age > STALE_DAYS:
            message = said("last compared with the official text on {}, {} days ago", day, age)
            yield Problem(file, line, "stale", message, said("compare it and set `last_checked_on`"), WARNING)
        elif age < 0:
            yield Problem(file, line, "not-yet", said("`last_checked_on` {} lies in the future", day))


def editions_meet(book: Rulebook) -> Iterator[Problem]:
    """Editions of a rule or concept that overlap or leave a gap."""
    by_id: dict[str, list[Rule]] = {}
    for rule in book.rules:
        by_id.setdefault(rule.id, []).append(rule)
    for rules in by_id.values():
        yield from _consecutive(rules)
    for concepts in book.concepts.values():
        yield from _consecutive(concepts)


def _consecutive(editions: Sequence[Rule] | Sequence[Concept]) -> Iterator[Problem]:
    ordered: list[Rule | Concept] = sorted(editions, key=lambda one: one.from_)
    for before, after in pairwise(ordered):
        if after.from_ <= before.to:
            message = said("editions overlap: one ends on {}, the next starts on {}", before.to, after.from_)
            yield at_edition(after, "edition-overlap", message)
        elif after.from_ != day_after(before.to):
            message = said("a gap between editions: one ends on {}, the next starts on {}", before.to, after.from_)
            yield at_edition(after, "edition-gap", message)


def day_after(day: str) -> str:
    """The next day; the end of time has none and is returned as it is."""
    return day if day == END else (date.fromisoformat(day) + timedelta(1)).isoformat()


def outside_law(book: Rulebook) -> Iterator[Problem]:
    """Rules in force when their law is not."""
    for rule in book.rules:
        law = book.laws.get(rule.law)
        if law is not None and (rule.from_ < law.from_ or rule.to > law.to):
            span = f"{law.from_} - {law.to}" if law.to != END else f"{law.from_} -"
            message = said("rule `{}` is in force outside the dates of `{}` ({})", rule.id, law.id, span)
            yield at_edition(rule, "outside-law", message)


def _gaps(book: Rulebook) -> Iterator[Problem]:
    """The engine's own reckoning, on every day on which something starts or ends."""
    days = {rule.from_ for rule in book.rules}
    for editions in book.concepts.values():
        days |= {one.from_ for one in editions} | {day_after(one.to) for one in editions}
    days |= {start for parameter in book.parameters.values() for start, _ in parameter.values}
    reported: set[tuple[str, int]] = set()
    for day in sorted(days - {BEGINNING, END}):
        law = in_force(book, day)
        for rule in law.rules:
            reason = law.broken.get(rule.id)
            if reason is not None and (rule.id, rule.line) not in reported and not reason.startswith("unknown "):
                reported.add((rule.id, rule.line))
                yield at_edition(rule, "needs-missing", said("rule `{}` cannot be judged on {}: {}", rule.id, day, reason))
