"""A paper as a Word file, its numbers typed or generated."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph as WordParagraph

from evals.editions.paragraphs import (
    Opening,
    Typed,
    tables_apart,
    typed_number,
    whole_paragraphs,
)
from ingest.documents import Mark
from ingest.lines import Line

_BULLET_LEVEL = 18.0
_N_LEVELS = 4
_AUTHOR = "Committee Services"
_DATE = "2024-01-01T00:00:00Z"


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
    for rows in tables_apart(whole_paragraphs(lines)):
        if rows[0][0].table_row:
            _add_table(document, [row[0].text.split("\t") for row in rows])
        else:
            _add_paragraph(document, rows[0], numbers, own)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


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
        number = parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{self.level}"/>'
            f'<w:numId w:val="{self.num}"/></w:numPr>'
        )
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(number, "w:spacing", "w:ind", "w:jc", "w:rPr")


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
