"""The answer in a model's words: asked for, checked while it comes, and dropped at the first thing that is wrong.

The model is given the finished answer as quoted data, without the question and without official text. What it writes stands
between the verdict and the reasons; verdict, facts, clauses and everything else are rendered by us as without a model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...engine.text import Said, said
from ..answer.document import Answer
from ..tables import table
from .check import Check, tidy
from .provider import Failed, Messages

MOST_RAW = 60_000
"""Characters read of a model that thinks aloud before it answers."""
MOST_CLAUSES = 8
_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_LANGUAGES = {"en": "English", "zh": "Chinese (简体中文)"}


@dataclass(frozen=True, slots=True)
class Reworded:
    """What came of it. `text` is what was shown of the model's words: all of them where `used`, else what had passed before
    something was wrong. `note` says why they are not used; empty where nobody was asked."""

    text: str
    used: bool
    note: Said | None = None
    failure: Failed | None = None
    """Where the model gave no whole answer at all."""


@cache
def prompts() -> dict[str, str]:
    """What models are told, by task."""
    found: dict[str, str] = table(Path(__file__).parent / "prompts.yaml")
    return found


def material(answer: Answer) -> str:
    """All that the model is given about an answer, as JSON."""
    return json.dumps(
        {
            "verdict": answer.headline,
            "reasons": [
                {"text": one.text, "facts": list(one.facts), "clauses": [cite.form for cite in one.cites]}
                for one in answer.reasons
            ],
            "taken_as_given": answer.assumed,
            "changes": answer.changes,
            "question": answer.question,
            "penalties": answer.penalties,
            "clauses": {cite.form: cite.summary for cite in answer.citations[:MOST_CLAUSES]},
        },
        ensure_ascii=False,
    )


def messages(answer: Answer) -> Messages:
    """The instructions, and the data in a message of its own."""
    told = prompts()["reword"].replace("{language}", _LANGUAGES[answer.lang]).replace("{headline}", answer.headline)
    return [("system", told), ("human", material(answer))]


def reworded(pieces: Generator[str], check: Check, headline: str, on_text: Callable[[str], object] | None = None) -> Reworded:
    """The text made of these pieces, checked. `on_text` is given each part that has passed, sentence by sentence."""
    parts: list[str] = []
    size, shown = 0, ""

    def show(text: str) -> str:
        """Hand on what is new in a text that has passed; all that has been shown."""
        own = _without(text, headline)
        if on_text is not None and len(own) > len(shown):
            on_text(own[len(shown) :])
        return own

    try:
        for piece in pieces:
            parts.append(piece)
            size += len(piece)
            if size > MOST_RAW:
                return _dropped(shown, said("it is too long"))
            if not _SENTENCE_END.search(piece):
                continue
            text = _visible(parts)
            ends = [match.end() for match in _SENTENCE_END.finditer(text)]
            if not ends:
                continue
            begun = text[: ends[-1]]
            if fault := check.fault(begun):
                return _dropped(shown, fault)
            if check.carries(begun):
                shown = show(begun)
    except Failed as error:
        return Reworded(shown, False, error.reason, error)
    finally:
        pieces.close()
    text = _visible(parts)
    if fault := check.whole(text) if text.strip() else said("it is empty"):
        return _dropped(shown, fault)
    return Reworded(show(text), True)


def _visible(parts: Iterable[str]) -> str:
    """What is meant to be read: without the thinking of models that think aloud."""
    return _THINKING.sub("", "".join(parts)).lstrip()


def _without(text: str, headline: str) -> str:
    """The text without the verdict at its beginning, which stands above it already."""
    if headline.startswith(tidy(text)):
        return ""
    return tidy(text).removeprefix(headline).lstrip() + ("\n" if text.endswith("\n") else " " if text.endswith(" ") else "")


def _dropped(shown: str, fault: Said) -> Reworded:
    return Reworded(shown, False, fault)
