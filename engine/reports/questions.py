"""The open questions of a report: each once, whatever it is asked of, gravest first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..assess import Finding
from ..rulebook.model import SEVERITIES

_WEIGHT = dict(zip(SEVERITIES, (27, 9, 3, 1), strict=True))
"""One critical rule that waits outweighs a few high ones."""


class Question:
    """One fact that is missing, the practices or recipients it is missing of, and the findings that wait for it."""

    __slots__ = ("_any", "_first", "names", "path", "text", "waiting")

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.names: list[str] = []
        self.waiting: list[Finding] = []
        self._first: dict[str, int] = {}
        self._any: dict[str, int] = {}

    @property
    def weight(self) -> tuple[int, int]:
        """By the severity of the rules that wait: those it would decide most directly, then all."""
        return sum(self._first.values()), sum(self._any.values())

    def add(self, finding: Finding, name: str, *, first: bool) -> None:
        """A finding that waits for the fact; `first` says that nothing would decide it more directly."""
        if name and name not in self.names:
            self.names.append(name)
        self.waiting.append(finding)
        weight = _WEIGHT[finding.rule.severity]
        self._any[finding.rule.id] = weight
        if first:
            self._first[finding.rule.id] = weight


def questions(findings: Iterable[Finding], lang: str) -> list[Question]:
    """Every question of the open findings, those that settle the gravest rules first.

    One fact missing of several practices or recipients is one question.
    """
    asked: dict[tuple[str, str], Question] = {}
    for one in findings:
        for position, (path, question) in enumerate(zip(one.missing, one.questions, strict=True)):
            name = re.search(r"\[([^]]+)\]", path)
            place, text = re.sub(r"\[[^]]*\]", "[]", path), question.of(lang)
            found = asked.setdefault((place, text), Question(place, text))
            found.add(one, name[1] if name else "", first=position == 0)
    return sorted(asked.values(), key=lambda one: [-number for number in one.weight])
