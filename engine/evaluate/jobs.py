"""What has to be judged for one declaration: each rule in force on each subject it can tell apart."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace

from ..declaration.model import JudgementAnswer, Subject
from ..declaration.rows import Row, Rows
from ..declaration.schema import schema
from ..plain import Plain
from ..rulebook.in_force import InForce
from ..rulebook.model import SCOPES, Rule


@dataclass(slots=True, repr=False)
class Sweep(Plain):
    """What an evaluator decided of one declaration.

    `jobs` are those that have to be explained: everything but plain passes and notApplicables, which are only counted, per
    rule. A job whose evaluation failed carries the failure.
    """

    jobs: list[Job] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    not_applicable: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, repr=False)
class Job(Plain):
    """One rule on one row. `said` is a person's answer that still holds: pass, fail or None."""

    rule: Rule
    row: Row
    subject: Subject
    answer: JudgementAnswer | None = None
    said: str | None = None
    lapsed: bool = False
    facts_hash: str = ""
    failure: str = ""


def jobs(law: InForce, rows: Rows) -> list[Job]:
    """The jobs of a declaration in the order of the rulebook; rules that cannot be judged on the day are left out."""
    found: list[Job] = []
    firsts = {scope: first_rows(rows.of_scope(scope)) for scope in SCOPES}
    every = {scope: [(row, row.subject) for row in rows.of_scope(scope)] for scope in SCOPES}
    for rule in law.rules:
        if rule.id not in law.broken:
            # Rows that differ only in a data category the rule does not read are one.
            subjects = (every if rule.id in law.per_category else firsts)[rule.scope]
            found += [job_of(law, rule, row, subject) for row, subject in subjects]
    return found


def first_rows(rows: list[Row]) -> list[tuple[Row, Subject]]:
    """The first row of each practice and recipient, with the subject that leaves the category out."""
    distinct: dict[Subject, Row] = {}
    for row in rows:
        distinct.setdefault(row.subject if row.subject.data is None else replace(row.subject, data=None), row)
    return [(row, subject) for subject, row in distinct.items()]


def job_of(law: InForce, rule: Rule, row: Row, subject: Subject) -> Job:
    """The job of a rule on a row, with the answer a person gave to it there."""
    judgements = row.rows.declaration.judgements
    answer = next((one for one in judgements if one.rule == rule.id and one.subject.covers(subject)), None)
    if answer is None:
        return Job(rule, row, subject)
    facts_hash = judgement_hash(rule, row, law)
    lapsed = answer.facts not in ("", facts_hash)
    said = None if lapsed else answer.answer
    return Job(rule, _with_judgement_fact(rule, row, said), subject, answer, said, lapsed, facts_hash)


def judgement_hash(rule: Rule, row: Row, law: InForce) -> str:
    """A short hash of the facts a person's answer to this rule rests on: the answer lapses when they change.

    Facts of the row, and for a rule that looks at all practices or recipients theirs too; the judgement itself is left out.
    """
    skip = rule.review.fact if rule.review else None
    names = sorted(law.reads[rule.id] - {skip})
    seen: list[object] = [[name, row.facts.get(name)] for name in names]
    for over in ("practice", "recipient"):
        outside = [name for name in names if name.startswith(f"{over}.") and getattr(row, over) is None]
        if outside:
            seen.append([[name, member.facts.get(name)] for member in row.members(over).rows for name in outside])
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _with_judgement_fact(rule: Rule, row: Row, said: str | None) -> Row:
    """A person's answer stands for the judgement fact the rule names, where the declaration does not state it."""
    name = rule.review.fact if rule.review else None
    if said is None or name is None or name in row.facts:
        return row
    bad = schema().by_name[name].bad_when == "yes"
    return replace(row, facts={**row.facts, name: bad if said == "fail" else not bad})
