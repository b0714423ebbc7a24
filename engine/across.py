"""One app under the laws of several regions: where they agree, where one is stricter, where one strains another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from .assess import Assessment, Finding, ranked
from .declaration.rows import Row
from .evaluate.explain import Explainer, Step
from .evaluate.jobs import Job, first_rows, job_of
from .evaluate.outcome import outcome
from .evaluate.reference import Reference
from .rulebook.model import Rule

if TYPE_CHECKING:
    from .rulebook.in_force import InForce
    from .rulebook.sides import Conflict, Side, Topic

STATES = ("breached", "unsettled", "kept", "not_applicable", "no_rule")
"""What the law of a region says of a conduct, gravest first."""


class State(NamedTuple):
    """What one region says of what another finds broken: the rules that say so; for a pass the exception's clauses and why."""

    kind: str
    rules: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    because: tuple[Step, ...] = ()
    see: tuple[int, ...] = ()
    """Where it is breached under another name: the violations that the same facts make in that region."""


class Breach(NamedTuple):
    """One violation (its number in the report) and what each region says of it."""

    number: int
    findings: tuple[Finding, ...]
    states: dict[str, State]

    @property
    def agree(self) -> bool:
        """Whether it is a breach in every region that the app was judged by."""
        return all(state.kind == "breached" for state in self.states.values())


class Clash(NamedTuple):
    """A conflict that this app meets, and the violations it shows in."""

    conflict: Conflict
    numbers: tuple[int, ...]


def violations(findings: list[Finding]) -> list[list[Finding]]:
    """Ranked fails as violations: grouped by conduct, practice and recipient, gravest first."""
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        if one.kind == "fail":
            groups.setdefault(one.conduct, []).append(one)
    return list(groups.values())


class Comparison:
    """The regions of one assessment side by side. `regions` is empty where fewer than two were judged: nothing to compare."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment, self.law = assessment, assessment.law
        self.book = assessment.law.book
        judged = {one.rule.id for one in assessment.findings if one.kind != "notApplicable"} | set(assessment.passed)
        of_law = {id: law.region for id, law in self.book.laws.items() if not law.own}
        found = {of_law[rule.law] for rule in self.law.rules if rule.id in judged and rule.law in of_law}
        known = [region for region in dict.fromkeys(of_law.values()) if region in found]
        self.regions = tuple(known) if len(known) > 1 else ()
        self._of_law, self._judged = of_law, judged
        self.reference, self._explainer = assessment.reference(), Explainer(self.law)

    @cached_property
    def groups(self) -> list[list[Finding]]:
        """The violations, as numbered in the report."""
        return violations(list(ranked(self.assessment.findings)))

    @cached_property
    def breaches(self) -> list[Breach]:
        """Every violation under a law of some region, with what each region says of it."""
        if not self.regions:
            return []
        return [
            Breach(number, tuple(group), {region: self._state(region, group) for region in self.regions})
            for number, group in enumerate(self.groups, 1)
            if any(one.rule.law in self._of_law for one in group)
        ]

    @cached_property
    def clashes(self) -> list[Clash]:
        """The conflicts that this app meets: one side's rule binds it, and it breaks the other side's."""
        if not self.regions:
            return []
        found = []
        for conflict in self.book.across.conflicts:
            if not self.told((*conflict.asks.cites, *conflict.strains.cites), conflict.since):
                continue
            sides = (conflict.asks, conflict.strains)
            numbers = [
                number
                for number, group in enumerate(self.groups, 1)
                if any(self._meets(one, *pair) for pair in (sides, sides[::-1]) for one in group)
            ]
            if numbers:
                found.append(Clash(conflict, tuple(numbers)))
        return found

    def told(self, cites: tuple[str, ...], since: str) -> bool:
        """Whether a note on these clauses is true of the day: all of them are law."""
        day, laws = self.law.day, self.book.laws
        return bool(cites) and since <= day and all(day <= laws[cite.partition(":")[0]].to for cite in cites)

    def topic(self, conduct: str) -> Topic | None:
        """The topic under which a conduct is compared."""
        return next((one for one in self.book.across.topics if conduct in one.conducts), None)

    def _meets(self, finding: Finding, other: Side, broken: Side) -> bool:
        if finding.rule.id not in broken.rules or self._judged.isdisjoint(other.rules):
            return False
        if broken.about is None or finding.row is None:
            return broken.about is None
        return any(self.reference.value(broken.about, row) is True for row in _rows_like(finding))

    def _state(self, region: str, group: list[Finding]) -> State:
        broken = [one for one in group if self._of_law.get(one.rule.law) == region]
        if broken:
            return State("breached", _ids(broken))
        see = self._elsewhere(region, group)
        if see:
            others = [one for number in see for one in self.groups[number - 1] if self._of_law.get(one.rule.law) == region]
            return State("breached", _ids(others), see=see)
        first = group[0]
        rules = self._rules.get((first.rule.conduct, region), [])
        # A rule about the practice says more of it than one about the app as a whole.
        rules = [rule for rule in rules if rule.scope == first.rule.scope] or rules
        found = [(job, decided) for rule in rules for job, decided in self._decided(rule, group)]
        for kind, name in (("fail", "breached"), (None, "unsettled"), ("pass", "kept")):
            these = [job for job, decided in found if decided == kind]
            if these:
                ids = tuple(dict.fromkeys(job.rule.id for job in these))
                return self._kept(these, ids) if name == "kept" else State(name, ids)
        return State("not_applicable" if rules else "no_rule", tuple(rule.id for rule in rules))

    def _kept(self, jobs: list[Job], ids: tuple[str, ...]) -> State:
        """Why it is kept: by an exception, if one rule has one that holds, else by the facts of the first."""
        for job in jobs:
            verdict = self.reference.verdict(job.rule, job.row, job.said)
            found = outcome(job.rule, job.row, verdict, self._explainer, job.said)
            if found.exception is not None:
                return State("kept", ids, job.rule.unless[found.exception].cites, found.because)
            if job is jobs[0]:
                first = State("kept", ids, job.rule.cites[:1], found.because)
        return first

    def _decided(self, rule: Rule, group: list[Finding]) -> Iterator[tuple[Job, str | None]]:
        """What the rule says of everything that the violation is about: fail, pass, notApplicable, None where it is open."""
        row = group[0].row
        if row is None:
            return
        data = {one.subject.data for one in group} - {None}
        for job in jobs_at(rule, row, self.law):
            if not data or job.subject.data is None or job.subject.data in data:
                yield job, self.reference.decided(rule, job.row, job.said)

    @cached_property
    def _rules(self) -> dict[tuple[str, str], list[Rule]]:
        """The rules of each conduct and region."""
        found: dict[tuple[str, str], list[Rule]] = {}
        for rule in self.law.rules:
            if rule.law in self._of_law and rule.id not in self.law.broken:
                found.setdefault((rule.conduct, self._of_law[rule.law]), []).append(rule)
        return found

    @cached_property
    def _facts(self) -> list[set[tuple[str, object]]]:
        """What each violation rests on."""
        return [{(leaf.name, leaf.value) for one in group for leaf in leaves(one.proof)} for group in self.groups]

    def _elsewhere(self, region: str, group: list[Finding]) -> tuple[int, ...]:
        """Violations in a region that a fact behind this one makes, too."""
        facts = next(facts for one, facts in zip(self.groups, self._facts, strict=True) if one is group)
        return tuple(
            number
            for number, (other, also) in enumerate(zip(self.groups, self._facts, strict=True), 1)
            if other is not group and facts & also and any(self._of_law.get(one.rule.law) == region for one in other)
        )


def leaves(steps: Iterable[Step]) -> Iterator[Step]:
    """Every fact in a proof, concepts opened."""
    for step in steps:
        if step.kind == "fact":
            yield step
        else:
            yield from leaves(step.because)


def _ids(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.rule.id for one in findings))


def _same_place(one: Row, other: Row) -> bool:
    """Whether two rows can be about the same practice and recipient."""
    pairs = (
        (one.subject.practice, other.subject.practice),
        (one.subject.recipient, other.subject.recipient),
    )
    return all(mine is None or yours is None or mine == yours for mine, yours in pairs)


def _rows_like(finding: Finding) -> Iterator[Row]:
    """The rows a finding stands for: of a rule that does not tell data categories apart, all of its practice."""
    row = finding.row
    if row is None:
        return
    if finding.subject.data is not None:
        yield row
        return
    for one in row.rows.of_scope(row.scope):
        if (one.subject.practice, one.subject.recipient) == (row.subject.practice, row.subject.recipient):
            yield one


def jobs_at(rule: Rule, row: Row, law: InForce) -> Iterator[Job]:
    """A rule on the rows that can be about the practice and recipient of another row."""
    every = row.rows.of_scope(rule.scope)
    for at, subject in [(one, one.subject) for one in every] if rule.id in law.per_category else first_rows(every):
        if _same_place(at, row):
            yield job_of(law, rule, at, subject)


def own_rules_passed(citation: str, finding: Finding, reference: Reference) -> bool:
    """Whether the rules on a clause, of the finding's own conduct, were judged on its subject and none is broken or open."""
    if finding.row is None:
        return False
    law, data = reference.law, finding.subject.data
    decided = {
        reference.decided(rule, job.row, job.said)
        for rule in law.on_clause.get(citation, ())
        if rule.conduct == finding.rule.conduct and rule.id not in law.broken
        for job in jobs_at(rule, finding.row, law)
        if data is None or job.subject.data in (None, data)
    }
    return "pass" in decided and decided <= {"pass", "notApplicable"}
