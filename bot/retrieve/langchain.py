"""The library as a langchain retriever, for who builds on langchain: nothing else here imports it."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from .library import Library


class ClauseRetriever(BaseRetriever):
    """Clauses as documents: the summary as text; id, law, address, score and state of the search as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Any
    """An open `Library`."""
    lang: str = "en"
    laws: frozenset[str] | None = None
    day: str
    """The day on which the clauses must be in force."""
    k: int = 20

    def _get_relevant_documents(self, query: str, **_: CallbackManagerForRetrieverRun) -> list[Document]:
        library: Library = self.library
        found = library.search(query, self.lang, self.laws, self.day, self.k)
        documents = []
        for hit in found.hits:
            clause = library.book.clauses[hit.id]
            law = library.book.laws[clause.law]
            about = {"clause": hit.id, "law": law.id, "url": law.official, "score": hit.score, "exact": hit.exact}
            text = clause.summary.of(self.lang)
            documents.append(Document(id=hit.id, page_content=text, metadata=about | {"state": found.state}))
        return documents
