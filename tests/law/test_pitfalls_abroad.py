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


def test_regulations_are_cited_by_the_numbers_of_their_day() -> None:
    """Pitfall 2: sections 999.300 and following became 7000 and following; their revision took effect on 2023-03-29."""
    regs = [one for one in rulebook().rules if one.law == "ccpa-regs"]
    assert regs
    old = {
        one.id for one in regs if any(place.startswith("ccpa-regs:999.") for place in one.cites) and one.in_force("2023-03-28")
    }
    assert "ccpa-regs-7060-a-verified" in old
    for one in (one for one in regs if one.in_force("2023-03-29")):
        assert not any(place.startswith("ccpa-regs:999.") for place in one.cites), one.id


@pytest.mark.parametrize(
    ("day", "people", "covered"), [("2022-12-31", 60_000, True), ("2023-01-01", 60_000, False), ("2023-01-01", 100_000, True)]
)
def test_the_threshold_of_consumers_doubled_in_2023(day: str, people: int, covered: bool) -> None:
    """Pitfall 3: 50,000 until 2022, then 100,000, of people whose data is bought, sold or shared."""
    scale = {
        "annual_revenue_usd": 1_000_000,
        "consumers_california_bought_sold_shared": people,
        "revenue_share_from_selling_data": 0,
    }
    operator = {"for_profit": "yes", "ccpa_group_or_joint_venture": "no", "ccpa_certified": "no"}
    app = {"markets": ["US-CA"], "operator": operator, "scale": scale}
    found = kinds({"app": app, "notice": {"at_collection": "no"}, "practices": [{"id": "p", "data": "contact.email"}]}, day)
    assert ("fail" in {kind for id, one in found.items() if id.startswith("ccpa-1798-100-a") for kind in one}) is covered


def test_access_must_be_verified() -> None:
    """Pitfall 6, the other half: who hands out data unverified breaks the law as much as who verifies an opt-out."""
    declared: dict[str, Any] = {
        "app": {**BUSINESS, "accounts": "no"},
        "practices": [{"id": "p", "data": "contact.email"}],
        "rights": {"identity_check": "none"},
    }
    assert "ccpa-regs-7060-a-verified" in failing(declared)
    declared["rights"]["identity_check"] = "reasonable"
    assert "ccpa-regs-7060-a-verified" not in failing(declared)


def test_no_right_to_cure_keeps_a_finding_away() -> None:
    """Pitfall 7: the 30 days of 1798.155(b) ended with 2022; those of 1798.150(b) concern private suits alone."""
    book = rulebook()
    for rule in (one for one in book.rules if one.law.startswith("ccpa") and one.in_force(DAY)):
        granted = {place for one in rule.unless for place in one.cites}
        assert not {one for one in granted if one.startswith(("ccpa:1798.150(b)", "ccpa:1798.155", "ccpa:1798.199"))}, rule.id
    for name, penalty in book.penalties.items():
        if name.startswith("ccpa-155"):
            assert not any(one.startswith("ccpa:1798.150") for one in penalty.cites), name
    assert "ccpa:1798.150(b)" in book.penalties["ccpa-150"].cites


def test_only_a_breach_can_be_sued_over() -> None:
    """Pitfall 8: the private action of 1798.150 is for breaches, not for a missing notice or opt-out."""
    suable = [one for one in rulebook().rules if one.penalty == "ccpa-150"]
    assert suable
    assert all(one.cites[0].startswith("ccpa:1798.150(a)") for one in suable)
    declared: dict[str, Any] = {
        "app": BUSINESS,
        "practices": [{"id": "p", "data": "government_id.passport", "breached": "yes"}],
        "security": {"breach_occurred": "no", "breach_from_poor_security": "yes", "breach_data_unintelligible": "no"},
        "notice": {"at_collection": "no"},
    }
    ids = {one.id for one in suable}
    assert not ids & failing(declared)
    declared["security"]["breach_occurred"] = "yes"
    assert ids & failing(declared)


def test_the_limits_of_the_basic_articles() -> None:
    """Pitfall 9: 7(4) is no ban, 6(1)(b) never carries advertising by behaviour, 13 and 14 share the work, 37(1) counts no staff."""
    base: dict[str, Any] = {"id": "p", "data": "contact.email", "legal_basis": "consent", "refusal_blocks_service": "yes"}
    app = {"markets": ["DE"]}
    for needed, kind in (("yes", "pass"), ("no", "fail")):
        one = {**base, "necessary_for_contract": needed}
        assert kinds({"app": app, "practices": [one]})["gdpr-7-4-free-consent"] == {kind}
    ads = {"id": "p", "data": "activity.browsing_history", "purpose": "personalised_advertising", "legal_basis": "contract"}
    assert "gdpr-6-1-b-contract" in failing({"app": app, "practices": [{**ads, "necessary_for_contract": "yes"}]})
    for source, thirteen, fourteen in (("user", "fail", "notApplicable"), ("third_party", "notApplicable", "fail")):
        one = {"id": "p", "data": "contact.email", "source": source}
        found = kinds({"app": app, "practices": [one], "practices_complete": "yes", "notice": {"states": {"purposes": "no"}}})
        assert (found["gdpr-13-1-c-purposes"], found["gdpr-14-1-c-purposes"]) == ({thirteen}, {fourteen})
    seen = {
        "id": "p",
        "data": "biometric.face",
        "data_subject": "third_person",
        "source": "device",
        "third_person_informed": "no",
    }
    found = kinds({"app": app, "practices": [seen]})
    assert (found["gdpr-13-1-observed"], found["gdpr-14-1-outsiders"]) == ({"fail"}, {"notApplicable"})
    officer = {
        rule
        for rule in kinds(
            {"app": {**app, "operator": {"public_body": "no"}, "scale": {"employees": 5000}}, "practices": [base]}
        )
        if rule.startswith("gdpr-37-1-")
    }
    assert officer and not officer & failing({"app": app, "practices": [base], "governance": {"dpo": {"appointed": "no"}}})


@pytest.mark.parametrize(
    ("place", "day", "kind"),
    [("FR", DAY, "fail"), ("SE", DAY, "notApplicable"), ("DK", "2023-12-31", "notApplicable"), ("DK", "2024-01-01", "fail")],
)
def test_the_age_of_consent_is_national(place: str, day: str, kind: str) -> None:
    """Pitfall 11: 13 to 16 by Member State, and it changes."""
    audience = {"minimum_age": 13, "directed_to_children": "no"}
    one = {"id": "p", "data": "contact.email", "legal_basis": "consent", "consent": {"parental": "no"}}
    found = kinds({"app": {"markets": [place], "audience": audience}, "practices": [one]}, day)
    assert found["gdpr-8-1-parental-consent"] == {kind}


@pytest.mark.parametrize("data", ["health.condition", "special.criminal_record"])
def test_an_officer_is_due_for_special_or_criminal_data(data: str) -> None:
    """Pitfall 12: the corrected text of 37(1)(c) reads "or"."""
    one = {"id": "p", "data": data, "large_scale": "yes", "service": "basic"}
    found = failing({"app": {"markets": ["DE"]}, "practices": [one], "governance": {"dpo": {"appointed": "no"}}})
    assert any(rule.startswith("gdpr-37-1-c") for rule in found)


def test_adequacy_has_dates() -> None:
    """Pitfall 13: the list is dated, and after its last check a person looks at it again, once."""
    far = {"markets": ["DE"]}

    def found(country: str, day: str) -> dict[str, set[str]]:
        transfer = {"mechanism": "adequacy", "within_adequacy_scope": "yes"}
        practice = {"id": "p", "data": "contact.email", "recipients": ["r"]}
        return kinds(
            {"app": far, "practices": [practice], "recipients": [{"id": "r", "country": country, "transfer": transfer}]}, day
        )

    for country, day, kind in (
        ("JP", "2019-01-22", "fail"),
        ("JP", "2019-01-23", "pass"),
        ("US", "2020-07-15", "pass"),
        ("US", "2020-07-16", "fail"),
        ("US", "2023-07-10", "pass"),
        ("IN", "2026-12-01", "fail"),
    ):
        assert found(country, day)["gdpr-45-1-adequacy"] == {kind}, (country, day)
    assert "gdpr-45-8-list-checked" not in found("JP", "2026-11-24")
    assert found("JP", "2026-11-25")["gdpr-45-8-list-checked"] == {"review"}


def test_a_finding_names_the_article_infringed() -> None:
    """Pitfall 14: what is infringed comes first, at most after its principle; what is merely quoted stands behind."""
    for rule in (one for one in rulebook().rules if one.law == "gdpr"):
        articles = [place.partition(":")[2].partition("(")[0] for place in rule.cites if place.startswith("gdpr:")]
        assert rule.id.split("-")[1] in articles[:2], rule.id


def test_the_united_kingdom_left_with_2020() -> None:
    """Pitfall 15: the UK GDPR is another law with a scale of its own."""
    declared = {"app": {"markets": ["GB"]}, "practices": [{"id": "p", "data": "contact.email", "legal_basis": "none"}]}
    assert "gdpr-6-1" in failing(declared, "2020-12-31")
    assert not {rule for rule in failing(declared, "2021-01-01") if rule.startswith(("gdpr", "eprivacy"))}
    assert all(value.currency != "GBP" for one in rulebook().penalties.values() for value in one.values)
