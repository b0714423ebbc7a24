"""The assessment: overall verdict, waivers, a person's answers, contradictions, what is asked once, what can be reproduced."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from lawlint.engine.assess import Assessment, Assessor, Finding, as_of, assess
from lawlint.engine.declaration.load import load, load_text
from lawlint.engine.evaluate.reference import Reference
from lawlint.engine.reading import Faults
from lawlint.engine.reports.json_report import also_shown, render, report
from lawlint.engine.rulebook.conditions import YES, All, AnyOf, ConceptRef, Condition, Judgement, Leaf, Param
from lawlint.engine.rulebook.in_force import InForce, in_force, index
from lawlint.engine.rulebook.load import read_folders
from lawlint.engine.rulebook.model import Exception_, Review
from lawlint.engine.rulebook.store import rulebook
from lawlint.engine.text import Text
from lawlint.regulations import ROOT

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


def test_completeness_is_asked_once_and_only_when_a_list_was_given() -> None:
    assert check("practices: [{id: a}]").list_questions() == ["practices_complete"]
    assert check("practices: [{id: a}]\npractices_complete: yes").list_questions() == []
    assert check("").list_questions() == []


def test_contradictions_are_reported_once_whatever_came_of_the_rules() -> None:
    pair = ("consent.bundled", "consent.granular_by_purpose")
    consents = "practices: [{id: a, legal_basis: consent}, {id: b, legal_basis: consent}]\n"
    for bundled, verdict in (("yes", "fail"), ("no", "pass")):
        found = check(
            f"consent: {{requested: yes, bundled: {bundled}, granular_by_purpose: {bundled}}}\n{consents}", explain_all=True
        )
        assert [(one.name, other.name) for one, other in found.contradictions()] == [pair]
        kinds = {one.kind for one in found.findings if one.rule.id == "gdpr-4-11-specific"}
        assert kinds == {verdict}
    agreeing = check(f"consent: {{requested: yes, bundled: yes, granular_by_purpose: no}}\n{consents}")
    assert agreeing.contradictions() == []


def test_facts_do_not_contradict_each_other_where_their_rule_does_not_apply() -> None:
    consents = "consent: {bundled: yes, granular_by_purpose: yes}\npractices: [{id: a, legal_basis: consent}]\n"
    abroad = assess(load_text(f"declaration: 1\napp: {{markets: [BR]}}\n{consents}", "x"), rulebook(), day=DAY)
    assert abroad.contradictions() == []
    assert check("practices: []\nrecipients: []\n").contradictions() == []


def test_presumptions_are_listed() -> None:
    found = check("practices: [{id: a, retention: indefinite}]", STORAGE)
    assert "practices[a].ephemeral" in found.findings[0].presumed


ALSO = ("pipl:16", "csl-2016:41(1)", "csl:43(1)", "gdpr:7(4)", "ccpa:1798.120(c)")


@pytest.mark.parametrize(
    ("markets", "day", "shown"),
    [
        ("CN", "2019-12-01", ["csl-2016:41(1)"]),
        ("CN", "2021-10-31", ["csl-2016:41(1)"]),
        ("CN", "2021-11-01", ["pipl:16", "csl-2016:41(1)"]),
        ("CN", "2025-12-31", ["pipl:16", "csl-2016:41(1)"]),
        ("CN", "2026-01-01", ["pipl:16", "csl:43(1)"]),
        ("DE", "2026-01-01", ["gdpr:7(4)"]),
        ("CN, DE", "2018-05-24", ["csl-2016:41(1)"]),
        ("CN, DE", "2018-05-25", ["csl-2016:41(1)", "gdpr:7(4)"]),
    ],
)
def test_also_only_where_in_force_and_applicable(markets: str, day: str, shown: list[str]) -> None:
    book = rulebook()
    law = in_force(book, day)
    rule = replace(next(one for one in book.rules if one.id == STORAGE), also=ALSO, applies=YES, from_="0001-01-01")
    law.rules = (rule,)
    index(law)
    text = (
        f"declaration: 1\napp: {{markets: [{markets}], operator: {{processes_in_cn: {'yes' if 'CN' in markets else 'no'}}}}}\n"
    )
    (finding,) = Assessor(law).assess(load_text(text + "practices: [{id: a, retention: indefinite}]\n", "x")).findings
    assert also_shown(finding, law) == shown


def tree(*conditions: Condition, **changes: object) -> InForce:
    """The law of the day with one rule of the app: broken where all the conditions hold."""
    law = in_force(rulebook(), DAY)
    rule = next(one for one in rulebook().rules if one.id == STORAGE)
    made = replace(rule, scope="app", applies=YES, violated=All(conditions), unless=(), review=None, **changes)  # type: ignore[arg-type]
    law.rules = (made,)
    index(law)
    return law


def judged(law: InForce, body: str = "") -> Finding:
    (finding,) = Assessor(law).assess(load_text(f"declaration: 1\n{body}", "x"), explain_all=True).findings
    return finding


ACCOUNTS, LOGIN, PUBLISHING, SECURE = (
    Leaf("app.accounts", "in", (True,)),
    Leaf("app.login_required", "in", (True,)),
    Leaf("app.user_publishing", "in", (True,)),
    Leaf("security.appropriate", "in", (False,)),
)


def test_the_most_decisive_fact_is_asked_first() -> None:
    """One "no" to accounts ends it; one of the alternatives alone ends nothing; a person is asked last."""
    finding = judged(tree(SECURE, AnyOf((LOGIN, PUBLISHING)), ACCOUNTS))
    assert finding.kind == "open"
    assert finding.missing == ("app.accounts", "app.login_required", "app.user_publishing", "security.appropriate")


def test_a_fact_that_can_end_it_either_way_comes_before_one_that_can_in_one() -> None:
    one_way = judged(tree(AnyOf((All((ACCOUNTS, LOGIN)), PUBLISHING))))
    assert one_way.missing[0] == "app.user_publishing", "yes ends it; of the pair neither does alone"


def test_a_fact_that_is_stated_and_does_not_tell_comes_after_those_nobody_stated() -> None:
    finding = judged(
        tree(Leaf("terms.order_records_retention", "less_than", "P3Y"), ACCOUNTS),
        "terms: {order_records_retention: until_account_closed}\n",
    )
    assert finding.missing == ("app.accounts", "terms.order_records_retention")


def test_only_the_gate_is_asked_while_it_is_unknown() -> None:
    law = tree(LOGIN)
    law.rules = (replace(law.rules[0], applies=ACCOUNTS),)
    index(law)
    finding = judged(law)
    assert (finding.kind, finding.missing, finding.unless_open) == ("open", ("app.accounts",), False)
    assert judged(law, "app: {login_required: no}\n").kind == "pass", "what is not broken is not, whether it applies or not"


def test_unless_open_is_said_when_only_an_exception_is_unknown() -> None:
    law = tree(LOGIN)
    law.rules = (replace(law.rules[0], unless=(Exception_(ACCOUNTS, ("gdpr:6(1)(b)",), None),)),)
    index(law)
    both = judged(law)
    assert (both.kind, both.unless_open) == ("open", False)
    assert both.missing == ("app.login_required", "app.accounts")
    broken = judged(law, "app: {login_required: yes}\n")
    assert (broken.kind, broken.unless_open, broken.missing) == ("open", True, ("app.accounts",))
    assert [step.name for step in broken.because] == ["app.login_required"]
    excepted = judged(law, "app: {login_required: yes, accounts: yes}\n")
    assert (excepted.kind, excepted.exception_cites) == ("pass", ("gdpr:6(1)(b)",))
    assert judged(law, "app: {login_required: yes, accounts: no}\n").kind == "fail"


def test_where_only_an_exception_needs_a_person_its_question_is_put() -> None:
    law = tree(LOGIN)
    granted = Exception_(Judgement("pass"), ("gdpr:6(1)(b)",), Text("Is it excepted?", "是否属于例外？"))
    asked = Review("consent.free_choice", Text("Was it free?", "是否自由？"))
    law.rules = (replace(law.rules[0], unless=(granted,), review=asked),)
    index(law)
    found = judged(law, "app: {login_required: yes}\n")
    assert (found.kind, [one.en for one in found.questions]) == ("review", ["Is it excepted?"])


def test_the_date_option_then_file_then_today() -> None:
    dated = load_text("declaration: 1\nmeta: {valid_as_of: 2022-01-01}\n", "x")
    assert as_of(dated, "2020-01-01") == ("2020-01-01", "option")
    assert as_of(dated, None) == ("2022-01-01", "file")
    assert as_of(load_text("declaration: 1\n", "x"), None)[1] == "today"


def test_rules_not_in_force_are_counted_not_judged() -> None:
    found = assess(load(EXAMPLES / "face_swap.yaml"), rulebook(), day="2019-09-22")
    in_time = {rule.id for rule in rulebook().rules if rule.in_force("2019-09-22")}
    assert found.counts["not_in_force"] == len({rule.id for rule in rulebook().rules} - in_time) > 0
    assert {rule.id for rule in found.rules} == in_time
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
    file = EXAMPLES / "flashlight.yaml"
    one = render([assess(load(file), rulebook(), day=DAY)], "en")
    assert render([assess(load(file), rulebook(), day=DAY)], "en") == one
    receipt = json.loads(one)[0]
    assert receipt["declaration"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert receipt["rulebook"]["sha256"] == read_folders([ROOT])[0].sha256, "the hash is of the files"
    changed = load_text(file.read_text("utf-8") + "# changed\n", str(file))
    assert json.loads(render([assess(changed, rulebook(), day=DAY)], "en"))[0]["declaration"] != receipt["declaration"]


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
