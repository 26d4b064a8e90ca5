"""Tells footnotes: small type at the foot of the page, under a rule or opened by a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.readers.pdf.content import Rule
from ingest.readers.pdf.measures import Placed
from ingest.readers.pdf.rows import Row, row_of

_SMALL = 0.93  # of the body's type
_LOWEST = 0.45  # of the page's height; footnotes stand below it
_SHORT_RULE = 0.7  # of the text's width
_APART_EM = 1.5  # between two footnotes that stand beside each other
_MARK = re.compile(r"[¹²³⁴-⁹⁰]+|\d{1,3}|[*†‡§]+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def mark_footnotes(
    rows: Sequence[Row], across: Iterable[Rule], *, page_height: float, body_size: float
) -> list[Row]:
    """Return a page's rows with those of its footnotes told and their marks raised."""
    small = len(rows)
    while small and _could_be(rows[small - 1], page_height, body_size):
        small -= 1
    if small == len(rows):
        return list(rows)
    width = max(row.right for row in rows) - min(row.left for row in rows)
    rules = [rule for rule in across if rule.width < _SHORT_RULE * width]
    for first in range(small, len(rows)):
        if _is_first(rows, first, rules):
            parts = [part for row in rows[first:] for part in _beside(row)]
            notes = [replace(_raised(part), note=True) for part in parts]
            return [*rows[:first], *notes]
    return list(rows)


def _beside(row: Row) -> Iterator[Row]:
    """Give the footnotes that stand beside one another in a row, one below each column."""
    begin = 0
    for place in range(1, len(row.words)):
        before, word = row.words[place - 1], row.words[place]
        parted = word.left - before.right > _APART_EM * row.size
        if parted and _MARK.fullmatch(word.text) and place + 1 < len(row.words):
            yield row_of(row.words[begin:place])
            begin = place
    yield row_of(row.words[begin:]) if begin else row


def _could_be(row: Row, page_height: float, body_size: float) -> bool:
    return row.size <= _SMALL * body_size and row.top > _LOWEST * page_height


def _is_first(rows: Sequence[Row], index: int, rules: Sequence[Rule]) -> bool:
    row = rows[index]
    above = rows[index - 1].baseline if index else 0.0
    ruled = any(above < rule.top < row.baseline - 0.4 * row.size for rule in rules)
    return ruled or (_MARK.fullmatch(_opening(row)) is not None and _stands_apart(rows, index))


def _stands_apart(rows: Sequence[Row], index: int) -> bool:
    """Say whether the row above is set in larger type, or well above."""
    if index == 0:
        return False
    above, row = rows[index - 1], rows[index]
    return above.size > row.size / _SMALL - 0.01


def _opening(row: Row) -> str:
    return row.words[0].text


def opens_note(row: Row) -> bool:
    """Say whether a footnote begins with this row."""
    return _MARK.fullmatch(_opening(row)) is not None or _opening(row)[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹"


def _raised(row: Row) -> Row:
    first = row.words[0]
    if not (first.text.isdigit() and len(first.text) <= 3):
        return row
    return replace(row, words=(replace(first, text=first.text.translate(_RAISED)), *row.words[1:]))


def after_their_paragraph(placed: Sequence[Placed], wrapped: Sequence[bool]) -> Iterator[int]:
    """Give the places of the rows in order, footnotes after the paragraph that they break into.

    `wrapped` says of each row that is no footnote's whether its paragraph goes on after it.
    """
    held: list[int] = []
    goes_on = False
    for index, item in enumerate(placed):
        if item.row.note:
            if goes_on:
                held.append(index)
            else:
                yield index
            continue
        yield index
        goes_on = wrapped[index]
        if not goes_on:
            yield from held
            held = []
    yield from held
