"""Which clauses an answer cites, in which order: those of the findings first, then what the search found."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ...engine.rulebook.citation import take_apart
from ..retrieve.library import Hit
from .focus import Focus

_KINDS = {"not_allowed": ("fail",), "depends": ("open", "review"), "allowed": ("pass", "notApplicable")}
MOST = 8
RAISED, SUPPORTING = 0.3, 0.4
"""Share of a finding's rank that is added to its first clause, and of that to its others."""


def ordered(found: Iterable[Focus], verdict: str | None, hits: Collection[Hit]) -> tuple[str, ...]:
    """At most MOST clause ids, one of each article before any second one.

    The search ranks; a clause that the verdict rests on is raised. Which of the two weighs how much: `make eval`.
    """
    scores: dict[str, float] = {hit.id: (3.0 if hit.exact else hit.score) for hit in hits}
    wanted = _KINDS.get(verdict or "", ("fail", "open", "review", "pass"))
    raised: dict[str, float] = {}
    for one in found:
        if one.kind not in wanted or not one.stated:
            continue
        for place, id in enumerate(one.rule.cites):
            raised[id] = max(raised.get(id, 0.0), one.score * (RAISED if place == 0 else RAISED * SUPPORTING))
    for id, more in raised.items():
        scores[id] = scores.get(id, 0.0) + more
    ranked = sorted(scores, key=lambda id: (-scores[id], id))
    first: list[str] = []
    again: list[str] = []
    seen: set[str] = set()
    for id in ranked:
        (again if article(id) in seen else first).append(id)
        seen.add(article(id))
    return tuple([*first[: MOST - 2], *again[:2]][:MOST])


def article(id: str) -> str:
    """The article a clause stands in: `gdpr:7(4)` → `gdpr:7`."""
    parts = take_apart(id)
    return f"{parts.law}:{parts.article}"
