"""MRR: one over the rank of the first gold paragraph found, 0 where none is found.

Source: Voorhees, "The TREC-8 Question Answering Track Report", 1999. NaN where the question has
no gold.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from evals.questions import Key
from evals.scorers.measure import NAN, Case, Measure


def reciprocal_rank(ranked: Sequence[Key], relevant: Set[Key]) -> float:
    """Return 1 / rank (from 1) of the first relevant key, 0.0 where none is there."""
    if not relevant:
        return NAN
    return next((1 / rank for rank, key in enumerate(ranked, 1) if key in relevant), 0.0)


def _score(case: Case) -> float:
    return reciprocal_rank(case.retrieved, case.question.relevant)


MEASURES = (
    Measure(
        "mrr",
        "finding",
        _score,
        "higher",
        "Mean of one over the rank of the first gold paragraph found.",
    ),
)
