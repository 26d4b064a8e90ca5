"""Reads the words of scanned pages by character recognition, where tesseract is installed.

It is an optional extra: the package `tesseract-ocr` of the system and `pytesseract` of Python.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2 as pdfium

from ingest.readers.pdf.content import PageContent, Word
from ingest.readers.pdf.frame import Frame
from ingest.readers.pdf.pdfium import LOCK

_DPI = 300  # what tesseract is trained for
_MAX_PIXELS = 30_000_000
_MIN_CONFIDENCE = 25  # of 100
_DESCENDS = frozenset("gjpqy,;()[]Q@/")
_EM_PER_LINE = 1.06  # a line box reaches from ascender to descender, about 0.94 em
_SAME_SIZE = 0.25  # share by which a line's height may differ from the page's for its words' sake


def can_recognise() -> bool:
    """Say whether character recognition is installed."""
    found = importlib.util.find_spec("pytesseract") is not None
    return found and shutil.which("tesseract") is not None


def recognise(document: pdfium.PdfDocument, number: int, *, timeout_s: float) -> PageContent | None:
    """Return a page's content as recognised from its picture, or nothing where none is found.

    Args:
        number: The page's, 1-based.
        timeout_s: The most seconds that may be spent.
    """
    import pytesseract

    with LOCK:
        page = document[number - 1]
        try:
            frame = Frame.of(page)
            scale = min(_DPI / 72, (_MAX_PIXELS / (frame.width * frame.height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True)
            image = bitmap.to_pil().copy()
            bitmap.close()
        finally:
            page.close()
    try:
        data = pytesseract.image_to_data(
            image,
            config=f"--dpi {round(scale * 72)}",
            output_type=pytesseract.Output.DICT,
            timeout=timeout_s,
        )
    except (pytesseract.TesseractError, RuntimeError, OSError):
        return None  # it ran out of time, or its language data are missing
    words = tuple(_words(_lines(data, scale)))
    return PageContent(number, frame, words, recognised=True) if words else None


@dataclass(frozen=True, slots=True)
class _Seen:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def _lines(data: Mapping[str, Sequence[Any]], scale: float) -> list[list[_Seen]]:
    lines: dict[tuple[int, ...], list[_Seen]] = defaultdict(list)
    for index, text in enumerate(data["text"]):
        if not text.strip() or float(data["conf"][index]) < _MIN_CONFIDENCE:
            continue
        key = tuple(int(data[part][index]) for part in ("block_num", "par_num", "line_num"))
        left, top = data["left"][index] / scale, data["top"][index] / scale
        right = left + data["width"][index] / scale
        bottom = top + data["height"][index] / scale
        lines[key].append(_Seen(text.strip(), left, top, right, bottom))
    return list(lines.values())


def _words(lines: list[list[_Seen]]) -> Iterator[Word]:
    heights = [max(w.bottom for w in line) - min(w.top for w in line) for line in lines]
    usual = median(heights) if heights else 0.0
    for line, height in zip(lines, heights, strict=True):
        alike = abs(height - usual) <= _SAME_SIZE * usual
        size = round((usual if alike else height) * _EM_PER_LINE, 1)
        level = [w.bottom for w in line if not _DESCENDS & set(w.text)]
        baseline = median(level or [w.bottom - 0.2 * size for w in line])
        for seen in line:
            n_chars = len(seen.text)
            step = (seen.right - seen.left) / n_chars
            edges = [seen.left + place * step for place in range(n_chars + 1)]
            yield Word(
                text=seen.text, left=seen.left, top=seen.top, right=seen.right,
                bottom=seen.bottom, baseline=baseline, size=size, bold=False, italic=False,
                colour=0, spaced=True, lefts=tuple(edges[:-1]), rights=tuple(edges[1:]),
            )  # fmt: skip
