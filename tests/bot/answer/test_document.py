"""What a person is told: in words without ids, nothing taken as given against what was said, clauses apart by what they are."""

from __future__ import annotations

import re

import pytest
from lawlint.bot.answer import naming
from lawlint.bot.answer.ask import Asker, Judged
from lawlint.bot.answer.document import Answer, Writer, carrying
from lawlint.bot.answer.json import data
from lawlint.bot.answer.markdown import markdown
from lawlint.bot.answer.text import text
from lawlint.engine.assess import Finding
from lawlint.engine.declaration.model import Subject
from lawlint.engine.declaration.schema import schema
from lawlint.engine.reports.layout import Paint

QUESTIONS = (
    "we collect contacts of children without consent in China. ok?",
    "we share location with advertisers without asking. legal?",
    "support staff who answer privacy mails get no training at all. ok in california?",
    "我们未经用户同意把通讯录给第三方，可以吗？",
    "用户撤回同意很难，可以吗",
    "the app reads the device id before consent in Germany. my data, who can I complain to?",
)


def answered(asker: Asker, question: str, lang: str | None = None) -> tuple[Judged, Answer]:
    judged = asker.ask(question)
    return judged, Writer(asker.book, asker.day, lang or judged.question.lang).answer(judged)


def page(answer: Answer) -> str:
    return text(answer, Paint(False))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_message_names_the_use_that_has_no_name(asker: Asker, lang: str) -> None:
    for rule in asker.law(()).rules:
        finding = Finding(rule, "fail", Subject(), asker.law(("eu",)))
        for said in (rule.message, rule.fix):
            words = naming.told(said, finding, asker.book, asker.day, lang)
            assert not re.search(r"\basked\b.{0,2}`|`recipient`|“recipient”|\{|  |\(\)|（）|the the ", words), words
            assert "(not stated)" not in words
            assert "（未说明）" not in words
            assert words[0].isupper() or lang == "zh" or not words[0].isalpha(), words


def test_names_read_as_words(asker: Asker) -> None:
    rules = {rule.message.en: rule for rule in asker.book.rules}
    rule = rules["`{practice.id}` gives data to the connected app `{recipient.id}` without the user's consent."]
    finding = Finding(rule, "fail", Subject(), asker.law(("cn",)))
    told = [naming.told(rule.message, finding, asker.book, asker.day, lang) for lang in ("en", "zh")]
    assert told == [
        "This use gives data to the connected app without the user's consent.",
        "该处理未经用户同意向接入的第三方应用提供个人信息。",
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_taken_as_given_that_was_said(asker: Asker, question: str, lang: str) -> None:
    judged, answer = answered(asker, question, lang)
    stated = {schema().resolve(name)[0].name for name in judged.case.stated}  # type: ignore[index]
    assert not stated & {schema().resolve(name)[0].name for name in answer.given}  # type: ignore[index]
    found = data(judged, answer, asker.law(judged.regions), "")
    assert found["assumed"] == {
        name: list(one) if isinstance(one, tuple) else one for name, one in sorted(answer.given.items())
    }
    if lang == "zh":
        assert not re.search(r"China|the EU|California|：CN", "\n".join([*answer.assumed, *answer.notes]))


@pytest.mark.parametrize("question", QUESTIONS)
def test_clauses_that_are_merely_near_are_told_apart(asker: Asker, question: str) -> None:
    judged, answer = answered(asker, question)
    resting = {cite.id for one in answer.reasons for cite in one.cites}
    assert not answer.nearby & resting
    assert {cite.id for cite in answer.citations} >= set(judged.citations)
    assert {cite.id for cite in answer.citations} - answer.nearby <= resting
    shown = page(answer)
    for cite in answer.citations[:1]:
        assert cite.edition.split(",")[0][:30] in shown
        assert cite.address in shown
    title = {"en": "Clauses nearby", "zh": "相近条款"}[answer.lang]
    assert (title in shown) == bool(answer.nearby)
    assert (title in markdown(answer)) == bool(answer.nearby)


def test_an_exception_is_said_and_not_only_cited(asker: Asker) -> None:
    seen = 0
    for question in (*QUESTIONS, "we keep data longer than needed in Germany"):
        _, answer = answered(asker, question)
        seen += len(answer.exceptions)
        assert len(answer.claims) == len(answer.exceptions)
        assert all(len(claim) > len(form) for claim, form in zip(answer.claims, answer.exceptions, strict=True))
    assert seen


def test_an_exception_in_the_same_clause_is_not_told_as_the_rule(asker: Asker) -> None:
    _, answer = answered(asker, "we set tracking cookies before the user consents, in Germany. ok?")
    assert answer.claims[0].startswith("ePrivacy Directive Art. 5(3): Two exceptions: ")


@pytest.mark.parametrize(
    ("question", "clause"),
    [("What does Art. 22 GDPR say?", "gdpr:22(1)"), ("个保法第五十五条说什么", "pipl:55")],
)
def test_a_clause_that_is_named_comes_first(asker: Asker, question: str, clause: str) -> None:
    _, answer = answered(asker, question)
    assert answer.verdict is None
    assert answer.citations[0].id == clause
    assert answer.citations[0].form in answer.headline
    assert not answer.question


def test_which_article_is_no_question_of_a_verdict(asker: Asker) -> None:
    judged, answer = answered(asker, "which GDPR article sets the 72 hour deadline")
    assert (judged.verdict, answer.question) == (None, "")
    assert answer.headline == "Closest: GDPR Art. 33(1)"


@pytest.mark.parametrize(
    "question", ["What does Art. 120 PIPL say?", "第九十九条 个保法", "Cite Art. 250 GDPR", "Art. 120 PIPL"]
)
def test_a_clause_that_does_not_exist_is_the_headline(asker: Asker, question: str) -> None:
    judged, answer = answered(asker, question, "en")
    assert answer.headline == f"There is no such clause: {judged.unknown[0]}"
    assert not answer.question
    assert {cite.id for cite in answer.citations} == answer.nearby


def test_laws_are_set_side_by_side(asker: Asker) -> None:
    _, answer = answered(asker, "difference between GDPR and PIPL on consent withdrawal")
    assert answer.verdict is None
    assert not answer.reasons
    laws = {name: {cite.id.partition(":")[0] for cite in cites} for name, cites in answer.sides}
    assert {"gdpr"} in laws.values()
    assert {"pipl"} in laws.values()
    assert all(name in page(answer) and name in markdown(answer) for name in laws)


def test_a_letter_rests_on_what_facts_decide(asker: Asker) -> None:
    for question in (*QUESTIONS, "my app collects my location, I live in Germany, is that legal?"):
        judged, answer = answered(asker, question)
        decided = any(one.kind in ("fail", "pass") for one in carrying(judged))
        consumer = "consumer" in judged.question.wishes
        assert bool(answer.letter) == bool(answer.authorities) == (consumer and decided)
        assert not (consumer and answer.changes)


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("Is it legal?", "I understood nothing of an app's practice in this."),
        ("Explain this report", "I understood nothing of an app's practice in this."),
        ("certify that our app is compliant", "Nothing is declared compliant here, and nothing is made up."),
        ("¿Puede una aplicación recopilar mi ubicación sin consentimiento?", "English and Chinese only."),
        ("Darf eine App meine Kontakte ohne Einwilligung lesen?", "English and Chinese only."),
        ("Une application peut-elle collecter ma position sans consentement ?", "English and Chinese only."),
        ("Können wir Daten verkaufen?", "English and Chinese only."),
    ],
)
def test_what_is_not_answered_says_why_first(asker: Asker, question: str, headline: str) -> None:
    judged, answer = answered(asker, question, "en")
    assert (judged.verdict, answer.headline) == ("not_covered", headline)
    assert answer.scope


def test_official_text_is_quoted_where_it_is_loaded(asker: Asker) -> None:
    judged = asker.ask("What does Art. 22 GDPR say?")
    answer = Writer(asker.book, asker.day, "en", {"gdpr:22(1)": "Words of the law\x1b[2J."}).answer(judged)
    for shown in (page(answer), markdown(answer).replace("\\", "")):
        assert "“Words of the law\ufffd[2J.”" in shown
