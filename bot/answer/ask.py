"""One question in, one judged answer out, without words yet: what the engine found, on which facts, and what to cite."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from ...engine.declaration.model import Value
from ...engine.rulebook.in_force import InForce, in_force
from ...engine.rulebook.model import Rulebook
from ..dialogue.case import Case, base, follows, value_of
from ..retrieve import Library
from ..understand.question import Question, understand
from ..understand.region import MARKETS, REGIONS, regions, terms
from ..understand.words import has_chinese, normalised, sentences, words
from .citing import ordered
from .focus import Focus, Judge, verdict

NEAREST = 3
"""Clauses whose rules say what to ask where nothing that was heard decides."""
SEARCHED = 40
"""Clauses asked of the library for one question."""


@dataclass(slots=True)
class Judged:
    """What came of a question. `verdict` is None for a question that only asks which clause says something."""

    question: Question
    verdict: str | None
    regions: tuple[str, ...]
    region_stated: bool
    case: Case
    focus: list[Focus] = field(default_factory=list)
    citations: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Clauses that the question cites."""
    unknown: tuple[str, ...] = ()
    """What it cites that does not exist."""
    why_not: str = ""
    """Why the question is not covered: outside, other_law, small_talk, certify, other_language, empty, weak."""
    search_state: str = "good"


class Asker:
    """Answers questions by one rulebook as of one day; opened once, asked many times."""

    def __init__(self, book: Rulebook, library: Library, day: str | None = None, laws: Collection[str] = ()) -> None:
        self.book, self.library, self.laws = book, library, tuple(laws)
        self.day = day or date.today().isoformat()
        self._judges: dict[tuple[str, ...], Judge] = {}
        self._all = {law.id: law.region for law in book.laws.values()}

    def ask(self, text: str) -> Judged:
        """Judge one question on its own."""
        return self.judge(understand(text))

    def judge(self, heard: Question, known: Mapping[str, Value] | None = None) -> Judged:
        """Judge a question that was understood. `known` are facts stated elsewhere in the conversation; they win."""
        text = heard.text
        first = self.library.search(text, heard.lang, self.laws or None, self.day, SEARCHED)
        of_region: dict[str, float] = {}
        for hit in first.hits:
            region = self._all[self.book.clauses[hit.id].law]
            of_region[region] = max(of_region.get(region, 0.0), hit.score)
        counted = terms(sentences(normalised(text)))
        law_regions = {self._all[id] for id in first.laws}
        where, stated_region = regions(heard.markets, law_regions, counted, heard.lang, of_region)
        case = Case(assumed=base(where))
        case.stated = {name: value_of(name, one.value) for name, one in heard.facts.items()} | dict(known or {})
        case.assumed |= follows(case.stated)
        markets = heard.markets or tuple(MARKETS[one] for one in where)
        (case.stated if heard.markets else case.assumed)["app.markets"] = tuple(markets)
        named = tuple(hit.id for hit in first.hits if hit.exact)
        found = Judged(heard, None, where, stated_region, case, named=named, unknown=first.unknown)
        reason = self._outside(heard, where, stated_region)
        if reason:
            found.verdict, found.why_not = "not_covered", reason
            return found
        judge = self._judge(where)
        search = self.library.search(text, heard.lang, judge.law.laws, self.day, SEARCHED)
        found.search_state = search.state
        near = {hit.id: hit.score for hit in search.hits}
        asked = {name for name, one in heard.facts.items() if one.how == "asked" and name not in (known or {})}
        found.focus = judge.focus(case, {*heard.facts, *(known or {})}, near, named, asked)
        found.verdict = verdict(found.focus)
        asks_law = "clause" in heard.wishes or ("compare" in heard.wishes and len(where) > 1)
        cites_only = (named or first.unknown) and not any(one.stated for one in found.focus)
        if (asks_law or cites_only) and not any(one.kind == "fail" for one in found.focus):
            found.verdict = None
        elif found.verdict == "not_covered" and not named and not heard.facts and _says_little(heard):
            found.why_not = "nothing"
        elif found.verdict == "not_covered" and search.state != "weak" and near:
            # Nothing that was heard decides: the rules of the nearest clauses say what to ask.
            found.focus = judge.unsettled(case, [hit.id for hit in search.hits[:NEAREST]])
            found.verdict = "depends"
        elif found.verdict == "not_covered":
            found.why_not = "weak"
        if found.verdict != "not_covered":
            found.citations = ordered(found.focus, found.verdict, search.hits)
        return found

    def _outside(self, heard: Question, where: tuple[str, ...], stated_region: bool) -> str:
        if not heard.text.strip():
            return "empty"
        if heard.other_language or "other_language" in heard.wishes:
            return "other_language"
        if "certify" in heard.wishes:
            return "certify"
        if "foreign_law" in heard.wishes or (not stated_region and "other_law" in heard.wishes):
            return "other_law"
        if "outside" in heard.wishes and not _about_data(heard):
            return "weak"
        if "small_talk" in heard.wishes and not _about_data(heard):
            return "small_talk"
        return "" if where else "other_law"

    def law(self, where: tuple[str, ...]) -> InForce:
        """The rules in force on the day in these regions; of all where none is named."""
        return self._judge(where or REGIONS).law

    def _judge(self, where: tuple[str, ...]) -> Judge:
        if where not in self._judges:
            laws = tuple(id for id, region in self._all.items() if region in where and (not self.laws or id in self.laws))
            law: InForce = in_force(self.book, self.day, laws)
            self._judges[where] = Judge(law)
        return self._judges[where]


def _about_data(heard: Question) -> bool:
    return any(name not in ("app.type", "practice.purpose") for name in heard.facts)


def _says_little(heard: Question) -> bool:
    """Whether a question has too few words to be about anything: "is it legal?", “可以吗”."""
    plain = normalised(heard.text)
    content = [one for one in words(plain) if len(one.text) > 3 and one.text not in _EMPTY]
    return len(content) < 2 and sum(has_chinese(one) for one in plain) < 6


_EMPTY = frozenset(
    {"allowed", "legal", "this", "that", "explain", "report", "okay", "please", "lawful", "compliant", "permitted"}
)
