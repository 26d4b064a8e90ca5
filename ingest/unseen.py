"""Takes out signs that nobody sees: they could turn words round, hide orders or move a cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.lines import Line, Lines

# What moves a terminal's cursor, controls, marks of direction, spaces of no width, invisible
# operators, tags and lone surrogates. Joiners stay, as scripts and emoji need them, and so do tabs
# and line breaks.
# Source: Unicode Technical Report 36, section 2.4, and "Trojan Source", Boucher and Anderson, 2023.
_UNSEEN = re.compile(
    "\x1b\\[[0-9;?]*[A-Za-z]"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)


def without_unseen(text: str) -> str:
    """Return a text without signs that are not seen."""
    return _UNSEEN.sub("", text)


def shown_name(name: str) -> str:
    """Return a file's name as it can be shown and stored, on one line."""
    written = name.encode("utf-8", errors="replace").decode()  # a name may be bytes of no encoding
    return " ".join(without_unseen(written).split()) or "paper"


def seen_lines(lines: Lines) -> Lines:
    """Return a paper's lines without signs that are not seen."""
    if not any(_UNSEEN.search(text) for line in lines.lines for text in _texts(line)):
        return lines
    cleaned = tuple(_seen(line) for line in lines.lines)
    kept = tuple(
        after
        for before, after in zip(lines.lines, cleaned, strict=True)
        if after.text.strip() or after.number or after.runs or not before.text
    )
    return replace(lines, lines=kept)


def _texts(line: Line) -> Iterator[str]:
    yield line.text
    if line.number:
        yield line.number
    for run in line.runs:
        yield run.text


def _seen(line: Line) -> Line:
    return replace(
        line,
        text=without_unseen(line.text),
        number=None if line.number is None else without_unseen(line.number),
        runs=tuple(run.model_copy(update={"text": without_unseen(run.text)}) for run in line.runs),
    )
