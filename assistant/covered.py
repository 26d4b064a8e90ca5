"""How likely it is that the paragraphs found answer a question, and that the first of them does.

How near the best of them is tells little: a question that the paper leaves open stands as near to
its neighbours as one that it answers. What is asked for tells more: who pays, which form, how many
days, beside whether the best paragraphs give a number, name a post, or rule. A linear model weighs
both; `python -m assistant.train covered` fits it on questions that papers answer, on the same with
the answering paragraphs taken away, and on questions written to be near misses, each searched for
by an encoder that never saw it. Its chances are calibrated to papers that answer six questions in
seven. A second model, of the same features, is fitted on whether the first paragraph is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.deontic import read_deontic
from assistant.evidence import expression, log_odds
from assistant.linear import Features, load_linear
from assistant.question import POLAR, Mode, Part
from assistant.words import plain
from index.hits import Hit
from ingest.documents import Paragraph

COVERED_FILE, FIRST_FILE = "covered.json", "first_right.json"
YES, NO = "yes", "no"
N_HITS = 14  # looked at, best first
_N_NUMBERED = 3  # of them, among which a number is looked for
_FULL_WORDS = 40
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Odds:
    """Probabilities in [0, 1] for what was found for a part of a question.

    Attributes:
        covered: That the papers answer it.
        first: That the first paragraph found does.
    """

    covered: float
    first: float


Covering = Callable[[Part, Sequence[Hit]], Odds]
"""Tells the odds of hits, best first, for a part of a question."""


def weigh_odds(part: Part, hits: Sequence[Hit]) -> Odds:
    """Return the odds by the fitted models; none where nothing was found."""
    if not hits:
        return Odds(0.0, 0.0)
    features = covered_features(part, hits)
    return Odds(
        load_linear(COVERED_FILE).chances(features)[YES],
        load_linear(FIRST_FILE).chances(features)[YES],
    )


def covered_features(part: Part, hits: Sequence[Hit]) -> Features:
    """Return what is weighed of a part of a question and what was found for it.

    Args:
        hits: At least one, best first.
    """
    found = _of_search(hits[:N_HITS]) | _of_question(part) | _of_both(part, hits)
    return {name: float(value) for name, value in found.items() if value}


def _of_search(hits: Sequence[Hit]) -> Features:
    """Return how far the best hits stand out, and how well they hold the question's words."""
    best = hits[0]
    scores = [log_odds(hit.signals.get("fused", hit.score)) for hit in hits]
    dense = sorted((hit.signals.get("dense", 0.0) for hit in hits), reverse=True)
    return {
        "fused": scores[0],
        "fused over second": scores[0] - scores[min(1, len(scores) - 1)],
        "fused over fourth": scores[0] - scores[min(3, len(scores) - 1)],
        "dense": dense[0],
        "dense over second": dense[0] - dense[min(1, len(dense) - 1)],
        "dense over next five": dense[0] - _mean(dense[1:6], dense[0]),
        "dense of the rest": _mean(dense[8:], 0.0),
        "coverage": best.signals.get("coverage", 0.0),
        "coverage by text": best.signals.get("coverage_text", 0.0),
        "coverage, best of five": max(hit.signals.get("coverage", 0.0) for hit in hits[:5]),
        "words": best.signals.get("words", 0.0),
        "label": best.signals.get("label", 0.0),
        "length": best.signals.get("length", 0.0),
    }


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _of_question(part: Part) -> Features:
    words = _WORD.findall(plain(part.text))
    return {
        f"mode {part.mode.value}": 1.0,
        "question's length": min(len(words), _FULL_WORDS) / _FULL_WORDS,
        **{f"opens: {' '.join(words[:n])}": 1.0 for n in (1, 2, 3)},
        **{f"asked: {word}": 1.0 for word in words},
    }


def _of_both(part: Part, hits: Sequence[Hit]) -> Features:
    """Return whether the best hits give the sort of thing that is asked for."""
    first = hits[0].paragraph
    if part.mode is Mode.HOW_MANY:
        near = [_gives("how_many", hit.paragraph) for hit in hits[:_N_NUMBERED]]
        return {"no number in the best": not near[0], "no number near": not any(near)}
    if part.mode is Mode.WHO:
        return {"no post in the best": not _gives("who", first)}
    if part.mode in POLAR:
        rules = read_deontic(f"{first.lead_in} {first.text}").forces
        return {"no rule in the best": not rules}
    return {}


def _gives(mode: str, paragraph: Paragraph) -> bool:
    return bool(expression("answers", mode).search(plain(paragraph.text)))
