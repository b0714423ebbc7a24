"""What is taken as given never makes a thing lawful: no person's judgement, and nothing beyond the fact table."""

from __future__ import annotations

from typing import Any

import pytest
from lawlint.bot.dialogue.case import _table, base, follows, ready
from lawlint.engine.declaration.schema import schema

PRESUPPOSED = {
    "consent.requested": "who speaks of how a consent is asked for or taken back speaks of a case where it is asked for",
    "practice.consent.parental": "who checks the parent asks one",
    "notice.exists": "who says how a notice is found or shown has one",
    "rights.global_privacy_control.honoured": "who says how a signal is followed follows it",
    "rights.object_to_direct_marketing.available": "an objection that is followed or not could be made",
    "rights.account_cancellation.available": "conditions are set for what can be done",
    "recipient.sharing": "who sells nothing, and names no sharing, is taken to mean both",
    "practices_complete": "the question is about what it tells",
    "recipients_complete": "the question is about whom it tells",
}
"""Good values that are taken as given, and why: words presuppose them."""
ROWS: list[dict[str, Any]] = _table()["follows"]


@pytest.mark.parametrize("regions", [("cn",), ("eu",), ("us-ca",), ("cn", "eu", "us-ca")])
def test_the_plain_case_is_of_the_fact_table(regions: tuple[str, ...]) -> None:
    for name in {**base(regions), **ready()}:
        known = schema().resolve(name)
        assert known is not None, name
        assert not known[0].judgement, f"{name} is for a person to judge"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['of'][0]} {row['in']}")
def test_what_follows_is_no_judgement(row: dict[str, Any]) -> None:
    for name in (*row["of"], *row["then"]):
        known = schema().resolve(name)
        assert known is not None, name
    for name in row["then"]:
        known = schema().resolve(name)
        assert known is not None
        assert not known[0].judgement, f"{name} is for a person to judge"


def test_what_is_stated_stays() -> None:
    assert "practice.legal_basis" not in follows({"practice.purpose": "delivery", "practice.legal_basis": "consent"})
    assert follows({"practice.purpose": "delivery"})["practice.legal_basis"] == "contract"


def test_no_other_good_value_is_taken_as_given() -> None:
    """What would make a thing lawful is asked for. `bad_when` of the fact table says which value is the bad one."""
    given = [*base(("cn", "eu", "us-ca")).items(), *ready().items()]
    given += [(name, value) for row in ROWS for name, value in row["then"].items()]
    good = set()
    for name, value in given:
        known = schema().resolve(name)
        assert known is not None
        if isinstance(value, bool) and known[0].bad_when == ("no" if value else "yes"):
            good.add(name)
    assert good == set(PRESUPPOSED)
