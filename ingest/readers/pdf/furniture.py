"""Tells what is printed on every page: running headers and footers, page numbers, watermarks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf.rows import Row

_ZONE = 0.16  # of the page's height, at its top and at its foot
_DEPTH = 5  # rows from the edge inwards that may be furniture
_WINDOW = 8  # pages within which a running header is seen again
_SAME_PLACE = 4.0  # points
_FEW_PAGES = 3  # so few that words at one place may be the text's own
_CLEAR_EM = 0.8
_WATERMARK = 2.6  # times the size of the body's type
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|p\.?|pg\.?|tudalen)?\s*(?P<number>\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/|o)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page over its whole width, from the top down."""

    number: int
    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row near a page's edge: how far from it, and its text with the digits folded."""

    page: int  # place among the pages
    row: int  # place among the page's rows
    depth: int  # rows between it and the edge
    side: str
    place: float
    key: str


def find_furniture(pages: Sequence[PageRows]) -> list[set[int]]:
    """Return, for each page, the places of its rows that are furniture.

    A row near the top or the foot is furniture where the same words (digits folded) stand at the
    same place on other pages near by, or where it holds a page number that counts with the
    pages; the rows between it and the edge must be furniture too.
    """
    edges = [edge for index, page in enumerate(pages) for edge in _edges(index, page)]
    repeated = _repeated(edges, len(pages)) | _page_numbers(edges, pages)
    found: list[set[int]] = [set() for _ in pages]
    by_page: dict[tuple[int, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_page[edge.page, edge.side].append(edge)
    for (index, _), group in by_page.items():
        page = pages[index]
        mine: list[int] = []
        for edge in sorted(group, key=lambda edge: edge.depth):
            if edge not in repeated and not _is_artifact(page.rows[edge.row]):
                break
            mine.append(edge.row)
        if len(pages) > _FEW_PAGES or _stands_apart(page, mine):
            found[index].update(mine)
    for index, page in enumerate(pages):
        found[index] |= {i for i, row in enumerate(page.rows) if _is_artifact(row)}
    return found


def _stands_apart(page: PageRows, places: Sequence[int]) -> bool:
    """Say whether a clear gap parts rows from the page's other rows."""
    rows = [page.rows[place] for place in places]
    others = [row for place, row in enumerate(page.rows) if place not in places]
    return all(
        other.top - row.bottom > _CLEAR_EM * row.size
        or row.top - other.bottom > _CLEAR_EM * row.size
        for row in rows
        for other in others
    )


def _edges(index: int, page: PageRows) -> Iterator[_Edge]:
    n_rows = len(page.rows)
    for depth in range(min(_DEPTH, n_rows)):
        row = page.rows[depth]
        if row.bottom <= _ZONE * page.height:
            yield _Edge(index, depth, depth, "top", row.top, _folded(row))
        place = n_rows - 1 - depth
        row = page.rows[place]
        if row.top >= (1 - _ZONE) * page.height:
            yield _Edge(index, place, depth, "foot", page.height - row.bottom, _folded(row))


def _folded(row: Row) -> str:
    return _DIGITS.sub("#", row.text.lower())


def _is_artifact(row: Row) -> bool:
    return all(word.artifact for word in row.words)


def _repeated(edges: Sequence[_Edge], n_pages: int) -> set[_Edge]:
    """Return the rows that are seen again: on 3 pages near each other, or on each of 2."""
    groups: dict[tuple[str, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        groups[edge.side, edge.key].append(edge)
    wanted = 3 if n_pages > 2 else 2
    found: set[_Edge] = set()
    for group in groups.values():
        by_page: dict[int, list[_Edge]] = defaultdict(list)
        for edge in group:
            by_page[edge.page].append(edge)
        for edge in group:
            near = range(edge.page - _WINDOW, edge.page + _WINDOW + 1)
            seen = sum(
                any(abs(o.place - edge.place) <= _SAME_PLACE for o in by_page.get(page, ()))
                for page in near
            )
            if seen >= wanted:
                found.add(edge)
    return found


def _page_numbers(edges: Sequence[_Edge], pages: Sequence[PageRows]) -> set[_Edge]:
    """Return the rows that hold nothing but a number that counts with the pages."""
    numbers: dict[_Edge, int] = {}
    for edge in edges:
        match = _PAGE_NUMBER.fullmatch(pages[edge.page].rows[edge.row].text)
        if match:
            number = match["number"]
            numbers[edge] = int(number) if number.isdigit() else _roman(number.lower())
    steps = Counter((edge.side, number - edge.page) for edge, number in numbers.items())
    return {
        edge
        for edge, number in numbers.items()
        if steps[edge.side, number - edge.page] >= min(3, len(pages)) and len(pages) > 1
    }


def _roman(number: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total = 0
    for char, following in zip(number, [*number[1:], "i"], strict=True):
        total += -values[char] if values[char] < values[following] else values[char]
    return total


def is_watermark(row: Row, body_size: float) -> bool:
    """Say whether a row is a word such as DRAFT printed large and pale behind the text."""
    colours = {word.colour for word in row.words}
    pale = all(min(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF) >= 0x90 for colour in colours)
    return pale and row.size >= _WATERMARK * body_size and len(row.words) <= 4
