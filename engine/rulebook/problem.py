"""What the rulebook linter reports: one thing wrong in one place, with its gravity and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Concept, Rule, Rulebook

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of the rulebook. `check` is the linter's name for it; errors must be mended, warnings looked at.

    Messages are sentences made with `text.said`, so that they can be shown in Chinese.
    """

    file: str
    line: int
    check: str
    message: str
    help: str = ""
    level: str = ERROR


def at_edition(edition: Rule | Concept, check: str, message: str, help: str = "", level: str = ERROR) -> Problem:
    """A problem of a rule or concept, at the line where the edition starts."""
    return Problem(edition.file, edition.line, check, message, help, level)


def at(book: Rulebook, kind: str, name: str, check: str, message: str, help: str = "", level: str = ERROR) -> Problem:
    """A problem of a law, clause, penalty, parameter or table by its name."""
    file, line = book.places.get((kind, name), ("", 0))
    return Problem(file, line, check, message, help, level)
