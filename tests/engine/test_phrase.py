"""Values and messages in words, in both languages."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lawlint.engine.assess import Assessor, Finding
from lawlint.engine.declaration.load import load_text
from lawlint.engine.declaration.schema import DATA, INDEFINITE, OPEN_DURATIONS, schema
from lawlint.engine.declaration.vocabulary import rows
from lawlint.engine.phrase import (
    cite_list,
    fact_label,
    fix,
    general,
    highest,
    message,
    money,
    penalty_line,
    value_text,
    word_label,
)
from lawlint.engine.rulebook.in_force import in_force
from lawlint.engine.rulebook.model import Amount
from lawlint.engine.rulebook.store import rulebook
from lawlint.engine.text import Text


def words() -> list[tuple[str, str]]:
    skip = ("app.type", "app.additional_types")
    found = [
        (fact.name, value)
        for fact in schema().facts
        if fact.type == "enum" and fact.name not in skip and not fact.name.endswith(".purpose")
        for value in fact.values
    ]
    return [*found, *(("practice.retention", word) for word in (*OPEN_DURATIONS, "indefinite"))]


@pytest.mark.parametrize(("name", "word"), words())
def test_every_word_of_the_fact_table_has_a_label(name: str, word: str) -> None:
    label = word_label(name, word)
    assert "_" not in label.en
    proper = word in ("android", "ios", "sdk", "glba", "fcra", "dppa")
    assert proper or any("\u4e00" <= char <= "\u9fff" for char in label.zh), (name, word)


def test_every_purpose_and_app_type_has_a_label() -> None:
    chosen = [fact for fact in schema().facts if fact.values and (fact.name.endswith(".purpose") or fact.name == "app.type")]
    assert {fact.name for fact in chosen} >= {"app.type"}
    for fact in chosen:
        for word in fact.values:
            en, zh = value_text(fact.name, word, "en"), value_text(fact.name, word, "zh")
            assert "_" not in en, (fact.name, word)
            assert any("\u4e00" <= char <= "\u9fff" for char in zh), (fact.name, word)


def test_no_label_is_left_over() -> None:
    """Every row of the table of labels is for a word that the fact can have; `*` is for several facts."""
    every = {word for fact in schema().facts for word in fact.values} | {*OPEN_DURATIONS, INDEFINITE}
    for row in rows("value_labels"):
        known = every if row["fact"] == "*" else schema().by_name[row["fact"]].values
        assert row["value"] in known, row
    assert len({(row["fact"], row["value"]) for row in rows("value_labels")}) == len(list(rows("value_labels")))


@pytest.mark.parametrize("file", sorted(DATA.glob("*.csv")), ids=lambda file: file.name)
def test_chinese_in_the_tables_has_chinese_marks(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as opened:
        cells = [cell for row in csv.DictReader(opened) for name, cell in row.items() if "zh" in name]
    han = "\u4e00-\u9fff"
    assert [cell for cell in cells if re.search(rf"[{han}][,;:?!(]|[,;:?!)][{han}]", cell)] == []


@pytest.mark.parametrize(
    ("name", "value", "en", "zh"),
    [
        ("app.accounts", True, "yes", "是"),
        ("app.accounts", False, "no", "否"),
        ("app.accounts", None, "(not stated)", "（未说明）"),
        ("practice.data", "location.precise", "Precise location", "精准定位信息"),
        ("practice.purpose", "analytics", "Usage analytics", "统计分析"),
        ("app.type", "utility", "Utilities", "实用工具类"),
        ("practice.necessity", "optional", "optional", "可选"),
        ("practice.legal_basis.gdpr", "contract", "contract", "订立、履行合同"),
        ("practice.retention", "indefinite", "indefinitely", "无限期"),
        ("practice.retention", "P3Y", "3 years", "3年"),
        ("practice.retention", "P1Y6M", "1 year 6 months", "1年6个月"),
        ("practice.retention", "P2W1D", "2 weeks 1 day", "2周1日"),
        ("", "P24M", "24 months", "24个月"),
        ("app.name", "P3Y", "P3Y", "P3Y"),
        ("app.markets", ("CN", "DE"), "CN, DE", "CN、DE"),
        ("app.markets", (), "none", "无"),
        ("app.scale.users_total", 12000000, "12,000,000", "12,000,000"),
        ("app.scale.annual_revenue_usd", 26625000.0, "26,625,000", "26,625,000"),
    ],
)
def test_value(name: str, value: object, en: str, zh: str) -> None:
    assert value_text(name, value, "en") == en
    assert value_text(name, value, "zh") == zh


@pytest.mark.parametrize(
    ("amount", "en", "zh"),
    [
        (Amount("", 50_000_000, "CNY", 0.05), "CNY 50,000,000 or 5% of turnover", "5000万元人民币或营业额的5%"),
        (Amount("", 2_663, "USD", None), "USD 2,663", "2663美元"),
        (Amount("", 10_000_000, "EUR", 0.02), "EUR 10,000,000 or 2% of turnover", "1000万欧元或营业额的2%"),
        (Amount("", None, None, None), "", ""),
    ],
)
def test_money(amount: Amount, en: str, zh: str) -> None:
    assert money(amount, "en") == en
    assert money(amount, "zh") == zh


@pytest.mark.parametrize(
    ("id", "day", "en", "zh"),
    [
        ("ccpa-155", "2024-12-31", "USD 2,500 per violation, 7,500 if intentional", "每次违法2500美元，故意的为7500美元"),
        ("ccpa-155", "2026-11-24", "USD 2,663 per violation, 7,988 if intentional", "每次违法2663美元，故意的为7988美元"),
        ("ccpa-155-minors", "2026-11-24", "USD 7,988 per violation", "每次违法7988美元"),
        ("ccpa-150", "2026-11-24", "USD 799 per consumer and incident", "每人每次事件799美元"),
        ("gdpr-83-5", "2026-11-24", "up to EUR 20,000,000 or 4% of turnover", "最高2000万欧元或营业额的4%"),
        ("ccpa-155", "2019-12-31", "", ""),
    ],
)
def test_the_most_says_what_it_is_counted_by(id: str, day: str, en: str, zh: str) -> None:
    penalty = rulebook().penalties[id]
    assert (highest(penalty, day, "en"), highest(penalty, day, "zh")) == (en, zh)


def finding(**changes: str) -> Finding:
    """A fail of a practice with texts of the test's own."""
    book = rulebook()
    rule = next(one for one in book.rules if one.id == "gdpr-5-1-e-storage")
    texts = {name: Text(text, text) for name, text in changes.items()}
    law = in_force(replace(book, rules=(replace(rule, **texts),)), "2026-11-24")  # type: ignore[arg-type]
    text = "declaration: 1\napp: {markets: [DE]}\npractices: [{id: keep, data: [contact.email, biometric.face], retention: indefinite}]\n"
    return Assessor(law).assess(load_text(text, "x")).findings[0]


def test_a_message_is_filled_with_facts_item_and_parameters() -> None:
    one = finding(
        message="`{practice.id}` keeps {practice.data} {practice.retention} {item}, {practice.source}",
        item="(point c)",
        fix="ask again after {param:ccpa_reask_months} months",
    )
    day, book = one.law.day, one.law.book
    assert message(one, book, day, "en") == "`keep` keeps Email address indefinitely (point c), (not stated)"
    assert "（未说明）" in message(one, book, day, "zh")
    assert fix(one, book, day, "en") == "ask again after 12 months"


def test_where_there_is_no_finding_facts_are_named_by_their_labels() -> None:
    one = finding(fix="tell of {practice.data} after {param:ccpa_reask_months} months {item}", item="(point c)")
    shown = general(one.rule.fix, one.rule, one.law.book, one.law.day, "en")
    assert shown == f"tell of [{fact_label('practices[keep].data', 'en')}] after 12 months (point c)"
    assert "{" not in general(one.rule.fix, one.rule, one.law.book, "1990-01-01", "zh"), "also before the first value"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_text_of_the_rulebook_is_left_unfilled(lang: str) -> None:
    book = rulebook()
    for rule in book.rules:
        for text in (rule.message, rule.fix):
            shown = general(text, rule, book, max(rule.from_, "2026-11-24"), lang)
            assert "{" not in shown, rule.id
            assert "(not stated)" not in shown and "（未说明）" not in shown, rule.id


def test_a_penalty_in_one_line() -> None:
    book = rulebook()
    assert penalty_line(book.penalties["pipl-66"], book, "2026-11-24", "en").startswith(
        "up to CNY 50,000,000 or 5% of turnover (PIPL Art. 66"
    )
    assert penalty_line(book.penalties["pipl-66"], book, "2026-11-24", "zh").startswith(
        "最高5000万元人民币或营业额的5%（《个人信息保护法》第六十六条"
    )
    before = penalty_line(book.penalties["pipl-66"], book, "2020-01-01", "en")
    assert before.startswith(f"{book.penalties['pipl-66'].text.en} (PIPL Art. 66"), "no amount before the first: what it says"


def test_a_law_is_named_once_in_a_row_of_its_clauses() -> None:
    book = rulebook()
    cites = ("pipl:66(1)", "pipl:66(2)", "gdpr:6(1)(a)", "pipl:16", "pipl:16")
    assert cite_list(cites, book, "en") == "PIPL Art. 66(1), 66(2); GDPR Art. 6(1)(a); PIPL Art. 16"
    assert (
        cite_list(cites, book, "zh")
        == "《个人信息保护法》第六十六条第一款、第六十六条第二款；GDPR第6条第1款第(a)项；《个人信息保护法》第十六条"
    )
