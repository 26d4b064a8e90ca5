"""`protocols add`: papers into a library, with facts about them that a person sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.corrections import Corrections, apply
from ingest.dates import find_dates
from ingest.documents import Kind, Status
from ui.commands.asking import ask_for_unknown, can_ask
from ui.commands.options import AddingLibrary, settings
from ui.commands.terminal import Advance, progress_bar

if TYPE_CHECKING:
    from index import Library
    from ui.adding import AddOutcome, ReadFiles, Step

FACTS = "What the paper is, where its text does not say it"


def read_date(text: str) -> dt.date:
    """Return a date that a person typed: '3 March 2025', '03/03/2025' or '2025-03-03'.

    Raises:
        typer.BadParameter: It is no date.
    """
    found = find_dates(text.strip())
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text.strip())):
        raise typer.BadParameter(f"'{text}' is no date; write it as '3 March 2025'.")
    return found[0].date


def add(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="PDF, Word, HTML, Markdown or text files, or folders of them."
        ),
    ],
    library: AddingLibrary = None,
    recursive: Annotated[
        bool,
        typer.Option(
            "--recursive", help="Look in sub-folders too, where a folder has no library.toml."
        ),
    ] = False,
    council: Annotated[
        str | None,
        typer.Option("--council", metavar="NAME", help="Whose paper it is.", rich_help_panel=FACTS),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", help="What it is called.", rich_help_panel=FACTS)
    ] = None,
    kind: Annotated[
        Kind | None, typer.Option("--kind", help="What sort of paper.", rich_help_panel=FACTS)
    ] = None,
    status: Annotated[
        Status | None, typer.Option("--status", help="Its standing.", rich_help_panel=FACTS)
    ] = None,
    date: Annotated[
        dt.date | None,
        typer.Option(
            "--date", metavar="DATE", parser=read_date, help="Its date.", rich_help_panel=FACTS
        ),
    ] = None,
    adopted: Annotated[
        dt.date | None,
        typer.Option(
            "--adopted",
            metavar="DATE",
            parser=read_date,
            help="The day it was adopted.",
            rich_help_panel=FACTS,
        ),
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option(
            "--replaces",
            metavar="DOCUMENT",
            help="The earlier paper in the library that it replaces: its id, or part of it.",
            rich_help_panel=FACTS,
        ),
    ] = None,
    paper: Annotated[
        str | None,
        typer.Option(
            "--paper",
            metavar="DOCUMENT",
            help="Which paper these facts are of, where a file holds several.",
            rich_help_panel=FACTS,
        ),
    ] = None,
    ask: Annotated[
        bool,
        typer.Option("--ask/--no-ask", help="Ask for a council and a standing that no text shows."),
    ] = True,
    json: Annotated[
        bool, typer.Option("--json", help="Print each file's report as one line of JSON.")
    ] = False,
) -> None:
    """Read papers into a library, so that questions can be asked of them.

    A library.toml beside the files names their councils, titles and standing; without one they
    are found in the papers themselves, and can be set here. Adding the same file twice changes
    nothing. A file that cannot be read is named, and the others are still added.
    """
    from index import Library
    from ui.adding import corrected, keep_papers, read_papers
    from ui.library import writing_place

    chosen = settings()
    opened = Library.create(writing_place(library), chosen.index)
    earlier = _earlier(opened, replaces)
    set_here = Corrections(council, title, kind, status, date, adopted, earlier)
    with progress_bar("Reading papers") as bar:
        opened.prepare()
        found = read_papers(
            paths,
            chosen,
            recursive=recursive,
            reading=lambda step: _show_step(bar, step),
            met=lambda paper: opened.prepare([paper]),
        )
    _check_one_paper(found, {"title": title, "replaces": replaces, "paper": paper})
    found = corrected(found, lambda each: apply(each, set_here, document=paper))
    if can_ask(wanted=ask, json=json):
        found = corrected(found, lambda each: ask_for_unknown(each, opened.councils()))
    with progress_bar("Making ready for search") as bar:
        outcome = keep_papers(opened, found, indexing=bar)
    if json:
        for each in outcome.papers:
            typer.echo(each.report.model_dump_json())
    else:
        _print_outcome(outcome)
    for sentence in outcome.refused:
        typer.echo(f"Not added: {sentence}", err=True)
    if outcome.refused:
        raise typer.Exit(1)


def _show_step(bar: Advance, step: Step) -> None:
    which = f" ({step.place} of {step.n_files})" if step.n_files > 1 else ""
    if step.page:
        bar(step.page, step.n_pages, f"Reading {step.file}{which}, page {step.page}")
    else:
        bar(step.place, step.n_files, f"Read {step.file}")


def _earlier(library: Library, name: str | None) -> str | None:
    """The id of the paper in the library that a name stands for."""
    from ui.commands.papers import one_document

    return None if name is None else one_document(library, name).id


def _check_one_paper(found: ReadFiles, options: Mapping[str, str | None]) -> None:
    """Refuse options that can be true of one file only, where several are added."""
    for name, value in options.items():
        if value is not None and len(found.papers) > 1:
            raise typer.BadParameter(
                f"--{name} is of one file, and {len(found.papers)} are added; "
                "add that file by itself."
            )


def _print_outcome(outcome: AddOutcome) -> None:
    became = dict.fromkeys(outcome.replaced, "replaced")
    became |= dict.fromkeys(outcome.unchanged, "already there, unchanged")
    for paper in outcome.papers:
        for document in paper.documents:
            n_paragraphs = len(document.paragraphs)
            typer.echo(
                f"{document.id}: {document.council}, {document.title} · {n_paragraphs} "
                f"paragraph{'' if n_paragraphs == 1 else 's'} · {became.get(document.id, 'added')}"
            )
        for finding in paper.report.findings:
            where = f" (page {finding.page})" if finding.page is not None else ""
            typer.echo(f"  check: {finding.message}{where}")
