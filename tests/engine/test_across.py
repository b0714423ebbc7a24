"""The laws of several regions side by side: who breaks, who keeps and why, and where serving one strains another."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from lawlint.engine.across import Breach, Comparison
from lawlint.engine.assess import Assessment, assess
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.reports.json_report import also_shown, report
from lawlint.engine.reports.layout import width
from lawlint.engine.reports.text import render
from lawlint.engine.rulebook.in_force import select_laws
from lawlint.engine.rulebook.store import rulebook

FILE = Path(__file__).parents[2] / "examples" / "three_markets.yaml"
DAY = "2026-11-24"


@cache
def example() -> Assessment:
    return assess(load(FILE, "three_markets.yaml"), rulebook(), day=DAY)


@cache
def compared() -> Comparison:
    return Comparison(example())


def breach(conduct: str, place: str | None = None) -> Breach:
    """The violation of a conduct on a practice, a recipient, or the app."""
    found = [one for one in compared().breaches if one.findings[0].rule.conduct == conduct]
    return next(one for one in found if place in (one.findings[0].subject.practice, one.findings[0].subject.recipient))


def kinds(one: Breach) -> dict[str, str]:
    return {region: state.kind for region, state in one.states.items()}


@pytest.mark.parametrize("conduct", ["deletion-not-carried-out", "notice-incomplete"])
def test_where_the_three_agree(conduct: str) -> None:
    one = breach(conduct)
    assert one.agree
    assert set(kinds(one).values()) == {"breached"}


def test_kept_says_by_which_exception() -> None:
    one = breach("kept-too-long", "orders")
    assert kinds(one) == {"cn": "kept", "eu": "breached", "us-ca": "breached"}
    assert one.states["cn"].cites == ("pipl:19",)
    assert [step.name for step in one.states["cn"].because] == ["practices[orders].retention_by_law"]
    assert not one.agree


def test_no_rule_and_does_not_apply_are_told_apart() -> None:
    assert kinds(breach("price-discrimination")) == {"cn": "breached", "eu": "no_rule", "us-ca": "no_rule"}
    assert kinds(breach("sensitive-without-separate-consent", "nearby"))["eu"] == "not_applicable"


def test_what_one_law_names_otherwise_is_a_breach_there_too() -> None:
    """China has a rule on consent, the EU one on the legal basis and one on the device: one fact breaks all three."""
    state = breach("no-consent", "ads").states["eu"]
    assert state.kind == "breached"
    assert {compared().groups[number - 1][0].rule.law for number in state.see} == {"gdpr", "eprivacy"}


def test_conflicts_of_this_app_and_no_others() -> None:
    shown = {clash.conflict.title.en: clash.numbers for clash in compared().clashes}
    numbers = {one.findings[0].conduct[:2]: one.number for one in compared().breaches}
    assert shown["Order records"] == (numbers["kept-too-long", "orders"],)
    assert shown["Network logs"] == (numbers["kept-too-long", "logs"],)
    assert {"Real names", "One store for all data", "Routes abroad"} <= set(shown)
    assert not {"Records of requests", "Demands of authorities", "Identity of whoever asks"} & set(shown)


def test_a_duty_whose_own_rule_passed_is_not_shown_as_the_same_duty() -> None:
    """PIPL Art. 19 lets a period fixed by law go first; the advice to delete must not name it."""
    law = example().law
    for one in breach("kept-too-long", "orders").findings:
        assert "pipl:19" in one.rule.also or one.rule.law != "gdpr"
        assert "pipl:19" not in also_shown(one, law)


def test_one_region_has_nothing_to_compare() -> None:
    found = assess(load(FILE, "x"), rulebook(), day=DAY, laws=select_laws(rulebook(), ["eu"]))
    assert Comparison(found).breaches == Comparison(found).clashes == []
    assert "Across laws" not in render([found], "en", colour=False)
    data = report(found, "en")["across"]
    assert data == {"regions": [], "violations": [], "conflicts": []}


def test_every_region_has_a_name() -> None:
    book = rulebook()
    assert {law.region for law in book.laws.values() if not law.own} == set(book.across.regions)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_the_example(lang: str) -> None:
    text = render([example()], lang, colour=False)
    assert [line for line in text.split("\n") if width(line) > 80 and "://" not in line] == []
    section = text.split("\n各法对照" if lang == "zh" else "\nAcross laws")[1].split(
        "\n待回答" if lang == "zh" else "\nQuestions"
    )[0]
    parts = (
        ("均构成违法", "某一法更严", "相抵触", "兼顾办法")
        if lang == "zh"
        else ("They agree", "One is stricter", "strains", "to serve both")
    )
    assert all(part in section for part in parts)
    assert "P3Y" not in text
    assert "P6M" not in text
    assert ("3年" if lang == "zh" else "(3 years)") in text


def test_the_data_of_a_report() -> None:
    data = report(example(), "en")["across"]
    assert isinstance(data, dict)
    assert data["regions"] == ["cn", "eu", "us-ca"]
    orders = next(one for one in data["violations"] if one["subject"] == {"practice": "orders"})
    assert orders["regions"]["cn"]["state"] == "kept"
    assert data["conflicts"][0]["title"] == "Order records"


def test_the_gate_of_california_gives_the_threshold_it_rests_on() -> None:
    text = " ".join(render([example()], "en", colour=False).split())
    assert (
        "app.operator.for_profit = yes; app.scale.annual_revenue_usd = 90,000,000 (more than 26,625,000, CCPA § 1798.140(d)(1)(A))"
        in text
    )


def test_who_answered_which_rule() -> None:
    assert "judged   PIPL Art. 47(1), fail: offers and chats stay as well (L. Wang)" in render([example()], "en", colour=False)


QUESTION = "declaration: 1\napp: {markets: [DE]}\npractices: [{id: a, data: [contact.email]}, {id: b, data: [contact.email]}]\n"


def test_one_fact_missing_of_several_practices_is_one_question() -> None:
    found = assess(load_text(QUESTION, "x"), rulebook(), day=DAY, laws=["gdpr"])
    text = render([found], "en", colour=False, everything=True)
    asked = text.split("\nQuestions (")[1]
    assert "practices[].legal_basis.gdpr (a, b)" in asked
    assert asked.count("practices[].legal_basis") == 1
    assert "practices[a]" not in asked
