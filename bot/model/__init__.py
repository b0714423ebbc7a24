"""A language model of the user's, for two things only: to read facts out of a question, shown before they count, and to put
the finished answer into its words. It sets no verdict and no citation, and everything works without it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ...engine.text import Said, said
from .config import Settings, settings

if TYPE_CHECKING:
    from ...engine.rulebook.model import Rulebook
    from ..answer.document import Answer
    from ..retrieve.names import Names
    from ..understand.question import Question
    from .extract import Proposal
    from .provider import Failed
    from .reword import Reworded

REST = 60.0
"""Seconds for which a model is left alone after FAILURES hard failures in a row: no key, no server, no answer in time."""
FAILURES = 3
NOT_ASKED = ("certify", "small_talk")
"""Wishes with which a question is not sent to a model: there are no facts to find."""


class Model:
    """A model by `provider:name`. It is opened when first asked; whatever it does, there is an answer without it."""

    def __init__(self, chosen: Settings, book: Rulebook | None = None) -> None:
        from .provider import Connection

        self.name = chosen.name
        self.connection = Connection(chosen)
        self.note: Said | None = None
        """Why the last `propose` gave nothing; None where it did its work."""
        self._book = book
        self._known: Names | None = None
        self.refresh()
        self._last: Said = said("it is empty")

    @classmethod
    def configured(cls, name: str | None = None, book: Rulebook | None = None) -> Model | None:
        """The model that the options, the environment or the user's file name, or None. Raises Faults for a faulty file.

        `book` is the rulebook of the answers; the project's own where it is not given.
        """
        chosen = settings(name)
        return None if chosen is None else cls(chosen, book)

    def propose(self, question: Question, nearest: Iterable[str] = ()) -> list[Proposal]:
        """The facts that the model reads in a question and the lexicon did not hear so. Never raises; `note` says why not.

        `nearest` are names of facts that may matter (`extract.nearest_facts`).
        """
        from . import extract
        from .provider import Failed
        from .reword import prompts

        self.note = None
        if not question.text.strip() or question.other_language or set(NOT_ASKED) & set(question.wishes):
            return []
        if self._resting():
            self.note = self._last
            return []
        facts = extract.table(question, nearest)
        try:
            answer = self.connection.structured(
                [("system", prompts()["extract"]), ("human", extract.material(question, facts))]
            )
        except Failed as error:
            self.note = self._failure(error)
            return []
        self._failed = 0
        return extract.proposals(question, facts, answer)

    def reword(self, answer: Answer, on_text: Callable[[str], object] | None = None) -> Reworded:
        """The answer in the model's words, checked. Never raises. `on_text` gets each part that has passed the check."""
        from . import reword
        from .check import Check
        from .provider import Failed

        if answer.verdict == "not_covered":
            return reword.Reworded("", False)
        if self._resting():
            return reword.Reworded("", False, self._last)
        book = self._rules()
        check = Check(answer, book, self._names(book), reword.material(answer))
        try:
            pieces = self.connection.stream(reword.messages(answer))
        except Failed as error:
            return reword.Reworded("", False, self._failure(error))
        found = reword.reworded(pieces, check, answer.headline, on_text)
        if found.failure is not None:
            self._failure(found.failure)
        else:
            self._failed = 0
        return found

    def refresh(self) -> None:
        """Forget failures: the next question goes to the model again, at once."""
        self._failed, self._rest_until = 0, 0.0

    def _resting(self) -> bool:
        return time.monotonic() < self._rest_until

    def _failure(self, error: Failed) -> Said:
        self._failed = self._failed + 1 if error.hard else 0
        self._last = error.reason
        if self._failed >= FAILURES:
            self._failed, self._rest_until = 0, time.monotonic() + REST
        return error.reason

    def _rules(self) -> Rulebook:
        if self._book is None:
            from ...engine.rulebook.store import rulebook

            self._book = rulebook()
        return self._book

    def _names(self, book: Rulebook) -> Names:
        from ..retrieve.names import Names

        if self._known is None:
            self._known = Names(book)
        return self._known
