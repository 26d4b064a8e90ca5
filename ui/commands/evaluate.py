"""`protocols eval`: puts a question set to the assistant, and says how it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ui.commands.options import LibraryOption, assistant_for, library_for_reading, settings
from ui.commands.terminal import out, progress_bar

if TYPE_CHECKING:
    from evals import EvalReport

_RUN = "run"


class RunUnlessNamed(TyperGroup):
    """A group where a first argument that is no sub-command is a question set to run."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `run` in front of anything that is not a sub-command or a cry for help."""
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = [_RUN, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=RunUnlessNamed,
    no_args_is_help=True,
    help="Put a set of questions to the assistant and measure its answers.\n\n"
    "[bold]protocols eval QUESTIONS.jsonl[/bold] runs the set; the others keep sets in order.",
    short_help="Measure the answers on a set of questions.",
)

QuestionsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="QUESTIONS", help="The question set: JSONL, CSV or XLSX.", show_default=False
    ),
]


@app.command(_RUN)
def run(
    questions: QuestionsArgument,
    library: LibraryOption = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT", help="Write the whole report here as JSON."),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes that answer at the same time.")
    ] = 1,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--run", metavar="DIR", help="Keep the run here; a run that was broken off goes on."
        ),
    ] = None,
) -> None:
    """Answer every question of a set and measure the answers."""
    from evals import evaluate, load_questions

    if json is not None and not json.resolve().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {json.resolve().parent}", param_hint="--json")
    asked = load_questions(questions)
    chosen = settings()
    assistant = assistant_for(library_for_reading(library, chosen), chosen)
    with progress_bar("Answering") as progress:
        report = evaluate(assistant, asked, workers=workers, progress=progress, folder=folder)
    if json is not None:
        json.write_text(report.to_json(), encoding="utf-8")
    _print_report(report)


def _print_report(report: EvalReport) -> None:
    from rich.table import Table

    metrics = report.metrics
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Measure", "Mean", "95% interval", "Questions"):
        table.add_column(heading, justify="left" if heading == "Measure" else "right")
    for name, mean in metrics.measures.items():
        if mean.mean is None or mean.low is None or mean.high is None:
            continue
        interval = f"{mean.low:.3f} to {mean.high:.3f}"
        table.add_row(name.replace("_", " "), f"{mean.mean:.3f}", interval, str(mean.n))
    console = out()
    console.print(table)
    total = metrics.latency_ms.get("total")
    if total is not None:
        console.print(
            f"{metrics.n_questions} questions; an answer takes {total.p50:.0f} ms at the median, "
            f"{total.p90:.0f} ms at the 90th percentile."
        )
    if metrics.n_errors:
        typer.echo(f"{metrics.n_errors} questions ended in an error.", err=True)


@app.command("check")
def check(questions: QuestionsArgument, library: LibraryOption = None) -> None:
    """Check a question set against the library: fields, labels, and signs of a weak set."""
    from evals.check import check_questions

    problems = check_questions(questions, library_for_reading(library, settings()))
    for problem in problems:
        where = f"line {problem.line}" if problem.line else "the set"
        name = f" ({problem.id})" if problem.id else ""
        typer.echo(f"{problem.level}: {where}{name}: {problem.message}")
    n_errors = sum(problem.level == "error" for problem in problems)
    n_warnings = len(problems) - n_errors
    typer.echo(f"{n_errors} errors, {n_warnings} warnings.")
    if n_errors:
        raise typer.Exit(1)
