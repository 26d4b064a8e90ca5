"""`protocols check`, `backup` and `restore`: that nothing in a library is ever lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ui.commands.options import LibraryOption, settings


def check(library: LibraryOption = None) -> None:
    """Check every file of the library, byte for byte where it matters; exit code 1 if one is bad.

    Reads all of it: paragraphs and vectors against their checksums, the words that are searched,
    the papers as they were published, and the vector file.
    """
    from ui.library import open_library

    opened = open_library(library, settings())
    found = opened.check()
    for sentence in found:
        typer.echo(sentence, err=True)
    if found:
        raise typer.Exit(1)
    n_documents = len(opened.documents())
    typer.echo(f"{opened.folder}: {_counted(n_documents)}, all whole.")


def backup(
    to: Annotated[
        Path,
        typer.Argument(
            metavar="DEST", help="The file to write, or a folder to write one in, named by the day."
        ),
    ],
    library: LibraryOption = None,
) -> None:
    """Write the library whole into one file. Others may go on reading and changing it."""
    from ui.library import open_library

    opened = open_library(library, settings())
    if to.is_dir():
        now = dt.datetime.now().astimezone()
        to = to / f"{opened.folder.name}-{now:%Y-%m-%d-%H%M}.backup"
    card = opened.back_up(to)
    typer.echo(
        f"{to}: {_counted(len(card.documents))} as of change {card.generation}, "
        f"{to.stat().st_size / 1e6:.1f} MB. Put it back with: protocols restore {to}"
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup of a library.")],
    library: Annotated[
        Path | None,
        typer.Option(
            "--library",
            metavar="DIR",
            help="The library folder. Without it: $PROTOCOLS_LIBRARY, else your own library.",
            show_default=False,
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the library that stands there.")
    ] = False,
) -> None:
    """Put a backup in a library's place, having checked all of it first.

    Who has the library open goes on with what they had and then sees what was restored. A file
    that is damaged is not overwritten, but moved to a folder beside it.
    """
    from index.restoring import restore_backup
    from ui.library import writing_place

    chosen = settings()
    folder = writing_place(library)
    card = restore_backup(file, folder, replace=replace, lock_timeout_s=chosen.index.lock_timeout_s)
    typer.echo(f"{folder}: {_counted(len(card.documents))} as of {card.made_at}.")


def _counted(n_documents: int) -> str:
    return f"{n_documents} paper{'' if n_documents == 1 else 's'}"
