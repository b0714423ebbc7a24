"""BM25 over the corpus: one index for both languages, so that a question in two languages finds what either word says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from .words import words

if TYPE_CHECKING:
    from .corpus import Document

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"
Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.int32]]"

WEIGHTS: Mapping[str, float] = {
    "heading": 0.5, "summary": 1.0, "asked": 1.0, "message": 0.5, "fix": 0.25, "review": 0.5, "facts": 0.25, "concepts": 0.25,
    "official": 0.5,
}  # fmt: skip
"""How much a word counts by where it stands; measured flat around these (benchmarks/retrieval.py)."""

K1, B = 1.0, 0.5


class Lexical:
    """An inverted index with its BM25 weights worked out beforehand. A search adds up the columns of the question's words."""

    def __init__(self, vocabulary: dict[str, int], starts: Numbers, rows: Numbers, values: Floats, size: int) -> None:
        self.vocabulary, self.starts, self.rows, self.values, self.size = vocabulary, starts, rows, values, size

    @classmethod
    def build(cls, documents: Sequence[Document], weights: Mapping[str, float] = WEIGHTS) -> Lexical:
        """The index of some documents, each a row."""
        counts: list[dict[str, float]] = []
        for document in documents:
            found: dict[str, float] = {}
            for entry in document.entries:
                if weight := weights.get(entry.kind, 0.0):
                    for word in words(entry.text):
                        found[word] = found.get(word, 0.0) + weight
            counts.append(found)
        vocabulary = {word: at for at, word in enumerate(sorted(set().union(*counts)))}
        lengths = np.array([sum(found.values()) for found in counts], dtype=np.float64)
        mean = lengths.mean() if len(lengths) else 1.0
        columns: list[list[tuple[int, float]]] = [[] for _ in vocabulary]
        for row, found in enumerate(counts):
            norm = K1 * (1 - B + B * lengths[row] / mean)
            for word, count in found.items():
                columns[vocabulary[word]].append((row, count * (K1 + 1) / (count + norm)))
        starts = np.zeros(len(columns) + 1, dtype=np.int32)
        np.cumsum([len(column) for column in columns], out=starts[1:])
        rows = np.array([row for column in columns for row, _ in column], dtype=np.int32)
        values = np.array([value for column in columns for _, value in column], dtype=np.float32)
        sizes = np.diff(starts)
        idf = np.log1p((len(counts) - sizes + 0.5) / (sizes + 0.5)).astype(np.float32)
        return cls(vocabulary, starts, rows, values * np.repeat(idf, sizes), len(counts))

    def save(self, path: Path) -> None:
        """Write the index to a file. Raises OSError."""
        terms = np.frombuffer("\n".join(self.vocabulary).encode(), dtype=np.uint8)
        np.savez(path, terms=terms, starts=self.starts, rows=self.rows, values=self.values, size=np.int32(self.size))

    @classmethod
    def load(cls, path: Path) -> Lexical:
        """Read what `save` wrote. Raises OSError, ValueError or KeyError where it is not that."""
        with np.load(path, allow_pickle=False) as data:
            terms = bytes(data["terms"]).decode().split("\n")
            vocabulary = {term: at for at, term in enumerate(terms)}
            return cls(vocabulary, data["starts"], data["rows"], data["values"], int(data["size"]))

    def known(self, text: str) -> tuple[int, float]:
        """How many different words a text has, and the share of them that the corpus has too."""
        found = set(words(text))
        return len(found), sum(word in self.vocabulary for word in found) / max(len(found), 1)

    def scores(self, text: str) -> Floats:
        """The BM25 score of every row for a question."""
        total = np.zeros(self.size, dtype=np.float32)
        for word, count in Counter(words(text)).items():
            at = self.vocabulary.get(word)
            if at is not None:
                span = slice(self.starts[at], self.starts[at + 1])
                # A word said twice in a question counts little more than once.
                total[self.rows[span]] += self.values[span] * (2 - 1 / count)
        return total
