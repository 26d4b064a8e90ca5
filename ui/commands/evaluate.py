"""`protocols eval`: puts a question set to the assistant, and says how it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ui.commands import evaluate_files as files
from ui.commands.options import LibraryOption, assistant_for, library_for_reading, settings
from ui.commands.terminal import progress_bar

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
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="Write it as a page with plots.")
    ] = None,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="OUT", help="Write it as JUnit XML.")
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
    from evals.terminal import print_summary

    files.refuse_without_folder(json, html, junit)
    asked = load_questions(questions)
    chosen = settings()
    assistant = assistant_for(library_for_reading(library, chosen), chosen)
    with progress_bar("Answering") as progress:
        report = evaluate(assistant, asked, workers=workers, progress=progress, folder=folder)
    if json is not None:
        json.write_text(report.to_json(), encoding="utf-8")
    _write_files(report, html, junit)
    print_summary(report)
    if report.metrics.n_errors:
        typer.echo(f"{report.metrics.n_errors} questions ended in an error.", err=True)


def _write_files(report: EvalReport, html: Path | None, junit: Path | None) -> None:
    if html is not None:
        from evals.html_report import render_html

        html.write_text(render_html(report, title="Evaluation"), encoding="utf-8")
    if junit is not None:
        from evals.junit import to_junit

        junit.write_text(to_junit(report), encoding="utf-8")


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


@app.command("draft")
def draft(
    document: Annotated[
        str, typer.Argument(help="A paper's id as `protocols list` shows it, or part of it.")
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="OUT", help="Where to write: JSONL, CSV or XLSX."),
    ],
    n_max: Annotated[
        int | None,
        typer.Option("--max", min=1, help="At most this many, spread over the paper."),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Propose questions about a paper, with the paragraphs that answer them, for you to edit."""
    from evals import save_questions
    from evals.draft import draft_questions
    from ui.commands.papers import one_document

    files.refuse_without_folder(out)
    opened = library_for_reading(library, settings())
    paper = opened.document(one_document(opened, document).id)
    questions = draft_questions(paper, n_max=n_max)
    save_questions(questions, out)
    typer.echo(f"{len(questions)} questions are in {out}. Read and edit every one before use.")


@app.command("compare")
def compare(
    before: Annotated[Path, typer.Argument(help="The earlier report: its JSON or run folder.")],
    after: Annotated[Path, typer.Argument(help="The later one.")],
    fail_if_worse: Annotated[
        Path | None,
        typer.Option(
            "--fail-if-worse",
            metavar="THRESHOLDS",
            help="End with exit code 1 where the later run breaks a threshold of this TOML file.",
        ),
    ] = None,
) -> None:
    """Show what changed between two runs of one question set."""
    from evals import EvalReport
    from evals.compare import compare_runs, find_worse, load_thresholds
    from evals.terminal import print_comparison

    comparison = compare_runs(EvalReport.load(before), EvalReport.load(after))
    worse = find_worse(comparison, load_thresholds(fail_if_worse)) if fail_if_worse else ()
    print_comparison(comparison, worse)
    if worse:
        typer.echo(f"The later run breaks {len(worse)} thresholds.", err=True)
        raise typer.Exit(1)


app.command("report")(files.report)
app.command("rescore")(files.rescore)
app.command("export")(files.export)
app.command("beir")(files.beir)
