"""The schema for editors accepts what the loader accepts, and refuses planted mistakes."""

from __future__ import annotations

import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from lawlint.engine.declaration.dump import document
from lawlint.engine.declaration.jsonschema import json_schema
from lawlint.engine.declaration.model import Declaration
from lawlint.engine.declaration.schema import schema
from lawlint.engine.reading import read, read_text

sys.path.insert(0, str(Path(__file__).parents[2]))
from strategies import declarations

EXAMPLES = Path(__file__).parents[3] / "examples"
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("name", ["full_declaration", "face_swap", "flashlight"])
def test_examples_are_valid(name: str) -> None:
    assert not list(VALIDATOR.iter_errors(read(EXAMPLES / f"{name}.yaml").plain_data()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(declarations())
def test_what_is_dumped_is_valid(found: Declaration) -> None:
    assert not list(VALIDATOR.iter_errors(document(found)))


@pytest.mark.parametrize(
    "text",
    [
        "app: {}",
        "declaration: 1\nap: {}",
        "declaration: 1\napp: {accounts: maybe}",
        "declaration: 1\napp: {type: torch}",
        "declaration: 1\npractices: [{data: [location.precis]}]",
        "declaration: 1\npractices: [{legal_basis: {gdrp: consent}}]",
        "declaration: 1\npractices: [{retention: three years}]",
        "declaration: 1\npractice_defaults: {id: a}",
        "declaration: 1\nwaivers: [{rule: r}]",
    ],
)
def test_planted_mistakes(text: str) -> None:
    assert list(VALIDATOR.iter_errors(read_text(text, "x").plain_data()))


def test_every_fact_has_title_and_description_in_both_languages() -> None:
    for fact in schema().facts:
        assert fact.label.en, fact.path
        assert any("\u4e00" <= char <= "\u9fff" for char in fact.label.zh), fact.path
        assert "?" in fact.question.en, fact.path
        assert "？" in fact.question.zh or "?" in fact.question.zh, fact.path
