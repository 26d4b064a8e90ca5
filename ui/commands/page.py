"""`protocols ui`: opens the chat page in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import LibraryOption, library_for_reading, settings


def ui(
    library: LibraryOption = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="The port; any free one without it."),
    ] = None,
    browser: Annotated[
        bool,
        typer.Option(
            "--browser/--no-browser", help="Whether to open the page in a browser as well."
        ),
    ] = True,
) -> None:
    """Open the chat page. It listens on this computer only; Ctrl-C closes it."""
    from ui.serving import has_display, serve

    chosen = settings()
    library_for_reading(library, chosen)  # a library that cannot be opened is refused here
    serve(
        library=library,
        address=chosen.page.address,
        port=port or chosen.page.port,
        headless=not (browser and has_display()),
    )
