"""The examples are caught for the reasons a privacy lawyer would give, under the law of the day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lawlint.engine.assess import Assessor, assess
from lawlint.engine.declaration.load import load
from lawlint.engine.reading import read
from lawlint.engine.rulebook.in_force import in_force
from lawlint.engine.rulebook.store import rulebook

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
NAMES = ("flashlight", "face_swap", "full_declaration")
EXPECTED: list[dict[str, Any]] = read(HERE / "examples.yaml").plain_data()["examples"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: f"{one['file']} {one['as_of']}")
def test_example(expected: dict[str, Any]) -> None:
    found = assess(load(EXAMPLES / f"{expected['file']}.yaml"), rulebook(), day=expected["as_of"])
    fails = {(one.rule.id, "/".join(one.subject.as_dict().values())): one for one in found.findings if one.kind == "fail"}
    missing = [
        (one["rule"], one["subject"], one["why"]) for one in expected["fails"] if (one["rule"], one["subject"]) not in fails
    ]
    assert missing == []
    forbidden = tuple(expected["never"])
    assert [rule for rule, _ in fails if forbidden and rule.startswith(forbidden)] == []
    cited = {rule: one.rule.cites for (rule, _), one in fails.items()}
    for rule, cite in expected.get("cites", {}).items():
        assert cite in cited[rule]
    for (rule, _), one in fails.items():
        law = found.law.book.laws[one.rule.law]
        assert law.from_ <= expected["as_of"] <= law.to, rule
    assert found.counts["error"] == 0


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
