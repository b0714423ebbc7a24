"""The structure indexes: how they are derived, and that each says what the official text says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lawlint.engine.rulebook.citation import chinese_number
from lawlint.engine.rulebook.structure import (
    SOURCES,
    chinese_ids,
    chinese_value,
    derive,
    ids_in_texts,
    natural_order,
    read_index,
    reference_ids,
    with_prefixes,
    write_index,
)
from lawlint.regulations import ROOT

INDEXES = sorted(ROOT.glob("*/*/structure.txt"))


@given(st.integers(1, 9999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert chinese_value(chinese_number(number)) == number


def test_an_item_belongs_to_the_paragraph_above_it() -> None:
    paragraphs = ["有下列情形之一的：", "（一）甲；", "（二）乙。", "前款所称甲，是指：", "（一）丙。", "另一款。"]
    assert chinese_ids("13", paragraphs) == ["13", "13(1)", "13(1)(1)", "13(1)(2)", "13(2)", "13(2)(1)", "13(3)"]


def test_an_app_type_has_its_numbered_points() -> None:
    paragraphs = ["（三）即时通信类，必要个人信息包括：", "1.移动电话号码；", "2.账号信息。"]
    assert chinese_ids("5(3)", paragraphs) == ["5(3)", "5(3)(1)", "5(3)(2)"]


def test_references_name_ranges_and_leave_dashes_out() -> None:
    assert reference_ids("7120(a)-(c)") == ["7120(a)", "7120(b)", "7120(c)"]
    assert reference_ids("53(1)(indent)") == ["53(1)"]


def test_order_is_a_readers() -> None:
    ids = [
        "10",
        "2",
        "2(1)(b)",
        "2(1)(aa)",
        "2(1)(a)",
        "2(1)(z)",
        "2(1)",
        "3(a)(v)",
        "3(a)(iv)",
        "3(a)(ii)",
        "3(a)(i)",
        "recital-2",
    ]
    assert natural_order(ids) == [
        *("2", "2(1)", "2(1)(a)", "2(1)(b)", "2(1)(z)", "2(1)(aa)"),
        *("3(a)(i)", "3(a)(ii)", "3(a)(iv)", "3(a)(v)", "10", "recital-2"),
    ]


def test_prefixes_come_with_an_id() -> None:
    assert with_prefixes(["6(1)(f)"]) == {"6", "6(1)", "6(1)(f)"}


def test_a_new_derivation_keeps_what_no_text_confirms(tmp_path: Path) -> None:
    (tmp_path / "eu").mkdir()
    (tmp_path / "eu" / "eprivacy.jsonl").write_text('{"ref": "eprivacy:5(3)"}\n', "utf-8")
    assert derive("eprivacy", tmp_path, "5\n5(3)\n13(1)?\n") == "5\n5(3)\n13?\n13(1)?\n"
    assert derive("eprivacy", tmp_path, "5(3)?\n") == "5\n5(3)\n"
    assert derive("gdpr", tmp_path) is None


@pytest.mark.parametrize("path", INDEXES, ids=lambda path: path.parent.name)
def test_an_index_is_complete_in_itself(path: Path) -> None:
    text = path.read_text("utf-8")
    ids, doubtful = read_index(text)
    assert ids
    assert with_prefixes(ids) == ids
    assert write_index(ids, doubtful) == text


def test_every_law_has_an_index_and_every_index_a_law() -> None:
    assert {path.parent.name for path in INDEXES} == set(SOURCES)


def test_every_index_says_what_the_official_text_says(shared_or_report: Callable[[str, int], Path | None]) -> None:
    texts = shared_or_report("texts", len(SOURCES))
    for law, (region, _) in SOURCES.items():
        ids, doubtful = read_index((ROOT / region / law / "structure.txt").read_text("utf-8"))
        assert doubtful < ids
        if texts is not None:
            assert ids - doubtful == ids_in_texts(law, texts), law
