"""Answers a question set, and holds the run against a committed one: see the package."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from assistant import Assistant
from evals import EvalReport, evaluate, load_questions
from evals.baseline import samples_report_path, thresholds_path
from evals.compare import compare_runs, find_worse, load_thresholds
from evals.errors import EvalError
from evals.samples import papers_folder, questions_path
from evals.terminal import print_comparison, print_summary
from index import Library
from ingest import find_papers, read_paper


def main() -> int:
    """Return 0 where no threshold is broken, else 1; 0 too where the baseline was written."""
    parser = argparse.ArgumentParser(prog="python -m evals.baseline", description=__doc__)
    parser.add_argument("--papers", type=Path, default=papers_folder(), help="a folder of papers")
    parser.add_argument(
        "--questions", type=Path, nargs="+", default=[questions_path()], help="question sets"
    )
    parser.add_argument("--baseline", type=Path, default=samples_report_path())
    parser.add_argument("--thresholds", type=Path, default=thresholds_path())
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="make the baseline anew")
    asked = parser.parse_args()
    console = Console()
    try:
        questions = tuple(each for path in asked.questions for each in load_questions(path))
        with tempfile.TemporaryDirectory() as folder:
            library = _library(Path(folder), asked.papers)
            report = evaluate(Assistant(library), questions, workers=asked.workers)
        print_summary(report, console)
        if asked.write:
            asked.baseline.write_text(report.to_json(), encoding="utf-8")
            return 0
        comparison = compare_runs(EvalReport.load(asked.baseline), report)
        worse = find_worse(comparison, load_thresholds(asked.thresholds))
    except EvalError as error:
        print(error, file=sys.stderr)
        return 1
    print_comparison(comparison, worse, console)
    return 1 if worse else 0


def _library(folder: Path, papers: Path) -> Library:
    files = find_papers([papers])
    read = [read_paper(file) for file in files]
    library = Library.create(folder)
    contents = {
        paper.source.sha256: file.path.read_bytes() for file, paper in zip(files, read, strict=True)
    }
    library.add(read, contents)
    return library


if __name__ == "__main__":
    sys.exit(main())
