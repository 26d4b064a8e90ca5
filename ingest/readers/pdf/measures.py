"""Measures a paper's typography: its body's type, its margins and how far its lines stand apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf.content import PageContent
from ingest.readers.pdf.rows import Row

_OFTEN = 0.12  # share of the pitches seen that makes one the paper's own
_FEW = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A row in reading order, and the page that it stands on."""

    row: Row
    page: PageContent


@dataclass(frozen=True, slots=True)
class Measures:
    """A paper's measures in points; `lefts` holds those of even and of odd pages."""

    body_size: float
    lefts: tuple[float, float]
    rights: tuple[float, float]
    pitches: dict[float, float] = field(default_factory=dict)

    def region(self, placed: Placed) -> tuple[float, float]:
        """Return the left and right edges of the text that a row belongs to."""
        if placed.row.region is not None:
            return placed.row.region
        parity = placed.page.number % 2
        return min(self.lefts[parity], placed.row.left), max(self.rights[parity], placed.row.right)

    def pitch(self, size: float) -> float:
        """Return how far lines of one paragraph stand apart, baseline to baseline."""
        own = self.pitches.get(_rounded(size))
        body = self.pitches.get(self.body_size, 1.22 * self.body_size)
        return own or size * body / self.body_size


def body_size(rows: Sequence[Row]) -> float:
    """Return the size of type that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for row in rows:
        for word in row.words:
            sizes[_rounded(word.size)] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 11.0


def measure(placed: Sequence[Placed]) -> Measures:
    """Return a paper's measures."""
    lefts = [_edge(placed, parity, left=True) for parity in (0, 1)]
    rights = [_edge(placed, parity, left=False) for parity in (0, 1)]
    if abs(lefts[0] - lefts[1]) < 6:  # not bound as a book: one margin
        lefts = [min(lefts)] * 2
        rights = [max(rights)] * 2
    measures = Measures(
        body_size([p.row for p in placed]), (lefts[0], lefts[1]), (rights[0], rights[1])
    )
    return Measures(
        measures.body_size, measures.lefts, measures.rights, dict(_pitches(placed, measures))
    )


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _edge(placed: Sequence[Placed], parity: int, *, left: bool) -> float:
    """Return the outermost edge at which rows often stand."""
    mine = [p.row for p in placed if p.page.number % 2 == parity and p.row.region is None]
    mine = mine or [p.row for p in placed]
    if not mine:
        return 72.0 if left else 523.0
    seen = Counter(round((row.left if left else row.right) / 2) * 2 for row in mine)
    enough = min(_FEW, len(mine)) if left else 1
    often = [edge for edge, n in seen.items() if n >= max(enough, 0.02 * len(mine) * left)]
    if left:
        outermost = min(often or seen)
        return min(row.left for row in mine if round(row.left / 2) * 2 == outermost)
    ordered = sorted(row.right for row in mine)
    return ordered[min(len(ordered) - 1, int(0.985 * len(ordered)))]


def _pitches(placed: Sequence[Placed], measures: Measures) -> Iterator[tuple[float, float]]:
    """Give, for each size of type, the smallest pitch that is often seen inside paragraphs.

    Where too few lines plainly go on (a paper of short lines), all pitches of the body's type
    are looked at; other sizes then follow the body's.
    """
    body = measures.body_size
    inside: dict[float, Counter[float]] = defaultdict(Counter)
    between: Counter[float] = Counter()
    for one, two in pairwise(placed):
        first, second = one.row, two.row
        size = _rounded(first.size)
        pitch = second.baseline - first.baseline
        if (
            one.page is not two.page
            or first.cells
            or second.cells
            or size != _rounded(second.size)
            or not 0.9 * size < pitch < 2.6 * size
        ):
            continue
        left, right = measures.region(one)
        full = first.right > left + 0.85 * (right - left)
        if full and second.words[0].text[0].islower():
            inside[size][round(pitch * 4) / 4] += 1
        elif size == body:
            between[round(pitch * 4) / 4] += 1
    if inside[body].total() < _FEW:
        inside[body] += between
    for size, seen in inside.items():
        n_needed = max(min(_FEW, seen.total()), _OFTEN * seen.total())
        often = [pitch for pitch, n in seen.items() if n >= n_needed]
        if seen:
            yield size, min(often or seen)
