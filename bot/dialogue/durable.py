"""Each turn's findings, run again by durable_rules in a fresh session and held to the oracle. DESIGN, principle 4.

Only the rules in focus run, with what they need of the law: a worker per turn must start in a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...engine.assess import Assessor
from ...engine.evaluate.durable import Durable, available
from ...engine.rulebook.conditions import ConceptRef, Condition, walk
from ...engine.rulebook.in_force import InForce
from ...engine.rulebook.model import Concept, Rule
from .case import Case

if TYPE_CHECKING:
    from ..answer.focus import Focus

MOST_RULES = 6
"""Rules that are run again: the answer shows no more."""
SECONDS = 10.0


def installed() -> bool:
    """Whether durable_rules can be used here."""
    return available()


def disagreements(law: InForce, case: Case, found: Sequence[Focus]) -> list[str]:
    """What durable_rules says otherwise than the findings, one line each; empty when both agree.

    A crash or a hang of durable_rules is a disagreement too: it is never passed over.
    """
    shown = found[:MOST_RULES]
    if not shown:
        return []
    evaluator = Durable(narrowed(law, tuple({one.rule.id: one.rule for one in shown}.values())), SECONDS)
    faults: list[str] = []
    try:
        for one in shown:
            declaration = case.declaration(one.assumed)
            assessment = Assessor(evaluator.law, evaluator).assess(declaration, explain_all=True)
            same = [finding for finding in assessment.findings if finding.rule.id == one.rule.id]
            faults += [finding.reason or one.rule.id for finding in same if finding.kind == "error"]
            if one.finding.kind not in {finding.kind for finding in same}:
                faults.append(one.rule.id)
    finally:
        evaluator.close()
    return list(dict.fromkeys(faults))


def narrowed(law: InForce, rules: tuple[Rule, ...]) -> InForce:
    """The law with these rules, the concepts that they rest on, and without clauses and texts."""
    concepts = _needed(law, [part for rule in rules for part in rule.conditions()])
    book = replace(law.book, rules=(), clauses={}, concepts={}, penalties={})
    return replace(law, book=book, rules=rules, concepts=concepts)


def _needed(law: InForce, conditions: list[Condition]) -> dict[str, Concept]:
    found: dict[str, Concept] = {}
    waiting = list(conditions)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, ConceptRef) and part.name not in found:
                found[part.name] = law.concepts[part.name]
                waiting.append(found[part.name].when)
    return found
