"""A page of a PDF as an image, with the places of a paragraph and of its quoted words."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PIL import Image

from ingest.documents import Rect
from ingest.errors import IngestError
from ingest.pages import quote_rects, render_page
from ui.page import resources
from ui.wording import label_words

_MEDIA_TYPE = "image/webp"
_QUALITY = 84


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as drawn; its size in pixels, and in pixels a point."""

    address: str
    width: int
    height: int
    scale: float


def highlighted_page(
    sha256: str, page: int, document: str, label: str, quote: str
) -> dict[str, Any] | None:
    """Return a page as the component takes it; None where the page cannot be drawn.

    Boxes are fractions of the page's width and height, from its top left corner. Words are
    highlighted only where their place is certain; a paragraph's own place always is.
    """
    try:
        drawn = _draw(sha256, page, resources.settings().page.zoom)
    except IngestError:
        return None
    paragraph = resources.library().paragraph(document, label)
    here = [rect for rect in paragraph.rects if rect.page == page]
    where = f", with {label_words(label)} highlighted" if here else ""
    return {
        "image": drawn.address,
        "width": drawn.width,
        "height": drawn.height,
        "alt": f"Page {page} as printed{where}. Its words stand beside it as text.",
        "paragraph": _boxes(here, drawn),
        "quote": _boxes(_quoted(sha256, document, label, quote, page), drawn),
    }


@lru_cache(maxsize=64)
def _draw(sha256: str, page: int, zoom: float) -> PageImage:
    png = render_page(resources.library().source_bytes(sha256), page, scale=zoom)
    with Image.open(io.BytesIO(png)) as image:
        stream = io.BytesIO()
        image.convert("RGB").save(stream, "WEBP", quality=_QUALITY)
        encoded = base64.b64encode(stream.getvalue()).decode()
        return PageImage(f"data:{_MEDIA_TYPE};base64,{encoded}", image.width, image.height, zoom)


@lru_cache(maxsize=256)
def _all_quoted(sha256: str, document: str, label: str, quote: str) -> tuple[Rect, ...]:
    paragraph = resources.library().paragraph(document, label)
    return quote_rects(resources.library().source_bytes(sha256), paragraph, quote)


def _quoted(sha256: str, document: str, label: str, quote: str, page: int) -> list[Rect]:
    if not quote:
        return []
    try:
        rects = _all_quoted(sha256, document, label, quote)
    except IngestError:
        return []
    return [rect for rect in rects if rect.page == page]


def _boxes(rects: Iterable[Rect], drawn: PageImage) -> list[dict[str, float]]:
    across, down = drawn.width / drawn.scale, drawn.height / drawn.scale
    return [
        {
            "left": rect.left / across,
            "top": rect.top / down,
            "width": (rect.right - rect.left) / across,
            "height": (rect.bottom - rect.top) / down,
        }
        for rect in rects
        if rect.right <= across + 1 and rect.bottom <= down + 1
    ]
