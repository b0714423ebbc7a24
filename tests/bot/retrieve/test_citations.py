"""Citations in questions, in both languages."""

from __future__ import annotations

import pytest
from lawlint.bot.retrieve.citations import cited
from lawlint.bot.retrieve.names import Names
from lawlint.engine.rulebook.store import rulebook

BOOK = rulebook()
NAMES = Names(BOOK)
DAY = "2026-11-24"
LIVE = {law.id for law in BOOK.laws.values() if law.from_ <= DAY <= law.to}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Article 17 GDPR", "gdpr:17(1)"),
        ("Art. 7(4) of the GDPR", "gdpr:7(4)"),
        ("is art 6(1)(f) gdpr enough?", "gdpr:6(1)(f)"),
        ("Article 9(2) paragraph (a) GDPR", "gdpr:9(2)(a)"),
        ("recital 42 of the GDPR", "gdpr:recital-42"),
        ("gdpr:7(3)", "gdpr:7(3)"),
        ("§ 1798.120", "ccpa:1798.120(a)"),
        ("what does 1798.140(ae) say?", "ccpa:1798.140(ae)"),
        ("section 7026(a)(4)", "ccpa-regs:7026(a)(4)"),
        ("regs 7013", "ccpa-regs:7013"),
        ("PIPL art 16", "pipl:16"),
        ("个保法13条", "pipl:13(1)"),
        ("《个人信息保护法》第十六条怎么说", "pipl:16"),
        ("个人信息保护法第十三条第一款第二项", "pipl:13(1)(2)"),
        ("网安法第43条第1款", "csl:43(1)"),
        ("消法第25条", "crpl:25(1)"),
        ("消法实施条例第十九条", "crpl-reg:19(1)"),
        ("电商法39条", "ecl:39(1)"),
        ("认定方法4.1", "app-method:4.1"),
        ("App认定方法第四条第1项", "app-method:4.1"),
        ("必要个人信息规定第四条", "necessary-info:4"),
        ("GDPR第13条第1款", "gdpr:13(1)"),
        ("第1798.120条(c)", "ccpa:1798.120(c)"),
        ("ＰＩＰＬ第十六条", "pipl:16"),
    ],
)
def test_a_citation_is_found(text: str, first: str) -> None:
    assert cited(BOOK, NAMES, text, LIVE).clauses[0] == first


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("does the CPRA want a link?", "ccpa"),
        ("个人信息保护法怎么说", "pipl"),
        ("网安法有要求吗", "csl"),
        ("消法怎么规定", "crpl"),
        ("电商法要求", "ecl"),
        ("必要个人信息规定里", "necessary-info"),
        ("按认定方法算违规吗", "app-method"),
        ("What does the e-privacy directive want?", "eprivacy"),
    ],
)
def test_a_law_is_named_without_an_article(text: str, law: str) -> None:
    found = cited(BOOK, NAMES, text, LIVE)
    assert found.laws == {law}
    assert not found.clauses


@pytest.mark.parametrize(
    "text", ["we send 3条短信 a day", "收到3条投诉", "two articles in a magazine", "version 7.4", "", "第条", "Art."]
)
def test_what_is_no_citation(text: str) -> None:
    found = cited(BOOK, NAMES, text, LIVE)
    assert (found.clauses, found.possible, found.unknown) == ((), (), ())


def test_articles_in_a_row() -> None:
    ids = {id.split("(")[0] for id in cited(BOOK, NAMES, "under Articles 12-14 and 30 GDPR", LIVE).clauses}
    assert ids == {"gdpr:12", "gdpr:13", "gdpr:14", "gdpr:30"}


def test_each_article_goes_with_its_own_law() -> None:
    found = cited(BOOK, NAMES, "Art. 7(4) GDPR and PIPL Art. 16", LIVE)
    assert found.clauses == ("gdpr:7(4)", "pipl:16")


def test_an_article_of_no_law_is_only_possible() -> None:
    found = cited(BOOK, NAMES, "第四十一条", LIVE)
    assert not found.clauses
    assert "pipl:41" in found.possible


def test_the_law_asked_about_decides_where_none_is_named() -> None:
    assert cited(BOOK, NAMES, "Art. 7(4)", LIVE, {"gdpr"}).clauses == ("gdpr:7(4)",)


def test_a_clause_that_does_not_exist_is_named_as_unknown() -> None:
    found = cited(BOOK, NAMES, "does Art. 200 GDPR allow it?", LIVE)
    assert found.clauses == ()
    assert found.unknown == ("Art. 200",)


def test_the_day_decides_between_two_editions() -> None:
    before = {law.id for law in BOOK.laws.values() if law.from_ <= "2025-06-01" <= law.to}
    assert cited(BOOK, NAMES, "网络安全法第四十一条", before).clauses[0].startswith("csl-2016:41")
