"""Finds the papers in a file that no manifest describes.

A covering report before a protocol, minutes after it, a proposed text and the existing one after
each other: each begins with a title, and its numbers begin again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import looks
from ingest.cover import is_minute_number
from ingest.furniture import set_aside
from ingest.lines import Line
from ingest.numbering import Style, read_numbers
from ingest.parts import Part

_MINUTES = re.compile(
    r"(?:(?:excerpt|extract)s?\s+(?:from|of)\s+(?:the\s+)?(?:draft\s+)?minutes?|"
    r"(?:draft\s+)?minutes\s+of\s+(?:the|a)\b)",
    re.IGNORECASE,
)
_REPORT = re.compile(r"(?:covering\s+)?report\s+(?:to|of|by)\b(?!.*[.;]$)", re.IGNORECASE)
_TAGGED = re.compile(
    r"\W*(?:existing|current|updated|proposed|revised|draft|new|former|superseded|previous)\b\W*",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[A-Z][^.:?!\t]{1,60}:\s+\S")
_PAPER = re.compile(r"\b(?:protocol|code|convention|concordat|charter|guidance)s?\b", re.IGNORECASE)
_BODY = re.compile(r"\b(?:council|authority)\W*$", re.IGNORECASE)
_NUMBERS_WITHIN = 30  # lines after a title in which its first number comes
_FACTS_WITHIN = 16
_MAX_TITLE_WORDS = 22
_BACK = 3  # lines before a title that belong to it: council, 'Appendix 1'


@dataclass(slots=True)
class _Before:
    """What has been seen of a paper so far: running text, numbers."""

    has_text: bool = False
    has_number: bool = False

    def see(self, line: Line) -> None:
        self.has_text = self.has_text or _is_text(line)
        self.has_number = self.has_number or _own_number(line) is not None


def detect_parts(lines: Sequence[Line]) -> tuple[Part, ...]:
    """Return the papers in the lines, in order; one where nothing shows that there are more."""
    content = set_aside(lines).content
    starts = [0]
    before = _Before()
    for place, at in enumerate(content):
        if place and _starts_paper(lines, content, place, before):
            start = _with_lines_before(lines, content, place, starts[-1])
            if start > starts[-1]:
                starts.append(start)
                before = _Before()
        before.see(lines[at])
    return tuple(
        Part(start, end) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    )


def _is_title_like(line: Line) -> bool:
    text = line.text
    if line.table_row or line.bullet or line.number or line.runs or not text:
        return False
    if len(text.split()) > _MAX_TITLE_WORDS or looks.starts_low(text) or text.endswith((".", ";")):
        return False
    return not is_minute_number(text)


def _starts_paper(
    lines: Sequence[Line], content: Sequence[int], place: int, before: _Before
) -> bool:
    """Whether the content line at `place` is the title of another paper."""
    at = content[place]
    line = lines[at]
    if not _is_title_like(line) or not _stands_alone(lines, at):
        return False
    if not before.has_text:
        return False
    if _MINUTES.match(line.text):
        return True
    if _REPORT.match(line.text):
        return _n_facts(lines, content, place) >= 2
    return _is_paper_title(line) and _numbers_restart(lines, content, place, before)


def _stands_alone(lines: Sequence[Line], at: int) -> bool:
    line, before = lines[at], lines[at - 1]
    return line.blank_before or not before.soft_wrapped or line.heading_level is not None


def _is_text(line: Line) -> bool:
    return len(line.text.split()) > 12 or looks.ends_sentence(line.text)


def _is_paper_title(line: Line) -> bool:
    """Whether a line names a protocol or the like, and is no heading inside one."""
    text = line.text
    plain = _without_container(text)
    if read_numbers(text) and not looks.all_capitals(text[:1] + "AA"):
        return False
    if any(n.style in (Style.DOTTED, Style.WHOLE, Style.LETTER) for n in read_numbers(text)):
        return False
    if _LABELLED.match(plain) or not _PAPER.search(plain):
        return False
    if re.search(r"\b(?:this|the)\s+(?:protocol|code)\b", plain, re.IGNORECASE):
        return False
    return plain != text or bool(_TAGGED.match(plain)) or _is_prominent(line)


def _is_prominent(line: Line) -> bool:
    text = line.text
    if line.heading_level is not None:
        return line.heading_level <= 2
    return line.bold or line.centred or looks.all_capitals(text) or looks.title_cased(text)


def _without_container(text: str) -> str:
    """A title without the 'Annex A:' before it."""
    match = re.match(r"(?P<word>[A-Za-z]+)\s+[A-Z0-9]{1,4}\b\s*[:.–—-]?\s*(?=\S)", text)
    if match and looks.is_one_of("containers", match["word"]):
        return text[match.end() :]
    return text


def _numbers_restart(
    lines: Sequence[Line], content: Sequence[int], place: int, before: _Before
) -> bool:
    """Whether numbers begin at 1 after the title, where they had begun before it or not at all."""
    following = _first_number(lines, content, place + 1)
    tagged = _without_container(lines[content[place]].text) != lines[content[place]].text
    tagged = tagged or bool(_TAGGED.match(lines[content[place]].text))
    if following is None:
        return tagged and place + 1 < len(content)
    if following != 1:
        return False
    return before.has_number or before.has_text or tagged


def _own_number(line: Line) -> int | None:
    for number in read_numbers(line.number or line.text):
        if number.style in (Style.DOTTED, Style.WHOLE):
            first = number.key[0]
            return int(first) if first.isdigit() else ord(first[0]) - 64
    return None


def _first_number(lines: Sequence[Line], content: Sequence[int], place: int) -> int | None:
    for at in content[place : place + _NUMBERS_WITHIN]:
        if (number := _own_number(lines[at])) is not None:
            return number
    return None


def _n_facts(lines: Sequence[Line], content: Sequence[int], place: int) -> int:
    """How many 'Label: value' lines and two-cell rows come soon after."""
    near = [lines[at] for at in content[place : place + _FACTS_WITHIN]]
    return sum(bool(line.table_row or _LABELLED.match(line.text)) for line in near)


def _with_lines_before(
    lines: Sequence[Line], content: Sequence[int], place: int, start: int
) -> int:
    """The first line that belongs to a title: its council's name, 'Appendix 1'."""
    first = content[place]
    for at in reversed(content[max(0, place - _BACK) : place]):
        line = lines[at]
        words = line.text.split()
        container = len(words) <= 3 and looks.is_one_of("containers", words[0].strip(":."))
        body = bool(_BODY.search(line.text)) and len(words) <= 8 and _is_title_like(line)
        if at <= start or not (container or body):
            break
        first = at
    return first
