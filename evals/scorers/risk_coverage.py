"""The risk-coverage curve: how often the assistant is wrong if it answers only the surest part.

Questions are ranked by the assistant's own confidence that the papers answer. At coverage c the
surest c of them are taken as answered; the risk is the share of those that are wrong: not
answerable, or with no required point cited. The area under it (AURC) is 0 for an assistant that
is never wrong, and lowest for given answers where every wrong one ranks below every right one.

Source: Geifman and El-Yaniv, "Selective classification for deep neural networks", NeurIPS 2017;
the area is the mean of the risks at each coverage. Ties in confidence are taken together, each
at the risk expected over their orders, so that the order of the file cannot matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from evals.scorers.measure import NAN, Case
from evals.scorers.points_met import points_met


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The curve, one point a question.

    Attributes:
        coverage: Shares in (0, 1], rising.
        risk: Shares in [0, 1], the risk at each coverage.
        area: The mean risk in [0, 1]; NaN where there was no question.
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    area: float


def confidence(case: Case) -> float:
    """Return how sure the assistant was that what it cites first answers.

    The answer's own probability where it states one, else the best score among those found;
    taken down below every answered question where it did not answer.
    """
    stated = case.answer.p_first
    found = max((found.score for found in case.answer.retrieved), default=0.0)
    best = found if stated is None else stated
    return best if case.is_answered else best - 1.0


def is_wrong(case: Case) -> bool:
    """Whether answering this question so is an error."""
    return not case.question.answerable or not points_met(case) > 0


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> RiskCoverage:
    """Return the curve of these questions, and its area."""
    ranked = sorted(zip(confidences, wrong, strict=True), key=lambda pair: -pair[0])
    coverage: list[float] = []
    risk: list[float] = []
    n_before = n_wrong = 0
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        flags = [flag for _, flag in tied]
        rate = sum(flags) / len(flags)
        for place in range(1, len(flags) + 1):
            coverage.append((n_before + place) / len(ranked))
            risk.append((n_wrong + rate * place) / (n_before + place))
        n_before += len(flags)
        n_wrong += sum(flags)
    area = sum(risk) / len(risk) if risk else NAN
    return RiskCoverage(tuple(coverage), tuple(risk), area)
