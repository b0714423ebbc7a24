"""The focus rules: those a question is about, and what the engine finds by them. DESIGN, Command line.

A rule is in focus when a fact that the question states is read by it and takes part in its outcome, or when the question
names its clause. What the question is about may be ranked by likeness; an outcome never is: it is the engine's, on facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from ...engine.assess import Assessor, Finding
from ...engine.declaration.model import JudgementAnswer, Subject, Value
from ...engine.declaration.rows import Rows
from ...engine.declaration.schema import schema
from ...engine.evaluate.explain import Step
from ...engine.evaluate.reference import Reference
from ...engine.rulebook.conditions import ConceptRef, Condition, Leaf, facts_of_leaf, walk
from ...engine.rulebook.in_force import InForce
from ...engine.rulebook.model import Rule
from ..dialogue.assume import Solver
from ..dialogue.case import Case, ready

CONTEXT = frozenset(
    {"practice.data", "practice.purpose", "practice.data_subject"}
    | {"app.type", "app.markets", "app.platforms", "app.operator.role"}
)
"""Facts that describe the setting. On their own they put no rule in focus, except where a look-up turns on them."""
BACKGROUND = frozenset(
    {"recipient.kind", "recipient.role", "recipient.via", "practice.source", "practice.collected_by"}
    | {"app.platforms", "app.operator.role", "practice.data_subject", "practice.purpose"}
)
"""Facts that are heard in passing: a rule that one of them puts out of action answers no question."""
LEAST_ASSUMED, MOST_ASSUMED = 0.5, 2.0
"""A rule that needs more taken as given is about another case: how much may be, for a clause unlike the question, and what
is added for one that is most like it."""
NOBODY = "assumed"
"""Who is named for an exception that only a person can judge and that nobody claims."""
CLOSE = 0.6
"""Likeness from which a rule that a stated fact puts out of action is what the question is about, not beside the point."""
NEAR_THE_BEST, FAR_FAILS = 0.8, 0.45
"""Shares of the best rank down to which a rule is in focus: a violation counts from further off than what only stays open."""


@dataclass(frozen=True, slots=True)
class Focus:
    """A rule in focus: what the engine found, on which stated facts it turns, what had to be assumed, and its rank."""

    finding: Finding
    stated: tuple[str, ...]
    assumed: Mapping[str, Value]
    score: float
    central: bool = True
    """Whether a stated fact takes part in what the rule forbids, not only in whether it applies."""

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.finding.rule

    @property
    def kind(self) -> str:
        """What the engine found: fail, open, review, pass or notApplicable."""
        return self.finding.kind


class Judge:
    """Judges cases by one day's law; reusable."""

    def __init__(self, law: InForce) -> None:
        self.law = law
        self.solver = Solver(Reference(law), ready())
        self._cores: dict[str, frozenset[str]] = {}
        self._reads = {id: frozenset(map(_base, names)) for id, names in law.reads.items()}
        readers: dict[str, int] = {}
        for names in self._reads.values():
            for name in names:
                readers[name] = readers.get(name, 0) + 1
        self.weight = {name: 1.0 / log(2.0 + count) for name, count in readers.items()}

    def focus(
        self,
        case: Case,
        stated: Collection[str],
        likeness: Mapping[str, float],
        named: Collection[str],
        asked: Collection[str] = (),
    ) -> list[Focus]:
        """The rules in focus, best first. `stated` are the facts of the question, `likeness` scores clauses, `named` are
        clauses that the question names, `asked` those of the facts that are only what a duty question asks to leave out."""
        distinctive = {name for name in stated if name not in CONTEXT}
        found = []
        for rule in self.law.rules:
            if rule.id in self.law.broken:
                continue
            reads = self._reads[rule.id]
            like = max((likeness.get(id, 0.0) for id in rule.cites), default=0.0)
            is_named = any(id in named for id in rule.cites)
            if distinctive & reads or is_named or (like > 0.35 and set(stated) & reads):
                found += self._judge(rule, case, set(stated), like, is_named, frozenset(asked))
        return _near_the_best(sorted(found, key=lambda one: (-one.score, one.rule.id)))

    def unsettled(self, case: Case, near: Sequence[str]) -> list[Focus]:
        """The rules of these clauses that a fact not stated would decide, in the order of the clauses.

        They give a question, never more: an outcome that rests on nothing stated is left out.
        """
        found = []
        for place, id in enumerate(near):
            for rule in self.law.rules:
                if rule.cites[0] == id and rule.id not in self.law.broken:
                    judged = self._judge(rule, case, set(), 1.0 - 0.1 * place, False)
                    found += [one for one in judged if one.kind in ("open", "review")]
        return found

    def _judge(
        self, rule: Rule, case: Case, stated: set[str], like: float, is_named: bool, asked: frozenset[str] = frozenset()
    ) -> list[Focus]:
        rows = Rows(case.declaration(), self.law.law_facts)
        row = rows.of_scope(rule.scope)[0]
        gate = self.solver.want(rule.applies, row, True)
        assumed = dict(gate or {})
        if gate and self.solver.cost(gate) > LEAST_ASSUMED + MOST_ASSUMED * like:
            return []
        for exception in rule.unless:
            # An exception that nobody claims is not assumed to hold; the answer names it. One that is claimed stays open.
            if not stated & {*_read(self.law, [exception.when])} - CONTEXT:
                assumed |= self.solver.want(exception.when, row, False) or {}
        law = replace(self.law, rules=(rule,))
        assessor = Assessor(law, Reference(law))
        found = assessor.assess(case.declaration(assumed), explain_all=True).findings
        if any(one.kind == "review" and one.unless_open for one in found):
            # Only a person could say that an exception holds, and nobody does.
            claimed = case.declaration(assumed)
            claimed.judgements = [JudgementAnswer(rule.id, Subject(), "fail", by=NOBODY)]
            found = assessor.assess(claimed, explain_all=True).findings
        decided = {"notApplicable"} & {one.kind for one in found} and self._decides(rule, case, assumed, stated - asked)
        return [self._ranked(one, stated, assumed, like, is_named, bool(decided)) for one in found]

    def _decides(self, rule: Rule, case: Case, assumed: Mapping[str, Value], stated: set[str]) -> bool:
        """Whether a rule does not apply because of a stated fact: without that fact it might."""
        for name in stated - BACKGROUND:
            fewer = Case({key: value for key, value in case.stated.items() if key != name}, case.assumed)
            row = Rows(fewer.declaration(assumed), self.law.law_facts).of_scope(rule.scope)[0]
            if self.solver.oracle.value(rule.applies, row) is not False:
                return True
        return False

    def _ranked(
        self, finding: Finding, stated: set[str], assumed: Mapping[str, Value], like: float, is_named: bool, decided: bool
    ) -> Focus:
        core = self._core(finding.rule) & stated
        proof = _facts(finding.proof) & stated
        gate = _facts(finding.gate) & stated
        score = like + (1.0 if is_named else 0.0) - 0.15 * self.solver.cost(assumed)
        score += sum(self.weight.get(name, 0.0) * (0.3 if name in CONTEXT else 1.0) for name in proof)
        score += sum(self.weight.get(name, 0.0) * (0.1 if name in CONTEXT else 0.4) for name in gate)
        return Focus(
            finding,
            tuple(sorted(proof | gate)),
            assumed,
            score,
            _central(finding.kind, core, proof, decided and like >= CLOSE),
        )

    def _core(self, rule: Rule) -> frozenset[str]:
        """The facts that what the rule forbids, and its exceptions, read, through concepts too."""
        known = self._cores.get(rule.id)
        if known is None:
            known = frozenset(_read(self.law, [rule.violated, *(one.when for one in rule.unless)]))
            self._cores[rule.id] = known
        return known


def _central(kind: str, core: Collection[str], proof: Collection[str], decided: bool) -> bool:
    """Whether a finding is about what was stated: a violation or a pass by its proof, an open rule by what it forbids."""
    if kind == "notApplicable":
        return decided
    return bool(proof) if kind in ("fail", "pass") else bool(core)


def _near_the_best(found: list[Focus]) -> list[Focus]:
    """The rules that the question is about nearly as much as about the first: what is further off is another question."""
    deciding = [one.score for one in found if one.stated and one.central]
    best = max(deciding or [one.score for one in found if one.stated], default=0.0)
    return [one for one in found if one.stated and one.score >= (FAR_FAILS if one.kind == "fail" else NEAR_THE_BEST) * best]


def _facts(steps: Collection[Step]) -> set[str]:
    found: set[str] = set()
    for step in steps:
        if step.kind == "fact":
            found.add(_name(step.name))
        found |= _facts(step.because)
    return found


def _read(law: InForce, conditions: list[Condition]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(conditions)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Leaf):
                yield from map(_base, facts_of_leaf(part))
            elif isinstance(part, ConceptRef) and part.name not in seen:
                seen.add(part.name)
                waiting.append(law.concepts[part.name].when)


def _name(place: str) -> str:
    """`practices[asked].consent.obtained` as rules write it, and as people state it."""
    for plural, singular in (("practices[", "practice"), ("recipients[", "recipient")):
        if place.startswith(plural):
            return _base(singular + place[place.index("]") + 1 :])
    return _base(place)


def _base(name: str) -> str:
    """The fact without its law: `practice.legal_basis.gdpr` is stated as `practice.legal_basis`."""
    known = schema().resolve(name)
    return known[0].name if known else name


def verdict(found: Collection[Focus]) -> str:
    """allowed, not_allowed, depends or not_covered, from what the engine found by the rules in focus."""
    counted = [one for one in found if one.stated and one.central]
    kinds = {one.kind for one in counted}
    if "fail" in kinds or "error" in kinds:
        return "not_allowed" if "fail" in kinds else "depends"
    if kinds & {"open", "review"}:
        return "depends"
    if not kinds:
        return "not_covered"
    # Nothing is allowed while a rule that is more to the point is open for a fact that nobody stated.
    best = max(one.score for one in counted)
    return "depends" if any(one.kind in ("open", "review") and one.score > best for one in found) else "allowed"
