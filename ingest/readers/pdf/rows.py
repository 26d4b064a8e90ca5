"""Gathers a page's words into rows: what stands side by side on one baseline."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.readers.pdf.content import Word

_SAME_BASELINE_EM = 0.25
_SMALL = 0.82  # of the type beside it: a footnote mark or an ordinal's ending
_GAP_EM = 0.16
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Row:
    """Words on one baseline, from left to right; in a table, the cells that stand side by side."""

    words: tuple[Word, ...]
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    cells: tuple[tuple[Row, ...], ...] = ()  # of a table's row: each cell's rows
    region: tuple[float, float] | None = None  # the column's left and right edges, where not 1
    note: bool = False  # a footnote's row

    @property
    def text(self) -> str:
        """Its words as printed, with single spaces."""
        return join_words(self.words)

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.right - self.left


def row_of(words: Sequence[Word]) -> Row:
    """Return the row that some words make."""
    ordered = _once(sorted(words, key=lambda word: word.left))
    sizes: Counter[float] = Counter()
    for word in ordered:
        sizes[word.size] += len(word.text)
    size = sizes.most_common(1)[0][0]
    baselines = [word.baseline for word in ordered if word.size == size]
    return Row(
        words=tuple(ordered),
        left=min(word.left for word in ordered),
        top=min(word.top for word in ordered),
        right=max(word.right for word in ordered),
        bottom=max(word.bottom for word in ordered),
        baseline=max(set(baselines), key=baselines.count),
        size=size,
    )


def table_row(cells: Sequence[Sequence[Row]]) -> Row:
    """Return the row that a table's cells make; each holds the rows of its own text."""
    rows = [row for cell in cells for row in cell]
    return Row(
        words=tuple(word for row in rows for word in row.words),
        left=min(row.left for row in rows),
        top=min(row.top for row in rows),
        right=max(row.right for row in rows),
        bottom=max(row.bottom for row in rows),
        baseline=min(row.baseline for row in rows),
        size=rows[0].size,
        cells=tuple(tuple(cell) for cell in cells),
    )


@dataclass(slots=True)
class _Band:
    baseline: float
    words: list[Word] = field(default_factory=list)


def read_rows(words: Sequence[Word]) -> list[Row]:
    """Return the rows that words make over the whole width of the page, from the top down."""
    bands: list[_Band] = []
    for word in sorted(words, key=lambda word: (word.baseline, word.left)):
        band = _band_for(word, bands)
        if band is None:
            bands.append(_Band(word.baseline, [word]))
        else:
            band.words.append(word)
    _attach_raised(bands)
    rows = [row_of(band.words) for band in bands if band.words]
    return sorted(rows, key=lambda row: (row.baseline, row.left))


def _band_for(word: Word, bands: list[_Band]) -> _Band | None:
    """Return the band that a word stands on; the words come in order of their baselines."""
    for band in reversed(bands[-4:]):
        smaller = min(word.size, band.words[0].size)
        if abs(word.baseline - band.baseline) <= _SAME_BASELINE_EM * smaller:
            return band
    return None


def _attach_raised(bands: list[_Band]) -> None:
    """Move raised and lowered small words (footnote marks) to the rows whose words they touch."""
    baselines: list[float] = []
    by_baseline: dict[float, list[_Band]] = {}
    for band in bands:
        insort(baselines, band.baseline)
        by_baseline.setdefault(band.baseline, []).append(band)
    for band in bands:
        for word in list(band.words):
            reach = word.size / _SMALL  # the raise is about a third of the larger type
            low = bisect_left(baselines, word.baseline - reach * 0.4)
            high = bisect_left(baselines, word.baseline + reach * 0.9)
            for baseline in dict.fromkeys(baselines[low:high]):
                host = next(
                    (b for b in by_baseline[baseline] if b is not band and _touches(word, b)), None
                )
                if host is not None:
                    band.words.remove(word)
                    raised = word.baseline < baseline
                    text = word.text.translate(_RAISED) if raised and _is_mark(word) else word.text
                    host.words.append(replace(word, text=text))
                    break


def _is_mark(word: Word) -> bool:
    return word.text.isdigit() and len(word.text) <= 3


def _touches(word: Word, band: _Band) -> bool:
    return any(
        (
            word.size < _SMALL * other.size
            and -0.3 * other.size < word.left - other.right < 0.35 * other.size
        )
        or (
            word.size < _SMALL * other.size
            and -0.3 * other.size < other.left - word.right < 0.35 * other.size
        )
        for other in band.words
    )


def _once(ordered: list[Word]) -> list[Word]:
    """Return the words without those drawn a second time over the first."""
    kept: list[Word] = []
    for word in ordered:
        for old in kept[-4:]:
            if old.text == word.text and abs(old.left - word.left) < 0.25 * word.size:
                break
        else:
            kept.append(word)
    return kept


def join_words(words: Sequence[Word]) -> str:
    """Return words as text: one space where the page shows one."""
    parts: list[str] = []
    last: Word | None = None
    for word in words:
        if last is not None and parted(last, word):
            parts.append(" ")
        parts.append(word.text)
        last = word
    return "".join(parts)


def parted(last: Word, word: Word) -> bool:
    """Say whether the page shows a space between two words of a row."""
    gap = word.left - last.right
    return gap > _GAP_EM * max(last.size, word.size) or (word.spaced and gap > -0.2 * word.size)
