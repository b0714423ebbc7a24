"""What would have to be so for a condition to hold: the least that must be assumed, or that it cannot be."""

from __future__ import annotations

from collections.abc import Mapping

from ...engine.declaration.model import Value
from ...engine.declaration.rows import Row
from ...engine.declaration.schema import schema
from ...engine.evaluate.reference import Reference
from ...engine.rulebook.conditions import (
    All,
    AnyOf,
    ConceptRef,
    Condition,
    FirstKnown,
    Judgement,
    Leaf,
    Not,
    Quantifier,
    Stated,
)

Assumed = Mapping[str, Value]

_NEVER = frozenset(
    {"practice.data", "practice.id", "practice.purpose", "practice.recipients", "app.markets", "app.type"}
    | {"practice.data_subject", "practice.legal_basis", "practice.special_basis", "practice.device_access"}
    | {"recipient.country", "recipient.kind", "practice.strictly_necessary"}
    | {"app.audience.knows_users_under_13", "app.audience.knows_users_under_14", "app.audience.knows_users_under_16"}
    | {"app.audience.knows_users_under_18", "app.audience.directed_to_children"}
    | {"app.operator.algorithm_mobilisation", "app.operator.gatekeeper_platform", "app.operator.critical_infrastructure"}
)
"""What a question is about, and standings that few operators have, are stated or unknown, never assumed."""


MOST_DEPTH = 12


class Solver:
    """Finds assumptions that give a condition a wanted value on a row. `taken` are facts that may not be assumed otherwise."""

    def __init__(self, oracle: Reference, ready: Assumed) -> None:
        self.oracle, self.ready = oracle, ready

    def want(self, node: Condition, row: Row, value: bool, depth: int = 0) -> dict[str, Value] | None:
        """The least that must be assumed for the condition to be `value` here; {} when it is already, None when it cannot."""
        now = self.oracle.value(node, row)
        if now is value:
            return {}
        if depth > MOST_DEPTH:
            return None
        # A claim that nobody made counts as no, and can still be assumed: so a known value is looked into as well.
        if isinstance(node, Leaf):
            return None if now is not None else self._leaf(node, value)
        if isinstance(node, Not):
            return self.want(node.part, row, not value, depth + 1)
        if isinstance(node, Stated):
            return self.want(node.part, row, value, depth + 1)
        if isinstance(node, ConceptRef):
            concept = self.oracle.law.concepts[node.name]
            return self.want(concept.when, row.at(concept.scope), value, depth + 1)
        if isinstance(node, FirstKnown):
            return self._cheapest([self.want(part, row, value, depth + 1) for part in node.parts])
        if isinstance(node, (All, AnyOf)):
            parts = [self.want(part, row, value, depth + 1) for part in node.parts]
            return _together(parts) if isinstance(node, All) is value else self._cheapest(parts)
        if isinstance(node, Quantifier):
            members = row.members(node.over)
            parts = [self.want(node.body, one, value, depth + 1) for one in members.rows]
            if not parts:
                return None
            return _together(parts) if node.every is value else self._cheapest(parts)
        assert isinstance(node, Judgement)
        return None

    def cost(self, assumed: Assumed) -> float:
        """How much is assumed: what is ready to be assumed counts little."""
        return sum(0.25 if self.ready.get(name) == value else 1.0 for name, value in assumed.items())

    def _leaf(self, leaf: Leaf, value: bool) -> dict[str, Value] | None:
        known = schema().resolve(leaf.fact)
        if known is None or known[0].name in _NEVER or known[0].judgement:
            return None
        fact, right = known[0], leaf.right
        if leaf.test in ("in", "includes") and isinstance(right, tuple) and right:
            if fact.type == "tri":
                wanted = (right[0] is True) is value
                # What is bad is never taken as given.
                return None if fact.bad_when == ("yes" if wanted else "no") else {leaf.fact: wanted}
            if value:
                choice = self.ready.get(leaf.fact)
                if not fact.many:
                    return {leaf.fact: choice if choice is not None and choice in right else right[0]}
                return {leaf.fact: choice if isinstance(choice, tuple) and set(choice) & set(right) else (str(right[0]),)}
        return None  # amounts, look-ups and flags are asked for

    def _cheapest(self, parts: list[dict[str, Value] | None]) -> dict[str, Value] | None:
        possible = [part for part in parts if part is not None]
        return min(possible, key=self.cost, default=None)


def _together(parts: list[dict[str, Value] | None]) -> dict[str, Value] | None:
    found: dict[str, Value] = {}
    for part in parts:
        if part is None or any(found.get(name, value) != value for name, value in part.items()):
            return None
        found |= part
    return found
