"""Why a condition has its value: the proof tree, the facts that are missing, and what was presumed.

The values come from the oracle's rules, so an explanation can be checked against it (a property test does).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..declaration.rows import Members, Row
from ..declaration.schema import schema
from ..plain import Plain
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
    facts_of_leaf,
)
from ..rulebook.in_force import InForce
from .reference import leaf_value, listed_keys
from .tests import Kleene

OWN_JUDGEMENT = "judgement"
"""The key under which a rule's own judgement leaf is missing."""


class Step(NamedTuple):
    """One step of a proof: a fact with its value, or a concept with its value, its clauses and its own steps."""

    kind: str
    name: str
    value: object
    cites: tuple[str, ...] = ()
    because: tuple[Step, ...] = ()
    contradicts: tuple[Step, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The step as the report contract writes it."""
        data: dict[str, object] = {self.kind: self.name, "value": self.value, "cites": list(self.cites)}
        data["because"] = [step.as_dict() for step in self.because]
        if self.contradicts:
            data["contradicts"] = [step.as_dict() for step in self.contradicts]
        return data


class Missing(NamedTuple):
    """An unknown fact that would decide: its name in the fact table, and what it could settle on its own.

    `stated` says that the fact has a value which does not tell: a group of data categories, `until_account_closed`.
    """

    fact: str
    can_be_true: bool
    can_be_false: bool
    stated: bool = False

    @property
    def is_judgement(self) -> bool:
        """Whether a person's judgement is missing, not a plain fact."""
        if self.fact == OWN_JUDGEMENT:
            return True
        found = schema().by_name.get(self.fact)
        return found is not None and found.judgement


@dataclass(slots=True, repr=False)
class Explanation(Plain):
    """A value, the steps that prove it, the missing facts by path, and facts presumed not to be the case."""

    value: Kleene
    because: tuple[Step, ...] = ()
    missing: dict[str, Missing] = field(default_factory=dict)
    presumed: tuple[str, ...] = ()


class Explainer:
    """Explains conditions on rows of one declaration; concepts are explained once per row.

    A `relative` explainer names facts as rules do (`practice.covert`), so that an explanation holds for every row with the
    same facts; `Row.path` turns such a name into the place in the declaration. It must not meet a quantifier.
    """

    def __init__(self, law: InForce, *, relative: bool = False) -> None:
        self.law = law
        self.relative = relative
        self._concepts: dict[tuple[str, int], Explanation] = {}

    def explain(self, node: Condition, row: Row, judgement: str | None = None) -> Explanation:
        """The explanation of a condition on a row."""
        if isinstance(node, Leaf):
            return self._leaf(node, row)
        if isinstance(node, All):
            return _combine((self.explain(part, row, judgement) for part in node.parts), settles=False)
        if isinstance(node, AnyOf):
            return _combine((self.explain(part, row, judgement) for part in node.parts), settles=True)
        if isinstance(node, Not):
            return _negated(self.explain(node.part, row, judgement))
        if isinstance(node, ConceptRef):
            return self._concept(node.name, row)
        if isinstance(node, Stated):
            return self._stated(node, row, judgement)
        if isinstance(node, FirstKnown):
            return _first_known([self.explain(part, row, judgement) for part in node.parts])
        if isinstance(node, Judgement):
            if judgement is None:
                return Explanation(None, missing={OWN_JUDGEMENT: Missing(OWN_JUDGEMENT, True, True)})
            return Explanation(judgement == node.answer, (Step("fact", OWN_JUDGEMENT, judgement),))
        return self._quantified(node, row, judgement)

    def _path(self, row: Row, name: str) -> str:
        return name if self.relative else row.path(name)

    def _leaf(self, leaf: Leaf, row: Row) -> Explanation:
        value = leaf_value(leaf, row, self.law)
        if value is None:
            read = (leaf.fact, leaf.right.key[0]) if isinstance(leaf.right, Listed) else facts_of_leaf(leaf)
            unknown = [name for name in read if name not in row.facts]
            stated = not unknown
            alone = len(unknown) < 2
            names = unknown or [leaf.fact]
            return Explanation(None, missing={self._path(row, name): Missing(name, alone, alone, stated) for name in names})
        steps = [Step("fact", self._path(row, leaf.fact), row.facts[leaf.fact])]
        presumed: tuple[str, ...] = ()
        if isinstance(leaf.right, FactRef):
            steps.append(Step("fact", self._path(row, leaf.right.name), row.facts[leaf.right.name]))
        elif isinstance(leaf.right, ByPlace):
            steps.append(Step("fact", self._path(row, leaf.right.over), row.facts[leaf.right.over]))
        elif isinstance(leaf.right, Listed):
            steps += [Step("fact", self._path(row, name), row.facts[name]) for name in leaf.right.key if name in row.facts]
            if value is not True:
                presumed = tuple(self._path(row, name) for name in leaf.right.key[1:] if name not in row.facts)
            assert listed_keys(leaf.right, row)
        return Explanation(value, tuple(steps), presumed=presumed)

    def _stated(self, node: Stated, row: Row, judgement: str | None) -> Explanation:
        inner = self.explain(node.part, row, judgement)
        if inner.value is None:
            return Explanation(False, (), presumed=(*inner.presumed, *inner.missing))
        return inner

    def _concept(self, name: str, row: Row) -> Explanation:
        concept = self.law.concepts[name]
        at = row.at(concept.scope)
        key = (name, id(at))
        found = self._concepts.get(key)
        if found is None:
            inner = self.explain(concept.when, at)
            step = Step("concept", name, inner.value, concept.cites, inner.because)
            found = Explanation(inner.value, (step,), inner.missing, inner.presumed)
            self._concepts[key] = found
        return found

    def _quantified(self, node: Quantifier, row: Row, judgement: str | None) -> Explanation:
        members = row.members(node.over)
        combined = _combine(self._members(node, members, judgement), settles=not node.every)
        if not members.rows and members.missing is None and not members.possible:
            path = (
                self._path(row, "practice.recipients")
                if node.over == "recipient" and row.practice is not None
                else f"{node.over}s"
            )
            combined.because = (Step("fact", path, ()),)
        return combined

    def _members(self, node: Quantifier, members: Members, judgement: str | None) -> Iterator[Explanation]:
        """The body on each member for certain; then what keeps the answer open."""
        for member in members.rows:
            yield self.explain(node.body, member, judgement)
        for member in members.possible:
            if self.explain(node.body, member, judgement).value is not node.every:
                path = self._path(member, "practice.recipients")
                yield Explanation(None, missing={path: Missing("practice.recipients", node.every, not node.every)})
        if members.missing is not None:
            name = "practice.recipients" if members.missing.endswith(".recipients") else members.missing
            yield Explanation(None, missing={members.missing: Missing(name, node.every, not node.every)})


def _combine(parts: Iterable[Explanation], *, settles: bool) -> Explanation:
    """`any` (settles on True) and `all` (settles on False) of explained parts.

    A missing fact can settle the whole if it can settle a part that settles alone; it can turn the whole the other way
    only if it is the one thing missing.
    """
    seen: list[Explanation] = []
    for part in parts:
        if part.value is settles:
            return part
        seen.append(part)
    if len(seen) == 1:
        return seen[0]
    unknown = [part for part in seen if part.value is None]
    because = tuple(step for part in seen if part.value is not None for step in part.because)
    presumed = tuple(dict.fromkeys(name for part in seen for name in part.presumed))
    if not unknown:
        return Explanation(not settles, because, presumed=presumed)
    missing: dict[str, Missing] = {}
    for part in unknown:
        for path, one in part.missing.items():
            other = missing.get(path)
            settling = (one.can_be_true if settles else one.can_be_false) or (
                other is not None and (other.can_be_true if settles else other.can_be_false)
            )
            turning = all(
                path in each.missing and (each.missing[path].can_be_false if settles else each.missing[path].can_be_true)
                for each in unknown
            )
            missing[path] = Missing(one.fact, settling if settles else turning, turning if settles else settling, one.stated)
    return Explanation(None, because, missing, presumed)


def _negated(part: Explanation) -> Explanation:
    if part.value is not None:
        return Explanation(not part.value, part.because, presumed=part.presumed)
    turned = {path: Missing(one.fact, one.can_be_false, one.can_be_true, one.stated) for path, one in part.missing.items()}
    return Explanation(None, part.because, turned, part.presumed)


def _first_known(parts: list[Explanation]) -> Explanation:
    known = [part for part in parts if part.value is not None]
    if not known:
        missing: dict[str, Missing] = {}
        for part in parts:
            for path, one in part.missing.items():
                missing.setdefault(path, one)
        # The next way to prove it is there because the first may not tell: do not ask again for what was stated.
        unstated = {path: one for path, one in missing.items() if not one.stated}
        return Explanation(None, (), unstated or missing, tuple(name for part in parts for name in part.presumed))
    first = known[0]
    # Only facts contradict each other: a concept as second way is what the rule falls back on.
    against = tuple(step for part in known[1:] if part.value is not first.value for step in part.because if step.kind == "fact")
    at = next((place for place, step in enumerate(first.because) if step.kind == "fact"), None)
    if not against or at is None:
        return first
    head = first.because[at]._replace(contradicts=against)
    return Explanation(first.value, (*first.because[:at], head, *first.because[at + 1 :]), presumed=first.presumed)


def contradictions(steps: Iterable[Step]) -> Iterator[tuple[Step, Step]]:
    """Every pair of known facts in a proof that say different things."""
    for step in steps:
        for other in step.contradicts:
            yield step, other
        yield from contradictions(step.because)
