"""Facts read by a model: only of the table, only with a quote, never a judgement, never in the lexicon's place."""

from __future__ import annotations

import json

import pytest
from lawlint.bot.answer.ask import Asker
from lawlint.bot.model import Model
from lawlint.bot.model.extract import MOST_FACTS, Proposal, accepted, nearest_facts, table
from lawlint.bot.understand.question import Question, understand
from lawlint.engine.declaration.schema import schema

from .conftest import Server

QUESTION = "the people who handle privacy requests never sat through a class; we keep stuff 400 days. california"
QUOTE = "never sat through a class"


def fact(name: str, value: str, quote: str = QUOTE) -> dict[str, str]:
    return {"fact": name, "value": value, "quote": quote}


@pytest.fixture
def question() -> Question:
    found = understand(QUESTION)
    assert "governance.staff_training" not in found.facts, "the lexicon is not meant to hear it"
    return found


def test_a_fact_is_proposed_with_its_words(server: Server, model: Model, asker: Asker, question: Question) -> None:
    server.facts = [fact("governance.staff_training", "no")]
    found = model.propose(question, nearest_facts(asker, question))
    assert found == [Proposal("governance.staff_training", False, QUOTE)]
    assert model.note is None
    assert found[0].shown("en") == f"Staff trained: no (“{QUOTE}”)"
    assert QUOTE in found[0].shown("zh").zh
    told, data = (one["content"] for one in server.asked[0]["messages"])
    assert QUESTION not in told
    assert json.loads(data)["question"] == QUESTION
    assert len(json.loads(data)["table"]) <= MOST_FACTS


@pytest.mark.parametrize(
    "wrong",
    [
        fact("governance.staff_training", "no", "they are all untrained"),  # no such words
        fact("governance.staff_training", "no", ""),
        fact("governance.staff_training", "no", "x"),
        fact("governance.staff_training", "perhaps"),
        fact("governance.staff_training", "unknown"),
        fact("governance.staff_training", ""),
        fact("governance.staff_training", "no" * 5000),
        fact("verdict", "allowed"),
        fact("governance.no_such_fact", "yes"),
        fact("practice.minimised", "yes"),  # a judgement
        fact("app.name", "Evil"),  # free text
        fact("app.markets", "CN"),
        fact("declaration", "1"),
        fact("practice.retention", "forever and a day"),
        fact("app.type", "spaceship"),
    ],
)
def test_what_cannot_stand_is_left_out(server: Server, model: Model, question: Question, wrong: dict[str, str]) -> None:
    server.facts = [wrong]
    assert model.propose(question, [wrong["fact"], "governance.staff_training"]) == []
    assert model.note is None


def test_no_judgement_is_asked_for(question: Question) -> None:
    judgements = [one.name for one in schema().facts if one.judgement]
    assert judgements
    assert [one.name for one in table(question, judgements) if one.judgement] == []


def test_the_lexicon_goes_before(server: Server, model: Model) -> None:
    question = understand("our staff get no training. california")
    assert question.facts["governance.staff_training"].value is False
    server.facts = [fact("governance.staff_training", "yes", "get no training")]
    (found,) = model.propose(question)
    assert (found.value, found.heard, found.differs) == (True, False, True)
    assert "but the words were read as no, which counts" in found.shown("en")
    assert accepted(question, [found]).facts == question.facts
    server.facts = [fact("governance.staff_training", "no", "get no training")]
    assert model.propose(question) == [], "the same is nothing to show"


def test_a_fact_counts_once(server: Server, model: Model, question: Question) -> None:
    server.facts = [fact("governance.staff_training", "no"), fact("governance.staff_training", "yes")] * 40
    (found,) = model.propose(question, ["governance.staff_training"])
    assert found.value is False


def test_values_are_typed(server: Server, model: Model, question: Question) -> None:
    server.facts = [fact("practice.retention", "P400D", "keep stuff 400 days"), fact("rights.response_days", "400", "400 DAYS")]
    names = [one for one in ("practice.retention.duration", "rights.response_days") if schema().resolve(one)]
    found = {one.fact: one.value for one in model.propose(question, ["practice.retention", *names])}
    assert found["rights.response_days"] == 400


def test_accepted_facts_are_marked(question: Question) -> None:
    more = accepted(question, [Proposal("governance.staff_training", False, QUOTE)])
    heard = more.facts["governance.staff_training"]
    assert (heard.value, heard.words, heard.how) == (False, QUOTE, "model")
    assert "governance.staff_training" not in question.facts


@pytest.mark.parametrize(
    ("trouble", "facts", "why"),
    [
        ("401", [], "its server refuses the key (HTTP 401)"),
        ("429", [], "its server is busy, or the quota is used up (HTTP 429)"),
        ("500", [], "its server failed (HTTP 500)"),
        ("html", [], "its answer cannot be read"),
        ("garbage", [], "its answer cannot be read"),
        ("", "Sure! Here are the facts you asked for.", "its answer cannot be read"),
        ("", '{"facts": [{"fact": 1}]}', "its answer cannot be read"),
        ("", '{"facts": "' + "x" * 10_000_000 + '"}', "its answer cannot be read"),
        ("", "", "its answer cannot be read"),
    ],
)
def test_failures(
    server: Server, model: Model, question: Question, trouble: str, facts: list[dict[str, str]] | str, why: str
) -> None:
    server.trouble, server.facts = trouble, facts
    assert model.propose(question) == []
    assert model.note is not None
    assert model.note.en == why


def test_a_server_that_stalls(server: Server, hasty: Model, question: Question) -> None:
    server.trouble = "stall"
    assert hasty.propose(question) == []
    assert hasty.note is not None
    assert hasty.note.en == "no whole answer within 0.5 seconds (LAWLINT_MODEL_TIMEOUT)"


def test_a_server_without_schemas_is_asked_by_a_function(server: Server, model: Model, question: Question) -> None:
    server.trouble, server.facts = "no schemas", [fact("governance.staff_training", "no")]
    assert [one.fact for one in model.propose(question, ["governance.staff_training"])] == ["governance.staff_training"]
    assert ["tools" in one for one in server.asked] == [False, True]


@pytest.mark.parametrize("text", ["", "certify that our app is compliant", "hello", "これは何ですか"])
def test_nothing_is_sent_where_there_are_no_facts(server: Server, model: Model, text: str) -> None:
    assert model.propose(understand(text)) == []
    assert server.asked == []
