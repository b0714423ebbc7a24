"""The examples are caught for the reasons a privacy lawyer would give, under the law of the day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lawlint.engine.assess import Assessor, assess
from lawlint.engine.declaration.load import load
from lawlint.engine.reading import read
from lawlint.engine.reports.json_report import also_shown
from lawlint.engine.rulebook.in_force import in_force
from lawlint.engine.rulebook.store import rulebook

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
NAMES = ("flashlight", "face_swap", "full_declaration", "three_markets")
EXPECTED: list[dict[str, Any]] = read(HERE / "examples.yaml").plain_data()["examples"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: f"{one['file']} {one['as_of']}")
def test_example(expected: dict[str, Any]) -> None:
    found = assess(load(EXAMPLES / f"{expected['file']}.yaml"), rulebook(), day=expected["as_of"], explain_all=True)
    kinds = {(one.rule.id, "/".join(one.subject.as_dict().values())): one.kind for one in found.findings}
    wanted = [("fail", one) for one in expected["fails"]] + [(one["kind"], one) for one in expected["others"]]
    wrong = [
        (one["rule"], one["subject"], f"is {kinds.get((one['rule'], one['subject']))}, not {kind}", one["why"])
        for kind, one in wanted
        if kinds.get((one["rule"], one["subject"])) != kind
    ]
    assert wrong == []
    assert all(one["why"] for _, one in wanted)
    fails = [one for one in found.findings if one.kind == "fail"]
    never = tuple(expected["never"])
    assert [one.rule.id for one in fails if never and one.rule.id.startswith(never)] == []
    cited = {one.rule.id: one.rule.cites for one in fails}
    for rule, cite in expected.get("cites", {}).items():
        assert cite in cited[rule]
    assert found.counts["error"] == 0


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: f"{one['file']} {one['as_of']}")
def test_a_violation_rests_on_clauses_in_force_on_the_day(expected: dict[str, Any]) -> None:
    book, day = rulebook(), expected["as_of"]
    found = assess(load(EXAMPLES / f"{expected['file']}.yaml"), book, day=day)
    fails = [one for one in found.findings if one.kind == "fail"]
    assert fails
    for one in fails:
        penalty = book.penalties.get(one.rule.penalty or "")
        for cite in (*one.rule.cites, *also_shown(one, found.law), *(penalty.cites if penalty else ())):
            law = book.laws[cite.partition(":")[0]]
            assert law.from_ <= day <= law.to, (one.rule.id, cite)


def test_in_september_2019_only_what_was_law_then_is_judged() -> None:
    found = assess(load(EXAMPLES / "face_swap.yaml"), rulebook(), day="2019-09-22")
    judged = {rule.cites[0].partition(":")[0] for rule in found.rules}
    assert {"csl-2016", "crpl"} <= judged
    assert judged.isdisjoint({"pipl", "app-method", "necessary-info", "csl", "civil-code", "spc-face", "face"})
    assert {one.rule.law for one in found.findings if one.kind == "fail"} == {"csl-2016", "crpl"}


def days_of_change() -> list[str]:
    """Every day on which anything in the rulebook changes, and the day before."""
    book = rulebook()
    starts = {rule.from_ for rule in book.rules} | {law.from_ for law in book.laws.values()}
    starts |= {(date.fromisoformat(rule.to) + timedelta(1)).isoformat() for rule in book.rules if rule.to < "9999"}
    starts |= {start for parameter in book.parameters.values() for start, _ in parameter.values}
    starts |= {concept.from_ for editions in book.concepts.values() for concept in editions}
    starts |= {amount.from_ for penalty in book.penalties.values() for amount in penalty.values}
    real = sorted(start for start in starts if "1990" < start < "2100")
    return sorted({day for start in real for day in (start, (date.fromisoformat(start) - timedelta(1)).isoformat())})


@pytest.mark.parametrize("day", days_of_change())
def test_on_every_day_of_change_one_edition_applies(day: str) -> None:
    law = in_force(rulebook(), day)
    ids = [rule.id for rule in law.rules]
    assert len(ids) == len(set(ids))
    assert law.broken == {}
    assessor = Assessor(law)
    for name in NAMES:
        assert assessor.assess(load(EXAMPLES / f"{name}.yaml")).counts["error"] == 0
