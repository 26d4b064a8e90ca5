"""What a search takes and gives: a scope, hits, and how the reader read each of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ingest.documents import Document, Paragraph, Status


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may be searched; None means no limit of that sort."""

    councils: frozenset[str] | None = None
    statuses: frozenset[Status] | None = None
    documents: frozenset[str] | None = None
    as_at: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reader, given question and paragraph together, read the paragraph.

    Attributes:
        p_answers: Probability in [0, 1] that the paragraph answers the question.
        start: First character of the answering words in `Paragraph.text`.
        end: One past their last character.
        p_verdict: Probabilities of 'yes', 'no', 'conditional' and 'none', summing to 1.
    """

    p_answers: float
    start: int
    end: int
    p_verdict: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph found for a query.

    Attributes:
        document: Its document, without paragraphs (`Document.paragraphs` is empty).
        rank: From 1.
        score: Fused score in [0, 1]; higher is better.
        signals: The scores that were fused, by name; for explaining and training.
        reading: None where the reader did not look at it.
    """

    paragraph: Paragraph
    document: Document
    rank: int
    score: float
    signals: dict[str, float] = field(default_factory=dict)
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits, best first, and the probability in [0, 1] that the scope answers at all."""

    hits: tuple[Hit, ...]
    p_covered: float
    timings_ms: dict[str, float] = field(default_factory=dict)
