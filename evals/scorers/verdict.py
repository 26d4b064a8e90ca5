"""verdict: whether the answer's verdict is the gold's, where the gold has one.

An answer without a verdict is wrong there, whatever its status. NaN where the gold has none.
The confusion table keeps what was said for what: rows gold, columns said, 'none' included.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Verdict
from evals.scorers.measure import NAN, Case, Measure

SAID = (*(verdict.value for verdict in Verdict), "none")


def verdict(case: Case) -> float:
    """Return 1.0 where the verdict is the gold's, else 0.0."""
    if case.question.verdict is None:
        return NAN
    return float(case.answer.verdict == case.question.verdict)


def verdict_where_answered(case: Case) -> float:
    """Return `verdict` for the questions that were answered, NaN for the others."""
    return verdict(case) if case.is_answered else NAN


def confusion(cases: Iterable[Case]) -> dict[str, dict[str, int]]:
    """Count verdicts said (inner) for each gold verdict (outer)."""
    table = {gold.value: dict.fromkeys(SAID, 0) for gold in Verdict}
    for case in cases:
        if case.question.verdict is not None:
            said = case.answer.verdict
            table[case.question.verdict.value][said.value if said else "none"] += 1
    return table


MEASURES = (
    Measure(
        "verdict",
        "deciding",
        verdict,
        "higher",
        "Share of questions with a gold verdict whose answer gives it.",
    ),
    Measure(
        "verdict_where_answered",
        "deciding",
        verdict_where_answered,
        "higher",
        "The same over the questions that were answered.",
    ),
)
