"""The schema for editors accepts what the loader accepts, and refuses planted mistakes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from lawlint.engine.declaration.dump import document
from lawlint.engine.declaration.jsonschema import json_schema
from lawlint.engine.declaration.load import load_text
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
        "declaration: 1\nwaivers: [{rule: r, reason: x, owner: y, until: unknown}]",
        "declaration: 1\njudgements: [{rule: r, answer: pass}]",
        "declaration: 1\nnotice: yes",
    ],
)
def test_planted_mistakes(text: str) -> None:
    assert list(VALIDATOR.iter_errors(read_text(text, "x").plain_data()))


@pytest.mark.parametrize("text", ["notice:", "notice: unknown", "judgements:", "practice_defaults:", "practices: unknown"])
def test_what_is_left_blank_is_valid_and_loads(text: str) -> None:
    whole = f"declaration: 1\n{text}\n"
    assert not list(VALIDATOR.iter_errors(yaml.safe_load(whole)))
    assert load_text(whole, "x").app == {"declaration": 1}


def _keys(node: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key a declaration may have, wherever it stands in the schema."""
    for name, inner in node.get("properties", {}).items():
        yield f"{path}.{name}", inner
        yield from _keys(inner, f"{path}.{name}")
    for inner in (*([node["items"]] if "items" in node else []), *node.get("anyOf", ())):
        yield from _keys(inner, path)


def test_every_key_of_the_schema_has_title_and_description_in_both_languages() -> None:
    keys = dict(_keys(json_schema(), ""))
    assert len(keys) > len(schema().facts)
    for path, node in keys.items():
        for part in ("title", "description"):
            text = node.get(part, "")
            assert any("a" <= char <= "z" for char in text), (path, part)
            assert any("\u4e00" <= char <= "\u9fff" for char in text), (path, part)


def test_every_fact_has_title_and_description_in_both_languages() -> None:
    for fact in schema().facts:
        assert fact.label.en, fact.path
        assert any("\u4e00" <= char <= "\u9fff" for char in fact.label.zh), fact.path
        assert "?" in fact.question.en, fact.path
        assert "？" in fact.question.zh or "?" in fact.question.zh, fact.path
