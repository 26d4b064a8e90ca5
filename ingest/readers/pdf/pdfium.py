"""An open PDF: opened within limits, and locked while pdfium is at work on it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import EncryptedSourceError, SourceTooLargeError, UnreadableSourceError

# pdfium keeps global state and is not safe to enter from two threads
# (https://pypdfium2.readthedocs.io, "Incompatibility with threading"); the page has many.
LOCK = threading.RLock()

_HEADER = b"%PDF-"
# A reader accepts the header anywhere in the first 1024 bytes (PDF 1.7 reference, appendix H).
_HEADER_WITHIN = 1024


@contextmanager
def opened(data: bytes, *, name: str, max_bytes: int | None = None) -> Iterator[pdfium.PdfDocument]:
    """Give an open document, and close it afterwards; whoever reads from it holds `LOCK`.

    Raises:
        UnreadableSourceError: The bytes are no PDF, or too damaged to open.
        EncryptedSourceError: The PDF needs a password.
        SourceTooLargeError: It has more than `max_bytes` bytes.
    """
    if max_bytes is not None and len(data) > max_bytes:
        raise SourceTooLargeError(
            f"{name} has {len(data):,} bytes, more than the limit of {max_bytes:,}; "
            "split the paper, or raise max_bytes in the settings."
        )
    if _HEADER not in data[:_HEADER_WITHIN]:
        raise UnreadableSourceError(
            f"{name} is not a PDF, whatever its name says; add the file in the form it really has."
        )
    with LOCK:
        document = _open(data, name)
    try:
        yield document
    finally:
        with LOCK:
            document.close()


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedSourceError(
                f"{name} is locked with a password; save a copy without one and add that."
            ) from error
        raise UnreadableSourceError(
            f"{name} is a damaged PDF and cannot be opened; fetch it again from where it came."
        ) from error
    if len(document) == 0:
        document.close()
        raise UnreadableSourceError(
            f"{name} is a damaged PDF with no page in it; fetch it again from where it came."
        )
    return document


def matrix_of(page_object: object) -> raw.FS_MATRIX:
    """Return the matrix of a page object, the identity where pdfium knows none."""
    matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFPageObj_GetMatrix(page_object, matrix)
    return matrix


def address(pointer: Any) -> int:
    """Return where a pdfium pointer points, 0 where it points nowhere."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0 if pointer else 0


def _with_addresses(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return a function of pdfium that takes and gives addresses for pointers.

    For what is called for every glyph: pypdfium2's own makes an object of each pointer, and lets
    other threads in at each call, which takes longer than the call.
    """
    made: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(address(function))
    return made


# Each takes the address of a text page and the index of a glyph on it.
text_object_at = _with_addresses(
    raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int
)  # None where pdfium made the glyph up
code_at = _with_addresses(raw.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
loose_box_at = _with_addresses(
    raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)  # takes the address of four floats as well: left, top, right, bottom
