"""Reads a PDF in this process: the whole way from its bytes to its lines."""

from __future__ import annotations

import time
from collections.abc import Callable

from ingest.errors import SourceTooLargeError, UnreadableSourceError
from ingest.lines import Lines
from ingest.readers.pdf.lines import build_lines
from ingest.readers.pdf.pages import numbers_without_text, place_rows, read_pages
from ingest.readers.pdf.pdfium import opened
from ingest.settings import IngestSettings


def read_here(
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    skip: frozenset[int] = frozenset(),
    progress: Callable[[int, int], None] | None = None,
    begin: Callable[[int], None] | None = None,
) -> Lines:
    """Return a PDF's lines, one for each line or table row that its pages show.

    pdfium cannot be stopped while it is at a page, and can fall over a hostile one; see
    `ingest.readers.apart`.

    Args:
        data: The file's bytes.
        name: Its name, for messages.
        settings: The limits. Pages not come to within `max_seconds` are named as unread.
        skip: Numbers of pages to leave unread.
        progress: Called with the number of pages done and of all pages, after each page.
        begin: Called with a page's number before it is read, and again before it is recognised.

    Raises:
        UnreadableSourceError: The bytes are no PDF, or damaged beyond reading.
        EncryptedSourceError: The PDF needs a password.
        SourceTooLargeError: It has more bytes or pages than the settings allow.
    """
    deadline = time.monotonic() + settings.max_seconds
    with opened(data, name=name, max_bytes=settings.max_bytes) as document:
        n_pages = len(document)
        if n_pages > settings.max_pages:
            raise SourceTooLargeError(
                f"{name} says that it has {n_pages:,} pages, more than the limit of "
                f"{settings.max_pages:,}; split the paper, or raise max_pages in the settings."
            )
        pages = read_pages(document, deadline=deadline, skip=skip, progress=progress, begin=begin)
    if not pages.read:
        raise UnreadableSourceError(
            f"{name} is a damaged PDF: none of its pages can be read; "
            "fetch it again from where it came."
        )
    return Lines(
        lines=tuple(build_lines(place_rows(pages.read))),
        n_pages=n_pages,
        pages_without_text=tuple(numbers_without_text(pages.read)),
        pages_unread=pages.unread,
    )
