"""f1: the harmonic mean of `points_met` and `precision`.

Source: van Rijsbergen, Information Retrieval, 1979, with equal weight. 0 where the question has
gold and nothing right is cited, an answer without citations included; NaN without gold.
"""

from __future__ import annotations

from evals.scorers.measure import NAN, Case, Measure
from evals.scorers.points_met import points_met
from evals.scorers.precision import precision


def f1(case: Case) -> float:
    """Return the harmonic mean in [0, 1] of the points met and the precision of citations."""
    if not case.question.gold:
        return NAN
    if not case.cited:
        return 0.0
    recall, exact = points_met(case), precision(case)
    return 2 * recall * exact / (recall + exact) if recall + exact else 0.0


MEASURES = (
    Measure(
        "f1", "citing", f1, "higher", "Harmonic mean of points met and precision of citations."
    ),
)
