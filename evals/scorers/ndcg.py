"""nDCG@k: gold paragraphs found, worth less the further down, over the best order possible.

Every member of every point has gain 1 and everything else 0. Source: Järvelin and Kekäläinen,
"Cumulated gain-based evaluation of IR techniques", ACM TOIS 2002, with the discount
1 / log2(rank + 1) of trec_eval. NaN where the question has no gold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from functools import partial

from evals.questions import Key
from evals.scorers.measure import NAN, Case, Measure

CUTS = (10,)


def ndcg(ranked: Sequence[Key], relevant: Set[Key], k: int) -> float:
    """Return the normalised discounted cumulative gain in [0, 1] of the first k."""
    if not relevant:
        return NAN
    gained = sum(_discount(rank) for rank, key in enumerate(ranked[:k], 1) if key in relevant)
    best = sum(_discount(rank) for rank in range(1, min(k, len(relevant)) + 1))
    return gained / best


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def _score(k: int, case: Case) -> float:
    return ndcg(case.retrieved, case.question.relevant, k)


MEASURES = tuple(
    Measure(
        f"ndcg@{k}",
        "finding",
        partial(_score, k),
        "higher",
        f"Gold paragraphs among the first {k} found, discounted by rank, over the best order.",
    )
    for k in CUTS
)
