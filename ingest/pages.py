"""Shows a PDF's page as a picture, and where on it a quote stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

import pypdfium2 as pdfium
from PIL import Image

from ingest.documents import Paragraph, Rect
from ingest.errors import IngestError, UnreadableSourceError
from ingest.readers.pdf.bullets import without_bullet
from ingest.readers.pdf.content import PageContent, Word
from ingest.readers.pdf.marks import mark_words
from ingest.readers.pdf.pages import read_page
from ingest.readers.pdf.pdfium import LOCK, opened

_MAX_PIXELS = 40_000_000
_SLACK = 1.0  # points


def render_page(data: bytes, page: int, *, scale: float) -> Image.Image:
    """Return a page of a PDF as a picture, in RGB.

    Args:
        data: The PDF's bytes.
        page: 1-based.
        scale: Pixels a point: 1.0 gives 72 pixels an inch. A page too large for it is shown
            smaller.

    Raises:
        IngestError: The PDF has no such page, or the page or the PDF cannot be opened.
    """
    with _opened_page(data, page) as shown:
        width, height = shown.get_size()
        fitting = (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5
        bitmap = shown.render(scale=min(scale, fitting), may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")  # a copy: the bitmap goes
        bitmap.close()
    return picture


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page's size in points, as it is shown."""

    width: float
    height: float


def page_size(data: bytes, page: int) -> PageSize:
    """Return a page's size, without drawing it.

    Args:
        data: The PDF's bytes.
        page: 1-based.

    Raises:
        IngestError: The PDF has no such page, or the page or the PDF cannot be opened.
    """
    with _opened_page(data, page) as shown:
        width, height = shown.get_size()
    return PageSize(max(width, 1.0), max(height, 1.0))


@contextmanager
def _opened_page(data: bytes, page: int) -> Iterator[pdfium.PdfPage]:
    with opened(data, name="The paper") as document, LOCK:
        if not 1 <= page <= len(document):
            raise IngestError(f"The paper has no page {page}; it has {len(document)}.")
        try:
            shown = document[page - 1]
        except pdfium.PdfiumError as error:
            raise UnreadableSourceError(
                f"Page {page} of the paper is damaged and cannot be shown; open the paper itself."
            ) from error
        try:
            yield shown
        finally:
            shown.close()


def page_words(data: bytes, page: int) -> PageContent | None:
    """Return what stands on a page of a PDF, for finding quotes on it; None where it is damaged.

    Args:
        data: The PDF's bytes.
        page: 1-based.
    """
    with opened(data, name="The paper") as document:
        try:
            return read_page(document, page, keep_edges=True)
        except (pdfium.PdfiumError, ValueError, IndexError):
            return None


def quote_rects(
    pages: Callable[[int], PageContent | None], paragraph: Paragraph, quote: str
) -> tuple[Rect, ...]:
    """Return the rectangles of a quote's words on the page, one a line.

    Args:
        pages: Gives the words of a page, as `page_words` reads them, of the PDF that the
            paragraph was read from.
        paragraph: With the rectangles that it covers.
        quote: Words of the paragraph's own text.

    Returns:
        The rectangles in reading order; empty where the words are not found in the paragraph's
        rectangles exactly once, or stand on a scanned page.
    """
    wanted = "".join(_signs(quote))
    if not wanted or not paragraph.rects or paragraph.recognised:
        return ()
    inked = list(_inked(pages, paragraph.rects))
    text = "".join(sign.char for sign in inked)
    first = text.find(wanted)
    if first < 0 or text.find(wanted, first + 1) >= 0:
        return ()
    found = inked[first : first + len(wanted)]
    return tuple(
        _around([sign.rect for sign in group])
        for _, group in groupby(found, key=lambda sign: sign.place)
    )


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character of the page: where it is, and in which of the paragraph's rectangles."""

    char: str
    place: int
    rect: Rect


def _signs(text: str) -> Iterator[str]:
    """Give the characters that count in comparing: no spaces and no hyphens."""
    for char in unicodedata.normalize("NFKC", text):
        if not char.isspace() and char not in "-\u00ad\u2010\u2011":
            yield char


def _inked(pages: Callable[[int], PageContent | None], rects: Sequence[Rect]) -> Iterator[_Sign]:
    """Give the paragraph's characters that stand, in the order of its rectangles."""
    read = {number: pages(number) for number in {rect.page for rect in rects}}
    if None in read.values():
        return
    for place, rect in enumerate(rects):
        page = read[rect.page]
        assert page is not None
        inside = [word for word in page.words if _lies_in(page, word, rect)]
        inside.sort(key=lambda word: word.left)
        bare = without_bullet(inside) if inside else None
        for word in inside if bare is None else bare:
            for part in mark_words([word], page.across):
                if not part.struck:
                    yield from _signs_of(page, part, place)


def _lies_in(page: PageContent, word: Word, rect: Rect) -> bool:
    box = page.frame.rect(page.number, word.left, word.top, word.right, word.bottom)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return (
        rect.left - _SLACK <= x <= rect.right + _SLACK
        and rect.top - _SLACK <= y <= rect.bottom + _SLACK
    )


def _signs_of(page: PageContent, word: Word, place: int) -> Iterator[_Sign]:
    for char, left, right in zip(word.text, word.lefts, word.rights, strict=True):
        rect = page.frame.rect(page.number, left, word.top, right, word.bottom)
        for sign in _signs(char):
            yield _Sign(sign, place, rect)


def _around(rects: Sequence[Rect]) -> Rect:
    return Rect(
        page=rects[0].page,
        left=min(rect.left for rect in rects),
        top=min(rect.top for rect in rects),
        right=max(rect.right for rect in rects),
        bottom=max(rect.bottom for rect in rects),
    )
