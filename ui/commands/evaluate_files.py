"""`protocols eval report`, `rescore`, `export`, `beir`: runs and sets that are kept in files."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ui.commands.options import LibraryOption, assistant_for, library_for_reading, settings
from ui.commands.terminal import progress_bar

RunArgument = Annotated[
    Path,
    typer.Argument(metavar="RUN", help="A folder that `eval --run` kept.", show_default=False),
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="OUT", help="Write it as a page with plots.")
]
JunitOption = Annotated[
    Path | None, typer.Option("--junit", metavar="OUT", help="Write it as JUnit XML.")
]


class Shape(StrEnum):
    """What other benches read."""

    BEIR = "beir"
    INSPECT = "inspect"
    RAGAS = "ragas"


def refuse_without_folder(*files: Path | None) -> None:
    """Refuse a file to be written in a folder that is not there.

    Raises:
        typer.BadParameter: One is.
    """
    for file in files:
        if file is not None and not file.resolve().parent.is_dir():
            raise typer.BadParameter(
                f"there is no folder {file.resolve().parent} to write {file.name}"
            )


def report(run: RunArgument, html: HtmlOption = None, junit: JunitOption = None) -> None:
    """Show a run that was kept, and write it as a page or for a build server."""
    from evals import EvalReport
    from evals.html_report import html_of_run
    from evals.junit import to_junit
    from evals.terminal import print_summary

    refuse_without_folder(html, junit)
    kept = EvalReport.load(run)
    if html is not None:
        html.write_text(html_of_run(run), encoding="utf-8")
    if junit is not None:
        junit.write_text(to_junit(kept), encoding="utf-8")
    print_summary(kept)


def rescore(
    run: RunArgument,
    questions: Annotated[
        Path | None,
        typer.Option(metavar="QUESTIONS", help="With the gold of this set, not the run's own."),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Score a run's saved answers again, without answering anything."""
    from evals import load_questions
    from evals import rescore as score_again
    from evals.terminal import print_summary

    asked = None if questions is None else load_questions(questions)
    opened = library_for_reading(library, settings())
    print_summary(score_again(run, opened, questions=asked))


def export(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A question set; for ragas, a run's folder.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder for beir, else a file.")],
    shape: Annotated[Shape, typer.Option("--to", help="Who is to read it.")] = Shape.BEIR,
    library: LibraryOption = None,
) -> None:
    """Write a question set, or a run, in the shape that another bench reads."""
    from evals import load_questions
    from evals.beir import export_beir
    from evals.export import export_inspect, export_ragas
    from evals.run import QUESTIONS, saved_answers

    refuse_without_folder(out)
    asked = load_questions(source / QUESTIONS if source.is_dir() else source)
    if shape is Shape.INSPECT:
        export_inspect(asked, out)
    elif shape is Shape.BEIR:
        export_beir(asked, library_for_reading(library, settings()), out)
    else:
        kept = saved_answers(source)
        if not kept:
            raise typer.BadParameter(f"{source} holds no run whose answers could be written")
        export_ragas(asked, kept, library_for_reading(library, settings()), out)
    typer.echo(f"{len(asked)} questions are in {out}.")


def beir(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="corpus.jsonl, queries.jsonl and qrels/.")
    ],
    split: Annotated[str, typer.Option(help="Which of the judgements.")] = "test",
    run: Annotated[
        Path | None, typer.Option("--run", metavar="DIR", help="Keep the run here.")
    ] = None,
) -> None:
    """Answer the queries of a BEIR collection from its own texts, and measure the answers."""
    from evals import evaluate
    from evals.beir import import_beir
    from evals.terminal import print_summary
    from index import Library

    collection = import_beir(folder, split=split)
    chosen = settings()
    with tempfile.TemporaryDirectory() as scratch:
        opened = Library.create(Path(scratch), chosen.index)
        opened.add([collection.paper], {collection.paper.source.sha256: collection.contents})
        with progress_bar("Answering") as progress:
            done = evaluate(
                assistant_for(opened, chosen), collection.questions, progress=progress, folder=run
            )
    print_summary(done)
