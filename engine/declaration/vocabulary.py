"""The vocabularies: data categories as a tree with their legal flags, app types, purposes, places."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from ..plain import Plain
from ..text import Text
from .schema import DATA

EU = frozenset(
    {"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE"}
    | {"IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"}
)
EEA = EU | {"IS", "LI", "NO"}
PLACE_SETS = {"EU": EU, "EEA": EEA}
FLAGS = ("pipl_sensitive", "gdpr_special", "cpra_sensitive")
_FLAG_VALUES = {"yes": True, "context": None}
"""Any other word of the vocabulary (no, art10) says that the category is not of the flagged kind."""


@dataclass(frozen=True, slots=True, repr=False)
class Category(Plain):
    """A kind of personal data. `flags` maps a column of the vocabulary to yes, no or context."""

    name: str
    parent: str | None
    label: Text
    dpv: str
    flags: dict[str, str]


class Categories:
    """The tree of data categories: groups and what is in them."""

    def __init__(self, categories: list[Category]) -> None:
        self.all = {category.name: category for category in categories}
        self.children: dict[str, list[str]] = {}
        for category in categories:
            if category.parent:
                self.children.setdefault(category.parent, []).append(category.name)
        self._above = {name: self._path(name) for name in self.all}
        self._flags = {(name, flag): self._flag(name, flag) for name in self.all for flag in FLAGS}

    def _path(self, name: str) -> frozenset[str]:
        above = set()
        step: str | None = name
        while step:
            above.add(step)
            step = self.all[step].parent
        return frozenset(above)

    def above(self, name: str) -> frozenset[str]:
        """The category itself and every group it stands in."""
        return self._above[name]

    def is_in(self, name: str, wanted: str) -> bool | None:
        """Whether data of category `name` is of category `wanted`: None when `name` is a group above it."""
        if wanted in self._above[name]:
            return True
        return None if name in self._above[wanted] else False

    def _flag(self, name: str, flag: str) -> bool | None:
        members = self.children.get(name) or [name]
        values = {_FLAG_VALUES.get(self.all[member].flags[flag], False) for member in members}
        return values.pop() if len(values) == 1 else None

    def flag(self, name: str, flag: str) -> bool | None:
        """The legal flag of a category; None where it depends on context, or the members of a group differ."""
        return self._flags[name, flag]


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a CSV file in the vocabulary."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        names = next(lines)
        return [dict(zip(names, line, strict=True)) for line in lines]


@cache
def categories() -> Categories:
    """The project's data categories."""
    return Categories(
        [
            Category(
                row["category"],
                row["parent"] or None,
                Text(row["en"], row["zh"]),
                row["dpv_iri"],
                {flag: row[flag] for flag in FLAGS},
            )
            for row in rows("data_categories")
        ]
    )


def expand_places(places: object) -> frozenset[str]:
    """Places with EU and EEA opened into their members; the set names themselves stay in."""
    opened: set[str] = set()
    for place in places:  # type: ignore[attr-defined]
        opened.add(place)
        opened |= PLACE_SETS.get(place, frozenset())
    return frozenset(opened)


def is_at(place: str, wanted: frozenset[str]) -> bool | None:
    """Whether one place (where data is, where an operator sits) lies in `wanted`, which is already opened.

    EU or EEA as a place is one member that is not named: unknown when only some members are wanted.
    A country whose parts are wanted (US for US-CA) is unknown too; a part lies in its country.
    """
    if place in wanted or place.split("-")[0] in wanted:
        return True
    members = PLACE_SETS.get(place)
    if members is not None:
        return True if members <= wanted else None if members & wanted else False
    return None if any(part.startswith(place + "-") for part in wanted) else False


def reaches(markets: tuple[str, ...], wanted: frozenset[str]) -> bool | None:
    """Whether markets hold a wanted place. A set among the markets means all its members; US leaves US-CA unknown."""
    opened = expand_places(markets)
    if opened & wanted or any(market.split("-")[0] in wanted for market in opened):
        return True
    return None if any(part.split("-")[0] in opened for part in wanted if "-" in part) else False
