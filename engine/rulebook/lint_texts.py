"""Checks of what people read: both languages, full stops, placeholders that can be filled, names that are well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..declaration.schema import schema
from ..reading import nearest
from ..text import Said, Text, said
from .in_force import placeholders
from .model import Rule, Rulebook
from .parse import VISIBLE
from .problem import WARNING, Problem, at, at_edition

SCAFFOLD = "TODO"
"""Stands in every text that `rules new` leaves for the author to write."""

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!](?=[\u4e00-\u9fff])")
_QUOTED = re.compile(r"[“\"'‘《][^”\"'’》]*[”\"'’》]|`[^`]*`|\([^)]*\)")


def check(book: Rulebook) -> Iterator[Problem]:
    """Every problem with texts and names."""
    for rule in book.rules:
        yield from _rule(book, rule)
    for clause in book.clauses.values():
        for name, text, sentence in ((said("heading"), clause.heading, False), (said("summary"), clause.summary, True)):
            for check_name, message, level in wrong_text(text, said("the {} of `{}`", name, clause.id), sentence=sentence):
                yield at(book, "clause", clause.id, check_name, message, level=level)
    for editions in book.concepts.values():
        for check_name, message, level in wrong_text(editions[0].label, said("the label of `{}`", editions[0].name)):
            yield at_edition(editions[0], check_name, message, level=level)
    others = [
        *(("parameter", one.name, one.label, False) for one in book.parameters.values()),
        *(("penalty", one.id, one.text, True) for one in book.penalties.values()),
        *(("law", one.id, one.name, False) for one in book.laws.values()),
        *(("law", one.id, one.note, True) for one in book.laws.values() if one.note.en),
    ]
    for kind, id, text, sentence in others:
        for check_name, message, level in wrong_text(text, said("the text of `{}`", id), sentence=sentence):
            yield at(book, kind, id, check_name, message, level=level)
    for law in book.laws.values():
        if SCAFFOLD in law.official:
            yield at(book, "law", law.id, "scaffold", said("the address of `{}` is still to be written", law.id))
        elif not re.match(r"https?://", law.official):
            yield at(book, "law", law.id, "no-address", said("`{}` is not an address", law.official))


def _rule(book: Rulebook, rule: Rule) -> Iterator[Problem]:
    for kind, word in ((said("id"), rule.id), (said("conduct"), rule.conduct)):
        if not _KEBAB.fullmatch(word):
            message = said("{} `{}` is not in kebab-case", kind, word)
            yield at_edition(rule, "not-kebab-case", message, said("small letters, digits and hyphens"))
    texts = [(said("message"), rule.message), (said("fix"), rule.fix)]
    for name, text in texts:
        for check_name, message, level in wrong_text(text, said("the {} of `{}`", name, rule.id), sentence=True):
            yield at_edition(rule, check_name, message, level=level)
        for message, help in _placeholders(book, rule, name, text):
            yield at_edition(rule, "unknown-placeholder", message, help)
    questions = [rule.review.question] if rule.review else []
    for text in (*questions, *(one.review for one in rule.unless if one.review)):
        for check_name, message, level in wrong_text(text, said("the question of `{}`", rule.id)):
            yield at_edition(rule, check_name, message, level=level)
        if "?" not in text.en or not ("？" in text.zh or "?" in text.zh):
            yield at_edition(rule, "no-question", said("the question of `{}` has no question mark in both languages", rule.id))
    if rule.item.en:
        for check_name, message, level in wrong_text(rule.item, said("the item of `{}`", rule.id)):
            yield at_edition(rule, check_name, message, level=level)


def _placeholders(book: Rulebook, rule: Rule, name: str, text: Text) -> Iterator[tuple[Said, str]]:
    facts = [fact.name for fact in schema().facts]
    for language, template in zip(("en", "zh"), text, strict=True):
        for word in placeholders(template):
            if word == "item":
                if not rule.item.of(language):
                    yield said("the {} of `{}` uses {}, but it has no `item`", name, rule.id, "{item}"), ""
            elif word.startswith("param:"):
                if word[6:] not in book.parameters:
                    yield said("unknown parameter `{}`", word[6:]), nearest(word[6:], book.parameters)
            elif (found := schema().resolve(word)) is None:
                yield said("unknown placeholder {}", f"{{{word}}}"), nearest(word, facts)
            elif found[0].scope != "app" and found[0].scope not in VISIBLE[rule.scope]:
                yield said("{} has no value in the scope {}", f"{{{word}}}", rule.scope), ""
        left = re.sub(r"\{[^{}]*\}", "", template)
        if "{" in left or "}" in left:
            yield said("an unpaired brace in the {} of `{}`", name, rule.id), ""
    if set(placeholders(text.en)) != set(placeholders(text.zh)):
        yield said("the {} of `{}` has other placeholders in Chinese than in English", name, rule.id), ""


def wrong_text(text: Text, what: Said, *, sentence: bool = False) -> Iterator[tuple[str, Said, str]]:
    """Check, message and level of each thing wrong with a text. A name in quotes or brackets may be in the other language."""
    if SCAFFOLD in text.en or SCAFFOLD in text.zh:
        yield "scaffold", said("{} is still to be written", what), "error"
        return
    if _HAN.search(_QUOTED.sub("", text.en)):
        yield "wrong-language", said("{} has Chinese in its English text", what), "error"
    if text.zh and not _HAN.search(text.zh) and _WORD.search(text.zh) and " " in text.zh:
        yield "wrong-language", said("{} has no Chinese in its Chinese text", what), "error"
    if _HALF_WIDTH.search(text.zh):
        yield "half-width", said("{} has a half-width mark between Chinese characters", what), WARNING
    if sentence and (not text.en.rstrip().endswith((".", "?", "!")) or not text.zh.rstrip().endswith(("。", "？", "！"))):
        yield "no-full-stop", said("{} does not end with a full stop in both languages", what), "error"
