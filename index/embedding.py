"""A document's passages and their vectors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from index.encoder import Encoder
from index.passages import Passage, build_passages, build_title_text
from index.rows import Embedded
from index.settings import IndexSettings
from ingest.documents import Document, Paragraph

_N_AT_ONCE = 256  # passages handed to the encoder together, so that progress can be told


def embed_document(
    document: Document,
    encoder: Encoder,
    settings: IndexSettings,
    progress: Callable[[int], None] | None,
) -> tuple[Embedded, ...]:
    """Return every paragraph with its passages and vectors, the title page first.

    Args:
        progress: Called with the number of passages newly embedded.
    """
    pairs = _build_all(document, settings)
    texts = [passage.text for _, passages in pairs for passage in passages]
    chunks = [np.zeros((0, encoder.dimension), dtype=np.float32)]
    for first in range(0, len(texts), _N_AT_ONCE):
        some = texts[first : first + _N_AT_ONCE]
        chunks.append(encoder.encode_passages(some))
        if progress is not None:
            progress(len(some))
    vectors = np.concatenate(chunks)
    embedded, at = [], 0
    for paragraph, passages in pairs:
        embedded.append(Embedded(paragraph, passages, vectors[at : at + len(passages)]))
        at += len(passages)
    return tuple(embedded)


def count_passages(document: Document, settings: IndexSettings) -> int:
    """Return how many passages a document gives."""
    return sum(len(passages) for _, passages in _build_all(document, settings))


def _build_all(
    document: Document, settings: IndexSettings
) -> list[tuple[Paragraph, tuple[Passage, ...]]]:
    pairs = [
        (paragraph, build_passages(paragraph, window_words=settings.window_words))
        for paragraph in document.paragraphs
    ]
    page = document.title_page
    if page is not None:
        passage = Passage(0, len(page.text), build_title_text(document, page))
        pairs.insert(0, (page, (passage,)))
    return pairs
