"""reading_grade: the school grade (US) at which the answer's text reads, by Flesch and Kincaid.

0.39 words per sentence + 11.8 syllables per word - 15.59. Source: Kincaid et al., "Derivation of
new readability formulas for Navy enlisted personnel", 1975. Syllables are counted as runs of
vowels, less a silent final e; that errs by a few per cent, the same way for every answer. NaN
where the question was not answered or the text has no word.
"""

from __future__ import annotations

import re

from evals.scorers.length import without_markers
from evals.scorers.measure import NAN, Case, Measure


def n_syllables(word: str) -> int:
    """Return the number of syllables of one lower-case word, at least 1."""
    silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[aeiouy]le$", word)
    return max(1, len(re.findall(r"[aeiouy]+", word)) - (silent is not None))


def reading_grade(text: str) -> float:
    """Return the grade of a text; NaN where it has no word."""
    plain = without_markers(text).replace("’", "'").lower()
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", plain)
    if not words:
        return NAN
    sentences = [
        part for part in re.split(r"(?<=[.!?:])\s+|\n+", plain) if re.search("[a-z]", part)
    ]
    syllables = sum(n_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _score(case: Case) -> float:
    return reading_grade(case.answer.text) if case.is_answered else NAN


MEASURES = (
    Measure(
        "reading_grade",
        "saying",
        _score,
        "lower",
        "Flesch-Kincaid school grade of the text of an answer.",
    ),
)
