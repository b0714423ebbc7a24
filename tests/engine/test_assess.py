"""The assessment: overall verdict, waivers, a person's answers, contradictions, what is asked once, what can be reproduced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lawlint.engine.assess import Assessment, Assessor, as_of, assess
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.reading import Faults
from lawlint.engine.reports.json_report import also_shown, report
from lawlint.engine.rulebook.conditions import ConceptRef, Leaf, Param
from lawlint.engine.rulebook.in_force import in_force, index
from lawlint.engine.rulebook.store import rulebook

EXAMPLES = Path(__file__).parents[2] / "examples"
STORAGE = "gdpr-5-1-e-storage"
MINIMISED = "gdpr-5-1-c-minimisation"
DAY = "2026-11-24"


def check(body: str, *only: str, day: str = DAY, **options: bool) -> Assessment:
    text = f"declaration: 1\napp: {{markets: [DE]}}\n{body}"
    return assess(load_text(text, "x"), rulebook(), day=day, only=only, **options)  # type: ignore[arg-type]


def test_overall_verdict_is_the_first_that_holds() -> None:
    assert check("practices: [{id: a, retention: indefinite}, {id: b}]", STORAGE).verdict == "violation"
    assert check("practices: [{id: b}]", STORAGE).verdict == "needs_information"
    assert check("practices: [{id: b, retention: P1Y}]", STORAGE).verdict == "needs_review"
    assert check("practices: [{id: b, retention: P1Y, retention_needed: yes}]", STORAGE).verdict == "no_violation_found"
    assert check("practices: []", STORAGE).verdict == "not_applicable"
    assert check("", day="1990-01-01").verdict == "not_applicable"


WAIVER = "waivers: [{{rule: gdpr-5-1-e-storage, {subject}reason: legacy, owner: Li, until: {until}}}]\npractices: [{{id: a, retention: indefinite}}]"


@pytest.mark.parametrize(
    ("subject", "until", "verdict"),
    [
        ("", "2026-12-31", "violation_waived"),
        ("", DAY, "violation_waived"),
        ("", "2026-11-23", "violation"),
        ("subject: {practice: a}, ", "2026-12-31", "violation_waived"),
    ],
)
def test_waivers(subject: str, until: str, verdict: str) -> None:
    found = check(WAIVER.format(subject=subject, until=until), STORAGE)
    assert found.verdict == verdict
    assert found.counts["fail"] == 1
    assert found.counts["waived"] == (verdict == "violation_waived")


def test_a_waiver_of_another_practice_does_not_help() -> None:
    body = WAIVER.format(subject="subject: {practice: b}, ", until="2026-12-31") + "\n"
    assert check(body.replace("[{id: a,", "[{id: b}, {id: a,"), STORAGE).verdict == "violation"


JUDGED = "judgements: [{{rule: {rule}, answer: {answer}, by: Li, on: 2026-11-01, reason: seen{facts}}}]\n"
PRACTICE = (
    "practices: [{id: a, data: [location.precise], necessary_for_stated_purpose: yes, timing: on_use, purpose: delivery}]\n"
)


def test_an_answer_is_kept_while_the_facts_it_saw_stand() -> None:
    asked = check(PRACTICE, MINIMISED)
    (finding,) = asked.findings
    assert finding.kind == "review"
    facts = f", facts: {finding.facts_hash}"
    answer = JUDGED.format(rule=MINIMISED, answer="pass", facts=facts)
    kept = check(answer + PRACTICE, MINIMISED, explain_all=True)
    assert [one.kind for one in kept.findings] == ["pass"]
    other = check(
        answer + PRACTICE.replace("delivery", "delivery, source: user") + "notice: {exists: yes}\n", MINIMISED, explain_all=True
    )
    assert [one.kind for one in other.findings] == ["pass"], "a fact the rule does not read"
    lapsed = check(answer + PRACTICE.replace("on_use", "on_registration"), MINIMISED)
    assert [(one.kind, one.judgement_lapsed) for one in lapsed.findings] == [("review", True)]
    shown = report(kept, "en", everything=True)["findings"][0]["judgement"]  # type: ignore[index]
    assert (shown["answer"], shown["by"], shown["reason"], shown["lapsed"]) == ("pass", "Li", "seen", False)


def test_an_answer_never_overrides_a_bright_line() -> None:
    answer = JUDGED.format(rule=MINIMISED, answer="pass", facts="")
    bright = PRACTICE.replace("necessary_for_stated_purpose: yes", "necessary_for_stated_purpose: no")
    assert [one.kind for one in check(answer + bright, MINIMISED).findings] == ["fail"]


def test_an_answer_of_fail_fails() -> None:
    assert check(JUDGED.format(rule=MINIMISED, answer="fail", facts="") + PRACTICE, MINIMISED).verdict == "violation"


def test_facts_that_contradict_each_other_are_reported_once() -> None:
    found = check(
        "consent: {bundled: yes, granular_by_purpose: yes}\npractices: [{id: a, legal_basis: consent}, {id: b, legal_basis: consent}]\n"
    )
    pairs = found.contradictions()
    assert len(pairs) == len(set(pairs))


def test_completeness_is_asked_once_and_only_when_a_list_was_given() -> None:
    assert check("practices: [{id: a}]").list_questions() == ["practices_complete"]
    assert check("practices: [{id: a}]\npractices_complete: yes").list_questions() == []
    assert check("").list_questions() == []


def test_presumptions_are_listed() -> None:
    found = check("practices: [{id: a, retention: indefinite}]", STORAGE)
    assert "practices[a].ephemeral" in found.findings[0].presumed


def test_also_only_where_in_force_and_applicable() -> None:
    body = "practices: [{id: a, refusal_blocks_service: yes, necessity: optional, data: [social.address_book]}]"
    text = f"declaration: 1\napp: {{markets: [CN], type: utility, operator: {{processes_in_cn: yes}}}}\n{body}"
    declaration = load_text(text, "x")
    for day, law in (("2026-11-24", "pipl"), ("2021-06-01", "pipl")):
        found = assess(declaration, rulebook(), day=day)
        shown = {cite.split(":")[0] for one in found.findings if one.kind == "fail" for cite in also_shown(one, found.law)}
        assert (law in shown) <= (day >= "2021-11-01")
        assert "gdpr" not in shown


def test_the_date_option_then_file_then_today() -> None:
    dated = load_text("declaration: 1\nmeta: {valid_as_of: 2022-01-01}\n", "x")
    assert as_of(dated, "2020-01-01") == ("2020-01-01", "option")
    assert as_of(dated, None) == ("2022-01-01", "file")
    assert as_of(load_text("declaration: 1\n", "x"), None)[1] == "today"


def test_rules_not_in_force_are_counted_not_judged() -> None:
    found = assess(load(EXAMPLES / "face_swap.yaml"), rulebook(), day="2019-09-22")
    assert found.counts["not_in_force"] > 0
    assert {rule.law for rule in found.rules}.isdisjoint({"pipl", "csl", "app-method", "necessary-info"})


def test_an_evaluator_that_raises_is_an_error_on_that_rule_only() -> None:
    law = in_force(rulebook(), DAY, ["gdpr"])

    class Broken(Reference):
        def verdict(self, rule, row, judgement=None):  # type: ignore[no-untyped-def]
            if rule.id == STORAGE:
                raise RuntimeError("boom")
            return super().verdict(rule, row, judgement)

        def decided(self, rule, row, judgement=None):  # type: ignore[no-untyped-def]
            return self.verdict(rule, row, judgement).decided

    found = Assessor(law, Broken(law)).assess(load_text("declaration: 1\napp: {markets: [DE]}\npractices: [{id: a}]\n", "x"))
    assert found.verdict == "error"
    assert {one.rule.id for one in found.findings if one.kind == "error"} == {STORAGE}
    assert STORAGE not in found.passed


def test_a_parameter_without_a_value_is_an_error_not_a_pass() -> None:
    book = rulebook()
    rule = next(one for one in book.rules if one.id == STORAGE)
    gap = replace(rule, id="gap", violated=Leaf("practice.retention", "more_than", Param("no_such_parameter")))
    missing = replace(rule, id="missing", applies=ConceptRef("no_such_concept"))
    law = in_force(replace(book, rules=(gap, missing)), DAY)
    found = Assessor(law).assess(load_text("declaration: 1\npractices: [{id: a, retention: P1Y}]\n", "x"))
    assert [(one.kind, str(one.reason)) for one in found.findings] == [
        ("error", "unknown parameter `no_such_parameter`"),
        ("error", "unknown concept `no_such_concept`"),
    ]
    assert found.verdict == "error"


def test_generated_code_that_cannot_be_compiled_falls_back_rule_by_rule() -> None:
    law = in_force(rulebook(), DAY, ["gdpr"], [STORAGE, MINIMISED])
    broken = replace(law.rules[0], id="broken", violated="not a condition")  # type: ignore[arg-type]
    law.rules = (*law.rules, broken)
    law.reads["broken"] = frozenset()
    law.of_row["broken"] = ()
    found = Assessor(law).assess(
        load_text("declaration: 1\napp: {markets: [DE]}\npractices: [{id: a, retention: indefinite}]\n", "x")
    )
    kinds = {one.rule.id: one.kind for one in found.findings}
    assert kinds["broken"] == "error"
    assert kinds[STORAGE] == "fail"


def test_the_receipt_reproduces_the_result() -> None:
    declaration = load(EXAMPLES / "flashlight.yaml")
    one = report(assess(declaration, rulebook(), day=DAY), "en")
    assert one == report(assess(load(EXAMPLES / "flashlight.yaml"), rulebook(), day=DAY), "en")
    changed = load_text((EXAMPLES / "flashlight.yaml").read_text("utf-8") + "# changed\n", "x")
    assert report(assess(changed, rulebook(), day=DAY), "en")["declaration"] != one["declaration"]


def test_the_index_of_a_hand_made_rulebook_is_the_same() -> None:
    law = in_force(rulebook(), DAY)
    reads, of_row, per_category = law.reads, law.of_row, law.per_category
    index(law)
    assert (law.reads, law.of_row, law.per_category) == (reads, of_row, per_category)


@pytest.mark.parametrize(
    "entry",
    [
        "judgements: [{rule: %s, answer: pass, by: Li, reason: seen}]",
        "waivers: [{rule: %s, reason: a, owner: Li, until: 2027-01-01}]",
    ],
)
def test_an_answer_or_waiver_of_no_rule_is_not_lost_unseen(entry: str) -> None:
    assert check(entry % STORAGE).verdict
    with pytest.raises(Faults) as error:
        check(entry % "gdpr-5-1-e-storag")
    (fault,) = error.value.faults
    assert (str(fault.message), fault.line) == ("unknown rule `gdpr-5-1-e-storag`", 3)
    assert STORAGE in str(fault.help)
