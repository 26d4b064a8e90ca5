"""The rows of a question file, with their line numbers, whichever of three formats it is in.

In a spreadsheet the list fields can be written as JSON, or in a form that a person can type:

    gold, also   `ashcombe-2025 4.2 | ashcombe-2025 4.3 ; ashcombe-2025 7.1`
    key          `five working days | 5 working days ; Monitoring Officer`
    history      `user: May I?` and `assistant: You may.` on lines of their own

`;` or a new line separates points, `|` the alternatives that each meet one point.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.errors import QuestionFileError

LISTS = ("history", "gold", "also", "key")
SUFFIXES = (".jsonl", ".csv", ".xlsx")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet reads a cell as a formula by
TRUE = {"true", "yes", "y", "1"}
FALSE = {"false", "no", "n", "0"}


@dataclass(frozen=True, slots=True)
class Row:
    """One question as the file has it: its line (1-based) and its fields, not yet checked.

    `fault` says why a line could not be parsed at all; its fields are then empty.
    """

    line: int
    fields: dict[str, object]
    fault: str | None = None


def read_rows(path: Path) -> tuple[Row, ...]:
    """Read a question file's rows.

    Raises:
        QuestionFileError: The file is missing, of another type, or cannot be parsed.
    """
    if not path.is_file():
        raise QuestionFileError(f"There is no file {path}. Check the name and try again.")
    readers = {".jsonl": _jsonl, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise QuestionFileError(
            f"{path.name} is not a question set: its name should end in {', '.join(SUFFIXES)}."
        )
    return tuple(reader(path))


def _jsonl(path: Path) -> Iterator[Row]:
    for line, text in enumerate(_text(path).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            fields = json.loads(text)
        except json.JSONDecodeError as error:
            yield Row(line, {}, f"this is not JSON ({error.msg} at column {error.colno})")
            continue
        if isinstance(fields, dict):
            yield Row(line, fields)
        else:
            yield Row(line, {}, "this is JSON, but not an object in braces")


def _csv(path: Path) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    line = 2
    for cells in reader:
        if cells.pop(None, None):  # type: ignore[call-overload,unused-ignore]
            yield Row(line, {}, "there are more cells than column headings")
        elif any(cells.values()):
            yield _row(line, {name: _unquoted(cell) for name, cell in cells.items()})
        line = reader.line_num + 1


def _unquoted(cell: str | None) -> str | None:
    """Return a cell without the apostrophe that keeps it from being read as a formula."""
    quoted = cell and cell[0] == "'" and cell.lstrip("'").startswith(FORMULA)
    return cell[1:] if cell and quoted else cell


def _xlsx(path: Path) -> Iterator[Row]:
    import openpyxl  # costs a quarter of a second, and most sets are not spreadsheets

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl documents no family of errors for a damaged file
        raise QuestionFileError(
            f"{path.name} cannot be opened as a spreadsheet. Save it again as XLSX."
        ) from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = ["" if cell is None else str(cell).strip() for cell in next(rows, ())]
        for line, values in enumerate(rows, start=2):
            cells = {
                name: None if value is None else str(value)
                for name, value in zip(names, values, strict=False)
                if name
            }
            if any(cells.values()):
                yield _row(line, cells)
    finally:
        book.close()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionFileError(
            f"{path.name} is not UTF-8 text. Save it again as UTF-8."
        ) from error


def _row(line: int, cells: dict[str, str | None]) -> Row:
    """Turn a spreadsheet's cells into fields; an empty cell leaves its field at its default."""
    fields: dict[str, object] = {}
    for name, cell in cells.items():
        text = (cell or "").strip()
        if not text:
            continue
        if name in LISTS:
            try:
                fields[name] = _list(name, text)
            except json.JSONDecodeError:
                return Row(line, {}, f"the cell “{name}” starts with “[” but is not JSON")
        elif name == "answerable" and text.lower() in TRUE | FALSE:
            fields[name] = text.lower() in TRUE
        else:
            fields[name] = text
    return Row(line, fields)


def _list(name: str, text: str) -> object:
    if text.startswith("["):
        return json.loads(text)
    if name == "history":
        return _history(text)
    points = [
        [part.strip() for part in point.split("|") if part.strip()]
        for point in re.split(r"[;\n]", text)
        if point.strip()
    ]
    if name == "key":
        return points
    keyed = [[part.split(None, 1) for part in point] for point in points]
    return keyed if name == "gold" else [key for point in keyed for key in point]


def _history(text: str) -> list[dict[str, str]]:
    turns: list[dict[str, str]] = []
    speaker = ""
    for raw in text.split("\n"):
        said = re.match(r"\s*(user|assistant)\s*:\s*(.*)", raw, re.IGNORECASE)
        if said:
            speaker = said.group(1).lower()
            if speaker == "user":
                turns.append({})
            if turns:
                turns[-1][speaker] = said.group(2).strip()
        elif turns and speaker:
            turns[-1][speaker] += "\n" + raw.strip()
    return turns
