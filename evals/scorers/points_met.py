"""points_met: the share of a question's required points that the answer cites.

A point is met by citing any of its members by its exact label. An answer without citations meets
none. NaN where the question has no gold.
"""

from __future__ import annotations

from evals.scorers.measure import Case, Measure, share


def points_met(case: Case) -> float:
    """Return the share in [0, 1] of the required points with a member cited."""
    cited = set(case.cited)
    met = sum(not cited.isdisjoint(point) for point in case.question.gold)
    return share(met, len(case.question.gold))


def all_points_met(case: Case) -> float:
    """Return 1.0 where every required point is cited, else 0.0."""
    met = points_met(case)
    return met if met != met else float(met == 1)


MEASURES = (
    Measure(
        "points_met",
        "citing",
        points_met,
        "higher",
        "Share of the required points that the answer cites.",
    ),
    Measure(
        "all_points_met",
        "citing",
        all_points_met,
        "higher",
        "Share of questions whose every required point is cited.",
    ),
)
