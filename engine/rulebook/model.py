"""The rulebook as types: laws, clauses, penalties, parameters, concepts, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..plain import Plain
from ..text import Text
from .conditions import Condition

if TYPE_CHECKING:
    from .sides import Across

SEVERITIES = ("critical", "high", "medium", "low")
"""Our ranking, gravest first; not the law's."""

SCOPES = ("app", "practice", "recipient", "disclosure")
PER = ("violation", "consumer_and_incident")
"""What the amount of a penalty can be counted by."""
BEGINNING, END = "0001-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True, repr=False)
class Amount(Plain):
    """The most a penalty can reach from a date on: an amount, a share of turnover, or both (whichever is higher).

    `intentional` is the higher amount for a breach on purpose, where the law has one.
    """

    from_: str
    amount: float | None
    currency: str | None
    share_of_turnover: float | None
    intentional: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Penalty(Plain):
    """What can be imposed, in own words, with its clauses and its maximum by date."""

    id: str
    cites: tuple[str, ...]
    text: Text
    values: tuple[Amount, ...]
    per: str = ""
    """What the amount is counted by (`PER`); empty where it is the most for everything together."""

    def at(self, day: str) -> Amount | None:
        """The maximum on a day, or None where the penalty has no amount of its own then."""
        known = [amount for amount in self.values if amount.from_ <= day]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True, repr=False)
class Law(Plain):
    """A law, regulation or official document: its names, its dates, how citations of it read."""

    id: str
    region: str
    style: str
    name: Text
    short: Text
    from_: str
    to: str
    official: str
    gate: str | None
    last_checked_on: str
    note: Text
    own: bool = False
    """Added by the user with --rules, not part of the product."""


@dataclass(frozen=True, slots=True, repr=False)
class Clause(Plain):
    """A citable provision with its summary. `compared` says that it was compared with the official text.

    `from_` is the day since when it has been law: its own, where it is younger than its law.
    """

    id: str
    law: str
    heading: Text
    summary: Text
    asked_as: tuple[tuple[str, ...], tuple[str, ...]]
    compared: bool
    last_checked_on: str
    file: str
    from_: str


@dataclass(frozen=True, slots=True, repr=False)
class Parameter(Plain):
    """A dated amount, list or table by place. Values are text, a tuple of texts, or a dict of texts by place."""

    name: str
    label: Text
    unit: str
    cites: tuple[str, ...]
    values: tuple[tuple[str, object], ...]
    compared: bool
    file: str

    def at(self, day: str) -> object | None:
        """The value in force on a day, or None before the first."""
        known = [value for start, value in self.values if start <= day]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True, repr=False)
class Concept(Plain):
    """One edition of a named, cited condition."""

    name: str
    scope: str
    label: Text
    cites: tuple[str, ...]
    from_: str
    to: str
    when: Condition
    file: str
    line: int


@dataclass(frozen=True, slots=True, repr=False)
class Case(Plain):
    """A worked example of a rule or concept: flat facts, and the outcome a lawyer expects."""

    expected: str
    facts: tuple[tuple[str, object], ...]
    as_of: str | None
    judgement: str | None
    line: int


@dataclass(frozen=True, slots=True, repr=False)
class Exception_(Plain):
    """An exception to a rule, with its own citation; `review` is the question where only a person can grant it."""

    when: Condition
    cites: tuple[str, ...]
    review: Text | None


@dataclass(frozen=True, slots=True, repr=False)
class Review(Plain):
    """The judgement a rule needs: a judgement fact, or (fact None) the rule's own leaf."""

    fact: str | None
    question: Text


@dataclass(frozen=True, slots=True, repr=False)
class Rule(Plain):
    """One edition of a rule: a duty of one clause, and how a declaration breaks it.

    `violated` already holds the rule's own judgement leaf, where it has one.
    """

    id: str
    law: str
    cites: tuple[str, ...]
    also: tuple[str, ...]
    conduct: str
    scope: str
    severity: str
    penalty: str | None
    from_: str
    to: str
    applies: Condition
    violated: Condition
    unless: tuple[Exception_, ...]
    review: Review | None
    message: Text
    fix: Text
    item: Text
    file: str
    line: int
    own: bool = False

    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the rule."""
        return (self.applies, self.violated, *(exception.when for exception in self.unless))

    def in_force(self, day: str) -> bool:
        """Whether this edition is the law on a day (both ends included)."""
        return self.from_ <= day <= self.to


@dataclass(slots=True, repr=False)
class Rulebook(Plain):
    """Everything under `regulations/`, all editions. `sha256` is of the files it was read from."""

    laws: dict[str, Law] = field(default_factory=dict)
    structure: dict[str, frozenset[str]] = field(default_factory=dict)
    unconfirmed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Ids of the structure index that no held official text confirms; only in a rulebook read from its files."""
    places: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """File and line of each ("law" | "clause" | "penalty" | "parameter" | "table" | "rule", name), when read from its files.

    Variants have the line on which their rule starts, and so has its id without a variant, under "variants".
    """
    clauses: dict[str, Clause] = field(default_factory=dict)
    penalties: dict[str, Penalty] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    concepts: dict[str, tuple[Concept, ...]] = field(default_factory=dict)
    tables: dict[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    cases: dict[tuple[str, str], tuple[Case, ...]] = field(default_factory=dict)
    """Cases of rules by ("rule", id) and of concepts by ("concept", name)."""
    across: Across = field(default_factory=lambda: _no_comparison())
    sha256: str = ""
    version: str = ""

    def exists(self, citation: str) -> bool:
        """Whether a citation (`gdpr:6(1)(a)`) stands in the structure index of its law."""
        law, _, place = citation.partition(":")
        return place in self.structure.get(law, frozenset())

    def clause_from(self, citation: str) -> str:
        """Since when a clause has been law: by its own date, else that of what it stands in, of its oldest part, of its law."""
        place = citation
        while place:
            if place in self.clauses:
                return self.clauses[place].from_
            place = place[: place.rfind("(")] if place.endswith(")") else ""
        inside = [one.from_ for one in self.clauses.values() if one.id.startswith(f"{citation}(")]
        return min(inside, default=self.laws[citation.partition(":")[0]].from_)


def _no_comparison() -> Across:
    # Most runs compare no regions; making these classes takes as long as reading a law.
    from .sides import Across

    return Across({}, (), ())
