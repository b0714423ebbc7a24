"""Runs the worked examples of rules and concepts through the oracle and says which do not come out as written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

from ..declaration.load import from_node
from ..declaration.model import Declaration, JudgementAnswer, Subject
from ..declaration.rows import Rows
from ..evaluate.explain import Explainer, Step
from ..evaluate.jobs import jobs
from ..evaluate.outcome import KINDS, Outcome, outcome
from ..evaluate.reference import Reference
from ..evaluate.tests import disjunction
from ..reading import Faults, Node
from ..text import said
from .in_force import InForce, in_force, usable
from .model import Case, Concept, Rule, Rulebook

DEFAULT_DAY = "2026-11-23"
"""The day a case is judged on when it names none and its rule is in force then."""

_LISTS = ("practices", "recipients")
NOT_IN_FORCE, BAD_FACTS = "notInForce", "unusable facts"
_SAID = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Result:
    """One case that was run: what its author expects, what the oracle says (`got`), and the facts that decided.

    `got` is a kind, a concept's value, or one of NOT_IN_FORCE and BAD_FACTS. `reason` is for unusable facts and for errors.
    """

    name: str
    file: str
    case: Case
    day: str
    got: str
    because: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the case came out as its author expects."""
        return self.got == self.case.expected


def as_declaration(case: Case, file: str, rule: str = "") -> Declaration:
    """The declaration that a case's flat facts stand for (docs/rule-format.md, Cases). Raises Faults for a wrong fact."""
    top: dict[str, object] = {"declaration": "1", "practices_complete": "yes", "recipients_complete": "yes"}
    practice: dict[str, object] = {}
    recipient: dict[str, object] = {}
    for name, value in case.facts:
        if name.startswith("practice."):
            _put(practice, name[9:], value)
        elif name.startswith("recipient."):
            _put(recipient, name[10:], value)
        else:
            _put(top, name, value)
    if recipient:
        top.setdefault("recipients", ({"id": "r", **recipient},))
    if practice:
        if recipient:
            practice.setdefault("recipients", ("r",))
        top.setdefault("practices", ({"id": "p", **practice},))
    declaration = from_node(_node(top, case.line), file)
    if case.judgement is not None:
        declaration.judgements.append(JudgementAnswer(rule, Subject(), case.judgement))
    return declaration


def _put(into: dict[str, object], path: str, value: object) -> None:
    *above, last = path.split(".")
    for word in above:
        inner = into.setdefault(word, {})
        if not isinstance(inner, dict):
            break
        into = inner
    into[last] = value


def _node(value: object, line: int) -> Node:
    if isinstance(value, dict):
        return Node("map", [(Node("scalar", key, line, 1), _node(one, line)) for key, one in value.items()], line, 1)
    if isinstance(value, (tuple, list)):
        return Node("list", [_node(one, line) for one in value], line, 1)
    return Node("scalar", str(value), line, 1)


class Runner:
    """Runs cases against one rulebook; the rulebook of each day is resolved once."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._days: dict[str, InForce] = {}
        self._editions: dict[str, list[Rule]] = {}
        for rule in book.rules:
            self._editions.setdefault(rule.id, []).append(rule)

    def law(self, day: str) -> InForce:
        """The rulebook as it stands on a day."""
        if day not in self._days:
            self._days[day] = in_force(self.book, day)
        return self._days[day]

    def run(self, rules: Collection[str] = (), concepts: Collection[str] = ()) -> Iterator[Result]:
        """Every case of these rules and concepts, in the order of the rulebook."""
        for (kind, name), cases in self.book.cases.items():
            if kind == "rule" and name in rules and name in self._editions:
                yield from (self.rule_case(name, case) for case in cases)
            elif kind == "concept" and name in concepts:
                yield from (self.concept_case(name, case) for case in cases)

    def rule_case(self, id: str, case: Case) -> Result:
        """One case of a rule: the worst kind over the rows of the rule's scope."""
        editions = self._editions[id]
        file = editions[0].file
        day = case.as_of or nearest_day((rule.from_, rule.to) for rule in editions)
        law = self.law(day)
        rule = next((rule for rule in law.rules if rule.id == id), None)
        if rule is None:
            return Result(id, file, case, day, NOT_IN_FORCE)
        if id in law.broken:
            return Result(id, file, case, day, "error", reason=law.broken[id])
        try:
            declaration = as_declaration(case, file, id)
        except Faults as error:
            return Result(id, file, case, day, BAD_FACTS, reason=_why(error))
        worst = worst_outcome(replace(law, rules=(rule,)), declaration)
        return Result(id, file, case, day, worst.kind, worst.because, tuple(worst.missing), worst.reason)

    def concept_case(self, name: str, case: Case) -> Result:
        """One case of a concept: yes when it holds on a row of its scope, unknown when it may, else no."""
        editions = self.book.concepts[name]
        file = editions[0].file
        day = case.as_of or nearest_day((concept.from_, concept.to) for concept in editions)
        law = self.law(day)
        concept = law.concepts.get(name)
        if concept is None or not usable(concept.when, law):
            return Result(name, file, case, day, NOT_IN_FORCE)
        try:
            declaration = as_declaration(case, file)
        except Faults as error:
            return Result(name, file, case, day, BAD_FACTS, reason=_why(error))
        return _concept_result(concept, law, declaration, case, day)


def _why(error: Faults) -> str:
    parts = [said("{} ({})", fault.message, fault.help) if fault.help else fault.message for fault in error.faults]
    return reduce(lambda before, after: said("{}; {}", before, after), parts)


def worst_outcome(law: InForce, declaration: Declaration) -> Outcome:
    """The gravest outcome of the rules of `law` over all their rows, judged by the oracle; notApplicable without rows."""
    rows = Rows(declaration, law.law_facts)
    oracle, explainer = Reference(law), Explainer(law)
    outcomes = [
        outcome(job.rule, job.row, oracle.verdict(job.rule, job.row, job.said), explainer, job.said) for job in jobs(law, rows)
    ]
    return min(outcomes, key=lambda one: KINDS.index(one.kind), default=Outcome("notApplicable"))


def _concept_result(concept: Concept, law: InForce, declaration: Declaration, case: Case, day: str) -> Result:
    explainer = Explainer(law)
    oracle = Reference(law)
    rows = Rows(declaration, law.law_facts).of_scope(concept.scope)
    value = disjunction([oracle.value(concept.when, row) for row in rows])
    explained = [explainer.explain(concept.when, row) for row in rows]
    deciding = [one for one in explained if one.value is value]
    because = tuple(dict.fromkeys(step for one in deciding for step in one.because))
    missing = tuple(dict.fromkeys(path for one in deciding for path in one.missing))
    return Result(concept.name, concept.file, case, day, _SAID[value], because, missing)


def nearest_day(editions: Iterable[tuple[str, str]]) -> str:
    """The default day, or the day nearest to it on which some edition is in force."""
    spans = sorted(editions)
    if any(start <= DEFAULT_DAY <= end for start, end in spans):
        return DEFAULT_DAY
    before = [end for _, end in spans if end < DEFAULT_DAY]
    return max(before) if before else min(start for start, _ in spans)
