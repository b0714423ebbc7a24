"""A model's words inside the built-in answer: after the verdict, before the reasons, marked as the model's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ...engine.reports.layout import Paint, wrap
from ...engine.text import Said, said
from ...engine.wording import in_language
from ..answer.document import Answer
from ..answer.markdown import markdown
from ..answer.text import text
from ..understand.question import Question, understand

if TYPE_CHECKING:
    from ..answer.ask import Asker, Judged
    from . import Model
    from .extract import Proposal
    from .reword import Reworded

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|$])")


def judged_with(model: Model, asker: Asker, question: str, lang: str | None, accept: bool) -> tuple[Judged, list[str]]:
    """A question judged, and notes on what the model understood of it. What it read counts only with `accept`."""
    heard = understand(question)
    found = proposed(model, asker, heard)
    if accept:
        from .extract import accepted

        heard = accepted(heard, found)
    judged = asker.judge(heard)
    lang = lang or heard.lang
    return judged, [in_language(one, lang) for one in _notes(model, found, lang, accept)]


def proposed(model: Model, asker: Asker, heard: Question) -> list[Proposal]:
    """What the model reads in a question, asked for the facts that the nearest clauses turn on."""
    from .extract import nearest_facts

    return model.propose(heard, nearest_facts(asker, heard))


def _notes(model: Model, found: Iterable[Proposal], lang: str, accept: bool) -> Iterable[Said]:
    for one in found:
        if one.differs:
            yield said("Read differently by {}: {}", model.name, one.shown(lang))
        elif accept:
            yield said("Understood by {} and taken as stated: {}", model.name, one.shown(lang))
        else:
            yield said("Understood by {}, not counted (--accept-model-facts counts it): {}", model.name, one.shown(lang))
    if model.note is not None:
        yield said("{} read no facts in the question: {}", model.name, model.note)


def refused(model: Model, found: Reworded, lang: str, cut_short: bool = False) -> str:
    """Why the built-in wording is shown alone; empty where the model was not asked or its words are used. `cut_short` where
    the beginning of its words was shown."""
    if found.used or found.note is None:
        return ""
    if found.text and cut_short:
        return said("{} is cut short here: {}. The rest stands on its own.", model.name, found.note).of(lang)
    return said("The wording of {} is not used: {}.", model.name, found.note).of(lang)


def marked(model: Model, lang: str) -> str:
    """Whose words the paragraph is."""
    return said("(Worded by {}; verdict, facts and clauses are not.)", model.name).of(lang)


def as_markdown(answer: Answer, model: Model) -> tuple[str, bool]:
    """The answer as Markdown, and whether the model's words are in it; a note on the answer where they are not."""
    found = model.reword(answer)
    if note := refused(model, found, answer.lang):
        answer.notes.append(note)
    return with_words(answer, found.text if found.used else "", model), found.used


def with_words(answer: Answer, words: str, model: Model) -> str:
    """The answer as Markdown with these words of the model, or without any."""
    shown = markdown(answer)
    if not words:
        return shown
    head, gap, rest = shown.partition("\n\n")
    parts = [*filter(None, words.split("\n")), marked(model, answer.lang)]
    return gap.join([head, *(_SPECIAL.sub(r"\\\1", " ".join(part.split())) for part in parts), rest])


def tell(answer: Answer, model: Model, paint: Paint, columns: int, put: Callable[[str], None]) -> Reworded:
    """Show the answer on a terminal; the model's words come line by line while they are written."""
    shown = text(answer, paint, columns)
    head, gap, rest = shown.partition("\n\n")
    put(head + gap)
    lines = _Lines(columns, put)
    found = model.reword(answer, lines.add)
    lines.end()
    note = marked(model, answer.lang) if found.used else refused(model, found, answer.lang, True)
    for one in wrap(note, columns) if note else ():
        put(paint(one, "dim") + "\n")
    put(("\n" if note else "") + rest)
    return found


class _Lines:
    """Text that arrives in parts, put out in whole lines."""

    def __init__(self, columns: int, put: Callable[[str], None]) -> None:
        self.columns, self.put, self.text, self.done = columns, put, "", 0

    def add(self, part: str) -> None:
        """Take a part; every line that is full goes out."""
        self.text += part
        self._out(len(self._wrapped()) - 1)

    def end(self) -> None:
        """What is left goes out, with an empty line after it."""
        if self.text.strip():
            self._out(len(self._wrapped()))
            self.put("\n")

    def _wrapped(self) -> list[str]:
        paragraphs = [one for one in self.text.split("\n") if one.strip()]
        return [line for one in paragraphs for line in wrap(one, self.columns)]

    def _out(self, upto: int) -> None:
        for line in self._wrapped()[self.done : upto]:
            self.put(line + "\n")
        self.done = max(self.done, upto)
