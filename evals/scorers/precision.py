"""precision: the share of the paragraphs cited that are gold or may be cited.

NaN where nothing is cited, and where the question has no gold: citing there at all is what
`false_answer` counts.
"""

from __future__ import annotations

from evals.scorers.measure import NAN, Case, Measure, share


def precision(case: Case) -> float:
    """Return the share in [0, 1] of the paragraphs cited that are in gold or in also."""
    if not case.question.gold:
        return NAN
    right = case.question.relevant | set(case.question.also)
    return share(sum(key in right for key in case.cited), len(case.cited))


MEASURES = (
    Measure(
        "precision",
        "citing",
        precision,
        "higher",
        "Share of the paragraphs cited that are gold, or that may be cited.",
    ),
)
