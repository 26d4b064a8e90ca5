"""Paragraphs of several papers set in rows: those on one point stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from index.hits import Hit

# Cosine similarity, averaged over the pairs, from which paragraphs are on one point. Chosen by
# reading what four topics brought side by side from three invented papers.
_ON_ONE_POINT = 0.42
# A paragraph that nothing stands beside is shown only where it scores at least this share of its
# paper's best.
_WORTH_A_ROW = 0.5

Similarities = npt.NDArray[np.float32]
"""Cosine similarities, shape (n, n), of all hits in the order of their papers."""


@dataclass(frozen=True, slots=True)
class Row:
    """One point: what each paper says of it, in the papers' order; None where one is silent."""

    cells: tuple[Hit | None, ...]


def align(found: Sequence[Sequence[Hit]], similarities: Similarities) -> tuple[Row, ...]:
    """Return the rows, the point that answers best first.

    Groups are joined best first while their average similarity stays high enough (average
    linkage; Sokal and Michener 1958) and no paper would have two paragraphs in one.

    Args:
        found: What each paper gives, best first; empty for one that is silent.
        similarities: Between all of it, paper by paper.
    """
    papers = [paper for paper, hits in enumerate(found) for _ in hits]
    hits = [hit for each in found for hit in each]
    groups = [[place] for place in range(len(hits))]
    while (pair := _closest(groups, papers, similarities)) is not None:
        first, second = pair
        groups[first] += groups.pop(second)
    best = [max((hit.score for hit in each), default=0.0) for each in found]
    kept = [
        group
        for group in groups
        if len(group) > 1
        or hits[group[0]].rank == 1
        or hits[group[0]].score >= _WORTH_A_ROW * best[papers[group[0]]]
    ]
    kept.sort(key=lambda group: (min(hits[each].rank for each in group), -len(group), group[0]))
    return tuple(_row(group, papers, hits, len(found)) for group in kept)


def _closest(
    groups: Sequence[Sequence[int]], papers: Sequence[int], similarities: Similarities
) -> tuple[int, int] | None:
    """Return the places of the two groups to join next; None where none are alike enough."""
    closest: tuple[int, int] | None = None
    most = _ON_ONE_POINT
    for (i, first), (j, second) in combinations(enumerate(groups), 2):
        if {papers[each] for each in first} & {papers[each] for each in second}:
            continue
        alike = float(similarities[np.ix_(first, second)].mean())
        if alike >= most:
            closest, most = (i, j), alike
    return closest


def _row(group: Sequence[int], papers: Sequence[int], hits: Sequence[Hit], n_papers: int) -> Row:
    cells: list[Hit | None] = [None] * n_papers
    for place in group:
        cells[papers[place]] = hits[place]
    return Row(tuple(cells))
