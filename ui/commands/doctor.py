"""`protocols doctor`: says what is in use, and what is wrong with it."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from ingest.errors import ProtocolAssistantError
from ui.commands.options import LibraryOption, settings

if TYPE_CHECKING:
    from index import Library


def doctor(library: LibraryOption = None) -> None:
    """Check the settings, the library and the models, and say what is in use."""
    from ui.library import open_library, reading_place
    from ui.settings import settings_file

    typer.echo(f"Protocol Assistant {importlib.metadata.version('protocol-assistant')}")
    typer.echo(f"Python {platform.python_version()} on {platform.system()}")
    file = settings_file()
    typer.echo(f"Settings: {file if file is not None else 'as they come'}")
    chosen = settings()
    place = reading_place(library, chosen)
    typer.echo(f"Library: {place.folder}{' (samples)' if place.samples else ''}")
    opened = open_library(library, chosen)
    n_documents = len(opened.documents())
    typer.echo(f"Papers: {n_documents} of {len(opened.councils())} councils")
    faults = [
        *_fault("Search", lambda: _search_once(opened)),
        *_fault("Original files", lambda: _read_sources(opened)),
    ]
    if faults:
        for fault in faults:
            typer.echo(fault, err=True)
        raise typer.Exit(1)
    typer.echo("All is well.")


def _fault(what: str, check: Callable[[], None]) -> list[str]:
    try:
        check()
    except ProtocolAssistantError as error:
        return [f"{what}: {error}"]
    typer.echo(f"{what}: in order")
    return []


def _search_once(library: Library) -> None:
    from index import search
    from index.errors import LibraryEmptyError

    try:
        search(library, "who do I ask?", top_k=1)
    except LibraryEmptyError:
        typer.echo("The library holds no papers yet.")


def _read_sources(library: Library) -> None:
    for sha256 in {document.source for document in library.documents()}:
        library.source_bytes(sha256)
