"""A paper's lines as the paragraphs that its own file had, and the numbers typed before them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.documents import Document, Mark, Run
from ingest.lines import Line
from ingest.numbering import roman_value

_DOTTED = re.compile(r"(?P<key>\d{1,3}(?:\.\d{1,3})+)\.?\s+(?=\S)")
_WHOLE = re.compile(r"(?P<key>\d{1,3})\.?\s+(?=\S)")
_ITEM = re.compile(r"(?:\((?P<both>[a-z]{1,4}|\d{1,2})\)|(?P<one>[a-z])\.)\s+(?=\S)")

# A label without its '#', and the first word that stands under it.
Opening = tuple[str, str]


def openings(documents: Sequence[Document]) -> frozenset[Opening]:
    """The labels of papers' paragraphs and headings, each with its first word."""
    labelled = [(each.label, each.text) for d in documents for each in d.paragraphs]
    labelled += [(each.label, each.text) for d in documents for each in d.headings]
    return frozenset((label.partition("#")[0], text.split()[0]) for label, text in labelled if text)


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it is typed before a paragraph's words."""

    key: tuple[int, ...]  # its parts; of a letter or a roman, its place in the alphabet or value
    form: str  # Word's name of its format
    wrap: str  # what is printed, with '%' for the number
    end: int  # where the words begin


def typed_number(text: str, own: Collection[Opening], before: Typed | None) -> Typed | None:
    """The number that a line is typed with; None where it is no number of the paper's own.

    Args:
        own: Where the paper's own numbers stand.
        before: The item number before it, which tells a roman 'i' from the letter.
    """
    for pattern in (_DOTTED, _WHOLE):
        match = pattern.match(text)
        if match and (match["key"], text[match.end() :].split()[0]) in own:
            key = tuple(int(part) for part in match["key"].split("."))
            return Typed(key, "decimal", "%", match.end())
    match = _ITEM.match(text)
    if not match:
        return None
    sign = match["both"] or match["one"]
    wrap = "(%)" if match["both"] else "%."
    if sign.isdigit():
        return Typed((int(sign),), "decimal", wrap, match.end())
    letter = ord(sign) - 96 if len(sign) == 1 else None
    roman = roman_value(sign)
    goes_on = (
        before is not None and before.form == "lowerLetter" and before.key == ((letter or 0) - 1,)
    )
    if roman is not None and not (letter is not None and goes_on):
        return Typed((roman,), "lowerRoman", wrap, match.end())
    return None if letter is None else Typed((letter,), "lowerLetter", wrap, match.end())


def whole_paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in paragraphs, as the paper's own file had them.

    A paragraph that a page's end broke in two is whole again; lines that stand together without
    a blank line are one paragraph with line breaks.
    """
    paragraphs: list[list[Line]] = []
    for line in lines:
        last = paragraphs[-1][-1] if paragraphs else None
        plain = not (line.bullet or line.table_row or line.heading_level)
        if last is None or not plain or last.table_row or last.heading_level:
            paragraphs.append([line])
        elif _is_note(last) and len(paragraphs) > 1 and _broken(paragraphs[-2][-1].text, line.text):
            paragraphs[-2][-1] = _joined(paragraphs[-2][-1], line)
        elif not line.blank_before and not last.bullet and not _begins_anew(line.text):
            paragraphs[-1].append(line)
        elif line.blank_before and _broken(last.text, line.text) and not line.runs:
            paragraphs[-1][-1] = _joined(last, line)
        else:
            paragraphs.append([line])
    return paragraphs


def _is_note(line: Line) -> bool:
    return line.text[:1] in "⁰¹²³⁴⁵⁶⁷⁸⁹"


def _joined(first: Line, second: Line) -> Line:
    more = Run(text=f" {second.text}", mark=Mark.KEPT)
    runs = (*first.runs, more) if first.runs else ()
    return replace(first, text=f"{first.text} {second.text}", runs=runs)


def _begins_anew(text: str) -> bool:
    return bool(_DOTTED.match(text) or _WHOLE.match(text) or _ITEM.match(text))


def _broken(text: str, following: str) -> bool:
    unfinished = not re.search(r"[.!?:;][\"'”’)\]]*$|(?:;\s*|,\s*)(?:and|or)$", text)
    return unfinished and following[:1].islower() and len(text.split()) > 6


def tables_apart(paragraphs: list[list[Line]]) -> Iterator[list[list[Line]]]:
    """Paragraphs one by one, and table rows that follow each other together."""
    held: list[list[Line]] = []
    for paragraph in paragraphs:
        if paragraph[0].table_row:
            held.append(paragraph)
            continue
        if held:
            yield held
            held = []
        yield [paragraph]
    if held:
        yield held
