"""Fits and measures the ranker over whole question sets, and writes its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.train.ranker import (
    COVERED,
    FOUND,
    READ,
    LinearFit,
    RankedQuestion,
    calibrated,
    first_right,
    fit_covered,
    fit_ranking,
    reranked,
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The three fits."""

    found: LinearFit
    read: LinearFit
    covered: LinearFit


def fit_all(questions: Sequence[RankedQuestion]) -> Ranking:
    """Fit the three models, each on what the one before it gives."""
    found = calibrated(questions, fit_ranking(questions, FOUND, read=False), read=False)
    seen = [reranked(question, found) for question in questions]
    read = calibrated(seen, fit_ranking(seen, READ, read=True), read=True)
    return Ranking(found, read, fit_covered(questions, COVERED))


def leave_one_out(questions: Sequence[RankedQuestion]) -> dict[str, list[str]]:
    """Rows of figures by council, each fitted without that council's questions."""
    rows = {}
    for council in sorted({question.council for question in questions}):
        inside = [question for question in questions if question.council == council]
        ranking = fit_all([question for question in questions if question.council != council])
        rows[council or "all councils"] = figures(inside, ranking)
    return rows


def figures(questions: Sequence[RankedQuestion], ranking: Ranking) -> list[str]:
    """First and in first five before and after reading; refused and answered anyway at 0.5."""
    seen = [reranked(question, ranking.found) for question in questions]
    chance = [ranking.covered.score(question.with_gold) > 0 for question in questions]
    refused = [
        not sure for sure, question in zip(chance, questions, strict=True) if question.answered
    ]
    wrongly = [
        sure for sure, question in zip(chance, questions, strict=True) if not question.answered
    ]
    return [
        str(len(questions)),
        _share(first_right(seen, ranking.found, read=False)),
        _share(first_right(seen, ranking.found, read=False, top_k=5)),
        _share(first_right(seen, ranking.read, read=True)),
        _share(first_right(seen, ranking.read, read=True, top_k=5)),
        _share(refused),
        _share(wrongly),
    ]


def _share(values: Sequence[bool]) -> str:
    return f"{np.mean(values):.2f}" if values else "–"


def write_ranking(path: Path, ranking: Ranking, unread: str) -> None:
    """Write the file that search reads.

    Args:
        unread: The `[covered]` table for libraries searched without a reader, kept as it is.
    """
    parts = [
        "# The ranker: score = 1 / (1 + exp(-(bias + the sum of weight x signal))).",
        "# Made by `python -m index.train ranker`.",
        _table("weights", "of what search finds, before the reader", ranking.found),
        _table("weights_read", "of the first few, with the reader", ranking.read),
        unread.strip(),
        _table("covered_read", "whether the scope answers at all, with a reader", ranking.covered),
    ]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _table(name: str, says: str, fit: LinearFit) -> str:
    lines = [f"[{name}] # {says}"]
    lines += [f"{signal} = {weight}" for signal, weight in fit.weights.items()]
    return "\n".join(lines)


def print_table(questions: Sequence[RankedQuestion], say: Callable[[str], None] = print) -> None:
    """Print the figures: each council left out in turn, then fitted and measured on all."""
    say("| left out | questions | first, found | in 5 | first, read | in 5 | refused | answered |")
    say("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for council, row in leave_one_out(questions).items():
        say(f"| {council} | {' | '.join(row)} |")
    say(f"| nothing (fitted on all) | {' | '.join(figures(questions, fit_all(questions)))} |")
