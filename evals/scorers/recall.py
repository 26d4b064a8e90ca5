"""recall@k: the share of a question's required points that the first k found would let it meet.

A point is met by any of its alternatives. Where every point has one member this is the usual
recall at k. NaN where the question has no gold.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from evals.questions import Key
from evals.scorers.measure import Case, Measure, share

CUTS = (5, 10)


def recall(ranked: Sequence[Key], points: Sequence[Sequence[Key]], k: int) -> float:
    """Return the share in [0, 1] of points with a member among the first k."""
    first = set(ranked[:k])
    return share(sum(not first.isdisjoint(point) for point in points), len(points))


def _score(k: int, case: Case) -> float:
    return recall(case.retrieved, case.question.gold, k)


MEASURES = tuple(
    Measure(
        f"recall@{k}",
        "finding",
        partial(_score, k),
        "higher",
        f"Share of the required points that have a paragraph among the first {k} found.",
    )
    for k in CUTS
)
