"""label_exact: of the points that were cited at least nearly, the share cited by the exact label.

A citation is near a point where it names the same document and the same numbered paragraph at
another level or item: 3.2 or 3.2(g) for 3.2(h). It shows right reading and wrong numbering apart
from wrong finding. NaN where no point was cited even nearly.
"""

from __future__ import annotations

import re

from evals.questions import Key
from evals.scorers.measure import Case, Measure, share


def stem(key: Key) -> Key:
    """Return the document and the number that a label's items hang from: 8.4 for 8.4(b)(iv)."""
    document, label = key
    return document, re.sub(r"(\([^)]*\)|#\d+)+$", "", label) or label


def label_exact(case: Case) -> float:
    """Return the share in [0, 1] of the nearly cited points that are cited exactly."""
    cited = set(case.cited)
    stems = {stem(key) for key in cited}
    near = [point for point in case.question.gold if any(stem(key) in stems for key in point)]
    return share(sum(not cited.isdisjoint(point) for point in near), len(near))


MEASURES = (
    Measure(
        "label_exact",
        "citing",
        label_exact,
        "higher",
        "Of the points whose numbered paragraph is cited at some level, the share cited exactly.",
    ),
)
