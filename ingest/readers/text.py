"""Reads plain text: the right characters whatever the encoding, in lines of bounded length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from charset_normalizer import from_bytes

from ingest.errors import UnreadableSourceError
from ingest.lines import Line, Lines
from ingest.readers.tables import settle_rows
from ingest.settings import IngestSettings

_BULLET = re.compile(r"(?:[-*+•▪◦‣·●○■□\uf0b7\uf0a7]\s+|[–—]\s+)(?=\S)")
_UNDERLINE = re.compile(r"[=\-_~*]{3,}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\ufeff]")
_SPACE = re.compile(r"[^\S\n]+|\n")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s")
_SAMPLE_BYTES = 200_000  # enough to tell an encoding by
_MAX_CONTROL_SHARE = 0.05  # above it, bytes are no text


def fold(text: str) -> str:
    """White space folded to single spaces, none at the ends."""
    return _SPACE.sub(" ", text.replace("\u00ad", "")).strip()


def decode(data: bytes, *, name: str) -> str:
    """Return the text of bytes in whatever encoding they are, without control characters.

    Raises:
        UnreadableSourceError: The bytes are no text in any encoding that is known.
    """
    text = _decode_marked(data)
    if text is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            best = from_bytes(data[:_SAMPLE_BYTES]).best()
            encoding = best.encoding if best else "cp1252"
            text = data.decode(encoding, errors="replace")
    n_control = len(_CONTROL.findall(text[:_SAMPLE_BYTES]))
    if n_control > _MAX_CONTROL_SHARE * max(1, len(text[:_SAMPLE_BYTES])):
        raise UnreadableSourceError(
            f"{name} is not a text file: its bytes are no words. Save it as PDF, Word or text, "
            "and add that."
        )
    return _CONTROL.sub("", text)


def _decode_marked(data: bytes) -> str | None:
    """Text of bytes whose start or whose zeros give their encoding away, else None."""
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    sample = data[:4_000]
    if len(sample) >= 8 and sample.count(0) * 3 >= len(sample):
        odd = sample[1::2].count(0) >= sample[0::2].count(0)
        return data.decode("utf-16-le" if odd else "utf-16-be", errors="replace")
    return None


def source_lines(text: str, settings: IngestSettings) -> Iterator[str]:
    """The text's lines, none longer than the limit: a longer one is broken at a sentence."""
    for n_lines, line in enumerate(re.split(r"\r\n|[\n\r\f\u2028\u2029]", text)):
        if n_lines >= settings.max_lines:
            return
        if len(line) <= settings.max_line_chars:
            yield line
        else:
            yield from _broken(line, settings.max_line_chars)


def _broken(line: str, limit: int) -> Iterator[str]:
    start = 0
    while start < len(line):
        end = min(start + limit, len(line))
        if end < len(line):
            space = line.rfind(" ", start, end)
            ends = [m.start() for m in _SENTENCE_END.finditer(line, max(start, end - 2_000), end)]
            end = ends[-1] if ends else (space if space > start else end)
        yield line[start:end].strip()
        start = end + (1 if end < len(line) and line[end] == " " else 0)


def read_lines(
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Lines:
    """Return a text file's lines; lines that stand together are soft-wrapped.

    Raises:
        UnreadableSourceError: The bytes are no text.
    """
    out: list[Line] = []
    blank = True
    for raw in source_lines(decode(data, name=name), settings):
        stripped = raw.strip()
        if not stripped or _UNDERLINE.fullmatch(stripped):
            blank = True
            continue
        spaces = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
        bullet = _BULLET.match(stripped)
        words = stripped[bullet.end() :] if bullet else stripped
        row = "\t" in words and bullet is None
        text = "\t".join(fold(c) for c in words.split("\t")) if row else fold(words)
        out.append(
            Line(
                text=text,
                bullet=bullet is not None,
                indent=4.5 * spaces,
                blank_before=blank,
                soft_wrapped=not row,
                table_row=row,
            )
        )
        blank = False
    if progress:
        progress(1, 1)
    return Lines(tuple(settle_rows(out)))
