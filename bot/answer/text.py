"""The answer for a terminal: 80 columns, verdict first, a colour for the verdict."""

from __future__ import annotations

from ...engine.reports.layout import Paint, width, wrap
from ...engine.text import printable, said
from ...engine.wording import in_language
from .document import Answer, Cite

_COLOURS = {"allowed": "green", "not_allowed": "red", "depends": "yellow", "not_covered": "blue"}
SHOWN = 5
"""Clauses listed at the end."""
SHOWN_NEAR = 3
"""Clauses listed there that are merely near."""


def text(answer: Answer, paint: Paint, columns: int = 80) -> str:
    """The answer as lines of at most `columns` columns."""
    page = _Page(answer, paint, columns)
    return "\n".join(page.lines()) + "\n"


class _Page:
    def __init__(self, answer: Answer, paint: Paint, columns: int) -> None:
        self.answer, self.paint, self.columns = answer, paint, columns
        self.written: list[str] = []
        self.told: set[tuple[str, str]] = set()

    def lines(self) -> list[str]:
        """The whole page."""
        answer = self.answer
        self._put(answer.headline, "", "bold", _COLOURS.get(answer.verdict or "", "bold"))
        if answer.scope:
            self._put(answer.scope, "")
        for reason in answer.reasons:
            self.written.append("")
            self._put(reason.text, "  ")
            self._put("; ".join(cite.form for cite in reason.cites[:4]), "    ", "cyan")
            for fact in reason.facts:
                self._put(fact, "    - ")
        self._list(said("Taken as given (say so if it is otherwise):"), answer.assumed)
        self._list(said("Exceptions that nobody claimed:"), answer.claims[:6])
        if answer.question:
            self._list(said("What would decide:"), [answer.question])
        self._list(said("What to change:"), answer.changes)
        self._list(said("What it can cost:"), answer.penalties)
        self._list(said("What you can send to the operator:"), [answer.letter] if answer.letter else [])
        self._list(said("Where to complain:"), answer.authorities)
        self._clauses()
        self._list(None, answer.notes)
        self.written.append("")
        self._put(answer.closing, "")
        return self.written

    def _clauses(self) -> None:
        for law, cites in self.answer.sides:
            self._title(law)
            self._cites(cites[:SHOWN])
        if self.answer.sides:
            return
        resting = [cite for cite in self.answer.citations if cite.id not in self.answer.nearby]
        near = [cite for cite in self.answer.citations if cite.id in self.answer.nearby]
        if resting:
            self._title(said("Clauses:"))
            self._cites(resting[:SHOWN])
        if near:
            self._title(said("Clauses nearby, on which nothing rests here:"))
            self._cites(near[: SHOWN_NEAR if resting else SHOWN])

    def _cites(self, cites: list[Cite]) -> None:
        """Each clause; edition and address once for each law."""
        for cite in cites:
            self._put(f"{cite.form} [{cite.id}]", "  ", "cyan")
            self._put(cite.summary, "    ")
            if cite.official:
                self._put(f"“{printable(cite.official)}”", "    ")
            if (cite.edition, cite.address) in self.told:
                continue
            self.told.add((cite.edition, cite.address))
            self._put(cite.edition, "    ", "dim")
            if cite.address:
                self._put(cite.address, "    ", "dim")

    def _title(self, title: str) -> None:
        self.written.append("")
        self._put(in_language(title, self.answer.lang), "", "bold")

    def _list(self, title: str | None, items: list[str]) -> None:
        if not items:
            return
        if title is None:
            self.written.append("")
        else:
            self._title(title)
        for item in items:
            self._put(item, "  - " if title is not None else "")

    def _put(self, line: str, first: str, *styles: str) -> None:
        for one in wrap(line, self.columns, first, " " * width(first)):
            self.written.append(self.paint(one, *styles))
