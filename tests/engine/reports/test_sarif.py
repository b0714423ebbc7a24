"""SARIF that code scanning accepts: valid against the schema, kinds and levels as the standard names them."""

from __future__ import annotations

import json
import re
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


LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


@pytest.mark.parametrize("everything", [False, True])
def test_kinds_and_levels_as_the_standard_has_them(everything: bool) -> None:
    """Section 3.27.9: the six kinds; 3.27.10: a level only for `fail`."""
    found = assess(load(EXAMPLES / "full_declaration.yaml"), rulebook(), day="2026-11-24", explain_all=everything)
    (run,) = valid([found], everything=everything)["runs"]
    kinds = {"fail", "open", "review"} | ({"pass", "notApplicable"} if everything else set())
    assert {result["kind"] for result in run["results"]} == kinds
    severity = {one.rule.id: one.rule.severity for one in found.findings}
    for result in run["results"]:
        assert result["level"] == (LEVELS[severity[result["ruleId"]]] if result["kind"] == "fail" else "none")
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["defaultConfiguration"]["level"] == LEVELS[severity[rule["id"]]]
        assert "{" not in rule["help"]["text"], rule["id"]
        assert rule["helpUri"].startswith("http")
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["flashlight", "face_swap", "full_declaration"])
def test_every_region_is_the_place_of_what_the_finding_rests_on(name: str) -> None:
    file = EXAMPLES / f"{name}.yaml"
    found = assess(load(file), rulebook(), day="2026-11-24")
    text = file.read_text("utf-8").split("\n")
    named: dict[tuple[int, int], set[str]] = {}
    for path, place in found.declaration.places.items():
        named.setdefault(place, set()).add(path)
    (run,) = valid([found])["runs"]
    located = 0
    for result in run["results"]:
        region = result["locations"][0]["physicalLocation"].get("region")
        if region is None:
            assert not result["properties"]["subject"], "a practice or recipient of the file has a place"
            continue
        located += 1
        paths = named[region["startLine"], region["startColumn"]]
        proved = {path for path in paths if f'"{path}"' in json.dumps(result["properties"]["because"])}
        subject = result["properties"]["subject"]
        own = {f"{kind}s[{subject[kind]}].id" for kind in ("practice", "recipient") if kind in subject}
        assert proved or paths & own, result["ruleId"]
        there = text[region["startLine"] - 1][region["startColumn"] - 1 :]
        key = next(iter(proved or own & paths)).rpartition(".")[2]
        assert there.startswith((f"{key}:", "id:", "{id:")), (result["ruleId"], there)
        if "practice" in subject:
            assert not [
                path for path in paths if re.match(r"practices\[(.*?)\]", path) and f"[{subject['practice']}]." not in path
            ]
    assert located > len(run["results"]) / 2


def test_a_finding_keeps_its_fingerprint_when_lines_move() -> None:
    text = (EXAMPLES / "face_swap.yaml").read_text("utf-8")
    head, rest = text.split("practices:\n")
    practices, tail = rest.split("recipients:\n  -")
    first, second = practices.split("  - id: training\n")
    moved = f"# one more line\n\n{head}practices:\n  - id: training\n{second}{first}recipients:\n  -{tail}"

    def prints(source: str) -> dict[str, int]:
        (run,) = valid([assess(load_text(source, "x.yaml"), rulebook(), day="2026-11-24")])["runs"]
        return {
            result["partialFingerprints"]["lawlint/v1"]: result["locations"][0]["physicalLocation"]
            .get("region", {})
            .get("startLine", 0)
            for result in run["results"]
        }

    before, after = prints(text), prints(moved)
    assert set(before) == set(after)
    assert before != after, "the lines did move"


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("app.yaml", "app.yaml"),
        ("dir/a b#1.yaml", "dir/a%20b%231.yaml"),
        ("应用.yaml", "%E5%BA%94%E7%94%A8.yaml"),
        ("a\udcff.yaml", "a%FF.yaml"),
        ("/home/me/app.yaml", "file:///home/me/app.yaml"),
        ("-", "stdin"),
    ],
)
def test_addresses_of_files(name: str, uri: str) -> None:
    found = assess(load_text("declaration: 1\npractices: [{id: a}]\n", name), rulebook(), day="2026-11-24", laws=["gdpr"])
    (run,) = valid([found])["runs"]
    assert run["artifacts"][0]["location"]["uri"] == uri
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]} == {uri}


def test_several_files_in_one_run() -> None:
    both = [
        assess(load(EXAMPLES / f"{name}.yaml", name), rulebook(), day=day)
        for name, day in (("flashlight", "2026-11-24"), ("face_swap", "2019-09-22"))
    ]
    (run,) = valid(both)["runs"]
    assert [one["location"]["uri"] for one in run["artifacts"]] == ["flashlight", "face_swap"]
    assert [one["properties"]["asOf"] for one in run["artifacts"]] == ["2026-11-24", "2019-09-22"]
    for index, one in enumerate(both):
        mine = [r for r in run["results"] if r["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == index]
        assert sum(result["kind"] == "fail" for result in mine) == one.counts["fail"]
        assert one.counts["fail"] > 0


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
