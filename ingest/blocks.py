"""Joins lines into blocks: a heading, a paragraph, a list item, a table row, each whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest import looks
from ingest.counting import Accepted
from ingest.documents import Mark, Rect, Run
from ingest.hyphens import Hyphens
from ingest.lines import Line
from ingest.numbering import Style

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FOOTNOTE_START = re.compile(rf"[{_SUPERSCRIPTS}]+\s*(?=\S)")
_SMALL_NUMBER = re.compile(r"(\d{1,2})\s+(?=\S)")
_FALLEN_MARK = re.compile(r"(?P<mark>\d{1,2})(?P<stop>[.,;:]?)\s+(?=[A-Z])")
_INDENT_STEP = 6.0  # points by which a block's first line stands out
_SIZE_STEP = 0.7  # points of font size that tell a heading or a footnote from the text


@dataclass(slots=True)
class Block:
    """Lines that belong together, joined.

    Attributes:
        at: The index of its first line.
        text: Its words, without its number.
        number: The number that it begins with, where it has one of the paper's own.
        printed_number: That number as printed.
        runs: Its amended words; empty where nothing is struck or inserted.
        bold: All its lines are bold.
        after_table_of_contents: A table of contents stood just before it.
    """

    at: int
    line: Line
    text: str
    number: Accepted | None = None
    printed_number: str = ""
    runs: tuple[Run, ...] = ()
    pages: list[int] = field(default_factory=list)
    rects: list[Rect] = field(default_factory=list)
    recognised: bool = False
    n_lines: int = 1
    footnote: str = ""
    bold: bool = False
    last: Line | None = None
    after_table_of_contents: bool = False

    @property
    def n_words(self) -> int:
        """How many words it has, its number not counted."""
        return len(self.text.split())

    @property
    def is_list_item(self) -> bool:
        """Whether it was printed with a bullet or with a letter, roman or bracketed number."""
        if self.number is not None:
            if self.number.number.style is Style.DOTTED:
                return False
            return self.number.parent is not None or self.number.number.style in (
                Style.LETTER,
                Style.ROMAN,
                Style.BRACKETED,
            )
        return self.line.bullet


def build_blocks(
    lines: Sequence[Line], accepted: Mapping[int, Accepted], breaks: frozenset[int] = frozenset()
) -> list[Block]:
    """Return the blocks of the lines, in order.

    Args:
        lines: Content lines of one part.
        accepted: The lines that begin with a number of the paper's own.
        breaks: Indices of lines before which a table of contents stood.
    """
    hyphens = Hyphens([line.text for line in lines])
    body_size = _body_size(lines)
    marks = {_footnote_mark(line, body_size) for line in lines} - {""}
    blocks: list[Block] = []
    for at, line in enumerate(lines):
        number = accepted.get(at)
        block = blocks[-1] if blocks else None
        if block is not None and at not in breaks and _joins(block, line, number, body_size):
            if number is None and block.text and (raised := _raise_mark(block, line, marks)):
                _append(block, replace(line, text=raised), hyphens)
                continue
            _append(block, line, hyphens)
            continue
        new = _new_block(at, line, number, body_size, after_contents=at in breaks)
        if block is not None and number is None:
            new.text = _raise_mark(block, line, marks) or new.text
        blocks.append(new)
    _give_links_to_footnotes(blocks)
    return _split_at_inner_numbers(blocks)


def _give_links_to_footnotes(blocks: list[Block]) -> None:
    """Put a short line after a footnote with it, where it parts the halves of a sentence.

    A footnote's second line, as a link's title, stands between the two halves of a paragraph that
    goes on over the page; it is short, ends no sentence of theirs, and running text follows it.
    """
    for at in range(1, len(blocks) - 2):
        before, note, line, after = blocks[at - 1 : at + 3]
        parted = not looks.finished(before.text) and not before.footnote and before.n_words > 8
        plain = line.number is None and not line.is_list_item and not line.footnote
        goes_on = after.number is None and not after.is_list_item and not after.footnote
        if note.footnote and parted and plain and goes_on and line.n_words <= 8:
            line.footnote = note.footnote


def _body_size(lines: Sequence[Line]) -> float | None:
    """The font size that most of the text is set in."""
    n_chars: dict[float, int] = {}
    for line in lines:
        if line.size is not None:
            size = round(line.size, 1)
            n_chars[size] = n_chars.get(size, 0) + len(line.text)
    return max(n_chars, key=lambda size: n_chars[size]) if n_chars else None


def _new_block(
    at: int, line: Line, number: Accepted | None, body_size: float | None, *, after_contents: bool
) -> Block:
    text, runs, printed = line.text, line.runs, ""
    if number is not None:
        if line.number:
            printed = line.number
        else:
            printed = text[: number.number.end].strip()
            runs = _runs_from(runs, number.number.end)
            text = text[number.number.end :].lstrip()
    elif line.number:  # printed all the same, though it is none of the paper's series
        runs = join_runs(kept(line.number), runs) if runs else ()
        text = f"{line.number} {text}".rstrip()
    block = Block(at, line, text, number, printed, runs, bold=line.bold, last=line)
    block.after_table_of_contents = after_contents
    block.footnote = "" if number is not None else _footnote_mark(line, body_size)
    if block.footnote:
        block.text = _FOOTNOTE_START.sub("", _SMALL_NUMBER.sub("", text, count=1), count=1)
    _keep_place(block, line)
    return block


def _footnote_mark(line: Line, body_size: float | None) -> str:
    """The mark of the footnote that the line begins, '' where it begins none."""
    if match := _FOOTNOTE_START.match(line.text):
        return match[0].strip()
    small = line.size is not None and body_size is not None and line.size < body_size - _SIZE_STEP
    if small and (match := _SMALL_NUMBER.match(line.text)):
        return match[1].translate(str.maketrans("0123456789", _SUPERSCRIPTS))
    return ""


def _raise_mark(block: Block, line: Line, marks: set[str]) -> str:
    """Put a footnote's mark that a line begins with back at the end of the words before it.

    'request services' / '1. Members should' was printed 'request services¹. Members should'.

    Returns:
        The line's words without the mark; '' where it begins with none.
    """
    match = _FALLEN_MARK.match(line.text)
    if not match or line.runs or block.runs or block.footnote or looks.finished(block.text):
        return ""
    mark = match["mark"].translate(str.maketrans("0123456789", _SUPERSCRIPTS))
    if mark not in marks or line.number or line.bullet:
        return ""
    block.text += mark + match["stop"]
    return line.text[match.end() :]


def _joins(block: Block, line: Line, number: Accepted | None, body_size: float | None) -> bool:
    """Whether a line goes on with the block before it."""
    last = block.last or block.line
    if number is not None or line.table_row or block.line.table_row or line.bullet or line.number:
        return False
    if block.number is not None and not block.text:  # its number stood alone on its line
        return True
    if not last.soft_wrapped or line.blank_before or line.heading_level is not None:
        return False
    if _footnote_mark(line, body_size):
        return False
    if block.footnote:
        return True
    if last.bold != line.bold and (looks.finished(block.text) or _titled(block, line)):
        return False
    if _size_differs(last, line):
        return False
    outdented = line.indent < last.indent - _INDENT_STEP and block.n_lines > 1
    return not (outdented and looks.ends_sentence(block.text))


def _titled(block: Block, line: Line) -> bool:
    return looks.marked_heading(block.line) or looks.marked_heading(line)


def _size_differs(last: Line, line: Line) -> bool:
    if last.size is None or line.size is None:
        return False
    return abs(last.size - line.size) > _SIZE_STEP


def _append(block: Block, line: Line, hyphens: Hyphens) -> None:
    if block.number is not None and not block.text:
        block.text, block.runs = line.text, line.runs
        block.line = line if block.line.heading_level is None else block.line
    else:
        joined = hyphens.joined(block.text, line.text)
        if block.runs or line.runs:
            block.runs = _with_runs(block, line, joined)
        block.text = joined
    block.n_lines += 1
    block.last = line
    block.bold = block.bold and line.bold
    _keep_place(block, line)


def _with_runs(block: Block, line: Line, joined: str) -> tuple[Run, ...]:
    """The runs of a block and of the line that goes on with it, joined as their words are."""
    first, second = block.runs or kept(block.text), line.runs or kept(line.text)
    if not block.text or not line.text or len(joined) > len(block.text) + len(line.text):
        return join_runs(first, second)
    if len(joined) < len(block.text) + len(line.text) and first[-1].mark is not Mark.STRUCK:
        first = (*first[:-1], Run(text=first[-1].text[:-1], mark=first[-1].mark))
    return join_runs(first, second, "")


def _keep_place(block: Block, line: Line) -> None:
    if line.page is not None and line.page not in block.pages:
        block.pages.append(line.page)
    block.rects.extend(line.rects)
    block.recognised = block.recognised or line.recognised


def kept(text: str) -> tuple[Run, ...]:
    """Words that are not amended, as runs."""
    return (Run(text=text, mark=Mark.KEPT),) if text else ()


def join_runs(
    first: tuple[Run, ...], second: tuple[Run, ...], between: str = " "
) -> tuple[Run, ...]:
    """Two blocks' runs as one, with white space between."""
    if not first or not second:
        return first or second
    joined = [*first]
    if joined[-1].mark is Mark.KEPT:
        joined[-1] = Run(text=joined[-1].text + between, mark=Mark.KEPT)
    elif between:
        joined.append(Run(text=between, mark=Mark.KEPT))
    for run in second:
        if joined[-1].mark is run.mark:
            joined[-1] = Run(text=joined[-1].text + run.text, mark=run.mark)
        else:
            joined.append(run)
    return tuple(joined)


def _runs_from(runs: tuple[Run, ...], start: int) -> tuple[Run, ...]:
    """The runs after the first `start` characters of the words that stand."""
    out: list[Run] = []
    for run in runs:
        if run.mark is Mark.STRUCK or start <= 0:
            out.append(run)
            continue
        text = run.text[start:]
        start -= len(run.text)
        if text:
            out.append(Run(text=text, mark=run.mark))
    return tuple(out)


def _split_at_inner_numbers(blocks: list[Block]) -> list[Block]:
    """Split blocks in which the next number of the series stands after a sentence's end."""
    taken = {
        (block.number.number.style, block.number.number.key) for block in blocks if block.number
    }
    out: list[Block] = []
    for block in blocks:
        out.append(block)
        while (tail := _split_one(out[-1], taken)) is not None:
            out.append(tail)
    return out


def _split_one(block: Block, taken: set[tuple[Style, tuple[str, ...]]]) -> Block | None:
    if block.number is None or block.runs:
        return None
    number = block.number.number
    if number.style not in (Style.DOTTED, Style.WHOLE) or not number.key[-1].isdigit():
        return None
    if number.style is Style.WHOLE and not number.wrap:
        return None
    key = (*number.key[:-1], str(number.ordinal + 1))
    if (number.style, key) in taken:
        return None
    shown = re.escape(".".join(key))
    stop = r"\.?" if number.style is Style.DOTTED else re.escape(number.wrap)
    match = re.search(rf"(?<=[.;?!])\s+{shown}{stop}\s+(?=[A-Z“\"‘])", block.text)
    if not match:
        return None
    taken.add((number.style, key))
    next_number = Accepted(
        type(number)(number.style, key, number.ordinal + 1, number.wrap, 0), block.number.parent
    )
    tail = Block(
        block.at,
        block.line,
        block.text[match.end() :],
        next_number,
        ".".join(key),
        pages=list(block.pages[-1:]),
        rects=list(block.rects),
        recognised=block.recognised,
        n_lines=block.n_lines,
        last=block.last,
    )
    block.text = block.text[: match.start()]
    return tail
