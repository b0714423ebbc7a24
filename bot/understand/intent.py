"""What a question wants: a verdict on a practice, the clause that says something, a comparison, or nothing we answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ..tables import table
from .negation import Place
from .phrases import Phrase, phrase
from .words import Sentence, has_chinese

HERE = Path(__file__).parent


def _yaml(name: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = table(HERE / name)
    return found


@cache
def _intents() -> tuple[tuple[str, tuple[Phrase, ...]], ...]:
    return tuple(
        (name, tuple(phrase(one) for lang in ("en", "zh") for one in said[lang]))
        for name, said in _yaml("intents.yaml").items()
    )


@cache
def _modality(kind: str) -> re.Pattern[str]:
    said = _yaml("modality.yaml")[kind]
    return re.compile("|".join(f"(?:{one})" for lang in ("en", "zh") for one in said[lang]))


def intents(text: Sequence[Sentence]) -> tuple[str, ...]:
    """Every kind of wish that is heard, in the order of the table; empty for a plain question about a practice."""
    return tuple(
        name for name, patterns in _intents() if any(one.match(sentence, text) for sentence in text for one in patterns)
    )


def asks_duty(sentence: Sentence) -> Place | None:
    """The part of the sentence that names what may have to be done, or None: "do we have to [train our staff]?"

    In Chinese the words of the question stand around it, so it is the whole match.
    """
    found = _modality("duty").search(sentence.text)
    if found is None:
        return None
    if not has_chinese(found.group()):
        return found.end(), len(sentence.text)
    part = _PART.match(sentence.text, found.end())
    return found.start(), part.end() if part else found.end()


def asks_permission(sentence: Sentence) -> bool:
    """Whether the sentence asks if something may be done."""
    return bool(_modality("permission").search(sentence.text.strip()))


def states_nothing(sentence: Sentence) -> list[Place]:
    """The parts of a sentence, between commas, that ask how or when, or say that nobody knows."""
    return [
        part.span()
        for part in _PART.finditer(sentence.text)
        if _modality("open").search(part.group()) and not _SUPPOSED.search(part.group())
    ]


def asks_right(sentence: Sentence) -> bool:
    """Whether a person asks if a right is theirs."""
    return bool(_modality("right").search(sentence.text))


_PART = re.compile(r"[^,，;；:：.。!！?？]+")
_SUPPOSED = re.compile(r"what if|how about if|如果|假如|要是|没有任何|什么都")
