"""Reads web pages: the paper on the page, with the numbers that a browser prints."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from bs4 import (
    BeautifulSoup,
    MarkupResemblesLocatorWarning,
    Tag,
    XMLParsedAsHTMLWarning,
)
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PreformattedString

from ingest.documents import Mark
from ingest.errors import EmptySourceError, SourceTooLargeError, UnreadableSourceError
from ingest.lines import Line, Lines
from ingest.readers.headings import settle_headings
from ingest.readers.html_lists import item_markers
from ingest.readers.html_notes import Notes
from ingest.readers.html_page import depth, find_paper
from ingest.readers.pieces import Piece, Standing, lines_from
from ingest.readers.tables import table_lines
from ingest.readers.text import decode, fold
from ingest.settings import IngestSettings

_MAX_TAGS = 250_000  # a 500-page constitution saved by Word as a web page has fewer
_MAX_BYTES = 40 * 1024 * 1024
_MAX_DEPTH = 200
_INDENT_LEVEL = 18.0
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
    *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
    *("header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section"),
    *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_MARKER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxIVX]{1,5})[.):]{0,2}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3})+[.)]?\s")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOOKS = frozenset({"s", "strike", "del", "ins", "b", "strong", "th", "i", "em", "cite", "u"})
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_UNDERLINED = re.compile(r"text-decoration[^;]*underline", re.IGNORECASE)
_COLOURED = re.compile(r"(?<![-\w])color\s*:\s*(?!inherit|black|#000|windowtext)", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_PLAIN = Piece("")


def read_lines(
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Lines:
    """Return the lines of the paper on a web page: a line for each block, item or table row.

    Raises:
        SourceTooLargeError: It is larger than any page that a paper stands on.
        UnreadableSourceError: The bytes are no text, or are nested beyond reason.
        EmptySourceError: The page holds no text.
    """
    if len(data) > min(settings.max_bytes, _MAX_BYTES) or data.count(b"<") > 2 * _MAX_TAGS:
        raise SourceTooLargeError(
            f"{name} is larger than a web page that can be read. Save it as PDF and add that."
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # XHTML; it reads as HTML too
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)  # bytes of no use
        page = BeautifulSoup(_decoded(data, name), "lxml")
    if depth(page) > _MAX_DEPTH:
        raise UnreadableSourceError(
            f"{name} nests its text too deeply to be read. Open it in a browser and save it as PDF."
        )
    joined = any("counters(" in sheet.get_text() for sheet in page.find_all("style"))
    notes = Notes(page)  # first: they may stand in what looks like a footer
    paper = find_paper(page, without=notes.read)
    reader = _PaperReader(notes, paper.dropped, joined_numbers=joined)
    lines = reader.read(paper.element)
    if progress:
        progress(1, 1)
    if not any(line.text for line in lines):
        raise EmptySourceError(
            f"{name} holds no text of its own: it may fetch it when it is opened. Open it in a "
            "browser and save it as PDF."
        )
    return Lines(tuple(settle_headings(lines)))


def _decoded(data: bytes, name: str) -> str:
    """The page's text: as its byte order mark says, then as the page says, then by its bytes."""
    declared = EncodingDetector.find_declared_encoding(data[:4096], is_html=True)
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        # What calls itself Latin-1 is Windows' variant of it: WHATWG Encoding, 4.2.
        latin = declared.lower().replace("_", "-") in {"iso-8859-1", "latin1", "us-ascii", "ascii"}
        try:
            text = data.decode("cp1252" if latin else declared)
        except (LookupError, ValueError):
            return decode(data, name=name)
        return decode(text.encode("utf-8", errors="replace"), name=name)
    return decode(data, name=name)


@dataclass(slots=True)
class _Pending:
    """The block being read: its words so far, and what was said before them."""

    pieces: list[Piece] = field(default_factory=list)
    number: str | None = None
    bullet: bool = False
    level: int = 0
    centred: bool = False
    notes: list[Line] = field(default_factory=list)


class _PaperReader:
    """Walks a paper's elements in reading order, ending a line at the edges of each block."""

    def __init__(self, notes: Notes, dropped: frozenset[int], *, joined_numbers: bool) -> None:
        self._notes = notes
        self._dropped = dropped
        self._joined_numbers = joined_numbers
        self._verbatim = False  # whether line breaks in the page's text are breaks on the page
        self._markers: dict[int, str] = {}  # what is printed before each item, by its id()
        self._now = _Pending()
        self._lines: list[Line] = []

    def read(self, element: Tag) -> list[Line]:
        """Return the lines of an element."""
        outer, self._lines, pending, self._now = self._lines, [], self._now, _Pending()
        self._walk(element, _PLAIN)
        self._end()
        lines, self._lines, self._now = self._lines, outer, pending
        return lines

    def _end(self, heading_level: int | None = None) -> None:
        """End the line; a number or a bullet without words yet waits for the next block's."""
        now = self._now
        if not now.pieces:
            return
        standing = Standing(
            number=now.number,
            bullet=now.bullet,
            heading_level=heading_level,
            indent=_INDENT_LEVEL * now.level,
            centred=now.centred,
        )
        lines = lines_from(now.pieces, standing)
        if lines:
            lines[0] = _without_second_number(lines[0])
            self._lines += [*lines, *now.notes]
            self._now = _Pending(level=now.level)
        else:
            now.pieces = []

    def _walk(self, parent: Iterable[object], look: Piece) -> None:
        for child in parent:
            if isinstance(child, Tag):
                if id(child) not in self._dropped:
                    self._element(child, look)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                text = child if self._verbatim else _SPACE.sub(" ", child)
                self._now.pieces.append(replace(look, text=text))

    def _element(self, tag: Tag, look: Piece) -> None:
        name = tag.name
        if name == "br":
            self._now.pieces.append(replace(look, text="\n"))
        elif note := self._notes.of_reference(tag):
            self._now.pieces.append(replace(look, text=note.mark))
            if note.text:
                self._now.notes.append(Line(f"{note.mark} {note.text}", blank_before=True))
        elif name in {"sup", "sub"}:
            self._raised(tag, look)
        elif name not in _BLOCKS:
            self._walk(tag, _look(tag, look))
        else:
            self._end()
            self._block(tag, _look(tag, look))
            self._end()

    def _raised(self, tag: Tag, look: Piece) -> None:
        text = fold(tag.get_text()).strip("[]")
        notes = any(self._notes.of_reference(link) for link in tag.find_all("a"))
        if tag.name == "sup" and text.isdecimal() and text.isascii() and not notes:
            self._now.pieces.append(replace(look, text=text.translate(_SUPERSCRIPTS)))
        else:
            self._walk(tag, look)

    def _block(self, tag: Tag, look: Piece) -> None:
        name = tag.name
        if name in {"ol", "ul", "menu", "dir"}:
            self._list(tag, look)
        elif name == "table":
            self._lines += self._table(tag)
        elif name == "dl":
            self._definitions(tag, look)
        elif name == "pre":
            self._verbatim = True
            self._walk(tag, look)
            self._end()
            self._verbatim = False
        elif name == "blockquote":
            self._nested(tag, look)
        else:
            self._now.centred = _is_centred(tag)
            self._walk(tag, look)
            self._end(_heading_level(tag))

    def _nested(self, tag: Tag, look: Piece) -> None:
        self._now.level += 1
        self._walk(tag, look)
        self._end()
        self._now.level -= 1

    def _list(self, items: Tag, look: Piece) -> None:
        item = items.find_parent("li") if self._joined_numbers else None
        markers = item_markers(items, nested_numbers=self._markers.get(id(item)))
        self._markers.update(markers)
        self._now.level += 1
        for child in items.children:
            marker = markers.get(id(child), "")
            if marker:
                self._now.number = None if marker == "•" else marker
                self._now.bullet = marker == "•"
            self._walk([child], look)
            self._end()
            self._now.number, self._now.bullet = None, False
        self._now.level -= 1

    def _definitions(self, terms: Tag, look: Piece) -> None:
        """Terms and what is said of them; a term that is only a number numbers what follows."""
        for child in terms.children:
            if not isinstance(child, Tag) or child.name not in {"dt", "dd", "div"}:
                self._walk([child], look)
                self._end()
            elif child.name == "div":
                self._definitions(child, look)
            elif child.name == "dt" and _MARKER.fullmatch(fold(child.get_text())):
                self._now.number = fold(child.get_text())
            elif child.name == "dt":
                self._now.number = None
                self._walk(child, replace(look, bold=True))
                self._end()
            else:
                self._nested(child, look)

    def _table(self, table: Tag) -> list[Line]:
        rows = []
        for row in table.find_all("tr"):
            if row.find_parent("table") is table:
                cells = row.find_all(["td", "th"], recursive=False)
                rows.append([self._cell(cell) for cell in cells])
        caption = table.find("caption", recursive=False)
        return (self.read(caption) if caption else []) + _astray(table) + table_lines(rows)

    def _cell(self, cell: Tag) -> list[Line]:
        lines = self.read(cell)
        if cell.name == "th":
            lines = [replace(line, bold=True) for line in lines]
        return lines


def _astray(table: Tag) -> list[Line]:
    """Words inside a table but in none of its cells, which a browser prints above it."""
    words = [
        str(text)
        for text in table.find_all(string=True)
        if not isinstance(text, PreformattedString)
        and text.find_parent(["td", "th", "caption", "table", "script", "style"]) is table
    ]
    text = fold(" ".join(words))
    return [Line(text)] if text else []


def _without_second_number(line: Line) -> Line:
    """A line without the item's number where its words bring the number themselves."""
    if line.number and (_DOTTED.match(line.text) or line.text.startswith(f"{line.number} ")):
        return replace(line, number=None)
    return line


def _look(tag: Tag, look: Piece) -> Piece:
    """How words look inside an element, given how they look around it."""
    name, style = tag.name, str(tag.get("style") or "")
    if not style and name not in _LOOKS and not tag.get("color"):
        return look
    struck = name in {"s", "strike", "del"} or bool(_STRUCK.search(style))
    inserted = name == "ins"
    mark = Mark.STRUCK if struck else Mark.INSERTED if inserted else look.mark
    return replace(
        look,
        mark=look.mark if look.mark is Mark.STRUCK else mark,
        bold=look.bold or name in {"b", "strong", "th"} or bool(_BOLD.search(style)),
        italic=look.italic or name in {"i", "em", "cite"} or bool(_ITALIC.search(style)),
        underlined=look.underlined or name == "u" or bool(_UNDERLINED.search(style)),
        coloured=look.coloured or bool(tag.get("color") or _COLOURED.search(style)),
        struck_by_hand=look.struck_by_hand or struck,
    )


def _heading_level(tag: Tag) -> int | None:
    if re.fullmatch("h[1-6]", tag.name):
        return int(tag.name[1])
    if str(tag.get("role") or "").lower() == "heading":
        level = str(tag.get("aria-level") or "2")
        return int(level) if re.fullmatch("[1-9]", level) else 2
    return None


def _is_centred(tag: Tag) -> bool:
    return (
        tag.name == "center"
        or str(tag.get("align") or "").lower() == "center"
        or _CENTRED.search(str(tag.get("style") or "")) is not None
    )
