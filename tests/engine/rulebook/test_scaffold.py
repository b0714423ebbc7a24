"""A started rule runs at once, and the linter names exactly what remains to be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from lawlint.engine.cli import main
from lawlint.engine.rulebook import scaffold
from lawlint.engine.rulebook.cases import Runner
from lawlint.engine.rulebook.lint import lint
from lawlint.engine.rulebook.load import read_folders
from lawlint.engine.rulebook.model import SCOPES
from lawlint.engine.rulebook.scaffold import CannotStartError, start_rule

WRITTEN_BY_THE_AUTHOR = {"the message of `{}`", "the fix of `{}`"}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_rule_of_a_company_runs_at_once(scope: str, tmp_path: Path) -> None:
    started = start_rule("our-3-rule", "our-code:3(1)", scope, None, [tmp_path])
    assert [Path(path).name for path in started.written] == ["law.yaml", "structure.txt", "article-3.yaml"]
    book, faults = read_folders([], [tmp_path])
    assert not faults
    results = list(Runner(book).run({"our-3-rule"}))
    assert [(one.case.expected, one.got) for one in results] == [("fail", "fail"), ("pass", "pass"), ("open", "open")]
    remains = [(one.check, str(one.message)) for one in lint(book, faults, "2026-11-24")]
    assert {check for check, _ in remains} == {"scaffold"}
    assert sorted(message for _, message in remains) == [
        "the address of `our-code` is still to be written",
        "the fix of `our-3-rule` is still to be written",
        "the heading of `our-code:3(1)` is still to be written",
        "the message of `our-3-rule` is still to be written",
        "the summary of `our-code:3(1)` is still to be written",
        "the text of `our-code` is still to be written",
    ]


def test_more_rules_are_appended_and_the_index_grows(tmp_path: Path) -> None:
    for number, citation in enumerate(("our-code:3(1)", "our-code:3(2)", "our-code:4")):
        start_rule(f"our-{number}", citation, "practice", None, [tmp_path])
    assert (tmp_path / "our-code" / "structure.txt").read_text("utf-8").split() == ["3", "3(1)", "3(2)", "4"]
    book, faults = read_folders([], [tmp_path])
    assert not faults
    assert [rule.id for rule in book.rules] == ["our-0", "our-1", "our-2"]
    assert all(one.holds for one in Runner(book).run({rule.id for rule in book.rules}))
    assert "no-summary" in {one.check for one in lint(book, faults, "2026-11-24")}


def test_a_rule_of_the_product_goes_behind_its_laws_gate(small_law, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (small_law.folder / "eu").mkdir()
    (small_law.folder / "tea").rename(small_law.folder / "eu" / "tea")
    monkeypatch.setattr(scaffold, "ROOT", small_law.folder)
    start_rule("tea-2-more", "tea:2", "app", None)
    start_rule("tea-9-fine", "tea:9", "recipient", None)
    book, faults = read_folders([small_law.folder])
    assert not faults
    added = {rule.id: rule for rule in book.rules}
    assert list(added) == ["tea-2-parent", "tea-2-more", "tea-9-fine"]
    results = list(Runner(book).run(set(added)))
    assert all(one.holds for one in results)
    assert {one.case.expected for one in results if one.name == "tea-2-more"} == {"fail", "pass", "open", "notApplicable"}
    assert {one.check for one in lint(book, faults, "2026-11-24")} == {"scaffold"}


@pytest.mark.parametrize(
    ("id", "citation", "said"),
    [
        ("Our_Rule", "our-code:3", "kebab-case"),
        ("our-rule", "nonsense", "not a citation"),
        ("our-rule", "our-code:three", "not a citation"),
        ("our-rule", "gdpr:7(4)", "law of the product"),
        ("gdpr-13-1-a-identity", "our-code:3", "there already"),
    ],
)
def test_what_cannot_be_started_changes_nothing(id: str, citation: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CannotStartError) as refused:
        start_rule(id, citation, "app", None, [tmp_path])
    assert said in str(refused.value.message)
    assert not list(tmp_path.rglob("*"))


def test_the_products_own_laws_are_checked(tmp_path: Path) -> None:
    with pytest.raises(CannotStartError) as refused:
        start_rule("gdpr-7-9", "gdpr:7(9)", "app", tmp_path / "article-7.yaml")
    assert refused.value.help
    with pytest.raises(CannotStartError):
        start_rule("gdpt-7", "gdpt:7", "app", tmp_path / "article-7.yaml")
    assert not list(tmp_path.rglob("*"))


def test_a_file_that_ends_otherwise_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "article-7.yaml"
    (tmp_path / "law.yaml").write_text("law: other\n", "utf-8")
    target.write_text("article: '7'\nrules: []\nheading: {en: 'a', zh: '甲'}\n", "utf-8")
    before = target.read_text("utf-8")
    with pytest.raises(CannotStartError):
        start_rule("gdpr-7-x", "gdpr:7(4)", "app", target)
    assert target.read_text("utf-8") == before


def test_a_file_that_would_never_be_read_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(CannotStartError) as refused:
        start_rule("gdpr-7-x", "gdpr:7(4)", "app", tmp_path / "article-7.yaml")
    assert "eu/gdpr" in refused.value.help
    assert not list(tmp_path.rglob("*"))


def test_the_command_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--rules", str(tmp_path)]
    assert main(["rules", "new", "our-3-rule", "--cites", "our-code:3", "--scope", "app", *folder]) == 0
    assert f"lawlint rules test our-3-rule --rules {tmp_path}" in capsys.readouterr().out
    assert main(["rules", "test", "our-3-rule", *folder]) == 0
    assert main(["rules", "lint", "--law", "our-code", *folder]) == 1
    assert main(["rules", "new", "our-3-rule", "--cites", "our-code:3", *folder]) == 2
