"""Mutants of dates, amounts and tables: what starts or ends a day off, an amount one step off, an entry left out.

A date of `law.yaml` is one date, however many rules take it from there: it is changed once, for all of them. Where two
editions meet, the day of change is one date too: both move together, for an edition that overlaps the next or leaves a
gap is refused by the linter anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from ..text import Said, said
from .conditions import Listed
from .model import BEGINNING, END, Concept, Law, Parameter, Rule, Rulebook
from .mutant_values import word_steps
from .mutants import Mutant, numbered

Values: TypeAlias = Sequence[tuple[str, object]]
_Edition = TypeVar("_Edition", Rule, Concept)


def shifted(day: str, by: int) -> str:
    """A day some days later or (negative) earlier."""
    return (date.fromisoformat(day) + timedelta(by)).isoformat()


def law_mutants(book: Rulebook, law: Law) -> list[Mutant]:
    """The first and the last day of a law a day off, with every rule that takes its dates from the law."""
    file, line = book.places.get(("law", law.id), ("", 0))
    found = []
    starting = {id(rule) for rule in book.rules if rule.law == law.id and rule.from_ == law.from_}
    ending = {id(rule) for rule in book.rules if rule.law == law.id and rule.to == law.to}
    for by in (-1, 1):
        if starting and law.from_ != BEGINNING:
            new = shifted(law.from_, by)
            rules = tuple(replace(rule, from_=new) if id(rule) in starting else rule for rule in book.rules)
            changed = replace(book, rules=rules, laws=book.laws | {law.id: replace(law, from_=new)})
            what = said("starts on {} instead of {}", new, law.from_)
            found.append(Mutant("law", law.id, file, line, "date", what, book=changed, days=_between(law.from_, new)))
        if ending and law.to != END:
            new = shifted(law.to, by)
            rules = tuple(replace(rule, to=new) if id(rule) in ending else rule for rule in book.rules)
            changed = replace(book, rules=rules, laws=book.laws | {law.id: replace(law, to=new)})
            what = said("ends on {} instead of {}", new, law.to)
            found.append(Mutant("law", law.id, file, line, "date", what, book=changed, days=_after(law.to, new)))
    return found


def _between(old: str, new: str) -> tuple[str, str]:
    """The days that lie on the other side of a start when it moves."""
    return (new, shifted(old, -1)) if new < old else (old, shifted(new, -1))


def _after(old: str, new: str) -> tuple[str, str]:
    """The days that lie on the other side of an end when it moves."""
    return (shifted(new, 1), old) if new < old else (shifted(old, 1), new)


def rule_dates(book: Rulebook, family: Sequence[Rule], name: str) -> list[Mutant]:
    """The dates a rule has of its own, each a day off for all variants that share it; each edition and variant left out."""

    def with_(new: dict[int, Rule]) -> Rulebook:
        return replace(book, rules=tuple(new.get(id(rule), rule) for rule in book.rules))

    def is_law(one: Rule, day: str, end: bool) -> bool:
        law = book.laws.get(one.law)
        return law is not None and day == (law.to if end else law.from_)

    groups: dict[str, list[Rule]] = {}
    for rule in family:
        groups.setdefault(rule.id, []).append(rule)
    found = list(_edition_dates("rule", name, list(groups.values()), with_, is_law))
    for editions in groups.values():
        for rule in editions if len(family) > 1 else ():
            rest = tuple(one for one in book.rules if one is not rule)
            what = said("edition from {} left out", rule.from_) if len(editions) > 1 else said("variant left out")
            days = (rule.from_, rule.to)
            changed = replace(book, rules=rest)
            found.append(Mutant("rule", rule.id, rule.file, rule.line, "edition", what, book=changed, days=days))
    return numbered(found)


def concept_dates(book: Rulebook, editions: Sequence[Concept]) -> list[Mutant]:
    """The dates of a concept's editions, each a day off."""
    name = editions[0].name

    def with_(new: dict[int, Concept]) -> Rulebook:
        return replace(book, concepts=book.concepts | {name: tuple(new.get(id(one), one) for one in editions)})

    return numbered(list(_edition_dates("concept", name, [editions], with_, lambda _one, _day, _end: False)))


def _edition_dates(
    kind: str,
    name: str,
    groups: Sequence[Sequence[_Edition]],
    with_: Callable[[dict[int, _Edition]], Rulebook],
    is_law: Callable[[_Edition, str, bool], bool],
) -> Iterator[Mutant]:
    """Each date of its own a day off, in every group of editions that has it. `is_law` says that it is the law's date."""
    starts: dict[str, list[_Edition]] = {}
    ends: dict[str, list[_Edition]] = {}
    meetings: dict[str, list[tuple[_Edition, _Edition]]] = {}
    for editions in groups:
        ordered = sorted(editions, key=lambda one: one.from_)
        first, last = ordered[0], ordered[-1]
        if first.from_ != BEGINNING and not is_law(first, first.from_, False):
            starts.setdefault(first.from_, []).append(first)
        if last.to != END and not is_law(last, last.to, True):
            ends.setdefault(last.to, []).append(last)
        for before, after in pairwise(ordered):
            # Where the dates are those of two laws that follow each other, they are counted with the laws.
            if not (is_law(before, before.to, True) and is_law(after, after.from_, False)):
                meetings.setdefault(after.from_, []).append((before, after))

    def made(places: Sequence[_Edition], what: Said, days: tuple[str, str], new: dict[int, _Edition]) -> Mutant:
        ids = {one.id if isinstance(one, Rule) else one.name for one in places}
        called = next(iter(ids)) if len(ids) == 1 else name
        return Mutant(kind, called, places[0].file, places[0].line, "date", what, book=with_(new), days=days)

    for by in (-1, 1):
        for day, ones in starts.items():
            new = shifted(day, by)
            what = said("starts on {} instead of {}", new, day)
            yield made(ones, what, _between(day, new), {id(one): replace(one, from_=new) for one in ones})
        for day, ones in ends.items():
            new = shifted(day, by)
            what = said("ends on {} instead of {}", new, day)
            yield made(ones, what, _after(day, new), {id(one): replace(one, to=new) for one in ones})
        for day, pairs in meetings.items():
            new = shifted(day, by)
            what = said("edition from {} starts on {}", day, new)
            moved = {id(after): replace(after, from_=new) for _, after in pairs}
            moved |= {id(before): replace(before, to=shifted(new, -1)) for before, _ in pairs}
            yield made([after for _, after in pairs], what, _between(day, new), moved)


def parameter_mutants(book: Rulebook, parameter: Parameter) -> list[Mutant]:
    """The amounts of a parameter one step off, members of its lists left out, its dates a day off.

    What a place has in several values in a row is one amount, and so is a member of a list: it is changed in all of them.
    """
    file, line = book.places.get(("parameter", parameter.name), (parameter.file, 0))
    values = parameter.values
    found = []

    def made(operator: str, what: Said, new: Values, days: tuple[str, str]) -> None:
        changed = replace(book, parameters=book.parameters | {parameter.name: replace(parameter, values=tuple(new))})
        found.append(Mutant("parameter", parameter.name, file, line, operator, what, book=changed, days=days))

    for index, (start, value) in enumerate(values):
        until = shifted(values[index + 1][0], -1) if index + 1 < len(values) else END
        for new in word_steps(value) if isinstance(value, str) else ():
            what = said("value from {}: `{}` instead of `{}`", start, new, value)
            made("number", what, [*values[:index], (start, new), *values[index + 1 :]], (start, until))
        for by in (-1, 1):
            day = shifted(start, by)
            what = said("value from {} counts from {}", start, day)
            made("date", what, [*values[:index], (day, value), *values[index + 1 :]], _between(start, day))
    for member, first, last in _runs(values):
        until = shifted(values[last + 1][0], -1) if last + 1 < len(values) else END
        days = (values[first][0], until)
        old = values[first][1]
        if isinstance(old, dict):
            for word in word_steps(str(old[member])):
                what = said("value from {} for {}: `{}` instead of `{}`", values[first][0], member, word, old[member])
                made("number", what, _with(values, first, last, partial(_set, member, word)), days)
        elif all(len(value) > 1 for _, value in values[first : last + 1]):  # type: ignore[arg-type]
            what = said("value from {}: `{}` left out", values[first][0], member)
            made("dropped", what, _with(values, first, last, partial(_left_out, member)), days)
    return numbered(found)


def table_mutants(book: Rulebook, table: str, look_ups: Collection[Listed]) -> list[Mutant]:
    """A table without one of the pairs that a look-up finds in it; where several rows say the same, without all of them."""
    file, _ = book.places.get(("table", table), ("", 0))
    rows = book.tables[table]
    found = []
    for one in look_ups:
        pairs: dict[tuple[str, str], int] = {}
        for line, row in enumerate(rows, 2):
            if row[one.column]:
                pairs.setdefault((row[one.by], row[one.column]), line)
        for (key, cell), line in pairs.items():
            rest = tuple(row for row in rows if (row[one.by], row[one.column]) != (key, cell))
            changed = replace(book, tables=book.tables | {table: rest})
            what = said("`{}` left out for `{}`", cell, key)
            found.append(Mutant("table", table, file, line, "dropped", what, book=changed, days=(BEGINNING, END)))
    return numbered(found)


def _set(place: str, word: str, value: Any) -> object:
    return {**value, place: word}


def _left_out(member: str, value: Any) -> object:
    return tuple(one for one in value if one != member)


def _with(values: Values, first: int, last: int, new: Callable[[Any], object]) -> Values:
    """The values with those from `first` to `last` changed."""
    return [(start, new(value) if first <= at <= last else value) for at, (start, value) in enumerate(values)]


def _runs(values: Values) -> Iterator[tuple[str, int, int]]:
    """Each member of a list, or place of a parameter that differs by place, with the first and last value in which it stays."""
    members = list(dict.fromkeys(one for _, value in values if isinstance(value, (dict, tuple)) for one in value))
    for member in members:
        kept = [
            value.get(member) if isinstance(value, dict) else (member in value or None) if isinstance(value, tuple) else None
            for _, value in values
        ]
        first = 0
        for index in range(1, len(kept) + 1):
            if index == len(kept) or kept[index] != kept[first]:
                if kept[first] is not None:
                    yield member, first, index - 1
                first = index
