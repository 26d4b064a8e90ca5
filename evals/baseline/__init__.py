"""What the project holds itself to: runs of question sets, and how much worse a run may be.

`samples.json` is the report of a run of the whole sample set, `development.json` of the
development questions about real papers, where the folder that holds them is present (its words
stay out: scores and ids only). Both are made again, on purpose, by

    python -m evals.baseline --write

and `python -m evals.baseline` answers the sets, compares, and exits 1 where a threshold is broken.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.samples import papers_folder, questions_path

if TYPE_CHECKING:
    from evals.report import EvalReport

__all__ = ["Held", "held_sets", "thresholds_path", "without_words"]

_FOLDER = Path(__file__).resolve().parent
_BESIDE = _FOLDER.parents[1].parent / "shared"


@dataclass(frozen=True, slots=True)
class Held:
    """A question set whose committed run later runs are held against.

    Attributes:
        words_stay_out: Whether the committed run may hold no words of the papers.
    """

    name: str
    papers: Path
    questions: tuple[Path, ...]
    baseline: Path
    words_stay_out: bool = False

    @property
    def is_there(self) -> bool:
        """Whether its papers and questions are on this machine."""
        return self.papers.is_dir() and all(path.is_file() for path in self.questions)


def held_sets() -> tuple[Held, ...]:
    """Return the sets: the samples, then the development questions."""
    shared = Path(os.environ.get("PROTOCOLS_SHARED", _BESIDE))
    sets = ("dev-a.jsonl", "dev-b.jsonl")
    return (
        Held("Samples", papers_folder(), (questions_path(),), _FOLDER / "samples.json"),
        Held(
            "Development questions",
            shared / "protocols" / "pdf",
            tuple(shared / "questions" / name for name in sets),
            _FOLDER / "development.json",
            words_stay_out=True,
        ),
    )


def without_words(report: EvalReport) -> EvalReport:
    """Return a report with no words of the papers: scores, labels and ids stay."""
    rows = tuple(row.model_copy(update={"text": ""}) for row in report.results)
    failures = tuple(each.model_copy(update={"why": ""}) for each in report.metrics.failures)
    metrics = report.metrics.model_copy(update={"failures": failures})
    return report.model_copy(update={"results": rows, "metrics": metrics})


def thresholds_path() -> Path:
    """Return the thresholds that a later run is held to."""
    return _FOLDER / "thresholds.toml"
