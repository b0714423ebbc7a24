"""Exit codes of `check`: every kind of finding with every `--fail-on`, severities, and several files at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lawlint.engine import cli, cli_check
from lawlint.engine.evaluate.reference import Reference, Verdict
from lawlint.engine.rulebook.store import rulebook

RULE = "gdpr-5-1-e-storage"
WAIVED = "waivers: [{rule: gdpr-5-1-e-storage, reason: legacy, owner: Li, until: 2999-12-31}]\n"
EXPIRED = WAIVED.replace("2999-12-31", "2020-01-01")
APP = "declaration: 1\napp: {markets: [DE]}\n"
TEXTS = {
    "fail": APP + "practices: [{id: a, retention: indefinite}]\n",
    "waived": APP + WAIVED + "practices: [{id: a, retention: indefinite}]\n",
    "expired": APP + EXPIRED + "practices: [{id: a, retention: indefinite}]\n",
    "open": APP + "practices: [{id: a}]\n",
    "review": APP + "practices: [{id: a, retention: P1Y}]\n",
    "pass": APP + "practices: [{id: a, retention: P1Y, retention_needed: yes}]\n",
    "notApplicable": APP + "practices: []\n",
    "broken": "declaration: 1\napp: {markts: [DE]}\n",
}
FAIL_ON = ("fail", "open", "review", "never")
CODES = {
    "fail": (1, 1, 1, 0),
    "waived": (0, 0, 0, 0),
    "expired": (1, 1, 1, 0),
    "open": (0, 1, 1, 0),
    "review": (0, 0, 1, 0),
    "pass": (0, 0, 0, 0),
    "notApplicable": (0, 0, 0, 0),
    "broken": (2, 2, 2, 2),
    "error": (3, 3, 3, 3),
}
"""The exit code for one file in each state, by --fail-on."""

Check = Callable[..., int]


class FailsOn(Reference):
    """The oracle, save that it fails on the practice called `boom`."""

    def verdict(self, rule, row, judgement=None) -> Verdict:  # type: ignore[no-untyped-def]
        if row.subject.practice == "boom":
            raise RuntimeError("boom")
        return super().verdict(rule, row, judgement)

    def decided(self, rule, row, judgement=None) -> str | None:  # type: ignore[no-untyped-def]
        return self.verdict(rule, row, judgement).decided


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Check files in these states against one rule of medium severity; the exit code."""
    book = rulebook()
    rule = next(one for one in book.rules if one.id == RULE)
    small = replace(book, rules=(replace(rule, severity="medium"),))
    monkeypatch.setattr(cli_check, "rulebook", lambda _own: small)
    monkeypatch.setattr(cli_check, "_evaluator", lambda _name, law: FailsOn(law))
    for state, text in {**TEXTS, "error": TEXTS["fail"].replace("id: a", "id: boom")}.items():
        (tmp_path / f"{state}.yaml").write_text(text, "utf-8")

    def go(*states: str, options: tuple[str, ...] = ()) -> int:
        code = cli.main(["check", *(str(tmp_path / f"{state}.yaml") for state in states), *options])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        # What could not be read is told on standard error, everything else on standard output.
        assert bool(shown.err) == ("broken" in states)
        assert shown.out.count("\n  This is not legal advice.") == len([one for one in states if one != "broken"])
        return code

    return go


@pytest.mark.parametrize("state", CODES)
def test_one_file(check: Check, state: str) -> None:
    assert tuple(check(state, options=("--fail-on", kind)) for kind in FAIL_ON) == CODES[state]
    assert check(state) == CODES[state][0], "the default is --fail-on fail"


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (("pass", "fail"), 1),
        (("fail", "pass"), 1),
        (("pass", "broken"), 2),
        (("broken", "fail"), 2),
        (("fail", "broken", "pass"), 2),
        (("broken", "error", "fail"), 3),
        (("error", "broken"), 3),
        (("pass", "waived", "open", "review", "notApplicable"), 0),
    ],
)
def test_over_several_files_the_highest_counts(check: Check, states: tuple[str, ...], code: int) -> None:
    assert check(*states) == code


@pytest.mark.parametrize("severity", ["medium", "low"])
def test_a_finding_of_the_severity_asked_for_counts(check: Check, severity: str) -> None:
    assert check("fail", options=("--severity", severity)) == 1


@pytest.mark.parametrize("severity", ["high", "critical"])
def test_a_finding_below_it_does_not_but_an_error_always_does(check: Check, severity: str) -> None:
    assert check("fail", options=("--severity", severity)) == 0
    assert check("error", options=("--severity", severity)) == 3


@pytest.mark.parametrize("form", ["json", "sarif"])
@pytest.mark.usefixtures("check")
def test_the_form_of_the_report_changes_no_code(tmp_path: Path, form: str) -> None:
    for state in ("fail", "pass", "broken", "error"):
        assert cli.main(["check", str(tmp_path / f"{state}.yaml"), "--format", form]) == CODES[state][0]
