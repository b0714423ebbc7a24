"""Texts in English, Chinese or both as words to count: stems for English, characters and pairs of characters for Chinese.

No dictionary of Chinese words is used: single characters with bigrams find more in this corpus than a segmenter does
(docs/decisions/0013-retrieval.md).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 4000
"""Characters of a question that are looked at: nobody asks longer, and a pasted file must not stall the search."""

_RUNS = re.compile(r"[a-z0-9]+|[\u3400-\u4dbf\u4e00-\u9fff]+")
_STOP = """
    a an the and or but if of to in on at by for with from as is are was were be been being am it its this that these
    those there here i we you he she they them their our your my me us his her do does did doing done can could may might
    must shall should will would have has had having not no nor so than then too very just also only such what which who
    whom whose when where why how any some all each every both either more most other into over under about up down out
    off again s t d ll re ve m ok okay please hi hello hey
"""
_ENGLISH_STOP = frozenset(_STOP.split())
_CHINESE_STOP = frozenset("的了吗呢吧啊呀么着")


def words(text: str) -> list[str]:
    """The words of a text in order: English stems, Chinese characters and bigrams. Stop words are left out."""
    found: list[str] = []
    for run in _RUNS.findall(plain(text)):
        if run[0] > "\u3000":
            found += _chinese(run)
        elif run not in _ENGLISH_STOP:
            found.append(stem(run))
    return found


def plain(text: str) -> str:
    """Lower case, full-width letters and digits made narrow, apostrophes dropped, so that "don't" is one word."""
    return unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("\u2019", "")


def _chinese(run: str) -> list[str]:
    kept = [char for char in run if char not in _CHINESE_STOP]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return kept + [pair for pair in pairs if pair[0] not in _CHINESE_STOP and pair[1] not in _CHINESE_STOP]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light English stem: plural, past, -ing and a few endings go; what is left need not be a word."""
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + put
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == "e" else word


_ENDINGS = (
    ("izations", "iz"), ("ization", "iz"), ("isation", "iz"), ("ations", ""), ("ation", ""), ("ising", "iz"), ("izing", "iz"),
    ("ised", "iz"), ("ized", "iz"), ("ises", "iz"), ("izes", "iz"), ("ise", "iz"), ("ize", "iz"), ("ingly", ""), ("edly", ""),
    ("ments", ""), ("ment", ""), ("ness", ""), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("sses", "ss"),
    ("tions", "t"), ("tion", "t"), ("ally", "al"), ("ers", ""), ("er", ""), ("ed", ""), ("es", "e"), ("ly", ""), ("ss", "ss"),
    ("us", "us"), ("is", "is"), ("s", ""),
)  # fmt: skip
