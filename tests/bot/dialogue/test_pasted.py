"""What is pasted comes together from its lines, and a report is read without trusting it."""

from __future__ import annotations

import json

import pytest
from lawlint.bot.dialogue.pasted import gather, reports

YAML = ["declaration: 1", "app:", "  markets: [DE]", "", "governance:", "  dpo: {appointed: yes}"]
REPORT = [
    {
        "declaration": {"file": "a.yaml"},
        "verdict": "violation",
        "findings": [
            {"kind": "fail", "message": "No consent.", "cites": ["gdpr:7(1)"], "waiver": None},
            {"kind": "fail", "message": "Accepted.", "cites": [], "waiver": {"reason": "x"}},
            {"kind": "open", "questions": ["Who receives it?", "Who else?"]},
            "no finding",
            {"kind": "open", "questions": 3},
        ],
    }
]


@pytest.mark.parametrize("peek", [True, False])
def test_a_declaration_ends_at_an_empty_line(peek: bool) -> None:
    lines = iter([*YAML[1:], "", "and in China?"])
    whole, held = gather(YAML[0], lambda: next(lines, None), peek=peek)
    assert whole.splitlines() == (YAML if peek else YAML[:3])
    assert held == ("and in China?" if peek else None)


def test_a_declaration_ends_with_the_input() -> None:
    assert gather("declaration: 1", lambda: None, peek=True) == ("declaration: 1\n", None)


@pytest.mark.parametrize("indent", [None, 1, 2])
def test_a_report_ends_with_its_last_bracket(indent: int | None) -> None:
    text = json.dumps(REPORT, indent=indent)
    lines = iter([*text.split("\n")[1:], "next"])
    assert gather(text.split("\n")[0], lambda: next(lines, None), peek=True) == (text, None)
    assert next(lines) == "next"


def test_a_line_is_a_line() -> None:
    for line in ("", "yes", "[contact](x) ok?", "{name} is collected. ok?", "/help"):
        assert gather(line, lambda: pytest.fail("read on"), peek=True) == (line, None)


def test_a_report_is_told() -> None:
    found = reports(json.dumps(REPORT))
    assert found is not None
    assert (found[0].file, found[0].verdict) == ("a.yaml", "violation")
    assert found[0].fails == (("No consent.", ("gdpr:7(1)",)),)
    assert found[0].questions == ("Who receives it?", "Who else?")


@pytest.mark.parametrize(
    "text",
    ["", "[", "{}", "[]", "3", '[{"verdict": "fine", "findings": []}]', '{"verdict": [], "findings": {}}', "[" * 100_000],
)
def test_what_is_no_report(text: str) -> None:
    assert reports(text) is None
