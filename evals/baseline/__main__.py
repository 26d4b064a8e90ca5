"""Answers the sets held, and holds the runs against the committed ones: see the package."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from assistant import Assistant
from evals import EvalReport, evaluate, load_questions
from evals.baseline import Held, held_sets, thresholds_path, without_words
from evals.baseline.sample_library import build_library
from evals.compare import compare_runs, find_worse, load_thresholds
from evals.errors import EvalError
from evals.terminal import print_comparison, print_summary


def main() -> int:
    """Return 0 where no threshold is broken, else 1; 0 too where the baselines were written."""
    parser = argparse.ArgumentParser(prog="python -m evals.baseline", description=__doc__)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="make the baselines anew")
    asked = parser.parse_args()
    console = Console()
    broken = False
    for held in held_sets():
        console.print(f"\n[bold]{held.name}[/bold]")
        if not held.is_there:
            console.print("The papers and questions are not here: nothing is held against them.")
            continue
        try:
            broken |= _hold(held, console, workers=asked.workers, write=asked.write)
        except EvalError as error:
            print(error, file=sys.stderr)
            return 1
    return 1 if broken else 0


def _hold(held: Held, console: Console, *, workers: int, write: bool) -> bool:
    """Answer one set; return whether it is worse than its baseline by more than may be."""
    questions = tuple(each for path in held.questions for each in load_questions(path))
    with tempfile.TemporaryDirectory() as folder:
        library = build_library(Path(folder), held.papers)
        report = evaluate(Assistant(library), questions, workers=workers)
    print_summary(report, console)
    if write:
        kept = without_words(report) if held.words_stay_out else report
        held.baseline.write_text(kept.to_json(), encoding="utf-8")
        return False
    comparison = compare_runs(EvalReport.load(held.baseline), report)
    worse = find_worse(comparison, load_thresholds(thresholds_path()))
    print_comparison(comparison, worse, console)
    return bool(worse)


if __name__ == "__main__":
    sys.exit(main())
