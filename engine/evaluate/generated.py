"""The fast form of the oracle: each rule becomes Python source, compiled once.

Three-valued logic is written out with short circuits; simple tests are inlined, the rest call `evaluate.tests`.
The same interface as `reference.Reference`, and held to it by property tests. The source never leaves the process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from ..declaration.model import Subject
from ..declaration.rows import SCOPES, Row, Rows
from ..declaration.schema import days, schema
from ..declaration.vocabulary import categories, expand_places, is_at, reaches
from ..rulebook.conditions import (
    All,
    AnyOf,
    ConceptRef,
    Condition,
    FactRef,
    FirstKnown,
    Judgement,
    Leaf,
    Not,
    Quantifier,
    Stated,
    children,
)
from ..rulebook.in_force import InForce
from ..rulebook.model import Rule
from ..text import reason
from . import tests
from .jobs import Job, Sweep, first_rows, job_of
from .reference import Verdict, leaf_value, settle, sweep
from .tests import Kleene

DECIDED = ("pass", "notApplicable", "fail", None)
"""What a code of the fused form means; None is for something unknown that would decide."""
_ALONE = 4
"""Code of a rule that has to be judged by itself."""
RULES_PER_FUNCTION = 60
Fused: TypeAlias = "Callable[[Row, None], tuple[int, ...]]"
MOST_NESTED, DEEPEST = 8, 40
"""Short lists are nested, so that nothing after a settling part is looked at; Python allows 100 levels of indentation."""
_COMPARE = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}


class Generated:
    """Evaluates rules of one day's rulebook with compiled code. Rules are compiled when first needed."""

    def __init__(self, law: InForce) -> None:
        self.law = law
        self._rules: dict[str, Callable[[Row, str | None], Verdict]] = {}
        self._scopes: dict[tuple[str, bool], tuple[list[Rule], list[Fused]]] = {}
        self._concepts: dict[str, Callable[[Row, str | None], Kleene]] = {}

    def prepare(self, jobs: list[Job]) -> None:
        """Called once per declaration before its verdicts are asked for; nothing to do here."""

    def verdict(self, rule: Rule, row: Row, judgement: str | None = None) -> Verdict:
        """The values of the rule's parts on a row, as `Reference.verdict`."""
        function = self._rules.get(rule.id)
        if function is None:
            function = self._rules[rule.id] = self._compile_rule(rule)
        return function(row, judgement)

    def sweep(self, rows: Rows, *, everything: bool = False) -> Sweep:
        """As `Reference.sweep`: on each row, all rules of its scope in one go. Rules a person answered go one by one."""
        answered = {answer.rule for answer in rows.declaration.judgements}
        if everything:
            return sweep(self, self.law, rows, everything=True)
        found = Sweep()
        for scope in SCOPES:
            for per_category in (True, False):
                rules, functions = self._group(scope, per_category)
                if not rules:
                    continue
                members = rows.of_scope(scope)
                targets = [(row, row.subject) for row in members] if per_category else first_rows(members)
                for row, subject in targets:
                    self._sweep_row(found, rules, functions, row, subject, answered)
        return found

    def _sweep_row(
        self, found: Sweep, rules: list[Rule], functions: list[Fused], row: Row, subject: Subject, answered: set[str]
    ) -> None:
        try:
            codes = [code for function in functions for code in function(row, None)]
        except Exception:
            codes = [_ALONE] * len(rules)
        for rule, code in zip(rules, codes, strict=True):
            if code == _ALONE or (answered and rule.id in answered):
                self._alone(found, job_of(self.law, rule, row, subject))
            elif code == 0:
                found.passed[rule.id] += 1
            elif code == 1:
                found.not_applicable[rule.id] += 1
            else:
                found.jobs.append(Job(rule, row, subject))

    def _alone(self, found: Sweep, job: Job) -> None:
        try:
            decided = self.verdict(job.rule, job.row, job.said).decided
        except Exception as error:
            job.failure, decided = reason(error), None
        settle(found, job, decided, everything=False)

    def decided(self, rule: Rule, row: Row, judgement: str | None = None) -> str | None:
        """As `Verdict.decided`."""
        return self.verdict(rule, row, judgement).decided

    def codes(self, scope: str, row: Row) -> tuple[int, ...]:
        """For every rule of a scope, in the order of `rules_of`, the index of its outcome in DECIDED."""
        groups = [self._group(scope, per_category)[1] for per_category in (True, False)]
        if len(groups[0]) + len(groups[1]) == 1:
            return (groups[0] or groups[1])[0](row, None)
        return tuple(code for functions in groups for function in functions for code in function(row, None))

    def rules_of(self, scope: str) -> list[Rule]:
        """The rules of a scope in the order of `codes`."""
        return [rule for per_category in (True, False) for rule in self._group(scope, per_category)[0]]

    def _group(self, scope: str, per_category: bool) -> tuple[list[Rule], list[Fused]]:
        found = self._scopes.get((scope, per_category))
        if found is None:
            rules = [
                rule
                for rule in self.law.rules
                if rule.scope == scope and rule.id not in self.law.broken and (rule.id in self.law.per_category) is per_category
            ]
            parts = [rules[start : start + RULES_PER_FUNCTION] for start in range(0, len(rules), RULES_PER_FUNCTION)]
            found = self._scopes[scope, per_category] = (rules, [self._fused(part) for part in parts])
        return found

    def _fused(self, rules: list[Rule]) -> Fused:
        """One function for many rules. If it cannot be compiled, each rule is judged alone, and the faulty one reported."""
        writer = _Writer(self)
        try:
            writer.hoist(rules)
            names = [writer.code(rule) for rule in rules]
            function: Fused = writer.finish(f"({', '.join(names)},)")
        except Exception:
            return lambda _row, _judgement: (_ALONE,) * len(rules)
        return function

    def value(self, node: Condition, row: Row, judgement: str | None = None) -> Kleene:
        """The value of one condition, as `Reference.value`; compiled anew on each call."""
        return _Writer(self).function(node)(row, judgement)  # type: ignore[no-any-return]

    def concept(self, name: str, row: Row) -> Kleene:
        """The value of a concept, judged once per row it belongs to."""
        concept = self.law.concepts[name]
        at = row.at(concept.scope)
        memo = at.rows.memo
        key = (self, name, at)
        if key in memo:
            return memo[key]
        function = self._concepts.get(name)
        if function is None:
            function = self._concepts[name] = _Writer(self).function(concept.when)
        value = memo[key] = function(at, None)
        return value

    def _compile_rule(self, rule: Rule) -> Callable[[Row, str | None], Verdict]:
        writer = _Writer(self)
        names = [writer.value(rule.applies), writer.value(rule.violated)]
        names += [writer.value(exception.when) for exception in rule.unless]
        unless = "".join(f"{name}, " for name in names[2:])
        function: Callable[[Row, str | None], Verdict] = writer.finish(f"Verdict({names[0]}, {names[1]}, ({unless}))")
        return function


class _Writer:
    """Writes one function. Every condition becomes statements that leave its value in a variable."""

    def __init__(self, form: Generated) -> None:
        self.form = form
        self.lines: list[str] = []
        self.depth = 1
        self.row = "row"
        self.hoisted: dict[str, str] = {}
        self.names: dict[str, Any] = {"Verdict": Verdict, "concept": form.concept}
        self.count = 0

    def hoist(self, rules: list[Rule]) -> None:
        """Judge the concepts on which the gates of several rules rest once, before the rules."""
        gates: Counter[str] = Counter()
        for rule in rules:
            parts = rule.applies.parts if isinstance(rule.applies, All) else (rule.applies,)
            gates.update({part.name for part in parts if isinstance(part, ConceptRef)})
        for name, count in gates.items():
            if count > 1:
                variable = self.fresh("g")
                self.line(f"{variable} = concept({name!r}, row)")
                self.hoisted[name] = variable

    def function(self, node: Condition) -> Any:
        """A function (row, judgement) -> value of a condition."""
        return self.finish(self.value(node))

    def finish(self, result: str) -> Any:
        """Compile what was written so far into a function that returns `result`."""
        body = "\n".join(["def evaluate(row, judgement):", "    get = row.facts.get", *self.lines, f"    return {result}"])
        exec(compile(body, "<generated rule>", "exec"), self.names)
        return self.names["evaluate"]

    def fresh(self, prefix: str = "v") -> str:
        """A new variable name."""
        self.count += 1
        return f"{prefix}{self.count}"

    def constant(self, value: object) -> str:
        """A name for a constant of the function."""
        name = self.fresh("k")
        self.names[name] = value
        return name

    def line(self, text: str) -> None:
        """Write one statement at the current depth."""
        self.lines.append("    " * self.depth + text)

    def value(self, node: Condition) -> str:
        """Write statements for a condition; the name of the variable with its value."""
        if isinstance(node, All | AnyOf):
            return self._joined(node.parts, settles=isinstance(node, AnyOf))
        if isinstance(node, ConceptRef) and self.row == "row" and node.name in self.hoisted:
            return self.hoisted[node.name]
        name = self.fresh()
        if isinstance(node, Leaf):
            self._leaf(node, name)
        elif isinstance(node, Not):
            inner = self.value(node.part)
            self.line(f"{name} = None if {inner} is None else not {inner}")
        elif isinstance(node, Stated):
            self.line(f"{name} = {self.value(node.part)} is True")
        elif isinstance(node, ConceptRef):
            self.line(f"{name} = concept({node.name!r}, {self.row})")
        elif isinstance(node, Judgement):
            self.line(f"{name} = None if judgement is None else judgement == {node.answer!r}")
        elif isinstance(node, FirstKnown):
            self._first_known(node.parts, name)
        else:
            assert isinstance(node, Quantifier)
            self._quantifier(node, name)
        return name

    def code(self, rule: Rule) -> str:
        """Write statements for a whole rule; the name of the variable with its code."""
        name = self.fresh("c")
        applies = "True" if rule.applies == All(()) else self.value(rule.applies)
        outer = self.depth
        if applies != "True":
            self.line(f"if {applies} is False: {name} = 1")
            self.line("else:")
            self.depth += 1
        violated = self.value(rule.violated)
        both = violated if applies == "True" else f"{applies} and {violated}"
        if not rule.unless:
            self.line(f"{name} = 0 if {violated} is False else 2 if {both} else 3")
        else:
            self.line(f"if {violated} is False: {name} = 0")
            self.line("else:")
            self.depth += 1
            exception = self._joined([one.when for one in rule.unless], settles=True)
            self.line(f"{name} = 0 if {exception} else 2 if {exception} is False and {both} else 3")
        self.depth = outer
        return name

    def _joined(self, parts: Iterable[Condition], *, settles: bool) -> str:
        """`any` settles on True, `all` on False: the parts after a settling one are not evaluated."""
        ordered = sorted(parts, key=_cost)
        name = self.fresh()
        if not ordered:
            self.line(f"{name} = {not settles}")
            return name
        outer = self.depth
        nested = len(ordered) <= MOST_NESTED and outer < DEEPEST
        for position, part in enumerate(ordered):
            if position and not nested:
                self.depth = outer
                self.line(f"if {name} is not {settles}:")
                self.depth = outer + 1
            inner = self.value(part)
            if not position:
                self.line(f"{name} = {inner}")
            else:
                self.line(f"if {inner} is not {not settles}: {name} = {inner}")
            if nested and position + 1 < len(ordered):
                self.line(f"if {name if not position else inner} is not {settles}:")
                self.depth += 1
        self.depth = outer
        return name

    def _first_known(self, parts: Iterable[Condition], name: str) -> None:
        self.line(f"{name} = None")
        for part in parts:
            self.line(f"if {name} is None:")
            self.depth += 1
            self.line(f"{name} = {self.value(part)}")
            self.depth -= 1

    def _quantifier(self, node: Quantifier, name: str) -> None:
        settles = not node.every
        members, member, saved = self.fresh("m"), self.fresh("r"), self.row
        self.line(f"{members} = {self.row}.members({node.over!r})")
        self.line(f"{name} = {not settles} if {members}.missing is None else None")
        for kind in ("rows", "possible"):
            self.line(f"for {member} in {members}.{kind}:")
            self.depth += 1
            self.line(f"get = {member}.facts.get")
            self.row = member
            inner = self.value(node.body)
            if kind == "rows":
                self.line(f"if {inner} is {settles}:")
                self.line(f"    {name} = {settles}")
                self.line("    break")
                self.line(f"if {inner} is None: {name} = None")
            else:
                self.line(f"if {name} is not {settles} and {inner} is not {not settles}: {name} = None")
            self.depth -= 1
        self.row = saved
        self.line(f"get = {self.row}.facts.get")

    def _leaf(self, leaf: Leaf, name: str) -> None:
        found = schema().resolve(leaf.fact)
        assert found is not None
        kind = found[0].type
        simple = self._simple(leaf, kind)
        if simple is None:
            self.names["leaf_value"], self.names["law"] = leaf_value, self.form.law
            self.line(f"{name} = leaf_value({self.constant(leaf)}, {self.row}, law)")
            return
        self.line(f"{name} = get({leaf.fact!r})")
        if simple != "{0}":
            self.line(f"if {name} is not None: {name} = {simple.replace('{0}', name)}")

    def _simple(self, leaf: Leaf, kind: str) -> str | None:
        """The test as an expression over `{0}`, or None where the oracle's function must be asked."""
        right = leaf.right
        if leaf.test == "flag":
            table = {category: categories().flag(category, str(right)) for category in categories().all}
            return f"None if {{0}} in get('practice.data_broad', ()) else {self.constant(table)}[{{0}}]"
        if leaf.test == "empty":
            return "not {0}" if right else "not not {0}"
        if not isinstance(right, (tuple, str, int, float)) or isinstance(right, bool):
            return None
        if leaf.test in ("in", "under"):
            assert isinstance(right, tuple)
            if kind == "category":
                table = {one: tests.one_of(kind, one, right) for one in categories().all}
                return f"{self.constant(table)}[{{0}}]"
            if kind == "place":
                self.names["is_at"] = is_at
                return f"is_at({{0}}, {self.constant(expand_places(right))})"
            if len(right) == 1:
                if isinstance(right[0], bool):
                    return "{0}" if right[0] else "not {0}"
                return f"{{0}} == {self.constant(right[0])}"
            return f"{{0}} in {self.constant(frozenset(right))}"
        if leaf.test == "includes":
            assert isinstance(right, tuple)
            if kind == "category":
                return None
            if kind == "place":
                self.names["reaches"] = reaches
                return f"reaches({{0}}, {self.constant(expand_places(right))})"
            return f"not {self.constant(frozenset(right))}.isdisjoint({{0}})"
        if leaf.test in _COMPARE:
            if kind == "duration":
                counted = days(str(right))
                if counted is None:
                    return None
                self.names["compare"] = tests.compare
                return f"compare('duration', {leaf.test!r}, {{0}}, {self.constant(right)})"
            return f"{{0}} {_COMPARE[leaf.test]} {self.constant(right)}"
        return None


def _cost(node: Condition) -> int:
    """Cheap tests first: the order of parts never changes a Kleene value."""
    if isinstance(node, Leaf):
        return 0 if not isinstance(node.right, FactRef) else 1
    if isinstance(node, ConceptRef):
        return 2
    if isinstance(node, Quantifier):
        return 9
    return 1 + max((_cost(part) for part in children(node)), default=0)
