"""Which tables are data, and which only hold a paper's paragraphs in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from ingest.documents import Mark, Run
from ingest.lines import Line

Cell = Sequence[Line]
Row = Sequence[Cell]

_MARKER = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Z](?:\.\d{1,3}){1,4}|[A-Za-z]|[ivxIVX]{1,5})[.):]{0,2}"
)
_BULLET_SIGN = re.compile(r"[-–—*+•▪▫◦‣·●○■□❑❖◆➢✓\uf0b7\uf0a7]")
_BLOCK_LINES = 4
_BLOCK_NUMBERS = 3
_BLOCK_WORDS = 200
_MIN_ROWS = 3  # fewer show no series
_SENTENCE_WORDS = 4  # what a numbered cell's neighbour holds, if it is a paragraph


def table_lines(rows: Sequence[Row]) -> list[Line]:
    """Return a table's lines in reading order.

    A table of numbers and the paragraphs beside them gives those paragraphs, numbered; a cell
    that holds paragraphs of its own gives those; any other row gives one line, its cells parted
    by tabs.
    """
    filled = [row for row in rows if any(_text(cell) or _marker(cell) for cell in row)]
    if all(sum(bool(cell) for cell in row) == 1 for row in filled):
        return [line for row in filled for cell in row for line in cell]
    numbered = _holds_numbered_paragraphs(filled)
    lines: list[Line] = []
    for row in filled:
        if numbered and _paragraph_cell(row) is not None:
            lines += _numbered_lines(row)
        elif any(_is_block(cell) for cell in row):
            lines += [line for cell in row for line in cell]
        else:
            lines.append(_row_line(row))
    return lines


def settle_rows(lines: Sequence[Line]) -> list[Line]:
    """Return lines in which rows that hold numbers beside paragraphs are numbered lines.

    For formats whose rows come one by one, their cells parted by tabs.
    """
    out: list[Line] = []
    for is_row, group in groupby(lines, key=lambda line: line.table_row and not line.runs):
        run = list(group)
        rows = (
            [
                [[replace(line, text=text, table_row=False)] for text in line.text.split("\t")]
                for line in run
            ]
            if is_row
            else []
        )
        if len(rows) < _MIN_ROWS or not _holds_numbered_paragraphs(rows):
            out += run
            continue
        for line, row in zip(run, rows, strict=True):
            out += _numbered_lines(row) if _paragraph_cell(row) else [line]
    return out


def _text(cell: Cell) -> str:
    return " ".join(_printed(line) for line in cell if line.text)


def _printed(line: Line) -> str:
    return f"{line.number} {line.text}" if line.number else line.text


def _marker(cell: Cell) -> str:
    """What a cell prints where it is nothing but a number or a bullet sign, else ''."""
    if len(cell) != 1 or cell[0].table_row:
        return ""
    line = cell[0]
    if not line.text:
        return "•" if line.bullet else line.number or ""
    alone = line.number is None and not line.bullet
    sign = _MARKER.fullmatch(line.text) or _BULLET_SIGN.fullmatch(line.text)
    return line.text if alone and sign else ""


def _paragraph_cell(row: Row) -> int | None:
    """The place of the row's one cell of words, where only markers stand before it."""
    filled = [place for place, cell in enumerate(row) if cell]
    if not filled or _marker(row[filled[-1]]):
        return None
    before = filled[:-1]
    return filled[-1] if all(_marker(row[place]) for place in before) else None


def _holds_numbered_paragraphs(rows: Sequence[Row]) -> bool:
    places = [_paragraph_cell(row) for row in rows]
    marked = [
        row
        for row, place in zip(rows, places, strict=True)
        if place and any(_marker(cell) for cell in row[:place])
    ]
    if not marked or sum(place is not None for place in places) < 0.6 * len(rows):
        return False
    n_words = sum(len(_text(cell).split()) for row in marked for cell in row if not _marker(cell))
    return n_words >= _SENTENCE_WORDS * len(marked)


def _numbered_lines(row: Row) -> list[Line]:
    place = _paragraph_cell(row) or 0
    markers = [marker for cell in row[:place] if (marker := _marker(cell))]
    lines = list(row[place])
    if markers and lines[0].number is None and not lines[0].bullet:
        bullet = all(_BULLET_SIGN.fullmatch(marker) for marker in markers)
        number = None if bullet else " ".join(markers)
        lines[0] = replace(lines[0], number=number, bullet=bullet, blank_before=True)
    return lines


def _is_block(cell: Cell) -> bool:
    return (
        len(cell) >= _BLOCK_LINES
        or sum(line.number is not None for line in cell) >= _BLOCK_NUMBERS
        or any(line.heading_level is not None or line.table_row for line in cell)
        or len(_text(cell).split()) > _BLOCK_WORDS
    )


def _row_line(row: Row) -> Line:
    cells = [_text(cell) or _marker(cell) for cell in row]
    text = "\t".join(cells).rstrip("\t")
    lines = [line for cell in row for line in cell]
    return Line(
        text=text if "\t" in text else text + "\t",
        bold=all(line.bold for line in lines),
        italic=all(line.italic for line in lines),
        size=lines[0].size,
        indent=lines[0].indent,
        blank_before=lines[0].blank_before,
        table_row=True,
        runs=_row_runs(row) if any(line.runs for line in lines) else (),
    )


def _row_runs(row: Row) -> tuple[Run, ...]:
    runs: list[Run] = []
    for cell in row:
        if runs:
            runs.append(Run(text="\t", mark=Mark.KEPT))
        for n_before, line in enumerate(cell):
            if n_before:
                runs.append(Run(text=" ", mark=Mark.KEPT))
            runs += line.runs or (Run(text=_printed(line), mark=Mark.KEPT),)
    return tuple(runs)
