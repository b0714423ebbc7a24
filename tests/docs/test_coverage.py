"""What the coverage pages claim is so: rules that exist and can fail, reasons from the closed list, every row of the inventory."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lawlint.engine.reading import read
from lawlint.engine.rulebook.load import load
from lawlint.engine.rulebook.store import rulebook
from lawlint.regulations import ROOT

HOME = Path(__file__).parents[2]
sys.path.insert(0, str(HOME / "scripts"))
from docs_coverage import REASONS, decided_by_facts

ROWS: dict[str, Any] = read(HOME / "docs" / "coverage" / "china.yaml").plain_data()["rows"]  # type: ignore[index, call-overload, assignment]
ENTRY_FILE: dict[str, Any] = read(HOME / "docs" / "coverage" / "eu-california.yaml").plain_data()  # type: ignore[assignment]
ENTRIES: dict[str, Any] = ENTRY_FILE["rows"]
GROUPS: list[Any] = read(HOME / "docs" / "coverage" / "appscan.yaml").plain_data()["groups"]  # type: ignore[index, call-overload, assignment]


@pytest.fixture(scope="module")
def failing() -> set[str]:
    """Rules that have a case in which they fail."""
    cases = load([ROOT]).cases
    return {id for (kind, id), one in cases.items() if kind == "rule" and any(case.expected == "fail" for case in one)}


def test_every_row_is_answered_by_rules_that_can_fail_or_by_a_reason(failing: set[str]) -> None:
    for row, answer in {**ROWS, **ENTRIES}.items():
        if isinstance(answer, list):
            assert answer and set(answer) <= failing, (row, set(answer) - failing)
        else:
            assert answer["reason"] in REASONS, row
            assert answer["en"] and answer["zh"], row


def test_the_rows_are_those_of_the_inventory(shared_or_report: Callable[[str, int], Path | None]) -> None:
    """At least 95 % of the rows that are decided by facts (A, or A and a question) are rules."""
    file = shared_or_report("law/china.md", 1)
    if file is None:
        return
    rows = re.findall(r"^\| (CN-[^|]+) \|.*\| ([CHML-]+) \| [^|]* \| (A|Q|A/Q|-) \|", file.read_text("utf-8"), re.MULTILINE)
    marked = {row.strip(): kind for row, _, kind in rows}
    assert set(ROWS) == set(marked)
    decidable = [row for row, kind in marked.items() if kind.startswith("A")]
    assert sum(isinstance(ROWS[row], list) for row in decidable) >= 0.95 * len(decidable)


def test_the_entries_are_those_of_the_inventory(shared_or_report: Callable[[str, int], Path | None]) -> None:
    """At least 95 % of the entries that are no gate are rules."""
    file = shared_or_report("law/eu_california.md", 1)
    if file is None:
        return
    assert set(ENTRIES) == set(re.findall(r"^### ((?:GDPR|EPD|CCPA)-[A-Z0-9-]+)", file.read_text("utf-8"), re.MULTILINE))
    assert sum(isinstance(answer, list) for answer in ENTRIES.values()) >= 0.95 * len(ENTRIES)
    parts = re.split(r"^### ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [part.split()[0] for part in parts if "NEEDS REVIEW" in part] == ENTRY_FILE["judged_by_a_person"]


def test_facts_alone_can_fail_what_the_inventory_lets_them_decide() -> None:
    held, every = decided_by_facts(rulebook(), ENTRY_FILE)
    assert held >= 0.95 * every


def test_each_entry_says_what_it_asks() -> None:
    assert list(ENTRY_FILE["asks"]) == list(ENTRIES)
    for row, asked in ENTRY_FILE["asks"].items():
        assert asked["en"].isascii() and not asked["zh"].isascii(), row


def test_the_checklist_is_answered(failing: set[str]) -> None:
    for group in GROUPS:
        for item in group["items"]:
            assert item["item"]["en"] and item["item"]["zh"]
            if "rules" in item:
                assert item["rules"] and set(item["rules"]) <= failing, (item, set(item["rules"]) - failing)
            else:
                assert item["reason"] in REASONS and item["en"] and item["zh"], item
    assert [len(group["items"]) for group in GROUPS] == [2, 3, 5, 8, 18, 18, 28]
