"""Makes lines, with their looks, of a paper's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.documents import Mark, Rect
from ingest.hyphens import SOFT, Hyphens
from ingest.lines import Line
from ingest.readers.pdf.amendments import find_marks, runs_of, text_of
from ingest.readers.pdf.bullets import without_bullet
from ingest.readers.pdf.content import Word
from ingest.readers.pdf.footnotes import after_their_paragraph, opens_note
from ingest.readers.pdf.measures import Measures, Placed, measure
from ingest.readers.pdf.rows import Row, join_words

_SPACE_EM = 0.28
_GAP_EM = 0.16  # more than the paper's own pitch: a clear gap
_MAX_CENTRED_ALIKE = 2  # lines of a page that start at one place and are yet centred
_MIDDLE = 6.0  # points
_ENDS = (".", "!", "?", ":", ";")


def build_lines(placed: Sequence[Placed]) -> list[Line]:
    """Return the lines of a paper's rows, which come in reading order."""
    if not placed:
        return []
    measures = measure(placed)
    wrapped = _wrapped(placed, measures)
    order = list(after_their_paragraph(placed, wrapped))
    placed, wrapped = [placed[i] for i in order], [wrapped[i] for i in order]
    gaps = list(_gaps(placed, wrapped, measures))
    hyphens = Hyphens(
        [row.text for item in placed for cell in item.row.cells or ((item.row,),) for row in cell]
    )
    starts = Counter((item.page.number, round(item.row.left / 2)) for item in placed)
    marks = find_marks(_blocks(placed, gaps))
    lines = [
        replace(
            _line(item, measures, marks, hyphens),
            blank_before=gap,
            soft_wrapped=goes_on,
            centred=_is_centred(item, measures, starts),
        )
        for item, gap, goes_on in zip(placed, gaps, wrapped, strict=True)
    ]
    return [line for line in lines if line.text or line.runs]


def _wrapped(placed: Sequence[Placed], measures: Measures) -> list[bool]:
    """Say of each row whether the next of its kind (text or footnote) may go on with its block."""
    found = [False] * len(placed)
    following: dict[bool, int] = {}
    for index in range(len(placed) - 1, -1, -1):
        item = placed[index]
        after = following.get(item.row.note)
        if after is not None:
            found[index] = _goes_on(item, placed[after], measures)
        following[item.row.note] = index
    return found


def _goes_on(item: Placed, after: Placed, measures: Measures) -> bool:
    """Say whether a row was broken for want of room rather than because its block ended.

    It was where the next row's first word would not have fitted after it; or, as a block may
    have a narrower measure, where the sentence plainly goes on.
    """
    row, following = item.row, after.row
    if row.cells or following.cells or without_bullet(following.words) is not None:
        return False
    if following.note and opens_note(following):
        return False
    _, right = measures.region(item)
    first = following.words[0]
    if row.right + _SPACE_EM * row.size + first.width > right - 0.02 * row.size:
        return True
    near = item.page is not after.page or _pitch(row, following) <= _most(row, measures)
    return near and first.text[0].islower() and not row.words[-1].text.endswith(_ENDS)


def _pitch(row: Row, following: Row) -> float:
    return following.baseline - row.baseline


def _most(row: Row, measures: Measures) -> float:
    return measures.pitch(row.size) + _GAP_EM * row.size


def _gaps(placed: Sequence[Placed], wrapped: Sequence[bool], measures: Measures) -> Iterator[bool]:
    """Say of each row whether a clear gap stands before it."""
    last: Placed | None = None
    for index, item in enumerate(placed):
        if last is None:
            yield True
        elif item.row.note or last.row.note:
            yield opens_note(item.row) or not last.row.note
        elif last.page is not item.page or item.row.baseline <= last.row.baseline:
            yield not wrapped[index - 1]  # over a page's or a column's end no gap can be seen
        else:
            yield _clear_gap(last.row, item.row, measures)
        last = item


def _clear_gap(row: Row, following: Row, measures: Measures) -> bool:
    if row.cells or following.cells:
        return following.top - row.bottom > 0.6 * following.size
    if following.size > 1.1 * row.size or row.size > 1.1 * following.size:
        larger = max(row.size, following.size)
        return following.top - row.bottom > 0.35 * larger
    return _pitch(row, following) > _most(following, measures)


def _blocks(placed: Sequence[Placed], gaps: Sequence[bool]) -> list[list[Word]]:
    blocks: list[list[Word]] = []
    for item, gap in zip(placed, gaps, strict=True):
        if gap or item.row.cells or not blocks:
            blocks.append([])
        blocks[-1].extend(item.row.words)
    return blocks


def _line(item: Placed, measures: Measures, marks: dict[int, Mark], hyphens: Hyphens) -> Line:
    row, page = item.row, item.page
    left, _ = measures.region(item)
    words = None if row.cells else without_bullet(row.words)
    is_bullet = words is not None
    words = row.words if words is None else words
    runs = () if row.cells else runs_of(words, marks)
    letters = [word for word in words if any(char.isalpha() for char in word.text)]
    return Line(
        text=_cells_text(row, hyphens)
        if row.cells
        else (text_of(runs) if runs else _folded(words)),
        bullet=is_bullet,
        indent=max(0.0, round(row.left - left, 1)),
        bold=bool(letters) and all(word.bold for word in letters),
        italic=bool(letters) and all(word.italic for word in letters),
        size=round(row.size, 1),
        table_row=bool(row.cells),
        page=page.number,
        rects=tuple(_rects(item)),
        runs=runs,
        recognised=page.recognised,
    )


def _folded(words: Sequence[Word]) -> str:
    """Return words as text, with no soft hyphen but one that divides the last word."""
    text = " ".join(join_words(words).split())
    return text[:-1].replace(SOFT, "") + text[-1:]


def _cells_text(row: Row, hyphens: Hyphens) -> str:
    """Return a table row's cells parted by tabs; a tab ends a row of one cell."""
    cells = [hyphens.join(_folded(part.words) for part in cell) for cell in row.cells]
    text = "\t".join(cells).rstrip("\t")
    return text if "\t" in text else text + "\t"


def _is_centred(item: Placed, measures: Measures, starts: Counter[tuple[int, int]]) -> bool:
    """Say whether a row stands in the middle of its column or of the page.

    A row that starts where others do is not centred, wherever it ends.
    """
    row = item.row
    left, right = measures.region(item)
    width = right - left
    place = round(row.left / 2)
    n_started = sum(starts[item.page.number, near] for near in (place - 1, place, place + 1))
    return (
        not row.cells
        and n_started <= _MAX_CENTRED_ALIKE
        and row.left - left > 0.06 * width
        and right - row.right > 0.06 * width
        and (
            abs((row.left - left) - (right - row.right)) < 0.03 * width
            or abs(row.left + row.right - item.page.frame.width) < _MIDDLE
        )
    )


def _rects(item: Placed) -> Iterator[Rect]:
    rows = [row for cell in item.row.cells for row in cell] or [item.row]
    for row in rows:
        bottom = max(row.bottom, row.baseline + 0.2 * row.size)
        top = min(row.top, row.baseline - 0.8 * row.size)
        yield item.page.frame.rect(item.page.number, row.left, top, row.right, bottom)
