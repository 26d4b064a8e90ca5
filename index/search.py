"""Finds the paragraphs that answer a question: vectors, words, labels, references, a reader."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter

from index.fusion import load_ranker
from index.hits import Hit, Reading, Scope, SearchResult
from index.labels import read_labels
from index.lexicon import load_lexicon
from index.library import Library
from index.passages import build_context
from index.reader import Reader
from index.rows import DocumentRow
from index.scope import documents_in_scope
from index.signals import (
    Asked,
    Candidates,
    Signals,
    add_dense,
    build_signals,
    find_dense,
    find_labels,
    find_referred,
    find_words,
)
from index.standing import is_about_paper
from index.view import View

_N_PASSAGES_A_HIT = 4  # a long paragraph has several
_N_LABELLED = 200  # documents in which a number that is asked for is looked up one by one
_N_REFERRING = 3  # of the best hits, those whose cross-references are followed


def search(
    library: Library,
    query: str,
    *,
    top_k: int = 10,
    scope: Scope | None = None,
    role: str | None = None,
) -> SearchResult:
    """Return the paragraphs that best answer a query, best first.

    Args:
        query: One self-contained question; follow-ups are resolved before this.
        top_k: At most this many hits; fewer where the scope holds fewer paragraphs.
        scope: The documents that may be searched; the filter acts inside the search.
        role: Who asks: 'councillor', 'officer' or None.

    Raises:
        LibraryEmptyError: The scope holds no paragraph.
        UnknownCouncilError: A council of the scope is not in the library.
    """
    clock = _Clock()
    scope = scope or Scope()
    settings = library.settings
    with clock.step("encode"):
        asked = Asked(
            text=query,
            role=role,
            vector=library.encoder.encode_queries([query])[0],
            labels=read_labels(query),
            about_paper=is_about_paper(query, settings.phrases),
            scope=scope,
        )
    with library.reading() as view:
        candidates = _find(library, view, asked, top_k, clock)
        with clock.step("rank"):
            ranked = _rank(library, view, asked, candidates)
        first = ranked[: max(top_k, library.settings.n_read)]
        view.read_ahead([number for number, _ in first])
        hits = [_hit(view, number, signals) for number, signals in first]
    with clock.step("read"):
        if library.reader is None or not hits:
            p_covered = _covered(library, ranked)
        else:
            hits, p_covered = _read(library, library.reader, asked, hits)
    kept = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:top_k], start=1))
    return SearchResult(hits=kept, p_covered=p_covered, timings_ms=clock.timings_ms())


def _find(library: Library, view: View, asked: Asked, top_k: int, clock: _Clock) -> Candidates:
    documents = documents_in_scope(view.rows, asked.scope)
    candidates = Candidates()
    with clock.step("vectors"):
        n_passages = max(library.settings.n_dense_passages, _N_PASSAGES_A_HIT * top_k)
        candidates.dense = find_dense(view, asked, documents, n_passages)
    with clock.step("words"):
        lexicon = load_lexicon(library.settings.lexicon)
        candidates.words, candidates.matching = find_words(
            view, asked, documents, lexicon, library.settings
        )
    if asked.labels:
        with clock.step("labels"):
            candidates.labels = find_labels(view, asked, _labelled(view, documents, candidates))
    return candidates


def _labelled(
    view: View, documents: Sequence[DocumentRow], candidates: Candidates
) -> Sequence[DocumentRow]:
    """Return where a paragraph's number is looked up: of very many documents, those found in."""
    if len(documents) <= _N_LABELLED:
        return documents
    found = {view.row_of_paragraph(number).number for number in candidates.numbers()}
    return [row for row in documents if row.number in found]


def _rank(
    library: Library, view: View, asked: Asked, candidates: Candidates
) -> list[tuple[int, Signals]]:
    """Return the candidates with their signals, best first; the score is among the signals."""
    ranker = load_ranker(library.settings.fusion)
    add_dense(view, asked, candidates)
    signals = build_signals(view, asked, candidates)
    scores = {number: ranker.score(each) for number, each in signals.items()}
    order = sorted(scores, key=scores.__getitem__, reverse=True)
    candidates.referred = find_referred(view, order[:_N_REFERRING])
    if candidates.referred:
        add_dense(view, asked, candidates)
        signals = build_signals(view, asked, candidates)
        scores = {number: ranker.score(each) for number, each in signals.items()}
        order = sorted(scores, key=scores.__getitem__, reverse=True)
    for number, each in signals.items():
        each["fused"] = scores[number]
    return [(number, signals[number]) for number in order]


def _hit(view: View, number: int, signals: Signals) -> Hit:
    row = view.row_of_paragraph(number)
    return Hit(
        paragraph=view.paragraph(number),
        document=view.document(row.number),
        rank=0,
        score=signals["fused"],
        signals=signals,
    )


def _covered(library: Library, ranked: Sequence[tuple[int, Signals]]) -> float:
    """Return how likely it is that any paragraph answers, none having been read."""
    ranker = load_ranker(library.settings.fusion, "covered")
    return ranker.score(covered_signals([(signals, None) for _, signals in ranked]))


def _read(
    library: Library, reader: Reader, asked: Asked, hits: Sequence[Hit]
) -> tuple[list[Hit], float]:
    """Return the hits as the reader ranks them, and how likely it is that any answers."""
    n_read = library.settings.n_read
    first = hits[:n_read]
    pairs = [(build_context(hit.paragraph), hit.paragraph.text.replace("\n", " ")) for hit in first]
    readings = reader.read(asked.text, pairs, role=asked.role)
    combined = load_ranker(library.settings.fusion, "weights_read")
    read: list[Hit] = []
    for hit, reading in zip(first, readings, strict=True):
        signals = {
            **hit.signals,
            "reader": _logit(reading.p_answers),
            "fused_logit": _logit(hit.score),
        }
        read.append(replace(hit, score=combined.score(signals), signals=signals, reading=reading))
    read.sort(key=lambda hit: -hit.score)
    floor = read[-1].score
    rest = [replace(hit, score=min(hit.score, floor)) for hit in hits[n_read:]]
    ranker = load_ranker(library.settings.fusion, "covered_read")
    return [*read, *rest], ranker.score(
        covered_signals([(hit.signals, hit.reading) for hit in read])
    )


def covered_signals(found: Sequence[tuple[Signals, Reading | None]]) -> Signals:
    """Return what the signals and readings of paragraphs say on whether the scope answers at all.

    Args:
        found: The best first.
    """
    if not found:
        return {}
    best, reading = found[0]
    chances = sorted((_p_answers(each) for _, each in found), reverse=True)
    return {
        "best_fused": _logit(best["fused"]),
        "best_dense": max(signals["dense"] for signals, _ in found),
        "first_dense": best["dense"],
        "first_coverage": best["coverage"],
        "best_coverage": max(signals["coverage"] for signals, _ in found[:5]),
        "label": best["label"],
        "best_reader": _logit(chances[0]),
        "first_reader": _logit(_p_answers(reading)),
        "second_reader": _logit(chances[1]) if len(chances) > 1 else -8.0,
    }


def _p_answers(reading: Reading | None) -> float:
    return 0.0 if reading is None else reading.p_answers


def _logit(p: float) -> float:
    p = min(max(p, 0.0003), 0.9997)
    return math.log(p / (1 - p))


class _Clock:
    """Wall time by step, in milliseconds."""

    def __init__(self) -> None:
        self._begun = perf_counter()
        self._steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = perf_counter()
        try:
            yield
        finally:
            self._steps[name] = self._steps.get(name, 0.0) + (perf_counter() - begun) * 1000

    def timings_ms(self) -> dict[str, float]:
        total = (perf_counter() - self._begun) * 1000
        return {name: round(ms, 2) for name, ms in {**self._steps, "search": total}.items()}
