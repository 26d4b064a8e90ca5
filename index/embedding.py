"""Documents' passages and their vectors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from index.ahead import Ahead
from index.encoder import Encoder
from index.passages import Passage, build_passages, build_title_text
from index.rows import Embedded
from index.settings import IndexSettings
from ingest.documents import Document, Paragraph

Pairs = list[tuple[Paragraph, tuple[Passage, ...]]]

_N_AT_ONCE = 64  # passages after which progress is told


class Embedding:
    """Embeds the documents of an addition, begun on before where there was time."""

    def __init__(self, load: Callable[[], Encoder], settings: IndexSettings) -> None:
        self._load = load
        self._settings = settings
        self._guard = threading.Lock()
        self._ahead: Ahead | None = None

    def begin(self, documents: Sequence[Document]) -> None:
        """Begin on documents that are to be added, and on loading the encoder; return at once."""
        with self._guard:
            ahead = self._ahead = self._ahead or Ahead(self._load)
        for document in documents:
            ahead.begin(_texts(self._pairs(document)))

    def embed(
        self, documents: Sequence[Document], progress: Callable[[int, int], None] | None
    ) -> list[tuple[Embedded, ...]]:
        """Return each document's paragraphs with passages and vectors, the title page first.

        Args:
            progress: Called with the number of passages embedded and of all.
        """
        if not documents:
            self.give_up()
            return []
        with self._guard:
            ahead, self._ahead = self._ahead or Ahead(self._load), None
        try:
            pairs = [self._pairs(document) for document in documents]
            texts = [text for each in pairs for text in _texts(each)]
            ahead.begin(texts)
            for first in range(0, len(texts), _N_AT_ONCE):
                some = texts[first : first + _N_AT_ONCE]
                ahead.encode(some)
                if progress is not None:
                    progress(first + len(some), len(texts))
            return [_with_vectors(each, ahead) for each in pairs]
        finally:
            ahead.end()

    def give_up(self) -> None:
        """Leave what was begun on: it will not be added."""
        with self._guard:
            ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.end()

    def _pairs(self, document: Document) -> Pairs:
        return _build_all(document, self._settings)


def _texts(pairs: Pairs) -> list[str]:
    return [passage.text for _, passages in pairs for passage in passages]


def _with_vectors(pairs: Pairs, ahead: Ahead) -> tuple[Embedded, ...]:
    return tuple(
        Embedded(paragraph, passages, ahead.encode([passage.text for passage in passages]))
        for paragraph, passages in pairs
    )


def _build_all(document: Document, settings: IndexSettings) -> Pairs:
    pairs = [
        (paragraph, build_passages(paragraph, window_words=settings.window_words))
        for paragraph in document.paragraphs
    ]
    page = document.title_page
    if page is not None:
        passage = Passage(0, len(page.text), build_title_text(document, page))
        pairs.insert(0, (page, (passage,)))
    return pairs
