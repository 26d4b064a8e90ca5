"""Word and web editions of a paper, made from its lines, to measure the readers by.

A council publishes a paper in one format; what a reader of another format makes of it is
measured on an edition of the same words.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph as WordParagraph

from ingest.documents import Document, Mark, Run
from ingest.lines import Line
from ingest.numbering import roman_value

_DOTTED = re.compile(r"(?P<key>\d{1,3}(?:\.\d{1,3})+)\.?\s+(?=\S)")
_WHOLE = re.compile(r"(?P<key>\d{1,3})\.?\s+(?=\S)")
_ITEM = re.compile(r"(?:\((?P<both>[a-z]{1,4}|\d{1,2})\)|(?P<one>[a-z])\.)\s+(?=\S)")
_BULLET_LEVEL = 18.0
_N_LEVELS = 4
_AUTHOR = "Committee Services"
_DATE = "2024-01-01T00:00:00Z"


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


# Word


def word_edition(lines: Sequence[Line], *, own: Collection[Opening], generated: bool) -> bytes:
    """Return a paper as a DOCX.

    Args:
        own: Where its own numbers stand.
        generated: Whether Word generates its numbers, and its amendments are tracked; else the
            numbers are typed, and the amendments are struck and bold.
    """
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Agenda item 7"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    numbers = _Numbers(document, own) if generated else None
    for rows in _tables_apart(whole_paragraphs(lines)):
        if rows[0][0].table_row:
            _add_table(document, [row[0].text.split("\t") for row in rows])
        else:
            _add_paragraph(document, rows[0], numbers, own)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _tables_apart(paragraphs: list[list[Line]]) -> Iterator[list[list[Line]]]:
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


def _add_table(document: WordDocument, rows: list[list[str]]) -> None:
    n_columns = max(len(row) for row in rows)
    table = document.add_table(len(rows), n_columns)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text


def _add_paragraph(
    document: WordDocument, lines: list[Line], numbers: _Numbers | None, own: Collection[Opening]
) -> None:
    first = lines[0]
    number = numbers.next(first.text) if numbers else None
    is_numbered = number is not None or typed_number(first.text, own, None) is not None
    paragraph = document.add_paragraph()
    if first.heading_level:
        paragraph.style = f"Heading {first.heading_level}"
    elif first.bullet and not is_numbered:
        paragraph.style = "List Bullet 2" if first.indent >= _BULLET_LEVEL else "List Bullet"
    for place, line in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        skip = number.typed.end if number and not place else 0
        _add_words(paragraph, line, skip, tracked=numbers is not None)
    if number:
        number.apply(paragraph)


def _add_words(paragraph: WordParagraph, line: Line, skip: int, *, tracked: bool) -> None:
    pieces = [(run.text, run.mark) for run in line.runs] or [(line.text, Mark.KEPT)]
    for text, mark in pieces:
        run = paragraph.add_run(text[skip:])
        skip = 0
        run.bold = line.bold or None
        run.italic = line.italic or None
        if mark is Mark.KEPT:
            continue
        if not tracked:
            run.font.strike = mark is Mark.STRUCK or None
            run.bold = mark is Mark.INSERTED or run.bold
            continue
        change = OxmlElement("w:del" if mark is Mark.STRUCK else "w:ins")
        change.set(qn("w:author"), _AUTHOR)
        change.set(qn("w:date"), _DATE)
        run._r.addprevious(change)
        change.append(run._r)
        if mark is Mark.STRUCK:
            for text_element in run._r.findall(qn("w:t")):
                text_element.tag = qn("w:delText")


@dataclass(frozen=True, slots=True)
class _Generated:
    """A number for Word to generate: the list and the level that give it."""

    typed: Typed
    num: int
    level: int

    def apply(self, paragraph: WordParagraph) -> None:
        properties = paragraph._p.get_or_add_pPr()._insert_numPr(OxmlElement("w:numPr"))
        properties.get_or_add_ilvl().val = self.level
        properties.get_or_add_numId().val = self.num


@dataclass(slots=True)
class _List:
    """A numbering definition, and how far it has counted."""

    abstract: int
    num: int
    at: list[int | None] = field(default_factory=lambda: [None] * _N_LEVELS)


_Levels = list[tuple[str, str]]  # each level's format, and the text that its number stands in


class _Numbers:
    """Numbering definitions that generate the numbers a paper was typed with."""

    def __init__(self, document: WordDocument, own: Collection[Opening]) -> None:
        self._root = document.part.numbering_part.element
        self._own = own
        self._lists: dict[str, _List] = {}
        self._before: Typed | None = None

    def next(self, text: str) -> _Generated | None:
        """The generated number that stands for the one a line is typed with."""
        typed = typed_number(text, self._own, self._before)
        if typed is None:
            return None
        if typed.wrap == "%":
            self._before = None
            level, at = len(typed.key) - 1, typed.key
            levels = [("decimal", ".".join(f"%{n + 1}" for n in range(k + 1))) for k in range(4)]
            levels[0] = ("decimal", "%1.")
            return self._place("outline", levels, typed, level, at)
        nested = typed.form == "lowerRoman" and self._before is not None
        self._before = self._before if nested else typed
        form = typed.form if not nested else "lowerLetter"
        shown = [typed.wrap.replace("%", f"%{n + 1}") for n in range(4)]
        levels = [(form, shown[0]), ("lowerRoman", shown[1]), *(("decimal", s) for s in shown[2:])]
        now = self._lists.get(f"{form}{typed.wrap}")
        outer = now.at[0] if now is not None and nested and now.at[0] is not None else 1
        at = (outer, *typed.key) if nested else typed.key
        return self._place(f"{form}{typed.wrap}", levels, typed, len(at) - 1, at)

    def _place(
        self,
        name: str,
        levels: list[tuple[str, str]],
        typed: Typed,
        level: int,
        at: tuple[int, ...],
    ) -> _Generated:
        now = self._lists.get(name)
        if now is None or tuple(now.at[:level]) != at[:level]:
            now = self._lists[name] = self._new_list(levels, starts=at[:level])
        num = now.num
        if (now.at[level] or 0) + 1 != at[level]:
            num = self._new_num(now.abstract, level, at[level])  # for this paragraph alone
        now.at = [*at, *[None] * (_N_LEVELS - level - 1)]
        return _Generated(typed, num, level)

    def _new_list(self, levels: _Levels, starts: tuple[int, ...]) -> _List:
        abstract = 100 + len(self._root.findall(qn("w:abstractNum")))
        shown = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="{starts[n] if n < len(starts) else 1}"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
            f'<w:pPr><w:ind w:left="{720 + 360 * n}" w:hanging="720"/></w:pPr></w:lvl>'
            for n, (form, text) in enumerate(levels)
        )
        element = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">'
            f'<w:multiLevelType w:val="multilevel"/>{shown}</w:abstractNum>'
        )
        self._root.insert(0, element)
        return _List(abstract, self._new_num(abstract, None, 0))

    def _new_num(self, abstract: int, level: int | None, start: int) -> int:
        num = self._root.add_num(abstract)
        if level is not None:
            num.add_lvlOverride(ilvl=level).add_startOverride(start)
        return int(num.numId)


# The web


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Council</title></head><body>
<div class="cookie-banner"><p>We use cookies to make this website work.</p></div>
<header><a href="#content">Skip to content</a><p>The council's website</p></header>
<nav><ul><li><a href="/">Home</a></li><li><a href="/council">Your council</a></li></ul></nav>
<div class="container"><div class="row"><aside><h2>Related</h2><p>Council tax</p></aside>
<div id="content">{paper}</div></div></div>
<footer><p>Contact us. Accessibility statement.</p></footer></body></html>
"""


def web_edition(lines: Sequence[Line], *, own: Collection[Opening]) -> bytes:
    """Return a paper as a web page, its letters and romans as the numbers of lists."""
    out: list[str] = []
    stack: list[str] = []  # the lists that are open
    before: Typed | None = None
    for rows in _tables_apart(whole_paragraphs(lines)):
        first = rows[0][0]
        typed = typed_number(first.text, own, before)
        item = typed if typed and typed.form != "decimal" and not first.table_row else None
        bullet = first.bullet and typed is None
        wanted = _wanted_lists(item, before, bullet=bullet)
        before = None if item is None else item if len(wanted) == 1 else before
        _close(out, stack, wanted)
        if item or bullet:
            _open(out, stack, wanted, item)
            out.append(_words(rows[0], item.end if item else 0))
        elif first.table_row:
            out.append(_html_table([row[0].text.split("\t") for row in rows]))
        else:
            tag = f"h{first.heading_level}" if first.heading_level else "p"
            out.append(f"<{tag}>{_words(rows[0], 0)}</{tag}>")
    _close(out, stack, [])
    return _PAGE.replace("{paper}", "\n".join(out)).encode()


def _wanted_lists(item: Typed | None, before: Typed | None, *, bullet: bool) -> list[str]:
    if item is None:
        return ["ul"] if bullet else []
    kind = "a" if item.form == "lowerLetter" else "i"
    return ["a", "i"] if kind == "i" and before and before.form == "lowerLetter" else [kind]


def _close(out: list[str], stack: list[str], wanted: list[str]) -> None:
    n_shared = next(
        (n for n, (mine, theirs) in enumerate(zip(stack, wanted, strict=False)) if mine != theirs),
        min(len(stack), len(wanted)),
    )
    while len(stack) > n_shared:
        out.append("</li></ul>" if stack.pop() == "ul" else "</li></ol>")


def _open(out: list[str], stack: list[str], wanted: list[str], item: Typed | None) -> None:
    start = item.key[0] if item else 1
    if stack == wanted:
        if item is None or start > 1:
            out.append(f'</li><li value="{start}">' if item else "</li><li>")
            return
        _close(out, stack, wanted[:-1])
    while len(stack) < len(wanted):
        kind = wanted[len(stack)]
        stack.append(kind)
        out.append("<ul><li>" if kind == "ul" else f'<ol type="{kind}" start="{start}"><li>')


def _words(lines: list[Line], skip: int) -> str:
    shown = []
    for line in lines:
        pieces = [(run.text, run.mark) for run in line.runs] or [(line.text, Mark.KEPT)]
        text = ""
        for words, mark in pieces:
            tag = {Mark.STRUCK: "del", Mark.INSERTED: "ins"}.get(mark)
            words = html.escape(words[skip:])
            text += f"<{tag}>{words}</{tag}>" if tag else words
            skip = 0
        text = f"<strong>{text}</strong>" if line.bold else text
        shown.append(f"<em>{text}</em>" if line.italic else text)
    return "<br>".join(shown)


def _html_table(rows: list[list[str]]) -> str:
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
