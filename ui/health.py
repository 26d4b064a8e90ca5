"""Whether the page's process is alive, and whether it is ready to answer.

`/healthz` says that the process answers at all; `/readyz`, that its library is open and its models
are loaded, and which generation it answers from. Neither tells what is in the library.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ingest.errors import ProtocolAssistantError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

ALIVE, READY = "/healthz", "/readyz"
_warm = threading.Event()


def set_warm() -> None:
    """Say that library and models have been loaded."""
    _warm.set()


def routes() -> list[BaseRoute]:
    """Return the routes, for the page's server."""
    from starlette.routing import Route

    return [
        Route(ALIVE, _say_alive, methods=["GET"]),
        Route(READY, _say_ready, methods=["GET"]),
    ]


def _say_alive(_: Request) -> Response:
    from starlette.responses import JSONResponse

    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


def _say_ready(_: Request) -> Response:
    from starlette.responses import JSONResponse

    from ui.page import resources

    status, fields = 503, {"status": "warming up"}
    if _warm.is_set():
        try:
            generation = resources.library().generation
        except ProtocolAssistantError as error:
            fields = {"status": "not ready", "because": type(error).__name__}
        else:
            status, fields = 200, {"status": "ready", "generation": str(generation)}
    return JSONResponse(fields, status_code=status, headers={"Cache-Control": "no-store"})
