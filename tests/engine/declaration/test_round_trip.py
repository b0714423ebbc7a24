"""What was loaded can be written, flattened and read again without loss."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lawlint.engine.declaration.dump import dump
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.declaration.model import Declaration
from lawlint.engine.declaration.tables import Tables, flatten, unflatten

sys.path.insert(0, str(Path(__file__).parents[2]))
from strategies import declarations

EXAMPLES = Path(__file__).parents[3] / "examples"
PARTS = ("app", "practices", "recipients", "practice_defaults", "stated_practices", "judgements", "waivers")
slow = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def same(one: Declaration, other: Declaration, parts: tuple[str, ...] = PARTS) -> None:
    for part in parts:
        mine, theirs = getattr(one, part), getattr(other, part)
        if part == "app":
            mine = {name: value for name, value in mine.items() if name != "declaration"}
            theirs = {name: value for name, value in theirs.items() if name != "declaration"}
        assert mine == theirs, part


@pytest.mark.parametrize("name", ["full_declaration", "face_swap", "flashlight"])
def test_examples(name: str) -> None:
    found = load(EXAMPLES / f"{name}.yaml")
    same(load_text(dump(found), "x"), found)
    (again,) = unflatten(flatten(found))
    same(again, found, ("app", "practices", "recipients", "judgements", "waivers"))


@slow
@given(declarations())
def test_dump_and_load(found: Declaration) -> None:
    same(load_text(dump(found), "x"), found)


@slow
@given(declarations(), declarations())
def test_flatten_and_unflatten(one: Declaration, other: Declaration) -> None:
    tables = Tables()
    flatten(one, tables)
    flatten(other, tables)
    for found, again in zip((one, other), unflatten(tables), strict=True):
        same(again, found, ("app", "practices", "recipients", "judgements", "waivers"))


def test_a_practice_that_keeps_a_default_out_stays_so() -> None:
    text = "declaration: 1\npractice_defaults: {retention: P1Y}\npractices: [{id: a, retention: unknown}, {id: b}]\n"
    found = load_text(text, "x")
    same(load_text(dump(found), "x"), found)
    assert "practice.retention" not in (found.practices or [])[0]


def test_a_row_per_category_and_disclosure() -> None:
    found = load_text(
        "declaration: 1\npractices:\n  - {id: a, data: [location.precise, contact.email], recipients: [x, y]}\n"
        "  - {id: b, data: []}\n  - {id: c}\nrecipients: [{id: x, data: [contact.email]}, {id: y}]\n",
        "x",
    )
    tables = flatten(found)
    assert [(row["practice.id"], row.get("practice.data")) for row in tables.practices] == [
        ("a", "location.precise"), ("a", "contact.email"), ("b", None), ("c", None),
    ]  # fmt: skip
    assert [(row["practice.id"], row["practice.data"], row["recipient.id"]) for row in tables.disclosures] == [
        ("a", "location.precise", "y"), ("a", "contact.email", "x"), ("a", "contact.email", "y"), ("c", None, None),
    ]  # fmt: skip
