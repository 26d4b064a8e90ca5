"""hit@k: whether any gold paragraph is among the first k found.

Source: "Success@k" in TREC's measures; NaN where the question has no gold.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial

from evals.questions import Key
from evals.scorers.measure import NAN, Case, Measure

CUTS = (1, 3, 5, 10)


def hit(ranked: Sequence[Key], relevant: Set[Key], k: int) -> float:
    """Return 1.0 where one of the first k is relevant, else 0.0; NaN where nothing is relevant."""
    if not relevant:
        return NAN
    return float(any(key in relevant for key in ranked[:k]))


def _score(k: int, case: Case) -> float:
    return hit(case.retrieved, case.question.relevant, k)


MEASURES = tuple(
    Measure(
        f"hit@{k}",
        "finding",
        partial(_score, k),
        "higher",
        f"Share of questions with a gold paragraph among the first {k} found.",
    )
    for k in CUTS
)
