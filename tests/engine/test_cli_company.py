"""A company's own laws and rules (`--rules DIR`): judged beside the law, marked as its own, held to the linter first."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.engine import cli

DECLARATION = "declaration: 1\napp: {markets: [DE]}\npractices: [{id: a, retention: indefinite}]\n"
LAW = """law: policy
region: own
style: eu
name: {en: 'Company Policy', zh: '公司制度'}
short: {en: Policy, zh: '《公司制度》'}
from: 2020-01-01
official: https://example.com/policy
last_checked_on: 2026-11-24
"""
ARTICLE = """article: '1'
heading: {en: 'Retention', zh: '保存期限'}
last_checked_on: 2026-11-24
compared: yes
clauses: [{id: policy:1, summary: {en: 'Data has a term.', zh: '信息须有保存期限。'}}]
rules:
  - id: policy-1-term
    cites: [policy:1, gdpr:5(1)(e)]
    scope: practice
    severity: low
    penalty: none
    violated: {practice.retention: indefinite}
    message: {en: '`{practice.id}` has no term.', zh: '“{practice.id}”没有保存期限。'}
    fix: {en: 'Set a term.', zh: '请设定期限。'}
    cases: {fail: [{practice.retention: indefinite}], pass: [{practice.retention: P1Y}], open: [{practice.purpose: payment}]}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def company(tmp_path: Path) -> Path:
    folder = tmp_path / "company" / "policy"
    folder.mkdir(parents=True)
    (folder / "structure.txt").write_text("1\n", "utf-8")
    (folder / "law.yaml").write_text(LAW, "utf-8")
    (folder / "article-1.yaml").write_text(ARTICLE, "utf-8")
    return folder.parent


@pytest.fixture
def check(company: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Check a declaration against the law and the company's rules: exit code, standard output, standard error."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    file = tmp_path / "app.yaml"
    file.write_text(DECLARATION, "utf-8")

    def go(*options: str) -> tuple[int, str, str]:
        code = cli.main(["check", str(file), "--rules", str(company), *options])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return code, shown.out, shown.err

    return go


@pytest.mark.parametrize("chosen", ["policy", "own"])
def test_its_rules_are_judged(check: Run, chosen: str) -> None:
    code, out, err = check("--law", chosen, "--format", "json")
    (report,) = json.loads(out)
    assert (code, err) == (1, "")
    assert report["laws"] == ["policy"]
    assert [(one["rule"], one["kind"], one["cites"]) for one in report["findings"]] == [
        ("policy-1-term", "fail", ["policy:1", "gdpr:5(1)(e)"])
    ]


def test_they_stand_beside_the_law(check: Run) -> None:
    code, out, _ = check("--format", "json")
    fails = {one["rule"] for one in json.loads(out)[0]["findings"] if one["kind"] == "fail"}
    assert code == 1
    assert {"policy-1-term", "gdpr-5-1-e-storage"} <= fails


@pytest.mark.parametrize(
    ("lang", "mark"), [("en", "Policy Art. 1 [the company's own]"), ("zh", "《公司制度》第1条〔企业自有〕")]
)
def test_they_are_marked_as_its_own(check: Run, lang: str, mark: str) -> None:
    text = check("--lang", lang)[1]
    block = next(one for one in text.split("\n\n") if ("has no term" if lang == "en" else "没有保存期限") in one)
    (clause,) = [line for line in block.split("\n") if line.startswith("    clause " if lang == "en" else "    条款")]
    assert mark in clause
    assert "GDPR" in clause
    assert "GDPR" not in clause.split(mark[-3:])[1], "what is not its own is not marked"
    assert text.count(mark[-6:]) == 2, "and its law once, where the laws are named"


def test_they_are_marked_for_machines(check: Run) -> None:
    (run,) = json.loads(check("--format", "sarif")[1])["runs"]
    tagged = {rule["id"] for rule in run["tool"]["driver"]["rules"] if "own" in rule["properties"]["tags"]}
    assert tagged == {"policy-1-term"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cites: [policy:1, gdpr:5(1)(e)]", "cites: [policy:9]", "policy:9"),
        ("violated: {practice.retention: indefinite}", "violated: {practice.retenton: indefinite}", "did you mean"),
        ("zh: '请设定期限。'", "zh: ''", "the Chinese text is missing"),
        (", open: [{practice.purpose: payment}]", "", "open"),
        ("severity: low", "severity: lowest", "severity"),
        ("heading:", "heading", "not valid YAML"),
    ],
)
def test_a_rule_that_is_wrong_is_refused(check: Run, company: Path, old: str, new: str, told: str) -> None:
    file = company / "policy" / "article-1.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    code, out, err = check()
    assert (code, out) == (2, "")
    assert told in err
    assert all(line.startswith((f"{file}:", "  help: ")) for line in err.strip().split("\n")), err


def test_a_warning_does_not_refuse_it(check: Run, company: Path) -> None:
    file = company / "policy" / "article-1.yaml"
    file.write_text(file.read_text("utf-8").replace("last_checked_on: 2026-11-24", "last_checked_on: 2021-01-01"), "utf-8")
    assert check("--law", "policy")[0] == 1


def test_a_law_of_the_product_cannot_be_replaced(check: Run, company: Path) -> None:
    file = company / "policy" / "law.yaml"
    file.write_text(LAW.replace("law: policy", "law: gdpr"), "utf-8")
    code, out, err = check()
    assert (code, out) == (2, "")
    assert "law `gdpr` is defined twice" in err
