"""What the assistant keeps of a library in memory for as long as the library does not change."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from assistant.lexicon import Lexicon, build_lexicon
from assistant.nearness import Nearness, Scales, no_nearness
from assistant.words import plain, read_data
from index.errors import UnknownParagraphError
from index.hits import Scope, SearchResult
from ingest.documents import Document, Kind, Paragraph, Status

_BINDING = (Status.ADOPTED,)
_N_HELD = 20_000  # paragraphs kept in memory; of more, so many tell how rare words are
_N_FETCHED = 64  # documents of a large library
_COMING = (Status.PROPOSED, Status.DRAFT, Status.SKELETON)


class Papers(Protocol):
    """What the assistant needs of a library; `index.Library` is one."""

    @property
    def generation(self) -> int:
        """A number that changes whenever the library does."""
        ...

    def documents(self) -> tuple[Document, ...]:
        """Return the documents, without paragraphs."""
        ...

    def document(self, document: str) -> Document:
        """Return a document with its paragraphs."""
        ...

    def match_council(self, name: str) -> str:
        """Return the council that any unambiguous part of a name means."""
        ...


class Search(Protocol):
    """Finds paragraphs; `index.search` is one."""

    def __call__(
        self,
        query: str,
        *,
        top_k: int,
        scope: Scope,
        role: str | None,
    ) -> SearchResult:
        """Return the paragraphs that best answer a query, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Guide:
    """Whom a paper names for questions about itself, and the paragraph that says so."""

    whom: str
    document: Document
    paragraph: Paragraph | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library's documents with their paragraphs, and what their sentences are weighed with.

    Attributes:
        documents: In a large library without their paragraphs.
        fetch: In a large library: gives a document with its paragraphs.
    """

    generation: int
    documents: tuple[Document, ...]
    lexicon: Lexicon
    near: Nearness = no_nearness
    fetch: Callable[[str], Document] | None = None

    @property
    def scales(self) -> Scales:
        """What sentences are weighed with."""
        return Scales(self.lexicon, self.near)

    def of_council(self, council: str | None) -> tuple[Document, ...]:
        """Return a council's documents; all of them where none is named.

        All of them are, in a large library, without their paragraphs.
        """
        if council is None:
            return self.documents
        return self._whole(doc for doc in self.documents if doc.council == council)

    def protocols(self, council: str | None) -> tuple[Document, ...]:
        """Return a council's protocols, those in force first and superseded ones last."""
        order = {Status.ADOPTED: 0, Status.PROPOSED: 1, Status.DRAFT: 2, Status.SKELETON: 3}
        found = [doc for doc in self.of_council(council) if doc.kind is Kind.PROTOCOL]
        return tuple(sorted(found, key=lambda doc: (order.get(doc.status, 4), doc.id)))

    def councils(self) -> tuple[str, ...]:
        """Return the councils that have documents, in order of name."""
        return tuple(sorted({doc.council for doc in self.documents}))

    def document(self, name: str) -> Document | None:
        """Return a document with its paragraphs, None where there is none of that name."""
        return next(iter(self.named([name])), None)

    def named(self, names: Collection[str]) -> tuple[Document, ...]:
        """Return documents with their paragraphs by id; those that are not there are left out."""
        return self._whole(doc for doc in self.documents if doc.id in names)

    def _whole(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        return tuple(self.fetch(doc.id) if self.fetch else doc for doc in documents)


class ShelfKeeper:
    """Gives the shelf of a library, built anew when the library has changed."""

    def __init__(self, library: Papers, near: Nearness = no_nearness) -> None:
        self._library = library
        self._near = near
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    def shelf(self) -> Shelf:
        """Return the shelf of the library as it stands now."""
        generation = self._library.generation
        with self._lock:
            if self._shelf is None or self._shelf.generation != generation:
                self._shelf = self._build(generation)
            return self._shelf

    def _build(self, generation: int) -> Shelf:
        """Return a shelf: of a small library it holds all, of a large one what is asked for."""
        documents = self._library.documents()
        held: list[Document] = []
        n_left = _N_HELD
        for document in documents:
            held.append(self._library.document(document.id))
            n_left -= len(held[-1].paragraphs)
            if n_left < 0:
                break
        lexicon = build_lexicon(
            f"{paragraph.section} {paragraph.lead_in} {paragraph.text}"
            for document in held
            for paragraph in document.paragraphs
        )
        if len(held) == len(documents):
            return Shelf(generation, tuple(held), lexicon, self._near)
        headers = {document.id: document for document in documents}

        def fetch(name: str) -> Document:
            try:
                return self._library.document(name)
            except UnknownParagraphError:  # removed since: it is there, but says nothing
                return headers[name]

        return Shelf(generation, documents, lexicon, self._near, lru_cache(_N_FETCHED)(fetch))


@cache
def _guide_words(name: str) -> re.Pattern[str]:
    return re.compile("|".join(read_data("silence.toml")["guide"][name]))


def find_guide(document: Document) -> Guide:
    """Return whom a document names for questions about itself, else the Monitoring Officer."""
    for paragraph in reversed(document.paragraphs):
        lowered = plain(paragraph.text)
        if _guide_words("words").search(lowered) and (whom := _guide_words("whom").search(lowered)):
            start, end = whom.span("whom")
            return Guide(paragraph.text[start:end], document, paragraph)
    return Guide("Monitoring Officer", document, None)


def library_search(library: Papers) -> Search:
    """Return the library's own search."""
    from index import Library, search

    def find(query: str, *, top_k: int, scope: Scope, role: str | None) -> SearchResult:
        assert isinstance(library, Library), "another library comes with its own search"
        return search(library, query, top_k=top_k, scope=scope, role=role)

    return find
