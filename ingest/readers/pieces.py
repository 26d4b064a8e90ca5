"""Lines made of pieces: the words of a paragraph that share one look and one mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.documents import Mark, Run
from ingest.lines import Line
from ingest.readers.text import fold

_BULLET = re.compile(r"(?:[-–—*+•▪▫◦‣·●○■□❑❖◆➢✓]|o(?=\t))\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look and one mark; a line break stands among them as a newline."""

    text: str
    mark: Mark = Mark.KEPT
    bold: bool = False
    italic: bool = False
    size: float | None = None  # points
    underlined: bool = False
    coloured: bool = False
    struck_by_hand: bool = False  # struck formatting, not a tracked deletion


@dataclass(frozen=True, slots=True)
class Standing:
    """What a paragraph's format says of it, beside its words."""

    number: str | None = None
    bullet: bool = False
    heading_level: int | None = None
    indent: float = 0.0
    centred: bool = False


def lines_from(pieces: Sequence[Piece], standing: Standing) -> list[Line]:
    """Return a paragraph's lines: one, or as many as its line breaks make of it.

    Only the first bears the number, the bullet or the heading's level. A heading is one line.
    """
    heading = standing.heading_level is not None
    segments = _segments(_amended_by_hand(pieces), whole_line=heading)
    lines = [
        replace(
            _line(segment),
            indent=standing.indent,
            centred=standing.centred,
            soft_wrapped=place < len(segments),
        )
        for place, segment in enumerate(segments, start=1)
    ]
    if lines:
        bullet = (lines[0].bullet or standing.bullet) and standing.number is None
        lines[0] = replace(
            lines[0],
            heading_level=standing.heading_level,
            number=standing.number,
            bullet=bullet,
            blank_before=not bullet,
        )
    return lines


def _amended_by_hand(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Beside words struck by hand, the ones made to stand out are those put in their place."""
    by_hand = any(piece.struck_by_hand for piece in pieces)
    if not by_hand or any(piece.mark is Mark.INSERTED for piece in pieces):
        return pieces

    def stands_out(piece: Piece) -> bool:
        return piece.bold or piece.underlined or piece.coloured

    kept = [piece for piece in pieces if piece.mark is Mark.KEPT and piece.text.strip()]
    if all(stands_out(piece) for piece in kept):
        return pieces
    return [
        replace(piece, mark=Mark.INSERTED)
        if piece.mark is Mark.KEPT and stands_out(piece)
        else piece
        for piece in pieces
    ]


def _segments(pieces: Sequence[Piece], *, whole_line: bool) -> list[list[Piece]]:
    """Pieces parted at the line breaks; those of a heading stay on one line."""
    segments: list[list[Piece]] = [[]]
    for piece in pieces:
        if whole_line or "\n" not in piece.text:
            segments[-1].append(piece)
            continue
        first, *rest = piece.text.split("\n")
        segments[-1].append(replace(piece, text=first))
        segments += [[replace(piece, text=text)] for text in rest]
    return [each for each in segments if any(piece.text.strip() for piece in each)]


def _line(pieces: list[Piece]) -> Line:
    kept = [piece for piece in pieces if piece.mark is not Mark.STRUCK]
    text = "".join(piece.text for piece in kept).lstrip()
    bullet = _BULLET.match(text)
    worded = [piece for piece in kept if re.search(r"[^\W\d_]", piece.text)]
    amended = any(piece.mark is not Mark.KEPT for piece in pieces)
    runs = _runs(pieces) if amended else ()
    return Line(
        fold(text[bullet.end() :] if bullet else text),
        bullet=bullet is not None,
        bold=bool(worded) and all(piece.bold for piece in worded),
        italic=bool(worded) and all(piece.italic for piece in worded),
        size=next((piece.size for piece in worded), None),
        runs=_without(runs, bullet[0].strip()) if bullet else runs,
    )


def _runs(pieces: list[Piece]) -> tuple[Run, ...]:
    """The words as printed, white space folded, neighbours of one mark joined."""
    joined: list[Run] = []
    for piece in pieces:
        text = re.sub(r"\s+", " ", piece.text.replace("\u00ad", ""))
        before = joined[-1].text if joined else " "
        if before.endswith(" "):
            text = text.lstrip()
        if not text:
            continue
        if joined and joined[-1].mark is piece.mark:
            joined[-1] = Run(text=before + text, mark=piece.mark)
        else:
            joined.append(Run(text=text, mark=piece.mark))
    if joined:
        joined[-1] = Run(text=joined[-1].text.rstrip(), mark=joined[-1].mark)
    return tuple(run for run in joined if run.text)


def _without(runs: tuple[Run, ...], sign: str) -> tuple[Run, ...]:
    """Runs without the bullet sign that they begin with."""
    if not runs or not runs[0].text.startswith(sign):
        return runs
    rest = runs[0].text.removeprefix(sign).lstrip()
    return ((Run(text=rest, mark=runs[0].mark),) if rest else ()) + runs[1:]
