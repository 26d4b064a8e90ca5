"""A run as one HTML page that needs nothing else: plots, tables and every question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assistant.answer import Answer
from evals import charts
from evals.answered import Answered
from evals.attribution import MEANING, AttributedFailure, Cause
from evals.metrics import Scored
from evals.questions import Question, load_questions
from evals.report import EvalReport, ResultRow
from evals.run import QUESTIONS, saved_answers
from evals.scorers import MEASURES

GROUPED = ("hit@5", "points_met", "f1", "verdict", "covered", "key")


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page shows of one question; what was not kept is None."""

    row: ResultRow
    question: Question | None
    answer: Answer | None
    scored: Scored
    failure: AttributedFailure | None


def render_html(
    report: EvalReport,
    *,
    questions: Sequence[Question] = (),
    answered: Mapping[str, Answered] | None = None,
    title: str = "Evaluation",
) -> str:
    """Return the report as a page.

    Args:
        questions: Shown with their gold where given.
        answered: Shown with their quotes and timings where given, by id.
    """
    asked = {question.id: question for question in questions}
    failures = {failure.id: failure for failure in report.metrics.failures}
    shown = [
        Shown(
            row=row,
            question=asked.get(row.id),
            answer=answered[row.id].answer if answered and row.id in answered else None,
            scored=report.metrics.by_question[row.id],
            failure=failures.get(row.id),
        )
        for row in report.results
    ]
    metrics = report.metrics
    return _page().render(
        title=title,
        report=report,
        metrics=metrics,
        measures=MEASURES,
        grouped=GROUPED,
        shown=shown,
        meaning={cause.value: MEANING[cause] for cause in Cause},
        plots={
            "means": charts.intervals_chart(metrics.measures, "means"),
            "councils": charts.intervals_chart(
                {group: means["points_met"] for group, means in metrics.by["council"].items()},
                "councils",
            ),
            "types": charts.intervals_chart(
                {group: means["points_met"] for group, means in metrics.by["type"].items()},
                "types",
            ),
            "confusion": charts.confusion_chart(metrics.confusion),
            "risk": charts.risk_coverage_chart(metrics.risk_coverage),
            "latency": charts.latency_chart(_warm_ms(report)),
        },
    )


def html_of_run(folder: Path) -> str:
    """Return the page of a run folder, with every question's gold, quotes and timings.

    Raises:
        RunError: The folder holds no finished run.
        QuestionFileError: Its questions cannot be read.
    """
    report = EvalReport.load(folder)
    return render_html(
        report,
        questions=load_questions(folder / QUESTIONS),
        answered=saved_answers(folder),
        title=f"Evaluation: {folder.name}",
    )


def _warm_ms(report: EvalReport) -> list[float]:
    """Return how long answers took, but for those that loaded the models first."""
    total = report.metrics.latency_ms.get("total")
    most = total.max if total else 0.0
    return [row.latency_ms for row in report.results if row.latency_ms <= most]


def _page() -> Template:
    environment = Environment(
        loader=PackageLoader("evals"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = _figure
    return environment.get_template("report.html.jinja")


def _figure(value: float | None, places: int = 3) -> str:
    """Return a figure as it is read; a dash where it is undefined."""
    return "–" if value is None else f"{value:.{places}f}"
