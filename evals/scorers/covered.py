"""covered: whether the assistant decided rightly that the papers answer, and the two ways to err.

false_refusal counts answerable questions that were not answered, false_answer unanswerable ones
that were; each is NaN for the other sort of question.
"""

from __future__ import annotations

from evals.scorers.measure import NAN, Case, Measure


def covered(case: Case) -> float:
    """Return 1.0 where the question was answered if and only if it is answerable."""
    return float(case.is_answered == case.question.answerable)


def false_refusal(case: Case) -> float:
    """Return 1.0 where an answerable question was not answered, 0.0 where it was."""
    return float(not case.is_answered) if case.question.answerable else NAN


def false_answer(case: Case) -> float:
    """Return 1.0 where an unanswerable question was answered, 0.0 where it was not."""
    return NAN if case.question.answerable else float(case.is_answered)


MEASURES = (
    Measure(
        "covered",
        "deciding",
        covered,
        "higher",
        "Share of questions answered if and only if the papers answer them.",
    ),
    Measure(
        "false_refusal",
        "deciding",
        false_refusal,
        "lower",
        "Share of the answerable questions that were not answered.",
    ),
    Measure(
        "false_answer",
        "deciding",
        false_answer,
        "lower",
        "Share of the unanswerable questions that were answered all the same.",
    ),
)
