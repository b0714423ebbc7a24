"""Lines for a terminal: what may be broken, and what not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lawlint.engine.reports.layout import fill, width, wrap


def test_width() -> None:
    assert [width(text) for text in ("", "abc", "中文", "a中，", "（")] == [0, 3, 4, 5, 2]


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("依据第十七条第一款第（二）项处理", 18, ["依据第十七条第一款", "第（二）项处理"]),
        ("GDPR第5条第1款第(a)项", 12, ["GDPR第5条", "第1款第(a)项"]),
        ("否〔第三条〕（甲）", 10, ["否", "〔第三条〕", "（甲）"]),
        ("甲乙丙、丁", 6, ["甲乙", "丙、丁"]),
        ("第一次", 4, ["第一", "次"]),
    ],
)
def test_the_number_of_a_clause_is_not_broken(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


def test_parts_stay_whole() -> None:
    parts = ["违规 30 项", "待确认 5 项", "不适用 931 项"]
    assert fill(parts, "，", 27, "  ") == ["  违规 30 项，待确认 5 项，", "  不适用 931 项"]
    assert fill(["a", "b"], ", ", 80) == ["a, b"]
    assert fill([], ", ", 80) == [""]


@given(st.lists(st.text(st.sampled_from("ab 中文，1"), min_size=1, max_size=12)), st.integers(14, 40))
def test_nothing_is_wider_or_lost(parts: list[str], columns: int) -> None:
    lines = fill(parts, "；", columns, "  ")
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join("；".join(parts).split())
