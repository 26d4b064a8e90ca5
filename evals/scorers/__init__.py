"""The measures, each in a file of its own with its definition, source and empty cases."""

from evals.scorers import (
    covered,
    exact_quote,
    f1,
    hit,
    key_strings,
    label_exactness,
    length,
    ndcg,
    page_right,
    points_met,
    precision,
    reading_grade,
    recall,
    reciprocal_rank,
    rewrite,
    right_paper,
    support,
    verdict,
)
from evals.scorers.measure import Case, Measure

MEASURES: tuple[Measure, ...] = (
    *hit.MEASURES,
    *recall.MEASURES,
    *reciprocal_rank.MEASURES,
    *ndcg.MEASURES,
    *points_met.MEASURES,
    *precision.MEASURES,
    *f1.MEASURES,
    *label_exactness.MEASURES,
    *right_paper.MEASURES,
    *page_right.MEASURES,
    *exact_quote.MEASURES,
    *support.MEASURES,
    *verdict.MEASURES,
    *covered.MEASURES,
    *key_strings.MEASURES,
    *length.MEASURES,
    *reading_grade.MEASURES,
    *rewrite.MEASURES,
)
BY_NAME = {measure.name: measure for measure in MEASURES}

__all__ = ["BY_NAME", "MEASURES", "Case", "Measure"]
