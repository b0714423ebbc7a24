"""Mutation testing: which slips are made, which of them the cases notice, and what the command says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from lawlint.engine import cli
from lawlint.engine.rulebook.bench import Bench
from lawlint.engine.rulebook.conditions import All, AnyOf, FirstKnown, Judgement, Leaf, Listed, Not, Quantifier, Stated
from lawlint.engine.rulebook.load import read_folders
from lawlint.engine.rulebook.mutant_values import rights, word_steps
from lawlint.engine.rulebook.mutants import changes
from lawlint.engine.rulebook.mutation import EQUIVALENT, KILLED, REFUSED, SURVIVED, Mutation
from lawlint.engine.rulebook.survivors import Tally, read_accepted
from lawlint.regulations import ROOT

SmallLaw: TypeAlias = Any
"""The fixture `small_law` of conftest.py."""

A = Leaf("practice.covert", "in", (True,))
B = Leaf("practice.necessity", "in", ("optional",))
FIRST_DAY = "starts on 2020-01-02 instead of 2020-01-01"


def fates(law: SmallLaw, *names: str) -> dict[tuple[str, str], str]:
    """The state of each mutant by name and description."""
    book, faults = law.read()
    assert faults == []
    return {(one.mutant.name, str(one.mutant.what)): one.state for one in Mutation(book).run(["tea"], names)}


def alive(law: SmallLaw, *names: str) -> list[str]:
    return [what for (_, what), state in fates(law, *names).items() if state == SURVIVED]


@pytest.mark.parametrize(
    ("node", "made"),
    [
        (A, [Leaf("practice.covert", "in", (False,))]),
        (Leaf("practice.covert", "in", (True, False)), [Leaf("practice.covert", "in", (False,)), A]),
        (Not(A), [A]),
        (Stated(A), [Not(Stated(A)), A, Stated(Leaf("practice.covert", "in", (False,)))]),
        (Judgement("fail"), [Judgement("pass")]),
        (Quantifier(False, "practice", All(())), [Quantifier(True, "practice", All(()))]),
        (All((A, B)), [AnyOf((A, B)), B, A]),
        (FirstKnown((A, B)), [B, A]),
        (Leaf("app.audience.minimum_age", "less_than", 14), ["at_most", 13, 15]),
        (Leaf("app.markets", "empty", True), [Leaf("app.markets", "empty", False)]),
    ],
)
def test_changes_of_a_condition(node: object, made: list[object]) -> None:
    found = [change.node for change in changes(node)]  # type: ignore[arg-type]
    assert len(found) == len(set(found)), "each change once"
    assert node not in found
    for one in made:
        if isinstance(one, (str, int)):
            assert any(isinstance(each, Leaf) and one in (each.test, each.right) for each in found)
        else:
            assert one in found


def test_values_of_a_test() -> None:
    assert list(rights(Leaf("practice.retention", "more_than", "P6M"))) == ["P179D", "P181D"]
    assert list(rights(Leaf("app.audience.minimum_age", "at_least", 0))) == [1]
    assert list(rights(Leaf("app.markets", "includes", ("CN",)))) == [("DE",)]
    assert list(rights(Leaf("app.markets", "includes", ("EU",)))) == [("CN",)]
    two = Listed("t", "by", ("app.type", "app.additional_types"), "column")
    assert [one.key for one in rights(Leaf("practice.data", "listed", two)) if isinstance(one, Listed)] == [
        ("app.additional_types",),
        ("app.type",),
    ]
    assert [list(word_steps(word)) for word in ("16", "0", "0.10", "P1D", "word")] == [
        ["15", "17"],
        ["1"],
        ["0.09", "0.11"],
        ["P0D", "P2D"],
        [],
    ]


def test_a_law_with_one_known_survivor(small_law: SmallLaw) -> None:
    found = fates(small_law)
    assert [key for key, state in found.items() if state == SURVIVED] == [("tea", FIRST_DAY)]
    assert found["tea_age", "value from 2020-01-01: `15` instead of `16`"] == KILLED
    assert found["tea_age", "value from 2020-01-01: `17` instead of `16`"] == KILLED
    assert found["tea_age", "value from 2020-01-01 counts from 2019-12-31"] == EQUIVALENT
    assert found["tea_age", "value from 2020-01-01 counts from 2020-01-02"] == REFUSED
    assert found["tea_applies", "`when`: `{app.markets: DE}` turned into `{app.markets: CN}`"] == KILLED
    assert len(found) == 17


def test_a_case_on_the_first_day_holds_the_date(small_law: SmallLaw) -> None:
    small_law.change(
        "article-2.yaml", "fail: [{practice", "fail: [{as_of: 2020-01-01, practice.consent.parental: no}, {practice"
    )
    assert alive(small_law) == []


def test_a_case_on_the_day_before_holds_the_date(small_law: SmallLaw) -> None:
    small_law.change("law.yaml", "from: 2020-01-01\nofficial", "from: 2020-02-01\nofficial")
    early, late = "starts on 2020-01-31 instead of 2020-02-01", "starts on 2020-02-02 instead of 2020-02-01"
    assert alive(small_law) == [early, late]
    small_law.change("article-2.yaml", "      fail:", "      notInForce: [{as_of: 2020-01-31}]\n      fail:")
    assert alive(small_law) == [late]


def test_cases_that_are_missing_let_slips_live(small_law: SmallLaw) -> None:
    small_law.change("article-2.yaml", ", {app.audience.minimum_age: 16, practice.consent.parental: no}", "")
    assert alive(small_law, "tea-2-parent") == [
        "`violated`: `{app.audience.minimum_age: {less_than: {param: tea_age}}}` dropped from `all`",
        "`violated`: `{app.audience.minimum_age: {less_than: {param: tea_age}}}` turned into "
        "`{app.audience.minimum_age: {at_most: {param: tea_age}}}`",
    ]


def test_an_exception_without_a_case_lives_without_it(small_law: SmallLaw) -> None:
    small_law.change(
        "article-2.yaml",
        "    message:",
        "    unless: [{when: {stated: {app.audience.child_counselling_service: yes}}, cites: [tea:2]}]\n    message:",
    )
    assert "exception `{stated: {app.audience.child_counselling_service: yes}}` dropped" in alive(small_law, "tea-2-parent")
    small_law.change(
        "article-2.yaml", "pass: [{", "pass: [{practice.consent.parental: no, app.audience.child_counselling_service: yes}, {"
    )
    assert alive(small_law, "tea-2-parent") == []


def test_a_redundant_part_is_equivalent_and_not_counted(small_law: SmallLaw) -> None:
    less = "{app.audience.minimum_age: {less_than: {param: tea_age}}}"
    small_law.change("article-2.yaml", f"all: [{less}", f"all: [{{any: [{less}, {{all: [{less}, {{practice.covert: yes}}]}}]}}")
    found = fates(small_law, "tea-2-parent")
    assert found["tea-2-parent", f"`violated`: `{{all: [{less}, {{practice.covert: yes}}]}}` dropped from `any`"] == EQUIVALENT
    assert found["tea-2-parent", "`violated`: `{practice.covert: yes}` turned into `{practice.covert: no}`"] == EQUIVALENT


def test_a_question_needs_a_case_with_an_answer(small_law: SmallLaw) -> None:
    small_law.change("article-2.yaml", "{practice.consent.parental: no}]}", "{practice.minimised: no}]}")
    small_law.change(
        "article-2.yaml", "    message:", "    review: {fact: practice.minimised, en: 'Is it?', zh: '是否？'}\n    message:"
    )
    small_law.change("article-2.yaml", "fail: [{practice.consent.parental: no}]", "fail: [{practice.minimised: no}]")
    small_law.change("article-2.yaml", "pass: [{practice.consent.parental: yes}", "pass: [{practice.minimised: yes}")
    small_law.change(
        "article-2.yaml",
        "open: [{practice.data: contact.email}]",
        "open: [{app.audience.minimum_age: unknown}]\n      review: [{}]",
    )
    assert "question for a person removed" in alive(small_law, "tea-2-parent")
    small_law.change("article-2.yaml", "fail: [{", "fail: [{judgement: fail}, {")
    assert "question for a person removed" not in alive(small_law, "tea-2-parent")


def test_editions_share_what_is_written_once(small_law: SmallLaw) -> None:
    small_law.change(
        "article-2.yaml",
        "    message:",
        "    editions:\n      - {from: 2020-01-01, to: 2022-12-31}\n      - {from: 2023-01-01, applies: {all: []}}\n    message:",
    )
    found = fates(small_law, "tea-2-parent")
    assert sum("`violated`: `{practice.consent.parental: no}` dropped" in what for _, what in found) == 1
    assert found["tea-2-parent", "edition from 2020-01-01: `applies` dropped"] == SURVIVED
    assert found["tea-2-parent", "edition from 2020-01-01 left out"] == SURVIVED
    assert found["tea-2-parent", "edition from 2023-01-01 left out"] == KILLED
    assert found["tea-2-parent", "edition from 2023-01-01 starts on 2023-01-02"] == SURVIVED
    small_law.change(
        "article-2.yaml", "fail: [{", "fail: [{as_of: 2023-01-01, app.markets: [CN], practice.consent.parental: no}, {"
    )
    assert fates(small_law, "tea-2-parent")["tea-2-parent", "edition from 2023-01-01 starts on 2023-01-02"] == KILLED


def test_a_place_has_one_amount_as_long_as_it_stays(small_law: SmallLaw) -> None:
    small_law.change(
        "parameters.yaml",
        "values: [{from: 2020-01-01, value: 16}]",
        "values: [{from: 2020-01-01, value: {DE: 16, US: 13}}, {from: 2023-01-01, value: {DE: 16, US: 14}}]",
    )
    small_law.change("article-2.yaml", "{param: tea_age}", "{param: tea_age, for_any: app.markets}")
    found = fates(small_law)
    assert found["tea_age", "value from 2020-01-01 for DE: `15` instead of `16`"] == KILLED
    assert found["tea_age", "value from 2020-01-01 for DE: `17` instead of `16`"] == KILLED
    assert sum(" for DE: " in what for _, what in found) == 2
    assert sum(" for US: " in what for _, what in found) == 4
    assert found["tea_age", "value from 2023-01-01 for US: `15` instead of `14`"] == SURVIVED


def test_a_share_is_never_rounded_up_to_all() -> None:
    tally = Tally("tea")
    tally.counts.update({KILLED: 9990, REFUSED: 5, SURVIVED: 5, EQUIVALENT: 7})
    assert (tally.mutants, tally.killed, tally.percent) == (10000, 9995, 99.9)
    assert Tally("none").percent == 100.0


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["rules", "mutate", "--lang", "en", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.fixture
def alone(small_law: SmallLaw, monkeypatch: pytest.MonkeyPatch) -> SmallLaw:
    """The small law as the whole rulebook of the command; no survivor of it is accepted."""
    monkeypatch.setattr("lawlint.engine.cli_mutate.read_all", lambda _: small_law.read())
    (small_law.folder / "none.yaml").write_text("survivors: []\n", "utf-8")
    return small_law


ACCEPTED = """survivors:
  - rule: tea
    mutant: '{}'
    reason: {{en: 'Nothing happened on that day.', zh: '当日无事。'}}
"""


def test_the_command_fails_for_a_survivor_that_nobody_accepted(
    alone: SmallLaw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ("--law", "tea")
    code, out, err = run(capsys, *own, "--survivors-file", str(alone.folder / "none.yaml"))
    assert (code, err) == (1, "")
    assert f"law.yaml:1: tea: {FIRST_DAY}\n" in out
    assert re.search(r"^tea +16 +15 +2 +1 +1 +93\.7$", out, re.MULTILINE)
    assert (
        "1 survived: 1 not accepted; accepted and no survivor any more: 0\n93.7 % are killed, at least 95.0 % must be\n" in out
    )
    listed = tmp_path / "listed.yaml"
    listed.write_text(ACCEPTED.format(FIRST_DAY), "utf-8")
    code, out, _ = run(capsys, *own, "--survivors-file", str(listed))
    assert code == 1, "a reason does not make up for too few that are killed"
    assert "1 survived: 0 not accepted" in out
    code, out, _ = run(capsys, *own, "--survivors-file", str(listed), "--rule", "tea-2-parent")
    assert (code, out.splitlines()[-1]) == (0, "0 survived: 0 not accepted; accepted and no survivor any more: 0")


def test_the_command_fails_for_an_accepted_survivor_that_is_none(
    alone: SmallLaw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone.change("article-2.yaml", "fail: [{practice", "fail: [{as_of: 2020-01-01, practice.consent.parental: no}, {practice")
    own = ("--law", "tea")
    assert run(capsys, *own, "--survivors-file", str(alone.folder / "none.yaml"))[0] == 0
    listed = tmp_path / "listed.yaml"
    listed.write_text(ACCEPTED.format(FIRST_DAY), "utf-8")
    code, out, _ = run(capsys, *own, "--survivors-file", str(listed))
    assert code == 1
    assert f"{listed}:2: no survivor any more: tea: {FIRST_DAY}\n  help: take it off the list\n" in out
    listed.write_text(ACCEPTED.format(FIRST_DAY).replace("rule: tea", "rule: teas"), "utf-8")
    code, out, _ = run(capsys, *own, "--survivors-file", str(listed))
    assert code == 1
    assert f"{listed}:2: unknown rule or concept `teas`\n  help: did you mean `tea`?\n" in out


@pytest.mark.usefixtures("alone")
def test_the_list_of_accepted_survivors_is_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "listed.yaml"
    listed.write_text(ACCEPTED.format("a") + ACCEPTED.format("a").partition("\n")[2] + "  - {rule: tea, mutants: a}\n", "utf-8")
    code, out, err = run(capsys, "--law", "tea", "--survivors-file", str(listed))
    assert (code, out) == (2, "")
    assert "listed.yaml:5:5: mutant `a` of `tea` is listed twice" in err
    assert "listed.yaml:8:11: unknown key `mutants`" not in err or "did you mean `mutant`?" in err
    assert "`mutant` is missing" in err
    assert "`reason` is missing" in err


def test_the_command_refuses_what_it_cannot_do(alone: SmallLaw, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "--rule", "tea-2-parents")
    assert code == 2
    assert "unknown rule or concept `tea-2-parents`\n  help: did you mean `tea-2-parent`?" in err
    code, _, err = run(capsys, "--rule", "tea-2-parent", "--write", "page.md")
    assert (code, "`--write` takes the whole rulebook" in err) == (2, True)
    assert run(capsys, "--law", "teas")[0] == 2
    alone.change("article-2.yaml", "{concept: tea_applies}", "{concept: tea_aplies}")
    code, _, err = run(capsys)
    assert (code, "unknown concept `tea_aplies`\n  help: did you mean `tea_applies`?" in err) == (2, True)


def test_a_law_of_the_product(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--law", "spc-face", "--format", "json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert [law["law"] for law in found["laws"]] == ["spc-face"]
    assert found["total"]["percent"] >= 95
    assert found["total"]["mutants"] > 150
    assert found["gone"] == []
    assert all(one["reason"] and one["mutant"]["zh"] != one["mutant"]["en"] for one in found["survivors"])


@pytest.mark.usefixtures("alone")
def test_the_page_tells_every_survivor_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("listed.yaml").write_text(ACCEPTED.format(FIRST_DAY), "utf-8")
    assert run(capsys, "--survivors-file", "listed.yaml", "--write", "page.md")[0] == 1
    text = Path("page.md").read_text("utf-8")
    assert "| `tea` | 16 | 15 | 2 | 1 | 1 | 93.7 |\n| all | 16 | 15 | 2 | 1 | 1 | 93.7 |\n" in text
    assert f"- `tea` (laws/tea/law.yaml:1): {FIRST_DAY}\\\n  Nothing happened on that day.\n" in text
    chinese = Path("page.zh.md").read_text("utf-8")
    assert "- `tea` (laws/tea/law.yaml:1): 2020-01-02 起施行，而非 2020-01-01\\\n  当日无事。\n" in chinese
    assert "(page.zh.md)" in text and "(page.md)" in chinese


def test_the_accepted_survivors_of_the_product_stand_on_the_page() -> None:
    folder = Path(__file__).parents[3] / "docs" / "coverage"
    page = (folder / "mutation.md").read_text("utf-8")
    chinese = (folder / "mutation.zh.md").read_text("utf-8")
    accepted = read_accepted(folder / "mutation-survivors.yaml")
    assert [one.mutant for one in accepted if f"): {one.mutant}\\\n  {one.reason.en}\n" not in page] == []
    assert [one.mutant for one in accepted if f"\n  {one.reason.zh}\n" not in chinese] == []
    assert page.count("\n- `") == chinese.count("\n- `") == len(accepted)


def test_a_table_loses_each_of_its_pairs(small_law: SmallLaw) -> None:
    look_up = "{practice.data: {listed: {table: teas, by: kind, key: [app.type], column: data}}}"
    small_law.write(
        "tables/teas.csv",
        "kind,data\nutility,contact.email\nutility,identity.name\nutility,identity.name\nutility,health.fitness\n",
    )
    small_law.change(
        "article-2.yaml", "{practice.consent.parental: no}]}", f"{{practice.consent.parental: no}}, {{not: {look_up}}}]}}"
    )
    small_law.change("article-2.yaml", "app.audience.minimum_age: 15}", "app.audience.minimum_age: 15, app.type: utility}")
    small_law.change("article-2.yaml", "fail: [{", "fail: [{practice.data: contact.phone_number, ")
    small_law.change("article-2.yaml", "pass: [{", "pass: [{practice.data: identity.name, practice.consent.parental: no}, {")
    found = {what: state for (name, what), state in fates(small_law).items() if name == "teas"}
    assert found == {
        "`contact.email` left out for `utility`": KILLED,
        "`identity.name` left out for `utility`": KILLED,
        "`health.fitness` left out for `utility`": SURVIVED,
    }


def test_variants_share_what_is_written_once(small_law: SmallLaw) -> None:
    variants = """    variants:
      - {id: green, item: {en: 'green', zh: '绿'}, applies: {concept: tea_applies}}
      - {id: black, item: {en: 'black', zh: '红'}, applies: {app.markets: {includes: [DE, FR]}}}
"""
    small_law.change("article-2.yaml", "    cases:\n      given", f"{variants}    cases:\n      given")
    small_law.change("article-2.yaml", "    applies: {concept: tea_applies}\n", "")
    names = [name for name, what in fates(small_law) if "`violated`: `{practice.consent.parental: no}` dropped" in what]
    assert names == ["tea-2-parent"], "one for both, under the id of the rule"
    assert [name for name, what in fates(small_law, "tea-2-parent-black") if what.startswith("`applies` dropped")] == [
        "tea-2-parent-green",
        "tea-2-parent-black",
    ]


def test_cases_come_out_as_when_they_are_tested() -> None:
    """The quick way of judging cases is held to the one that `rules test` takes."""
    book = read_folders([ROOT])[0]
    bench = Bench(book)
    wrong = []
    laws = [name for name in bench.rules if name.startswith(("spc-face", "gdpr-6", "app-method-4"))]
    for name in laws:
        for case in bench.cases("rule", name):
            got = bench.runner.rule_case(name, case.case).got
            if got != case.got:
                wrong.append((name, case.case.line, got, case.got))
    assert len(laws) > 30
    assert wrong == []
