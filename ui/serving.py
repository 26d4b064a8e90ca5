"""Starts the chat page's server."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import typer

from index.postgres.address import database_url
from ui.errors import PortError
from ui.login import check_login, secrets_files
from ui.settings import load_settings

_FIRST_QUESTION = "May a councillor ask an officer for advice?"
PAGE = Path(__file__).parent / "page" / "app.py"


def has_display() -> bool:
    """Return whether a browser could be opened here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def free_port(address: str, port: int | None = None) -> int:
    """Return the port asked for if it is free, or any free one.

    Raises:
        PortError: The port asked for is in use, or the address is not this computer's.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port or 0))
        except OSError as error:
            raise PortError(
                f"The page cannot be opened on {address}, port {port or 'any'} "
                f"({error.strerror}): choose another with --port, or leave --port out."
            ) from error
        return int(probe.getsockname()[1])


def server_options(*, address: str, port: int, headless: bool) -> dict[str, Any]:
    """Return the server's options; they override any configuration file of the user's."""
    return {
        "server.address": address,
        "server.port": port,
        "server.headless": headless,
        "server.showEmailPrompt": False,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": False,
        "runner.postScriptGC": False,  # it would halt everybody's page at the end of every run
        "runner.magicEnabled": False,  # nothing here is shown by merely being named
        "browser.serverAddress": "localhost" if address == "127.0.0.1" else address,
        "logger.hideWelcomeMessage": True,
    }


def serve(*, library: Path | None, address: str, port: int | None, headless: bool) -> None:
    """Serve the page until it is stopped; print its address once it can be opened.

    Raises:
        PortError: The port asked for cannot be had.
        LoginError: The page would be open to others without leave, or login is not set up whole.
    """
    settings = load_settings()
    check_login(settings)
    chosen = free_port(address, port)
    if library is not None:
        named = library if database_url(library) else library.resolve()
        os.environ["PROTOCOLS_LIBRARY"] = str(named)
    from streamlit import App

    from ui import health
    from ui.logs import set_up_logs
    from ui.page import originals, page_images

    set_up_logs(settings.logs)

    @asynccontextmanager
    async def announced(_: App) -> AsyncIterator[dict[str, Any]]:
        threading.Thread(target=_warm, daemon=True).start()
        typer.echo(f"The page is at http://{address}:{chosen} (Ctrl-C closes it).")
        sys.stdout.flush()
        yield {}

    sys.argv = [str(PAGE)]  # Streamlit looks for .streamlit/config.toml beside what it is run by
    routes = [*originals.routes(), *page_images.routes(), *health.routes()]
    app = App(PAGE, lifespan=announced, routes=routes)
    options = server_options(address=address, port=chosen, headless=headless)
    app.run(config={**options, "secrets.files": secrets_files(settings)})


def _warm() -> None:
    """Load the library and its models, so that the first person does not wait for them."""
    from index import search
    from index.errors import LibraryEmptyError
    from ingest.errors import ProtocolAssistantError
    from ui.health import set_warm
    from ui.page import resources

    try:
        if resources.settings().assistant.model.name is None:
            resources.assistant().answer(_FIRST_QUESTION)
        else:  # a chat model is asked only what a person asks
            search(resources.library(), _FIRST_QUESTION, top_k=1)
        set_warm()
    except LibraryEmptyError:
        set_warm()
    except ProtocolAssistantError as error:  # the page says it too, to whoever opens it
        typer.echo(f"Error: {error}", err=True)
    import ingest.pages  # noqa: F401 - the first page that is shown needs it

    _set_aside()


def _set_aside() -> None:
    """Have what now stands, which stays as long as the process, left out of garbage collections.

    A collection halts every thread while it looks through all that lives; modules and models are
    most of that.
    """
    gc.collect()
    gc.freeze()
