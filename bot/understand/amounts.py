"""Numbers and durations in words: "90 days", “两年”, "two weeks", “半年”, "1.5 million"."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "half": 0.5, "半": 0.5,
}  # fmt: skip
_UNITS = {
    "hour": "H", "小时": "H", "day": "D", "天": "D", "日": "D", "工作日": "D", "week": "W", "周": "W", "星期": "W",
    "month": "M", "月": "M", "year": "Y", "年": "Y",
}  # fmt: skip
_DURATION = re.compile(
    r"(?P<n>[\d,.]+|[a-z]+|[零一二两三四五六七八九十百千半]+)\s*-?\s*(?:working |business |calendar )?(?:个)?(?:个)?"
    r"(?P<unit>hour|day|week|month|year|工作日|小时|天|日|周|星期|月|年)s?"
)


def number(text: str) -> int | None:
    """The whole number that a word or digits stand for; None for anything else."""
    amount = _amount(text.strip())
    return int(amount) if amount is not None else None


def duration(text: str) -> str | None:
    """A duration as ISO 8601 (P90D, P2Y); hours become whole days, rounded up. None for anything else."""
    found = _DURATION.search(text)
    amount = _amount(found["n"]) if found else None
    if found is None or amount is None or amount <= 0:
        return None
    unit = _UNITS[found["unit"]]
    if unit == "H":
        return f"P{-int(-amount // 24)}D"
    if amount != int(amount):
        days = {"D": 1, "W": 7, "M": 30, "Y": 365}[unit] * amount
        return f"P{int(days)}D"
    return f"P{int(amount)}{unit}"


def _amount(word: str) -> float | None:
    if word in _WORDS:
        return float(_WORDS[word])
    scale = 1.0
    for sign, value in (("billion", 1e9), ("million", 1e6), ("thousand", 1e3), ("亿", 1e8), ("万", 1e4)):
        if word.endswith(sign):
            word, scale = word.removesuffix(sign).strip() or "1", scale * value
    plain = word.replace(",", "").rstrip(".")
    try:
        return float(plain) * scale
    except ValueError:
        pass
    total, digit = 0, 0
    for sign in word:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            return None
    return float(total + digit) * scale if word else None
