"""The blocks of a sample paper's source text, before any layout.

The source is Markdown kept to what the papers need: `#` titles, `##` and `###` headings, one
block of text to a line, `|` tables, `-` bullets, `~~struck~~` words followed by `**inserted**`
ones, and a footnote as a line that begins with `¹`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = re.compile(r"(\d+(?:\.\d+)*\.?)\s+(.*)")
_LETTER = re.compile(r"(\([a-z]\)|[a-z]\.)\s+(.*)")
_ROMAN = re.compile(r"(\((?:i|ii|iii|iv|v|vi)\))\s+(.*)")
_AMENDED = re.compile(r"~~(?P<struck>.+?)~~\s+\*\*(?P<inserted>.+?)\*\*")
FOOTNOTE_MARK = "¹"


class Shape(StrEnum):
    """What a block looks like on the page."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    NUMBERED = "numbered"
    LETTERED = "lettered"
    ROMAN = "roman"
    BULLET = "bullet"
    TABLE = "table"
    FOOTNOTE = "footnote"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a source text; `number` is as printed, with its brackets or full stop."""

    shape: Shape
    text: str = ""
    number: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an amended paragraph that share a fate."""

    text: str
    struck: bool = False
    inserted: bool = False


def read_blocks(path: Path) -> tuple[Block, ...]:
    """Return the blocks of a source text, in order."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("| ").split("|"))
            if set("".join(cells)) - set("- "):
                rows.append(cells)
            continue
        if rows:
            blocks.append(Block(Shape.TABLE, rows=tuple(rows)))
            rows = []
        if line.strip():
            blocks.append(_block(line.strip(), blocks[-1] if blocks else None))
    return tuple(blocks)


def pieces(text: str) -> tuple[Piece, ...]:
    """Return an amended paragraph's words, split where their fate changes."""
    found: list[Piece] = []
    start = 0
    for match in _AMENDED.finditer(text):
        found += [
            Piece(text[start : match.start()]),
            Piece(match["struck"], struck=True),
            Piece(match["inserted"], inserted=True),
        ]
        start = match.end()
    return tuple(piece for piece in (*found, Piece(text[start:])) if piece.text)


def _block(line: str, previous: Block | None) -> Block:
    for mark, shape in (("# ", Shape.TITLE), ("## ", Shape.HEADING), ("### ", Shape.SUBHEADING)):
        if line.startswith(mark):
            found = _NUMBER.fullmatch(line.removeprefix(mark))
            number, text = found.groups() if found else ("", line.removeprefix(mark))
            return Block(shape, text, number)
    if line.startswith("- "):
        return Block(Shape.BULLET, line.removeprefix("- "))
    if line.startswith(FOOTNOTE_MARK):
        return Block(Shape.FOOTNOTE, line)
    for pattern, shape in _patterns(line, previous):
        if found := pattern.fullmatch(line):
            return Block(shape, found[2], found[1])
    return Block(Shape.PLAIN, line)


def _patterns(line: str, previous: Block | None) -> tuple[tuple[re.Pattern[str], Shape], ...]:
    """Return the number patterns to try; `(i)` is roman unless it follows `(h)`."""
    letter = (_LETTER, Shape.LETTERED)
    roman = (_ROMAN, Shape.ROMAN)
    follows_h = previous is not None and previous.number == "(h)" and line.startswith("(i)")
    return ((_NUMBER, Shape.NUMBERED), *((letter, roman) if follows_h else (roman, letter)))
