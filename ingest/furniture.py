"""Sets aside what is printed on the pages but is not the paper's words.

Running headers and footers, page numbers, "page left intentionally blank", tables of contents.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest import looks
from ingest.lines import Line

_BLANK_PAGE = re.compile(
    r"[\W_]*(?:this\s+)?page\s+(?:(?:is|has\s+been)\s+)?(?:left\s+)?(?:intentionally|deliberately)\s+"
    r"(?:left\s+)?blank[\W_]*",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.?)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*",
    re.IGNORECASE,
)
_NAMED_PAGE_NUMBER = re.compile(
    r"[-–—\s]*page\s+\d{1,4}(?:\s+of\s+\d{1,4})?[-–—\s]*", re.IGNORECASE
)
_RULED = re.compile(r"[\s_.\-–—=*•·…]*")
_PAGE_LABEL = r"(?:[A-Za-z0-9]{0,3}[-.]?\d{1,4}|[ivxl]{1,6})?"  # as '7', '5D-2' or 'iv'
_DOTTED_LEADER = re.compile(rf"(?:\s?[.…·_]){{4,}}\s*{_PAGE_LABEL}$")
_LEADERS = re.compile(
    rf"(?:\s?[.…·_]){{3,}}\s*{_PAGE_LABEL}$|…\s*\d{{0,4}}$|\t\s*\d{{0,4}}$|"
    r"\s\d{1,3}(?:\s*[-–]\s*\d{1,3})?$"
)
_HEADINGS_WITHIN = 2_000  # lines after a contents table in which its headings come again
_EDGE_LINES = 3  # a page's first and last lines, among which its header and footer stand
_MIN_REPEATS = 3


@dataclass(frozen=True, slots=True)
class SetAside:
    """Which lines are content, and which were set aside as what.

    Attributes:
        content: Indices of the lines that are the paper's words, in order.
        contents_table: Indices of a table of contents' lines.
        furniture: Indices of headers, footers, page numbers and blank page notes.
    """

    content: tuple[int, ...]
    contents_table: tuple[int, ...]
    furniture: tuple[int, ...]


def set_aside(lines: Sequence[Line]) -> SetAside:
    """Tell the lines that are the paper's words from those that are not."""
    furniture = _running(lines) | _page_numbers(lines)
    for at, line in enumerate(lines):
        if _BLANK_PAGE.fullmatch(line.text) or (
            _RULED.fullmatch(line.text) and not line.number and not line.runs
        ):
            furniture.add(at)
    rest = [at for at in range(len(lines)) if at not in furniture]
    table = _contents_tables(lines, rest)
    content = tuple(at for at in rest if at not in table)
    return SetAside(content, tuple(sorted(table)), tuple(sorted(furniture)))


def _edges(lines: Sequence[Line]) -> dict[int, list[int]]:
    """For each page, its first and last few lines, from the outside in."""
    pages: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.page is not None:
            pages[line.page].append(at)
    found = {}
    for page, ats in pages.items():
        ends = set(ats[:_EDGE_LINES]) | set(ats[-_EDGE_LINES:])
        found[page] = sorted(ends)
    return found


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold()).strip()


def _running(lines: Sequence[Line]) -> set[int]:
    """Lines that stand at the edge of most pages, the same but for a number."""
    edges = _edges(lines)
    if len(edges) < _MIN_REPEATS:
        return set()
    seen: Counter[str] = Counter()
    for ats in edges.values():
        seen.update({_without_numbers(lines[at].text) for at in ats})
    often = {
        text
        for text, n in seen.items()
        if n >= _MIN_REPEATS and n >= 0.4 * len(edges) and len(text) <= 160
    }
    return {at for ats in edges.values() for at in ats if _without_numbers(lines[at].text) in often}


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """Lone page numbers: at a page's edge, or in words as 'Page 3 of 9'."""
    found = {at for at, line in enumerate(lines) if _NAMED_PAGE_NUMBER.fullmatch(line.text)}
    edges = _edges(lines)
    outer: set[int] = set()
    for ats in edges.values():
        outer |= {ats[0], ats[-1]}
    for at in outer:
        line = lines[at]
        if line.number is None and line.text and _PAGE_NUMBER.fullmatch(line.text):
            found.add(at)
    return found


def _entry(text: str) -> str:
    """An entry of a contents table as its heading would read, for comparing."""
    text = _LEADERS.sub("", text.strip())
    text = re.sub(r"^\W*(?:\d+(?:\.\d+)*\.?|[A-Z]\.|[ivx]+\.)\s+", "", text)
    return re.sub(r"\W+", " ", text).casefold().strip()


def _whole(lines: Sequence[Line], rest: Sequence[int], place: int) -> str:
    """The words of a line, with those of the visual lines that it plainly runs on into."""
    text = lines[rest[place]].text
    for before, after in pairwise(rest[place : place + 4]):
        line, following = lines[before], lines[after]
        if not line.rects or not line.soft_wrapped or following.blank_before:
            break
        text += " " + following.text
    return text


def _could_be_entry(line: Line, text: str) -> bool:
    if line.table_row or _LEADERS.search(text):
        return len(_LEADERS.sub("", text).split()) <= 30
    if looks.ends_sentence(text) or looks.holds_sentence_end(text):
        return False
    return len(text.split()) <= 22


def _contents_tables(lines: Sequence[Line], rest: Sequence[int]) -> set[int]:
    """Lines of each table of contents, its heading included."""
    table: set[int] = set()
    place = 0
    while place < len(rest):
        at = rest[place]
        if not looks.is_one_of("contents_headings", lines[at].text.replace("\t", " ")):
            place += 1
            continue
        end = _end_of_table(lines, rest, place + 1)
        if end - place > 2:
            table.update(rest[place:end])
        place = max(end, place + 1)
    return table | _led_lines(lines, rest)


def _led_lines(lines: Sequence[Line], rest: Sequence[int]) -> set[int]:
    """Lines with dots up to a page number, where there are several: a table without a heading."""
    led = {at for at in rest if _DOTTED_LEADER.search(lines[at].text[-200:])}
    led = {at for at in led if lines[at].text[-1:].isdigit()}
    return led if len(led) >= _MIN_REPEATS else set()


def _end_of_table(lines: Sequence[Line], rest: Sequence[int], start: int) -> int:
    """The place in `rest` after a table's last line.

    A table ends where its first entry comes again, as a heading over its text, or at a sentence.
    """
    entries: list[str] = []
    for place in range(start, len(rest)):
        line = lines[rest[place]]
        entry = _entry(line.text)
        repeats = entry in entries and len(entries) >= 2 and not _LEADERS.search(line.text)
        if repeats and entry == entries[min(len(entries) - 1, _first_real(entries))]:
            return place
        if not _could_be_entry(line, _whole(lines, rest, place)):
            return _before_the_sentence(lines, rest, start, place)
        entries.append(entry)
    return len(rest)


def _first_real(entries: Sequence[str]) -> int:
    """The index of a table's first entry that is no column heading."""
    for at, entry in enumerate(entries):
        if entry and not re.fullmatch(r"(?:section|page|paragraph|title|no|item|\s)+", entry):
            return at
    return 0


def _before_the_sentence(lines: Sequence[Line], rest: Sequence[int], start: int, place: int) -> int:
    """Give back the headings just before the sentence that ended the table: they are its own."""
    known = {_entry(lines[rest[p]].text) for p in range(start, place)}
    later = {_entry(lines[at].text) for at in rest[place : place + _HEADINGS_WITHIN]}
    end = place
    while end > start + 1:
        entry = _entry(lines[rest[end - 1]].text)
        earlier = {_entry(lines[rest[p]].text) for p in range(start, end - 1)}
        if entry not in earlier or entry not in known or entry in later:
            break
        end -= 1
    return end
