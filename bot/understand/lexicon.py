"""The lexicon: how people say what the fact table asks, in English and Chinese, as data.

An entry (bot/understand/lexicon/*.yaml):

    - fact: security.staff_trained            # said plainly: yes; under a negation: no
      en: ['train staff|employee|team']
      zh: ['培训 员工|客服|人员']
      said:                                   # tests: what must be understood, and what must not
        - ['support staff got no training at all', no]
        - ['客服从没培训过', no]
        - ['the trainer asks', nothing]

    - says: {rights.identity_document_demanded: yes, rights.request: delete}
      negated: {rights.identity_document_demanded: no}      # left out: under a negation it says nothing
      en: [...]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..tables import table
from .amounts import duration, number
from .negation import Place, negated
from .phrases import Phrase, phrase
from .words import Sentence, normalised, sentences

Value = Any
FOLDER = Path(__file__).parent / "lexicon"


@dataclass(frozen=True)
class Entry:
    """One thing that can be said: the facts it states, the facts its denial states, its patterns, and sentences to test it."""

    says: Mapping[str, Value]
    denies: Mapping[str, Value]
    phrases: tuple[Phrase, ...]
    said: tuple[tuple[str, str], ...]
    file: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact found in the text: its value as said, where, and how much the pattern asked for."""

    fact: str
    value: Value
    start: int
    end: int
    weight: int
    negated: bool
    entry: Entry


def entries(file: Path) -> Iterator[Entry]:
    """The entries of one file. Raises ValueError with the entry's number where one is malformed."""
    for place, raw in enumerate(table(file) or [], 1):
        try:
            yield _entry(raw, file.name)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{file.name}, entry {place}: {error}") from None


def _entry(raw: Mapping[str, Any], file: str) -> Entry:
    unknown = set(raw) - {"fact", "says", "negated", "en", "zh", "said"}
    if unknown:
        raise ValueError(f"unknown key `{sorted(unknown)[0]}`")
    if "fact" in raw:
        says, denies = {raw["fact"]: True}, {raw["fact"]: False}
    else:
        says, denies = dict(raw["says"]), dict(raw.get("negated") or {})
    patterns = tuple(phrase(one) for lang in ("en", "zh") for one in raw.get(lang) or ())
    said = tuple((str(text), _answer(value)) for text, value in raw.get("said") or ())
    return Entry(says, denies, patterns, said, file)


def _answer(value: object) -> str:
    # YAML reads a bare yes as true.
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@cache
def lexicon() -> tuple[Entry, ...]:
    """All entries, read once."""
    return tuple(one for file in sorted(FOLDER.glob("*.yaml")) for one in entries(file))


def mentions(text: str, among: Sequence[Entry] | None = None, after: int = 0) -> list[Mention]:
    """Every fact the text states by the lexicon, with its place in the normalised text; conflicts are not yet settled.

    Of a word that stands twice, the one from place `after` on is taken.
    """
    cut = sentences(normalised(text))
    if among is not None:
        return [
            one
            for sentence in cut
            for entry in among
            for one in _heard(entry, _best(entry.phrases, sentence, cut, after), sentence, after)
        ]
    from .compiled import patterns

    known, found = patterns(), []
    for sentence in cut:
        asked: dict[int, list[Phrase]] = {}
        for is_name, owner, pattern in known.candidates(sentence):
            if not is_name:
                asked.setdefault(owner, []).append(pattern)
        for owner, wanted in asked.items():
            says, denies, file = known.entries[owner]
            found += _heard(Entry(says, denies, (), (), file), _best(wanted, sentence, cut, after), sentence, after)
    return found


_Best = tuple[int, tuple[Place, ...]] | None


def _best(wanted: Iterable[Phrase], sentence: Sentence, text: Sequence[Sentence], after: int) -> _Best:
    """Of the patterns that match, the one that asks for most: its weight, and where its words stand.

    With `after`, one of its words must stand from there on.
    """
    best: _Best = None
    for pattern in wanted:
        places = pattern.match(sentence, text, after - sentence.start)
        if places is None or (after and all(sentence.start + end <= after for _, end in places)):
            continue
        if best is None or pattern.weight > best[0]:
            best = (pattern.weight, places)
    return best


def _heard(entry: Entry, best: _Best, sentence: Sentence, after: int) -> list[Mention]:
    if best is None:
        return []
    weight, places = best
    # What was denied before is not denied again by repeating it: "they cannot delete it. What if they could delete it?"
    denied = negated(sentence, [one for one in places if sentence.start + one[0] >= after] or places)
    start, end = min(p[0] for p in places) + sentence.start, max(p[1] for p in places) + sentence.start
    stated = entry.denies if denied else entry.says
    found = []
    for fact, value in stated.items():
        amount = _amount(value, sentence, places) if value in ("#", "#d") else value
        if amount is not None:
            found.append(Mention(fact, amount, start, end, weight, denied, entry))
    return found


def _amount(kind: str, sentence: Sentence, places: Sequence[Place]) -> int | str | None:
    """The number or duration that a pattern with `#` or `#d` stands on, nearest to its other words."""
    for start, end in places:
        read = duration(sentence.text[start:end]) if kind == "#d" else number(sentence.text[start:end])
        if read is not None:
            return read
    return None
