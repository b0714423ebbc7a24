"""Worked cases: what their flat facts stand for, and what comes of them."""

from __future__ import annotations

import pytest
from lawlint.engine.reading import Faults
from lawlint.engine.rulebook.cases import BAD_FACTS, NOT_IN_FORCE, Runner, as_declaration, nearest_day
from lawlint.engine.rulebook.load import read_folders
from lawlint.engine.rulebook.model import Case
from lawlint.regulations import ROOT


def case(expected: str = "fail", as_of: str | None = None, judgement: str | None = None, **facts: object) -> Case:
    named = tuple((name.replace("__", "."), value) for name, value in facts.items())
    return Case(expected, named, as_of, judgement, 7)


def test_practice_keys_make_one_practice_and_leave_recipients_unknown() -> None:
    found = as_declaration(case(practice__data="contact.email"), "t")
    assert found.app == {"declaration": 1, "practices_complete": True, "recipients_complete": True}
    assert found.practices == [{"practice.id": "p", "practice.data": ("contact.email",)}]
    assert found.recipients is None


def test_recipient_keys_make_one_recipient_that_the_practice_sends_to() -> None:
    found = as_declaration(case(practice__purpose="analytics", recipient__kind="sdk"), "t")
    assert found.recipients == [{"recipient.id": "r", "recipient.kind": "sdk"}]
    assert found.practices is not None and found.practices[0]["practice.recipients"] == ("r",)
    alone = as_declaration(case(recipient__kind="sdk"), "t")
    assert alone.practices is None


def test_a_case_may_say_otherwise() -> None:
    found = as_declaration(case(practices_complete="no", practices=({"id": "a"}, {"id": "b", "purpose": "analytics"})), "t")
    assert found.app["practices_complete"] is False
    assert [row["practice.id"] for row in found.practices or ()] == ["a", "b"]
    assert as_declaration(case(recipients=()), "t").recipients == []
    assert "app.markets" not in as_declaration(case(app__markets="unknown"), "t").app


def test_a_fact_by_law_and_a_judgement() -> None:
    found = as_declaration(case(judgement="pass", practice__legal_basis={"gdpr": "contract", "pipl": "consent"}), "t", "r")
    assert found.practices is not None
    assert found.practices[0]["practice.legal_basis"] == {"gdpr": "contract", "pipl": "consent"}
    assert [(one.rule, one.answer) for one in found.judgements] == [("r", "pass")]


@pytest.mark.parametrize(
    "facts", [{"practice__purpos": "analytics"}, {"notice__exists": "maybe"}, {"practice__data": "shoe.size"}]
)
def test_a_wrong_fact_is_refused_on_the_cases_line(facts: dict[str, object]) -> None:
    with pytest.raises(Faults) as refused:
        as_declaration(case(**facts), "t")
    assert {fault.line for fault in refused.value.faults} == {7}


def test_the_day_is_the_default_or_the_nearest_in_force() -> None:
    assert nearest_day([("2020-01-01", "9999-12-31")]) == "2026-11-23"
    assert nearest_day([("2017-06-01", "2019-01-01"), ("2019-01-02", "2025-12-31")]) == "2025-12-31"
    assert nearest_day([("2027-01-01", "9999-12-31")]) == "2027-01-01"


YOUNG = "app.markets: [DE], app.audience.minimum_age: 15"


def results(small_law, facts: str, kind: str = "fail"):  # type: ignore[no-untyped-def]
    """The results of the small law's rule with this one case."""
    text = (small_law.folder / "tea" / "article-2.yaml").read_text("utf-8")
    small_law.write("article-2.yaml", text.split("    cases:")[0] + f"    cases: {{{kind}: [{facts}]}}\n")
    book, faults = small_law.read()
    assert not faults
    return list(Runner(book).run({"tea-2-parent"}))


def test_every_case_of_the_small_law_holds(small_law) -> None:  # type: ignore[no-untyped-def]
    book, _ = small_law.read()
    found = list(Runner(book).run({"tea-2-parent"}, {"tea_applies"}))
    assert len(found) == 8
    assert all(one.holds for one in found)


@pytest.mark.parametrize(
    ("facts", "got"),
    [
        ("{app.markets: [DE], app.audience.minimum_age: 15, practice.consent.parental: no}", "fail"),
        ("{app.markets: [DE], app.audience.minimum_age: 16}", "pass"),
        ("{app.markets: [DE], practice.consent.parental: no}", "open"),
        ("{app.audience.minimum_age: 15, practice.consent.parental: no}", "open"),
        ("{app.markets: [CN]}", "notApplicable"),
        ("{practices: []}", "notApplicable"),
        ("{as_of: 2019-12-31, app.markets: [DE]}", NOT_IN_FORCE),
        ("{app.market: [DE]}", BAD_FACTS),
        # the gravest of several rows
        (f"{{{YOUNG}, practices: [{{consent: {{parental: yes}}}}, {{consent: {{parental: no}}}}]}}", "fail"),
        (f"{{{YOUNG}, practices: [{{consent: {{parental: yes}}}}, {{purpose: payment}}]}}", "open"),
    ],
)  # fmt: skip
def test_what_comes_of_a_case(facts: str, got: str, small_law) -> None:  # type: ignore[no-untyped-def]
    (result,) = results(small_law, facts)
    assert result.got == got
    assert result.holds == (got == "fail")


def test_a_parameter_without_value_is_an_error_never_a_pass(small_law) -> None:  # type: ignore[no-untyped-def]
    small_law.change("parameters.yaml", "from: 2020-01-01", "from: 2021-01-01")
    (result,) = results(small_law, "{as_of: 2020-06-01, app.markets: [DE], app.audience.minimum_age: 18}", "pass")
    assert result.got == "error"
    assert "tea_age" in result.reason


def test_a_judgement_makes_review_until_it_is_given(small_law) -> None:  # type: ignore[no-untyped-def]
    small_law.change("article-2.yaml", "    message:", "    review: {en: 'Right?', zh: '妥当？'}\n    message:")
    known = "app.markets: [DE], app.audience.minimum_age: 16"
    assert results(small_law, f"{{{known}}}")[0].got == "review"
    assert results(small_law, f"{{{known}, judgement: pass}}")[0].got == "pass"
    assert results(small_law, f"{{{known}, judgement: fail}}")[0].got == "fail"


def test_what_decided_is_told(small_law) -> None:  # type: ignore[no-untyped-def]
    (failed,) = results(small_law, "{app.markets: [DE], app.audience.minimum_age: 15, practice.consent.parental: no}")
    assert "practices[p].consent.parental" in {step.name for step in failed.because}
    (left_open,) = results(small_law, "{app.markets: [DE], practice.consent.parental: no}")
    assert left_open.missing == ("app.audience.minimum_age",)


def test_every_case_of_the_rulebook_holds() -> None:
    book, faults = read_folders([ROOT])
    assert not faults
    found = list(Runner(book).run({rule.id for rule in book.rules}, set(book.concepts)))
    assert len(found) > 1000
    assert not [(one.file, one.case.line, one.name, one.case.expected, one.got) for one in found if not one.holds]
