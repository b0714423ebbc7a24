"""Searching: what is found, in which state, whatever the text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lawlint.bot.retrieve import Library
from lawlint.bot.retrieve.langchain import ClauseRetriever
from lawlint.engine.rulebook.store import rulebook

BOOK = rulebook()
DAY = "2026-11-24"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library.open(BOOK, tmp_path_factory.mktemp("index"))


def test_a_question_finds_its_clause_in_both_languages(library: Library) -> None:
    assert library.state == "good"
    assert library.search("may withdrawing consent be harder than giving it?", laws={"gdpr"}).hits[0].id == "gdpr:7(3)"
    assert library.search("撤回同意必须和给出同意一样容易吗", "zh", laws={"gdpr"}).hits[0].id == "gdpr:7(3)"


def test_a_mixed_question_finds_what_either_language_says(library: Library) -> None:
    hits = library.search("cookie banner 拒绝按钮 reject button hidden", laws={"eprivacy", "gdpr"}).hits
    assert {hit.id.split(":")[0] for hit in hits} & {"eprivacy"}


def test_a_cited_clause_stands_first_and_is_marked(library: Library) -> None:
    hit = library.search("What does PIPL art 16 say about refusing service?").hits[0]
    assert (hit.id, hit.exact) == ("pipl:16", True)
    assert set(hit.ways) == {"exact", "lexical", "dense"}


def test_only_the_laws_asked_for(library: Library) -> None:
    assert {hit.id.split(":")[0] for hit in library.search("consent of minors", laws={"pipl", "minors-reg"}).hits} <= {
        "pipl",
        "minors-reg",
    }
    assert library.search("consent", laws=set()).hits == ()


def test_two_regions_are_both_found(library: Library) -> None:
    laws = {law.id for law in BOOK.laws.values() if law.region in ("eu", "cn")}
    top = library.search("欧盟用户的个人信息可以保存多久", "zh", laws).hits[:6]
    assert {BOOK.laws[hit.id.split(":")[0]].region for hit in top} == {"eu", "cn"}


def test_a_law_is_only_found_while_in_force(library: Library) -> None:
    def of(day: str) -> set[str]:
        return {hit.id.split(":")[0] for hit in library.search("网络运营者收集个人信息", "zh", day=day, k=60).hits}

    assert "csl-2016" not in of(DAY)
    assert "csl" not in of("2025-06-01")
    assert "csl-2016" in of("2025-06-01")


def test_a_clause_whose_first_rule_is_later_is_not_found_before(library: Library) -> None:
    found = {
        hit.id
        for hit in library.search("limit the use of sensitive personal information", laws={"ccpa"}, day="2021-06-01", k=99).hits
    }
    assert found
    assert "ccpa:1798.121(a)" not in found


def test_what_the_rules_do_not_cover_is_weak(library: Library) -> None:
    for text in ("write me a poem about bananas", "红烧肉怎么做", "asdf qwer", "", "🍰🍰🍰"):
        found = library.search(text)
        assert found.state == "weak", text
        assert found.note
        assert found.note.en
        assert found.note.zh


def test_a_clause_that_does_not_exist_is_told(library: Library) -> None:
    found = library.search("Does Art. 200 GDPR let me sell data?")
    assert found.unknown == ("Art. 200",)
    assert not any(hit.exact for hit in found.hits)


TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="第十二条款项()（）0123456789.§:art gdprpipl个保法\x00\u202e\u200b🍰", max_size=120),
    st.sampled_from(
        [
            "",
            " ",
            "\x00",
            "x" * 100_000,
            "个" * 100_000,
            "第" * 50_000,
            "1798." * 20_000,
            "art 1" * 20_000,
            "(" * 99_999,
            "\ud800",
        ]
    ),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.sampled_from(["en", "zh"]), st.sampled_from(["2019-01-01", "2025-06-01", DAY]), st.integers(0, 30))
def test_any_text_gives_real_clauses_in_force_in_order(library: Library, text: str, lang: str, day: str, k: int) -> None:
    found = library.search(text, lang, day=day, k=k)
    assert found == library.search(text, lang, day=day, k=k)
    assert len(found.hits) <= k
    assert len({hit.id for hit in found.hits}) == len(found.hits)
    for hit in found.hits:
        law = BOOK.laws[BOOK.clauses[hit.id].law]
        assert law.from_ <= day <= law.to
        assert 0 < hit.score <= 1
    keys = [(not hit.exact, -hit.score) for hit in found.hits]
    assert keys == sorted(keys)


def test_two_builds_give_the_same(library: Library, tmp_path: Path) -> None:
    other = Library.open(BOOK, tmp_path)
    for text in ("consent for analytics", "删除账号", "children's photos sold to advertisers"):
        assert other.search(text) == library.search(text)


def test_without_chroma_words_and_citations_still_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    found = Library.open(BOOK, tmp_path).search("Art. 7(4) GDPR")
    assert found.state == "broken"
    assert found.note
    assert "chromadb" in found.note.en
    assert found.hits[0].id == "gdpr:7(4)"


class _Down:
    name = weights = "down"

    def __init__(self, inner: object) -> None:
        self.clauses = inner.clauses  # type: ignore[attr-defined]

    def question(self, text: str) -> None:
        raise ConnectionError(f"no route to provider for {len(text)} characters")


def test_a_model_that_does_not_answer_is_told(library: Library, tmp_path: Path) -> None:
    found = Library.open(BOOK, tmp_path, _Down(library.embedding)).search("withdraw consent", laws={"gdpr"})  # type: ignore[arg-type]
    assert found.state == "broken"
    assert found.note
    assert "no route to provider" in found.note.en
    assert found.hits


def test_an_unknown_model_is_told_and_words_still_work(tmp_path: Path) -> None:
    library = Library.open(BOOK, tmp_path, "nobody:no-such-model")
    assert library.state == "broken"
    assert library.search("withdraw consent").hits


def test_an_official_text_that_was_loaded_is_searched(library: Library, tmp_path: Path) -> None:
    opened = Library.open(BOOK, tmp_path, official={"gdpr:7(3)": "zyzzyva quokka"})
    assert opened.search("zyzzyva quokka").hits[0].id == "gdpr:7(3)"
    assert opened.corpus.sha256 != library.corpus.sha256


def test_langchain_gets_documents(library: Library) -> None:
    found = ClauseRetriever(library=library, day=DAY, laws=frozenset({"gdpr"}), k=3).invoke("withdraw consent")
    assert len(found) == 3
    assert found[0].metadata["clause"] == found[0].id
    assert found[0].metadata["url"].startswith("https://")


def test_asking_imports_no_langchain(run_python: Callable[[str], str], tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from lawlint.bot.retrieve import Library
assert "numpy" not in sys.modules and "chromadb" not in sys.modules
from lawlint.engine.rulebook.store import rulebook
Library.open(rulebook(), Path({str(tmp_path)!r})).search("consent")
print([name for name in sys.modules if name.split(".")[0] in ("langchain", "langchain_core", "onnxruntime", "torch")])
"""
    assert run_python(code) == "[]\n"
