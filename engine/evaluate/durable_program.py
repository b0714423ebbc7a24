"""Conditions to durable_rules rulesets: the build-time half of the durable evaluator.

durable_rules has no negation, no unknown and no limits it would tell of before it crashes (issues 302, 303, 304, 312 of
jruizgit/rules), so a condition is prepared here until only what is safe is left:

* negation is pushed to the tests, and each condition becomes two patterns: *true* (it holds for certain) and *possible*
  (it holds, or would with some value of an unknown fact). Both fire: yes. Only the second: unknown. Neither: no.
* yes/no facts, concepts, quantifiers and tests that need the vocabulary are asserted as the words yes, no, unknown, so that
  "possible" needs no absence test. Concepts and quantifiers are conclusions of earlier rulesets, asserted as new facts.
* a condition with more than a few alternatives is cut into conditions of its own; rulesets are packed to stay far below the
  64 alternatives at which the library fails (error 303), and every limit is checked when a ruleset is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..declaration.schema import schema
from ..rulebook.conditions import (
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
from ..rulebook.model import Concept
from ..text import said

YES, NO, UNKNOWN = "yes", "no", "?unknown"
CONDITION_PATHS = 10
"""Alternatives one pattern may have."""
RULESET_PATHS = 40
"""Alternatives all patterns of a ruleset may have together; the library fails at 64 pending at one node."""
MOST_PROPERTIES = 200
"""Fields of one asserted fact; the library fails at 254 (error 302)."""

Pattern: TypeAlias = "dict[str, object]"
_ORDER = {"at_least": "$gte", "at_most": "$lte", "more_than": "$gt", "less_than": "$lt"}
_OPPOSITE = {"at_least": "less_than", "at_most": "more_than", "more_than": "at_most", "less_than": "at_least"}


class ProgramError(Exception):
    """A condition cannot be put into durable_rules safely."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the asserted fact. `kind`: fact (a fact as it is), word (yes/no fact), test (a leaf the host decides),
    concept, part (a condition cut out), quantifier or judgement. `source` is what the host reads to fill it."""

    name: str
    kind: str
    source: object

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Ref:
    """A yes/no/unknown field standing in a condition for what it was made from."""

    field: Field


Node: TypeAlias = "Condition | Ref"


@dataclass(slots=True)
class Unit:
    """One condition with its two patterns. `home` says on which rows it is judged."""

    key: str
    home: str
    true: Pattern | None
    possible: Pattern | None
    paths: int
    fields: frozenset[Field]
    stage: int


@dataclass(slots=True)
class Group:
    """Units that share one ruleset and the fields they read."""

    name: str
    units: list[Unit] = field(default_factory=list)
    paths: int = 0

    @property
    def fields(self) -> list[Field]:
        """Every field the ruleset reads, in a fixed order."""
        return sorted({one for unit in self.units for one in unit.fields}, key=lambda one: one.name)


class Program:
    """Collects conditions and packs them into rulesets. A concept is added when a condition first asks for it."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self.units: dict[str, Unit] = {}
        self._concepts = concepts
        self._adding: set[str] = set()
        self._fields: dict[tuple[str, object], Field] = {}
        self.quantifiers: dict[str, Quantifier] = {}

    def add(self, key: str, condition: Condition, home: str, own: str = "") -> Unit:
        """Add a condition under a key, to be judged on rows of `home`; `own` is the rule a judgement leaf belongs to."""
        return self._unit(key, self._prepare(condition, home, own), home)

    def _unit(self, key: str, node: Node, home: str) -> Unit:
        true, possible = _form(node, negated=False, possible=False), _form(node, negated=False, possible=True)
        fields = frozenset(_fields(node))
        stage = 1 + max((self.units[before].stage for one in fields if (before := _unit_behind(one))), default=0)
        paths = _paths(true) + _paths(possible)
        unit = self.units[key] = Unit(key, home, _pattern(true), _pattern(possible), paths, fields, stage)
        return unit

    def groups(self) -> list[Group]:
        """The units packed into rulesets by home and stage, each small enough."""
        found: list[Group] = []
        last: dict[tuple[str, int], Group] = {}
        for unit in self.units.values():
            place = (unit.home, unit.stage)
            group = last.get(place)
            fits = group is not None and group.paths + unit.paths <= RULESET_PATHS and len(group.units) < 10
            if not fits or len({*group.fields, *unit.fields}) > MOST_PROPERTIES:  # type: ignore[union-attr]
                group = last[place] = Group(f"g{len(found)}")
                found.append(group)
            assert group is not None
            group.units.append(unit)
            group.paths += unit.paths
        for group in found:
            _check(group)
        return found

    def _field(self, kind: str, source: object) -> Field:
        known = self._fields.get((kind, source))
        if known is None:
            prefix = {"fact": "f", "word": "w", "test": "t", "concept": "c", "quantifier": "q", "judgement": "j"}[kind]
            known = self._fields[kind, source] = Field(f"{prefix}{len(self._fields)}", kind, source)
        return known

    def _prepare(self, node: Condition, home: str, own: str) -> Node:
        """The condition with everything that is not a plain test replaced by a field, cut until it is small."""
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, ConceptRef):
            self._concept(node.name)
            return Ref(self._field("concept", node.name))
        if isinstance(node, Judgement):
            if not own:
                raise ProgramError(said("a judgement stands outside a rule"))
            return Ref(self._field("judgement", (own, node.answer)))
        if isinstance(node, Quantifier):
            ref = self._field("quantifier", node)
            if ref.name not in self.quantifiers:
                self.quantifiers[ref.name] = node
                self.add(f"{ref.name}.body", node.body, f"body {ref.name}")
            return Ref(ref)
        if isinstance(node, Not):
            return _cut_to_fit(self, Not(self._prepare(node.part, home, own)), home)  # type: ignore[arg-type]
        if isinstance(node, Stated):
            return _cut_to_fit(self, Stated(self._prepare(node.part, home, own)), home)  # type: ignore[arg-type]
        if isinstance(node, FirstKnown):
            parts = [self.cut(self._prepare(part, home, own), home) for part in node.parts]
            return _cut_to_fit(self, FirstKnown(tuple(parts)), home)  # type: ignore[arg-type]
        parts = [self._prepare(part, home, own) for part in node.parts]
        return self._joined(type(node), parts, home)

    def _joined(self, kind: type[All] | type[AnyOf], parts: list[Node], home: str) -> Node:
        """`all` or `any` with its costliest parts cut out, and a long list cut into lists, until it is small."""
        while _cost(joined := kind(tuple(parts))) > CONDITION_PATHS:  # type: ignore[arg-type]
            costs = [_cost(part) for part in parts]
            worst = max(range(len(parts)), key=costs.__getitem__)
            if costs[worst] > 1:
                parts[worst] = self.cut(parts[worst], home)
            else:
                half = len(parts) // 2
                parts = [
                    self.cut(self._joined(kind, parts[:half], home), home),
                    self.cut(self._joined(kind, parts[half:], home), home),
                ]
        return joined

    def cut(self, node: Node, home: str) -> Node:
        """The condition as a unit of its own, and a reference to it."""
        if isinstance(node, Ref):
            return node
        name = f"p{len(self.units)}"
        self._unit(name, node, home)
        return Ref(Field(name, "part", name))

    def _concept(self, name: str) -> None:
        if name in self._adding:
            raise ProgramError(said("concept `{}` rests on itself", name))
        if f"concept {name}" not in self.units:
            self._adding.add(name)
            self.add(f"concept {name}", self._concepts[name].when, f"concept {self._concepts[name].scope}")
            self._adding.discard(name)

    def _leaf(self, leaf: Leaf) -> Node:
        """A test the library can do itself stays a test; the rest becomes a field that the host decides."""
        found = schema().resolve(leaf.fact)
        assert found is not None
        kind, right = found[0].type, leaf.right
        if leaf.test == "in" and isinstance(right, tuple):
            if kind == "tri" and len(right) == 1:
                ref = Ref(self._field("word", leaf.fact))
                return ref if right[0] else Not(ref)  # type: ignore[arg-type]
            if kind in ("enum", "text", "date", "duration") and len(right) <= 6:
                return Leaf(self._field("fact", leaf.fact).name, "in", right)
        if kind == "int" and leaf.test in _ORDER and isinstance(right, int):
            return Leaf(self._field("fact", leaf.fact).name, leaf.test, right)
        return Ref(self._field("test", leaf))

    def field_named(self, name: str) -> Field:
        """The field of a name that a prepared test reads."""
        return next(one for one in self._fields.values() if one.name == name)


def _unit_behind(one: Field) -> str | None:
    """The unit whose conclusion fills a field, if there is one."""
    return {"part": one.name, "concept": f"concept {one.source}", "quantifier": f"{one.name}.body"}.get(one.kind)


def _cut_to_fit(program: Program, node: Node, home: str) -> Node:
    """A one-part node whose inside is too wide gets the inside cut out."""
    if _cost(node) <= CONDITION_PATHS:
        return node
    if isinstance(node, FirstKnown):
        raise ProgramError(said("too many alternatives in `first_known`"))
    assert isinstance(node, (Not, Stated))
    return type(node)(program.cut(node.part, home))  # type: ignore[arg-type]


def _form(node: Node, *, negated: bool, possible: bool) -> object:
    """The pattern of a condition: a list [and|or, ...], or a test as durable_rules writes it."""
    if isinstance(node, Ref):
        name = node.field.name
        if possible:
            return {"$neq": {name: YES if negated else NO}}
        return {name: NO if negated else YES}
    if isinstance(node, Leaf):
        return _test(node, negated=negated, possible=possible)
    if isinstance(node, Not):
        return _form(node.part, negated=not negated, possible=possible)
    if isinstance(node, Stated):
        # Never unknown: yes when the part is yes for certain; its denial holds whenever the part is not certain.
        return _form(node.part, negated=negated, possible=negated)
    if isinstance(node, FirstKnown):
        return _first_known(node, negated=negated, possible=possible)
    assert isinstance(node, (All, AnyOf))
    word = "or" if isinstance(node, All) is negated else "and"
    return [word, *(_form(part, negated=negated, possible=possible) for part in node.parts)]


def _first_known(node: FirstKnown, *, negated: bool, possible: bool) -> object:
    branches: list[object] = []
    before: list[object] = []
    for part in node.parts:
        assert isinstance(part, Ref)
        name = part.field.name
        branches.append(["and", *before, {name: NO if negated else YES}])
        before = [*before, {name: UNKNOWN}]
    if possible:
        branches.append(["and", *before])
    return ["or", *branches]


def _test(leaf: Leaf, *, negated: bool, possible: bool) -> object:
    name = leaf.fact
    if leaf.test == "in":
        assert isinstance(leaf.right, tuple)
        if negated:
            apart = [{"$neq": {name: value}} for value in leaf.right]
            return ["and", *apart] if possible else ["and", *apart, {"$neq": {name: UNKNOWN}}]
        alike = [{name: value} for value in leaf.right]
        return ["or", *alike, {name: UNKNOWN}] if possible else ["or", *alike]
    test = {_ORDER[_OPPOSITE[leaf.test] if negated else leaf.test]: {name: leaf.right}}
    return ["or", test, {"$nex": {name: 1}}] if possible else test


def _cost(node: Node) -> int:
    return max(
        _paths(_form(node, negated=negated, possible=possible)) for negated in (False, True) for possible in (False, True)
    )


def _paths(form: object) -> int:
    """Alternatives a pattern opens in the library's network."""
    if isinstance(form, dict):
        return 1
    assert isinstance(form, list)
    counts = [_paths(part) for part in form[1:]]
    if form[0] == "or":
        return sum(counts)
    product = 1
    for count in counts:
        product *= count
    return product


def _pattern(form: object) -> Pattern | None:
    """The pattern as durable_rules takes it; None when it can never hold."""
    if isinstance(form, dict):
        return form
    assert isinstance(form, list)
    parts = [_pattern(part) for part in form[1:]]
    if form[0] == "or":
        known = [part for part in parts if part is not None]
        return None if not known else known[0] if len(known) == 1 else {"$or": known}
    if any(part is None for part in parts):
        return None
    return {"kind": "row"} if not parts else parts[0] if len(parts) == 1 else {"$and": parts}


def _fields(node: Node) -> Iterator[Field]:
    if isinstance(node, Ref):
        yield node.field
    elif isinstance(node, Leaf):
        yield Field(node.fact, "fact", node.fact)
    elif isinstance(node, (Not, Stated)):
        yield from _fields(node.part)
    elif isinstance(node, (All, AnyOf, FirstKnown)):
        for part in node.parts:
            yield from _fields(part)


def _check(group: Group) -> None:
    """The build-time lint: limits beyond which the library fails, hangs or mixes fields up."""
    names = [one.name for one in group.fields] + ["kind", "sid", "id"]
    if len(names) > MOST_PROPERTIES + 3 or group.paths > RULESET_PATHS + 2 * CONDITION_PATHS:
        raise ProgramError(said("ruleset `{}` is too large", group.name))
    hashes: dict[int, str] = {}
    for name in names:
        other = hashes.setdefault(_fnv(name), name)
        if other != name:
            raise ProgramError(said("fields `{}` and `{}` have the same hash in durable_rules", name, other))


def _fnv(name: str) -> int:
    """The 32-bit hash by which durable_rules tells fields apart."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
