"""Conversations come to what they should: the tables of conversations.yaml, and whatever else is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lawlint.bot.answer.ask import Asker
from lawlint.bot.dialogue.case import value_of
from lawlint.bot.dialogue.talk import Talk
from lawlint.bot.dialogue.turn import agreed, heard

CONVERSATIONS = yaml.safe_load((Path(__file__).parent / "conversations.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one["name"])
def test_conversation(conversation: dict[str, Any], asker: Asker) -> None:
    talk = Talk(asker)
    for place, wanted in enumerate(conversation["turns"], 1):
        turn = talk.hear(wanted["say"])
        where = f"turn {place}"
        assert turn.kind == wanted["kind"], where
        if "verdict" in wanted:
            assert turn.judged is not None
            assert turn.judged.verdict == wanted["verdict"], where
        stated = talk.stated()
        for name, value in wanted.get("facts", {}).items():
            assert stated.get(name) == value_of(name, value), f"{where}: {name}"
        for name in wanted.get("without", ()):
            assert name not in stated, where
        if "asked" in wanted:
            assert talk.asked == wanted["asked"], where
        assert turn.unheard is wanted.get("unheard", False), where
        if "gone" in wanted:
            assert turn.difference is not None
            assert set(wanted["gone"]) <= set(turn.difference.gone), where
        if "fresh" in wanted:
            assert turn.fresh is wanted["fresh"], where


def test_a_question_is_asked_once_and_an_answer_counts(asker: Asker) -> None:
    """One question at a time, never the same twice; "I do not know" leaves it open."""
    talk = Talk(asker)
    talk.hear("we send sensitive health data to an ad network in Germany")
    seen = []
    for _ in range(4):
        if not talk.asked:
            break
        assert talk.asked not in seen
        seen.append(talk.asked)
        turn = talk.hear("I don't know")
        assert turn.kind == "unknown"
        assert seen[-1] not in talk.stated()


TURNS = ["yes", "no", "不知道", "what if we asked first?", "and in California?", "forget that", "do that", "42", "两年"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.sampled_from(TURNS) | st.text(max_size=60), max_size=6))
def test_only_what_is_said_is_stated(asker: Asker, turns: list[str]) -> None:
    talk = Talk(asker)
    talk.hear("we have a DPO but do not publish his contact details. ok in germany?")
    for one in turns:
        talk.hear(one)
    assumed_only = {"practices_complete", "recipients_complete", "app.operator.household_activity"}
    assert not assumed_only & set(talk.stated())


def test_each_change_can_be_taken_back(asker: Asker) -> None:
    talk = Talk(asker)
    assert talk.undo().kind == "nothing"
    talk.hear("our support staff in Germany get no data protection training")
    before = dict(talk.stated())
    talk.hear("also we have a DPO but do not publish his contact details")
    talk.set("governance.staff_training", True)
    talk.hear("thanks")
    talk.hear("is a recruitment app in China allowed to require a resume?")
    assert "governance.staff_training" not in talk.stated()
    assert talk.undo().kind == "undone"
    assert talk.stated()["governance.staff_training"] is True
    talk.undo()
    assert talk.stated()["governance.staff_training"] is False
    talk.undo()
    assert dict(talk.stated()) == before
    assert talk.undo().kind == "nothing"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("practice.data", "nonsense"),
        ("practice.data", ""),
        ("practice.purpose", "nonsense"),
        ("practice.recipients", "somebody"),
        ("practice.retention", "soon"),
        ("notice.exists", "perhaps"),
        ("nothing.at.all", "yes"),
    ],
)
def test_no_value_is_set_that_the_fact_cannot_have(asker: Asker, name: str, value: str) -> None:
    talk = Talk(asker)
    talk.hear("our support staff in Germany get no data protection training")
    with pytest.raises(ValueError, match=r"`|no value"):
        talk.set(name, value)
    assert name not in talk.stated()


def test_several_values_are_set_at_once(asker: Asker) -> None:
    talk = Talk(asker)
    talk.hear("our support staff in Germany get no data protection training")
    talk.set("practice.data", "health, location.precise")
    assert talk.stated()["practice.data"] == ("health", "location.precise")


QUESTION = "Was consent asked? 是否取得同意？"
PLAIN = [
    ("yes", True), ("Yes!", True), ("yep, we do", True), ("well, yes", True), ("they do", True), ("of course", True),
    ("no", False), ("Nope.", False), ("not yet", False), ("they do not", False), ("it does not", False), ("no consent", False),
    ("是", True), ("是的", True), ("有的", True), ("没错", True), ("嗯，对", True), ("我们会", True), ("取得同意", None),
    ("不", False), ("没有", False), ("不是", False), ("不对", False), ("没有取得同意", False), ("未取得", False), ("尚未", False),
    ("right to object", None), ("no marketing", None), ("yes?", None), ("是吗", None), ("会不会罚款", None), ("有健康数据", None),
    ("yes, but only adults", None), ("有时", None), ("is it legal", None), ("", None), ("!", None), ("42", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), PLAIN)
def test_a_plain_yes_or_no(text: str, wanted: bool | None) -> None:
    assert agreed(text, heard(text), QUESTION) is wanted
