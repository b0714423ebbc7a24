"""A question as the engine can use it: language, markets, wish, and facts, each with the words it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...engine.declaration.places import exists
from ...engine.declaration.schema import schema
from ...engine.declaration.vocabulary import categories
from .gazetteer import named
from .intent import asks_duty, asks_right, intents, states_nothing
from .lexicon import Mention, mentions
from .negation import Place
from .spelling import corrected
from .words import Sentence, has_chinese, normalised, sentences, words

MOST_CHARACTERS = 4_000
"""Characters of a question that are read; what comes after is left, and the answer says so."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One fact heard in a question. `how` is stated, or asked: a duty question names what it asks to leave out."""

    fact: str
    value: Any
    words: str
    how: str = "stated"
    weight: int = 1


@dataclass(slots=True)
class Question:
    """What was understood. `facts` are by the names that rules use; lists are tuples."""

    text: str
    lang: str
    facts: dict[str, Heard] = field(default_factory=dict)
    markets: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    duty: bool = False
    other_language: bool = False
    cut: bool = False
    read_as: Mapping[str, str] = field(default_factory=dict)
    """Slips of the finger, and the words they were read as."""
    mentions: list[Mention] = field(default_factory=list)

    @property
    def values(self) -> Mapping[str, Any]:
        """The facts, fact: value."""
        return {name: heard.value for name, heard in self.facts.items()}


def understand(text: str) -> Question:
    """Read a question of a person. Never raises for what people type: what is not understood is not there."""
    plain, slips = corrected(normalised(text[:MOST_CHARACTERS]))
    cut = sentences(plain)
    found = Question(text, language(plain), cut=len(text) > MOST_CHARACTERS, read_as=slips)
    found.other_language = _other_language(plain)
    found.wishes = intents(cut)
    duties = [(span[0] + one.start, span[1] + one.start) for one in cut if (span := asks_duty(one)) is not None]
    found.duty = bool(duties)
    found.mentions = _stating(mentions(plain), cut)
    _vocabulary(found, plain, cut)
    _facts(found, plain, duties)
    if "clause" not in found.wishes and not found.mentions and any(states_nothing(one) or asks_right(one) for one in cut):
        found.wishes = (*found.wishes, "clause")  # "how long may we take to answer?" wants to know what the law says
    return found


def _stating(heard: list[Mention], cut: Sequence[Sentence]) -> list[Mention]:
    """The mentions that state something: not those in "how long ...?", "we do not know whether ...", "can I ...?"."""
    nothing = [(span[0] + one.start, span[1] + one.start) for one in cut for span in states_nothing(one)]
    rights = [(one.start, one.start + len(one.text)) for one in cut if asks_right(one)]
    kept = [one for one in heard if not any(_within(one, place) for place in nothing)]
    return [
        one
        for one in kept
        if not (
            one.value is True and one.fact.startswith(("rights.", "terms.")) and any(_within(one, place) for place in rights)
        )
    ]


def understand_after(text: str, before: str) -> Question:
    """Read a turn of a conversation: words like "them" rest on what was said before, so patterns may take a word from there.

    Only what the turn itself adds is heard; a turn that says enough on its own is read on its own.
    """
    found = understand(text)
    if found.facts or not before:
        return found
    joined = "".join(", " if one in ".!?;。！？；\n" else one for one in normalised(before[:MOST_CHARACTERS])) + ", "
    plain = joined + normalised(text[:MOST_CHARACTERS])
    found.mentions = [one for one in mentions(plain, after=len(joined)) if one.end > len(joined)]
    _facts(found, plain, ())
    return found


def language(plain: str) -> str:
    """zh when a good part of the characters is Chinese, else en."""
    chinese = sum(has_chinese(one) for one in plain)
    return "zh" if chinese >= 2 and chinese * 4 >= len(words(plain)) else "en"


def _other_language(plain: str) -> bool:
    """Whether the text is in a script that is neither Latin nor Chinese, or has nothing to read."""
    letters = [one for one in plain if one.isalpha()]
    if not letters:
        return False
    foreign = sum(not (one.isascii() or has_chinese(one) or "\u00c0" <= one <= "\u024f") for one in letters)
    return foreign * 2 > len(letters) or any("\u3040" <= one <= "\u30ff" for one in letters)


def _vocabulary(found: Question, plain: str, cut: tuple[Sentence, ...]) -> None:
    values: dict[str, list[tuple[str, str]]] = {}
    for one in named(cut):
        if not one.denied:
            values.setdefault(one.fact, []).append((one.value, plain[one.start : one.end]))
    for fact, pairs in values.items():
        chosen = dict(pairs)
        quoted = "; ".join(dict.fromkeys(chosen.values()))
        if fact == "app.markets":
            found.markets = tuple(_markets(chosen))
            continue
        if fact == "app.type":
            value = max(chosen, key=lambda name: len(chosen[name]))
            found.facts[fact] = Heard(fact, value, chosen[value])
            continue
        if fact == "practice.data":
            above = {parent for name in chosen for parent in categories().above(name) if parent != name}
            chosen = {name: said for name, said in chosen.items() if name not in above}
            if "location.approximate" in chosen:
                chosen.pop("location.precise", None)  # "is a 5 mile radius precise geolocation?" is about the radius
            found.facts[fact] = Heard(fact, tuple(chosen), quoted)
            continue
        found.facts[fact] = Heard(fact, next(iter(chosen)), quoted)


def _markets(chosen: Mapping[str, str]) -> list[str]:
    known = [one for one in chosen if exists(one)]
    countries = [one for one in known if len(one) == 2 and one not in ("CN", "EU")]
    return [one for one in known if one != "EU" or not countries]


def _facts(found: Question, plain: str, duties: Sequence[Place]) -> None:
    asked = _asked(found.mentions, duties)
    most = max((one.weight for one in asked), default=0)
    for mention in sorted(found.mentions, key=lambda one: one.weight):
        known = schema().resolve(mention.fact)
        if known is None:
            continue
        value, how = mention.value, "stated"
        if mention in asked:
            if mention.weight < most:
                continue  # named on the way to what is asked: "the contact of our DPO in the notice"
            value, how = False, "asked"
        if known[0].many and not isinstance(value, tuple):
            value = tuple(value) if isinstance(value, list) else (value,)
        held = found.facts.get(mention.fact)
        if held is not None and held.how == "stated" and how == "asked":
            continue
        found.facts[mention.fact] = Heard(mention.fact, value, plain[mention.start : mention.end], how, mention.weight)


def _asked(heard: Sequence[Mention], duties: Sequence[Place]) -> list[Mention]:
    """The mentions of what may have to be done. Only what is bad to leave out can be a duty."""
    return [
        one
        for one in heard
        if one.value is True
        and any(_within(one, duty) for duty in duties)
        and (known := schema().resolve(one.fact)) is not None
        and known[0].bad_when == "no"
    ]


def _within(mention: Mention, duty: Place) -> bool:
    """Whether a mention stands, by its greater part, in the part of the text that names a duty."""
    inside = min(mention.end, duty[1]) - max(mention.start, duty[0])
    return inside * 2 > mention.end - mention.start
