"""Paragraphs of several papers in rows: those on one point stand side by side."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.hits import Hit
from ingest.documents import Document, Paragraph
from ui.page.alignment import align


def hits(paper: str, *scores: float) -> list[Hit]:
    document = Document(id=paper, source="0", council=paper, title=paper)
    return [
        Hit(Paragraph(document=paper, label=str(at), order=at, text="words"), document, at, score)
        for at, score in enumerate(scores, start=1)
    ]


def labels(rows: object) -> list[list[str | None]]:
    return [[hit and hit.paragraph.label for hit in row.cells] for row in rows]  # type: ignore[attr-defined]


def test_what_is_alike_stands_in_one_row_and_the_rest_is_silent() -> None:
    alike = np.eye(4, dtype=np.float32)
    alike[0, 3] = alike[3, 0] = 0.9
    found = [hits("a", 0.9, 0.8), hits("b", 0.9, 0.8)]
    assert labels(align(found, alike)) == [["1", "2"], [None, "1"], ["2", None]]


def test_a_paper_that_gives_nothing_is_silent_in_every_row() -> None:
    assert labels(align([hits("a", 0.9), []], np.eye(1, dtype=np.float32))) == [["1", None]]


def test_a_weak_paragraph_that_nothing_stands_beside_is_left_out() -> None:
    found = [hits("a", 0.9, 0.1), hits("b", 0.9)]
    assert labels(align(found, np.eye(3, dtype=np.float32))) == [["1", None], [None, "1"]]


def test_two_paragraphs_of_one_paper_never_share_a_row() -> None:
    assert labels(align([hits("a", 0.9, 0.9)], np.ones((2, 2), dtype=np.float32))) == [["1"], ["2"]]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(0, 2**16))
def test_every_strong_paragraph_stands_exactly_once(sizes: list[int], seed: int) -> None:
    found = [hits(str(paper), *[0.9] * size) for paper, size in enumerate(sizes)]
    n = sum(sizes)
    alike = np.random.default_rng(seed).random((n, n)).astype(np.float32)
    rows = align(found, (alike + alike.T) / 2)
    shown = sorted((hit.document.id, hit.rank) for row in rows for hit in row.cells if hit)
    assert shown == sorted(
        (str(p), rank + 1) for p, size in enumerate(sizes) for rank in range(size)
    )
    assert all(len(row.cells) == len(sizes) for row in rows)
