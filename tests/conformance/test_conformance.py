"""Runs the conformance cases on every evaluator: the oracle, its generated form, durable_rules, and the explainer's lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from lawlint.engine.assess import Assessor
from lawlint.engine.declaration.model import Declaration, JudgementAnswer, Subject
from lawlint.engine.declaration.rows import Rows
from lawlint.engine.evaluate.explain import Explainer
from lawlint.engine.evaluate.generated import Generated
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.reading import Node, read
from lawlint.engine.rulebook.cases import as_declaration
from lawlint.engine.rulebook.conditions import NO, YES, Condition
from lawlint.engine.rulebook.in_force import InForce, index
from lawlint.engine.rulebook.model import BEGINNING, END, Case, Rule, Rulebook
from lawlint.engine.rulebook.parse import VISIBLE
from lawlint.engine.rulebook.read_rules import read_review, read_unless
from lawlint.engine.rulebook.rulefile import RuleFile
from lawlint.engine.text import Text

HERE = Path(__file__).parent
VALUES = {"yes": True, "no": False, "unknown": None}


@dataclass
class Example:
    """One case: a rule (a bare condition is its `violated`) on a declaration, and what is expected."""

    name: str
    rule: Rule
    declaration: Declaration
    expected: dict[str, Any]

    def law(self) -> InForce:
        law = InForce(Rulebook(), "2026-01-01", (self.rule,))
        index(law)
        return law


def _rule(scope: str, violated: Condition, **parts: Any) -> Rule:
    empty = Text()
    rule = Rule(
        "r", "x", ("x:1",), (), "x", scope, "high", None, BEGINNING, END, YES, violated, (), None, empty, empty, empty, "", 0
    )
    return replace(rule, **parts)


def _declaration(*layers: Node | None) -> Declaration:
    facts: dict[str, object] = {}
    for layer in layers:
        facts |= {key.text: value.plain_data() for key, value in layer.pairs} if layer else {}
    return as_declaration(Case("", tuple(facts.items()), None, None, 1), "case")


def condition_examples() -> Iterator[Example]:
    groups = read(HERE / "conditions.yaml").get("groups")
    assert groups is not None
    for group in groups.items:
        scope, topic = str(group.get("scope").text), group.get("topic").text  # type: ignore[union-attr]
        for case in group.get("cases").items:  # type: ignore[union-attr]
            file = RuleFile("conditions.yaml")
            condition = file.condition(case.get("when"), VISIBLE[scope])  # type: ignore[arg-type]
            assert not file.faults, file.faults
            expected = {key.text: value.plain_data() for key, value in case.pairs if key.text != "when"}
            yield Example(f"{topic}:{case.line}", _rule(scope, condition), _declaration(group.get("facts")), expected)


def rule_examples() -> Iterator[Example]:
    rules = read(HERE / "rules.yaml").get("rules")
    assert rules is not None
    for node in rules.items:
        scope, file = node.get("scope").text, RuleFile("rules.yaml")  # type: ignore[union-attr]
        keys = {key.text: value for key, value in node.get("rule").pairs}  # type: ignore[union-attr]
        review, violated = read_review(file, keys, VISIBLE[scope])
        applies = file.condition(keys["applies"], VISIBLE[scope]) if "applies" in keys else YES
        unless = read_unless(file, keys.get("unless"), VISIBLE[scope])
        assert not file.faults, file.faults
        rule = _rule(scope, violated, applies=applies, unless=unless, review=review)
        for case in node.get("cases").items:  # type: ignore[union-attr]
            declaration = _declaration(case.get("facts"))
            expected = {key.text: value.plain_data() for key, value in case.pairs if key.text != "facts"}
            if "judgement" in expected:
                declaration.judgements.append(JudgementAnswer("r", Subject(), expected["judgement"]))
            yield Example(f"{node.get('name').text}:{case.line}", rule, declaration, expected)  # type: ignore[union-attr]


CONDITIONS, RULES = list(condition_examples()), list(rule_examples())


@pytest.mark.parametrize("example", CONDITIONS, ids=lambda one: one.name)
def test_condition(example: Example) -> None:
    law = example.law()
    (row,) = Rows(example.declaration, law.law_facts).of_scope(example.rule.scope)
    expected = VALUES[example.expected["value"]]
    condition = example.rule.violated
    assert Reference(law).value(condition, row) is expected
    assert Generated(law).value(condition, row) is expected
    explained = Explainer(law).explain(condition, row)
    assert explained.value is expected
    assert list(explained.missing) == example.expected.get("missing", [])
    assert list(explained.presumed) == example.expected.get("presumed", [])


@pytest.mark.parametrize("example", RULES, ids=lambda one: one.name)
def test_rule(example: Example) -> None:
    law = example.law()
    for evaluator in (Reference(law), Generated(law)):
        found = Assessor(law, evaluator).assess(example.declaration, explain_all=True)
        kinds = {"/".join(one.subject.as_dict().values()): one.kind for one in found.findings}
        if "kinds" in example.expected:
            assert kinds == example.expected["kinds"]
            continue
        assert list(kinds.values()) == [example.expected["kind"]]
        (finding,) = found.findings
        assert finding.unless_open is (example.expected.get("unless_open") == "yes")
        assert list(finding.exception_cites) == example.expected.get("exception", [])
        if "missing" in example.expected:
            assert list(finding.missing) == example.expected["missing"]


@pytest.mark.durable
@pytest.mark.parametrize("example", CONDITIONS + RULES, ids=lambda one: one.name)
def test_durable(example: Example) -> None:
    from lawlint.engine.evaluate.durable_session import DurableRules

    law = example.law()
    engine, oracle = DurableRules(law), Reference(law)
    engine.add_rule(example.rule)
    for row in Rows(example.declaration, law.law_facts).of_scope(example.rule.scope):
        for said in (None, "pass", "fail"):
            assert engine.verdict(example.rule, row, said) == oracle.verdict(example.rule, row, said)


def test_every_test_and_form_has_a_case() -> None:
    """The data covers the language: each test of a leaf and each kind of node occurs."""
    text = (HERE / "conditions.yaml").read_text("utf-8") + (HERE / "rules.yaml").read_text("utf-8")
    for word in ("at_least", "at_most", "more_than", "less_than", "includes", "under", "empty", "flag", "in:", "stated", "first_known",
                 "any_practice", "all_practices", "any_recipient", "all_recipients", "not:", "judgement", "review", "unless", "{fact:"):  # fmt: skip
        assert word in text, word
    assert NO.parts == ()
