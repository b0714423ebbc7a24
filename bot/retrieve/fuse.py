"""Puts together what the ways of searching found: citations first, then words and likeness, weighed and added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from .citations import Cited
    from .lexical import Floats

NEAREST = 200
"""Clauses asked of the index of vectors."""
DENSE = 0.4
"""The share of likeness in a score; words have the rest. Measured flat from 0.3 to 0.5 (docs/decisions/0013)."""
ELSEWHERE = 0.5
"""What a score counts in a law that the question does not name, where it names one."""
POSSIBLE, POSSIBLE_ALONE = 0.15, 1.0
"""What is added to a clause whose article is named without its law: little in a sentence (搜索结果第一条 is no article), all
where the question is nothing else."""
ALONE = 3
"""Words beside a citation up to which a question is nothing else."""
UNRULED = 0.8
"""What a clause counts that no rule rests on."""
WEAK, WEAK_WITHOUT = 1.5, 1.07
"""A question less close than this is called weak; the second holds where there are no vectors."""


class Scores:
    """The score of each clause that was found in some way."""

    class One(NamedTuple):
        """A clause, its score, and how each way scored it."""

        id: str
        score: float
        ways: Mapping[str, float]

    def __init__(self, found: list[One], top_dense: float | None, top_lexical: float) -> None:
        self.found, self.top_dense, self.top_lexical = found, top_dense, top_lexical

    def best(self, k: int) -> list[One]:
        """The best first; of equal ones in the order of the rulebook."""
        return sorted(self.found, key=lambda one: ("exact" not in one.ways, -one.score))[: max(k, 0)]


def fused(
    lexical: Floats,
    near: Mapping[str, float] | None,
    rows: Mapping[str, int],
    groups: Floats,
    ruled: Floats,
    named: Cited,
    alone: bool,
) -> Scores:
    """Scores from 0 to 1.

    `near` are cosines by id, or None where there is no index. `rows` are ids in the order of `lexical`. `groups` holds a
    number for each row: -1 where the clause may not be found, else its group. Each group's scores are measured by its own
    best, so that a question about two regions finds clauses of both. `ruled` says on which rows a rule rests.
    """
    ids = list(rows)
    alive = groups >= 0
    words = np.where(alive, lexical, 0.0).astype(np.float64)
    cosines = np.zeros(len(ids))
    for id, cosine in (near or {}).items():
        cosines[rows[id]] = cosine
    cosines = np.where(alive, cosines, 0.0)
    top_words, top_cosine = float(words.max(initial=0.0)), float(cosines.max(initial=0.0))
    floor = max(min((near or {}).values(), default=0.0), 0.0)
    like = np.clip(cosines - floor, 0.0, None)
    share = 0.0 if near is None else DENSE
    for group in np.unique(groups[alive]):
        inside = groups == group
        words[inside] /= float(words[inside].max()) or 1.0
        like[inside] /= float(like[inside].max()) or 1.0
    total = (1 - share) * words + share * like
    total *= np.where(ruled > 0, 1.0, UNRULED)
    of_named = np.array([id.partition(":")[0] in named.laws for id in ids])
    if (of_named & alive).any():
        total[~of_named] *= ELSEWHERE
    for id in named.possible:
        if alive[rows[id]]:
            total[rows[id]] += POSSIBLE_ALONE if alone else POSSIBLE
    exact = {rows[id] for id in named.clauses if alive[rows[id]]}
    for row in exact:
        total[row] += 2.0
    total /= max(float(total.max(initial=0.0)), 1.0)
    found = []
    for row in np.flatnonzero(total > 0).tolist():
        ways = {"exact": 1.0} if row in exact else {}
        ways |= {name: float(part[row]) for name, part in (("lexical", words), ("dense", like)) if part[row] > 0}
        found.append(Scores.One(ids[row], float(total[row]), ways))
    return Scores(found, None if near is None else top_cosine, top_words)


def is_weak(scores: Scores, count: int, known: float) -> bool:
    """Whether nothing is close enough to say that the rules cover a question of `count` words, of which a share is `known`."""
    if any("exact" in one.ways for one in scores.found):
        return False
    if not scores.found or not count:
        return True
    closeness: float = scores.top_lexical / (10 * count**0.5) + known
    return closeness < WEAK_WITHOUT if scores.top_dense is None else closeness + scores.top_dense < WEAK
