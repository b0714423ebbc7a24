"""The JSON contract of `check --format json` (DESIGN, Command line): an array, one object per declaration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from ..across import Comparison, own_rules_passed
from ..assess import Assessment, Finding, ranked
from ..evaluate.reference import Reference
from ..phrase import fix, message
from ..rulebook.in_force import InForce
from ..rulebook.model import Rule
from ..version import VERSION
from ..wording import in_language
from .across import across_data

SHOWN = ("fail", "open", "review", "error")
"""Kinds that a report shows unless everything is asked for."""


def shown(finding: Finding) -> bool:
    """Whether every report shows it: what is not settled in the app's favour, and what a person's answer settled."""
    return finding.kind in SHOWN or (finding.kind == "pass" and finding.judgement is not None and not finding.judgement_lapsed)


def render(assessments: Iterable[Assessment], lang: str, *, everything: bool = False) -> str:
    """The JSON text of several assessments."""
    return "".join(lines(assessments, lang, everything=everything))


def lines(assessments: Iterable[Assessment], lang: str, *, everything: bool = False) -> Iterator[str]:
    """The same, made as it is written: one finding a line, so that two reports can be compared line by line."""
    start = "[\n"
    for one in assessments:
        yield start + "{\n"
        for key, value in _receipt(one, lang).items():
            yield f"  {json.dumps(key)}: {_line(value)},\n"
        yield '  "findings": ['
        between = "\n    "
        reference = one.reference()
        for finding in _shown(one, everything=everything):
            yield between + _line(finding_data(finding, one.law, lang, reference))
            between = ",\n    "
        yield "\n  ]\n}" if between.startswith(",") else "]\n}"
        start = ",\n"
    yield "\n]\n" if start.startswith(",") else "[]\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def report(assessment: Assessment, lang: str, *, everything: bool = False) -> dict[str, object]:
    """One assessment as JSON data. Everything that decides the result is in it, so the result can be reproduced."""
    findings = [finding_data(one, assessment.law, lang) for one in _shown(assessment, everything=everything)]
    return {**_receipt(assessment, lang), "findings": findings}


def _shown(assessment: Assessment, *, everything: bool) -> Iterator[Finding]:
    return (one for one in ranked(assessment.findings) if everything or shown(one))


def _receipt(assessment: Assessment, lang: str) -> dict[str, object]:
    declaration, law = assessment.declaration, assessment.law
    return {
        "lawlint": VERSION,
        "declaration": {"id": declaration.id, "file": declaration.file, "sha256": declaration.sha256},
        "as_of": {"date": assessment.as_of, "from": assessment.as_of_from},
        "rulebook": {"version": law.book.version, "sha256": law.book.sha256},
        "laws": list(law.laws),
        "verdict": assessment.verdict,
        "counts": assessment.counts,
        "across": across_data(Comparison(assessment), lang),
    }


def finding_data(finding: Finding, law: InForce, lang: str, reference: Reference | None = None) -> dict[str, object]:
    """One finding as JSON data. Messages, questions and fixes are in the language asked for.

    `reference` is shared by the findings of one assessment, so that no concept is judged twice.
    """
    rule, day = finding.rule, law.day
    return {
        "rule": rule.id,
        "kind": finding.kind,
        "severity": rule.severity,
        "subject": finding.subject.as_dict(),
        "cites": [*rule.cites, *(cite for cite in finding.exception_cites if cite not in rule.cites)],
        "also": also_shown(finding, law, reference),
        "conduct": rule.conduct,
        "message": in_language(finding.reason, lang) if finding.kind == "error" else message(finding, law.book, day, lang),
        "because": [step.as_dict() for step in finding.because],
        "presumed": list(finding.presumed),
        "missing": list(finding.missing),
        "questions": [question.of(lang) for question in finding.questions],
        "unless_open": finding.unless_open,
        "fix": fix(finding, law.book, day, lang),
        "penalty": _penalty(rule, law, lang),
        "waiver": None
        if finding.waiver is None
        else {"reason": finding.waiver.reason, "owner": finding.waiver.owner, "until": finding.waiver.until},
        "judgement": _judgement(finding),
    }


def also_shown(finding: Finding, law: InForce, reference: Reference | None = None) -> list[str]:
    """The same duty elsewhere: only instruments in force on the day whose own gate concept holds on the row.

    Of a fail, not where the rule on that duty was judged on the same subject and passed: an exception may hold there.
    """
    shown = []
    reference = reference or Reference(law)
    for citation in finding.rule.also:
        other = law.book.laws.get(citation.partition(":")[0])
        if other is None or not other.from_ <= law.day <= other.to:
            continue
        if other.gate and (
            finding.row is None
            or other.gate not in law.concepts
            or reference.value(law.concepts[other.gate].when, finding.row.at("app")) is not True
        ):
            continue
        if finding.kind == "fail" and own_rules_passed(citation, finding, reference):
            continue
        shown.append(citation)
    return shown


def _penalty(rule: Rule, law: InForce, lang: str) -> dict[str, object] | None:
    penalty = law.book.penalties.get(rule.penalty or "")
    if penalty is None:
        return None
    most = penalty.at(law.day)
    return {
        "id": penalty.id,
        "cites": list(penalty.cites),
        "text": penalty.text.of(lang),
        "max": {
            "amount": most.amount if most else None,
            "currency": most.currency if most else None,
            "share_of_turnover": most.share_of_turnover if most else None,
            "intentional": most.intentional if most else None,
            "per": penalty.per or None,
        },
    }


def _judgement(finding: Finding) -> dict[str, object] | None:
    """The person's answer, whether it still holds, and the hash to record with a new one."""
    answer = finding.judgement
    if answer is None:
        return {"facts": finding.facts_hash} if finding.facts_hash else None
    return {
        "answer": answer.answer,
        "by": answer.by,
        "on": answer.on,
        "reason": answer.reason,
        "facts": finding.facts_hash,
        "recorded_facts": answer.facts,
        "lapsed": finding.judgement_lapsed,
    }
