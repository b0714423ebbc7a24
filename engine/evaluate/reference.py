"""The oracle: what a condition and a rule mean, written to be read in one sitting.

Strong Kleene logic with three values: True, False, and None for unknown (Kleene 1952, section 64).
Everything else that evaluates rules (generated code, durable_rules, polars) is held to this file.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, Protocol

from ..declaration.rows import Row, Rows
from ..declaration.schema import schema
from ..rulebook.conditions import (
    All,
    AnyOf,
    ByPlace,
    ConceptRef,
    Condition,
    FactRef,
    FirstKnown,
    Judgement,
    Leaf,
    Listed,
    Not,
    Quantifier,
    Stated,
)
from ..rulebook.in_force import InForce
from ..rulebook.model import Rule
from ..text import reason
from .jobs import Job, Sweep, jobs
from .tests import Kleene, by_place, compare, conjunction, disjunction, flag, includes, listed, one_of


class Verdict(NamedTuple):
    """The values of a rule's parts on one row: what every evaluator must agree on."""

    applies: Kleene
    violated: Kleene
    unless: tuple[Kleene, ...]

    @property
    def decided(self) -> str | None:
        """notApplicable, pass or fail where the known parts settle it; None where something unknown would decide."""
        if self.applies is False:
            return "notApplicable"
        if self.violated is False or True in self.unless:
            return "pass"
        if self.applies and self.violated and None not in self.unless:
            return "fail"
        return None


class Evaluator(Protocol):
    """What an assessment asks of an evaluator."""

    def prepare(self, todo: list[Job]) -> None:
        """Get ready for the verdicts of one declaration."""

    def verdict(self, rule: Rule, row: Row, judgement: str | None = None) -> Verdict:
        """The values of a rule's parts on a row. May raise: the job is then reported as an error."""

    def decided(self, rule: Rule, row: Row, judgement: str | None = None) -> str | None:
        """As `Verdict.decided`."""

    def sweep(self, rows: Rows, *, everything: bool = False) -> Sweep:
        """Every rule on every row it is about."""


class Reference:
    """Evaluates conditions and rules of one day's rulebook, one row at a time."""

    def __init__(self, law: InForce) -> None:
        self.law = law

    def prepare(self, todo: list[Job]) -> None:
        """Called once per declaration before its verdicts are asked for; nothing to do here."""

    def sweep(self, rows: Rows, *, everything: bool = False) -> Sweep:
        """Every rule on every row it is about. With `everything`, passes and notApplicables are jobs too."""
        return sweep(self, self.law, rows, everything=everything)

    def verdict(self, rule: Rule, row: Row, judgement: str | None = None) -> Verdict:
        """The values of the rule's parts. `judgement` is a person's answer to it on this row: pass, fail or None."""
        return Verdict(
            self.value(rule.applies, row, judgement),
            self.value(rule.violated, row, judgement),
            tuple(self.value(exception.when, row, judgement) for exception in rule.unless),
        )

    def decided(self, rule: Rule, row: Row, judgement: str | None = None) -> str | None:
        """As `Verdict.decided`, without the parts that no longer matter."""
        applies = self.value(rule.applies, row, judgement)
        if applies is False:
            return "notApplicable"
        violated = self.value(rule.violated, row, judgement)
        if violated is False:
            return "pass"
        unless = tuple(self.value(exception.when, row, judgement) for exception in rule.unless)
        return Verdict(applies, violated, unless).decided

    def value(self, node: Condition, row: Row, judgement: str | None = None) -> Kleene:
        """The value of a condition on a row."""
        if isinstance(node, Leaf):
            return leaf_value(node, row, self.law)
        if isinstance(node, ConceptRef):
            return self._concept(node.name, row)
        if isinstance(node, All):
            return conjunction(self.value(part, row, judgement) for part in node.parts)
        if isinstance(node, AnyOf):
            return disjunction(self.value(part, row, judgement) for part in node.parts)
        if isinstance(node, Not):
            value = self.value(node.part, row, judgement)
            return None if value is None else not value
        if isinstance(node, Stated):
            return self.value(node.part, row, judgement) is True
        if isinstance(node, FirstKnown):
            return next((value for part in node.parts if (value := self.value(part, row, judgement)) is not None), None)
        if isinstance(node, Judgement):
            return None if judgement is None else judgement == node.answer
        return self._quantified(node, row, judgement)

    def _concept(self, name: str, row: Row) -> Kleene:
        """A concept is judged on the row of its own scope, once."""
        concept = self.law.concepts[name]
        at = row.at(concept.scope)
        memo = at.rows.memo
        key = (self, name, at)
        if key not in memo:
            memo[key] = self.value(concept.when, at)
        return memo[key]

    def _quantified(self, node: Quantifier, row: Row, judgement: str | None) -> Kleene:
        """Over a list not known to be complete, `any` without a yes and `all` without a no are unknown.

        A row that only may be a member can never decide; it can only keep the answer open.
        """
        members = row.members(node.over)
        values = [self.value(node.body, member, judgement) for member in members.rows]
        settles = not node.every
        values += [None for member in members.possible if self.value(node.body, member, judgement) is not node.every]
        if members.missing is not None:
            values.append(None)
        return disjunction(values) if settles else conjunction(values)


def sweep(evaluator: Evaluator, law: InForce, rows: Rows, *, everything: bool) -> Sweep:
    """The plain sweep: one verdict after the other. An evaluator that fails fails that job, and no other."""
    found = Sweep()
    todo = jobs(law, rows)
    evaluator.prepare(todo)
    for job in todo:
        try:
            decided = evaluator.decided(job.rule, job.row, job.said)
        except Exception as error:
            job.failure = reason(error)
            decided = None
        settle(found, job, decided, everything=everything)
    return found


def settle(found: Sweep, job: Job, decided: str | None, *, everything: bool) -> None:
    """Count a plain pass or notApplicable; keep the job otherwise."""
    if everything or job.answer is not None or decided not in ("pass", "notApplicable"):
        found.jobs.append(job)
    elif decided == "pass":
        found.passed[job.rule.id] += 1
    else:
        found.not_applicable[job.rule.id] += 1


def leaf_value(leaf: Leaf, row: Row, law: InForce) -> Kleene:
    """The value of one test of one fact: unknown when the fact, or the fact it is compared with, is unknown."""
    value = row.facts.get(leaf.fact)
    if value is None:
        return None
    right = leaf.right
    kind = kind_of(leaf.fact)
    if isinstance(right, FactRef):
        right = row.facts.get(right.name)
        if right is None:
            return None
        if leaf.test in ("in", "includes") and not isinstance(right, tuple):
            right = (right,)
    if isinstance(right, ByPlace):
        places = row.facts.get(right.over)
        if places is None:
            return None
        return by_place(kind, leaf.test, value, right.values, places if isinstance(places, tuple) else (str(places),))
    match leaf.test:
        case "in":
            return one_of(kind, value, right)  # type: ignore[arg-type]
        case "includes":
            return includes(kind, value, right)  # type: ignore[arg-type]
        case "under":
            return one_of("category", value, right)  # type: ignore[arg-type]
        case "empty":
            return (len(value) == 0) == right  # type: ignore[arg-type]
        case "flag":
            return flag(str(value), str(right), value in row.facts.get("practice.data_broad", ()))  # type: ignore[operator]
        case "listed":
            assert isinstance(right, Listed)
            if row.facts.get(right.key[0]) is None:
                return None
            return listed(str(value), law.book.tables[right.table], right.by, listed_keys(right, row), right.column)
    return compare(kind, leaf.test, value, right)


@cache
def kind_of(name: str) -> str:
    """The type of the fact a rule's name stands for."""
    found = schema().resolve(name)
    assert found is not None
    return found[0].type


def listed_keys(look_up: Listed, row: Row) -> list[str]:
    """The keys of a look-up. The first key fact must be known; further ones (additional app types) add keys when stated."""
    keys: list[str] = []
    for name in look_up.key:
        value = row.facts.get(name, ())
        keys += value if isinstance(value, tuple) else [str(value)]
    return keys
