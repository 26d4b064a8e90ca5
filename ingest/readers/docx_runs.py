"""The words of a Word paragraph, run by run, with their looks and their amendments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from ingest.documents import Mark
from ingest.readers.docx_styles import Styles, W, is_on, value, whole
from ingest.readers.pieces import Piece

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DROPPED_FIELDS = ("TOC", "TOA", "INDEX")
_MARKS = {
    W + "ins": Mark.INSERTED,
    W + "moveTo": Mark.INSERTED,
    W + "del": Mark.STRUCK,
    W + "moveFrom": Mark.STRUCK,
}
_TEXTS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
_SUPERSCRIPTS = str.maketrans("0123456789ivxlc", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁱᵛˣˡᶜ")
_PRIVATE = re.compile("[\uf000-\uf0ff]")
# Symbol and Wingdings keep their signs in a private area, each sign at its own place.
_SYMBOLS = {
    0xB7: "•", 0xA7: "▪", 0xA8: "▫", 0xD8: "➢", 0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0x6C: "●",
    0x6E: "■", 0x6F: "□", 0x71: "❑", 0x76: "❖", 0x77: "◆", 0xE0: "→", 0xF0: "→", 0x2D: "−",
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0x2B: "+", 0xD0: "–",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A reference to a footnote or an endnote, and the mark printed there."""

    kind: str  # 'footnote' or 'endnote'
    id: str
    mark: str


@dataclass(slots=True)
class Words:
    """What one paragraph holds."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)  # w:txbxContent


class Fields:
    """Which field characters begin, part and end the fields of a document.

    A field may span paragraphs: its code is never text; its result is, except for a table of
    contents. A field that never ends is taken for none, so that no text is lost to it.

    Source: ECMA-376 part 1, 17.16.18 (complex fields).
    """

    def __init__(self, root: etree._Element) -> None:
        self._role: dict[etree._Element, str] = {}
        self._open: list[str] = []
        stack: list[tuple[etree._Element, list[str], list[etree._Element]]] = []
        for element in root.iter(W + "fldChar", W + "instrText"):
            if element.tag == W + "instrText":
                if stack:
                    stack[-1][1].append(element.text or "")
                continue
            kind = element.get(W + "fldCharType")
            if kind == "begin":
                stack.append((element, [], []))
            elif kind == "separate" and stack:
                stack[-1][2].append(element)
            elif kind == "end" and stack:
                begin, code, separators = stack.pop()
                dropped = "".join(code).strip().upper().startswith(_DROPPED_FIELDS)
                self._role[begin] = "begin"
                self._role[element] = "end"
                for separator in separators[:1]:
                    self._role[separator] = "drop" if dropped else "result"

    def pass_over(self, element: etree._Element) -> None:
        """Take note of a field character met in reading order."""
        role = self._role.get(element)
        if role == "begin":
            self._open.append("code")
        elif role == "end" and self._open:
            self._open.pop()
        elif role is not None and self._open:
            self._open[-1] = role

    @property
    def hidden(self) -> bool:
        """Whether what is met now is a field's code, or stands in a table of contents."""
        return any(state != "result" for state in self._open)


class WordsReader:
    """Reads paragraphs' words, in reading order."""

    def __init__(self, styles: Styles, fields: Fields) -> None:
        self._styles = styles
        self._fields = fields
        self._n_notes = {"footnote": 0, "endnote": 0}

    def read(self, paragraph: etree._Element) -> Words:
        """Return the words of a paragraph; hidden ones are left out."""
        words = Words()
        self._walk(paragraph, Mark.KEPT, self._styles.of_paragraph(paragraph), words)
        return words

    def _walk(self, parent: Iterable[etree._Element], mark: Mark, style: str, to: Words) -> None:
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str):  # a comment, or an entity that is never replaced
                continue
            if tag == W + "r":
                self._run(child, mark, style, to)
            elif tag in _MARKS:
                self._walk(child, Mark.STRUCK if mark is Mark.STRUCK else _MARKS[tag], style, to)
            elif tag == W + "sdt":
                if child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
                    self._walk(child.findall(W + "sdtContent"), mark, style, to)
            elif tag == W + "fldSimple":
                if not child.get(W + "instr", "").strip().upper().startswith(_DROPPED_FIELDS):
                    self._walk(child, mark, style, to)
            elif tag == _MC + "AlternateContent":
                self._walk(chosen(child), mark, style, to)
            elif tag.startswith(_MATH):
                self._add("".join(str(t.text or "") for t in child.iter(_MATH + "t")), mark, to)
            elif tag not in {W + "pPr", W + "rPr", W + "sdtPr", W + "p", W + "tbl"}:
                self._walk(child, mark, style, to)  # a hyperlink, smart tag, sdtContent, …

    def _run(self, run: etree._Element, mark: Mark, style: str, to: Words) -> None:
        hidden = is_on(self._styles.run_property(run, style, "vanish"))
        look = None
        for child in run:
            tag = child.tag
            if tag == W + "fldChar":
                self._fields.pass_over(child)
                continue
            if hidden or self._fields.hidden or not isinstance(tag, str):
                continue
            if tag in {W + "footnoteReference", W + "endnoteReference"}:
                self._note(run, child, mark, to)
            elif tag in {W + "drawing", W + "pict", W + "object", _MC + "AlternateContent"}:
                to.boxes.extend(_boxes(child))
            else:
                text = _text(child)
                if text:
                    look = look or self._look(run, mark, style)
                    to.pieces.append(replace(look, text=_raised(text, run)))

    def _note(self, run: etree._Element, reference: etree._Element, mark: Mark, to: Words) -> None:
        kind = str(reference.tag).removeprefix(W).removesuffix("Reference")
        if reference.get(W + "customMarkFollows") in {"1", "true", "on"}:
            printed = "".join(str(t.text or "") for t in run.iter(W + "t"))
        else:
            self._n_notes[kind] += 1
            printed = str(self._n_notes[kind]).translate(_SUPERSCRIPTS)
            self._add(printed, mark, to)
        if mark is not Mark.STRUCK:
            to.notes.append(Note(kind, reference.get(W + "id", ""), printed))

    @staticmethod
    def _add(text: str, mark: Mark, to: Words) -> None:
        if text:
            to.pieces.append(Piece(text, mark))

    def _look(self, run: etree._Element, mark: Mark, style: str) -> Piece:
        def of(tag: str) -> etree._Element | None:
            return self._styles.run_property(run, style, tag)

        struck = is_on(of("strike")) or is_on(of("dstrike"))
        size = whole(value(of("sz")), 0)
        colour = value(of("color"), "auto").lower()
        return Piece(
            "",
            mark=Mark.STRUCK if struck else mark,
            bold=is_on(of("b")),
            italic=is_on(of("i")),
            size=size / 2 if size > 0 else None,
            underlined=value(of("u"), "none") != "none",
            coloured=colour not in {"auto", "000000"},
            struck_by_hand=struck and mark is Mark.KEPT,
        )


def chosen(alternate: etree._Element) -> list[etree._Element]:
    """The branch of alternate content that is read: the first choice, else the fallback."""
    branches = [*alternate.findall(_MC + "Choice"), *alternate.findall(_MC + "Fallback")]
    return list(branches[0]) if branches else []


def _boxes(element: etree._Element) -> list[etree._Element]:
    """The text boxes of a drawing, outermost first, each once though it may be written twice."""
    if element.tag == W + "txbxContent":
        return [element]
    if not isinstance(element.tag, str):
        return []
    children = chosen(element) if element.tag == _MC + "AlternateContent" else list(element)
    return [box for child in children for box in _boxes(child)]


def _text(element: etree._Element) -> str:
    tag = str(element.tag)
    if tag in {W + "t", W + "delText"}:
        text = str(element.text or "") + "".join(str(child.tail or "") for child in element)
        return _PRIVATE.sub(lambda sign: _sign(sign[0]), text)
    if tag in _TEXTS:
        return _TEXTS[tag]
    if tag == W + "br":
        return "\n" if element.get(W + "type", "textWrapping") == "textWrapping" else " "
    if tag == W + "sym":
        code = element.get(W + "char", "")
        return _sign(chr(int(code, 16))) if re.fullmatch("[0-9A-Fa-f]{2,4}", code) else ""
    if tag == W + "ruby":  # the base text; what is printed above it says the same
        return "".join(str(t.text or "") for t in element.iterfind(f"{W}rubyBase//{W}t"))
    return ""


def _sign(character: str) -> str:
    """A character; a symbol font's private one as the sign that it prints, '' if unknown."""
    code = ord(character)
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOLS.get(code & 0xFF, "")
    return "" if 0xD800 <= code <= 0xDFFF else character


def _raised(text: str, run: etree._Element) -> str:
    """Raised figures as such, so that a note's mark is not read as part of the number before."""
    raised = value(run.find(f"{W}rPr/{W}vertAlign")) == "superscript"
    return text.translate(_SUPERSCRIPTS) if raised and text.strip().isdigit() else text
