"""Situations a privacy lawyer would recognise: exactly these fails, and none of them in the same app done right."""

from __future__ import annotations

import pytest

from .situation import Place, Situation, kinds, situations

ALL = situations()


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_it_fails_for_exactly_these_reasons(one: Situation) -> None:
    found = kinds(one.judged(one.wrong))
    failed = {place for place, kind in found.items() if kind == "fail"}
    assert sorted(failed - one.fails) == [], "fails that are not expected"
    assert sorted((place, found.get(place)) for place in one.fails - failed) == [], "expected, and not found"
    assert "error" not in found.values()


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_the_app_done_right_passes_the_same_rules(one: Situation) -> None:
    """Not open and not notApplicable: each rule that failed says pass, on the same subject where that is still there."""
    found = kinds(one.judged(one.right))
    assert sorted(place for place, kind in found.items() if kind == "fail") == []
    assert sorted((place, found[place]) for place in one.fails if found.get(place, "pass") != "pass") == []
    passed = {place.rule for place, kind in found.items() if kind == "pass"}
    assert sorted({place.rule for place in one.fails} - passed) == [], "rules that never pass in it"


def test_ids_are_distinct_and_there_are_enough() -> None:
    assert len({one.id for one in ALL}) == len(ALL)
    assert all(one.fails for one in ALL)


def test_a_place_reads_as_written() -> None:
    assert Place("pipl-16-app", "") == ("pipl-16-app", "")
