"""Where a question is at home: the regions whose law it asks about, and whether it said so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from ...engine.declaration.vocabulary import EEA
from ..tables import table
from .phrases import Phrase, phrase
from .words import Sentence

MARKETS = {"cn": "CN", "eu": "EU", "us-ca": "US-CA"}
"""The market that stands for a region where no country is named."""
REGIONS = tuple(MARKETS)
UNDECIDED = 0.8
"""Below this difference between two regions a question that names no place is answered for both."""


@cache
def _terms() -> tuple[tuple[str, Phrase], ...]:
    found = table(Path(__file__).parent / "regions.yaml")
    return tuple((region, phrase(one)) for region, said in found.items() for lang in ("en", "zh") for one in said[lang])


def of_market(market: str) -> str | None:
    """The region of a market, or None for a place whose law the rulebook does not hold."""
    if market == "CN":
        return "cn"
    if market in ("EU", "EEA") or market in EEA:
        return "eu"
    return "us-ca" if market in ("US-CA", "US") else None


def terms(text: Sequence[Sentence]) -> dict[str, int]:
    """How many words of each region's law the text uses."""
    found = dict.fromkeys(REGIONS, 0)
    for region, pattern in _terms():
        if any(pattern.match(sentence, text) for sentence in text):
            found[region] += 1
    return found


def regions(
    markets: Collection[str], laws: Collection[str], counted: Mapping[str, int], lang: str, likeness: Mapping[str, float]
) -> tuple[tuple[str, ...], bool]:
    """The regions a question is about, and whether it names them: by place or by law; else by the words it uses, the
    clauses it is like (`likeness`: best score by region) and its language, which is a guess to be shown as one."""
    stated = {region for region in map(of_market, markets) if region} | set(laws)
    if stated:
        return tuple(one for one in REGIONS if one in stated), True
    if markets:
        return (), True
    guess = {region: 1.5 * counted.get(region, 0) + 2.0 * likeness.get(region, 0.0) for region in REGIONS}
    if lang == "zh":
        guess["cn"] += 2.0
    else:
        # Who asks in English and names nothing of California's own terms mostly means the law of the Union.
        guess["cn"] -= 1.2
        guess["eu"] += 0.6
    best = max(REGIONS, key=lambda one: (guess[one], one == "eu"))
    if best != "cn" and abs(guess["eu"] - guess["us-ca"]) < UNDECIDED:
        return ("eu", "us-ca"), False
    return (best,), False
