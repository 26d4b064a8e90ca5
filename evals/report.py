"""The report of a run: its measures, each question's outcome, and what made it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from assistant.answer import AnswerStatus, Verdict
from evals.answered import Answered
from evals.errors import RunError
from evals.metrics import Metrics, measure_run
from evals.papers import Papers
from evals.questions import Key, Question
from evals.settings import RunSettings
from ingest.documents import Record


class ResultRow(Record):
    """One question's outcome; `status` is 'error' where it ended in one, and `text` says which."""

    id: str
    status: AnswerStatus | str
    verdict: Verdict | None
    text: str
    citations: tuple[Key, ...] = Field(description="each paragraph cited, once")
    retrieved: tuple[Key, ...] = Field(description="paragraphs found, best first")
    latency_ms: float


class EvalReport(Record):
    """What `protocols eval --json` writes, and what two runs are compared by."""

    metrics: Metrics
    results: tuple[ResultRow, ...]
    settings: RunSettings

    def to_json(self) -> str:
        """Return the report as JSON text; its keys are metrics, results, settings."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def load(cls, path: Path) -> EvalReport:
        """Read a report from its JSON file, or from the run folder that holds one.

        Raises:
            RunError: There is none, or it is not a report of this version.
        """
        file = path / "report.json" if path.is_dir() else path
        if not file.is_file():
            raise RunError(f"There is no report at {path}. Name a run folder or a report's JSON.")
        try:
            return cls.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise RunError(
                f"{file.name} is not a report that this version can read. Run the evaluation again."
            ) from error


def build_report(
    questions: Sequence[Question],
    answered: Mapping[str, Answered],
    papers: Papers,
    settings: RunSettings,
) -> EvalReport:
    """Score the answers and return the report, its rows in the questions' order."""
    return EvalReport(
        metrics=measure_run(questions, answered, papers),
        results=tuple(_row(answered[question.id]) for question in questions),
        settings=settings,
    )


def _row(answered: Answered) -> ResultRow:
    answer = answered.answer
    if answer is None:
        failure = answered.failure
        return ResultRow(
            id=answered.id,
            status="error",
            verdict=None,
            text=f"{failure.kind}: {failure.message}" if failure else "",
            citations=(),
            retrieved=(),
            latency_ms=answered.latency_ms,
        )
    return ResultRow(
        id=answered.id,
        status=answer.status,
        verdict=answer.verdict,
        text=answer.text,
        citations=tuple(dict.fromkeys((each.document, each.label) for each in answer.citations)),
        retrieved=tuple(dict.fromkeys((each.document, each.label) for each in answer.retrieved)),
        latency_ms=answered.latency_ms,
    )
