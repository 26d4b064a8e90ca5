"""`protocols queue` and `protocols work`: many papers, read by any number of workers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import AddingLibrary, settings
from ui.errors import PageError

if TYPE_CHECKING:
    from index.postgres.library import PostgresLibrary
    from ui.settings import Settings

_WAIT_S = 5.0


def queue(
    paths: Annotated[list[Path], typer.Argument(help="Papers, or folders of them.")],
    library: AddingLibrary = None,
) -> None:
    """Have papers wait in a shared library until a worker reads them."""
    from index.postgres.jobs import queue_papers
    from ingest import find_papers

    opened = _shared(library, settings())
    files = find_papers(paths)
    queue_papers(opened, [(file.path.name, file.path.read_bytes()) for file in files])
    typer.echo(f"{len(files)} papers wait.")


def work(
    library: AddingLibrary = None,
    stay: Annotated[
        bool, typer.Option("--stay", help="Wait for more papers when none is left; Ctrl-C ends it.")
    ] = False,
) -> None:
    """Read papers that wait in a shared library, one after another, beside other workers."""
    from index.postgres.jobs import work_once
    from ingest import PaperFile, read_paper
    from ingest.report import ReadPaper

    chosen = settings()
    opened = _shared(library, chosen)

    def read(name: str, data: bytes) -> ReadPaper:
        return read_paper(PaperFile(path=Path(name), data=data), settings=chosen.ingest)

    while True:
        result = work_once(opened, read)
        if result is not None and result.name:
            typer.echo(f"Refused: {result.said}" if result.said else f"Added: {result.name}")
        elif result is None and not stay:
            return
        elif result is None:
            time.sleep(_WAIT_S)


def _shared(named: Path | None, chosen: Settings) -> PostgresLibrary:
    """Return the shared library named.

    Raises:
        PageError: What is named is a folder.
    """
    from index.postgres.address import database_url, shared_library
    from ui.library import writing_place

    url = database_url(writing_place(named))
    if url is None:
        raise PageError(
            "Papers can wait only in a shared library: name one with --library postgresql://…, "
            "or add them to this one with `protocols add`."
        )
    return shared_library(url, chosen.index, encoder=None, create=True)
