"""For a person who asks about their own data: what to send the operator, and where to complain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ...engine.text import said
from ...engine.wording import in_language
from ..tables import table

CONSUMER_LAWS = frozenset({"crpl", "crpl-reg", "crpl-penalty", "ecl"})
"""Laws whose authority is the market regulator."""
MOST_CLAUSES = 3


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = table(Path(__file__).parent / "authorities.yaml")
    return found


def letter(findings: Sequence[str], clauses: Sequence[str], lang: str) -> str:
    """A short text to send to the operator: what happens, the clauses, what is asked, and an answer in writing."""
    named = ("、" if lang == "zh" else "; ").join(clauses[:MOST_CLAUSES])
    if findings:
        text = said("I use your service. {} I refer to {}. Please put this right and answer me in writing.", findings[0], named)
    else:
        text = said("I use your service and refer to {}. Please tell me how you comply, and answer me in writing.", named)
    return in_language(text, lang)


def authorities(regions: Collection[str], markets: Collection[str], laws: Collection[str], lang: str) -> list[str]:
    """Where to complain, with the address of each authority."""
    known = _table()
    found = [_line(known["states"][market], lang) for market in markets if market in known["states"]]
    about = "consumer" if laws and all(law in CONSUMER_LAWS for law in laws) else "data"
    for region in regions:
        if region == "eu" and found:
            continue
        found += [_line(one, lang) for one in known[region] if one["for"] in ("all", about)]
    return found


def _line(one: dict[str, str], lang: str) -> str:
    name = one["zh"] if lang == "zh" else one["en"]
    return in_language(said("{}: {}", name, one["url"]), lang) if one["url"] else name
