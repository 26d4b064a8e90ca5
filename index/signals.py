"""The signals that the ranker weighs, for every paragraph that a search considers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.encoder import Vectors
from index.hits import Scope
from index.labels import AskedLabel
from index.lexicon import Lexicon
from index.references import read_references
from index.rows import DocumentRow
from index.settings import IndexSettings
from index.view import View
from index.words import (
    Concept,
    Matching,
    Named,
    WordScores,
    read_concepts,
)
from ingest.documents import Kind, Status

_RRF = 60  # Cormack et al., SIGIR 2009
_BESIDE = (Kind.REPORT.value, Kind.MINUTES.value, Kind.NOTE.value)
_N_CHILDREN = 40  # paragraphs that 'section 6' may stand for
_NO_WORDS = WordScores(0.0, 0.0, 0.0)
_NOTHING_NAMED = Named(0.0, 0.0, 0.0, 0.0)

Signals = dict[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the search takes it.

    Attributes:
        vector: Its embedding, shape (dimension,).
        about_paper: Whether it asks about the paper itself, not about what the paper rules.
    """

    text: str
    role: str | None
    vector: Vectors
    labels: tuple[AskedLabel, ...]
    about_paper: bool
    scope: Scope


@dataclass(slots=True)
class Candidates:
    """Paragraphs by number, each with what is known of it so far."""

    dense: dict[int, float] = field(default_factory=dict)
    words: dict[int, WordScores] = field(default_factory=dict)
    labels: dict[int, float] = field(default_factory=dict)
    referred: dict[int, float] = field(default_factory=dict)
    matching: Matching | None = None
    of_texts: dict[int, Signals] = field(default_factory=dict)  # worked out once a search

    def numbers(self) -> list[int]:
        """Return every candidate's number, each once."""
        return list(dict.fromkeys((*self.labels, *self.dense, *self.words, *self.referred)))


def find_dense(
    view: View, asked: Asked, documents: Sequence[DocumentRow], n_passages: int
) -> dict[int, float]:
    """Return paragraphs near the question, each with the score of its best passage.

    Args:
        n_passages: So many of the nearest are looked at.
    """
    spans = None if len(documents) == len(view.rows) else view.spans(documents)
    found = view.vectors.search(asked.vector, k=n_passages, spans=spans)
    passages = view.passage_numbers(found.positions)
    owners = view.paragraphs_of(passages)
    best: dict[int, float] = {}
    for passage, score in zip(passages, found.scores.tolist(), strict=True):
        best.setdefault(owners[passage], score)
    return best


def add_dense(view: View, asked: Asked, candidates: Candidates) -> None:
    """Give a dense score to the candidates that were found in another way."""
    missing = [number for number in candidates.numbers() if number not in candidates.dense]
    positions = view.positions_of(missing)
    flat = [position for number in missing for position in positions[number]]
    scores = iter(view.vectors.scores(asked.vector, np.array(flat, dtype=np.int64)).tolist())
    for number in missing:
        own = [next(scores) for _ in positions[number]]
        candidates.dense[number] = max(own, default=0.0)


def find_words(
    view: View,
    asked: Asked,
    documents: Sequence[DocumentRow],
    lexicon: Lexicon,
    settings: IndexSettings,
) -> tuple[dict[int, WordScores], Matching]:
    """Return paragraphs that hold the question's words, and the words with their weights."""
    concepts: tuple[Concept, ...] = read_concepts(asked.text, lexicon, view.vocabulary(lexicon))
    found = view.find_by_words(
        concepts,
        documents,
        n_best=settings.n_word_paragraphs,
        everything=len(documents) == len(view.rows),
    )
    n_paragraphs = sum(row.n_paragraphs for row in view.rows)
    return found, view.weigh_concepts(concepts, n_paragraphs)


def find_labels(view: View, asked: Asked, documents: Sequence[DocumentRow]) -> dict[int, float]:
    """Return the paragraphs that the question's labels name, with how certainly it does."""
    found: dict[int, float] = {}
    for row in documents:
        for label in asked.labels:
            strength = 1.0 if label.certain else 0.8
            for number in view.numbers_by_label(row.number, [label.label]):
                found[number] = max(found.get(number, 0.0), strength)
            children = view.numbers_under_label(row.number, label.label, limit=_N_CHILDREN)
            for place, number in enumerate(children):
                under = 0.5 * strength * (1 - place / (2 * _N_CHILDREN))
                found[number] = max(found.get(number, 0.0), under)
    return found


def find_referred(view: View, best: Iterable[int]) -> dict[int, float]:
    """Return the paragraphs that the best hits point at; 1 for the first hit's, then less."""
    found: dict[int, float] = {}
    for rank, number in enumerate(best, start=1):
        labels = read_references(view.paragraph(number).text)
        if not labels:
            continue
        row = view.row_of_paragraph(number)
        for target in view.numbers_by_label(row.number, labels):
            if target != number:
                found.setdefault(target, 1 / rank)
    return found


def build_signals(view: View, asked: Asked, candidates: Candidates) -> dict[int, Signals]:
    """Return the signals of every candidate, by number."""
    numbers = candidates.numbers()
    dense, words = candidates.dense, candidates.words
    dense_ranks = _ranks({number: dense.get(number, 0.0) for number in numbers})
    totals = {number: scores.total for number, scores in words.items()}
    word_ranks = _ranks(totals)
    top = max(totals.values(), default=1.0) or 1.0
    best_dense = max(dense.values(), default=0.0)
    rows = {number: view.row_of_paragraph(number) for number in numbers}
    documents = {row.number: row for row in rows.values()}
    all_old = all(row.status == Status.SUPERSEDED.value for row in documents.values())
    of_rows = {n: _signals_of_document(row, asked, all_old) for n, row in documents.items()}
    _add_signals_of_texts(view, candidates, numbers)
    found: dict[int, Signals] = {}
    for number in numbers:
        scores = words.get(number, _NO_WORDS)
        own = dense.get(number, 0.0)
        row = rows[number]
        found[number] = {
            "dense": own,
            "dense_below_best": best_dense - own,
            "dense_rank": _RRF / (_RRF + dense_ranks[number]),
            "words": totals.get(number, 0.0) / top,
            "words_text": scores.text / top,
            "words_headings": scores.headings / top,
            "words_lead_in": scores.lead_in / top,
            "words_rank": _RRF / (_RRF + word_ranks[number]) if number in word_ranks else 0.0,
            "label": candidates.labels.get(number, 0.0),
            "referred": candidates.referred.get(number, 0.0),
            "beside": max(dense.get(number - 1, 0.0), dense.get(number + 1, 0.0)),
            **candidates.of_texts[number],
            **of_rows[row.number],
        }
        if number == row.first_paragraph and view.paragraph(number).label == "title":
            found[number]["title_asked" if asked.about_paper else "title"] = 1.0
    return found


def _add_signals_of_texts(view: View, candidates: Candidates, numbers: Sequence[int]) -> None:
    """Work out what only a candidate's own words decide, where that is not done yet."""
    missing = [number for number in numbers if number not in candidates.of_texts]
    look_in = candidates.matching.look_in if candidates.matching else None
    for number, held in view.held_words(missing).items():
        named = look_in(held) if look_in else _NOTHING_NAMED
        candidates.of_texts[number] = {
            "coverage": named.together,
            "coverage_text": named.text,
            "coverage_context": named.context,
            "numbers": named.numbers,
            "length": math.log1p(held.n_words) / 5,
        }


def _signals_of_document(row: DocumentRow, asked: Asked, all_old: bool) -> Signals:
    """Return the signals of every paragraph of a document.

    Args:
        all_old: Nothing in force was found, that would come before it.
    """
    about = asked.about_paper
    other = row.kind in _BESIDE
    old = row.status == Status.SUPERSEDED.value and asked.scope.as_at is None
    return {
        "other_paper": float(other and not about),
        "other_paper_asked": float(other and about),
        "title": 0.0,
        "title_asked": 0.0,
        "superseded": float(old and not about and not all_old),
        "in_force": float(row.status == Status.ADOPTED.value),
    }


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    ordered = sorted(scores, key=scores.__getitem__, reverse=True)
    return {number: rank for rank, number in enumerate(ordered, start=1)}
