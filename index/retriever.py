"""The library as a LangChain retriever, with everything that a citation needs as metadata.

docs/langchain.md has a chain that uses it.
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from index.hits import Hit, Scope
from index.library import Library
from index.search import search


class LibraryRetriever(BaseRetriever):
    """Finds paragraphs; each comes as one document whose content is the paragraph's own words."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    scope: Scope = Field(default_factory=Scope)
    top_k: int = Field(default=5, ge=1)
    role: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        del run_manager  # a search has no steps of its own to report
        result = search(self.library, query, top_k=self.top_k, scope=self.scope, role=self.role)
        return [to_langchain(hit, p_covered=result.p_covered) for hit in result.hits]


def to_langchain(hit: Hit, *, p_covered: float) -> LangChainDocument:
    """Return a hit as a LangChain document: the words verbatim, the citation as metadata."""
    paragraph, document = hit.paragraph, hit.document
    metadata: dict[str, Any] = {
        "document": document.id,
        "label": paragraph.label,
        "council": document.council,
        "title": document.title,
        "kind": document.kind.value,
        "status": document.status.value,
        "date": document.date.isoformat() if document.date else None,
        "section": paragraph.section,
        "lead_in": paragraph.lead_in,
        "page": paragraph.page,
        "source": document.source,
        "rank": hit.rank,
        "score": hit.score,
        "p_answers": hit.reading.p_answers if hit.reading else None,
        "p_covered": p_covered,
    }
    return LangChainDocument(
        page_content=paragraph.text, metadata=metadata, id=f"{document.id}#{paragraph.label}"
    )
