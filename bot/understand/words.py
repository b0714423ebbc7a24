"""Text as the lexicon reads it: normalised, cut into sentences, English as stemmed words, Chinese as characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HIDDEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u3000": " "})
_WORD = re.compile(r"[a-z0-9][a-z0-9'._/-]*[a-z0-9]|[a-z0-9]")
_SENTENCE_END = re.compile(
    r"(?<=[!?;。！？；\n])"
    r"|(?<=[a-z0-9)\"'][.])(?<!\bart[.])(?<!\barts[.])(?<!\bsec[.])(?<!\bpara[.])(?<!\bno[.](?=\s\d))(?<!\b[ie][.][eg][.])(?=\s)"
)
"""What ends a sentence. "Art. 22", "Sec. 5", "No. 3" and "e.g." do not."""
_CJK = re.compile(r"[\u3400-\u9fff]")
_SUFFIXES = ("ation", "ment", "ing", "ies", "ied", "er", "ed", "ly", "e", "y")
_IRREGULAR = {
    "told": "tell", "sold": "sell", "gave": "give", "given": "give", "kept": "keep", "sent": "send", "took": "take",
    "taken": "take", "shown": "show", "written": "write", "wrote": "write", "made": "make", "got": "get", "gotten": "get",
    "left": "leave", "chosen": "choose", "chose": "choose", "hid": "hide", "hidden": "hide", "bought": "buy", "paid": "pay",
    "said": "say", "asked": "ask", "children": "child", "kids": "kid", "people": "person", "lost": "lose", "stolen": "steal",
    "withdrew": "withdraw", "withdrawn": "withdraw", "forgotten": "forget", "forgot": "forget", "built": "build",
    "found": "find", "held": "hold", "knew": "know", "known": "know", "met": "meet", "ran": "run", "spoke": "speak",
}  # fmt: skip

_KEPT = frozenset(
    {"information", "dating", "listing", "during", "thing", "anything", "nothing", "something", "need", "his", "this", "news"}
)
"""Words whose ending is none."""


def normalised(text: str) -> str:
    """The text with one form per character, lower case, without what cannot be seen. Keeps line ends."""
    plain = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY)
    return _HIDDEN.sub("", plain).lower()


def has_chinese(text: str) -> bool:
    """Whether a Chinese character is in it."""
    return bool(_CJK.search(text))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light stem, so that `publish`, `published` and `publishing` are one. Not linguistics: both sides go through it."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return stem(_IRREGULAR[word])
    if len(word) <= 3 or not word.isalpha() or word in _KEPT:
        return word
    if word.endswith("s") and not word.endswith(("ss", "ies")):
        return stem(word[:-1])
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            root = word[: -len(suffix)]
            if suffix in ("ies", "ied"):
                return root + "i"
            if suffix == "y":
                return root + "i"
            if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "ls":
                root = root[:-1]
            root = root.removesuffix("e") if len(root) > 3 else root
            # What was an ending of the verb may have hidden one of the noun: answered, answer.
            return stem(root) if suffix in ("ed", "ing") else root
    return word


@dataclass(frozen=True, slots=True)
class Word:
    """An English word or a number: as written, its stem, and where it stands in the normalised text."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


class Sentence:
    """A sentence of the normalised text; `start` is its place there. Places inside it count from its own start.

    Its words are indexed once, because thousands of patterns are held against it.
    """

    def __init__(self, text: str, start: int, words: tuple[Word, ...]) -> None:
        self.text, self.start, self.words = text, start, words
        self.by_stem: dict[str, list[int]] = {}
        """Numbers of the words with a stem; of `cross-context` the parts too."""
        self.by_text: dict[str, list[int]] = {}
        for number, word in enumerate(words):
            for one in dict.fromkeys((word.stem, *word.stem.split("-"))):
                self.by_stem.setdefault(one, []).append(number)
            self.by_text.setdefault(word.text, []).append(number)
        self.known: dict[str, list[tuple[int, int]]] = {}
        """Places of amounts, found when first asked for."""


def words(text: str) -> tuple[Word, ...]:
    """The English words and numbers of a normalised text, in order."""
    return tuple(Word(m.group(), stem(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a normalised text. Commas do not end one."""
    found, start = [], 0
    for part in _SENTENCE_END.split(text):
        if part.strip():
            found.append(Sentence(part, start, words(part)))
        start += len(part)
    return tuple(found)
