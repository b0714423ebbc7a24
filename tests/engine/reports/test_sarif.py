"""SARIF that code scanning accepts: valid against the schema, kinds and levels as the standard names them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from lawlint.engine.assess import Assessment, assess
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.reports.sarif import render
from lawlint.engine.rulebook.store import rulebook

EXAMPLES = Path(__file__).parents[3] / "examples"
SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "sarif-2.1.0-rtm.5.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def valid(assessments: list[Assessment], lang: str = "en", *, everything: bool = False) -> dict:  # type: ignore[type-arg]
    log = json.loads(render(assessments, lang, everything=everything))
    assert [error.message[:200] for error in VALIDATOR.iter_errors(log)] == []
    return log  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["flashlight", "face_swap", "full_declaration"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("everything", [False, True])
def test_examples(name: str, lang: str, everything: bool) -> None:
    found = assess(load(EXAMPLES / f"{name}.yaml", name), rulebook(), day="2026-11-24", explain_all=everything)
    (run,) = valid([found], lang, everything=everything)["runs"]
    kinds = [result["kind"] for result in run["results"]]
    assert kinds.count("fail") == found.counts["fail"]
    assert ("notApplicable" in kinds) is everything
    for result in run["results"]:
        assert (result["level"] != "none") == (result["kind"] == "fail")
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert "{" not in result["message"]["text"]
    prints = [result["partialFingerprints"]["lawlint/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    assert run["artifacts"][0]["properties"]["rulebookSha256"] == found.law.book.sha256


def test_regions_point_at_the_fact() -> None:
    text = (
        "declaration: 1\napp:\n  markets: [DE]\npractices:\n  - id: keep\n    legal_basis: consent\n    retention: indefinite\n"
    )
    found = assess(load_text(text, "a b.yaml"), rulebook(), day="2026-11-24", laws=["gdpr"])
    (run,) = valid([found])["runs"]
    places = {
        result["ruleId"]: result["locations"][0]["physicalLocation"] for result in run["results"] if result["kind"] == "fail"
    }
    storage = places["gdpr-5-1-e-storage"]
    assert storage["region"] == {"startLine": 7, "startColumn": 5}
    assert storage["artifactLocation"] == {"uri": "a%20b.yaml", "index": 0}


def test_waived_errors_and_nothing() -> None:
    waived = "waivers: [{rule: gdpr-5-1-e-storage, reason: legacy, owner: Li, until: 2026-12-31}]\n"
    text = f"declaration: 1\napp: {{markets: [DE]}}\npractices: [{{id: a, retention: indefinite}}]\n{waived}"
    found = assess(load_text(text, "x"), rulebook(), day="2026-11-24", only=["gdpr-5-1-e-storage"])
    (run,) = valid([found])["runs"]
    (result,) = run["results"]
    assert result["suppressions"][0]["justification"] == "legacy (Li, 2026-12-31)"
    found.findings[0].kind, found.findings[0].reason = "error", "it broke"
    (run,) = valid([found])["runs"]
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False
    assert valid([])["runs"][0]["results"] == []
