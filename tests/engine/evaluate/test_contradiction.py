"""Facts that contradict each other: where they count, each pair once, and never a fact against a concept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lawlint.engine.declaration.load import load_text
from lawlint.engine.declaration.rows import Rows
from lawlint.engine.evaluate.contradiction import contradicting
from lawlint.engine.rulebook.conditions import (
    YES,
    All,
    AnyOf,
    ConceptRef,
    Condition,
    FirstKnown,
    Leaf,
    Not,
    Quantifier,
    Stated,
)
from lawlint.engine.rulebook.in_force import InForce, in_force, index
from lawlint.engine.rulebook.model import Concept, Rule
from lawlint.engine.rulebook.store import rulebook
from lawlint.engine.text import Text


def yes(fact: str) -> Leaf:
    return Leaf(fact, "in", (True,))


WAYS = FirstKnown((yes("app.accounts"), yes("app.login_required")))
DIFFER = "app: {markets: [DE], accounts: yes, login_required: no}\n"


def law(*rules: Rule, concepts: dict[str, Condition] | None = None) -> InForce:
    """The law of the day with these rules, and concepts of the app."""
    found = in_force(rulebook(), "2026-11-24")
    for name, when in (concepts or {}).items():
        found.concepts[name] = Concept(name, "app", Text(name, name), ("gdpr:6",), "", "9", when, "x", 1)
    found.rules = rules
    index(found)
    return found


def rule(violated: Condition, applies: Condition = YES, scope: str = "app", id: str = "made") -> Rule:
    one = next(one for one in rulebook().rules if one.id == "gdpr-5-1-e-storage")
    return replace(one, id=id, scope=scope, applies=applies, violated=violated, unless=(), review=None)


def pairs(found: InForce, body: str = DIFFER) -> list[tuple[str, str]]:
    rows = Rows(load_text(f"declaration: 1\n{body}", "x"))
    return [(one.name, other.name) for one, other in contradicting(found, rows)]


PAIR = [("app.accounts", "app.login_required")]


@pytest.mark.parametrize(
    "violated",
    [WAYS, Not(WAYS), All((WAYS, yes("app.user_publishing"))), AnyOf((yes("app.user_publishing"), WAYS)), Stated(WAYS)],
)
def test_whatever_the_rule_makes_of_it(violated: Condition) -> None:
    assert pairs(law(rule(violated))) == PAIR


def test_once_over_all_rules() -> None:
    assert pairs(law(rule(WAYS), rule(Not(WAYS), id="other"), rule(WAYS, yes("app.accounts"), id="third"))) == PAIR


@pytest.mark.parametrize(
    "facts", ["accounts: yes, login_required: yes", "accounts: yes", "login_required: no", "accounts: no, login_required: no"]
)
def test_none_where_they_agree_or_one_is_unknown(facts: str) -> None:
    assert pairs(law(rule(WAYS)), f"app: {{{facts}}}\n") == []


def test_none_where_the_rule_does_not_apply_or_may_not() -> None:
    gated = law(rule(WAYS, applies=yes("app.user_publishing")))
    assert pairs(gated, DIFFER.replace("}", ", user_publishing: yes}")) == PAIR
    assert pairs(gated, DIFFER.replace("}", ", user_publishing: no}")) == []
    assert pairs(gated) == []


def test_in_what_makes_a_rule_apply() -> None:
    gated = law(rule(yes("app.user_publishing"), applies=WAYS))
    assert pairs(gated) == PAIR
    assert pairs(gated, DIFFER.replace("DE", "BR")) == [], "the law does not apply"


def test_through_concepts_and_each_of_their_own() -> None:
    found = law(rule(ConceptRef("outer")), concepts={"outer": ConceptRef("inner"), "inner": WAYS})
    assert pairs(found) == PAIR
    assert pairs(law(rule(YES), concepts={"unused": WAYS})) == []


def test_a_concept_or_a_constant_as_last_way_is_a_default_not_a_contradiction() -> None:
    for default in (ConceptRef("default"), YES):
        found = law(rule(FirstKnown((yes("app.login_required"), default))), concepts={"default": yes("app.accounts")})
        assert pairs(found) == []


def test_on_rows_of_their_own_scope() -> None:
    ways = FirstKnown((yes("practice.consent.withdrawable"), yes("rights.withdraw_consent.available")))
    body = (
        "practices: [{id: a, consent: {withdrawable: yes}}, {id: b, consent: {withdrawable: no}}, {id: c}]\n"
        "rights: {withdraw_consent: {available: no}}\n"
    )
    wanted = [("practices[a].consent.withdrawable", "rights.withdraw_consent.available")]
    assert pairs(law(rule(ways, scope="practice")), body) == wanted
    assert pairs(law(rule(Quantifier(False, "practice", ways))), body) == wanted


def test_a_rule_that_cannot_be_judged_is_left_out() -> None:
    found = law(rule(WAYS))
    found.broken = {"made": "no value"}
    assert pairs(found) == []
