"""Slips of the finger: an unknown English word one letter away from a word of the lexicon is read as that word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from .phrases import Phrase
from .words import stem, words

SHORTEST = 6
"""Letters of the shortest word that is put right: below, too many real words are one letter apart."""


def vocabulary(patterns: Iterable[Phrase]) -> frozenset[str]:
    """Every English word that a pattern holds, as written."""
    return frozenset(
        word.text
        for pattern in patterns
        for terms in (pattern.here, pattern.elsewhere, pattern.absent)
        for term in terms
        for form in term
        for word in words(form.text)
        if word.text.isalpha()
    )


@cache
def _index() -> tuple[frozenset[str], dict[str, str]]:
    from .compiled import patterns

    known = patterns().words
    near: dict[str, str] = {}
    for word in sorted(known):
        if len(word) >= SHORTEST - 1:
            for cut in _cuts(word):
                near.setdefault(cut, word)
            near.setdefault(word, word)
    return frozenset(stem(word) for word in known), near


def _cuts(word: str) -> set[str]:
    """The word with each one letter left out: two words are one change apart when such forms meet."""
    return {word[:at] + word[at + 1 :] for at in range(1, len(word))}


def corrected(text: str) -> tuple[str, dict[str, str]]:
    """A normalised text with slips put right, and what was read as what. The length of words may change."""
    stems, near = _index()
    changed: dict[str, str] = {}
    for word in words(text):
        if len(word.text) < SHORTEST or not word.text.isalpha() or word.stem in stems or word.text in changed:
            continue
        for form in (word.text, *sorted(_cuts(word.text))):
            meant = near.get(form)
            if meant is not None and abs(len(meant) - len(word.text)) <= 1 and meant[0] == word.text[0]:
                if _one_apart(meant, word.text):
                    changed[word.text] = meant
                break
    for wrong, right in changed.items():
        text = text.replace(wrong, right)
    return text, changed


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter was added, dropped or changed, or two neighbours swapped."""
    if len(one) == len(other):
        differ = [at for at in range(len(one)) if one[at] != other[at]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
        return len(differ) == 1
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
