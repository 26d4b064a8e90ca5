"""words: how many words the answer's text has, markers left out; NaN where it was not answered."""

from __future__ import annotations

import re

from evals.scorers.measure import NAN, Case, Measure

MARKER = re.compile(r"\s*\[\d+\]")


def without_markers(text: str) -> str:
    """Return a text without its citation markers."""
    return MARKER.sub("", text)


def n_words(case: Case) -> float:
    """Return the number of words in the text of an answer."""
    return float(len(without_markers(case.answer.text).split())) if case.is_answered else NAN


MEASURES = (Measure("words", "saying", n_words, None, "Words in the text of an answer."),)
