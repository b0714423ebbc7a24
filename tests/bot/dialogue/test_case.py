"""What is taken as given never makes a thing lawful: no person's judgement, and nothing beyond the fact table."""

from __future__ import annotations

from typing import Any

import pytest
from lawlint.bot.dialogue.case import _table, base, follows, ready
from lawlint.engine.declaration.schema import schema

ROWS: list[dict[str, Any]] = _table()["follows"]


@pytest.mark.parametrize("regions", [("cn",), ("eu",), ("us-ca",), ("cn", "eu", "us-ca")])
def test_the_plain_case_is_of_the_fact_table(regions: tuple[str, ...]) -> None:
    for name in {**base(regions), **ready()}:
        known = schema().resolve(name)
        assert known is not None, name
        assert not known[0].judgement, f"{name} is for a person to judge"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['of']} {row['in'][0]}")
def test_what_follows_is_no_judgement(row: dict[str, Any]) -> None:
    for name in (row["of"], *row["then"]):
        known = schema().resolve(name)
        assert known is not None, name
    for name in row["then"]:
        known = schema().resolve(name)
        assert known is not None
        assert not known[0].judgement, f"{name} is for a person to judge"


def test_what_is_stated_stays() -> None:
    assert "practice.legal_basis" not in follows({"practice.purpose": "delivery", "practice.legal_basis": "consent"})
    assert follows({"practice.purpose": "delivery"})["practice.legal_basis"] == "contract"
