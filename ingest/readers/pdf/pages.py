"""Reads a PDF's pages one by one, within the limits, and puts their rows in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from ingest.readers.pdf.columns import reading_order
from ingest.readers.pdf.content import PageContent
from ingest.readers.pdf.drawings import read_drawings
from ingest.readers.pdf.footnotes import mark_footnotes
from ingest.readers.pdf.frame import Frame
from ingest.readers.pdf.furniture import PageRows, find_furniture, is_watermark
from ingest.readers.pdf.glyphs import read_words
from ingest.readers.pdf.marks import mark_words, with_edges
from ingest.readers.pdf.measures import Placed, body_size
from ingest.readers.pdf.pdfium import LOCK
from ingest.readers.pdf.rows import read_rows
from ingest.readers.pdf.scans import can_recognise, recognise
from ingest.readers.pdf.tables import read_tables

_SCAN_SHARE = 0.5  # of the page, that a picture takes of a scanned page
_SCAN_WORDS = 25  # a scan may carry a stamp or a page number in type
_UNMAPPED_SHARE = 0.3  # of the glyphs, without a character, that make a page's text useless
_RECOGNITION_S = 90.0  # at most, for one scanned page
_RECOGNITION_LEAST_S = 1.0
_MAX_EDGE = 20_000  # points; PDF 1.7 allows 14,400
_MAX_MISSING = 100  # pages in a row that cannot be loaded: the count is false


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that were read, and the numbers of those that were not."""

    read: tuple[PageContent, ...]
    unread: tuple[int, ...]


def read_pages(
    document: pdfium.PdfDocument,
    *,
    deadline: float,
    skip: frozenset[int] = frozenset(),
    progress: Callable[[int, int], None] | None = None,
    begin: Callable[[int], None] | None = None,
) -> Pages:
    """Return the content of each page; a page that is damaged or out of time is left unread.

    Args:
        deadline: By `time.monotonic`.
        skip: Numbers of pages to leave unread.
        progress: Called with the pages done and their number.
        begin: Called with a page's number before it is read, and again before it is recognised.
    """
    n_pages = len(document)
    read: list[PageContent] = []
    unread: list[int] = []
    missing = 0
    for number in range(1, n_pages + 1):
        if time.monotonic() > deadline or missing > _MAX_MISSING:
            unread.extend(range(number, n_pages + 1))
            break
        try:
            if number in skip:
                unread.append(number)
            else:
                read.append(_read_or_recognise(document, number, deadline, begin))
                missing = 0
        except (pdfium.PdfiumError, ValueError):
            unread.append(number)
            missing += 1
        if progress:
            progress(number, n_pages)
    return Pages(tuple(read), tuple(unread))


def _read_or_recognise(
    document: pdfium.PdfDocument,
    number: int,
    deadline: float,
    begin: Callable[[int], None] | None,
) -> PageContent:
    if begin:
        begin(number)
    content = read_page(document, number)
    if content.without_text and can_recognise():
        if begin:
            begin(number)
        left_s = max(_RECOGNITION_LEAST_S, deadline - time.monotonic())
        timeout_s = min(_RECOGNITION_S, left_s)
        return recognise(document, number, timeout_s=timeout_s) or content
    return content


def read_page(
    document: pdfium.PdfDocument, number: int, *, keep_edges: bool = False
) -> PageContent:
    """Return what stands on a page.

    Args:
        number: 1-based.
        keep_edges: Whether the words keep the edges of their characters.

    Raises:
        pdfium.PdfiumError: The page cannot be loaded.
        ValueError: The page is of no size that a page can have.
    """
    with LOCK:
        page = document[number - 1]
        try:
            frame = Frame.of(page)
            if not (0 < frame.width <= _MAX_EDGE and 0 < frame.height <= _MAX_EDGE):
                raise ValueError("the page has no size that a page can have")
            text = read_words(page, frame)
            drawings = read_drawings(page, text.frame)
        finally:
            page.close()
    n_glyphs = sum(len(word.text) for word in text.words) + text.n_unmapped
    without_text = _is_scan(len(text.words), drawings.picture_share) or (
        not text.words and drawings.n_objects > 20
    )
    if n_glyphs and text.n_unmapped > _UNMAPPED_SHARE * n_glyphs:
        without_text = True
    if keep_edges:
        words = tuple(map(with_edges, text.words, text.edges))
    else:
        words = tuple(mark_words(text.words, drawings.across, text.edges))
    return PageContent(
        number=number,
        frame=text.frame,
        words=words,
        across=tuple(drawings.across),
        down=tuple(drawings.down),
        without_text=without_text,
    )


def _is_scan(n_words: int, picture_share: float) -> bool:
    return picture_share > _SCAN_SHARE and n_words < _SCAN_WORDS


def place_rows(pages: Sequence[PageContent]) -> list[Placed]:
    """Return the rows of a paper's pages in reading order, without furniture and watermarks."""
    whole = [
        PageRows(page.number, page.frame.height, tuple(read_rows(page.words))) for page in pages
    ]
    furniture = find_furniture(whole)
    size = body_size([row for page in whole for row in page.rows])
    placed: list[Placed] = []
    for page, rows, places in zip(pages, whole, furniture, strict=True):
        kept = [
            row
            for place, row in enumerate(rows.rows)
            if place not in places and not is_watermark(row, size)
        ]
        if kept:
            marked = mark_footnotes(kept, page.across, page_height=rows.height, body_size=size)
            bare = replace(page, words=(), across=(), down=())
            body = [word for row in marked if not row.note for word in row.words]
            tables = read_tables(body, page.across, page.down)
            ordered = reading_order([*read_rows(tables.rest), *tables.rows])
            notes = [row for row in marked if row.note]
            placed += [Placed(row, bare) for row in (*ordered, *notes)]
    return placed


def numbers_without_text(pages: Sequence[PageContent]) -> Iterator[int]:
    """Give the numbers of the pages that show something but hold no text."""
    for page in pages:
        if page.without_text and not page.recognised:
            yield page.number
