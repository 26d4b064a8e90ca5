"""Prints how answers do on question sets, as the README shows it: `python -m evals.figures`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant import Assistant
from evals.errors import EvalError
from evals.intervals import N_RESAMPLES, SEED
from evals.metrics import Mean
from evals.questions import load_questions
from evals.report import EvalReport
from evals.run import evaluate
from index import Library

SHOWN = {
    "points_met": "points cited of points needed",
    "precision": "cited paragraphs that are right",
    "exact_quote": "quotes that are exact",
    "support": "claims that their citation supports",
    "verdict": "verdict right",
    "key": "strings that must be there",
    "false_refusal": "answerable, yet refused",
    "false_answer": "not covered, yet answered",
}


def main() -> int:
    """Answer each set and print the tables; 1 where a set or library cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m evals.figures", description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+", help="question sets, a column each")
    parser.add_argument("--library", type=Path, required=True, help="the library they ask about")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    try:
        assistant = Assistant(Library.open(asked.library))
        reports = {
            path.stem: evaluate(assistant, load_questions(path), workers=asked.workers)
            for path in asked.questions
        }
    except EvalError as error:
        print(error, file=sys.stderr)
        return 1
    print(table_of(reports))
    print(f"\n{follow_ups_of(list(reports.values()))}")
    return 0


def table_of(reports: Mapping[str, EvalReport]) -> str:
    """Return the measures as a Markdown table, a column for each set."""
    lines = [f"| measure | {' | '.join(reports)} |", f"| --- |{' --- |' * len(reports)}"]
    counts = (str(report.metrics.n_questions) for report in reports.values())
    lines.append(f"| questions | {' | '.join(counts)} |")
    for name, says in SHOWN.items():
        cells = (_cell(report.metrics.measures[name]) for report in reports.values())
        lines.append(f"| {says} | {' | '.join(cells)} |")
    medians = (f"{report.metrics.latency_ms['total'].p50:.0f} ms" for report in reports.values())
    lines.append(f"| median time of an answer | {' | '.join(medians)} |")
    return "\n".join(lines)


def _cell(mean: Mean) -> str:
    if mean.mean is None:
        return "–"
    if mean.low is None or mean.high is None or mean.low == mean.high:
        return f"{mean.mean:.2f}"
    return f"{mean.mean:.2f} ({mean.low:.2f}–{mean.high:.2f})"


def follow_ups_of(reports: Sequence[EvalReport]) -> str:
    """Return a sentence that holds follow-ups against first questions, by points met.

    The interval is a percentile bootstrap over each of the two groups, seeded.
    """
    first = _points(reports, "first question")
    later = _points(reports, "follow-up")
    if not first or not later:
        return "There are no follow-ups to hold against first questions."
    draws = np.random.default_rng(SEED)
    differences = [
        float(np.mean(draws.choice(later, len(later))) - np.mean(draws.choice(first, len(first))))
        for _ in range(N_RESAMPLES)
    ]
    low, high = np.percentile(differences, [2.5, 97.5])
    change = float(np.mean(later) - np.mean(first))
    return (
        f"Follow-ups meet {np.mean(later):.2f} of their points ({len(later)} questions), first "
        f"questions {np.mean(first):.2f} ({len(first)}): a difference of {change:+.2f} "
        f"({low:+.2f} to {high:+.2f})."
    )


def _points(reports: Sequence[EvalReport], turn: str) -> list[float]:
    """Return every answerable question's share of points met, of one kind of turn."""
    found: list[float] = []
    for report in reports:
        ids = report.metrics.turns.get(turn, ())
        scores = (report.metrics.by_question[id_].scores["points_met"] for id_ in ids)
        found += [score for score in scores if score is not None]
    return found


if __name__ == "__main__":
    sys.exit(main())
