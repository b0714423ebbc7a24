"""The rulebook linter: every check over every file, all problems at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..reading import Fault
from . import lint_citations, lint_conditions, lint_dates, lint_reach, lint_texts
from .model import Rulebook
from .problem import ERROR, Problem


def lint(book: Rulebook, faults: Iterable[Fault], today: str, laws: Collection[str] = ()) -> list[Problem]:
    """Every problem of a rulebook as `load.read_folders` gives it, in the order of files and lines.

    `faults` are those of reading it. `laws` limits the report to the folders of these laws; the whole book is looked at.
    Conditions are not searched while a concept or parameter is unknown or goes in a circle: the answer would mean nothing.
    """
    found = {Problem(fault.file, fault.line, "unreadable", fault.message, fault.help) for fault in faults}
    found.update(lint_citations.check(book))
    found.update(lint_texts.check(book))
    references = set(lint_conditions.check(book))
    found |= references
    if not any(problem.level == ERROR and problem.check in _UNSOUND for problem in references):
        dates = set(lint_dates.check(book, today))
        found |= dates
        if not any(problem.check == "not-a-date" for problem in dates):
            found.update(lint_reach.check(book))
    if laws:
        folders = {book.places["law", law][0].rpartition("/")[0] for law in laws}
        found = {problem for problem in found if problem.file.rpartition("/")[0].removesuffix("/tables") in folders}
    return sorted(found)


_UNSOUND = frozenset({"unknown-concept", "concept-cycle"})
