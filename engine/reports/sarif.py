"""SARIF 2.1.0 for code scanning: one run, one result per finding, kinds as the standard names them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import PurePath
from urllib.parse import quote

from ..across import Comparison
from ..assess import Assessment, Finding, ranked
from ..phrase import cite_list, fix, general, message
from ..version import VERSION
from ..wording import in_brackets, in_language, labelled
from .across import across_data
from .json_report import finding_data, shown

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}


def render(assessments: Iterable[Assessment], lang: str, *, everything: bool = False) -> str:
    """The SARIF log of several assessments. Each receipt stands in the properties of its artifact."""
    all_ = list(assessments)
    rules: dict[str, Finding] = {}
    results, artifacts, notifications = [], [], []
    for index, one in enumerate(all_):
        uri = _uri(one.declaration.file)
        receipt = {**_receipt(one), "across": across_data(Comparison(one), lang)}
        artifacts.append({"location": {"uri": uri}, "hashes": {"sha-256": one.declaration.sha256}, "properties": receipt})
        for finding in ranked(one.findings):
            if finding.kind == "error":
                rules.setdefault(finding.rule.id, finding)
                notifications.append(_notification(finding, lang, uri, index))
            elif everything or shown(finding):
                rules.setdefault(finding.rule.id, finding)
                results.append(_result(finding, one, lang, uri, index))
    order = {id: position for position, id in enumerate(rules)}
    for result in results:
        result["ruleIndex"] = order[str(result["ruleId"])]
    run: dict[str, object] = {
        "tool": {
            "driver": {
                "name": "lawlint",
                "version": VERSION,
                "semanticVersion": VERSION,
                "rules": [_rule(finding, lang) for finding in rules.values()],
            }
        },
        "language": "zh-Hans" if lang == "zh" else "en",
        "columnKind": "unicodeCodePoints",
        "artifacts": artifacts,
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    return _laid_out(run)


def _laid_out(run: dict[str, object]) -> str:
    """The log with one result a line: thousands of results stay comparable line by line, and half the size."""
    results = run.pop("results")
    assert isinstance(results, list)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in results)
    head = f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [\n'
    return head + json.dumps(run, ensure_ascii=False)[:-1] + ', "results": [\n' + lines + "\n]}\n]}\n"


def _uri(file: str) -> str:
    if file in ("", "-"):
        return "stdin"
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _receipt(one: Assessment) -> dict[str, object]:
    return {
        "asOf": one.as_of,
        "asOfFrom": one.as_of_from,
        "rulebookVersion": one.law.book.version,
        "rulebookSha256": one.law.book.sha256,
        "laws": list(one.law.laws),
        "verdict": one.verdict,
        "counts": one.counts,
    }


def _rule(finding: Finding, lang: str) -> dict[str, object]:
    """A rule as one of its findings has it: of the day's edition."""
    rule, book = finding.rule, finding.law.book
    clause = book.clauses.get(rule.cites[0])
    law = book.laws.get(rule.law)
    cites = cite_list(rule.cites[:1], book, lang)
    described: dict[str, object] = {
        "id": rule.id,
        "shortDescription": {"text": labelled(cites, clause.heading.of(lang), lang) if clause else cites},
        "fullDescription": {"text": clause.summary.of(lang) if clause else cite_list(rule.cites, book, lang)},
        "help": {"text": general(rule.fix, rule, book, finding.law.day, lang)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "cites": list(rule.cites),
            "conduct": rule.conduct,
            "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[_LEVELS[rule.severity]],
            "security-severity": _SECURITY_SEVERITY[rule.severity],
            "tags": ["privacy", rule.law, *(["own"] if rule.own else [])],
        },
    }
    if law and law.official.startswith("http"):
        described["helpUri"] = law.official
    return described


def _result(finding: Finding, one: Assessment, lang: str, uri: str, index: int) -> dict[str, object]:
    book, day = one.law.book, one.as_of
    text = message(finding, book, day, lang)
    if finding.kind in ("open", "review"):
        text = " ".join(question.of(lang) for question in finding.questions[:3]) or text
    cites = cite_list(finding.rule.cites, book, lang)
    result: dict[str, object] = {
        "ruleId": finding.rule.id,
        "kind": finding.kind,
        "level": _LEVELS[finding.rule.severity] if finding.kind == "fail" else "none",
        "message": {"text": in_brackets(text, cites, lang)},
        "locations": [_location(finding, one, uri, index)],
        "partialFingerprints": {"lawlint/v1": "/".join([finding.rule.id, *(part or "" for part in finding.subject.parts())])},
        "properties": _properties(finding, one, lang),
    }
    if finding.kind == "fail":
        result["properties"]["fix"] = fix(finding, book, day, lang)  # type: ignore[index]
    if finding.waiver:
        waiver = finding.waiver
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": f"{waiver.reason} ({waiver.owner}, {waiver.until})"}
        ]
    return result


def _properties(finding: Finding, one: Assessment, lang: str) -> dict[str, object]:
    data = finding_data(finding, one.law, lang)
    keep = ("subject", "cites", "also", "because", "presumed", "missing", "questions", "unless_open", "penalty", "judgement")
    # What a breach may cost belongs to a breach: on every open result it made up a quarter of the log.
    return {key: data[key] for key in keep if key != "penalty" or finding.kind == "fail"}


def _location(finding: Finding, one: Assessment, uri: str, index: int) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": uri, "index": index}}
    place = _place(finding, one)
    if place is not None:
        physical["region"] = {"startLine": place[0], "startColumn": place[1]}
    location: dict[str, object] = {"physicalLocation": physical}
    names = finding.subject.as_dict()
    if names:
        location["logicalLocations"] = [{"fullyQualifiedName": "/".join(names.values())}]
    return location


def _place(finding: Finding, one: Assessment) -> tuple[int, int] | None:
    """The first fact of the proof that stands in the file, else the practice or recipient itself."""
    places = one.declaration.places
    waiting = list(finding.because)
    inner = []
    while waiting:
        step = waiting.pop(0)
        if step.kind == "fact" and step.name in places:
            if "[" in step.name or not finding.subject.as_dict():
                return places[step.name]
            inner.append(places[step.name])
        waiting += step.because
    subject = finding.subject
    for name in (f"practices[{subject.practice}].id", f"recipients[{subject.recipient}].id"):
        if name in places:
            return places[name]
    return inner[0] if inner else None


def _notification(finding: Finding, lang: str, uri: str, index: int) -> dict[str, object]:
    return {
        "level": "error",
        "message": {"text": labelled(finding.rule.id, in_language(finding.reason, lang), lang)},
        "associatedRule": {"id": finding.rule.id},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri, "index": index}}}],
    }
