"""How a citation reads: `gdpr:6(1)(a)` is "GDPR Art. 6(1)(a)", `csl:43(1)` is “《网络安全法》第四十三条第一款”."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..text import said
from .model import Law, Rulebook

_PARTS = re.compile(r"\(([^()]+)\)")
_DIGITS = "零一二三四五六七八九"


class Citation(NamedTuple):
    """A citation taken apart: law id, article (or section, or item), and the words in brackets."""

    law: str
    article: str
    brackets: tuple[str, ...]


def take_apart(citation: str) -> Citation:
    """The parts of `law:article(paragraph)(point)`. Raises ValueError when it has no law or no article."""
    law, colon, place = citation.partition(":")
    article = place.split("(", 1)[0]
    if not colon or not law or not article:
        raise ValueError(said("`{}` is not a citation like gdpr:6(1)(a)", citation))
    return Citation(law, article, tuple(_PARTS.findall(place)))


def chinese_number(number: int) -> str:
    """A whole number from 0 to 9999 as Chinese legal texts write it: 10 is 十, 24 is 二十四, 1035 is 一千零三十五."""
    if number < 10:
        return _DIGITS[number]
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        elif text:
            gap = True
    return text[1:] if text.startswith("一十") else text


def written(citation: str, book: Rulebook, lang: str) -> str:
    """The citation in the usual form of its law, in `en` or `zh`. An unknown law is shown as written."""
    try:
        parts = take_apart(citation)
    except ValueError:
        return citation
    law = book.laws.get(parts.law)
    if law is None:
        return citation
    return _chinese(parts, law) if lang == "zh" else _english(parts, law)


def _english(parts: Citation, law: Law) -> str:
    brackets = "".join(f"({one})" for one in parts.brackets)
    if parts.article.startswith("recital-"):
        return f"{law.short.en} Recital {parts.article[8:]}"
    word = {"us": "§ ", "item": "item "}.get(law.style, "Art. ")
    return f"{law.short.en} {word}{parts.article}{brackets}"


def _chinese(parts: Citation, law: Law) -> str:
    name = law.short.zh
    if parts.article.startswith("recital-"):
        return f"{name}序言第{parts.article[8:]}条"
    if law.style == "us":
        return f"{name}第{parts.article}条" + "".join(f"({one})" for one in parts.brackets)
    if law.style == "eu":
        kinds = ("款", "项", "目")
        brackets = [*parts.brackets]
        if brackets and not brackets[0][0].isdigit():
            kinds = ("项", "目", "")
        marks = [f"第{one}款" if kind == "款" else f"第({one}){kind}" for one, kind in zip(brackets, kinds, strict=False)]
        return f"{name}第{parts.article}条{''.join(marks)}"
    name = name if "《" in name else f"《{name}》"
    if law.style == "item":
        group, _, item = parts.article.partition(".")
        return f"{name}第{chinese_number(int(group))}条" + (f"第{item}项" if item else "")
    article = f"第{chinese_number(int(parts.article))}条" if parts.article.isdigit() else parts.article
    if law.style == "cn-item":
        return f"{name}{article}" + "".join(f"第（{_numeral(one)}）项" for one in parts.brackets)
    marks = [f"第{_numeral(one)}款" if level == 0 else f"第（{_numeral(one)}）项" for level, one in enumerate(parts.brackets)]
    return f"{name}{article}{''.join(marks)}"


def _numeral(word: str) -> str:
    return chinese_number(int(word)) if word.isdigit() else word
