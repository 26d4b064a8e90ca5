"""Whether a question wants a yes or a no, where its words of permission or duty do not tell.

'Is it true that …', 'So I just have to put up with it?': a linear model reads how the question
opens, how its last question opens, and its words; `python -m assistant.train polar` fits it on
questions of which a person said whether they want a verdict.
"""

from __future__ import annotations

import re

from assistant.linear import Features, load_linear
from assistant.question import POLAR, Mode, Part
from assistant.words import plain

FILE = "polar.json"
YES, NO = "yes or no", "something else"

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"(?<=[.!?,;])\s+")
_WORD = re.compile(r"[a-z']+")


def wants_verdict(part: Part) -> bool:
    """Tell whether a part of a question is answered by yes, no, or it depends."""
    if part.mode in POLAR:
        return True
    return part.mode is Mode.FACT and load_linear(FILE).chances(polar_features(part))[YES] >= 0.5


def polar_features(part: Part) -> Features:
    """Return what is weighed of how a part is put."""
    lowered = plain(part.text)
    words = _WORD.findall(lowered)
    found = {f"mode {part.mode.value}": 1.0}
    found |= {f"opens: {' '.join(words[:n])}": 1.0 for n in (1, 2, 3)}
    found |= {f"asked: {word}": 1.0 for word in words}
    found |= _openings("last clause", [_CLAUSE.split(lowered)[-1]])
    asking = [sentence for sentence in _SENTENCE.split(lowered) if sentence.endswith("?")]
    return found | _openings("question", asking)


def _openings(name: str, texts: list[str]) -> Features:
    return {
        f"{name} opens: {' '.join(words[:n])}": 1.0
        for text in texts
        if (words := _WORD.findall(text))
        for n in (1, 2)
    }
