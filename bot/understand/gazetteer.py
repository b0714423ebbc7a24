"""Names of things: data categories, purposes, app types and places, as people write them in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...engine.declaration.vocabulary import categories
from ..tables import table
from .negation import negated
from .phrases import Phrase, phrase
from .words import Sentence

FOLDER = Path(__file__).parent / "gazetteer"
DENIABLE = ("practice.data", "practice.purpose")
"""Facts of which a negation means that it is not done: "we do not sell data"."""
KINDS = {"data": "practice.data", "purposes": "practice.purpose", "app_types": "app.type", "places": "app.markets"}
"""The files of the gazetteer, and the fact each gives values for."""


class Named:
    """A value of the vocabulary found in a text: where, and whether the text denies it ("no location")."""

    __slots__ = ("denied", "end", "fact", "start", "value")

    def __init__(self, fact: str, value: str, start: int, end: int, denied: bool) -> None:
        self.fact, self.value, self.start, self.end, self.denied = fact, value, start, end, denied


def written() -> list[tuple[str, str, Phrase]]:
    """Fact, value and pattern of every name, the labels of the vocabulary's data categories included."""
    found = []
    for kind, fact in KINDS.items():
        for value, said in table(FOLDER / f"{kind}.yaml").items():
            sources = dict.fromkeys([*said.get("en", ()), *said.get("zh", ())])
            found += [(fact, str(value), phrase(one)) for one in sources]
    for name, category in categories().all.items():
        if name.count(".") and len(category.label.zh) <= 8 and "、" not in category.label.zh:
            found.append(("practice.data", name, phrase(category.label.zh)))
        plain = category.label.en.lower()
        if name.count(".") and " " in plain and plain.replace(" ", "").isalpha():
            found.append(("practice.data", name, phrase(f'"{plain}"')))
    return found


def named(text: Sequence[Sentence]) -> list[Named]:
    """Every name in the text. Where one lies inside a longer one of the same kind, only the longer counts."""
    from .compiled import patterns

    known = patterns()
    found: list[Named] = []
    for sentence in text:
        for is_name, owner, pattern in known.candidates(sentence):
            places = pattern.match(sentence, text) if is_name else None
            if places is None:
                continue
            fact, value = known.names[owner]
            start, end = min(p[0] for p in places), max(p[1] for p in places)
            span = (start + sentence.start, end + sentence.start)
            found.append(Named(fact, value, *span, fact in DENIABLE and negated(sentence, places)))
    return [one for one in found if not any(_inside(one, other) for other in found)]


def _inside(one: Named, other: Named) -> bool:
    if one is other or one.fact != other.fact or one.value == other.value:
        return False
    longer = other.end - other.start > one.end - one.start
    # Names nest (“手机” in “手机号”); a pattern of two far words may span others, and must not hide them.
    near = other.end - other.start <= 24
    return longer and near and other.start <= one.start and one.end <= other.end
