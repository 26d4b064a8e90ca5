"""`protocols mcp`: gives other assistants tools to cite the protocol with."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import LibraryOption, library_for_reading, settings
from ui.commands.serve import (
    AddressOption,
    KeysOption,
    PortOption,
    missing_extra,
    run_server,
    service_settings,
)


def mcp(
    library: LibraryOption = None,
    http: Annotated[
        bool, typer.Option("--http", help="Serve over streamable HTTP, not standard input.")
    ] = False,
    address: AddressOption = None,
    port: PortOption = None,
    keys: KeysOption = None,
) -> None:
    """Serve the Model Context Protocol: tools to ask, search and read a paragraph."""
    chosen = settings()
    try:
        from service.desk import Desk
        from service.tools import build_tools, build_tools_app
    except ImportError as error:
        raise missing_extra("mcp,service") from error
    desk = Desk(library_for_reading(library, chosen), chosen.assistant)
    if http:
        service = service_settings(chosen, address=address, port=port, keys=keys)
        app = build_tools_app(desk, service)
        desk.warm()
        run_server(app, service, path="/mcp")
    else:
        build_tools(desk).run("stdio")
