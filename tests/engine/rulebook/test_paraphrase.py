"""Conditions in words, in both languages, and as written."""

from __future__ import annotations

import json
import re

import pytest
from lawlint.engine.cli import main
from lawlint.engine.declaration.schema import schema
from lawlint.engine.reading import read_text
from lawlint.engine.reports.layout import width
from lawlint.engine.rulebook.describe import Describer
from lawlint.engine.rulebook.in_force import in_force
from lawlint.engine.rulebook.judgement import decides
from lawlint.engine.rulebook.load import read_folders
from lawlint.engine.rulebook.paraphrase import as_written, outline
from lawlint.engine.rulebook.parse import parse
from lawlint.engine.wording import in_language
from lawlint.regulations import ROOT

BOOK, _ = read_folders([ROOT])
DAY = "2026-11-23"


def condition(text: str):  # type: ignore[no-untyped-def]
    found, faults = parse(read_text(text, "t"), "disclosure", "t")
    assert not faults
    return found


def labelled(line: str, lang: str) -> str:
    """`<fact>` replaced by the fact's label: labels may be reworded."""
    return re.sub("<(.+?)>", lambda name: schema().by_name[name[1]].label.of(lang), line)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("{notice.exists: no}", ["- <notice.exists>: no"], ["- <notice.exists>：否"]),
        ("{not: {notice.exists: no}}", ["- <notice.exists>: yes"], ["- <notice.exists>：是"]),
        ("{app.markets: {includes: [CN, DE]}}", ["- <app.markets>: includes CN or DE"], ["- <app.markets>：包括CN或DE"]),
        (
            "{not: {app.audience.minimum_age: {less_than: 14}}}",
            ["- <app.audience.minimum_age>: at least 14"],
            ["- <app.audience.minimum_age>：不少于14"],
        ),
        ("{concept: gdpr_applies}", ["- the GDPR applies"], ["- 适用GDPR"]),
        ("{any_recipient: {}}", ["- there is a recipient"], ["- 存在接收方"]),
        ("{judgement: fail}", ["- a person finds that it is broken"], ["- 经人工判断认为违反"]),
        ("{practice.data: {flag: pipl_sensitive}}", None, ["- <practice.data>：个人信息保护法上的敏感个人信息"]),
        (
            "{any: [{notice.exists: no}, {not: {stated: {practice.ephemeral: yes}}}]}",
            ["- any of these:", "  - <notice.exists>: no", "  - it is not stated that <practice.ephemeral>: yes"],
            None,
        ),
        (
            "{not: {any_recipient: {all: [{recipient.contract: no}, {recipient.kind: sdk}]}}}",
            ["- not: some recipient has:", "  - <recipient.contract>: no", "  - <recipient.kind>: SDK"],
            None,
        ),
    ],
)
def test_words(text: str, en: list[str] | None, zh: list[str] | None) -> None:
    for lang, expected in (("en", en), ("zh", zh)):
        if expected is not None:
            found = outline(condition(text), BOOK, lang, DAY, indent="")
            assert found == [labelled(line, lang) for line in expected]


def test_every_rule_and_concept_can_be_shown_at_80_columns() -> None:
    for lang in ("en", "zh"):
        describer = Describer(BOOK, lang)
        shown = [describer.rule(rule.id) for rule in BOOK.rules] + [describer.concept(name) for name in BOOK.concepts]
        assert len(shown) > 100
        assert not [line for text in shown for line in text.split("\n") if width(line) > 80 and "://" not in line]


@pytest.mark.parametrize("rule", BOOK.rules[::7], ids=lambda rule: rule.id)
def test_what_is_written_parses_to_the_same(rule) -> None:  # type: ignore[no-untyped-def]
    for node in rule.conditions():
        found, faults = parse(read_text(as_written(node), "t"), "disclosure", "t")
        assert not faults
        assert found == node


def test_who_decides() -> None:
    law = in_force(BOOK, DAY)
    who = {rule.id: decides(rule, law) for rule in law.rules}
    assert who["gdpr-13-1-a-identity"] == "machine"
    assert who["gdpr-6-1-f-legitimate-interests"] == "both"
    assert "person" in who.values()
    for rule in law.rules:
        reads = rule.review is not None or any(exception.review for exception in rule.unless)
        assert not (reads and who[rule.id] == "machine"), rule.id


def test_the_list_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--law", "gdpr", "--format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert rules
    for rule in rules:
        assert list(rule) == ["id", "law", "cites", "also", "scope", "severity", "decides", "in_force"]
        assert rule["law"] == "gdpr"
        assert rule["decides"] in ("machine", "person", "both")
        start, end = rule["in_force"]
        assert end is None or start <= end


def test_the_list_of_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--as-of", "2020-06-01", "--format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert rules and all(rule["in_force"][0] <= "2020-06-01" <= (rule["in_force"][1] or "9999") for rule in rules)
    assert main(["rules", "list", "--as-of", "2020-6-1"]) == 2


def test_an_unknown_rule_is_unusable_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "gdpr-13-1-a-identiti"]) == 2
    assert "gdpr-13-1-a-identity" in capsys.readouterr().err


def test_shown_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "gdpr_applies", "gdpr-13-1-a-identity", "--lang", "zh"]) == 0
    shown = capsys.readouterr().out
    for word in ("判断对象", "成立条件", "罚则", "官方文本", "GDPR第13条第1款第(a)项"):
        assert word in shown
    assert in_language("plain", "zh") == "plain"
