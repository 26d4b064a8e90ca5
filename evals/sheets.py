"""Writes questions as rows for a spreadsheet, in the form that a person can type.

What `evals.rows` reads back; a cell whose words hold `;`, `|` or a line break is written as JSON.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from evals.questions import Question
from evals.rows import FORMULA

COLUMNS = tuple(Question.model_fields)


def write_csv(questions: Sequence[Question], path: Path) -> None:
    """Write questions as CSV, UTF-8 with a mark that spreadsheets recognise it by.

    A cell that would be read as a formula gets an apostrophe, which `evals.rows` takes off.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS)
        writer.writeheader()
        for question in questions:
            writer.writerow({name: _inert(cell) for name, cell in cells(question).items()})


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def write_xlsx(questions: Sequence[Question], path: Path) -> None:
    """Write questions as a workbook of one sheet; every cell is text, so none is a formula."""
    import openpyxl  # costs a quarter of a second, and most sets are not spreadsheets
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("questions")
    sheet.freeze_panes = "A2"
    sheet.append(COLUMNS)
    for question in questions:
        row = []
        for text in cells(question).values():
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
            row.append(cell)
        sheet.append(row)
    book.save(path)


def cells(question: Question) -> dict[str, str]:
    """Return a question's cells by column, '' where a field is empty."""
    history = question.model_dump(mode="json")["history"]
    points = [[" ".join(key) for key in point] for point in question.gold]
    plain = {
        "history": json.dumps(history, ensure_ascii=False) if history else "",
        "gold": _points(points, question.gold),
        "also": _points([[" ".join(key)] for key in question.also], question.also),
        "key": _points([list(options) for options in question.key], question.key),
        "answerable": "yes" if question.answerable else "no",
    }
    return {
        name: plain[name] if name in plain else str(getattr(question, name) or "")
        for name in COLUMNS
    }


def _points(points: list[list[str]], value: object) -> str:
    if any(sign in part for point in points for part in point for sign in ";|\n"):
        return json.dumps(value, ensure_ascii=False)
    return " ; ".join(" | ".join(point) for point in points)
