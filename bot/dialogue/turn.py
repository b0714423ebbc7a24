"""What a person's turn is: an answer, a what-if, another place, a correction, an addition, or a question of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...engine.declaration.model import Value
from ...engine.declaration.schema import PERMISSION, Fact, schema
from ...engine.declaration.vocabulary import categories
from ...engine.phrase import word_label
from ...engine.text import said
from ..tables import table
from ..understand.amounts import duration, number
from ..understand.phrases import Phrase, phrase
from ..understand.question import Question
from ..understand.words import Sentence, has_chinese, normalised, sentences, words
from .case import PRACTICE, RECIPIENT, value_of

MOST_WORDS = 8
"""Words (or Chinese characters, twice as many) of a turn that can be a plain yes or no."""
TINY = 3
"""Words of a turn that does not say which language a person writes in."""

_FILLER = re.compile(
    r"(?:(?:well|oh|um+|hm+|er|actually|honestly|i\s+guess|i\s+believe|[嗯哦那它都也]|我们|我司|他们|这个|目前|现在|公司|其实|应该|用户)[\s,，、]*)+"
)
"""What may stand before a plain answer."""
_ECHO = frozenset(
    {*"的了啊呀吧哦嘛过啦也都我们他她它这那个"}
    | {
        "we",
        "they",
        "it",
        "i",
        "do",
        "does",
        "did",
        "is",
        "are",
        "have",
        "has",
        "not",
        "never",
        "the",
        "a",
        "an",
        "to",
        "of",
        "at",
    }
    | {
        "all",
        "our",
        "us",
        "them",
        "that",
        "this",
        "so",
        "and",
        "can",
        "will",
        "users",
        "already",
        "sir",
        "please",
        "there",
        "yet",
    }
)
"""Words and characters that add nothing to a plain answer."""
_ASKS_FIRST = re.compile(
    r"(?:and\s+|so\s+|but\s+)?(?:(?:is|are|am|does|did|can|could|may|must|should|shall|will|would)\b|(?:do|have|has)\s+(?:we|they|you|i|it|users)\b)"
)


@cache
def _patterns() -> dict[str, tuple[Phrase, ...]]:
    found = table(Path(__file__).parent / "replies.yaml")
    return {name: tuple(phrase(one) for lang in ("en", "zh") for one in said[lang]) for name, said in found.items()}


def heard(text: str) -> frozenset[str]:
    """Every kind of turn whose words the text has."""
    cut = sentences(normalised(text))
    return frozenset(
        name for name, patterns in _patterns().items() if any(one.match(part, cut) for one in patterns for part in cut)
    )


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to the question that was asked: the fact's value, or None for "I do not know"."""

    value: Value | None


def length(text: str) -> float:
    """How long a turn is: words, two Chinese characters for one."""
    plain = normalised(text)
    return len(words(plain)) + sum(has_chinese(one) for one in plain) / 2


def is_short(text: str) -> bool:
    """Whether a turn is short enough to be a plain answer."""
    return length(text) <= MOST_WORDS


def asks(text: str, kinds: frozenset[str]) -> bool:
    """Whether a turn is a question: by its mark, its words, or the verb it starts with."""
    plain = normalised(text).strip()
    return "?" in plain or "asks" in kinds or _ASKS_FIRST.match(plain) is not None


def agreed(text: str, kinds: frozenset[str], asked: str = "") -> bool | None:
    """Whether a turn is a plain yes or a plain no; None where it is neither. `asked` is the question it may repeat."""
    plain = normalised(text).strip(" .!,。！，")
    plain = plain[found.end() :] if (found := _FILLER.match(plain)) and found.end() < len(plain) else plain
    if not plain or not is_short(text) or asks(text, kinds) or "partly" in kinds:
        return None
    whole = Sentence(plain, 0, words(plain))
    ends = {name: _end(name, whole) for name in ("yes", "no")}
    end = max(ends.values())
    if not end:
        return None
    rest, known = plain[end:], normalised(asked)
    stems = {word.stem for word in words(known)}
    if rest[:1] not in (",", "，", ";", ".", "。", "!", "！"):
        if any(word.text not in _ECHO and word.stem not in stems for word in words(rest)):
            return None
        if any(has_chinese(one) and one not in _ECHO and one not in known for one in rest):
            return None
    return ends["yes"] > ends["no"]


def _end(name: str, whole: Sentence) -> int:
    """Where the longest of these words that the sentence starts with ends; 0 where it starts with none."""
    places = [place for one in _patterns()[name] if (place := one.match(whole, (whole,)))]
    return max((place[0][1] for place in places if place[0][0] == 0), default=0)


def reply(text: str, fact_name: str, question: Question, kinds: frozenset[str]) -> Reply | None:
    """What the text answers to a question about a fact; None where it is no answer to it."""
    known = schema().resolve(fact_name)
    if known is None:
        return None
    if fact_name in question.facts:
        return Reply(value_of(fact_name, question.facts[fact_name].value))
    if "unknown" in kinds and is_short(text):
        return Reply(None)
    fact = known[0]
    plain = normalised(text).strip(" .!?。！？")
    if fact.type == "tri":
        plainly = agreed(text, kinds, f"{fact.question.en} {fact.question.zh}")
        return None if plainly is None or kinds & {"what_if", "forget"} else Reply(plainly)
    if not is_short(text) or asks(text, kinds):
        return None
    return _valued(fact, fact_name, plain)


def _valued(fact: Fact, name: str, plain: str) -> Reply | None:
    if fact.type == "duration" and (span := duration(plain)):
        return Reply(value_of(name, span))
    if fact.type in ("int", "number", "share"):
        amount = next((number(word.text) for word in words(plain) if number(word.text) is not None), number(plain))
        return None if amount is None else Reply(value_of(name, amount))
    chosen = []
    for value in fact.values:
        label = word_label(name, value)
        forms = {value, value.replace("_", " "), label.en.lower(), label.zh}
        if any(form and form in plain for form in forms):
            chosen.append(value)
    if not chosen:
        return None
    return Reply(value_of(name, chosen if fact.many else max(chosen, key=len)))


def suited(name: str, value: Value) -> Value:
    """A value set by hand, as the engine types it. Raises ValueError, with the reason, where it does not suit the fact."""
    known = schema().resolve(name)
    if known is None:
        raise ValueError(said("there is no fact `{}`", name))
    fact = known[0]
    if isinstance(value, str) and fact.many:
        value = tuple(one for one in re.split(r"[,，、\s]+", value) if one)
    ids = {"practice": (PRACTICE,), "recipient": (RECIPIENT,)}.get(fact.type)
    for one in value if isinstance(value, tuple) else (value,):
        if fact.type == "category" and one not in categories().all:
            raise ValueError(said("unknown data category `{}`", str(one)))
        if fact.type == "permission" and not PERMISSION.fullmatch(str(one)):
            raise ValueError(said("`{}` is not the name of a permission", str(one)))
        if ids is not None and one not in ids:
            raise ValueError(said("`{}` is not one of {}", str(one), ids))
    typed = value_of(name, value)
    if typed is None or typed == ():
        raise ValueError(said("no value is given"))
    return typed
