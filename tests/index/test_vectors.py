"""FAISS finds what brute force finds, within the runs of positions that are allowed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoder import Vectors, normalised
from index.errors import LibraryDamagedError
from index.vectors import Span, VectorIndex

N, DIMENSION = 50, 16


def drawn(n: int, seed: int) -> Vectors:
    return normalised(np.random.default_rng(seed).normal(size=(n, DIMENSION)))


@st.composite
def some_spans(draw: st.DrawFn) -> list[Span]:
    edges = sorted(draw(st.sets(st.integers(0, N), min_size=2, max_size=8)))
    return [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 999), k=st.integers(1, N + 5), spans=st.none() | some_spans())
def test_the_nearest_are_those_of_brute_force(seed: int, k: int, spans: list[Span] | None) -> None:
    stored, query = drawn(N, seed), drawn(1, seed + 1)[0]
    index = VectorIndex.build([stored[:20], stored[20:]], dimension=DIMENSION)
    found = index.search(query, k=k, spans=spans)
    allowed = [n for span in spans or [Span(0, N)] for n in range(span.start, span.stop)]
    expected = sorted(allowed, key=lambda n: -float(stored[n] @ query))[:k]
    assert found.positions.tolist() == expected
    assert found.scores == pytest.approx(stored[expected] @ query, abs=1e-5)


def test_chosen_positions_are_scored_as_the_search_scores_them() -> None:
    stored, query = drawn(N, 1), drawn(1, 2)[0]
    index = VectorIndex.build([stored], dimension=DIMENSION)
    chosen = np.array([7, 0, 49], dtype=np.int64)
    assert index.scores(query, chosen) == pytest.approx(stored[chosen] @ query, abs=1e-6)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty = VectorIndex.build([], dimension=DIMENSION)
    again = VectorIndex.read(tmp_path / "v", sha256=empty.write(tmp_path / "v"))
    assert len(again.search(drawn(1, 0)[0], k=5, spans=None).positions) == 0


def test_what_is_written_is_read_again_and_anything_else_is_refused(tmp_path: Path) -> None:
    stored = drawn(N, 3)
    sha256 = VectorIndex.build([stored], dimension=DIMENSION).write(tmp_path / "v")
    assert [path.name for path in tmp_path.iterdir()] == ["v"]
    again = VectorIndex.read(tmp_path / "v", sha256=sha256)
    assert again.search(stored[9], k=1, spans=None).positions.tolist() == [9]
    with pytest.raises(LibraryDamagedError):
        VectorIndex.read(tmp_path / "v", sha256="0" * 64)
    with pytest.raises(LibraryDamagedError):
        VectorIndex.read(tmp_path / "other", sha256=sha256)
