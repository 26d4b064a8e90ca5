"""The original files, given byte for byte to whoever may ask.

A PDF opens in the browser, all else is downloaded.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from ingest.documents import Source
from ingest.errors import ProtocolAssistantError
from ui.page import resources
from ui.page.sender import keeping, refuse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

PDF = "application/pdf"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_served = False


def routes() -> list[BaseRoute]:
    """Return the route that gives originals, for the page's server."""
    from starlette.routing import Route

    global _served
    _served = True
    return [Route("/original/{sha256}", _give, methods=["GET"])]


def address(source: Source, page: int | None) -> str | None:
    """Return where a PDF opens at a page; None for another format, or where no route gives it."""
    if not _served or source.media_type != PDF:
        return None
    return beneath_base(f"original/{source.sha256}") + (f"#page={page}" if page else "")


def beneath_base(path: str) -> str:
    """Return the address of a path, beneath the one that the page is served at."""
    import streamlit as st

    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/{path}" if base else f"/{path}"


def _give(request: Request) -> Response:
    from starlette.responses import Response

    if (refusal := refuse(request)) is not None:
        return refusal
    sha256 = request.path_params["sha256"]
    if not _SHA256.fullmatch(sha256):
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    try:
        source = resources.library().source(sha256)
        data = resources.library().source_bytes(sha256)
    except ProtocolAssistantError:
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    is_pdf = source.media_type == PDF
    how = "inline" if is_pdf else "attachment"
    name = quote(PurePath(source.name).name)
    return Response(
        data,
        media_type=source.media_type if is_pdf else "application/octet-stream",
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{name}",
            "X-Content-Type-Options": "nosniff",
            **keeping(),
        },
    )
