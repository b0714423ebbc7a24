"""Finds the clause a person means: `gdpr:7(4)`, "GDPR Art. 7(4)", “《个人信息保护法》第十六条”, or 第四十一条 with its law."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..reading import nearest_word
from ..text import Said, said
from .model import Law, Rulebook
from .structure import chinese_value, natural_order

_NUMERAL = r"[零〇一二三四五六七八九十百千两\d]+"
_CHINESE = re.compile(
    rf"第?({_NUMERAL})条(?:\s*第?({_NUMERAL})款)?(?:\s*第?[（(]?({_NUMERAL}|[A-Za-z]+)[）)]?项)?|第?(\d+\.\d+)项?",
)
_CHINESE_RECITAL = re.compile(r"序言第?(\d+)[条段]?")
_RECITAL = re.compile(r"recitals?\s*\(?(\d+)\)?", re.IGNORECASE)
_WESTERN = re.compile(r"(\d[\d.]*\d|\d)((?:\s*\([A-Za-z0-9]+\))*)")
_IN_WORDS = re.compile(
    r",?\s*(?:paragraph|para\.?|point|subparagraph|subdivision|subd\.?)\s*\(?([A-Za-z0-9]+)\)?", re.IGNORECASE
)


class UnknownClauseError(Exception):
    """No clause is meant that exists. `message` and `help` are for the person who asked."""

    def __init__(self, message: Said, help: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help


def find(book: Rulebook, words: str, laws: Collection[str] = ()) -> str:
    """The id of the clause that `words` name. `laws` says which law is meant where the words do not.

    Raises UnknownClauseError with the nearest id.
    """
    words = " ".join(words.split())
    law, place_words = _law(book, words, laws)
    if law is None:
        before, colon, _ = words.partition(":")
        if colon and (near := nearest_word(before, book.laws)):
            raise UnknownClauseError(said("unknown law `{}`", before), said("did you mean `{}`?", near))
        help = said("name its law: {}", ["gdpr:7(4)", "《个人信息保护法》第十六条"])
        raise UnknownClauseError(said("no known law is named in `{}`", words), help)
    places = _places(place_words, law)
    for place in places:
        if book.exists(f"{law.id}:{place}"):
            return f"{law.id}:{place}"
    if not places:
        raise UnknownClauseError(said("no article is named in `{}`", words), said("write it like {}", "gdpr:7(4)"))
    wanted = places[0]
    raise UnknownClauseError(said("`{}` has no clause `{}`", law.id, wanted), _nearest(book, law.id, wanted))


def _nearest(book: Rulebook, law: str, wanted: str) -> str:
    known = book.structure[law]
    above = wanted.split(" ")[0] if wanted not in known else wanted
    while above.endswith(")") and above not in known:
        above = above[: above.rfind("(")]
    if above in known:
        inside = [one for one in natural_order(known) if one.startswith(f"{above}(") and one.count("(") == above.count("(") + 1]
        listed = [f"{law}:{one}" for one in inside[:8]]
        return said("`{}` has {}", f"{law}:{above}", listed) if inside else said("the nearest is `{}`", f"{law}:{above}")
    near = nearest_word(wanted, sorted(known))
    return said("the nearest is `{}`", f"{law}:{near}") if near else ""


def _law(book: Rulebook, words: str, laws: Collection[str]) -> tuple[Law | None, str]:
    """The law that is named, by the longest name found, and the words without it."""
    before, colon, after = words.partition(":")
    if colon and before.strip().lower() in book.laws:
        return book.laws[before.strip().lower()], after
    lower = words.lower()
    named: dict[str, list[Law]] = {}
    for law in book.laws.values():
        for name in _names(law):
            if name in lower:
                named.setdefault(name, []).append(law)
    if not named:
        only = [book.laws[one] for one in laws]
        return (only[0], words) if len(only) == 1 else (None, words)
    name = max(named, key=len)
    at = lower.index(name)
    rest = f"{words[:at]} {words[at + len(name) :]}"
    # Of two editions of one law the asked-for one is meant, else the newest.
    among = [law for law in named[name] if law.id in laws] or named[name]
    return max(among, key=lambda law: law.from_), rest


def _names(law: Law) -> set[str]:
    names = {law.id, law.short.en, law.name.en, law.short.zh.strip("《》"), law.name.zh.strip("《》")}
    # 《网络安全法》（2016年） is written without its year too; `laws`, else the newest edition, then decides.
    names |= set(re.findall(r"《([^》]+)》", law.short.zh + law.name.zh))
    names |= {re.sub(r"[》）)]*\s*[（(][^（()）]*[）)]$", "", name) for name in names}
    names |= {name.removeprefix("中华人民共和国") for name in names}
    return {name.lower() for name in names if name}


def _places(words: str, law: Law) -> list[str]:
    """Ids that the words can mean, most likely first."""
    if match := _CHINESE_RECITAL.search(words) or _RECITAL.search(words):
        return [f"recital-{match[1]}"]
    if match := re.search(r"recital-\d+", words):
        return [match[0]]
    if law.style == "us":
        # 第1798.120条(c): the brackets follow the word for section.
        words = words.replace("条", "").replace("第", " ")
    if law.style != "us" and (match := _CHINESE.search(words)) and (match[4] or "条" in match[0]):
        rest, places = words[match.end() :], _chinese_places(match, law)
    elif match := _WESTERN.search(words):
        rest = words[match.end() :]
        inside = "".join(f"({one[1]})" for one in _IN_WORDS.finditer(rest))
        rest, places = _IN_WORDS.sub("", rest), [match[1] + re.sub(r"\s", "", match[2]) + inside]
    else:
        return []
    # What was not understood must not be dropped: the person would get a wider clause than asked for.
    left = f" {rest.strip()}" if re.search(r"[\d(（]", rest) else ""
    return [place + left for place in places]


def _chinese_places(match: re.Match[str], law: Law) -> list[str]:
    if match[4]:
        return [match[4]]
    article = str(chinese_value(match[1]))
    paragraph = chinese_value(match[2]) if match[2] else None
    item = match[3] and (match[3] if match[3].isascii() and not match[3].isdigit() else chinese_value(match[3]))
    if law.style == "item" and item is not None:
        return [f"{article}.{item}"]
    if item is None:
        return [article if paragraph is None else f"{article}({paragraph})"]
    if paragraph is None:
        return [f"{article}({item})", f"{article}(1)({item})"] if law.style == "cn-item" else [f"{article}(1)({item})"]
    return [f"{article}({paragraph})({item})"]
