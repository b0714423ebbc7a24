"""A clause is found by its id and by the ways people write it; what does not exist is never replaced in silence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lawlint.engine.cli import main
from lawlint.engine.rulebook.citation import written
from lawlint.engine.rulebook.load import read_folders
from lawlint.engine.rulebook.lookup import UnknownClauseError, find
from lawlint.regulations import ROOT

BOOK, _ = read_folders([ROOT])


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("gdpr:7(4)", "gdpr:7(4)"),
        ("GDPR:7(4)", "gdpr:7(4)"),
        ("GDPR Art. 7(4)", "gdpr:7(4)"),
        ("gdpr article 7 paragraph 4", "gdpr:7(4)"),
        ("Art 6 para. 1 point (f) GDPR", "gdpr:6(1)(f)"),
        ("GDPR第6条第1款(a)项", "gdpr:6(1)(a)"),
        ("GDPR Recital 32", "gdpr:recital-32"),
        ("ePrivacy Directive Art. 5 (3)", "eprivacy:5(3)"),
        ("《个人信息保护法》第十六条", "pipl:16"),
        ("中华人民共和国个人信息保护法第十六条", "pipl:16"),
        ("个人信息保护法第13条第一款第（二）项", "pipl:13(1)(2)"),
        ("个人信息保护法第十三条第（二）项", "pipl:13(1)(2)"),
        ("《民法典》第一千零三十五条", "civil-code:1035"),
        ("app-method:3.4", "app-method:3.4"),
        ("《App违法违规行为认定方法》第三条第4项", "app-method:3.4"),
        ("necessary-info:5(19)", "necessary-info:5(19)"),
        ("网络安全法第四十三条第一款", "csl:43(1)"),
    ],
)
def test_found_as_people_write_it(words: str, id: str) -> None:
    assert find(BOOK, words) == id


def test_the_law_may_be_given_apart() -> None:
    assert find(BOOK, "第四十一条", ["csl-2016"]) == "csl-2016:41"
    assert find(BOOK, "网络安全法第四十一条", ["csl-2016"]) == "csl-2016:41"


CITED = sorted({one for rule in BOOK.rules for one in rule.cites})


@given(st.sampled_from(CITED), st.sampled_from(("en", "zh")))
def test_what_we_write_we_read_back(citation: str, lang: str) -> None:
    law = citation.partition(":")[0]
    assert find(BOOK, written(citation, BOOK, lang), [law]) == citation


@pytest.mark.parametrize(
    ("words", "help"),
    [
        ("gdpr:7(9)", "gdpr:7(4)"),
        ("gdpr:6(1)(f)(i)", "gdpr:6(1)(f)"),
        ("GDPR 6(1)(f", "gdpr:6"),
        ("gdp:7", "gdpr"),
        ("第四十一条", "gdpr:7(4)"),
        ("the GDPR", "gdpr:7(4)"),
        ("pipl:16 and 17", "pipl"),
    ],
)
def test_a_miss_names_the_nearest(words: str, help: str) -> None:
    with pytest.raises(UnknownClauseError) as missed:
        find(BOOK, words)
    assert help in missed.value.help


def test_the_json_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clause", "GDPR Art. 7(4)", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["id", "law", "heading", "summary", "official", "url", "in_force", "rules"]
    assert (data["id"], data["law"], data["official"]) == ("gdpr:7(4)", "gdpr", None)
    assert set(data["summary"]) == {"en", "zh"}
    assert data["rules"][0].startswith("gdpr-")
    assert data["url"].startswith("https://")


def test_an_unknown_clause_is_unusable_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clause", "gdpr:7(9)"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "`gdpr` has no clause `7(9)`" in shown.err
    assert main(["clause", "gdpr:7(9)", "--lang", "zh"]) == 2
    assert "没有条款" in capsys.readouterr().err
    assert main(["clause", "gdpr:7(4)", "--law", "mars"]) == 2
