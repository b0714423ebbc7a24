"""Facts that contradict each other: two ways to prove one thing (`first_known`) that are both known and differ.

They are looked for wherever such a condition counts, not only in findings: a contradiction that lets a rule pass, or keeps
it from applying, is the one to know of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..declaration.rows import Rows
from ..rulebook.conditions import YES, ConceptRef, Condition, FirstKnown, Leaf, Quantifier, children
from ..rulebook.in_force import InForce
from .explain import Explainer, Step, contradictions
from .reference import Reference


class _Place(NamedTuple):
    """A `first_known`, the rows it is judged on, and what must hold in the row of a scope for it to count."""

    node: FirstKnown
    scope: str
    gate: Condition
    gate_scope: str


def contradicting(law: InForce, rows: Rows, reference: Reference | None = None) -> list[tuple[Step, Step]]:
    """Every pair of stated facts that contradict each other, each once, in the order of the rulebook."""
    reference, explainer = reference or Reference(law), Explainer(law)
    found: dict[tuple[Step, Step], None] = {}
    for place in dict.fromkeys(_places(law)):
        for row in rows.of_scope(place.scope):
            values = {reference.value(part, row) for part in place.node.parts}
            if True in values and False in values and reference.value(place.gate, row.at(place.gate_scope)):
                found |= dict.fromkeys(contradictions(explainer.explain(place.node, row).because))
    return list(found)


def _places(law: InForce) -> Iterator[_Place]:
    """Every `first_known` behind the rules, through concepts and quantifiers."""
    opened: set[str] = set()
    for rule in law.rules:
        if rule.id in law.broken or rule.id not in law.layered:
            continue
        inside = (rule.violated, *(exception.when for exception in rule.unless))
        waiting = [(part, rule.scope, rule.applies, rule.scope) for part in inside]
        waiting.append((rule.applies, rule.scope, _law_gate(law, rule.law), "app"))
        while waiting:
            part, scope, gate, gate_scope = waiting.pop()
            if isinstance(part, FirstKnown):
                yield _Place(part, scope, gate, gate_scope)
            if isinstance(part, Quantifier):
                scope = part.over if scope in ("app", part.over) else "disclosure"
            if isinstance(part, ConceptRef):
                if part.name not in opened:
                    opened.add(part.name)
                    concept = law.concepts[part.name]
                    of = concept.cites[0].partition(":")[0] if concept.cites else rule.law
                    waiting.append((concept.when, concept.scope, _law_gate(law, of), "app"))
                continue
            waiting += [(one, scope, gate, gate_scope) for one in children(part) if type(one) is not Leaf]


def _law_gate(law: InForce, id: str) -> Condition:
    """What decides whether a law applies to the app at all."""
    gate = law.book.laws[id].gate if id in law.book.laws else None
    known = law.concepts.get(gate or "")
    return ConceptRef(known.name) if known is not None and known.scope == "app" else YES
