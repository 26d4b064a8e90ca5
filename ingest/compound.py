"""Parts numbers that stand together on one line: '2.1 (a) …', '1.—(1) …', '8.4(b)(iv) …'.

Each comes to stand on a line of its own, the last with the words, so that whatever decides on
numbers meets one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest import looks
from ingest.lines import Line
from ingest.numbering import Number, Style, read_numbers

_ITEM_STYLES = (Style.LETTER, Style.ROMAN, Style.BRACKETED)
_GLUED = re.compile(
    r"(?P<head>(?:\d{1,3}|[A-Z])(?:\.\d{1,3})*\.?)(?P<items>(?:\((?:[a-z]{1,4}|\d{1,2})\))+)\s*(?=\S)"
)
_LETTERED = re.compile(r"^(?P<head>\d{1,3}(?:\.\d{1,3})+)\.(?P<item>[a-z])[.)]?\s+(?=\S)")
_GROUP = re.compile(r"\([^)]*\)")
_STATUTORY_DASH = re.compile(r"(?P<head>\d{1,3}\.?)\s?[—–-]\s?(?=\(1\))")
_LOOK_AHEAD = 40


def part_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines, those with several numbers parted."""
    out: list[Line] = []
    path: tuple[str, ...] = ()
    lines = [_with_brackets(line) for line in lines]
    for at, line in enumerate(lines):
        numbers = _numbers_of(lines, at)
        if len(numbers) < 2:
            own = read_numbers(line.text)
            if own and own[0].style in (Style.DOTTED, Style.WHOLE):
                path = (line.text[: own[0].end].strip(" ."),)
            out.append(line)
            continue
        rest = line.text[_end_of(line.text, numbers) :].lstrip()
        bare = tuple(number.strip(" .—–-") for number in numbers)
        known = _n_common(path, bare[:-1])
        path = bare
        out.extend(_lines_for(line, numbers[known:], rest))
    return tuple(out)


def _with_brackets(line: Line) -> Line:
    """'3.1.a Officers' as '3.1(a) Officers': one label, however it is printed."""
    if line.runs or line.number or line.table_row:
        return line
    text = _LETTERED.sub(r"\g<head>(\g<item>) ", line.text, count=1)
    return line if text == line.text else replace(line, text=text)


def _lines_for(line: Line, numbers: Sequence[str], rest: str) -> list[Line]:
    """A line for each number, the last with the words."""
    hard = [
        replace(line, text=number, rects=(), runs=(), blank_before=True, soft_wrapped=False)
        for number in numbers[:-1]
    ]
    last = replace(line, text=f"{numbers[-1]} {rest}", blank_before=line.blank_before or bool(hard))
    return [*hard, last]


def _n_common(path: Sequence[str], numbers: Sequence[str]) -> int:
    n = 0
    while n < min(len(path), len(numbers)) and path[n] == numbers[n]:
        n += 1
    return n


def _end_of(text: str, numbers: Sequence[str]) -> int:
    end = 0
    for number in numbers:
        end = text.index(number, end) + len(number)
    return end


def _numbers_of(lines: Sequence[Line], at: int) -> tuple[str, ...]:
    """The numbers that a line begins with, where there are several; else at most one."""
    line = lines[at]
    text = line.text
    if line.runs or line.number or line.table_row:
        return ()
    if match := _STATUTORY_DASH.match(text):
        return (match["head"], "(1)")
    apart = at == 0 or line.blank_before or line.bullet or not lines[at - 1].soft_wrapped
    complete = at == 0 or looks.finished(lines[at - 1].text)
    if (match := _GLUED.match(text)) and (
        (apart and complete) or ((apart or complete) and _is_numbered_text(text[match.end() :]))
    ):
        return (match["head"], *_GROUP.findall(match["items"]))
    return _spaced(lines, at)


def _is_numbered_text(rest: str) -> bool:
    """Whether the words after a number are its own, not the rest of 'see 3.2(a) above'."""
    return not looks.starts_low(rest) or rest.rstrip().endswith((";", "; and", "; or"))


def _spaced(lines: Sequence[Line], at: int) -> tuple[str, ...]:
    """'2.1 (a) Members …', where a line further on begins with '(b)'."""
    text = lines[at].text
    found: list[str] = []
    for number in _first_of_kind(text):
        rest = text[number.end :]
        if not rest.startswith("("):
            continue
        found = [text[: number.end].strip()]
        while items := _item_begun(lines, at, rest):
            found.append(rest[: items.end].strip())
            rest = rest[items.end :]
        break
    return tuple(found)


def _first_of_kind(text: str) -> tuple[Number, ...]:
    return tuple(
        n for n in read_numbers(text) if n.style in (Style.DOTTED, Style.WHOLE, Style.LETTER)
    )


def _item_begun(lines: Sequence[Line], at: int, rest: str) -> Number | None:
    """The first item of a series that goes on in the lines that follow, else None."""
    for number in read_numbers(rest):
        if number.style not in _ITEM_STYLES or number.wrap != "()" or number.ordinal != 1:
            continue
        for later in lines[at + 1 : at + 1 + _LOOK_AHEAD]:
            for other in read_numbers(later.text):
                if other.series == number.series and other.ordinal == 2:
                    return number
    return None
