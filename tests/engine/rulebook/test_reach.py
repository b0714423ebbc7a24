"""The search for dead conditions: finds those there are, and never calls a live one dead."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lawlint.engine.declaration.rows import Rows
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.reading import read_text
from lawlint.engine.rulebook.conditions import All, ConceptRef, Condition, Not, Quantifier, children
from lawlint.engine.rulebook.in_force import InForce
from lawlint.engine.rulebook.model import BEGINNING, END, Concept, Rulebook
from lawlint.engine.rulebook.parse import parse
from lawlint.engine.rulebook.reach import Reacher
from lawlint.engine.text import Text

sys.path.insert(0, str(Path(__file__).parents[2]))
from random_law import RandomLaw

EVERY = {True, False, None}


def reached(text: str) -> set[bool | None]:
    condition, faults = parse(read_text(text, "t"), "disclosure", "t")
    assert not faults
    found = Reacher(InForce(Rulebook(), "2026-01-01")).reach(condition)
    assert found.complete
    return set(found.values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{practice.data: {under: location}}", EVERY),
        ("{all: [{notice.exists: yes}, {notice.exists: no}]}", {False, None}),
        ("{any: [{notice.exists: yes}, {notice.exists: no}]}", {True, None}),
        ("{stated: {notice.exists: yes}}", {True, False}),
        ("{all: [{app.audience.minimum_age: {less_than: 13}}, {app.audience.minimum_age: {at_least: 14}}]}", {False, None}),
        ("{all: [{app.audience.minimum_age: {less_than: 14}}, {app.audience.minimum_age: {at_least: 13}}]}", EVERY),
        ("{all: [{practice.data: {under: location}}, {practice.data: {under: health}}]}", {False, None}),
        ("{all: [{practice.data: {flag: pipl_sensitive}}, {practice.data: location.precise}]}", EVERY),
        ("{all: [{recipient.country: {in: [EEA]}}, {recipient.country: {in: [DE]}}]}", EVERY),
        ("{all: [{recipient.country: {in: [CN]}}, {recipient.country: {in: [DE]}}]}", {False, None}),
        ("{all: [{practice.retention: {more_than: P6M}}, {practice.retention: {less_than: P30D}}]}", {False, None}),
        ("{all: [{judgement: fail}, {judgement: pass}]}", {False, None}),
        ("{first_known: [{notice.exists: yes}, {all: []}]}", {True, False}),
        # Members of a list are taken as free: this is dead, but not seen to be.
        ("{all: [{app.markets: {includes: DE}}, {app.markets: {empty: yes}}]}", EVERY),
    ],
)
def test_the_values_a_condition_can_take(text: str, values: set[bool | None]) -> None:
    assert reached(text) == values


def test_a_practices_recipients_are_not_the_apps() -> None:
    own, faults = parse(read_text("{any_recipient: {recipient.contract: no}}", "t"), "practice", "t")
    assert not faults
    of_app = Concept("app_has", "app", Text(), (), BEGINNING, END, own, "t", 1)
    law = InForce(Rulebook(), "2026-01-01", concepts={"app_has": of_app})
    assert Reacher(law).reach(All((ConceptRef("app_has"), Not(own)))).values == EVERY


def rows_and_conditions(seed: int):  # type: ignore[no-untyped-def]
    source = RandomLaw(seed)
    law: InForce = source.law()
    rows = Rows(source.declaration(), law.law_facts)
    return law, [(rule, row) for rule in law.rules for row in rows.of_scope(rule.scope)]


@settings(deadline=None, max_examples=80)
@given(st.integers(min_value=0, max_value=2**40), st.sampled_from((None, "pass", "fail")))
def test_whatever_the_oracle_says_was_reachable(seed: int, answer: str | None) -> None:
    law, pairs = rows_and_conditions(seed)
    oracle, reacher = Reference(law), Reacher(law)
    for rule, row in pairs:
        for condition in rule.conditions():
            for node in _on_the_row(condition):
                value = oracle.value(node, row, answer)
                assert not reacher.reach(node).never(value), (node, value)


def _on_the_row(node: Condition) -> list[Condition]:
    """The condition and what stands directly on its row: bodies of quantifiers are judged on other rows."""
    if isinstance(node, Quantifier):
        return [node]
    return [node, *(part for child in children(node) for part in _on_the_row(child))]
