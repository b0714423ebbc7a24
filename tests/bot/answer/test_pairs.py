"""A verdict comes from facts: change one that is stated, and it changes as the rules say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from lawlint.bot.answer.ask import Asker
from lawlint.bot.answer.citing import article

PAIRS = yaml.safe_load((Path(__file__).parent / "pairs.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['fact']} {pair['a'][0][:20]}")
def test_pair(pair: dict[str, Any], asker: Asker) -> None:
    first, second = asker.ask(pair["a"][0]), asker.ask(pair["b"][0])
    assert (first.verdict, second.verdict) == (pair["a"][1], pair["b"][1])
    assert first.case.stated.get(pair["fact"]) != second.case.stated.get(pair["fact"])


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 12


@pytest.mark.parametrize("question", [pair["b"][0] for pair in PAIRS])
def test_what_a_verdict_rests_on_was_found_by_the_engine(question: str, asker: Asker) -> None:
    """Without the search nothing but the order of citations, and what may be assumed, changes: the fails stay fails."""
    judged = asker.ask(question)
    law = asker.law(judged.regions)
    for one in judged.focus:
        assert one.rule in law.rules
        assert one.finding.kind == one.kind
        if one.kind == "fail":
            assert one.stated
    assert len({article(id) for id in judged.citations}) >= min(2, len(judged.citations))


def test_without_stated_facts_nothing_is_forbidden_or_allowed(asker: Asker) -> None:
    """Words that only sound like a rule state nothing, and so decide nothing."""
    for question in ("retention of personal data under gdpr", "数据保护影响评估", "opt-out preference signals"):
        judged = asker.ask(question)
        if not judged.question.facts:
            assert judged.verdict in ("depends", "not_covered", None)
            assert all(one.kind in ("open", "review") for one in judged.focus)
