"""key: the share of the strings that an answer must contain which its text contains.

Any case, any of the alternatives; typographic quotes, dashes and white space are folded, and a
string counts only where it is not part of a longer word or number. NaN where none is required.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from evals.scorers.measure import Case, Measure, share

FOLD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


def fold(text: str) -> str:
    """Return a text in lower case with quotes, dashes and white space made plain."""
    plain = unicodedata.normalize("NFKC", text).translate(FOLD)
    return " ".join(plain.split()).casefold()


def contains(text: str, wanted: str) -> bool:
    """Whether a folded text holds a string, whole: '5' is not in '15', 'register' in 'registers'.

    The start must be the start of a word; the end may run on in letters, so that a stem or a
    singular will do for a plural, but a number must end where it ends.
    """
    pattern = r"(?<!\w)" + re.escape(fold(wanted)) + (r"(?!\d)" if wanted[-1:].isdigit() else "")
    return re.search(pattern, text) is not None


def key_strings(text: str, required: Sequence[Sequence[str]]) -> float:
    """Return the share in [0, 1] of the required strings with an alternative in the text."""
    folded = fold(text)
    held = sum(any(contains(folded, option) for option in options) for options in required)
    return share(held, len(required))


def _score(case: Case) -> float:
    return key_strings(case.answer.text, case.question.key)


MEASURES = (
    Measure(
        "key",
        "saying",
        _score,
        "higher",
        "Share of the strings an answer must contain (a number, a post) that it contains.",
    ),
)
