"""Facts that a model reads out of a question. Nothing of it counts before a person has seen it.

The model sees a part of the fact table: the facts of the clauses nearest to the question, and those whose own words the
question has. What it returns is held to that table: a known fact that is no judgement, a value of its kind, and a quote that
stands in the question. What the lexicon heard goes before; a difference is shown.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ...engine.declaration.model import Value
from ...engine.declaration.schema import Fact, schema
from ...engine.phrase import fact_label, value_text, word_label
from ...engine.text import Said, said
from ..dialogue.case import value_of
from ..retrieve.words import words
from ..understand.question import MOST_CHARACTERS, Heard, Question
from ..understand.words import normalised

if TYPE_CHECKING:
    from ..answer.ask import Asker
    from .schema import Facts

TYPES = frozenset({"tri", "enum", "int", "number", "share", "duration"})
"""Kinds of facts that a model may read; names of data and places are found by word lists, free text decides nothing."""
NEAREST = 25
"""Clauses whose rules say which facts may matter."""
GATE = 60
"""A fact that more rules read than this says whether a law applies at all; people do not tell it in a question."""
MOST_FACTS = 160
"""Facts of the table that one question is sent with."""
MOST_READ = 30
"""Facts taken from one answer."""
LONGEST_VALUE = 60
LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that the model read: its value, the words of the question, and what the lexicon heard instead, if it did."""

    fact: str
    value: Value
    quote: str
    heard: Value | None = None

    @property
    def differs(self) -> bool:
        """Whether the lexicon heard another value; that one counts."""
        return self.heard is not None

    def shown(self, lang: str) -> Said:
        """The proposal for a person."""
        label, value = fact_label(self.fact, lang), value_text(self.fact, self.value, lang)
        if self.differs:
            known = value_text(self.fact, self.heard, lang)
            return said("{}: {} (“{}”), but the words were read as {}, which counts", label, value, self.quote, known)
        return said("{}: {} (“{}”)", label, value, self.quote)


def askable(fact: Fact) -> bool:
    """Whether a model may say what this fact is: no judgement, and of a kind that can be checked."""
    return fact.type in TYPES and not fact.judgement and fact.name not in ("declaration",) and not fact.name.startswith("meta.")


def nearest_facts(asker: Asker, question: Question) -> list[str]:
    """The names of the facts that the rules of the nearest clauses read, the nearest clause first."""
    law = asker.law(())
    hits = asker.library.search(question.text, question.lang, asker.laws or None, asker.day, NEAREST).hits
    readers = Counter(name for names in law.reads.values() for name in names)
    found: dict[str, None] = {}
    for hit in hits:
        for rule in law.rules:
            if rule.cites[0] == hit.id:
                few = (name for name in law.reads.get(rule.id, ()) if readers[name] <= GATE)
                found.update(dict.fromkeys(sorted(few, key=lambda name: (readers[name], name))))
    return list(found)


def table(question: Question, first: Iterable[str]) -> list[Fact]:
    """The facts that a question is sent with: `first`, what was heard already, then those that share its words."""
    known = schema()
    chosen = {fact.name: fact for name in (*question.facts, *first) if (found := known.resolve(name)) for fact in found[:1]}
    own = _words()
    common = Counter(word for found in own.values() for word in found)
    asked = set(words(question.text))
    shared = {name: sum(1 / common[word] for word in asked & found) for name, found in own.items()}
    for fact in sorted(known.facts, key=lambda one: -shared[one.name]):
        if shared[fact.name]:
            chosen.setdefault(fact.name, fact)
    # Where little was found, what people most often tell: things done badly.
    for fact in known.facts:
        if fact.bad_when:
            chosen.setdefault(fact.name, fact)
    return [fact for fact in chosen.values() if askable(fact)][:MOST_FACTS]


@cache
def _words() -> dict[str, frozenset[str]]:
    """The words of each fact's label and question, in both languages."""
    return {
        one.name: frozenset(words(f"{one.label.en} {one.question.en} {one.label.zh}{one.question.zh}"))
        for one in schema().facts
    }


def material(question: Question, facts: Sequence[Fact]) -> str:
    """What the model is sent, as JSON."""
    lang = question.lang
    rows = [{"path": one.name, "asks": one.question.of(lang), "values": _values(one, lang)} for one in facts]
    return json.dumps({"table": rows, "question": question.text[:MOST_CHARACTERS]}, ensure_ascii=False)


def _values(fact: Fact, lang: str) -> Any:
    if fact.type == "tri":
        return ["yes", "no"]
    if fact.type == "enum":
        return {value: word_label(fact.name, value).of(lang) for value in fact.values}
    return fact.type


def proposals(question: Question, facts: Sequence[Fact], answer: Facts) -> list[Proposal]:
    """What of the model's answer can stand, once for each fact; what says the same as the lexicon is left out."""
    known = {fact.name: fact for fact in facts}
    text = _flat(question.text)
    found: dict[str, Proposal] = {}
    for one in answer.facts[:MOST_READ]:
        fact = known.get(one.fact.strip())
        value = None if fact is None else _value(fact, one.value)
        if fact is None or value is None or not _stands(one.quote, text) or fact.name in found:
            continue
        held = question.facts.get(fact.name)
        before = None if held is None else value_of(fact.name, held.value)
        if before != value:
            found[fact.name] = Proposal(fact.name, value, " ".join(one.quote.split()), before)
    return list(found.values())


def _value(fact: Fact, written: str) -> Value | None:
    word = written.strip()
    if len(word) > LONGEST_VALUE:
        return None
    if fact.type == "tri":
        word = {"true": "yes", "false": "no"}.get(word.lower(), word.lower())
    try:
        return value_of(fact.name, [part.strip() for part in word.split(",")] if fact.many else word)
    except (ValueError, TypeError):
        return None


def _stands(quote: str, text: str) -> bool:
    flat = _flat(quote)
    return 2 <= len(flat) <= LONGEST_QUOTE and flat in text


def _flat(text: str) -> str:
    return " ".join(normalised(text).split())


def accepted(question: Question, found: Iterable[Proposal]) -> Question:
    """The question with these facts added, marked as the model's. Facts that the lexicon heard stay as they are."""
    more: Mapping[str, Heard] = {
        one.fact: Heard(one.fact, one.value, one.quote, "model") for one in found if one.fact not in question.facts
    }
    return replace(question, facts={**question.facts, **more})
