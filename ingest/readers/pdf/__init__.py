"""Reads a PDF: its lines in reading order, with their looks, pages and rectangles."""

from __future__ import annotations

from collections.abc import Callable

from ingest.lines import Lines
from ingest.readers.apart import read_apart
from ingest.settings import IngestSettings

__all__ = ["read_lines"]


def read_lines(
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Lines:
    """Return a PDF's lines, one for each line or table row that its pages show.

    It is read in a process of its own, bounded in time and memory.

    Args:
        data: The file's bytes.
        name: Its name, for messages.
        settings: The limits. Pages not come to within `max_seconds` are named as unread.
        progress: Called with the number of pages done and of all pages, after each page.

    Raises:
        UnreadableSourceError: The bytes are no PDF, or damaged beyond reading.
        EncryptedSourceError: The PDF needs a password.
        SourceTooLargeError: It has more bytes or pages than the settings allow, or unpacks to
            more than can be read within them.
    """
    return read_apart("pdf", data, name=name, settings=settings, progress=progress)
