"""Each turn's findings hold on durable_rules as well, and a difference is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lawlint.bot.answer.ask import Asker
from lawlint.bot.answer.document import carrying
from lawlint.bot.dialogue.durable import disagreements, narrowed

QUESTIONS = (
    "support staff who answer privacy mails get no training at all. ok in california?",
    "we have a DPO but do not publish his contact details. ok in germany?",
    "招聘App要求求职者上传简历才能投递，算过度吗",
    "公司没有网络安全事件应急预案",
)


@pytest.mark.durable
@pytest.mark.parametrize("question", QUESTIONS)
def test_both_agree(question: str, asker: Asker) -> None:
    judged = asker.ask(question)
    shown = carrying(judged)
    assert shown
    assert disagreements(asker.law(judged.regions), judged.case, shown) == []


@pytest.mark.durable
def test_a_finding_that_does_not_hold_is_told(asker: Asker) -> None:
    """What was found is changed by hand: the second engine does not say the same."""
    judged = asker.ask(QUESTIONS[0])
    shown = carrying(judged)
    wrong = replace(shown[0], finding=replace(shown[0].finding, kind="pass"))
    assert disagreements(asker.law(judged.regions), judged.case, [wrong]) == [wrong.rule.id]


def test_only_what_the_rules_need_is_handed_over(asker: Asker) -> None:
    law = asker.law(("eu",))
    small = narrowed(law, law.rules[:2])
    assert len(small.rules) == 2
    assert len(small.concepts) < len(law.concepts)
    assert not small.book.clauses


def test_nothing_found_is_nothing_to_check(asker: Asker) -> None:
    judged = asker.ask("hi")
    assert disagreements(asker.law(()), judged.case, []) == []
