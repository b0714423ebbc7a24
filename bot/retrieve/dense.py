"""Texts as vectors: the built-in word vectors, or an embedding model of the user's through langchain.

The built-in vectors need no download. `data/words.npz` holds one small vector for each English stem, Chinese character and
Chinese pair of characters; a text is the weighted sum of its words. `scripts/word_vectors` makes the file.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from ...engine.text import said
from .words import words

if TYPE_CHECKING:
    from .corpus import Document

Matrix: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"

VECTORS = Path(__file__).parent / "data" / "words.npz"
SHOWN = ("heading", "summary", "asked", "message", "official")
"""The entries of a clause that its vector is made of."""
LONGEST = 2000
"""Characters of a clause that a model of the user's is given: what most of them read."""


class Embedding(Protocol):
    """Something that makes vectors of length 1. `weights` changes whenever the vectors it makes may have changed."""

    name: str
    weights: str

    def clauses(self, documents: Sequence[Document]) -> Matrix:
        """A row for each clause."""

    def question(self, text: str) -> Matrix | None:
        """The vector of a question, or None where nothing of it is known."""


class WordVectors:
    """The built-in embedding."""

    name = "lawlint-words"

    def __init__(self, path: Path = VECTORS) -> None:
        self.weights = hashlib.sha256(path.read_bytes()).hexdigest()
        with np.load(path, allow_pickle=False) as data:
            terms = bytes(data["terms"]).decode().split("\n")
            self._vectors = data["vectors"].astype(np.float32) * data["scales"].astype(np.float32)[:, None]
        self._rows = {term: row for row, term in enumerate(terms)}

    def clauses(self, documents: Sequence[Document]) -> Matrix:
        """The mean of the vectors of a clause's entries: like several of them counts more than like one of them."""
        found = np.zeros((len(documents), self._vectors.shape[1]), dtype=np.float32)
        for row, document in enumerate(documents):
            for entry in document.entries:
                if entry.kind in SHOWN and (vector := self.question(entry.text)) is not None:
                    found[row] += vector
        return unit(found)

    def question(self, text: str) -> Matrix | None:
        """The vector of a text, or None where none of its words has one."""
        counts = Counter(row for word in words(text) if (row := self._rows.get(word)) is not None)
        if not counts:
            return None
        weights = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        vector: Matrix = weights @ self._vectors[list(counts)]
        found: Matrix = unit(vector[None])[0]
        return found


class UserModel:
    """A model of the user's, named as langchain's `init_embeddings` takes it: `openai:text-embedding-3-small`."""

    def __init__(self, name: str, model: Any = None) -> None:
        self.name = self.weights = name
        if model is None:
            from langchain.embeddings import init_embeddings

            model = init_embeddings(name)
        self._model = model

    def clauses(self, documents: Sequence[Document]) -> Matrix:
        """A vector for each clause, made of its texts in both languages."""
        texts = ["\n".join(one.text for one in document.entries if one.kind in SHOWN)[:LONGEST] for document in documents]
        return unit(np.asarray(self._model.embed_documents(texts), dtype=np.float32))

    def question(self, text: str) -> Matrix | None:
        """The vector of a question. Raises what the provider raises."""
        if not text.strip():
            return None
        found: Matrix = unit(np.asarray([self._model.embed_query(text)], dtype=np.float32))[0]
        return found


def unit(rows: Matrix) -> Matrix:
    """Rows made of length 1; a row of zeros stays. Raises ValueError for what is no matrix of finite numbers."""
    if rows.ndim != 2 or not np.isfinite(rows).all():
        raise ValueError(said("the embedding model gave no usable vectors"))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Matrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return found


@cache
def built_in() -> WordVectors:
    """The built-in embedding, read once. Raises OSError, ValueError or KeyError where its file is missing or damaged."""
    return WordVectors()
