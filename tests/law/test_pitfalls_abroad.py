"""The common mistakes with EU and Californian law, each held off by the rulebook as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lawlint.engine.assess import assess
from lawlint.engine.declaration.load import load_text
from lawlint.engine.rulebook.store import rulebook

DAY = "2026-11-24"
BUSINESS = {"markets": ["US-CA"], "operator": {"for_profit": "yes"}, "scale": {"annual_revenue_usd": 90_000_000}}


def kinds(declaration: dict[str, Any], day: str = DAY) -> dict[str, set[str]]:
    """What came of each rule: every kind it has on some subject."""
    text = json.dumps({"declaration": 1, **declaration})
    found: dict[str, set[str]] = {}
    for one in assess(load_text(text, "x", as_json=True), rulebook(), day=day, explain_all=True).findings:
        found.setdefault(one.rule.id, set()).add(one.kind)
    return found


def failing(declaration: dict[str, Any], day: str = DAY) -> set[str]:
    return {id for id, one in kinds(declaration, day).items() if "fail" in one}


def test_california_is_opt_out_not_opt_in() -> None:
    ads = {
        "id": "ads",
        "data": "activity.browsing_history",
        "purpose": "personalised_advertising",
        "consent": {"obtained": "no"},
    }
    declared = {"app": BUSINESS, "practices": [ads], "consent": {"requested": "no"}}
    assert failing(declared) == set()


@pytest.mark.parametrize(("fact", "who"), [("opt_out_of_sale_or_sharing", "ccpa"), ("limit_sensitive_use", "ccpa")])
def test_opt_out_and_limit_may_not_be_verified(fact: str, who: str) -> None:
    seller = {"id": "r", "role": "controller", "sale": "yes"}
    declared: dict[str, Any] = {
        "app": BUSINESS,
        "practices": [
            {
                "id": "p",
                "data": "location.precise",
                "purpose": "sale_of_data",
                "infers_characteristics": "yes",
                "recipients": ["r"],
            }
        ],
        "recipients": [seller],
        "rights": {fact: {"available": "yes", "verification_required": "yes"}},
    }
    bad = failing(declared)
    declared["rights"][fact]["verification_required"] = "no"
    assert {id for id in bad - failing(declared) if id.startswith(who)}


def test_a_sale_needs_no_money_and_a_recipient_for_value_is_one() -> None:
    sale = next(one for one in rulebook().concepts["ccpa_sale"] if one.from_ <= DAY <= one.to)
    assert "ccpa:1798.140(ad)(1)" in sale.cites


def test_cookies_rest_on_the_eprivacy_directive() -> None:
    cookie = {
        "id": "c",
        "data": "device.cookie_id",
        "purpose": "personalised_advertising",
        "device_access": "yes",
        "strictly_necessary": "no",
    }
    declared = {"app": {"markets": ["DE"]}, "practices": [{**cookie, "consent": {"obtained": "no"}}]}
    broken = {rule for rule in failing(declared) if rule.startswith("eprivacy-5-3-consent")}
    assert broken
    book = rulebook()
    for rule in (one for one in book.rules if one.law == "eprivacy"):
        penalty = book.penalties[rule.penalty or ""]
        assert not any(cite.startswith("gdpr:83") for cite in penalty.cites), rule.id


def test_the_tiers_of_fines() -> None:
    """83(4): Articles 8, 11, 25 to 39, 42, 43. 83(5): 5 to 7, 9, 12 to 22, 44 to 49. Article 10 stands in neither."""
    book = rulebook()
    lower = {8, 11, *range(25, 40), 42, 43}
    higher = {5, 6, 7, 9, *range(12, 23), *range(44, 50)}
    seen = set()
    for rule in (one for one in book.rules if one.law == "gdpr" and one.penalty):
        article = int(rule.cites[0].partition(":")[2].partition("(")[0])
        seen.add(article)
        if article in lower:
            assert rule.penalty == "gdpr-83-4", rule.id
        elif article in higher:
            assert rule.penalty == "gdpr-83-5", rule.id
        elif article == 10:
            assert rule.penalty == "gdpr-10", rule.id
    assert {8, 10, 11, 25, 33, 5, 6, 17, 44} <= seen


def test_definitions_are_cited_by_the_letters_of_2023() -> None:
    book = rulebook()
    for name, letter in {
        "ccpa_business": "d",
        "ccpa_sharing": "ah",
        "ccpa_sensitive": "ae",
        "ccpa_personal_information": "v",
    }.items():
        edition = next(one for one in book.concepts[name] if one.from_ <= DAY <= one.to)
        assert any(cite.startswith(f"ccpa:1798.140({letter})") for cite in edition.cites), name


@pytest.mark.parametrize(
    ("day", "revenue", "covered"),
    [("2024-12-31", 25_000_001, True), ("2025-01-01", 25_000_001, False), ("2025-01-01", 26_625_001, True)],
)
def test_the_revenue_threshold_changed_in_2025(day: str, revenue: int, covered: bool) -> None:
    scale = {"annual_revenue_usd": revenue, "consumers_california_bought_sold_shared": 0, "revenue_share_from_selling_data": 0}
    operator = {"for_profit": "yes", "ccpa_group_or_joint_venture": "no", "ccpa_certified": "no"}
    app = {"markets": ["US-CA"], "operator": operator, "scale": scale}
    found = kinds({"app": app, "notice": {"at_collection": "no"}, "practices": [{"id": "p", "data": "contact.email"}]}, day)
    ccpa = {kind for id, one in found.items() if id.startswith("ccpa-1798-100-a") for kind in one}
    assert ("fail" in ccpa) is covered


def test_72_hours_run_from_awareness_and_reasons_can_excuse_more() -> None:
    breach = {"breach_occurred": "yes", "breach_risk": "risk", "breach_notify_authority": "yes"}
    declared: dict[str, Any] = {"app": {"markets": ["DE"]}, "practices": [{"id": "p", "data": "contact.email"}]}
    outcomes = []
    for hours in (72, 73):
        declared["security"] = {**breach, "breach_notify_authority_hours": hours}
        found = kinds(declared)
        outcomes.append({kind for id, one in found.items() if id.startswith("gdpr-33-1-") for kind in one})
    assert "fail" not in outcomes[0]
    assert outcomes[1] & {"fail", "review", "open"} and outcomes[0] != outcomes[1]
