"""Reads Word files: their paragraphs as lines, with the numbers that Word generates."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from lxml import etree

from ingest.documents import Mark
from ingest.errors import EmptySourceError, SourceTooLargeError, UnreadableSourceError
from ingest.lines import Line, Lines
from ingest.readers.docx_numbering import Marker, Numbering
from ingest.readers.docx_package import WordParts, open_word
from ingest.readers.docx_runs import Fields, Note, Words, WordsReader, chosen
from ingest.readers.docx_styles import Styles, W, is_on, value, whole
from ingest.readers.headings import settle_headings
from ingest.readers.pieces import Piece, Standing, lines_from
from ingest.readers.tables import table_lines
from ingest.settings import IngestSettings

_MC_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_HEADING_NAME = re.compile(r"heading ([1-9])")
_CONTENTS_NAME = re.compile(r"toc (?:[1-9]|heading)|table of (?:figures|authorities)")
_TWIPS = 20.0  # in a point
_PROGRESS_EVERY = 50  # blocks


def read_lines(
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Lines:
    """Return a Word file's lines: a line for each paragraph, or for each row of a data table.

    Words that are struck out or hidden, fields' codes, tables of contents, comments, headers and
    footers are no part of any line's text. Footnotes follow the paragraph that refers to them.

    Args:
        progress: Told how many of how many blocks of the body are read.

    Raises:
        UnsupportedTypeError, EncryptedSourceError, SourceTooLargeError, UnreadableSourceError:
            As `open_word` says.
        EmptySourceError: The file holds no text.
    """
    parts = open_word(data, name=name, settings=settings)
    try:
        lines = _BodyReader(parts, name, settings).read(progress)
    except RecursionError as error:
        raise UnreadableSourceError(
            f"{name} nests its text too deeply to be read. Open it in Word and save it as PDF."
        ) from error
    if not any(line.text for line in lines):
        raise EmptySourceError(
            f"{name} holds no text. If it is a scan, save it as PDF and add that."
        )
    return Lines(tuple(settle_headings(lines)))


class _BodyReader:
    def __init__(self, parts: WordParts, name: str, settings: IngestSettings) -> None:
        self._name = name
        self._settings = settings
        self._ends = time.monotonic() + settings.max_seconds
        self._styles = Styles(parts.styles)
        self._numbering = Numbering(parts.numbering, self._styles)
        self._words = WordsReader(self._styles, Fields(parts.document))
        self._body = parts.document.find(W + "body")
        self._note_texts = {
            kind: {} if root is None else {note.get(W + "id", ""): note for note in root}
            for kind, root in (("footnote", parts.footnotes), ("endnote", parts.endnotes))
        }
        self._held: list[Piece] = []  # of a paragraph whose end is deleted: it runs on
        self._notes: list[Note] = []
        self._boxes: list[etree._Element] = []

    def read(self, progress: Callable[[int, int], None] | None) -> list[Line]:
        blocks = [] if self._body is None else list(_blocks(self._body))
        lines: list[Line] = []
        for n_read, block in enumerate(blocks):
            lines += self._block(block)
            lines += self._asides()
            self._check_time()
            if progress and n_read % _PROGRESS_EVERY == 0:
                progress(n_read, len(blocks))
        lines += self._release()
        lines += self._asides()
        if progress:
            progress(len(blocks), len(blocks))
        return lines

    def _check_time(self) -> None:
        if time.monotonic() > self._ends:
            raise SourceTooLargeError(
                f"{self._name} takes longer to read than the "
                f"{self._settings.max_seconds:.0f} seconds allowed. Split it into several files."
            )

    def _block(self, block: etree._Element) -> list[Line]:
        return self._table(block) if block.tag == W + "tbl" else self._paragraph(block)

    def _container(self, container: etree._Element) -> list[Line]:
        lines = [line for block in _blocks(container) for line in self._block(block)]
        return lines + self._release()

    def _release(self) -> list[Line]:
        """The words of a paragraph that would have run on, where none follows it."""
        pieces, self._held = self._held, []
        return lines_from(pieces, Standing())

    def _asides(self) -> list[Line]:
        """The text boxes and the notes of what was just read; they break no paragraph of it."""
        lines: list[Line] = []
        if self._held:
            return lines
        while self._boxes:
            lines += self._container(self._boxes.pop(0))
        while self._notes:
            note = self._notes.pop(0)
            element = self._note_texts[note.kind].pop(note.id, None)
            if element is not None:
                lines += self._note_lines(note, self._container(element))
        return lines

    @staticmethod
    def _note_lines(note: Note, lines: list[Line]) -> list[Line]:
        if lines and not lines[0].text.startswith(note.mark):
            lines[0] = replace(lines[0], text=f"{note.mark} {lines[0].text}", bullet=False)
        return lines

    def _table(self, table: etree._Element) -> list[Line]:
        before = self._release()
        rows = []
        for row in _children(table, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = [cell for cell in _children(row, W + "tc") if not _continues(cell)]
            rows.append([self._container(cell) for cell in cells])
        return before + table_lines(rows)

    def _paragraph(self, paragraph: etree._Element) -> list[Line]:
        style = self._styles.of_paragraph(paragraph)
        words = self._words.read(paragraph)
        if any(_CONTENTS_NAME.fullmatch(name) for name in self._styles.names(style)):
            return []
        self._notes += words.notes
        self._boxes += words.boxes
        end = paragraph.find(f"{W}pPr/{W}rPr")
        shown = any(piece.mark is not Mark.STRUCK and piece.text.strip() for piece in words.pieces)
        if end is not None and (_has(end, "del") or _has(end, "moveFrom")):
            if shown:
                self._held += words.pieces
                return []
            return self._lines(paragraph, style, words, None)
        if not shown and end is not None and is_on(end.find(W + "vanish")):
            return []
        marker = self._numbering.next_marker(paragraph)
        words.pieces, self._held = self._held + words.pieces, []
        return self._lines(paragraph, style, words, marker)

    def _lines(
        self, paragraph: etree._Element, style: str, words: Words, marker: Marker | None
    ) -> list[Line]:
        """A paragraph's lines: one, or as many as its line breaks make of it."""
        level = self._heading_level(paragraph, style)
        jc = paragraph.find(f"{W}pPr/{W}jc")
        if jc is None:
            jc = self._styles.paragraph_property(style, "jc")
        standing = Standing(
            number=marker.number if marker else None,
            bullet=marker is not None and marker.bullet,
            heading_level=level,
            indent=self._indent(paragraph, style, marker),
            centred=value(jc) == "center",
        )
        lines = lines_from(words.pieces, standing)
        parent = paragraph.getparent()
        if not lines and standing.number and parent is not None and parent.tag == W + "tc":
            return [Line("", number=standing.number)]  # the number may be of the next cell's words
        return lines

    def _heading_level(self, paragraph: etree._Element, style: str) -> int | None:
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if outline is None:
            for name in self._styles.names(style):
                if match := _HEADING_NAME.fullmatch(name):
                    return int(match[1])
                if name == "title":
                    return 1
            outline = self._styles.paragraph_property(style, "outlineLvl")
        level = whole(value(outline), 9)
        return level + 1 if 0 <= level < 9 else None

    def _indent(self, paragraph: etree._Element, style: str, marker: Marker | None) -> float:
        """Where the first line starts, a number before it included, in points."""
        own = paragraph.find(f"{W}pPr/{W}ind")
        of_style = self._styles.paragraph_property(style, "ind")
        of_level = marker.indent_from if marker else None
        by_style = marker is not None and paragraph.find(f"{W}pPr/{W}numPr") is None
        order = (own, of_style, of_level) if by_style else (own, of_level, of_style)

        def first(*names: str) -> int:
            found = (each.get(W + n) for each in order if each is not None for n in names)
            return whole(next((text for text in found if text), None), 0)

        return (first("left", "start") + first("firstLine") - first("hanging")) / _TWIPS


def _has(parent: etree._Element, tag: str) -> bool:
    return parent.find(W + tag) is not None


def _blocks(container: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """The paragraphs and tables of a container, through whatever wraps them."""
    for child in container:
        if not isinstance(child.tag, str):
            continue
        if child.tag in {W + "p", W + "tbl"}:
            yield child
        elif child.tag == W + "sdt":
            gallery = value(child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
            if gallery != "Table of Contents":
                yield from _blocks(child.findall(W + "sdtContent"))
        elif child.tag == _MC_CHOICE:
            yield from _blocks(chosen(child))
        elif child.tag not in {W + "sectPr", W + "tcPr", W + "pPr", W + "sdtPr"}:
            yield from _blocks(child)


def _children(parent: Iterable[etree._Element], tag: str) -> Iterator[etree._Element]:
    """A table's rows or a row's cells, through content controls and the like."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and not child.tag.endswith("Pr"):
            yield from _children(child, tag)


def _continues(cell: etree._Element) -> bool:
    """Whether a cell only carries on the one above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and value(merge, "continue") == "continue"
