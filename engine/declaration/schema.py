"""The fact table: every fact a declaration can state, with its type, question and the law that asks for it.

`data/facts.csv` is the single source. Types, JSON Schema, form fields, chat questions and column names come from it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..plain import Plain
from ..text import Said, Text, said
from .places import exists, meant

if TYPE_CHECKING:
    from ..reading import Node

DATA = Path(__file__).parent / "data"

UNKNOWN_WORDS = frozenset({"unknown", "null", "~", ""})
"""Written values that mean that nobody knows: the same as leaving the fact out."""

SCOPES = ("app", "practice", "recipient")
_DURATION = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,15}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,30})?", re.ASCII)
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?|EU|EEA")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PERMISSION = re.compile(r"[\w.$:/{}-]{2,200}")
"""What the name of a system permission looks like, on any platform."""
OPEN_DURATIONS = ("until_account_closed", "until_purpose_met")
INDEFINITE = "indefinite"


@dataclass(frozen=True, slots=True, repr=False)
class Fact(Plain):
    """One row of the fact table.

    `path` is the place in a declaration (`practices[].consent.obtained`), `name` what rules read (`practice.consent.obtained`).
    `type` is the base type (tri, int, number, share, enum, text, date, duration, place, lang, category, permission,
    recipient, practice, or `map` for free text by key); `many` says that the fact is a list of it.
    """

    path: str
    name: str
    scope: str
    type: str
    many: bool
    values: tuple[str, ...]
    bad_when: str | None
    judgement: bool
    by_law: bool
    dpv: str
    label: Text
    question: Text
    laws: tuple[str, ...]
    note: str


def rule_name(path: str) -> str:
    """`practices[].x` as rules write it: `practice.x`."""
    return path.replace("practices[].", "practice.").replace("recipients[].", "recipient.")


class Schema:
    """The fact table, by path and by the name that rules use."""

    def __init__(self, facts: list[Fact]) -> None:
        self.facts = tuple(facts)
        self.by_path = {fact.path: fact for fact in facts}
        self.by_name = {fact.name: fact for fact in facts}

    def of_scope(self, scope: str) -> list[Fact]:
        """The facts of `app`, `practice` or `recipient`, in the order of the table."""
        return [fact for fact in self.facts if fact.scope == scope]

    def resolve(self, name: str) -> tuple[Fact, str | None] | None:
        """The fact a rule's name stands for, and the law in it (`practice.legal_basis.gdpr`), or None."""
        fact = self.by_name.get(name)
        if fact is not None:
            return fact, None
        base, _, law = name.rpartition(".")
        fact = self.by_name.get(base)
        return (fact, law) if fact is not None and fact.by_law else None

    @cached_property
    def order(self) -> dict[str, int]:
        """Position of each fact name in the table, for stable output."""
        return {fact.name: position for position, fact in enumerate(self.facts)}


def _fact(row: dict[str, str]) -> Fact:
    kind, many = row["type"], False
    if match := re.fullmatch(r"list\((\w+)\)", kind):
        kind, many = match[1], True
    elif kind.startswith("map"):
        kind = "map"
    return Fact(
        path=row["path"],
        name=rule_name(row["path"]),
        scope=row["scope"],
        type=kind,
        many=many,
        values=tuple(row["values"].split("|")) if row["values"] else (),
        bad_when=row["bad_when"] or None,
        judgement=row["judgement"] == "yes",
        by_law=row["by_law"] == "yes",
        dpv=row["dpv"],
        label=Text(row["en_label"], row["zh_label"]),
        question=Text(row["en_question"], row["zh_question"]),
        laws=tuple(row["laws"].split(";")) if row["laws"] else (),
        note=row["note"],
    )


@cache
def schema() -> Schema:
    """The project's fact table."""
    with (DATA / "facts.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        names = next(lines)
        return Schema([_fact(dict(zip(names, line, strict=True))) for line in lines])


def type_in_words(fact: Fact) -> Said:
    """What is written as the value of a fact, for a person."""
    one = {
        "tri": said("yes, no or unknown"),
        "int": said("a whole number"),
        "number": said("a number"),
        "share": said("a share between 0 and 1"),
        "enum": said("a listed word"),
        "text": said("a text"),
        "date": said("a date"),
        "duration": said("a duration"),
        "place": said("a place"),
        "lang": said("a language"),
        "category": said("a data category"),
        "permission": said("a permission"),
        "recipient": said("the id of a recipient"),
        "practice": said("the id of a practice"),
        "map": said("a map of texts"),
    }[fact.type]
    return said("a list, each {}", one) if fact.many else one


def days(duration: str) -> int | None:
    """A duration in days: a month has 30, a year or twelve months 365 (DESIGN, Conditions). None when it cannot be counted."""
    match = _DURATION.fullmatch(duration)
    if match is None or duration == "P":
        return None
    years, months, weeks, rest = (int(part or 0) for part in match.groups())
    return (years + months // 12) * 365 + months % 12 * 30 + weeks * 7 + rest


def is_date(word: str) -> bool:
    """Whether a word is a day written like 2026-03-01: the only form whose order as text is the order of days."""
    try:
        # Python also reads 2026-W01-1, which has ten characters too.
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False


def is_unknown(node: Node) -> bool:
    """Whether what is written at a place means that nobody knows."""
    return node.kind == "scalar" and node.text in UNKNOWN_WORDS


def typed(fact: Fact, word: str) -> object:
    """One written word as the value of a scalar fact or of one member of a list fact.

    Returns True or False for a yes/no fact, an int, a float, or text; None for a word that means unknown.
    Raises ValueError with a message for the person who wrote it. Ids of practices, recipients and categories
    are checked by the loader, which knows them all.
    """
    if word in UNKNOWN_WORDS and not fact.many:
        return None
    kind = fact.type
    if kind == "tri":
        if word in ("yes", "no"):
            return word == "yes"
        raise ValueError(said("`{}` is not yes, no or unknown", word))
    if kind == "enum":
        if word not in fact.values:
            some = fact.values if len(fact.values) <= 12 else (*fact.values[:12], "...")
            raise ValueError(said("`{}` is not one of {}", word, some))
    elif kind == "int":
        if not _INTEGER.fullmatch(word):
            raise ValueError(said("`{}` is not a whole number", word))
        if int(word) < 0:
            raise ValueError(said("`{}` is below zero", word))
        return int(word)
    elif kind in ("number", "share"):
        if not _NUMBER.fullmatch(word):
            raise ValueError(said("`{}` is not a number", word))
        if float(word) < 0 or (kind == "share" and float(word) > 1):
            raise ValueError(said("`{}` is not between 0 and 1", word) if kind == "share" else said("`{}` is below zero", word))
        return float(word)
    elif kind == "date":
        if not is_date(word):
            raise ValueError(said("`{}` is not a date like 2026-03-01", word))
    elif kind == "duration":
        if word != INDEFINITE and word not in OPEN_DURATIONS and days(word) is None:
            raise ValueError(said("`{}` is not a duration like P30D or P3Y, {} or {}", word, OPEN_DURATIONS, INDEFINITE))
    elif kind == "place":
        if not _PLACE.fullmatch(word):
            raise ValueError(said("`{}` is not a place like DE, US-CA or EU", word))
        if not exists(word):
            right = meant(word)
            raise ValueError(
                said("there is no place `{}`: `{}` is", word, right) if right else said("there is no place `{}`", word)
            )
    elif kind == "lang" and not _LANGUAGE.fullmatch(word):
        raise ValueError(said("`{}` is not a language like en or zh-Hans", word))
    return word
