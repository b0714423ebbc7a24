"""Every check of the linter: a clean law has no problem, and each way of breaking it is found where it is."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.engine.declaration.vocabulary import EEA
from lawlint.engine.rulebook import lint as lint_package
from lawlint.engine.rulebook.cases import Runner
from lawlint.engine.rulebook.lint import lint
from lawlint.engine.rulebook.load import read_folders

Problems = Callable[[], list[tuple[str, str]]]


def test_a_clean_law_has_no_problem(problems: Problems) -> None:
    assert problems() == []


A, C, P, L = "article-2.yaml", "concepts.yaml", "parameters.yaml", "law.yaml"
RULE, CLAUSE, CONCEPT, PARAMETER, PENALTY = "- id: tea-2-parent", "- id: tea:2", "tea_applies:", "tea_age:", "tea-9:"

NO = "{practice.consent.parental: no}]}"
TABLE = "{practice.data: {listed: {table: t, by: a, key: [app.type], column: c}}}]}"
YOUNG = "applies: {all: [{practice.consent.parental: no}, {app.audience.minimum_age: {at_most: 12}}]}"
TWICE = "    editions: [{to: 2022-12-31}, {from: 2022-12-31}]\n    message:"

BROKEN = [
    # check, file to change, old, new, file and words of the line where it is reported (None: the file as a whole)
    ("no-such-clause", A, "cites: [tea:2]", "cites: [tea:2, tea:3]", A, RULE),
    ("no-such-clause", A, "conduct:", "also: [tea:2(1)]\n    conduct:", A, RULE),
    ("unknown-law", A, "cites: [tea:2]", "cites: [tea:2, coffee:1]", A, RULE),
    ("no-such-clause", C, "cites: [tea:1]", "cites: [tea:7]", C, CONCEPT),
    ("no-such-clause", P, "cites: [tea:2]", "cites: [tea:7]", P, PARAMETER),
    ("no-such-clause", L, "cites: [tea:9]", "cites: [tea:7]", L, PENALTY),
    ("no-such-clause", A, "message:", "unless: [{when: {practice.ephemeral: yes}, cites: [tea:8]}]\n    message:", A, RULE),
    ("no-citation", A, "message:", "unless: [{when: {practice.ephemeral: yes}, cites: []}]\n    message:", A, RULE),
    ("no-citation", C, "cites: [tea:1]", "cites: []", C, CONCEPT),
    ("no-summary", A, "    cites: [tea:2]", "    cites: [tea:9]", A, RULE),
    ("not-confirmed", "structure.txt", "2\n", "2?\n", "structure.txt", None),
    ("not-confirmed", "structure.txt", "2\n", "2?\n", A, CLAUSE),
    ("unknown-penalty", A, "penalty: tea-9", "penalty: tea-8", A, RULE),
    ("unused-penalty", A, "penalty: tea-9", "penalty: none", L, PENALTY),
    ("unknown-concept", L, "gate: tea_applies", "gate: tea_apples", L, "law: tea"),
    ("gate-scope", C, "scope: app", "scope: practice", L, "law: tea"),
    ("unknown-concept", A, "concept: tea_applies", "concept: tea_apples", A, RULE),
    ("unknown-parameter", A, "param: tea_age", "param: tea_ages", A, RULE),
    ("unused-parameter", A, "{param: tea_age}", "16", P, PARAMETER),
    ("not-visible", C, "scope: app", "scope: recipient", A, RULE),
    ("concept-cycle", C, "when: {app.markets: {includes: DE}}", "when: {not: {concept: tea_applies}}", C, CONCEPT),
    ("stated-bad-value", A, NO, "{stated: {practice.consent.parental: no}}]}", A, RULE),
    ("stated-bad-value", A, NO, "{stated: {not: {practice.consent.parental: yes}}}]}", A, RULE),
    ("unknown-table", A, NO, TABLE, A, RULE),
    ("unreadable", A, "practice.consent.parental: no}]}", "practice.consent.parentel: no}]}", A, "violated:"),
    ("unreadable", A, "severity: high", "severity: huge", A, "severity:"),
    ("unreadable", A, "zh: '先取得父母同意。'", "zh: ''", A, "fix:"),
    ("dead-condition", A, "{less_than: {param: tea_age}}", "{at_least: 0}", A, RULE),
    ("dead-condition", C, "{app.markets: {includes: DE}}", "{all: [{notice.exists: yes}, {notice.exists: no}]}", C, CONCEPT),
    ("never-fails", A, "applies: {concept: tea_applies}", "applies: {practice.consent.parental: yes}", A, RULE),
    ("never-passes", A, "applies: {concept: tea_applies}", YOUNG, A, RULE),
    ("missing-case", A, "      open: [{practice.data: contact.email}]\n", "", A, RULE),
    ("missing-case", A, "fail: [{practice.consent.parental: no}]", "fail: []", A, RULE),
    ("missing-case", A, "      notApplicable: [{app.markets: [CN], practice.consent.parental: no}]\n", "", A, RULE),
    ("missing-case", A, NO, "{practice.minimised: no}]}", A, RULE),
    ("missing-case", C, ", unknown: [{}]", "", C, CONCEPT),
    ("not-a-date", A, "penalty: tea-9", "penalty: tea-9\n    from: 2020-13-01", A, RULE),
    ("not-a-date", A, "pass: [{", "pass: [{as_of: yesterday, ", A, "pass:"),
    ("not-a-date", L, "{from: 2020-01-01", "{from: 2020", L, PENALTY),
    ("not-a-date", A, "  - id: tea:2\n", "  - id: tea:2\n    from: soon\n", A, "- id: tea:2"),
    ("before-law", A, "compared: yes\n", "compared: yes\nfrom: 1999-01-01\n", A, "- id: tea:2"),
    ("same-date", P, "value: 16}", "value: 16}, {from: 2020-01-01, value: 15}", P, PARAMETER),
    ("ends-before-start", A, "penalty: tea-9", "penalty: tea-9\n    to: 2019-01-01", A, RULE),
    ("outside-law", A, "penalty: tea-9", "penalty: tea-9\n    from: 2019-01-01", A, RULE),
    ("stale", L, "last_checked_on: 2026-11-01", "last_checked_on: 2026-05-27", L, "law: tea"),
    ("stale", A, "last_checked_on: 2026-11-01", "last_checked_on: 2026-05-27", A, "article:"),
    ("not-yet", A, "last_checked_on: 2026-11-01", "last_checked_on: 2026-11-25", A, "article:"),
    ("needs-missing", P, "{from: 2020-01-01", "{from: 2020-01-02", A, RULE),
    ("needs-missing", C, "    when:", "    to: 2024-12-31\n    when:", A, RULE),
    ("edition-gap", A, "    message:", "    editions: [{to: 2022-12-31}, {from: 2023-01-02}]\n    message:", A, "editions:"),
    ("edition-overlap", A, "    message:", TWICE, A, "editions:"),
    ("not-kebab-case", A, "conduct: no-parent", "conduct: No_parent", A, RULE),
    ("unknown-placeholder", A, "{practice.data} of", "{practice.dat} of", A, RULE),
    ("unknown-placeholder", A, "of the young.", "of the young {item}.", A, RULE),
    ("unknown-placeholder", A, "of the young.", "of the young {param:tea}.", A, RULE),
    ("unknown-placeholder", A, "of the young.", "of the {recipient.id}.", A, RULE),
    ("unknown-placeholder", A, "of the young.", "of the young}.", A, RULE),
    ("unknown-placeholder", A, "未成年人的{practice.data}", "未成年人的信息", A, RULE),
    ("no-full-stop", A, "Ask a parent first.", "Ask a parent first", A, RULE),
    ("no-full-stop", A, "未成年人须经父母同意。", "未成年人须经父母同意", A, CLAUSE),
    ("wrong-language", A, "Ask a parent first.", "Ask 父母 first.", A, RULE),
    ("wrong-language", A, "先取得父母同意。", "Ask a parent first。", A, RULE),
    ("wrong-language", C, "适用茶叶法", "the Tea Act applies", C, CONCEPT),
    ("half-width", A, "先取得父母同意。", "先,取得父母同意。", A, RULE),
    ("scaffold", A, "Ask a parent first.", "TODO: what to do.", A, RULE),
    ("no-address", L, "https://example.org/tea", "on paper", L, "law: tea"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "file", "old", "new", "where", "words"), BROKEN)
def test_each_break_is_found_in_its_place(
    check: str,
    file: str,
    old: str,
    new: str,
    where: str,
    words: str | None,
    small_law,
    problems: Problems,  # type: ignore[no-untyped-def]
) -> None:
    small_law.change(file, old, new)
    place = f"{where}:{small_law.line(where, words) if words else 0}"
    assert (check, place) in problems()


def test_every_check_has_a_test() -> None:
    named = set()
    for path in Path(lint_package.__file__).parent.glob("lint*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= {node.value} & _SINGLE if "-" not in node.value else set(_KEBAB.findall(node.value))
    assert named == {check for check, *_ in BROKEN} | _TESTED_BELOW


_KEBAB = re.compile(r"^[a-z]+(?:-[a-z]+)+$")
_SINGLE = {"stale", "scaffold", "unreadable"}
_TESTED_BELOW = {
    *("no-question", "unused-concept", "unused-table"),
    *("unknown-column", "unknown-category", "unknown-key", "unknown-place", "place-missing"),
}


def test_a_review_must_ask(small_law, problems: Problems) -> None:  # type: ignore[no-untyped-def]
    small_law.change("article-2.yaml", "    message:", "    review: {en: 'Is it right?', zh: '是否妥当。'}\n    message:")
    found = [check for check, _ in problems()]
    assert "no-question" in found
    assert "missing-case" in found  # a judgement is read now, so a review case is due


def test_concepts_may_stand_in_several_files(small_law, problems: Problems) -> None:  # type: ignore[no-untyped-def]
    small_law.change("concepts.yaml", "when: {app.markets: {includes: DE}}", "when: {concept: tea_sold}")
    text = (small_law.folder / "tea" / "concepts.yaml").read_text("utf-8")
    sold = text.replace("tea_applies:", "tea_sold:").replace("{concept: tea_sold}", "{app.markets: {includes: DE}}")
    small_law.write("concepts-trade.yaml", sold)
    assert problems() == []
    book, _ = small_law.read()
    assert sorted(book.concepts) == ["tea_applies", "tea_sold"]
    assert all(one.holds for one in Runner(book).run())
    small_law.write("concepts-more.yaml", sold)  # one name in two of them is still a fault
    assert [(check, place) for check, place in problems() if check == "unreadable"] == [("unreadable", "concepts-trade.yaml:2")]


def test_a_concept_nobody_uses(small_law, problems: Problems) -> None:  # type: ignore[no-untyped-def]
    small_law.change("law.yaml", "gate: tea_applies\n", "")
    small_law.change("article-2.yaml", "    applies: {concept: tea_applies}\n", "")
    small_law.change("article-2.yaml", "      notApplicable: [{app.markets: [CN], practice.consent.parental: no}]\n", "")
    assert problems() == [("unused-concept", f"concepts.yaml:{small_law.line('concepts.yaml', CONCEPT)}")]


def test_tables_are_looked_through(small_law, problems: Problems) -> None:  # type: ignore[no-untyped-def]
    small_law.write("tables/needed.csv", "type,category\nutility,location\nutilitie,locations\n")
    small_law.write("tables/spare.csv", "type\nutility\n")
    look_up = "{practice.data: {listed: {table: needed, by: kind, key: [app.type], column: category}}}]}"
    small_law.change("article-2.yaml", "{practice.consent.parental: no}]}", look_up)
    found = problems()
    assert ("unknown-column", f"article-2.yaml:{small_law.line('article-2.yaml', RULE)}") in found
    assert ("unknown-category", "tables/needed.csv:3") in found
    assert ("unused-table", "tables/spare.csv:1") in found
    small_law.change("article-2.yaml", "by: kind", "by: type")
    found = problems()
    assert ("unknown-key", "tables/needed.csv:3") in found
    assert "unknown-column" not in {check for check, _ in found}


def test_a_table_by_place_must_have_every_eea_state(small_law, problems: Problems) -> None:  # type: ignore[no-untyped-def]
    small_law.change("article-2.yaml", "{param: tea_age}", "{param: tea_age, for_any: app.markets}")
    every = ", ".join(f"'{place}': 16" for place in sorted(EEA))
    small_law.change("parameters.yaml", "value: 16", f"value: {{{every}}}")
    assert problems() == []
    small_law.change("parameters.yaml", "'NO': 16, ", "default: 16, ")
    place = f"parameters.yaml:{small_law.line('parameters.yaml', PARAMETER)}"
    assert ("place-missing", place) in problems()
    assert ("unknown-place", place) in problems()


def test_asking_whether_a_fact_is_stated_is_no_dead_condition(small_law, problems: Problems) -> None:  # type: ignore[no-untyped-def]
    small_law.change("concepts.yaml", "{app.markets: {includes: DE}}", "{stated: {notice.exists: {in: [yes, no]}}}")
    assert "dead-condition" not in {check for check, _ in problems()}


def test_all_problems_come_at_once_and_in_order(small_law) -> None:  # type: ignore[no-untyped-def]
    small_law.change("article-2.yaml", "severity: high", "severity: huge")
    small_law.change("article-2.yaml", "cites: [tea:2]", "cites: [tea:2, tea:3]")
    small_law.change("law.yaml", "https://example.org/tea", "on paper")
    book, faults = small_law.read()
    found = lint(book, faults, "2026-11-24")
    assert {"unreadable", "no-such-clause", "no-address"} <= {one.check for one in found}
    assert found == sorted(found)


@pytest.mark.parametrize("words", ["- id: tea:2", "- id: tea-2-parent"])
def test_nothing_is_defined_twice(words: str, small_law, problems: Problems) -> None:  # type: ignore[no-untyped-def]
    text = (small_law.folder / "tea" / "article-2.yaml").read_text("utf-8")
    small_law.write("article-3.yaml", text.replace("article: '2'", "article: '3'"))
    assert ("unreadable", f"article-3.yaml:{small_law.line('article-3.yaml', words)}") in problems()


def test_only_the_laws_asked_for_are_reported(small_law) -> None:  # type: ignore[no-untyped-def]
    small_law.change("law.yaml", "https://example.org/tea", "on paper")
    other = small_law.folder / "cake"
    other.mkdir()
    law = (small_law.folder / "tea" / "law.yaml").read_text("utf-8").replace("law: tea", "law: cake").split("gate:")[0]
    (other / "law.yaml").write_text(law + "last_checked_on: 2026-11-01\n", "utf-8")
    (other / "structure.txt").write_text("1\n", "utf-8")
    book, faults = read_folders([small_law.folder])
    assert {one.file for one in lint(book, faults, "2026-11-24")} == {"laws/tea/law.yaml", "laws/cake/law.yaml"}
    assert {one.file for one in lint(book, faults, "2026-11-24", ["cake"])} == {"laws/cake/law.yaml"}


def test_problems_are_data(small_law, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    from lawlint.engine.cli import main

    small_law.change("law.yaml", "https://example.org/tea", "on paper")
    assert (
        main(["rules", "lint", "--law", "tea", "--rules", str(small_law.folder), "--format", "json", "--today", "2026-11-24"])
        == 1
    )
    (problem,) = json.loads(capsys.readouterr().out)
    assert problem["check"] == "no-address"
    assert problem["level"] == "error"
    assert problem["line"] == 1
