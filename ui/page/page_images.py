"""A page of a PDF as an image, with the places of a paragraph and of its quoted words.

The image has an address of its own, so that the page is drawn when a browser asks for it and not
before the answer can be read, and a browser that has it does not ask again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.documents import Rect
from ingest.errors import IngestError, ProtocolAssistantError
from ui.page import resources
from ui.page.originals import beneath_base
from ui.page.sender import keeping, refuse
from ui.wording import label_words

if TYPE_CHECKING:  # what reads PDF files takes a third of a second to load: not to begin with
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ingest.pages import PageSize
    from ingest.readers.pdf.content import PageContent

_MEDIA_TYPE = "image/webp"
_QUALITY = 84
_METHOD = 2  # of 0 to 6: half the work of 4, which comes as it is, for 2% more bytes
_SHA256 = re.compile(r"[0-9a-f]{64}")


def routes() -> list[BaseRoute]:
    """Return the route that gives pages as images, for the page's server."""
    from starlette.routing import Route

    return [Route("/page-image/{sha256}/{page:int}", _give, methods=["GET"])]


def highlighted_page(
    sha256: str, page: int, document: str, label: str, quote: str
) -> dict[str, Any] | None:
    """Return a page as the component takes it; None where the page cannot be drawn.

    Boxes are fractions of the page's width and height, from its top left corner. Words are
    highlighted only where their place is certain; a paragraph's own place always is.
    """
    try:
        size = _size(sha256, page)
    except IngestError:
        return None
    paragraph = resources.library().paragraph(document, label)
    here = [rect for rect in paragraph.rects if rect.page == page]
    where = f", with {label_words(label)} highlighted" if here else ""
    zoom = resources.settings().page.zoom
    return {
        "image": beneath_base(f"page-image/{sha256}/{page}"),
        "width": round(size.width * zoom),
        "height": round(size.height * zoom),
        "alt": f"Page {page} as printed{where}. Its words stand beside it as text.",
        "paragraph": _boxes(here, size),
        "quote": _boxes(_quoted(sha256, document, label, quote, page), size),
    }


def _give(request: Request) -> Response:
    from starlette.responses import Response

    if (refusal := refuse(request)) is not None:
        return refusal
    sha256, page = request.path_params["sha256"], request.path_params["page"]
    try:
        if not _SHA256.fullmatch(sha256):
            raise IngestError("That is no paper's name.")
        image = _draw(sha256, page, resources.settings().page.zoom)
    except ProtocolAssistantError:
        return Response("There is no such page.", status_code=404, media_type="text/plain")
    headers = {"X-Content-Type-Options": "nosniff", **keeping()}
    return Response(image, media_type=_MEDIA_TYPE, headers=headers)


@lru_cache(maxsize=64)
def _draw(sha256: str, page: int, zoom: float) -> bytes:
    from ingest.pages import render_page

    picture = render_page(resources.library().source_bytes(sha256), page, scale=zoom)
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=_QUALITY, method=_METHOD)
    return stream.getvalue()


@lru_cache(maxsize=1024)
def _size(sha256: str, page: int) -> PageSize:
    from ingest.pages import page_size

    return page_size(resources.library().source_bytes(sha256), page)


@lru_cache(maxsize=32)
def _words(sha256: str, page: int) -> PageContent | None:
    from ingest.pages import page_words

    return page_words(resources.library().source_bytes(sha256), page)


@lru_cache(maxsize=1024)
def _all_quoted(sha256: str, document: str, label: str, quote: str) -> tuple[Rect, ...]:
    from ingest.pages import quote_rects

    paragraph = resources.library().paragraph(document, label)
    return quote_rects(lambda page: _words(sha256, page), paragraph, quote)


def _quoted(sha256: str, document: str, label: str, quote: str, page: int) -> list[Rect]:
    if not quote:
        return []
    try:
        rects = _all_quoted(sha256, document, label, quote)
    except IngestError:
        return []
    return [rect for rect in rects if rect.page == page]


def _boxes(rects: Iterable[Rect], size: PageSize) -> list[dict[str, float]]:
    return [
        {
            "left": rect.left / size.width,
            "top": rect.top / size.height,
            "width": (rect.right - rect.left) / size.width,
            "height": (rect.bottom - rect.top) / size.height,
        }
        for rect in rects
        if rect.right <= size.width + 1 and rect.bottom <= size.height + 1
    ]
