"""The paragraphs that answers are checked against, taken from a library once and kept in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from evals.questions import Key
from ingest.documents import Document, Paragraph


class HoldsDocuments(Protocol):
    """What is asked of a library here; `index.Library` has it."""

    def documents(self) -> tuple[Document, ...]:
        """Return the documents without their paragraphs."""
        ...

    def document(self, document: str) -> Document:
        """Return one document with its paragraphs."""
        ...


@dataclass(frozen=True)  # no slots: the derived tables are cached on the object
class Papers:
    """Documents by id, and their paragraphs by `(document, label)`."""

    documents: Mapping[str, Document]

    @classmethod
    def of(cls, library: HoldsDocuments) -> Papers:
        """Take every document of a library."""
        return cls.holding(library.document(document.id) for document in library.documents())

    @classmethod
    def holding(cls, documents: Iterable[Document]) -> Papers:
        """Take these documents, with their paragraphs."""
        return cls({document.id: document for document in documents})

    @cached_property
    def paragraphs(self) -> Mapping[Key, Paragraph]:
        """Every paragraph, title pages included, in the order of the papers."""
        found: dict[Key, Paragraph] = {}
        for document in self.documents.values():
            pages = (document.title_page,) if document.title_page else ()
            for paragraph in (*pages, *document.paragraphs):
                found[document.id, paragraph.label] = paragraph
        return found

    @cached_property
    def sha256(self) -> str:
        """A hash of every document and paragraph, whatever order they were added in."""
        digest = hashlib.sha256()
        for _, document in sorted(self.documents.items()):
            digest.update(document.model_dump_json().encode() + b"\n")
        return digest.hexdigest()

    def paragraph(self, key: Key) -> Paragraph | None:
        """Return a paragraph, or None where the papers hold none of that label."""
        return self.paragraphs.get(key)
