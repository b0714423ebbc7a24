"""A loaded declaration: typed facts, without the file they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from ..plain import Plain

Value: TypeAlias = "bool | int | float | str | tuple[str, ...] | dict[str, bool | str] | dict[str, str]"
"""A known fact: yes/no is a bool, a list a tuple, a known-empty text is the empty text,
a fact given per law a dict from law to value. An unknown fact has no entry at all."""

Facts: TypeAlias = "dict[str, Value]"
"""Known facts by the name rules use: `app.type`, `practice.consent.obtained`, `recipient.country`."""

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True, repr=False)
class Subject(Plain):
    """What a finding, a person's answer or a waiver is about; None where it does not matter."""

    practice: str | None = None
    data: str | None = None
    recipient: str | None = None

    def covers(self, other: Subject) -> bool:
        """Whether every part this subject names is the same in `other`."""
        return all(mine is None or mine == theirs for mine, theirs in zip(self.parts(), other.parts(), strict=True))

    def parts(self) -> tuple[str | None, str | None, str | None]:
        """Practice, data category and recipient."""
        return self.practice, self.data, self.recipient

    def as_dict(self) -> dict[str, str]:
        """Only the parts that are named."""
        names = ("practice", "data", "recipient")
        return {name: part for name, part in zip(names, self.parts(), strict=True) if part is not None}


@dataclass(frozen=True, slots=True, repr=False)
class JudgementAnswer(Plain):
    """A person's answer to a rule that asks for judgement. `facts` is the hash of the facts it saw, if recorded."""

    rule: str
    subject: Subject
    answer: str
    by: str = ""
    on: str = ""
    reason: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Waiver(Plain):
    """A finding accepted for a reason, by somebody, until a day (inclusive, local date of the check)."""

    rule: str
    subject: Subject
    reason: str
    owner: str
    until: str


@dataclass(slots=True, repr=False)
class Declaration(Plain):
    """What an app does with data, as stated.

    `app` holds app-scope facts. `practices` and `recipients` are None when nobody said anything about them and an empty
    list when there are known to be none; each entry holds that row's facts under `practice.` and `recipient.` names,
    always with `practice.id` / `recipient.id`. In `practices`, `practice_defaults` have already been filled in;
    `stated_practices` keeps the rows as written, for writing the declaration back.
    """

    app: Facts = field(default_factory=dict)
    practices: list[Facts] | None = None
    recipients: list[Facts] | None = None
    practice_defaults: Facts = field(default_factory=dict)
    stated_practices: list[Facts] | None = None
    judgements: list[JudgementAnswer] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    file: str = ""
    sha256: str = ""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each stated fact, keyed as findings write it: `practices[ads].consent.separate`."""

    @property
    def id(self) -> str:
        """The app's id, or an empty text."""
        value = self.app.get("app.id", "")
        return value if isinstance(value, str) else ""
