"""Messages for a person: a rule's texts with the facts of a finding filled in, and values as words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from .assess import Finding
from .declaration.schema import schema
from .declaration.vocabulary import categories, rows
from .rulebook.citation import written
from .rulebook.model import Amount, Penalty, Rule, Rulebook
from .text import Said, Text, said
from .wording import in_brackets, labelled, listing

_PLACEHOLDER = re.compile(r"\{([a-z_.:0-9]+)\}")
_NOT_STATED, _NONE = said("(not stated)"), said("none")
_YES_NO = {True: said("yes"), False: said("no")}


@cache
def _purposes() -> dict[str, Text]:
    return {row["purpose"]: Text(row["en"], row["zh"]) for row in rows("purposes") if row["scheme"] == "own"}


@cache
def _app_types() -> dict[str, Text]:
    return {row["app_type"]: Text(row["type_en"], row["type_zh"]) for row in rows("app_types_39")}


@cache
def _value_labels() -> dict[tuple[str, str], Text]:
    return {(row["fact"], row["value"]): Text(row["en"], row["zh"]) for row in rows("value_labels")}


_DURATION = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_ONE = (said("1 year"), said("1 month"), said("1 week"), said("1 day"))
_SEVERAL: tuple[Callable[[str], Said], ...] = (
    lambda number: said("{} years", number),
    lambda number: said("{} months", number),
    lambda number: said("{} weeks", number),
    lambda number: said("{} days", number),
)


def duration_text(length: re.Match[str], lang: str) -> str:
    """A duration in words: `3 years`, `1 year 6 months`, 3年, 1年6个月."""
    parts = [
        (one if int(number) == 1 else several(str(int(number)))).of(lang)
        for number, one, several in zip(length.groups(), _ONE, _SEVERAL, strict=True)
        if number is not None
    ]
    return ("" if lang == "zh" else " ").join(parts)


def word_label(name: str, word: str) -> Text:
    """The label of a word that a fact can have as its value; the word itself where it has none."""
    found = schema().resolve(name)
    labels = _value_labels()
    return labels.get((found[0].name if found else name, word)) or labels.get(("*", word)) or Text(word, word)


def value_text(name: str, value: object, lang: str) -> str:
    """A fact's value as a person reads it: the label of a category, purpose or app type, 是 for yes."""
    if value is None:
        return _NOT_STATED.of(lang)
    if isinstance(value, bool):
        return _YES_NO[value].of(lang)
    if isinstance(value, dict):
        return listing((labelled(law, value_text(name, one, lang), lang) for law, one in value.items()), lang)
    if isinstance(value, (tuple, list)):
        return listing((value_text(name, one, lang) for one in value), lang) if value else _NONE.of(lang)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    word = str(value)
    if not word:
        return _NONE.of(lang)
    found = schema().resolve(name)
    kind = found[0].type if found else ""
    if kind == "category" and word in categories().all:
        return categories().all[word].label.of(lang)
    if name.endswith(".purpose"):
        return (_purposes().get(word) or word_label(name, word)).of(lang)
    if name in ("app.type", "app.additional_types"):
        return (_app_types().get(word) or word_label(name, word)).of(lang)
    if kind in ("duration", "") and (length := _DURATION.fullmatch(word)):
        return duration_text(length, lang)
    if kind in ("enum", "duration"):
        return word_label(name, word).of(lang)
    if kind in ("int", "number"):
        return f"{value:,}" if isinstance(value, (int, float)) else word
    return word


def fill(text: Text, finding: Finding, book: Rulebook, day: str, lang: str) -> str:
    """A message or fix of the finding's rule: `{practice.data}`, `{item}` and `{param:name}` filled in."""

    def one(match: re.Match[str]) -> str:
        name = match[1]
        found = _of_rule(name, finding.rule, book, day, lang)
        if found is not None:
            return found
        value = finding.row.facts.get(name) if finding.row else None
        if name == "practice.data" and finding.subject.data is None and finding.row and finding.row.practice:
            value = finding.row.practice.get(name)
        return value_text(name, value, lang)

    return _PLACEHOLDER.sub(one, text.of(lang))


def own_terms(text: Text, rule: Rule, book: Rulebook, day: str, lang: str) -> str:
    """A message or fix as its author wrote it: the item and the amounts filled in, facts left as placeholders."""

    def one(match: re.Match[str]) -> str:
        return _of_rule(match[1], rule, book, day, lang) or match[0]

    return _PLACEHOLDER.sub(one, text.of(lang))


def general(text: Text, rule: Rule, book: Rulebook, day: str, lang: str) -> str:
    """A message or fix where there is no finding: each fact is named by its label, `[Data category]`."""

    def one(match: re.Match[str]) -> str:
        found = _of_rule(match[1], rule, book, day, lang)
        return f"[{fact_label(match[1], lang)}]" if found is None else found

    return _PLACEHOLDER.sub(one, text.of(lang))


def _of_rule(name: str, rule: Rule, book: Rulebook, day: str, lang: str) -> str | None:
    """What `{item}` or `{param:name}` stands for; None where the name is a fact's."""
    if name == "item":
        return rule.item.of(lang)
    if not name.startswith("param:"):
        return None
    parameter = book.parameters.get(name[6:])
    return value_text("", parameter.at(day) if parameter else None, lang)


def message(finding: Finding, book: Rulebook, day: str, lang: str) -> str:
    """What is wrong, in one sentence."""
    return fill(finding.rule.message, finding, book, day, lang)


def fix(finding: Finding, book: Rulebook, day: str, lang: str) -> str:
    """What to do about it, in one sentence."""
    return fill(finding.rule.fix, finding, book, day, lang)


def concept_label(name: str, book: Rulebook, lang: str) -> str:
    """What a concept says, in words."""
    editions = book.concepts.get(name)
    return editions[0].label.of(lang) if editions else name


def fact_label(path: str, lang: str) -> str:
    """The label of a fact written as in findings (`practices[ads].consent.separate`), or the path itself."""
    name = re.sub(r"practices\[[^]]*\]", "practice", re.sub(r"recipients\[[^]]*\]", "recipient", path))
    found = schema().resolve(name)
    return found[0].label.of(lang) if found else path


_CURRENCIES = {"CNY": "元人民币", "EUR": "欧元", "USD": "美元"}


_PER: dict[str, Callable[[str], Said]] = {
    "violation": lambda most: said("{} per violation", most),
    "consumer_and_incident": lambda most: said("{} per consumer and incident", most),
}


def money(amount: Amount, lang: str) -> str:
    """The most a penalty can reach: `CNY 50,000,000 or 5% of turnover`, 5000万元人民币. Empty when it has no amount."""
    parts = []
    share = amount.share_of_turnover
    if amount.amount is not None:
        parts.append(_sum(amount.amount, amount.currency or "", lang))
    if share is not None:
        parts.append(said("{}% of turnover", f"{share * 100:g}").of(lang))
    return said("{} or {}", *parts).of(lang) if len(parts) == 2 else "".join(parts)


def _sum(number: float, currency: str, lang: str) -> str:
    if lang == "en":
        return f"{currency} {number:,.0f}".strip()
    thousands, rest = divmod(number, 10_000)
    return (f"{thousands:.0f}万" if thousands and not rest else f"{number:.0f}") + _CURRENCIES.get(currency, currency)


def highest(penalty: Penalty, day: str, lang: str) -> str:
    """The most a penalty can reach on a day, with what it is counted by: `up to EUR 20,000,000 or 4% of turnover`,
    `USD 2,663 per violation, 7,988 if intentional`. Empty where it has no amount of its own then.
    """
    amount = penalty.at(day)
    most = money(amount, lang) if amount else ""
    if amount is None or not most:
        return ""
    if not penalty.per:
        return said("up to {}", most).of(lang)
    counted = _PER[penalty.per](most)
    if amount.intentional is None:
        return counted.of(lang)
    more = f"{amount.intentional:,.0f}" if lang == "en" else _sum(amount.intentional, amount.currency or "", lang)
    return said("{}, {} if intentional", counted, more).of(lang)


def penalty_line(penalty: Penalty, book: Rulebook, day: str, lang: str) -> str:
    """The penalty on a day in one line: the most it can reach, and its clauses."""
    return in_brackets(highest(penalty, day, lang) or penalty.text.of(lang), cite_list(penalty.cites, book, lang), lang)


def merged_penalty_lines(penalties: Iterable[Penalty], book: Rulebook, day: str, lang: str) -> list[str]:
    """One line for each maximum on a day: a law that sends the reader to another one has no amount of its own to add."""
    cites: dict[str, list[str]] = {}
    for penalty in penalties:
        if most := highest(penalty, day, lang):
            cites.setdefault(most, []).extend(penalty.cites)
    return [in_brackets(most, cite_list(found, book, lang), lang) for most, found in cites.items()]


def cite_list(citations: Iterable[str], book: Rulebook, lang: str) -> str:
    """Citations in reading form, separated as the language does; a law is named once for those that follow each other."""
    text, last = "", ""
    for citation in dict.fromkeys(citations):
        law = citation.partition(":")[0]
        whole = written(citation, book, lang)
        if law == last:
            text += (", " if lang == "en" else "、") + whole.removeprefix(_law_name(law, book, lang))
        else:
            text += (("; " if lang == "en" else "；") if text else "") + whole
        last = law
    return text


def _law_name(id: str, book: Rulebook, lang: str) -> str:
    """What a citation of the law starts with: `PIPL Art. `, 《个人信息保护法》."""
    if id not in book.laws:
        return ""
    sample = written(f"{id}:1", book, lang)
    return sample.removesuffix("1" if lang == "en" else sample[sample.rfind("第") :])
