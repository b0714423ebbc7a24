"""The JSON contract of `check` (DESIGN, Command line): every key and its type, order, and what `--all` adds."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lawlint.engine.across import STATES
from lawlint.engine.assess import VERDICTS, Assessment, assess
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.evaluate.outcome import KINDS
from lawlint.engine.reports.json_report import finding_data, lines, render, report
from lawlint.engine.rulebook.model import PER, SEVERITIES
from lawlint.engine.rulebook.store import rulebook

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = ("flashlight", "face_swap", "full_declaration")
STORAGE = "gdpr-5-1-e-storage"
DAY = "2026-11-24"

Schema = dict[str, Any]


def record(**properties: Schema) -> Schema:
    """An object with exactly these keys."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def some(**properties: Schema) -> Schema:
    """An object with any of these keys and no other."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def rows(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}


TEXT: Schema = {"type": "string", "minLength": 1}
WORD: Schema = {"type": "string"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
CITE: Schema = {"type": "string", "pattern": r"^[a-z0-9-]+:\S+$"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number", "minimum": 0}
YES_NO: Schema = {"type": "boolean"}
VALUE: Schema = {"type": ["boolean", "number", "string", "array", "object", "null"]}
STEPS = rows({"$ref": "#/$defs/step"})
FACT = record(fact=TEXT, value=VALUE, cites=rows(CITE), because=STEPS)
FACT["properties"]["contradicts"] = STEPS
CONCEPT = record(concept=TEXT, value={"type": ["boolean", "null"]}, cites={**rows(CITE), "minItems": 1}, because=STEPS)
ANSWER = record(
    answer={"enum": ["pass", "fail"]}, by=WORD, on=WORD, reason=WORD, facts=WORD, recorded_facts=WORD, lapsed=YES_NO
)
FINDING = record(
    rule=TEXT,
    kind={"enum": list(KINDS)},
    severity={"enum": list(SEVERITIES)},
    subject=some(practice=TEXT, data=TEXT, recipient=TEXT),
    cites={**rows(CITE), "minItems": 1},
    also=rows(CITE),
    conduct=TEXT,
    message=TEXT,
    because=STEPS,
    presumed=rows(TEXT),
    missing=rows(TEXT),
    questions=rows(TEXT),
    unless_open=YES_NO,
    fix=TEXT,
    penalty=maybe(
        record(
            id=TEXT,
            cites={**rows(CITE), "minItems": 1},
            text=TEXT,
            max=record(
                amount=maybe(NUMBER),
                currency=maybe({"enum": ["CNY", "EUR", "USD"]}),
                share_of_turnover=maybe(NUMBER),
                intentional=maybe(NUMBER),
                per=maybe({"enum": list(PER)}),
            ),
        )
    ),
    waiver=maybe(record(reason=TEXT, owner=TEXT, until=DATE)),
    judgement=maybe({"anyOf": [record(facts={"type": "string", "pattern": "^[0-9a-f]{16}$"}), ANSWER]}),
)
SIDE = record(cites={**rows(CITE), "minItems": 1}, text=TEXT)
STATE = record(state={"enum": list(STATES)}, rules=rows(TEXT), cites=rows(CITE), because=STEPS)
ACROSS = record(
    regions=rows(TEXT),
    violations=rows(
        record(
            conduct=TEXT,
            subject=some(practice=TEXT, recipient=TEXT),
            agree=YES_NO,
            regions={"type": "object", "additionalProperties": STATE},
        )
    ),
    conflicts=rows(
        record(
            title=TEXT,
            asks=SIDE,
            strains=SIDE,
            both=TEXT,
            conducts=rows(record(conduct=TEXT, practice=maybe(TEXT), recipient=maybe(TEXT))),
        )
    ),
)
CONTRACT = rows(
    record(
        lawlint=TEXT,
        declaration=record(id=WORD, file=TEXT, sha256=HASH),
        as_of=record(**{"date": DATE, "from": {"enum": ["option", "file", "today"]}}),
        rulebook=record(version=TEXT, sha256=HASH),
        laws=rows(TEXT),
        verdict={"enum": list(VERDICTS)},
        counts=record(**dict.fromkeys((*KINDS, "conducts", "waived", "not_in_force"), COUNT)),
        across=ACROSS,
        findings=rows(FINDING),
    )
)
CONTRACT["$defs"] = {"step": {"anyOf": [FACT, CONCEPT]}}
VALIDATOR = jsonschema.Draft202012Validator(CONTRACT)


def valid(assessments: list[Assessment], lang: str = "en", *, everything: bool = False) -> list[dict[str, Any]]:
    text = render(assessments, lang, everything=everything)
    assert text == "".join(lines(assessments, lang, everything=everything))
    data: list[dict[str, Any]] = json.loads(text)
    assert [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)] == []
    assert data == [json.loads(json.dumps(report(one, lang, everything=everything))) for one in assessments]
    return data


@cache
def example(name: str, *, everything: bool = False) -> Assessment:
    return assess(load(EXAMPLES / f"{name}.yaml", name), rulebook(), day=DAY, explain_all=everything)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_example_keeps_the_contract(name: str, lang: str) -> None:
    found = example(name)
    (data,) = valid([found], lang)
    findings = data["findings"]
    assert {one["kind"] for one in findings} <= {"fail", "open", "review"}
    for kind in ("fail", "open", "review"):
        assert sum(one["kind"] == kind for one in findings) == data["counts"][kind]
    order = [rule.id for rule in found.law.rules]
    keys = [(KINDS.index(one["kind"]), SEVERITIES.index(one["severity"]), order.index(one["rule"])) for one in findings]
    assert keys == sorted(keys), "gravest kind first, then severity, then as in the rulebook"
    for one in findings:
        assert len(one["missing"]) == len(one["questions"])
        assert bool(one["missing"]) == (one["kind"] in ("open", "review"))
        assert one["kind"] != "fail" or one["because"]
        assert "{" not in one["message"] + one["fix"], one["rule"]


@pytest.mark.parametrize("name", NAMES)
def test_all_adds_the_rest_and_changes_nothing_else(name: str) -> None:
    few, every = valid([example(name)])[0], valid([example(name, everything=True)], everything=True)[0]
    kinds = [one["kind"] for one in every["findings"]]
    for kind in KINDS:
        assert kinds.count(kind) >= min(every["counts"][kind], 1)
    assert kinds.count("pass") == every["counts"]["pass"]
    rest = [one for one in every["findings"] if one["kind"] not in ("pass", "notApplicable")]
    assert rest == few["findings"]
    ignored = {"findings", "counts"}
    assert {key: few[key] for key in few if key not in ignored} == {key: every[key] for key in every if key not in ignored}


def test_what_a_missing_fact_is_called() -> None:
    found = assess(load_text("declaration: 1\napp: {markets: [CN]}\npractices: [{id: ads, data: [biometric.face]}]\n", "x"), rulebook(), day=DAY)  # fmt: skip
    (data,) = valid([found])
    missing = {path for one in data["findings"] for path in one["missing"]}
    assert "practices[ads].consent.separate" in missing


def test_several_files_and_none() -> None:
    assert valid([]) == []
    data = valid([example("flashlight"), example("face_swap")])
    assert [one["declaration"]["file"] for one in data] == ["flashlight", "face_swap"]
    nothing = assess(load_text("declaration: 1\npractices: []\n", "x"), rulebook(), day=DAY, only=[STORAGE])
    (data,) = (valid([nothing]),)
    assert data[0]["findings"] == []
    assert data[0]["verdict"] == "not_applicable"


def test_one_finding_a_line() -> None:
    found = example("flashlight")
    text = render([found], "en")
    begun = [line for line in text.split("\n") if line.startswith('    {"rule": ')]
    assert len(begun) == sum(found.counts[kind] for kind in ("fail", "open", "review"))


def test_waived_judged_and_failed_findings() -> None:
    text = (
        "declaration: 1\napp: {markets: [DE]}\npractices: [{id: a, retention: indefinite}, {id: b, retention: P1Y}]\n"
        "waivers: [{rule: gdpr-5-1-e-storage, subject: {practice: a}, reason: legacy, owner: Li, until: 2026-12-31}]\n"
        "judgements: [{rule: gdpr-5-1-e-storage, subject: {practice: b}, answer: pass, by: Li, on: 2026-11-01, reason: seen}]\n"
    )
    found = assess(load_text(text, "x"), rulebook(), day=DAY, only=[STORAGE])
    (data,) = valid([found])
    waived, judged = data["findings"]
    assert (waived["kind"], waived["waiver"]) == ("fail", {"reason": "legacy", "owner": "Li", "until": "2026-12-31"})
    assert (judged["kind"], judged["judgement"]["answer"], judged["judgement"]["lapsed"]) == ("pass", "pass", False)
    assert data["verdict"] == "violation_waived"
    found.findings[0].kind, found.findings[0].reason = "error", "it broke"
    (data,) = valid([found])
    assert (data["findings"][0]["kind"], data["findings"][0]["message"]) == ("error", "it broke")
    assert data["verdict"] == "error"


def test_an_exception_that_holds_is_cited() -> None:
    found = [one for name in NAMES for one in example(name, everything=True).findings if one.exception_cites]
    assert found, "the examples hold a pass by exception"
    for one in found:
        data = finding_data(one, one.law, "en")
        assert data["kind"] == "pass"
        assert data["cites"] == list(dict.fromkeys((*one.rule.cites, *one.exception_cites)))
