"""Words of the fact table: durations as days."""

from __future__ import annotations

import pytest
from lawlint.engine.declaration.schema import days


@pytest.mark.parametrize(
    ("duration", "expected"),
    [("P30D", 30), ("P2W", 14), ("P1M", 30), ("P6M", 180), ("P11M", 330), ("P12M", 365), ("P36M", 1095), ("P3Y", 1095), ("P1Y6M", 545)],
)  # fmt: skip
def test_a_duration_in_days(duration: str, expected: int) -> None:
    assert days(duration) == expected


@pytest.mark.parametrize("duration", ["P", "indefinite", "until_account_closed", "3 years", ""])
def test_what_cannot_be_counted_has_no_days(duration: str) -> None:
    assert days(duration) is None
