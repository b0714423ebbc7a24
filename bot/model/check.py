"""Whether a reworded text may be shown: it says our verdict and no other, cites what we cite, and leads nowhere else.

The model is free in its words and in nothing else. Every check holds for each beginning of a text too, so that a text can be
shown sentence by sentence while it is still being written. A check that is too strict costs a nicer wording; the built-in
answer stands under every reworded text in any case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ...engine.rulebook.citation import written
from ...engine.rulebook.model import Rulebook
from ...engine.text import Said, said
from ..answer.document import Answer, host
from ..retrieve.citations import cited
from ..retrieve.names import FAMILIES, Names
from ..retrieve.words import plain
from ..tables import table

MOST = 2_500
"""Characters of a reworded text."""
LEAST = 20
_EMPHASIS = re.compile(r"[*_`~]+|^#+\s+|^>\s?", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.)、]|[-+•])\s+", re.MULTILINE)
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u3000": " "})
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff])")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)*")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s)）\]>，。；、]+|\b(?:mailto|tel|javascript|data):\S+|[\w.+-]+@[\w.-]+"
    r"|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?:/[^\s)）]*)?",
    re.ASCII,
)
_ARTICLE = re.compile(
    r"(?<![a-z])(?:articles?|arts?\.?|sections?|secs?\.|§+|clauses?|recitals?|items?|rules?|regulations?)\s*(?:no\.?\s*)?"
    r"\d[\d.]*(?:\s?\([a-z0-9]{1,5}\))*"
    r"|第\s*[零〇一二三四五六七八九十百千两\d.]+\s*条(?:之[一二三四五六七八九十])?(?:第?\(?[零一二三四五六七八九十\d]+\)?[款项])*"
    r"|(?<![a-z0-9-])[a-z][a-z-]*[a-z0-9]:\s?\d[\d.]*(?:\([a-z0-9]{1,5}\))*"
)
"""Whatever looks like a citation, also of a law that does not exist."""
_TITLE = re.compile(
    r"《([^》]*)》|((?:[A-Z][\w'’-]*\s+(?:of\s+|on\s+|for\s+|the\s+|and\s+)*){1,8}"
    r"(?:Act|Law|Code|Directive|Regulations?|Ordinance|Measures|Provisions))\b",
    re.ASCII,
)
_LEADING = re.compile(
    r"^(?:(?:The|This|That|Under|See|By|In|Of|And|As|Both|Such|Your|Our|A|An|On|For|Chinese|European|Californian)\s+)+"
)


@cache
def words() -> dict[str, Any]:
    """The patterns of `words.yaml`, compiled, in the same tree."""
    return _compiled(table(Path(__file__).parent / "words.yaml"))  # type: ignore[no-any-return]


def _compiled(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _compiled(value) for key, value in tree.items()}
    # ASCII: a Chinese character ends an English word.
    return re.compile("|".join(f"(?:{one})" for one in tree), re.ASCII)


class Check:
    """The checks of one answer's rewording. `material` is all that the model was given."""

    def __init__(self, answer: Answer, book: Rulebook, names: Names, material: str) -> None:
        self.answer, self.book, self.names = answer, book, names
        self.ids = frozenset(cite.id for cite in [*answer.citations, *(cite for one in answer.reasons for cite in one.cites)])
        # Exceptions and penalties are written from the rulebook too.
        further = " ; ".join([*answer.exceptions, *answer.penalties])
        self.in_force = self._in_force({id.partition(":")[0] for id in self.ids})
        self.ids |= set(cited(book, names, further, self.in_force).clauses)
        laws = {id.partition(":")[0] for id in self.ids}
        self.laws = laws | {more for law in laws for more in FAMILIES.get(law, ())} | _heads(laws)
        own = [written(id, book, lang) for id in self.ids for lang in ("en", "zh")]
        titles = [name for law in self.laws if (one := book.laws.get(law)) for name in (*one.name, *one.short) if len(name) > 2]
        self.forms = sorted((_flat(one) for one in {*own, *self.ids, *titles, *answer.exceptions}), key=len, reverse=True)
        self.quotes = sorted((_flat(one).strip(" .。") for one in _own(answer)), key=len, reverse=True)
        self.titles = " ".join([*titles, material]).casefold()
        self.numbers = {_number(one) for one in _NUMBER.findall(unicodedata.normalize("NFKC", material))}
        self.numbers |= {_number(one) for form in own for one in _NUMBER.findall(form)}
        self.addresses = set(_addresses(answer))

    def fault(self, text: str) -> Said | None:
        """Why a text, or the beginning of one, may not be shown; None where nothing speaks against it."""
        if len(text) > MOST:
            return said("it is too long")
        if _steers(text) or words()["hidden"].search(text.lower()):
            return said("it holds mark-up or characters that hide something")
        shown = tidy(text)
        letters = [one for one in text if one.isalpha()]
        chinese = sum(bool(_HAN.match(one)) for one in letters)
        if (chinese < 0.3 * len(letters)) if self.answer.lang == "zh" else (chinese > 0.1 * len(letters)):
            return said("it is in another language")
        return self._verdict(shown) or self._sources(shown) or self._addresses(shown)

    def whole(self, text: str) -> Said | None:
        """Why a whole text may not be shown."""
        fault = self.fault(text)
        if fault is not None:
            return fault
        if len(tidy(text).removeprefix(self.answer.headline).strip()) < LEAST:
            return said("it is empty")
        if not self.carries(text):
            return said("it does not say the verdict")
        return None

    def carries(self, text: str) -> bool:
        """Whether the verdict is said in so many words."""
        verdict = self.answer.verdict
        return verdict is None or bool(words()["carried"][verdict].search(_flat(tidy(text))))

    def _verdict(self, text: str) -> Said | None:
        left = _flat(text)
        # What it copies from us is no claim of its own.
        for form in (*self.quotes, *self.forms):
            left = left.replace(form, " ")
        if words()["compliance"].search(left):
            return said("it declares something compliant")
        left = words()["harmless"].sub(" ", left)
        for verdict, pattern in words()["claims"].items():
            if verdict != self.answer.verdict and pattern.search(left):
                return said("it states another verdict")
        return None

    def _sources(self, text: str) -> Said | None:
        found = cited(self.book, self.names, text, self.in_force)
        if found.unknown or not all(map(self._is_ours, found.clauses)):
            return said("it cites a clause that was not found")
        for match in _ARTICLE.finditer(plain(text)):
            alone = cited(self.book, self.names, match[0], self.in_force)
            if alone.unknown or not any(map(self._is_ours, (*alone.clauses, *alone.possible))):
                return said("it cites a clause that was not found")
        foreign = {law for law in found.laws - self.laws if law in self.in_force}
        if foreign or words()["other_laws"].search(_flat(text)) or not all(map(self._is_titled, _TITLE.finditer(text))):
            return said("it names a law that is not among those found")
        if {_number(one) for one in _NUMBER.findall(_BULLET.sub("", unicodedata.normalize("NFKC", text)))} - self.numbers:
            return said("it gives a number that was not found")
        return None

    def _is_ours(self, id: str) -> bool:
        return id in self.ids or any(one.startswith(f"{id}(") for one in self.ids)

    def _is_titled(self, match: re.Match[str]) -> bool:
        title = match[1] if match[1] is not None else _LEADING.sub("", match[2])
        return title.casefold() in self.titles or (match[1] is None and " " not in title.strip())

    def _addresses(self, text: str) -> Said | None:
        for match in _ADDRESS.finditer(unicodedata.normalize("NFKC", text).lower()):
            if match[0].rstrip(".,;:!?/") not in self.addresses:
                return said("it holds an address that was not given")
        return None

    def _in_force(self, ours: Collection[str]) -> frozenset[str]:
        """The laws of today; of two editions with one name that which the answer is about."""
        today = date.today().isoformat()
        now = {law.id for law in self.book.laws.values() if law.from_ <= today <= law.to}
        for law in ours:
            text = plain(self.book.laws[law].name.en)
            now -= {other for named in self.names.in_text(text) if law in named.laws for other in named.laws}
        return frozenset(now | set(ours))


def tidy(text: str) -> str:
    """The text without the emphasis that models like to add."""
    return _EMPHASIS.sub("", text).strip()


def _flat(text: str) -> str:
    """Lower case, one form per character, one blank between words and none between Chinese characters."""
    plain_text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).lower()
    return _HAN_GAP.sub("", " ".join(plain_text.split()))


def _steers(text: str) -> bool:
    """Whether a character cannot be seen, or looks like another: only Latin and Chinese letters are read here."""
    for char in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(char)
        if kind in ("Cf", "Co", "Cn", "Cs", "Zl", "Zp", "Mn", "Me") and char != "\ufe0f":
            return True
        if kind == "Cc" and char not in "\n\t\r":
            return True
        if kind[0] == "L" and not (char < "\u0250" or "\u3400" <= char <= "\u9fff" or char == "々"):
            return True
    return False


def _own(answer: Answer) -> Iterable[str]:
    """Whole sentences of the answer that a rewording may copy."""
    texts = [answer.headline, answer.question, *answer.changes, *(cite.summary for cite in answer.citations)]
    texts += [one.text for one in answer.reasons]
    return (one for one in texts if len(one) > 6)


def _number(written_so: str) -> str:
    return written_so.replace(",", "").rstrip(".")


def _heads(laws: Iterable[str]) -> set[str]:
    return {head for head, more in FAMILIES.items() if set(more) & set(laws)}


def _addresses(answer: Answer) -> Iterable[str]:
    """Every address that we give, and its host."""
    texts = [cite.address for cite in answer.citations] + answer.authorities
    for text in texts:
        for match in _ADDRESS.finditer(text.lower()):
            address = match[0].rstrip(".,;:!?/")
            yield from (address, address.partition("://")[2], host(address))
