"""The terminal report: verdict first, 80 columns in both languages, nothing unfinished on the page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from lawlint.engine.assess import Assessment, assess
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.reports.layout import shortened, width, wrap
from lawlint.engine.reports.text import render
from lawlint.engine.rulebook.store import rulebook

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = ("flashlight", "face_swap", "full_declaration")


@cache
def example(name: str, day: str, everything: bool) -> Assessment:
    return assess(load(EXAMPLES / f"{name}.yaml", f"examples/{name}.yaml"), rulebook(), day=day, explain_all=everything)


@cache
def page(name: str, lang: str, *, everything: bool = False, day: str = "2026-11-24") -> str:
    return render([example(name, day, everything)], lang, colour=False, everything=everything)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("everything", [False, True])
def test_the_page_fits_and_is_finished(name: str, lang: str, everything: bool) -> None:
    text = page(name, lang, everything=everything)
    assert [line for line in text.split("\n") if width(line) > 80 and "://" not in line] == []
    assert not re.search(r"\{[a-z_.:]+\}", text)
    assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b|object at 0x", text)
    first = text.split("\n")[0]
    assert ("violations found" if lang == "en" else "发现违规") in first


@pytest.mark.parametrize("columns", [60, 100])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_other_widths(columns: int, lang: str) -> None:
    found = assess(load(EXAMPLES / "full_declaration.yaml", "full.yaml"), rulebook(), day="2026-11-24", explain_all=True)
    text = render([found], lang, colour=False, columns=columns, everything=True)
    assert [line for line in text.split("\n") if width(line) > columns and "://" not in line] == []
    assert max(width(line) for line in text.split("\n")) > columns - 12, "the width is used"


def test_colour_changes_nothing_but_colour() -> None:
    found = assess(load(EXAMPLES / "face_swap.yaml"), rulebook(), day="2026-11-24")
    plain, painted = (render([found], "en", colour=colour) for colour in (False, True))
    assert "\x1b[" not in plain
    assert painted != plain
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == plain


def test_severity_is_said_where_it_was_limited() -> None:
    found = assess(load(EXAMPLES / "flashlight.yaml"), rulebook(), day="2026-11-24")
    assert "were looked at" not in render([found], "en", colour=False)
    found.keep(("critical",))
    assert "only rules of severity critical were looked at" in render([found], "en", colour=False)
    assert "仅检查严重程度为极高的规则" in render([found], "zh", colour=False)


@pytest.mark.parametrize("name", NAMES)
def test_each_violation_has_clause_reason_and_fix(name: str) -> None:
    text = page(name, "en")
    body = text.split("\nViolations (")[1].split("\nAcross laws: ")[0].split("\nQuestions (")[0]
    blocks = re.split(r"\n *\d+\. ", body)[1:]
    assert blocks
    for block in blocks:
        for label in ("    clause ", "    because ", "    fix "):
            assert label in block, block


def test_no_english_sentence_in_the_chinese_page() -> None:
    text = page("full_declaration", "zh", everything=True)
    prose = [line for line in text.split("\n") if re.search(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", line) and "http" not in line]
    assert prose == []


@pytest.mark.parametrize(
    ("day", "part", "absent"),
    [
        ("2020-06-01", "up to CNY 1,000,000 (Cybersecurity Law (2016) Art. 64(1)", "PIPL"),
        ("2021-10-31", "up to CNY 1,000,000 (Cybersecurity Law (2016) Art. 64(1)", "PIPL"),
        ("2021-11-01", "up to CNY 50,000,000 or 5% of turnover (PIPL Art. 66", "Cybersecurity Law Art."),
        ("2022-06-01", "up to CNY 50,000,000 or 5% of turnover (PIPL Art. 66", "Cybersecurity Law Art. 71"),
        ("2026-11-24", "up to CNY 50,000,000 or 5% of turnover (PIPL Art. 66", "Cybersecurity Law (2016)"),
    ],
)
def test_the_penalty_is_that_of_the_day(day: str, part: str, absent: str) -> None:
    text = " ".join(page("flashlight", "en", day=day).split())
    assert part in text
    assert absent not in text


def test_waived_and_judged_are_shown() -> None:
    text = (
        "declaration: 1\napp: {markets: [DE]}\npractices: [{id: a, retention: indefinite}]\n"
        "waivers: [{rule: gdpr-5-1-e-storage, reason: legacy system, owner: Li, until: 2026-12-31}]\n"
    )
    found = assess(load_text(text, "x"), rulebook(), day="2026-11-24", only=["gdpr-5-1-e-storage"])
    shown = render([found], "en", colour=False)
    assert "only waived violations found" in shown
    assert "legacy system (Li, until 2026-12-31)" in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_verdict_is_in_the_first_line_whatever_the_name(lang: str) -> None:
    for name in ("x" * 200, "超级" * 60, "a b " * 40):
        for declaration in (f'declaration: 1\napp: {{name: "{name}"}}\n', "declaration: 1\n"):
            found = assess(load_text(declaration, f"some/{name}/app.yaml"), rulebook(), day="2026-11-24")
            first = render([found], lang, colour=False).split("\n")[0]
            assert width(first) <= 80
            assert first.endswith("but facts are missing" if lang == "en" else "但尚缺事实")


def test_shortened() -> None:
    assert shortened("app.yaml", 8) == "app.yaml"
    assert shortened("dir/app.yaml", 9) == "…app.yaml"
    assert shortened("超级应用", 5) == "…应用"


def test_wrap_keeps_words_and_punctuation_together() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("甲乙丙，丁", 6) == ["甲乙", "丙，丁"]
    assert wrap("x" * 20, 8) == ["xxxxxxxx", "xxxxxxxx", "xxxx"]
    assert wrap("", 8, "- ") == ["- "]
    assert wrap("https://example.com/long", 8) == ["https://example.com/long"]
    assert all(
        width(line) <= 30 for line in wrap("收集“ads”所需的信息 device.advertising_id 并提供给第三方。" * 3, 30, "  ", "    ")
    )


NOTICE = """declaration: 1
app: {markets: [CN]}
notice: {exists: yes, states: {purposes: no, retention: no, how_to_exercise: no}}
practices: [{id: a, data: [contact.phone_number], purpose: direct_marketing, necessity: required}]
"""


def test_all_that_is_broken_is_said_in_a_group_and_what_laws_repeat_once() -> None:
    text = render([assess(load_text(NOTICE, "x"), rulebook(), day="2026-11-24")], "en", colour=False)
    block = next(one for one in re.split(r"\n *\d+\. ", text) if "notice.states.retention = no" in one)
    assert "does not state the storage period" in block
    assert "does not state how people use their rights" in block
    said_of_purposes = [line for line in block.split("because")[0].split("\n") if "purposes" in line]
    assert len(said_of_purposes) == 1, block


def test_what_passed_on_a_persons_answer_is_shown() -> None:
    body = (
        "declaration: 1\napp: {markets: [DE]}\n"
        "judgements: [{rule: gdpr-5-1-e-storage, answer: pass, by: Li, on: 2026-11-01, reason: needed for the warranty}]\n"
        "practices: [{id: b, retention: P1Y}]\n"
    )
    found = assess(load_text(body, "x"), rulebook(), day="2026-11-24", only=("gdpr-5-1-e-storage",))
    text = render([found], "en", colour=False)
    assert found.verdict == "no_violation_found"
    assert "Passed on a person's answer (1)" in text
    assert "needed for the warranty (Li, 2026-11-01)" in text


def test_a_file_does_not_steer_the_terminal() -> None:
    body = 'declaration: 1\napp: {name: "x\\e]0;t\\a\\u202e", markets: [DE]}\npractices: [{id: p, retention: indefinite}]\nwaivers: [{rule: gdpr-5-1-e-storage, reason: "r\\e[2J", owner: Li, until: 2027-01-01}]\n'
    for lang in ("en", "zh"):
        text = render([assess(load_text(body, "x"), rulebook(), day="2026-11-24")], lang, colour=False, everything=True)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
        assert "\ufffd" in text
