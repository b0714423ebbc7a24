"""Citations in a question: "Art. 7(4) GDPR", "§ 1798.120", “个保法第四十一条”, and laws named without an article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ...engine.rulebook.lookup import UnknownClauseError, find
from ...engine.rulebook.model import Rulebook
from ...engine.rulebook.structure import natural_order
from .names import Named, Names
from .words import plain

NEAR = 24
"""Characters after an article within which the name of its law may follow ("Article 17(3) of the GDPR")."""

WIDEST = 20
"""Articles that a range may span; a wider one is more likely no range of articles."""

_CN = r"[零〇一二三四五六七八九十百千两\d]+"
_PLACE = r"\d+(?:\.\d+)*(?:\s?\([a-z0-9]{1,5}\))*"
_CHINESE = re.compile(
    rf"序言第?\d+[条段]?|第\s*(?:{_CN}|\d+(?:\.\d+)+)\s*条(?:\([a-z0-9]+\))*"
    rf"(?:\s*第?\s*(?:{_CN})\s*款)?(?:\s*第?\s*\(?(?:{_CN}|[a-z]+)\)?\s*项)?|第\s*\d+\.\d+\s*项"
)
_CHINESE_SHORT = re.compile(rf"\s*(?:的|中)?(?:{_CN}条(?:第?{_CN}款)?(?:第?\(?{_CN}\)?项)?|{_PLACE}项?)")
_WESTERN = re.compile(
    rf"(?<![a-z])(articles?|arts?\.?|sections?|secs?\.|§{{1,2}}|clauses?|items?|recitals?|regs?\.?|regulations?|ccr)"
    rf"\s*(?:no\.?\s*)?(\(?{_PLACE}(?:\s*(?:,|and|or|&|/|und|bis|to|through|–|-)\s*(?:art(?:icle)?\.?\s*|§\s*)?{_PLACE})*)"
    r"((?:,?\s*(?:paragraph|para\.?|point|subparagraph|subdivision|subd\.?)\s*\(?[a-z0-9]{1,5}\)?)*)"
)
_BARE = re.compile(r"(?<![\d.(])(?:1798\.\d+(?:\.\d+)?(?:\s?\([a-z0-9]{1,5}\))*|\d{1,4}(?:\s?\([a-z0-9]{1,5}\))+)")
_ID = re.compile(r"(?<![a-z0-9])([a-z]+(?:-[a-z0-9]+)*)\s?:\s?(recital-\d+|\d[\d.]*(?:\([a-z0-9]{1,5}\))*)")
_ONE = re.compile(_PLACE)
_RANGE = re.compile(r"\s*(?:to|through|bis|–|-)\s*(?:art(?:icle)?\.?\s*|§\s*)?")
_CALIFORNIAN = re.compile(r"1798\.\d+")
_REGULATION = re.compile(r"7[0-3]\d\d\b")
_STYLES = {"条": ("cn", "cn-item", "item"), "§": ("us",), "section": ("us",)}
"""How laws are cited that write their articles so."""


class Cited(NamedTuple):
    """What a text cites.

    `clauses` are ids of the corpus, in the order of the text. `possible` are those of an article named without its law.
    `laws` are named, with or without an article. `unknown` are citations as written of which no clause exists.
    """

    clauses: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    laws: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


class _Mention(NamedTuple):
    start: int
    end: int
    place: str
    """The article in words or digits; how a Western one is introduced is left out, except for recitals."""
    word: str
    """`art`, `§`, `条` ...; empty where only the number is written."""
    laws: tuple[str, ...] = ()
    """The laws that the mention itself names (`gdpr:7(4)`)."""


def cited(book: Rulebook, names: Names, text: str, in_force: Collection[str], laws: Collection[str] | None = None) -> Cited:
    """The clauses and laws that a text cites. `laws` are those asked about, where the text names none."""
    lower = plain(text)
    named = list(names.in_text(lower))
    clauses: dict[str, None] = {}
    possible: dict[str, None] = {}
    unknown: dict[str, None] = {}
    meant = {law for one in named for law in _current(one.laws, in_force)}
    for mention in _mentions(lower, named, book):
        sure, candidates = _laws_of(mention, named, book, in_force, laws)
        found = [place for law in candidates for place in _clauses(book, law, mention.place)]
        if sure and found:
            clauses.update(dict.fromkeys(found))
            meant |= set(candidates)
        elif sure and candidates:
            unknown[text[mention.start : mention.end].strip() if len(text) == len(lower) else mention.place] = None
        elif len({one.split(":")[0] for one in found}) == 1 and laws is not None and len(set(laws)) <= 2:
            clauses.update(dict.fromkeys(found))
        else:
            possible.update(dict.fromkeys(found))
    return Cited(tuple(clauses), tuple(one for one in possible if one not in clauses), frozenset(meant), tuple(unknown))


def _mentions(text: str, named: list[Named], book: Rulebook) -> Iterator[_Mention]:
    """Every article in the text, once, in order."""
    found: list[_Mention] = []
    ids = (match for match in _ID.finditer(text) if match[1] in book.laws)
    found += [_Mention(match.start(), match.end(), match[2], "", (match[1],)) for match in ids]
    found += [_Mention(match.start(), match.end(), match[0], "条") for match in _CHINESE.finditer(text)]
    for name in named:
        if short := _CHINESE_SHORT.match(text, name.end):
            found.append(_Mention(short.start(), short.end(), short[0].strip().lstrip("的中"), "条", name.laws))
    for match in _WESTERN.finditer(text):
        word = match[1].rstrip("s.") or match[1]
        places = list(_ONE.finditer(match[2]))
        for at, place in enumerate(places):
            found += _between(match, places, at)
            last = match[3] if at == len(places) - 1 else ""
            written = f"recital {place[0]}" if word == "recital" else place[0] + last
            start = match.start() if at == 0 else match.start(2) + place.start()
            found.append(_Mention(start, match.end() if last else match.start(2) + place.end(), written, word))
    found += [_Mention(match.start(), match.end(), match[0], "") for match in _BARE.finditer(text)]
    end = -1
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            end = one.end
            yield one


def _between(match: re.Match[str], places: list[re.Match[str]], at: int) -> Iterator[_Mention]:
    """The articles inside a range, `12-14`: the ends are found by themselves."""
    if at and _RANGE.fullmatch(match[2][places[at - 1].end() : places[at].start()]):
        first, last = places[at - 1][0], places[at][0]
        if first.isdigit() and last.isdigit() and int(last) - int(first) <= WIDEST:
            where = match.start(2) + places[at - 1].end()
            yield from (_Mention(where, where, str(one), "art") for one in range(int(first) + 1, int(last)))


def _laws_of(
    mention: _Mention, named: list[Named], book: Rulebook, in_force: Collection[str], laws: Collection[str] | None
) -> tuple[bool, list[str]]:
    """The laws a mention can belong to, and whether the text says which."""
    if mention.laws:
        return True, _current(mention.laws, in_force)
    if _CALIFORNIAN.search(mention.place):
        return True, _current(("ccpa",), in_force)
    if _REGULATION.match(mention.place) and "ccpa-regs" in book.laws:
        return True, _current(("ccpa-regs",), in_force)
    before = [one for one in named if one.end <= mention.start]
    after = [one for one in named if mention.end <= one.start <= mention.end + NEAR]
    near = before[-1] if before else None
    if after and (near is None or (mention.word not in ("条",) and mention.start - near.end > 3)):
        near = after[0]
    if near is not None:
        return True, _current(near.laws, in_force)
    if not mention.word:
        return False, []
    among = [law for law in book.laws if law in in_force and (laws is None or law in laws)]
    styles = _STYLES.get(mention.word, ("eu", *_STYLES["条"]))
    return False, [law for law in among if book.laws[law].style in styles]


def _current(laws: Iterable[str], in_force: Collection[str]) -> list[str]:
    """Of several editions of one law those in force; where none is, what was named."""
    laws = list(laws)
    return [law for law in laws if law in in_force] or laws[:1]


def _clauses(book: Rulebook, law: str, place: str) -> list[str]:
    """The clauses of the corpus that a place of a law means: itself, else what it consists of, else what it stands in."""
    try:
        id = find(book, f"{law}:{place}")
    except (UnknownClauseError, ValueError, KeyError):
        return []
    if id in book.clauses:
        return [id]
    inside = [one.partition(":")[2] for one in book.clauses if one.startswith(f"{id}(")]
    if inside:
        depth = min(one.count("(") for one in inside)
        return [f"{law}:{one}" for one in natural_order(inside) if one.count("(") == depth]
    while id.endswith(")"):
        id = id[: id.rfind("(")]
        if id in book.clauses:
            return [id]
    return []
