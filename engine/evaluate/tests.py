"""What each test of a leaf means: one fact's known value against a typed right-hand side.

The oracle calls these; the generated form writes the simple ones out and is held to them by property tests.
Every function returns True, False, or None for "cannot be told".
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from ..declaration.schema import INDEFINITE, OPEN_DURATIONS, days
from ..declaration.vocabulary import categories, expand_places, is_at, reaches

Kleene: TypeAlias = "bool | None"
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
}


def conjunction(values: Iterable[Kleene]) -> Kleene:
    """No wins, then unknown, then yes. Values after a no are not asked for."""
    found: Kleene = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def disjunction(values: Iterable[Kleene]) -> Kleene:
    """Yes wins, then unknown, then no. Values after a yes are not asked for."""
    found: Kleene = False
    for value in values:
        if value is True:
            return True
        if value is None:
            found = None
    return found


def one_of(kind: str, value: object, wanted: Sequence[object]) -> Kleene:
    """`in`: a scalar against constants. Places open their sets; a data category is also what stands under it."""
    if kind == "category":
        return disjunction([categories().is_in(str(value), str(one)) for one in wanted])
    if kind == "place":
        return is_at(str(value), expand_places(wanted))
    return value in wanted


def includes(kind: str, values: Sequence[str], wanted: Sequence[str]) -> Kleene:
    """A list fact against constants: any overlap. Places know EU and EEA; categories know their groups."""
    if kind == "place":
        return reaches(tuple(values), expand_places(wanted))
    if kind == "category":
        return disjunction([categories().is_in(value, one) for value in values for one in wanted])
    return any(one in values for one in wanted)


def compare(kind: str, test: str, value: object, bound: object) -> Kleene:
    """Numbers, dates and durations. `indefinite` is longer than any duration; `until_...` cannot be compared."""
    if kind == "duration":
        if value in OPEN_DURATIONS or bound in OPEN_DURATIONS:
            return None
        return _COMPARE[test](_length(str(value)), _length(str(bound)))
    return _COMPARE[test](value, bound)  # type: ignore[arg-type]


def _length(duration: str) -> float:
    if duration == INDEFINITE:
        return float("inf")
    counted = days(duration)
    assert counted is not None
    return counted


def by_place(kind: str, test: str, value: object, values: Sequence[tuple[str, object]], places: Sequence[str]) -> Kleene:
    """A bound that differs by place: yes when it holds for any place that has an entry; none has: no."""
    opened = expand_places(places)
    return disjunction([compare(kind, test, value, bound) for place, bound in values if place in opened])


def flag(category: str, column: str, broad: bool) -> Kleene:
    """The legal flag of a category in the vocabulary.

    `broad` data stands for something wider or vaguer than its name, so its flag is unknown.
    """
    return None if broad else categories().flag(category, column)


def listed(category: str, rows: Sequence[Mapping[str, str]], by: str, keys: Sequence[str], column: str) -> Kleene:
    """Whether the category, or a group above it, stands in the rows whose `by` is one of the keys."""
    cells = {row[column] for row in rows if row[by] in keys and row[column]}
    return disjunction([categories().is_in(category, cell) for cell in sorted(cells)])
