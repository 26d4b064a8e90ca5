"""Puts a page's rows in the order in which they are read, where the page has columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.readers.pdf.content import Word
from ingest.readers.pdf.rows import Row, read_rows, row_of

_MIN_ROWS = 4  # on each side of a gutter
_MIN_GUTTER_EM = 0.6
_MIN_SHARE = 0.22  # of the page's text, of each column's width
_MIN_FILL = 0.55  # of its column, of the typical row: prose fills it, a table's cells do not
_MIN_WORDS = 3  # in the typical row
_MAX_TRIES = 12


@dataclass(frozen=True, slots=True)
class _Side:
    """What a row has on either side of a gutter."""

    row: Row
    left: tuple[Word, ...]
    right: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Split:
    """Rows `first` to `last` (exclusive) stand in two columns, parted at `gutter`."""

    first: int
    last: int
    gutter: float


def reading_order(rows: Sequence[Row]) -> list[Row]:
    """Return rows in reading order: each column from the top down before the one to its right.

    Rows of a column are made anew, as two columns' baselines need not agree, and know the edges
    of their column.
    """
    rows = sorted(rows, key=lambda row: row.top if row.cells else row.baseline - row.size)
    split = _find_split(rows)
    if split is None:
        return list(rows)
    inner = [row for row in rows[split.first : split.last] if not row.cells]
    tables = [row for row in rows[split.first : split.last] if row.cells]
    sides = [_side(row, split.gutter) for row in inner]
    columns: list[Row] = []
    for words, placed in (
        ([w for side in sides if side for w in side.left],
         [t for t in tables if t.right <= split.gutter]),
        ([w for side in sides if side for w in side.right],
         [t for t in tables if t.left >= split.gutter]),
    ):  # fmt: skip
        column = _in_region([*read_rows(words), *placed])
        columns += reading_order(column)
    return [
        *reading_order(rows[: split.first]),
        *columns,
        *reading_order(rows[split.last :]),
    ]


def _in_region(rows: list[Row]) -> list[Row]:
    region = (min(row.left for row in rows), max(row.right for row in rows))
    return [replace(row, region=region) for row in rows]


def _find_split(rows: Sequence[Row]) -> _Split | None:
    """Return the split that takes in the most rows."""
    if len(rows) < _MIN_ROWS:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    best: _Split | None = None
    for gutter in _candidates(rows, left, right):
        for found in _splits_at(rows, gutter, (right - left) * _MIN_SHARE):
            if best is None or found.last - found.first > best.last - best.first:
                best = found
    return best and _moved(rows, best, (right - left) * _MIN_SHARE)


def _moved(rows: Sequence[Row], split: _Split, share: float) -> _Split:
    """Return a split at the middle of the first strip, from the left, that its rows leave empty.

    A column of hanging numbers has a gap of its own after it, which may be wider than the gutter
    before it and have been taken first.
    """
    inner = [row for row in rows[split.first : split.last] if not row.cells]
    words = sorted((w for row in inner for w in row.words), key=lambda word: word.left)
    first, last = words[0].left + share, max(word.right for word in words) - share
    reach = words[0].right
    for word in words:
        wide = word.left - reach > _MIN_GUTTER_EM * inner[0].size
        if wide and first < word.left and reach < last:
            return _Split(split.first, split.last, (word.left + reach) / 2)
        reach = max(reach, word.right)
    return split


def _candidates(rows: Sequence[Row], left: float, right: float) -> list[float]:
    """Return where gutters may end: places at which many rows start again after a gap."""
    starts: Counter[int] = Counter()
    share = (right - left) * _MIN_SHARE
    for row in rows:
        if row.cells:
            continue
        last: Word | None = None
        for word in row.words:
            if left + share < word.left < right - share and (
                last is None or word.left - last.right > _MIN_GUTTER_EM * row.size
            ):
                starts[round(word.left / 2)] += 1
            last = word
    near = {place: starts[place] + starts[place + 1] + starts[place - 1] for place in starts}
    often = [place for place, n in near.items() if n >= _MIN_ROWS]
    often.sort(key=lambda place: -near[place])
    return [place * 2 - 2.5 for place in often[:_MAX_TRIES]]


def _side(row: Row, gutter: float) -> _Side | None:
    """Return a row's parts on either side of a gutter, or nothing where it runs across it."""
    if row.cells:
        if row.left < gutter < row.right:
            return None
        words = row.words
        return _Side(row, words, ()) if row.right <= gutter else _Side(row, (), words)
    left = tuple(word for word in row.words if (word.left + word.right) / 2 <= gutter)
    right = tuple(word for word in row.words if (word.left + word.right) / 2 > gutter)
    if left and right:
        gap = min(word.left for word in right) - max(word.right for word in left)
        if gap < _MIN_GUTTER_EM * row.size:
            return None
    elif (left and max(word.right for word in left) > gutter + 1) or (
        right and min(word.left for word in right) < gutter - 1
    ):
        return None
    return _Side(row, left, right)


def _splits_at(rows: Sequence[Row], gutter: float, min_width: float) -> list[_Split]:
    """Return the stretches of rows that stand in two columns parted at a gutter."""
    found: list[_Split] = []
    run: list[_Side] = []
    for index in range(len(rows) + 1):
        side = _side(rows[index], gutter) if index < len(rows) else None
        if side is not None:
            run.append(side)
            continue
        trimmed = _trimmed(run)
        if trimmed and _is_columns(trimmed, min_width):
            first = index - len(run) + run.index(trimmed[0])
            found.append(_Split(first, first + len(trimmed), gutter))
        run = []
    return found


def _trimmed(run: list[_Side]) -> list[_Side]:
    """Return the rows from where both columns begin: a short heading above is no column's."""
    lefts = [side.row for side in run if side.left]
    rights = [side.row for side in run if side.right]
    if not lefts or not rights:
        return []
    begins = max(lefts[0].top, rights[0].top)
    start = next(i for i, side in enumerate(run) if side.row.bottom > begins - 0.5)
    return run[start:]


def _is_columns(run: list[_Side], min_width: float) -> bool:
    lefts = [row_of(side.left) for side in run if side.left and not side.row.cells]
    rights = [row_of(side.right) for side in run if side.right and not side.row.cells]
    if len(lefts) < _MIN_ROWS or len(rights) < _MIN_ROWS:
        return False
    gutter = min(row.left for row in rights) - max(row.right for row in lefts)
    overlap = min(lefts[-1].bottom, rights[-1].bottom) - max(lefts[0].top, rights[0].top)
    shorter = min(side[-1].bottom - side[0].top for side in (lefts, rights))
    if gutter < _MIN_GUTTER_EM * lefts[0].size or overlap < 0.5 * shorter:
        return False
    return all(_is_prose(side, min_width) for side in (lefts, rights))


def _is_prose(rows: list[Row], min_width: float) -> bool:
    width = max(row.right for row in rows) - min(row.left for row in rows)
    return (
        width >= min_width
        and median(row.width for row in rows) >= _MIN_FILL * width
        and median(len(row.words) for row in rows) >= _MIN_WORDS
    )
