"""Runs rules on durable_rules: one short session per row and ruleset, forward from facts to concepts to findings.

The library is used as its measured limits demand: no background threads, a sentinel as the first fact of every session
(without it `delete_state` can crash the process), one fact at a time, actions that only note that they fired, the state
deleted whatever happens. Anything unexpected raises `EngineFault`; nothing unexpected is read as "no".
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import Any

from ..declaration.rows import Row
from ..rulebook.conditions import Condition, Leaf
from ..rulebook.in_force import InForce
from ..rulebook.model import Rule
from ..text import said
from .durable_program import NO, UNKNOWN, YES, Field, Group, Program, Unit
from .reference import Verdict, leaf_value
from .tests import Kleene, conjunction, disjunction


class EngineFault(Exception):
    """durable_rules did something other than firing or not firing."""


class DurableRules:
    """A set of named conditions on durable_rules, in this process. Rulesets are never freed: recycle the process."""

    def __init__(self, law: InForce) -> None:
        self.law = law
        self.program = Program(law.concepts)
        self._groups: dict[str, Group] = {}
        self._host: Any = None
        self._fired: set[str] = set()
        self._known: dict[tuple[str, Row, str | None], Kleene] = {}
        self._sessions = 0

    def add_rule(self, rule: Rule) -> None:
        """Add the parts of a rule. Call before the first evaluation."""
        for part, condition in _parts(rule):
            self.add(f"{rule.id} {part}", condition, f"rule {rule.scope}", rule.id)

    def add(self, key: str, condition: Condition, home: str, own: str = "") -> None:
        """Add a condition under a key of its own. A judgement in it makes it its own home: answers differ by rule."""
        from ..rulebook.conditions import Judgement, walk

        if any(isinstance(part, Judgement) for part in walk(condition)):
            home = f"{home} {own}"
        self.program.add(key, condition, home, own)

    def verdict(self, rule: Rule, row: Row, judgement: str | None = None) -> Verdict:
        """The values of a rule's parts on a row."""
        values = [self.value(f"{rule.id} {part}", row, judgement) for part, _ in _parts(rule)]
        return Verdict(values[0], values[1], tuple(values[2:]))

    def value(self, key: str, row: Row, judgement: str | None = None) -> Kleene:
        """The value of an added condition on a row."""
        if self._host is None:
            self._build()
        place = (key, row, judgement)
        if place not in self._known:
            self._run(self._groups[key], row, judgement)
        return self._known[place]

    def forget(self) -> None:
        """Drop what is known of rows, before rows of another declaration."""
        self._known.clear()

    def _build(self) -> None:
        from durable.engine import Host

        class QuietHost(Host):  # type: ignore[misc]
            """No dispatcher and timer threads: every action runs inside assert_fact."""

            def _run(self) -> None:
                return

        logging.getLogger("durable").setLevel(logging.CRITICAL + 1)
        rulesets = {}
        for group in self.program.groups():
            rulesets[group.name] = self._ruleset(group)
            for unit in group.units:
                self._groups[unit.key] = group
        self._host = QuietHost(rulesets)

    def _ruleset(self, group: Group) -> dict[str, object]:
        rules: dict[str, object] = {"sentinel": {"all": [{"m": {"kind": "sentinel"}}], "run": self._note("sentinel")}}
        for unit in group.units:
            for kind, pattern in (("true", unit.true), ("possible", unit.possible)):
                if pattern is not None:
                    guarded = pattern if pattern == {"kind": "row"} else {"$and": [{"kind": "row"}, pattern]}
                    mark = f"{kind} {unit.key}"
                    rules[f"r{len(rules)}"] = {"all": [{"m": guarded}], "run": self._note(mark)}
        return rules

    def _note(self, mark: str) -> Callable[[object], None]:
        fired = self._fired
        # Exactly one argument: durable_rules takes an action with two for an asynchronous one.
        return lambda _context: fired.add(mark)

    def _run(self, group: Group, row: Row, judgement: str | None) -> None:
        """One session: sentinel, the row, what fired."""
        from durable.engine import MessageNotHandledException

        fact: dict[str, object] = {"kind": "row", "id": "row"}
        for one in group.fields:
            value = self._filled(one, row, judgement)
            if value is not None:
                fact[one.name] = value
        self._sessions += 1
        sid = f"s{self._sessions}"
        self._fired.clear()
        try:
            self._host.assert_fact(group.name, {"kind": "sentinel", "id": "sentinel", "sid": sid})
            # "Not handled" means that no pattern fired: every condition of the ruleset is "no".
            with contextlib.suppress(MessageNotHandledException):
                self._host.assert_fact(group.name, fact | {"sid": sid})
            if "sentinel" not in self._fired:
                raise EngineFault(said("actions were not run"))
            for unit in group.units:
                self._known[unit.key, row, judgement] = self._outcome(unit)
        except EngineFault:
            raise
        except Exception as error:
            raise EngineFault(said("durable_rules: {}", str(error))) from error
        finally:
            self._host.delete_state(group.name, sid)

    def _outcome(self, unit: Unit) -> Kleene:
        true, possible = f"true {unit.key}" in self._fired, f"possible {unit.key}" in self._fired
        if true and not possible:
            raise EngineFault(said("a condition is certain but not possible"))
        return True if true else None if possible else False

    def _filled(self, one: Field, row: Row, judgement: str | None) -> object | None:
        """The value of a field in the asserted fact; an unknown number is left out, an unknown word is said."""
        source = one.source
        if one.kind == "fact":
            if one.name == source:
                source = self.program.field_named(one.name).source
            value = row.facts.get(str(source))
            return UNKNOWN if value is None and not self._is_number(str(source)) else value
        if one.kind == "word":
            return _word(row.facts.get(str(source)))  # type: ignore[arg-type]
        if one.kind == "test":
            assert isinstance(source, Leaf)
            return _word(leaf_value(source, row, self.law))
        if one.kind == "concept":
            concept = self.law.concepts[str(source)]
            return _word(self.value(f"concept {source}", row.at(concept.scope)))
        if one.kind == "part":
            return _word(self.value(one.name, row, judgement))
        if one.kind == "judgement":
            assert isinstance(source, tuple)
            return _word(None if judgement is None else judgement == source[1])
        return _word(self._quantified(one.name, row))

    def _is_number(self, name: str) -> bool:
        from ..declaration.schema import schema

        found = schema().resolve(name)
        return found is not None and found[0].type == "int"

    def _quantified(self, name: str, row: Row) -> Kleene:
        """The bodies are judged on durable_rules; the members are gathered here, as the oracle does."""
        node = self.program.quantifiers[name]
        members = row.members(node.over)
        values = [self.value(f"{name}.body", member) for member in members.rows]
        values += [None for member in members.possible if self.value(f"{name}.body", member) is not node.every]
        if members.missing is not None:
            values.append(None)
        return conjunction(values) if node.every else disjunction(values)


def _parts(rule: Rule) -> list[tuple[str, Condition]]:
    return [("applies", rule.applies), ("violated", rule.violated)] + [
        (f"unless {position}", exception.when) for position, exception in enumerate(rule.unless)
    ]


def _word(value: Kleene) -> str:
    return UNKNOWN if value is None else YES if value else NO
