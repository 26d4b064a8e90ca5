"""Options that several commands share, and the library and assistant that they lead to."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.terminal import progress_bar

if TYPE_CHECKING:
    from assistant import Assistant
    from index import Library
    from ui.settings import Settings


class Asker(StrEnum):
    """Who asks."""

    COUNCILLOR = "councillor"
    OFFICER = "officer"


LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library folder. Without it: $PROTOCOLS_LIBRARY, else your own library, "
        "else the samples.",
        show_default=False,
    ),
]
AddingLibrary = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library folder; it is made if it is not there. Without it: "
        "$PROTOCOLS_LIBRARY, else your own library.",
        show_default=False,
    ),
]
CouncilOption = Annotated[
    str | None,
    typer.Option(
        "--council",
        metavar="NAME",
        help="Whose papers to ask: any part of the council's name that fits only one.",
        show_default=False,
    ),
]
RoleOption = Annotated[
    Asker | None,
    typer.Option("--role", help="Who is asking: it changes what applies.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for another program.")]


def settings() -> Settings:
    """Return the settings of this run."""
    from ui.settings import load_settings

    return load_settings()


def library_for_reading(named: Path | None, chosen: Settings) -> Library:
    """Open the library that questions are answered from."""
    from ui.library import open_library

    with progress_bar("Preparing the sample library, once") as progress:
        return open_library(named, chosen, progress=progress)


def assistant_for(library: Library, chosen: Settings) -> Assistant:
    """Return the assistant over a library."""
    from assistant import Assistant

    return Assistant(library, chosen.assistant)


def council_in(library: Library, name: str | None) -> str | None:
    """Return the full name of the council that a part of a name fits."""
    return library.match_council(name) if name else None
