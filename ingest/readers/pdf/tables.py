"""Finds ruled tables, and gives each of their rows as cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf.content import Rule, Word
from ingest.readers.pdf.rows import Row, read_rows, table_row

_SNAP = 3.0  # points; lines nearer to each other are one
_MAX_LINES = 1_500  # more make a drawing, not a table
_MAX_CROSSINGS = 3_000  # for the same reason
_LONG_CELL = 120  # words; a cell with more holds paragraphs, and is read as text
# A cell that holds no more than this stands for the paragraph number of the text beside it.
_NUMBER = re.compile(r"(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)]?|[•·▪\-–])?")


@dataclass(frozen=True, slots=True)
class _Cell:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: Word) -> bool:
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left - 1 <= x <= self.right + 1 and self.top - 1 <= y <= self.bottom + 1


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of a page's tables, and the words that stand in none."""

    rows: tuple[Row, ...]
    rest: tuple[Word, ...]


def read_tables(words: Sequence[Word], across: Sequence[Rule], down: Sequence[Rule]) -> Tables:
    """Return a page's table rows and its other words.

    A box with one cell, a grid whose first column holds nothing but paragraph numbers, and cells
    that hold whole paragraphs are ways to lay text out, and are left to be read as text.
    """
    if len(down) < 2 or len(across) < 2 or len(across) + len(down) > _MAX_LINES:
        return Tables((), tuple(words))
    rest = list(words)
    rows: list[Row] = []
    for grid in _grids(_cells(across, down)):
        filled = [[[w for w in rest if cell.holds(w)] for cell in line] for line in grid]
        if not _is_table(filled):
            continue
        for line in filled:
            held = [cell for cell in line if cell]
            if held:
                rows.append(table_row([read_rows(cell) for cell in line]))
        taken = {id(word) for line in filled for cell in line for word in cell}
        rest = [word for word in rest if id(word) not in taken]
    return Tables(tuple(rows), tuple(rest))


def _cells(across: Sequence[Rule], down: Sequence[Rule]) -> list[_Cell]:
    from pdfplumber import table as plumber  # slow to import, and few papers have tables

    edges = [
        {"orientation": "h", "x0": r.left, "x1": r.right, "top": (r.top + r.bottom) / 2,
         "bottom": (r.top + r.bottom) / 2, "width": r.width, "height": 0, "object_type": "line"}
        for r in across
    ] + [
        {"orientation": "v", "x0": (r.left + r.right) / 2, "x1": (r.left + r.right) / 2,
         "top": r.top, "bottom": r.bottom, "width": 0, "height": r.height, "object_type": "line"}
        for r in down
    ]  # fmt: skip
    merged = plumber.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    merged = [edge for edge in merged if edge["width"] + edge["height"] > 2 * _SNAP]
    crossings = plumber.edges_to_intersections(merged, _SNAP, _SNAP)
    if len(crossings) > _MAX_CROSSINGS:
        return []
    return [_Cell(*map(float, cell)) for cell in plumber.intersections_to_cells(crossings)]


def _grids(cells: list[_Cell]) -> Iterator[list[list[_Cell]]]:
    """Give each table as lines of cells: lines that touch are of one table."""
    lines: list[list[_Cell]] = []
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.left)):
        if cell.bottom - cell.top < 2 * _SNAP:
            continue
        if lines and abs(lines[-1][0].top - cell.top) <= _SNAP:
            lines[-1].append(cell)
        else:
            lines.append([cell])
    grid: list[list[_Cell]] = []
    for line in lines:
        if grid and line[0].top - max(cell.bottom for cell in grid[-1]) > 2 * _SNAP:
            yield grid
            grid = []
        grid.append(sorted(line, key=lambda cell: cell.left))
    if grid:
        yield grid


def _is_table(lines: list[list[list[Word]]]) -> bool:
    if max(len(line) for line in lines) < 2:
        return False
    if max(len(cell) for line in lines for cell in line) > _LONG_CELL:
        return False
    firsts = [" ".join(word.text for word in line[0]) for line in lines if len(line) > 1]
    return not all(_NUMBER.fullmatch(first) for first in firsts)
