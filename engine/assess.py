"""An assessment: every rule in force on every row it is about, what proves it, what is missing, and the overall verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from .declaration.model import Declaration, JudgementAnswer, Subject, Waiver
from .declaration.rows import Row, Rows
from .declaration.schema import schema
from .evaluate.explain import OWN_JUDGEMENT, Explainer, Step
from .evaluate.jobs import Job, judgement_hash
from .evaluate.outcome import KINDS, Outcome, outcome
from .evaluate.reference import Evaluator, Reference
from .plain import Plain
from .reading import Fault, Faults, nearest
from .rulebook.in_force import InForce, in_force
from .rulebook.model import SEVERITIES, Rule, Rulebook
from .text import Bilingual, Text, reason, said

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

_LIST_QUESTIONS: dict[str, Bilingual] = {
    "practices": said("Which practices does the app have?"),
    "recipients": said("Who receives data from the app?"),
}


@dataclass(slots=True, repr=False)
class Finding(Plain):
    """One rule's outcome on one subject. What a reader rarely needs is worked out when asked for."""

    rule: Rule
    kind: str
    subject: Subject
    law: InForce
    row: Row | None = None
    outcome: Outcome | None = None
    judgement: JudgementAnswer | None = None
    judgement_lapsed: bool = False
    waiver: Waiver | None = None
    reason: str = ""

    @property
    def because(self) -> tuple[Step, ...]:
        """The proof: facts and concepts, with facts named by their place in the declaration; first that the rule applies."""
        return tuple(dict.fromkeys((*self.gate, *self.proof)))

    @property
    def gate(self) -> tuple[Step, ...]:
        """The part of the proof that the rule applies."""
        return () if self.outcome is None else tuple(self._placed(step) for step in self.outcome.gate)

    @property
    def proof(self) -> tuple[Step, ...]:
        """The part of the proof that it is broken, or not."""
        return () if self.outcome is None else tuple(self._placed(step) for step in self.outcome.because)

    def _placed(self, step: Step) -> Step:
        name = self.row.path(step.name) if step.kind == "fact" and self.row else step.name
        return step._replace(
            name=name,
            because=tuple(self._placed(one) for one in step.because),
            contradicts=tuple(self._placed(one) for one in step.contradicts),
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown facts that would decide, most decisive first."""
        return self._places(self.outcome.missing) if self.outcome else ()

    @property
    def presumed(self) -> tuple[str, ...]:
        """Facts nobody stated that were taken not to be the case, because the rule asks for a claim."""
        return self._places(self.outcome.presumed) if self.outcome else ()

    def _places(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.row.path(name) if self.row else name for name in names)

    @property
    def questions(self) -> tuple[Bilingual, ...]:
        """The question for each missing fact, in the same order."""
        if self.outcome is None:
            return ()
        found = self.outcome
        return tuple(_question(self.rule, path, one.fact, found.unless_open) for path, one in found.missing.items())

    @property
    def unless_open(self) -> bool:
        """Whether only an exception is unknown."""
        return self.outcome is not None and self.outcome.unless_open

    @property
    def exception_cites(self) -> tuple[str, ...]:
        """The clauses of the exception that made the rule pass."""
        index = self.outcome.exception if self.outcome else None
        return () if index is None else self.rule.unless[index].cites

    @property
    def facts_hash(self) -> str:
        """The hash to record with a person's answer; empty where none is asked for or given."""
        if self.row is None or (self.kind != "review" and self.judgement is None):
            return ""
        return judgement_hash(self.rule, self.row, self.law)

    @property
    def conduct(self) -> tuple[str, str | None, str | None]:
        """What makes several fails one violation: the conduct, the practice and the recipient."""
        return self.rule.conduct, self.subject.practice, self.subject.recipient


@dataclass(slots=True, repr=False)
class Assessment(Plain):
    """All findings of one declaration as of a day, and what is needed to reproduce them.

    `findings` holds fail, open, review and error, and with `explain_all` the rest; `passed` and `not_applicable` count by
    rule what is not among them.
    """

    declaration: Declaration
    law: InForce
    as_of: str
    as_of_from: str
    findings: list[Finding] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    not_applicable: Counter[str] = field(default_factory=Counter)
    engine: str = "reference"
    severities: tuple[str, ...] = SEVERITIES
    """The severities looked at: less than all when the user asked for the grave ones only."""
    oracle: Reference | None = field(default=None, compare=False)
    """The oracle, where it judged: it remembers the concepts that a report asks about again."""

    @property
    def counts(self) -> dict[str, int]:
        """Findings by kind, distinct violations (`conducts`), waived fails, and rules not in force on the day."""
        kinds = Counter(finding.kind for finding in self.findings)
        kinds["pass"] += self.passed.total()
        kinds["notApplicable"] += self.not_applicable.total()
        fails = [finding for finding in self.findings if finding.kind == "fail"]
        return {
            **{kind: kinds[kind] for kind in KINDS},
            "conducts": len({finding.conduct for finding in fails}),
            "waived": sum(finding.waiver is not None for finding in fails),
            "not_in_force": self.law.not_in_force,
        }

    @property
    def verdict(self) -> str:
        """The overall verdict: the first of VERDICTS that holds."""
        counts = self.counts
        if counts["error"]:
            return "error"
        if counts["fail"]:
            return "violation" if counts["waived"] < counts["fail"] else "violation_waived"
        for kind, verdict in (("open", "needs_information"), ("review", "needs_review"), ("pass", "no_violation_found")):
            if counts[kind]:
                return verdict
        return "not_applicable"

    @property
    def rules(self) -> list[Rule]:
        """The rules that were judged, in the order of the rulebook."""
        seen = {finding.rule.id for finding in self.findings} | set(self.passed) | set(self.not_applicable)
        return [rule for rule in self.law.rules if rule.id in seen]

    def keep(self, severities: Collection[str]) -> None:
        """Drop what is of another severity; errors always stay."""
        self.severities = tuple(one for one in self.severities if one in severities)
        wanted = {rule.id for rule in self.law.rules if rule.severity in severities}
        self.findings = [one for one in self.findings if one.kind == "error" or one.rule.id in wanted]
        for counter in (self.passed, self.not_applicable):
            for id in set(counter) - wanted:
                del counter[id]

    @property
    def rows(self) -> Rows:
        """The rows that were judged, with what an evaluator remembers of them."""
        judged = next((one.row.rows for one in self.findings if one.row is not None), None)
        return judged or Rows(self.declaration, self.law.law_facts)

    def reference(self) -> Reference:
        """The oracle for whoever asks more about these rows."""
        return self.oracle or Reference(self.law)

    def contradictions(self, reference: Reference | None = None) -> list[tuple[Step, Step]]:
        """Pairs of stated facts that contradict each other, each once, whatever came of the rules that read them."""
        from .evaluate.contradiction import contradicting

        return contradicting(self.law, self.rows, reference)

    def list_questions(self) -> list[str]:
        """The completeness facts nobody stated: asked once per report, not once per rule."""
        app = self.declaration.app
        lists = {"practices_complete": self.declaration.practices, "recipients_complete": self.declaration.recipients}
        return [name for name, rows in lists.items() if name not in app and rows]


_REMEMBERED = 50_000
"""Explanations an assessor keeps: one per rule and combination of the facts it reads."""


_STRUCTURE = ("practice.id", "practice.data", "practice.recipients", "practice.markets", "recipient.id", "recipient.data")
"""Facts that say which rows a quantifier meets."""
_COMPLETE = ("practices_complete", "recipients_complete")


class _Columns:
    """The values of one fact over all rows of a declaration, as a number that stands for exactly these values."""

    def __init__(self, rows: Rows, numbers: dict[tuple[object, ...], int]) -> None:
        self.rows, self.numbers = rows, numbers
        self.known: dict[str, int] = {}
        self.together: dict[tuple[str, ...], tuple[int, ...]] = {}

    def of(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """The numbers of the columns of these facts."""
        found = self.together.get(names)
        if found is None:
            found = self.together[names] = tuple(map(self.number, names))
        return found

    def number(self, name: str) -> int:
        """The number of the column of a fact."""
        found = self.known.get(name)
        if found is None:
            practice = name.startswith("practice.")
            rows = self.rows.practices if practice else self.rows.recipients
            listed = self.rows.declaration.practices if practice else self.rows.declaration.recipients
            column = (listed is None, not listed, *(row.facts.get(name) for row in rows))
            found = self.known[name] = self.numbers.setdefault(column, len(self.numbers))
        return found


class Assessor:
    """Assesses declarations against one day's rulebook; reusable, so that rules are compiled once.

    Outcomes and proofs are remembered by what they rest on: for a rule that looks at nothing but its own row, the facts it
    reads there; for one with a quantifier behind it, also the columns of the facts it reads over all rows.
    """

    def __init__(self, law: InForce, evaluator: Evaluator | None = None) -> None:
        self.law = law
        if evaluator is None:
            # A single check on the command line uses the oracle and has no need of the compiler.
            from .evaluate.generated import Generated

            evaluator = Generated(law)
        self.evaluator = evaluator
        self._remembered: dict[tuple[object, ...], Outcome] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._read = {rule.id: tuple(sorted({*law.reads[rule.id], *_COMPLETE})) for rule in law.rules}
        self._over = {
            id: (*_STRUCTURE, *(name for name in names if name.startswith(("practice.", "recipient."))))
            for id, names in self._read.items()
            if id not in law.of_row
        }
        self._order = {rule.id: place for place, rule in enumerate(law.rules)}

    def assess(self, declaration: Declaration, as_of_from: str = "option", *, explain_all: bool = False) -> Assessment:
        """Every fail, open, review and error with its proof; with `explain_all` also every pass and notApplicable.

        An evaluator that fails on a row gives a finding of kind `error` there; nothing is passed over.
        """
        oracle = self.evaluator if isinstance(self.evaluator, Reference) else None
        found = Assessment(declaration, self.law, self.law.day, as_of_from, oracle=oracle)
        rows = Rows(declaration, self.law.law_facts)
        swept = self.evaluator.sweep(rows, everything=explain_all)
        found.passed, found.not_applicable = swept.passed, swept.not_applicable
        findings = [Finding(rule, "error", Subject(), self.law, reason=self.law.broken[rule.id]) for rule in self._broken()]
        here, elsewhere = Explainer(self.law, relative=True), Explainer(self.law)
        if len(self._remembered) >= _REMEMBERED or len(self._numbers) >= _REMEMBERED:
            self._remembered.clear()
            self._numbers.clear()
        columns = _Columns(rows, self._numbers)
        findings += [self._finding(job, here, elsewhere, columns) for job in swept.jobs]
        judged = {job.rule.id for job in swept.jobs}.union(swept.passed, swept.not_applicable, self.law.broken)
        for rule in self.law.rules:
            if rule.id in judged:
                continue
            if explain_all:
                findings.append(Finding(rule, "notApplicable", Subject(), self.law))
            else:
                found.not_applicable[rule.id] += 1
        order = self._order
        found.findings = sorted(findings, key=lambda finding: order[finding.rule.id])
        return found

    def _broken(self) -> list[Rule]:
        return [rule for rule in self.law.rules if rule.id in self.law.broken]

    def _finding(self, job: Job, here: Explainer, elsewhere: Explainer, columns: _Columns) -> Finding:
        rule, row = job.rule, job.row
        if job.failure:
            return Finding(rule, "error", job.subject, self.law, row, reason=job.failure)
        try:
            found = self._outcome(job, here, elsewhere, columns)
        except Exception as error:
            return Finding(rule, "error", job.subject, self.law, row, reason=reason(error))
        finding = Finding(rule, found.kind, job.subject, self.law, row, found, job.answer, job.lapsed)
        if found.kind == "fail" and row.rows.declaration.waivers:
            finding.waiver = _waiver(row.rows.declaration, rule, job.subject, self.law.day)
        return finding

    def _outcome(self, job: Job, here: Explainer, elsewhere: Explainer, columns: _Columns) -> Outcome:
        rule, row = job.rule, job.row
        names = self.law.of_row.get(rule.id)
        key: tuple[object, ...]
        if names is not None:
            explainer = here
            key = (rule.id, job.said, *map(row.facts.get, names))
        else:
            explainer = elsewhere
            facts = map(row.facts.get, self._read[rule.id])
            key = (rule.id, job.said, row.subject, columns.of(self._over[rule.id]), *facts)
        found = self._remembered.get(key)
        if found is None:
            verdict = self.evaluator.verdict(rule, row, job.said)
            found = self._remembered[key] = outcome(rule, row, verdict, explainer, job.said)
        return found


def _waiver(declaration: Declaration, rule: Rule, subject: Subject, day: str) -> Waiver | None:
    """The waiver of a fail, if there is one that has not expired: `until` is its last day."""
    return next((w for w in declaration.waivers if w.rule == rule.id and w.subject.covers(subject) and day <= w.until), None)


def _question(rule: Rule, path: str, fact: str, unless_open: bool) -> Bilingual:
    if fact == OWN_JUDGEMENT:
        own = [rule.review.question] if rule.review and rule.review.fact is None else []
        of_exceptions = [exception.review for exception in rule.unless if exception.review]
        asked = of_exceptions + own if unless_open else own + of_exceptions
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


def check_rule_names(declaration: Declaration, book: Rulebook) -> None:
    """Raise Faults where an answer or a waiver names a rule that no edition of the rulebook has: it would be lost unseen."""
    known = {rule.id for rule in book.rules}
    faults = []
    named = {f"judgements[{number}].rule": one.rule for number, one in enumerate(declaration.judgements)}
    named |= {f"waivers[{number}].rule": one.rule for number, one in enumerate(declaration.waivers)}
    for path, id in named.items():
        if id not in known:
            place = declaration.places.get(path, (0, 0))
            faults.append(Fault(declaration.file, *place, said("unknown rule `{}`", id), nearest(id, known)))
    if faults:
        raise Faults(faults)


def assess(
    declaration: Declaration,
    book: Rulebook,
    *,
    day: str | None = None,
    laws: Collection[str] = (),
    only: Collection[str] = (),
    explain_all: bool = False,
) -> Assessment:
    """Assess one declaration: as of `day`, else the day it is valid as of, else today; against these law ids, or all.

    Raises Faults when an answer or a waiver in it names no rule.
    """
    check_rule_names(declaration, book)
    when, source = as_of(declaration, day)
    law = in_force(book, when, laws, only)
    return Assessor(law).assess(declaration, source, explain_all=explain_all)


def ranked(findings: Collection[Finding]) -> Iterator[Finding]:
    """Findings by kind, then severity, gravest first, then in the order of the rulebook."""
    order = {kind: position for position, kind in enumerate(KINDS)}
    grave = {severity: position for position, severity in enumerate(SEVERITIES)}
    yield from sorted(findings, key=lambda f: (order[f.kind], grave[f.rule.severity]))
