"""The common mistakes with Chinese law, each held off by the rulebook as a whole (their rules have cases of their own)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lawlint.engine.assess import assess
from lawlint.engine.declaration.load import load_text
from lawlint.engine.phrase import penalty_line
from lawlint.engine.rulebook.store import rulebook

DAY = "2026-11-24"
AT_HOME = {"markets": ["CN"], "operator": {"processes_in_cn": "yes"}}


def kinds(declaration: dict[str, Any], day: str = DAY) -> dict[str, set[str]]:
    """What came of each rule: every kind it has on some subject."""
    app = {**AT_HOME, **declaration.get("app", {})}
    text = json.dumps({"declaration": 1, **declaration, "app": app})
    found: dict[str, set[str]] = {}
    for one in assess(load_text(text, "x", as_json=True), rulebook(), day=day, explain_all=True).findings:
        found.setdefault(one.rule.id, set()).add(one.kind)
    return found


def practice(**facts: Any) -> dict[str, Any]:
    return {"practices": [{"id": "p", "data": "contact.email", **facts}]}


@pytest.mark.parametrize(("day", "law"), [("2025-12-31", "csl-2016"), ("2026-01-01", "csl")])
def test_the_cybersecurity_law_is_cited_in_the_edition_of_the_day(day: str, law: str) -> None:
    """41 and 64 until the end of 2025, 43 and 71 afterwards; Article 81 still prints 2017, and proves nothing."""
    book = rulebook()
    in_force = [rule for rule in book.rules if rule.id.startswith("csl-") and rule.in_force(day)]
    old = {
        rule.cites[0]
        for rule in in_force
        if rule.id.startswith(("csl-43-", "csl-44-", "csl-45-", "csl-46-", "csl-24-3-", "csl-39-"))
    }
    articles = {cite.partition(":")[2].partition("(")[0] for cite in old}
    assert articles == ({"22", "37", "41", "42", "43", "44"} if law == "csl-2016" else {"24", "39", "43", "44", "45", "46"})
    assert in_force
    assert {rule.cites[0].partition(":")[0] for rule in in_force} == {law}
    used = {cite.partition(":")[0] for rule in in_force if rule.penalty for cite in book.penalties[rule.penalty].cites}
    assert used <= {law, "pipl", "crpl"} and law in used
    assert book.laws["csl"].from_ == "2026-01-01"


def test_from_2026_the_cybersecurity_law_has_no_fine_of_its_own_for_personal_information() -> None:
    book = rulebook()
    prefixes = ("csl-24-3-", "csl-43-", "csl-44-", "csl-45-")
    now = [rule for rule in book.rules if rule.id.startswith(prefixes) and rule.in_force(DAY)]
    before = [rule for rule in book.rules if rule.id.startswith(prefixes) and rule.in_force("2025-12-31")]
    assert len(now) > 20 and len(before) > 20
    for rule in now:
        amount = book.penalties[rule.penalty or ""].at(DAY)
        assert amount is None or (amount.amount is None and amount.share_of_turnover is None), rule.id
    assert {book.penalties[rule.penalty or ""].at("2025-12-31").amount for rule in before} == {1_000_000}  # type: ignore[union-attr]


def test_the_identification_method_has_no_penalty() -> None:
    assert {rule.penalty for rule in rulebook().rules if rule.law == "app-method"} == {None}


def test_the_method_of_2019_does_not_ask_consent_where_pipl_gives_another_ground() -> None:
    declared = practice(legal_basis="contract", purpose="order_fulfilment", consent={"obtained": "no"}, timing="before_consent")
    now = kinds(declared, "2022-01-01")
    assert now["app-method-3-1-no-consent"] == now["app-method-3-1-practice"] == {"notApplicable"}
    assert kinds(declared, "2020-01-01")["app-method-3-1-no-consent"] == {"fail"}


def test_the_39_lists_limit_refusal_of_service_not_collection() -> None:
    one = {"app": {"type": "news"}, **practice(data="contact.phone_number", refusal_blocks_service="no")}
    assert kinds(one)["necessary-info-5-30-news"] == {"pass"}
    one["practices"][0]["refusal_blocks_service"] = "yes"
    assert kinds(one)["necessary-info-5-30-news"] == {"fail"}


def test_there_are_39_types_not_38() -> None:
    rules = {
        rule.id for rule in rulebook().rules if rule.id.startswith("necessary-info-5-") and rule.id.split("-")[3].isdigit()
    }
    assert {int(id.split("-")[3]) for id in rules} == set(range(1, 40))


ABROAD = {
    "recipients": [
        {
            "id": "r",
            "role": "controller",
            "country": "US",
            "transfer": {"occurs": "yes", "mechanism": "none", "exemption": "none"},
        }
    ],
    **practice(recipients=["r"]),
}


def sent_abroad(people: int, sensitive: int, day: str) -> set[str]:
    """The rules on the way out of the country that fail without contract, certification and assessment."""
    scale = {"cn_data_subjects_abroad": people, "cn_sensitive_data_subjects": sensitive}
    operator = {"processes_in_cn": "yes", "critical_infrastructure": "no"}
    data = "biometric.face" if sensitive else "contact.email"
    declared = {**ABROAD, **practice(recipients=["r"], data=data), "app": {"scale": scale, "operator": operator}}
    declared["recipients"] = [
        {**ABROAD["recipients"][0], "transfer": {**ABROAD["recipients"][0]["transfer"], "important_data": "no"}}
    ]
    found = kinds(declared, day)
    return {id for id, one in found.items() if id.startswith(("pipl-38", "xborder-", "std-contract-")) and "fail" in one}


def test_export_thresholds_of_2022_ended_on_2024_03_22() -> None:
    """99,999 people needed a route by the rules of 2023; from 2024-03-22 they are below the threshold of 100,000."""
    assert sent_abroad(99_999, 0, "2024-03-21")
    assert not sent_abroad(99_999, 0, "2024-03-22")
    assert sent_abroad(100_000, 0, "2024-03-22")


def test_one_sensitive_record_abroad_needs_a_contract_or_certification() -> None:
    assert sent_abroad(1, 1, DAY)
    assert not sent_abroad(1, 0, DAY)


@pytest.mark.parametrize("app", [{"type": "news", "sells_goods_or_services": "no"}, {"ecommerce_excluded_sector": "financial"}])
def test_the_e_commerce_law_does_not_reach_feeds_and_finance(app: dict[str, Any]) -> None:
    declared = {
        "app": {"sells_goods_or_services": "yes", **app},
        "terms": {"personalised_search": "yes", "non_personalised_search": "no"},
    }
    found = kinds(declared)
    # The articles on payment bind payment providers, which this app may be.
    ecl = {
        id: one for id, one in found.items() if id.startswith("ecl-") and id.split("-")[1] not in ("53", "54", "55", "56", "57")
    }
    assert {kind for one in ecl.values() for kind in one} == {"notApplicable"}


def test_the_consumer_regulation_is_punished_by_article_56_of_the_law_where_its_own_list_is_silent() -> None:
    book = rulebook()
    for article in ("9", "23", "24"):
        rules = [rule for rule in book.rules if any(cite.partition("(")[0] == f"crpl-reg:{article}" for cite in rule.cites)]
        assert rules, article
        for rule in rules:
            cites = book.penalties[rule.penalty or ""].cites
            assert any(cite.startswith("crpl:56") for cite in cites) and "crpl-reg:50(1)" not in cites, rule.id


def test_14_and_18_are_two_ages() -> None:
    fifteen = {
        "app": {"audience": {"knows_users_under_14": "no", "knows_users_under_18": "yes"}},
        "minors": {"profiled_marketing": "yes"},
        "notice": {"exists": "yes", "states": {"children_rules": "no"}},
        **practice(data_subject="minor", legal_basis="consent", consent={"obtained": "yes", "parental": "no"}),
    }
    found = kinds(fifteen)
    assert found["pipl-31-2-rules"] == {"notApplicable"}
    assert "fail" in found["minors-reg-24-3-marketing"]


def test_legitimate_interests_are_no_ground_in_china() -> None:
    assert kinds(practice(legal_basis="legitimate_interests"))["pipl-13-1-ground"] == {"fail"}


def test_72_hours_and_one_month_are_european() -> None:
    quick = {"occurred": "yes", "notify_authority": "yes", "notify_users": "yes", "remedied": "yes"}
    hours = {f"breach_{name}": value for name, value in quick.items()}
    for number in (1, 200):
        declared = {"security": {**hours, "breach_notify_authority_hours": number}, "rights": {"response_days": 40}}
        found = kinds(declared)
        chinese = {id: one for id, one in found.items() if id.startswith(("pipl-", "csl-", "dsl-", "ndsr-")) and "fail" in one}
        assert chinese == {}, number


def test_a_separate_consent_is_neither_a_tick_nor_a_written_one() -> None:
    face = {"data": "biometric.face", "legal_basis": "consent"}
    ticked = kinds(practice(**face, consent={"obtained": "yes", "explicit": "yes", "written": "yes", "separate": "no"}))
    assert ticked["pipl-29-separate-consent"] == {"fail"}
    alone = kinds(practice(**face, consent={"obtained": "yes", "separate": "yes", "written": "no"}))
    assert alone["pipl-29-separate-consent"] == {"pass"}


def test_minimum_periods_are_no_ceiling() -> None:
    declared = {
        "app": {
            "sells_goods_or_services": "yes",
            "ecommerce_excluded_sector": "none",
            "operator": {**AT_HOME["operator"], "platform_operator": "yes"},
        },  # type: ignore[dict-item]
        "terms": {"order_records_retention": "P10Y", "order_records_other_period_by_law": "no"},
        "security": {"network_log_retention": "P5Y"},
    }
    found = kinds(declared)
    assert found["ecl-31-records"] == found["csl-23-3-logs"] == {"pass"}
    assert [id for id, one in found.items() if "fail" in one] == []


def test_what_a_law_has_kept_is_not_taken_for_data_that_should_be_gone() -> None:
    orders = practice(data="commerce.purchase_history", legal_basis="legal_obligation", retention="P3Y", retention_by_law="yes")
    declared = {
        "app": {"accounts": "yes", "sells_goods_or_services": "yes", "ecommerce_excluded_sector": "none"},
        "rights": {"account_cancellation": {"available": "yes", "data_deleted_or_anonymised": "no"}},
        **orders,
    }
    closing = ("ecl-24-2-closed-account", "ndsr-24-account", "pipl-47-1-1-account-closed")
    found = kinds(declared)
    assert [found[id] for id in closing] == [{"review"}] * 3
    declared["practices"][0]["retention_by_law"] = "no"  # type: ignore[index]
    assert [kinds(declared)[id] for id in closing] == [{"fail"}] * 3


def test_article_18_is_about_search_results_also_in_a_shop_with_a_feed() -> None:
    shop = {"sells_goods_or_services": "yes", "ecommerce_excluded_sector": "none"}
    feed = {
        "app": shop,
        "terms": {"personalised_search": "no", "non_personalised_search": "no"},
        "automation": {"recommendation": "yes"},
    }
    assert kinds(feed)["ecl-18-1-search"] == {"notApplicable"}
    assert kinds({**feed, "terms": {"personalised_search": "yes", "non_personalised_search": "no"}})["ecl-18-1-search"] == {
        "fail"
    }


def test_the_two_maxima_of_pipl_are_alternatives() -> None:
    book = rulebook()
    line = penalty_line(book.penalties["pipl-66"], book, DAY, "en")
    assert "CNY 50,000,000 or 5%" in line


def test_a_claim_of_anonymity_that_the_declaration_contradicts_does_not_count() -> None:
    sold = {"legal_basis": "consent", "consent": {"obtained": "no"}, "anonymous": "yes", "linked_to_user": "yes"}
    found = kinds({"app": {"serves_consumers": "yes"}, **practice(**sold)})
    for rule in ("pipl-13-1-item-1-consent", "csl-43-1-consent", "crpl-29-1-consent", "civil-code-1035-consent"):
        assert found[rule] == {"fail"}, rule
    sold["linked_to_user"] = "no"
    assert kinds(practice(**sold))["pipl-13-1-item-1-consent"] == {"notApplicable"}
