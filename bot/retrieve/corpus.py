"""What is searched: for each clause its own texts, and those of the rules that rest on it, in both languages.

A clause has several entries (its summary, each question people ask it as, each message of a rule): a question is rarely
like all of a clause, but often much like one of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ...engine.declaration.schema import schema
from ...engine.rulebook.model import Rule, Rulebook
from ...engine.rulebook.survey import survey
from ...engine.text import Text

FORM = 1
"""Raise it when what is taken into the corpus changes: an index made from another form is built anew."""

KINDS = ("heading", "summary", "asked", "message", "fix", "review", "facts", "concepts", "official")
"""What an entry can be, in the order of `entries`."""

_PLACEHOLDER = re.compile(r"[`“\"]?\{[^{}]*\}[`”\"]?")


class Entry(NamedTuple):
    """One text of a clause, in one language."""

    kind: str
    lang: str
    text: str


class Document(NamedTuple):
    """A clause and every text by which it can be found."""

    id: str
    law: str
    entries: tuple[Entry, ...]


class Corpus(NamedTuple):
    """Every clause of the rulebook, in its order, and a hash of all their texts."""

    documents: tuple[Document, ...]
    sha256: str


def corpus(book: Rulebook, official: Mapping[str, str] | None = None) -> Corpus:
    """The corpus of a rulebook. `official` holds the official text of clauses, by id, where the user loaded it."""
    by_clause: dict[str, list[Rule]] = {}
    for rule in book.rules:
        for citation in rule.cites[:1]:
            by_clause.setdefault(citation, []).append(rule)
    documents = []
    for clause in book.clauses.values():
        entries = [*_both("heading", clause.heading), *_both("summary", clause.summary)]
        for lang, questions in zip(("en", "zh"), clause.asked_as, strict=True):
            entries += [Entry("asked", lang, text) for text in questions]
        entries += _of_rules(book, by_clause.get(clause.id, ()))
        if official and (text := official.get(clause.id)):
            entries.append(Entry("official", "zh" if _is_chinese(text) else "en", text))
        kept = tuple(dict.fromkeys(one for one in entries if one.text.strip()))
        documents.append(Document(clause.id, clause.law, kept))
    return Corpus(tuple(documents), _hash(documents))


def _both(kind: str, text: Text) -> list[Entry]:
    return [Entry(kind, "en", text.en), Entry(kind, "zh", text.zh)]


def _of_rules(book: Rulebook, rules: Iterable[Rule]) -> list[Entry]:
    """What the rules of a clause say, and the names of what they look at."""
    found: list[Entry] = []
    facts: set[str] = set()
    concepts: set[str] = set()
    for rule in rules:
        found += [*_both("message", _bare(rule.message)), *_both("fix", _bare(rule.fix))]
        if rule.review:
            found += _both("review", _bare(rule.review.question))
        look = survey((rule.violated,))
        facts |= look.facts
        concepts |= look.concepts
    for name in sorted(facts):
        if resolved := schema().resolve(name):
            found += _both("facts", resolved[0].label)
    for name in sorted(concepts):
        for concept in book.concepts.get(name, ())[-1:]:
            found += _both("concepts", concept.label)
    return found


def _bare(text: Text) -> Text:
    """A message without its placeholders: they stand for the user's own words."""
    return Text(_PLACEHOLDER.sub(" ", text.en), _PLACEHOLDER.sub("", text.zh))


def _is_chinese(text: str) -> bool:
    return sum("\u4e00" <= char <= "\u9fff" for char in text) * 3 > len(text)


def _hash(documents: list[Document]) -> str:
    text = json.dumps([FORM, documents], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
