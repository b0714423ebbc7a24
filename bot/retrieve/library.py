"""The library of clauses: opened once, searched with a question, always in the state it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ...engine.rulebook.model import Rulebook
from ...engine.text import Bilingual, Said, reason, said
from .words import LONGEST

if TYPE_CHECKING:
    from .corpus import Corpus
    from .dense import Embedding
    from .index import Vectors
    from .lexical import Lexical
    from .names import Names

State = Literal["good", "weak", "broken"]
NOT_CLOSE = said("nothing in the rules is close enough to this question; what was found may not be about it")


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that was found. `score` is 0 to 1; `exact` says that the question names it; `ways` how each way scored it."""

    id: str
    score: float
    exact: bool
    ways: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first.

    `state` is `good`, `weak` (nothing found is close enough to say that the rules cover it) or `broken` (the index of
    vectors could not be used; words and citations were searched). `note` says so for a person. `unknown` are citations, as
    written, of clauses that do not exist; `laws` are the laws the text names.
    """

    hits: tuple[Hit, ...] = ()
    state: State = "good"
    note: Bilingual | None = None
    unknown: tuple[str, ...] = ()
    laws: frozenset[str] = frozenset()


@dataclass(slots=True)
class Library:
    """The searchable clauses of a rulebook."""

    book: Rulebook
    corpus: Corpus
    lexical: Lexical
    names: Names
    embedding: Embedding | None = None
    vectors: Vectors | None = None
    state: State = "good"
    note: Bilingual | None = None
    _starts: dict[str, str] = field(init=False)
    _rows: dict[str, int] = field(init=False)
    _ruled: Any = field(init=False)

    def __post_init__(self) -> None:
        self._starts = _starts(self.book)
        import numpy as np

        self._rows = {one.id: row for row, one in enumerate(self.corpus.documents)}
        cited = {id for rule in self.book.rules for id in (*rule.cites, *rule.also)}
        self._ruled = np.array([one.id in cited for one in self.corpus.documents], dtype=np.float32)

    @classmethod
    def open(
        cls,
        book: Rulebook,
        folder: Path | None = None,
        embedding: str | Embedding | None = None,
        official: Mapping[str, str] | None = None,
    ) -> Library:
        """Open the index in `folder` (the user's cache folder when None), building it where it is missing or damaged.

        `embedding` names a model of the user's for langchain's `init_embeddings`; None is the built-in one. `official` is
        the official text of clauses, by id, where the user loaded it. Never raises for a broken index: `state` and `note`
        say so.
        """
        # numpy and Chroma are loaded when somebody asks something, not when the package is imported.
        from .corpus import corpus
        from .lexical import Lexical
        from .names import Names

        texts, names = corpus(book, official), Names(book)
        try:
            from . import dense, index

            model = dense.built_in() if embedding is None else embedding
            model = dense.UserModel(model) if isinstance(model, str) else model
            lexical, vectors = index.open_or_build(texts, model, folder or index.default_folder())
        except Exception as error:  # whatever it is: words and citations can still be searched
            note = _broken(error)
            return cls(book, texts, Lexical.build(texts.documents), names, state="broken", note=note)
        return cls(book, texts, lexical, names, model, vectors)

    def search(
        self,
        text: str,
        lang: str = "en",  # noqa: ARG002
        laws: Collection[str] | None = None,
        day: str = "2026-11-24",
        k: int = 20,
    ) -> Found:
        """The clauses that `text` is about, best first, at most `k`: of these laws (None is all), in force on `day`.

        `lang` is the language of the question; clauses are found in either.
        """
        from . import fuse
        from .citations import cited

        text = text[:LONGEST]
        in_force = {law.id for law in self.book.laws.values() if law.from_ <= day <= law.to}
        wanted = in_force if laws is None else in_force & set(laws)
        named = cited(self.book, self.names, text, in_force, laws)
        state, note, near = self.state, self.note, None
        if self.vectors is not None and self.embedding is not None and wanted:
            try:
                vector = self.embedding.question(text)
                near = {} if vector is None else dict(self.vectors.nearest(vector, fuse.NEAREST, wanted))
            except Exception as error:  # a provider that is not there, an index removed under us
                state, note = "broken", _broken(error)
        count, known = self.lexical.known(text)
        alone = count <= fuse.ALONE
        groups = self._groups(wanted, day, laws is not None)
        scores = fuse.fused(self.lexical.scores(text), near, self._rows, groups, self._ruled, named, alone)
        hits = tuple(Hit(one.id, one.score, "exact" in one.ways, one.ways) for one in scores.best(k))
        if state == "good" and fuse.is_weak(scores, count, known):
            state = "weak"
            note = NOT_CLOSE
        return Found(hits, state, note, named.unknown, named.laws)

    def _groups(self, wanted: Collection[str], day: str, by_region: bool) -> Any:
        """The group of each clause for `fuse.fused`: regions that were asked for are groups, else all is one."""
        import numpy as np

        regions = {law.id: law.region for law in self.book.laws.values()}
        numbers = {region: at if by_region else 0 for at, region in enumerate(sorted(set(regions.values())))}
        groups = [
            numbers[regions[one.law]] if one.law in wanted and self._starts[one.id] <= day else -1
            for one in self.corpus.documents
        ]
        return np.array(groups, dtype=np.float32)


def _broken(error: Exception) -> Said:
    why = reason(error) if error.args and isinstance(error.args[0], Said) else f"{type(error).__name__}: {error}"[:300]
    return said("the index of clauses cannot be used, so only words and citations were searched: {}", why)


def _starts(book: Rulebook) -> dict[str, str]:
    """From which day each clause can be cited: its law's first day, or that of its first rule where all begin later."""
    first: dict[str, str] = {}
    for rule in book.rules:
        id = rule.cites[0] if rule.cites else ""
        first[id] = min(rule.from_, first.get(id, rule.from_))
    return {id: max(book.laws[clause.law].from_, first.get(id, "")) for id, clause in book.clauses.items()}
