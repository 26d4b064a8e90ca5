"""`protocols serve`: lets other programs ask over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import LibraryOption, library_for_reading, settings
from ui.errors import PageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from service.settings import ServiceSettings
    from ui.settings import Settings

AddressOption = Annotated[
    str | None,
    typer.Option("--address", help="The address to listen on; this computer only without it."),
]
PortOption = Annotated[
    int | None, typer.Option("--port", min=1, max=65535, help="The port; 8080 without it.")
]
KeysOption = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        metavar="FILE",
        help="The keys that callers must have, made by `protocols keys add`.",
        show_default=False,
    ),
]


def serve(
    library: LibraryOption = None,
    address: AddressOption = None,
    port: PortOption = None,
    keys: KeysOption = None,
) -> None:
    """Let other programs ask over HTTP; /openapi.json describes how. Ctrl-C closes it."""
    chosen = settings()
    service = service_settings(chosen, address=address, port=port, keys=keys)
    try:
        from service.app import build_app
        from service.desk import Desk
    except ImportError as error:
        raise missing_extra("service") from error
    desk = Desk(library_for_reading(library, chosen), chosen.assistant)
    app = build_app(desk, service)
    desk.warm()
    run_server(app, service, path="")


def service_settings(
    chosen: Settings, *, address: str | None, port: int | None, keys: Path | None
) -> ServiceSettings:
    """Return the settings with what the command line says in place of theirs."""
    given = {"address": address, "port": port, "keys": keys}
    named = {name: value for name, value in given.items() if value is not None}
    return chosen.service.model_copy(update=named)


def run_server(app: ASGIApp, service: ServiceSettings, *, path: str) -> None:
    """Serve an application until it is stopped.

    Raises:
        PortError: The port asked for cannot be had.
    """
    import logging

    import uvicorn

    from ui.serving import free_port

    free_port(service.address, service.port)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("protocols.service")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    typer.echo(f"Listening at http://{service.address}:{service.port}{path} (Ctrl-C closes it).")
    uvicorn.run(
        app,
        host=service.address,
        port=service.port,
        access_log=False,  # ours says what may be kept
        server_header=False,
        limit_concurrency=service.max_connections,
        log_level="warning",
    )


def missing_extra(name: str) -> PageError:
    """Return the error of a part of the project that is not installed."""
    return PageError(
        f"This part is not installed: install the project with it, "
        f"`pip install 'protocol-assistant[{name}]'`."
    )
