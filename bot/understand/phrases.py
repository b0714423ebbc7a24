"""The pattern language of the lexicon: words that must stand together in a sentence, in any order.

    publish|disclose dpo|"data protection officer" contact      all three, each in one of its forms
    delet*  request  // school|district                         and, anywhere else in the question, school or district
    删除 请求|要求  -账号                                          Chinese terms are found as they stand; `-` must not be there

An English term matches any form of its word (publish, published); `*` at the end matches any continuation, `=` in front only
the word as written, quotes a run of words. Terms of both languages may stand in one pattern. `#` is any number, `#d` any
duration ("90 days", “两年”).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .negation import Place
from .words import Sentence, has_chinese, stem, words

_TERM = re.compile(r'-?(?:"[^"]+"|[^\s"|]+)(?:\|(?:"[^"]+"|[^\s"|]+))*')
_FORM = re.compile(r'"([^"]+)"|([^|"]+)')
_NUMBER = re.compile(r"\d[\d,.]*(?:\s?(?:million|billion|thousand)\b|[万亿])?|[一二两三四五六七八九十百千万亿]{1,6}")
_DURATION = re.compile(
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a|an)\s*-?\s*(?:working |business |calendar )?(?:hour|day|week|month|year)s?\b|"
    r"(?:\d[\d,.]*|[一二两三四五六七八九十半]{1,3})\s*(?:个)?(?:工作日|小时|天|日|周|星期|月|年)"
)


_AMOUNTS = {"number": _NUMBER, "duration": _DURATION}


@dataclass(frozen=True)
class Form:
    """One form of a term: a word, the start of a word, a run of words, Chinese characters, or a number."""

    text: str
    kind: str

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of the words of a run."""
        return tuple(word.stem for word in words(self.text))

    def places(self, sentence: Sentence) -> list[Place]:
        """Where it stands in the sentence."""
        if self.kind == "chinese":
            return _found(self.text, sentence.text)
        if self.kind in _AMOUNTS:
            if self.kind not in sentence.known:
                sentence.known[self.kind] = [m.span() for m in _AMOUNTS[self.kind].finditer(sentence.text)]
            return sentence.known[self.kind]
        if self.kind == "start":
            return [(w.start, w.end) for w in sentence.words if w.text.startswith(self.text)]
        if self.kind == "exact":
            return [sentence.words[at].place for at in sentence.by_text.get(self.text, ())]
        firsts = sentence.by_stem.get(self.stems[0])
        if not firsts:
            return []
        if self.kind == "word":
            return [sentence.words[at].place for at in firsts]
        length, run = len(self.stems), sentence.words
        return [
            (run[at].start, run[at + length - 1].end)
            for at in firsts
            if at + length <= len(run) and all(run[at + k].stem == self.stems[k] for k in range(length))
        ]


def _found(part: str, text: str) -> list[Place]:
    places, at = [], text.find(part)
    while at >= 0:
        places.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return places


@dataclass(frozen=True)
class Phrase:
    """A pattern: terms that must all stand in one sentence, terms that may stand anywhere, terms that must not stand."""

    source: str
    here: tuple[tuple[Form, ...], ...]
    elsewhere: tuple[tuple[Form, ...], ...] = ()
    absent: tuple[tuple[Form, ...], ...] = ()

    @property
    def weight(self) -> int:
        """How much it asks for: its terms, and their length in Chinese."""
        return len(self.here) + len(self.elsewhere)

    def match(self, sentence: Sentence, text: Sequence[Sentence], after: int = 0) -> tuple[Place, ...] | None:
        """The places in the sentence of what it asks for there, or None. Words from `after` on are preferred."""
        found: list[Place] = []
        for term in self.here:
            places = [place for form in term for place in form.places(sentence)]
            if not places:
                return None
            places = [place for place in places if place[0] >= after] or places
            # The nearest to what was found already, so that the negation of the right word is seen.
            found.append(min(places, key=lambda p: min((abs(p[0] - q[1]) for q in found), default=p[0])))
        for term in self.absent:
            if any(form.places(sentence) for form in term):
                return None
        for term in self.elsewhere:
            if not any(form.places(one) for form in term for one in text):
                return None
        return tuple(found)


def phrase(source: str) -> Phrase:
    """Read a pattern. Raises ValueError, with the reason, for an empty or broken one."""
    here, _, elsewhere = source.partition("//")
    if source.count('"') % 2:
        raise ValueError(f"a quote is not closed in `{source}`")
    wanted: list[tuple[Form, ...]] = []
    absent: list[tuple[Form, ...]] = []
    for term in _TERM.findall(here):
        if term.startswith("-") and len(term) > 1:
            absent.append(_forms(term[1:]))
        else:
            wanted.append(_forms(term))
    if any(term.startswith("-") and len(term) > 1 for term in _TERM.findall(elsewhere)):
        raise ValueError(f"what must be absent stands before `//` in `{source}`")
    if not wanted:
        raise ValueError(f"no words in `{source}`")
    return Phrase(source, tuple(wanted), tuple(_forms(term) for term in _TERM.findall(elsewhere)), tuple(absent))


def _forms(term: str) -> tuple[Form, ...]:
    return tuple(_form(quoted or plain, bool(quoted)) for quoted, plain in _FORM.findall(term))


def _form(text: str, quoted: bool) -> Form:
    text = text.lower()
    if text == "#":
        return Form(text, "number")
    if text == "#d":
        return Form(text, "duration")
    if has_chinese(text) or not words(text):
        return Form(text, "chinese")  # also signs: $, €
    if quoted:
        return Form(text, "run")
    if text.endswith("*"):
        return Form(text[:-1], "start")
    if text.startswith("="):
        return Form(text[1:], "exact")
    return Form(text, "word" if len(words(text)) == 1 and stem(text) else "run")
