"""How citations read: each style of law in both languages, and every citation of the rulebook."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lawlint.engine.rulebook.citation import Citation, chinese_number, take_apart, written
from lawlint.engine.rulebook.store import rulebook

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
UNITS = {"十": 10, "百": 100, "千": 1000}


@pytest.mark.parametrize(
    ("citation", "parts"),
    [
        ("gdpr:6(1)(a)", Citation("gdpr", "6", ("1", "a"))),
        ("ccpa:1798.120(c)", Citation("ccpa", "1798.120", ("c",))),
        ("csl-2016:41(1)", Citation("csl-2016", "41", ("1",))),
        ("app-method:3.4", Citation("app-method", "3.4", ())),
        ("necessary-info:5(19)", Citation("necessary-info", "5", ("19",))),
        ("gdpr:recital-42", Citation("gdpr", "recital-42", ())),
    ],
)
def test_take_apart(citation: str, parts: Citation) -> None:
    assert take_apart(citation) == parts


@pytest.mark.parametrize("word", ["", "gdpr", "gdpr:", ":6", "gdpr:(1)", "6(1)(a)"])
def test_what_is_no_citation(word: str) -> None:
    with pytest.raises(ValueError, match="is not a citation like"):
        take_apart(word)
    assert written(word, rulebook(), "en") == word


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "零"), (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (24, "二十四"), (76, "七十六"), (100, "一百"),
        (101, "一百零一"), (110, "一百一十"), (111, "一百一十一"), (120, "一百二十"), (1000, "一千"), (1001, "一千零一"), (1010, "一千零一十"),
        (1035, "一千零三十五"), (1100, "一千一百"), (1260, "一千二百六十"),
    ],
)  # fmt: skip
def test_chinese_numbers_as_legal_texts_write_them(number: int, word: str) -> None:
    assert chinese_number(number) == word


@given(st.integers(1, 9999))
def test_a_chinese_number_reads_back(number: int) -> None:
    total, digit = 0, 0
    word = chinese_number(number)
    for char in word:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    assert total + digit == number
    assert "零零" not in word
    assert not word.endswith("零")


@pytest.mark.parametrize(
    ("citation", "en", "zh"),
    [
        ("gdpr:6(1)(a)", "GDPR Art. 6(1)(a)", "GDPR第6条第1款第(a)项"),
        ("gdpr:6(1)(a)(ii)", "GDPR Art. 6(1)(a)(ii)", "GDPR第6条第1款第(a)项第(ii)目"),
        ("gdpr:4(a)", "GDPR Art. 4(a)", "GDPR第4条第(a)项"),
        ("gdpr:5", "GDPR Art. 5", "GDPR第5条"),
        ("gdpr:recital-42", "GDPR Recital 42", "GDPR序言第42条"),
        ("ccpa:1798.120(c)", "CCPA § 1798.120(c)", "《加州消费者隐私法》第1798.120条(c)"),
        ("ccpa-regs:7025(b)", "CCPA Regulations § 7025(b)", "《加州消费者隐私法实施条例》第7025条(b)"),
        ("csl:43(1)", "Cybersecurity Law Art. 43(1)", "《网络安全法》第四十三条第一款"),
        ("pipl:13(1)(2)", "PIPL Art. 13(1)(2)", "《个人信息保护法》第十三条第一款第（二）项"),
        ("pipl:16", "PIPL Art. 16", "《个人信息保护法》第十六条"),
        ("app-method:3.4", "App Identification Method item 3.4", "《App违法违规行为认定方法》第三条第4项"),
        ("nowhere:6(1)", "nowhere:6(1)", "nowhere:6(1)"),
    ],
)
def test_written(citation: str, en: str, zh: str) -> None:
    assert written(citation, rulebook(), "en") == en
    assert written(citation, rulebook(), "zh") == zh


@pytest.mark.parametrize(
    ("style", "citation", "zh"),
    [
        ("cn", "x:5(2)(3)", "《某法》第五条第二款第（三）项"),
        ("cn-item", "x:5(19)", "《某法》第五条第（十九）项"),
        ("item", "x:4.6", "《某法》第四条第6项"),
        ("item", "x:4", "《某法》第四条"),
        ("us", "x:1798.100(a)(1)", "《某法》第1798.100条(a)(1)"),
    ],
)
def test_styles_in_chinese(style: str, citation: str, zh: str) -> None:
    book = rulebook()
    law = book.laws["pipl"]
    made = replace(book, laws={"x": replace(law, id="x", style=style, short=law.short._replace(zh="《某法》"))})
    assert written(citation, made, "zh") == zh


def test_every_citation_of_the_rulebook_reads_well_in_both_languages() -> None:
    book = rulebook()
    cited = {cite for rule in book.rules for cite in (*rule.cites, *rule.also)} | set(book.clauses)
    assert len(cited) > 300
    for cite in cited:
        law = cite.partition(":")[0]
        for lang in ("en", "zh"):
            text = written(cite, book, lang)
            assert text.startswith((book.laws[law].short.of(lang), f"《{book.laws[law].short.of(lang)}》"))
            assert ":" not in text
            assert text.count("(") + text.count("（") == text.count(")") + text.count("）")
            for digits in re.findall(r"\d+", cite.partition(":")[2]) if lang == "en" else ():
                assert digits in text
