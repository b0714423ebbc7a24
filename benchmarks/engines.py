"""The same 60 rules on the same 10,000 declarations: our evaluator beside other rule engines, one process per engine.

    python benchmarks/engines.py            every engine that is installed, as a table
    python benchmarks/engines.py ENGINE [N] one engine on N declarations, one line

Rules have 3 to 5 tests over 30 yes/no, 15 number and 15 enumerated facts of our own fact table, all stated, so that engines
without an unknown can take part. Ours runs three-valued all the same: it tells fail, pass and undecided apart for each rule.
Every engine's answers are checked against the oracle on the first 300 declarations.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable

from lawlint.engine.declaration.model import Declaration
from lawlint.engine.declaration.rows import Row, Rows
from lawlint.engine.declaration.schema import schema
from lawlint.engine.evaluate.generated import Generated
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.rulebook.conditions import YES, All, AnyOf, Condition, Leaf, Not
from lawlint.engine.rulebook.in_force import InForce
from lawlint.engine.rulebook.model import BEGINNING, END, Rule, Rulebook
from lawlint.engine.text import Text

RULES, DECLARATIONS, CHECKED = 60, 10_000, 300
ENGINES = {
    "lawlint": 10_000, "lawlint_reference": 2_000, "lawlint_unknown": 10_000, "zen": 10_000, "durable_rules": 10_000, "cel": 10_000,
    "rule_engine": 2_000, "cedarpy": 1_000, "regopy": 200,
}  # fmt: skip

_app = [fact for fact in schema().of_scope("app") if not fact.many]
BOOL = [fact.name for fact in _app if fact.type == "tri"][:30]
NUMBER = [fact.name for fact in _app if fact.type == "int" and fact.name != "declaration"][:15]
ENUM = [(fact.name, fact.values) for fact in _app if fact.type == "enum" and len(fact.values) > 2][:15]


def declaration(random_: random.Random, missing: float = 0.0) -> dict[str, object]:
    """One flat declaration with every fact of the workload stated, less a share of missing ones."""
    facts: dict[str, object] = {name: random_.random() < 0.5 for name in BOOL}
    facts |= {name: random_.randrange(1000) for name in NUMBER}
    facts |= {name: random_.choice(values) for name, values in ENUM}
    return {name: value for name, value in facts.items() if random_.random() >= missing}


def trees(count: int) -> list[Condition]:
    """Rules of three to five tests; about one declaration in 25 breaks each."""
    random_ = random.Random(7)
    found: list[Condition] = []
    for number in range(count):
        one, two = random_.sample(BOOL, 2)
        (first, values), (second, others) = random_.sample(ENUM, 2)
        parts: list[Condition] = [
            Leaf(one, "in", (True,)),
            Leaf(two, "in", (False,)),
            Leaf(random_.choice(NUMBER), "more_than", random_.randrange(300, 700)),
        ]
        if number % 3 == 0:
            parts.append(AnyOf((Leaf(first, "in", (random_.choice(values),)), Leaf(second, "in", (random_.choice(others),)))))
        elif number % 3 == 1:
            parts.append(Not(Leaf(first, "in", (random_.choice(values),))))
            parts.append(Leaf(second, "in", tuple(random_.sample(others, min(4, len(others) - 1)))))
        else:
            parts.append(Leaf(first, "in", (random_.choice(values),)))
        found.append(All(tuple(parts)))
    return found


def law(conditions: list[Condition]) -> InForce:
    """The trees as rules in force."""
    empty = Text()
    rules = tuple(
        Rule(
            f"R{number}",
            "x",
            ("x:1",),
            (),
            "x",
            "app",
            "high",
            None,
            BEGINNING,
            END,
            YES,
            tree,
            (),
            None,
            empty,
            empty,
            empty,
            "",
            0,
        )
        for number, tree in enumerate(conditions)
    )
    return InForce(Rulebook(), "2026-01-01", rules)


def spelled(node: Condition, style: dict[str, str], name: Callable[[str], str], value: Callable[[object], str]) -> str:
    """A tree as an expression of another engine."""
    if isinstance(node, (All, AnyOf)):
        joint = style["and"] if isinstance(node, All) else style["or"]
        return "(" + joint.join(spelled(part, style, name, value) for part in node.parts) + ")"
    if isinstance(node, Not):
        assert isinstance(node.part, Leaf) and isinstance(node.part.right, tuple)
        return f"{name(node.part.fact)} != {value(node.part.right[0])}"
    assert isinstance(node, Leaf)
    if node.test == "more_than":
        return f"{name(node.fact)} > {value(node.right)}"
    assert isinstance(node.right, tuple)
    if len(node.right) == 1:
        return f"{name(node.fact)} == {value(node.right[0])}"
    return style["in"].format(name(node.fact), ", ".join(map(value, node.right)))


def _flat(name: str) -> str:
    return name.replace(".", "_")


def _json(value: object) -> str:
    return json.dumps(value)


def ours(engine: str, conditions: list[Condition]) -> tuple[Callable[[object], list[int]], bool]:
    """Our evaluators; they take rows, made beforehand as other engines get their dictionaries made."""
    in_force = law(conditions)
    if engine == "lawlint_reference":
        oracle = Reference(in_force)
        return lambda row: [n for n, rule in enumerate(in_force.rules) if oracle.verdict(rule, row).decided == "fail"], True  # type: ignore[arg-type]
    fast = Generated(in_force)
    return lambda row: fast.codes("app", row), True  # type: ignore[arg-type, return-value]


def theirs(engine: str, conditions: list[Condition]) -> Callable[[dict[str, object]], list[int]]:
    """Another engine, from a flat dictionary to the numbers of the rules that hold."""
    style = {"and": " and ", "or": " or ", "in": "{} in [{}]"}
    if engine == "zen":
        import zen

        text = "[" + ", ".join(spelled(tree, style, _flat, _json) for tree in conditions) + "]"
        expression = zen.compile_expression(text)
        return lambda facts: [number for number, holds in enumerate(expression.evaluate(facts)) if holds]
    if engine == "cel":
        import cel

        c_style = {"and": " && ", "or": " || ", "in": "{} in [{}]"}
        programs = [cel.compile(spelled(tree, c_style, _flat, _json)) for tree in conditions]

        def run_cel(facts: dict[str, object]) -> list[int]:
            context = cel.Context(variables=facts)
            return [number for number, program in enumerate(programs) if program.execute(context)]

        return run_cel
    if engine == "rule_engine":
        import rule_engine

        rules = [rule_engine.Rule(spelled(tree, style, _flat, _json)) for tree in conditions]
        return lambda facts: [number for number, rule in enumerate(rules) if rule.matches(facts)]
    if engine == "cedarpy":
        import cedarpy

        c_style = {"and": " && ", "or": " || ", "in": "[{1}].contains({0})"}
        policies = "\n".join(
            f"permit(principal, action, resource) when {{ {spelled(tree, c_style, lambda n: 'context.' + _flat(n), _json)} }};"
            for tree in conditions
        )

        def run_cedar(facts: dict[str, object]) -> list[int]:
            request = {"principal": 'U::"a"', "action": 'A::"x"', "resource": 'R::"r"', "context": facts}
            return [int(reason[6:]) for reason in cedarpy.is_authorized(request, policies, []).diagnostics.reasons]

        return run_cedar
    if engine == "regopy":
        return _rego(conditions)
    return _durable(conditions)


def _rego(conditions: list[Condition]) -> Callable[[dict[str, object]], list[int]]:
    import regopy

    style = {"and": "\n  ", "or": "", "in": "{} in {{{}}}"}

    def alternatives(node: Condition) -> list[list[Condition]]:
        if isinstance(node, All):
            found: list[list[Condition]] = [[]]
            for part in node.parts:
                found = [one + other for one in found for other in alternatives(part)]
            return found
        if isinstance(node, AnyOf):
            return [one for part in node.parts for one in alternatives(part)]
        return [[node]]

    lines = ["package p", "import rego.v1"]
    for number, tree in enumerate(conditions):
        for parts in alternatives(tree):
            body = "\n  ".join(spelled(part, style, lambda n: "input." + _flat(n), _json) for part in parts)
            lines.append(f"broken contains {number} if {{\n  {body}\n}}")
    interpreter = regopy.Interpreter()
    interpreter.add_module("p.rego", "\n".join(lines))

    def run(facts: dict[str, object]) -> list[int]:
        interpreter.set_input(facts)
        answer = json.loads(str(interpreter.query("data.p.broken")))
        result = answer["result"][0] if "result" in answer else answer
        return list(result["expressions"][0])

    return run


def _durable(conditions: list[Condition]) -> Callable[[dict[str, object]], list[int]]:
    """durable_rules as its users write it: one ruleset, one assert per declaration (with the sentinel it needs to survive)."""
    import logging

    from durable.engine import Host, MessageNotHandledException

    logging.disable(logging.CRITICAL)

    class QuietHost(Host):  # type: ignore[misc]
        def _run(self) -> None:
            return

    def pattern(node: Condition) -> object:
        if isinstance(node, (All, AnyOf)):
            return {"$and" if isinstance(node, All) else "$or": [pattern(part) for part in node.parts]}
        if isinstance(node, Not):
            assert isinstance(node.part, Leaf) and isinstance(node.part.right, tuple)
            return {"$neq": {_flat(node.part.fact): node.part.right[0]}}
        assert isinstance(node, Leaf)
        if node.test == "more_than":
            return {"$gt": {_flat(node.fact): node.right}}
        assert isinstance(node.right, tuple)
        tests = [{_flat(node.fact): value} for value in node.right]
        return tests[0] if len(tests) == 1 else {"$or": tests}

    fired: set[int] = set()
    rules: dict[str, object] = {"sentinel": {"all": [{"m": {"sentinel": 1}}], "run": lambda _c: None}}
    for number, tree in enumerate(conditions):
        rules[f"r{number}"] = {"all": [{"m": pattern(tree)}], "run": (lambda n: lambda _c: fired.add(n))(number)}
    host = QuietHost({"rules": rules})
    count = 0

    def run(facts: dict[str, object]) -> list[int]:
        nonlocal count
        count += 1
        fired.clear()
        sid = str(count)
        host.assert_fact("rules", {"sentinel": 1, "sid": sid})
        with contextlib.suppress(MessageNotHandledException):
            host.assert_fact("rules", {**facts, "sid": sid})
        host.delete_state("rules", sid)
        return sorted(fired)

    return run


def measure(engine: str, count: int) -> dict[str, object]:
    """Declarations per second of one engine in this process, best of three runs, and whether its answers are right."""
    random_ = random.Random(11)
    missing = 0.1 if engine == "lawlint_unknown" else 0.0
    flat = [declaration(random_, missing) for _ in range(count)]
    conditions = trees(RULES)
    in_force = law(conditions)
    oracle = Reference(in_force)
    rows: list[Row] = [Rows(Declaration(app=facts)).app for facts in flat]  # type: ignore[arg-type]
    expected = [[oracle.verdict(rule, row).decided for rule in in_force.rules] for row in rows[:CHECKED]]
    inputs: list[object]
    if engine.startswith("lawlint"):
        evaluate, _ = ours(engine, conditions)
        inputs = list(rows)
    else:
        evaluate = theirs(engine, conditions)  # type: ignore[assignment]
        inputs = [{_flat(name): value for name, value in facts.items()} for facts in flat]
    wrong = 0
    names = ("pass", "notApplicable", "fail", None)
    for facts, kinds in zip(inputs, expected, strict=False):
        found = evaluate(facts)
        if isinstance(found, tuple):
            wrong += [names[code] for code in found] != kinds
        else:
            wrong += sorted(found) != [number for number, kind in enumerate(kinds) if kind == "fail"]
    best = min(_timed(evaluate, inputs) for _ in range(3))
    return {
        "engine": engine,
        "declarations": count,
        "seconds": best,
        "per_second": count / best,
        "microseconds": best / count * 1e6,
        "wrong": wrong,
    }


def _timed(evaluate: Callable[[object], object], inputs: list[object]) -> float:
    start = time.perf_counter()
    for facts in inputs:
        evaluate(facts)
    return time.perf_counter() - start


def main() -> int:
    """All engines as a table, or one."""
    if len(sys.argv) > 1:
        engine = sys.argv[1]
        print(json.dumps(measure(engine, int(sys.argv[2]) if len(sys.argv) > 2 else ENGINES[engine])))
        return 0
    print(f"{'engine':20} {'declarations/s':>15} {'us each':>9} {'wrong of 300':>13}")
    speed: dict[str, float] = {}
    for engine, count in ENGINES.items():
        done = subprocess.run([sys.executable, __file__, engine, str(count)], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{engine:20} did not run: {(done.stderr.strip().splitlines() or ['?'])[-1][:80]}")
            continue
        result = json.loads(done.stdout.splitlines()[-1])
        speed[engine] = result["per_second"]
        print(f"{engine:20} {result['per_second']:>15,.0f} {result['microseconds']:>9.1f} {result['wrong']:>13}")
    if {"lawlint", "zen"} <= set(speed):
        ratio = speed["lawlint"] / speed["zen"]
        print(f"lawlint (three-valued) is {ratio:.1f} times zen-engine; asked: at least 2")
        return 0 if ratio >= 2 else 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
