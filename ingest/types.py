"""Tells what a file is by its content; its name decides only between kinds of plain text."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from ingest.errors import SourceTooLargeError, UnreadableSourceError, UnsupportedTypeError

PAPER_SUFFIXES = frozenset(
    {".pdf", ".docx", ".docm", ".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml"}
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6}\s|\s*[-*+]\s|\|.*\|)|\*\*\S|~~\S|\]\(", re.MULTILINE)


class MediaType(StrEnum):
    """The types that a reader takes."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"

    @property
    def reader(self) -> str:
        """The name of the module that reads it."""
        return self.name.lower()

    @property
    def words(self) -> str:
        """How a person would call it."""
        return {"PDF": "a PDF", "DOCX": "a Word document", "HTML": "a web page"}.get(
            self.name, "a text file"
        )


_ENTRY = b"PK\x01\x02"  # begins each line of an archive's list of contents
_MAX_ENTRIES = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the stream of an Office file with a password
_NOT_READ = (
    (_OLE, "an old Office file; save it as .docx or PDF"),
    (b"{\\rtf", "a Rich Text file; save it as .docx or PDF"),
    (b"\x89PNG", "a picture; have its text recognised and add the PDF"),
    (b"\xff\xd8\xff", "a picture; have its text recognised and add the PDF"),
    (b"GIF8", "a picture; have its text recognised and add the PDF"),
    (b"II*\x00", "a picture; have its text recognised and add the PDF"),
    (b"MM\x00*", "a picture; have its text recognised and add the PDF"),
    (b"\x1f\x8b", "a compressed file; unpack it and add what is inside"),
    (b"7z\xbc\xaf", "a compressed file; unpack it and add what is inside"),
    (b"Rar!", "a compressed file; unpack it and add what is inside"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)


def detect_type(data: bytes, *, name: str) -> MediaType:
    """Return the type of a file's content.

    Raises:
        UnsupportedTypeError: The content is of a type that no reader takes.
        UnreadableSourceError: The content is a broken archive.
        SourceTooLargeError: It is an archive of so many files that to list them takes too long.
    """
    start = data[:1024].lstrip(b"\xef\xbb\xbf\x00\r\n\t ")
    if b"%PDF-" in data[:1024]:
        return MediaType.PDF
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive_type(data, name=name)
    if data.startswith(_OLE) and _LOCKED in data:
        return MediaType.DOCX  # whose reader says how to unlock it
    for magic, words in _NOT_READ:
        if data.startswith(magic):
            raise UnsupportedTypeError(f"{name} is {words}.")
    lowered = name.lower()
    if _HTML.search(data[:4096].replace(b"\x00", b"")) or (
        lowered.endswith((".html", ".htm", ".xhtml")) and start.startswith(b"<")
    ):
        return MediaType.HTML
    if lowered.endswith((".pdf", ".docx", ".docm")):
        kind = "PDF" if lowered.endswith(".pdf") else "Word document"
        raise UnreadableSourceError(
            f"{name} is no {kind}, whatever its name says. Save it again from the program that "
            "made it, and add that."
        )
    if lowered.endswith((".md", ".markdown")):
        return MediaType.MARKDOWN
    if lowered.endswith((".txt", ".text")):
        return MediaType.TEXT
    sample = data[:50_000].decode("utf-8", errors="replace")
    return MediaType.MARKDOWN if len(_MARKDOWN.findall(sample)) >= 3 else MediaType.TEXT


def _archive_type(data: bytes, *, name: str) -> MediaType:
    if data.count(_ENTRY) > _MAX_ENTRIES:  # before the list is read, which takes memory for each
        raise SourceTooLargeError(
            f"{name} holds more files than any Word paper, so it was not opened. "
            "Open it in Word and save it again as DOCX or PDF."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableSourceError(
            f"{name} is damaged: it ends too early, or was changed on its way. Save it again from "
            "Word and add that."
        ) from error
    if "word/document.xml" in names or any(n.startswith("word/document") for n in names):
        return MediaType.DOCX
    if "[Content_Types].xml" in names:
        raise UnsupportedTypeError(
            f"{name} is an Office file, but no Word document; save its text as .docx or PDF."
        )
    raise UnsupportedTypeError(
        f"{name} is a ZIP archive, not a Word document; unpack it and add what is inside."
    )


def unpacked_size(data: bytes) -> int:
    """How many bytes a file unpacks to, as it says itself; its own size where it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist() if _is_text(entry.filename))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return len(data)


def _is_text(name: str) -> bool:
    return name.endswith((".xml", ".rels"))  # pictures are never unpacked
