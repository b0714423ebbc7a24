"""The comparison across laws names what is there: conducts that exist, none of two regions left out, citations with a summary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lawlint.engine.rulebook.store import rulebook

HOME = Path(__file__).parents[2]
sys.path.insert(0, str(HOME / "scripts"))
from docs_across import DAY, REGIONS, conducts_by_region, data, highest, topics

TOPICS: list[dict[str, Any]] = data()["topics"]
CONFLICTS: list[dict[str, Any]] = data()["conflicts"]
PLACED = Counter(conduct for topic in TOPICS for conduct in topic["conducts"])


def notes() -> Iterator[dict[str, Any]]:
    """Every sentence that has citations: how laws differ on a topic, and both sides of each conflict."""
    yield from (topic["differs"] for topic in TOPICS if "differs" in topic)
    for conflict in CONFLICTS:
        yield from (conflict["asks"], conflict["strains"])


def test_every_conduct_named_exists_and_stands_in_one_topic() -> None:
    assert set(PLACED) - set(conducts_by_region(rulebook())) == set()
    assert [conduct for conduct, times in PLACED.items() if times > 1] == []


def test_every_conduct_of_two_regions_stands_in_a_topic() -> None:
    shared = {conduct for conduct, regions in conducts_by_region(rulebook()).items() if len(regions) > 1}
    assert shared - set(PLACED) == set()


def test_every_region_of_the_rulebook_has_a_column() -> None:
    assert {law.region for law in rulebook().laws.values()} == set(REGIONS)


def test_every_topic_compares_at_least_two_regions() -> None:
    """On the day of the table, so that no row is about one law alone."""
    found = conducts_by_region(rulebook(), DAY)
    for topic in TOPICS:
        assert len({region for conduct in topic["conducts"] for region in found.get(conduct, {})}) > 1, topic["en"]


def test_every_citation_has_a_summary() -> None:
    book = rulebook()
    for note in notes():
        assert note["cites"], note
        assert [cite for cite in note["cites"] if cite not in book.clauses] == [], note["en"]


def test_rules_named_exist_and_rest_on_the_law_of_their_side() -> None:
    book = rulebook()
    law = {rule.id: book.laws[rule.law].region for rule in book.rules}
    assert [id for topic in TOPICS for id in topic.get("also", []) if id not in law] == []
    for conflict in book.across.conflicts:
        for side in (conflict.asks, conflict.strains):
            assert side.rules
            regions = {book.laws[cite.partition(":")[0]].region for cite in side.cites}
            assert {law.get(id, id) for id in side.rules} <= regions, conflict.title.en


def test_the_engine_reads_what_the_tables_read() -> None:
    known = rulebook().across
    assert [one.title for one in known.topics] == [(one["en"], one["zh"]) for one in TOPICS]
    assert [one.title for one in known.conflicts] == [(one["en"], one["zh"]) for one in CONFLICTS]
    assert {region: tuple(name) for region, name in known.regions.items()} == REGIONS


def test_a_conflict_is_between_clauses_of_different_regions() -> None:
    book = rulebook()
    for conflict in CONFLICTS:
        one, other = (
            {book.laws[cite.partition(":")[0]].region for cite in conflict[side]["cites"]} for side in ("asks", "strains")
        )
        assert other - one, conflict["en"]


def test_everything_is_said_in_both_languages() -> None:
    said = [*TOPICS, *CONFLICTS, *notes(), *(conflict["both"] for conflict in CONFLICTS)]
    for one in said:
        assert one["en"].isascii(), one["en"]
        assert not one["zh"].isascii(), one["zh"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_has_a_row_for_each_topic(lang: str) -> None:
    rows = [line for line in topics(rulebook(), lang).splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows[1:]] == [topic[lang] for topic in TOPICS]


def test_the_highest_penalty_is_the_one_of_the_day() -> None:
    book = rulebook()
    rules = conducts_by_region(book, DAY)["no-consent"]["cn"]
    most = highest(book, rules)
    assert most is not None
    assert most.id == "pipl-66"
    assert highest(book, []) is None
