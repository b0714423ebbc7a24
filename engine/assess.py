"""An assessment: every rule in force on every row it is about, what proves it, what is missing, and the overall verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from .declaration.model import Declaration, JudgementAnswer, Subject, Waiver
from .declaration.rows import Row, Rows
from .declaration.schema import schema
from .evaluate.explain import OWN_JUDGEMENT, Explainer, Step, contradictions
from .evaluate.generated import Generated
from .evaluate.jobs import Job, jobs, judgement_hash
from .evaluate.outcome import KINDS, Outcome, outcome
from .evaluate.reference import Reference
from .rulebook.in_force import InForce, in_force
from .rulebook.model import SEVERITIES, Rule, Rulebook
from .text import Text

VERDICTS = (
    "error",
    "violation",
    "violation_waived",
    "needs_information",
    "needs_review",
    "no_violation_found",
    "not_applicable",
)
"""Overall verdicts, first that holds."""

_LIST_QUESTIONS = {
    "practices": Text("Which practices does the app have?", "应用有哪些处理活动？"),
    "recipients": Text("Who receives data from the app?", "应用向哪些接收方提供信息？"),
}


@dataclass(slots=True)
class Finding:
    """One rule's outcome on one subject."""

    rule: Rule
    kind: str
    subject: Subject
    row: Row | None
    because: tuple[Step, ...] = ()
    presumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[Text, ...] = ()
    unless_open: bool = False
    exception_cites: tuple[str, ...] = ()
    judgement: JudgementAnswer | None = None
    judgement_lapsed: bool = False
    facts_hash: str = ""
    waiver: Waiver | None = None
    reason: str = ""

    @property
    def conduct(self) -> tuple[str, str | None, str | None]:
        """What makes several fails one violation: the conduct, the practice and the recipient."""
        return self.rule.conduct, self.subject.practice, self.subject.recipient


@dataclass(slots=True)
class Assessment:
    """All findings of one declaration as of a day, and what is needed to reproduce them."""

    declaration: Declaration
    law: InForce
    as_of: str
    as_of_from: str
    findings: list[Finding] = field(default_factory=list)
    engine: str = "reference"

    @property
    def counts(self) -> dict[str, int]:
        """Findings by kind, distinct violations (`conducts`), waived fails, and rules not in force on the day."""
        kinds = Counter(finding.kind for finding in self.findings)
        fails = [finding for finding in self.findings if finding.kind == "fail"]
        return {
            **{kind: kinds.get(kind, 0) for kind in KINDS},
            "conducts": len({finding.conduct for finding in fails}),
            "waived": sum(finding.waiver is not None for finding in fails),
            "not_in_force": self.law.not_in_force,
        }

    @property
    def verdict(self) -> str:
        """The overall verdict: the first of VERDICTS that holds."""
        kinds = {finding.kind for finding in self.findings}
        if "error" in kinds:
            return "error"
        fails = [finding for finding in self.findings if finding.kind == "fail"]
        if fails:
            return "violation" if any(finding.waiver is None for finding in fails) else "violation_waived"
        for kind, verdict in (("open", "needs_information"), ("review", "needs_review"), ("pass", "no_violation_found")):
            if kind in kinds:
                return verdict
        return "not_applicable"

    def contradictions(self) -> list[tuple[Step, Step]]:
        """Pairs of stated facts that contradict each other, each once."""
        found = [pair for finding in self.findings for pair in contradictions(finding.because)]
        return list(dict.fromkeys(found))

    def list_questions(self) -> list[str]:
        """The completeness facts nobody stated: asked once per report, not once per rule."""
        app = self.declaration.app
        lists = {"practices_complete": self.declaration.practices, "recipients_complete": self.declaration.recipients}
        return [name for name, rows in lists.items() if name not in app and rows]


class Assessor:
    """Assesses declarations against one day's rulebook; reusable, so that a batch compiles the rules once."""

    def __init__(self, law: InForce, evaluator: Reference | Generated | None = None) -> None:
        self.law = law
        self.evaluator = evaluator or Generated(law)

    def assess(self, declaration: Declaration, as_of_from: str = "option", *, explain_all: bool = False) -> Assessment:
        """Every finding. Passes and notApplicable carry their proof only with `explain_all`.

        An evaluator that fails on a row gives a finding of kind `error` there; nothing is passed over.
        """
        found = Assessment(declaration, self.law, self.law.day, as_of_from)
        rows = Rows(declaration, self.law.law_facts)
        todo = jobs(self.law, rows)
        self.evaluator.prepare(todo)
        explainer = Explainer(self.law)
        judged = {job.rule.id for job in todo}
        for rule in self.law.rules:
            if rule.id in self.law.broken:
                found.findings.append(Finding(rule, "error", Subject(), None, reason=self.law.broken[rule.id]))
            elif rule.id not in judged:
                found.findings.append(Finding(rule, "notApplicable", Subject(), None))
        found.findings += [self._finding(job, explainer, explain_all) for job in todo]
        position = {rule.id: place for place, rule in enumerate(self.law.rules)}
        found.findings.sort(key=lambda finding: position[finding.rule.id])
        return found

    def _finding(self, job: Job, explainer: Explainer, explain_all: bool) -> Finding:
        rule, row, said = job.rule, job.row, job.said
        try:
            decided = self.evaluator.decided(rule, row, said)
            if decided in ("pass", "notApplicable") and not explain_all and job.answer is None:
                found = Outcome(decided)
            else:
                found = outcome(rule, row, self.evaluator.verdict(rule, row, said), explainer, said)
        except Exception as error:
            return Finding(rule, "error", job.subject, row, reason=f"{type(error).__name__}: {error}")
        finding = Finding(
            rule,
            found.kind,
            job.subject,
            row,
            found.because,
            found.presumed,
            tuple(found.missing),
            tuple(_question(rule, path, one.fact) for path, one in found.missing.items()),
            found.unless_open,
            rule.unless[found.exception].cites if found.exception is not None else (),
            job.answer,
            job.lapsed,
            job.facts_hash or (judgement_hash(rule, row, self.law) if found.kind == "review" else ""),
        )
        if found.kind == "fail":
            finding.waiver = _waiver(row.rows.declaration, rule, job.subject, self.law.day)
        return finding


def _waiver(declaration: Declaration, rule: Rule, subject: Subject, day: str) -> Waiver | None:
    """The waiver of a fail, if there is one that has not expired: `until` is its last day."""
    return next((w for w in declaration.waivers if w.rule == rule.id and w.subject.covers(subject) and day <= w.until), None)


def _question(rule: Rule, path: str, fact: str) -> Text:
    if fact == OWN_JUDGEMENT:
        asked = [rule.review.question] if rule.review else [e.review for e in rule.unless if e.review]
        return asked[0] if asked else rule.message
    if rule.review and rule.review.fact == fact:
        return rule.review.question
    if fact in _LIST_QUESTIONS:
        return _LIST_QUESTIONS[fact]
    known = schema().resolve(fact)
    return known[0].question if known else Text(path, path)


def as_of(declaration: Declaration, option: str | None, today: date | None = None) -> tuple[str, str]:
    """The date of the practice and where it came from: option, file or today (DESIGN, Outcome)."""
    if option:
        return option, "option"
    stated = declaration.app.get("meta.valid_as_of")
    if isinstance(stated, str):
        return stated, "file"
    return (today or date.today()).isoformat(), "today"


def assess(
    declaration: Declaration,
    book: Rulebook,
    *,
    day: str | None = None,
    laws: Collection[str] = (),
    only: Collection[str] = (),
    explain_all: bool = False,
) -> Assessment:
    """Assess one declaration: as of `day`, else the day it is valid as of, else today; against these law ids, or all."""
    when, source = as_of(declaration, day)
    law = in_force(book, when, laws, only)
    return Assessor(law).assess(declaration, source, explain_all=explain_all)


def ranked(findings: Collection[Finding]) -> Iterator[Finding]:
    """Findings by kind, then severity, gravest first, then in the order of the rulebook."""
    order = {kind: position for position, kind in enumerate(KINDS)}
    grave = {severity: position for position, severity in enumerate(SEVERITIES)}
    yield from sorted(findings, key=lambda f: (order[f.kind], grave[f.rule.severity]))
