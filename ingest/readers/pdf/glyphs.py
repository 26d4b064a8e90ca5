"""Reads a page's glyphs with pdfium and makes words of them."""

from __future__ import annotations

import ctypes
import math
import struct
from collections import Counter
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf.content import Edges, Word
from ingest.readers.pdf.frame import Frame
from ingest.readers.pdf.pdfium import address, code_at, loose_box_at, text_object_at

# A font's space is about 0.25 em wide and may be squeezed to 0.17 em in justified text.
_GAP_EM = 0.16
# Where a run of text draws its spaces, a smaller gap is letter spacing.
_GAP_DRAWN_EM = 0.34
_MIN_SIZE = 2.0  # smaller type is no text to be read
_MAX_GLYPHS = 100_000  # a page of text has 3,000 to 8,000
_SPACES = frozenset(
    map(ord, " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
             "\u200a\u202f\u205f\u3000")
)  # fmt: skip
_SIGN_FONTS = ("wingding", "symbol", "dingbat", "webding")
_INVISIBLE = frozenset(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_UNMAPPED = frozenset((0, 0xFFFE, 0xFFFF, 0xFFFD))
_NO_LETTERS = _INVISIBLE | _UNMAPPED
_SPELT_OUT = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st", "\x02": "-", "\u2010": "-", "\u2011": "-",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Font:
    bold: bool = False
    italic: bool = False
    symbol: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """What all glyphs of one text object share."""

    size: float
    angle: int  # clockwise degrees in which it reads, to the nearest right angle; -1 where slanted
    bold: bool
    italic: bool
    colour: int
    artifact: bool
    symbol: bool
    baseline: float
    text_object: int  # its address


_NO_LOOK = _Look(
    size=0, angle=-1, bold=False, italic=False, colour=0, artifact=False, symbol=False,
    baseline=0, text_object=0,
)  # fmt: skip


@dataclass(slots=True)
class _Pen:
    """A word in the making."""

    look: _Look
    spaced: bool
    chars: list[str]
    lefts: list[float]
    rights: list[float]
    top: float
    bottom: float

    def word(self) -> Word:
        look = self.look
        return Word(
            text="".join(self.chars), left=min(self.lefts), top=self.top, right=max(self.rights),
            bottom=self.bottom, baseline=look.baseline, size=look.size, bold=look.bold,
            italic=look.italic, colour=look.colour, spaced=self.spaced, artifact=look.artifact,
            symbol=look.symbol,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page's upright words, where each of their characters stands, and the page's turn."""

    words: tuple[Word, ...]
    edges: tuple[Edges, ...]
    frame: Frame
    n_unmapped: int  # glyphs that the file gives no character for


def read_words(page: pdfium.PdfPage, frame: Frame) -> PageWords:
    """Return a page's words in the order they were drawn.

    Slanted words (watermarks) are left out; where most of the page reads sideways, the frame is
    turned so that its words stand upright, and the others are left out.
    """
    text_page = page.get_textpage()
    try:
        n_chars = min(text_page.count_chars(), _MAX_GLYPHS)
        reader = _Reader(text_page.raw, frame)
        pens = reader.read(n_chars)
        angles = {angle: n for angle, n in reader.n_by_angle.items() if angle >= 0}
        angle = max(angles, key=lambda angle: angles[angle]) if angles else 0
        if angle:
            frame = frame.turned(360 - angle)
            reader = _Reader(text_page.raw, frame)
            pens = reader.read(n_chars)
    finally:
        text_page.close()
    return PageWords(
        tuple(pen.word() for pen in pens),
        tuple((pen.lefts, pen.rights) for pen in pens),
        frame,
        reader.n_unmapped,
    )


class _Reader:
    """Reads glyph after glyph; the look of a text object and of a font is read once."""

    def __init__(self, text_page: object, frame: Frame) -> None:
        self._text_page = text_page
        self._frame = frame
        self._looks: dict[int, _Look] = {}
        self._fonts: dict[int, _Font] = {}
        self._draw_spaces: dict[int, bool] = {}
        self.n_by_angle: Counter[int] = Counter()
        self.n_unmapped = 0

    def read(self, n_chars: int) -> list[_Pen]:
        """Return the page's upright, visible words, those drawn twice over once.

        A page has thousands of glyphs, and this is where reading a paper spends its time: what
        need not be called or looked up for every glyph is not.
        """
        pens: list[_Pen] = []
        pen: _Pen | None = None
        look, key, n_seen = _NO_LOOK, 0, 0
        spaced = upright = False
        page = address(self._text_page)
        box = (ctypes.c_float * 4)()  # left, top, right, bottom, as in FS_RECTF
        box_address, unpacked = ctypes.addressof(box), struct.Struct("4f").unpack_from
        to_page, shows = self._frame.to_page(), self._frame.shows
        chars: list[str] = []
        lefts: list[float] = []
        rights: list[float] = []
        for index in range(n_chars):
            text_object = text_object_at(page, index)
            if not text_object:  # pdfium's own guess at a space or a line end
                continue
            code = code_at(page, index)
            if code in _SPACES:
                spaced = True
                continue
            if text_object != key:
                self._count(look, n_seen)
                key, look, n_seen = text_object, self._look_of(text_object, index), 0
                upright = not look.angle and look.size >= _MIN_SIZE
            n_seen += 1
            if not upright or ((code < 0x20 or code in _NO_LETTERS) and self._is_no_sign(code)):
                continue
            loose_box_at(page, index, box_address)
            left, up, right, low = unpacked(box)
            left, top, right, bottom = to_page(left, low, right, up)
            char = chr(code)
            if not shows(left, top, right, bottom) or (
                pen and char == chars[-1] and _drawn_over(pen, look, left, right)
            ):
                continue
            if pen is None or spaced or not self._goes_on(pen, look, left):
                chars, lefts, rights = [], [], []
                pen = _Pen(look, spaced, chars, lefts, rights, top, bottom)
                pens.append(pen)
                spaced = False
            letters = _SPELT_OUT.get(char, char)
            if len(letters) == 1:
                chars.append(letters)
                lefts.append(left)
                rights.append(right)
            else:
                _spell_out(pen, letters, left, right)
            if top < pen.top:
                pen.top = top
            if bottom > pen.bottom:
                pen.bottom = bottom
        self._count(look, n_seen)
        return pens

    def _count(self, look: _Look, n_glyphs: int) -> None:
        if n_glyphs:
            self.n_by_angle[look.angle] += n_glyphs

    def _look_of(self, text_object: int, index: int) -> _Look:
        look = self._looks.get(text_object)
        if look is None:
            look = self._looks[text_object] = self._read_look(index)
        return look

    def _is_no_sign(self, code: int) -> bool:
        """Say whether a character code shows nothing, and count those without a character."""
        if code in _UNMAPPED:
            self.n_unmapped += 1
            return code != 0xFFFD
        return (code < 0x20 and code != 0x02) or code in _INVISIBLE

    def _read_look(self, index: int) -> _Look:
        text_object = raw.FPDFText_GetTextObject(self._text_page, index)
        matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
        raw.FPDFText_GetMatrix(self._text_page, index, matrix)
        size = raw.FPDFText_GetFontSize(self._text_page, index) * math.hypot(matrix.c, matrix.d)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._text_page, index, x, y)
        font = self._font(raw.FPDFTextObj_GetFont(text_object))
        mode = raw.FPDFTextObj_GetTextRenderMode(text_object)
        return _Look(
            size=size,
            angle=self._frame.angle(matrix.a, matrix.b),
            bold=font.bold or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE,
            italic=font.italic or abs(matrix.c) > 0.15 * abs(matrix.d) > 0,
            colour=_colour(text_object),
            artifact=_is_furniture(text_object),
            symbol=font.symbol,
            baseline=self._frame.point(x.value, y.value)[1],
            text_object=address(text_object),
        )

    def _goes_on(self, pen: _Pen, look: _Look, left: float) -> bool:
        """Say whether a glyph at `left` belongs to the word in the making."""
        old = pen.look
        gap = left - pen.rights[-1]
        if old is look:
            if not -0.5 * look.size < gap < _GAP_DRAWN_EM * look.size:
                return False
            return gap < _GAP_EM * look.size or self._draws_spaces(look.text_object)
        return (
            -0.5 * look.size < gap < _GAP_EM * look.size
            and abs(old.baseline - look.baseline) <= 0.05 * old.size
            and (old.size, old.bold, old.italic, old.colour, old.artifact)
            == (look.size, look.bold, look.italic, look.colour, look.artifact)
        )

    def _draws_spaces(self, text_object: int) -> bool:
        """Say whether a text object has a space inside it; pdfium reads the whole page for that."""
        if text_object not in self._draw_spaces:
            text = _text_of(ctypes.cast(text_object, raw.FPDF_PAGEOBJECT), self._text_page)
            self._draw_spaces[text_object] = " " in text.strip(" \0")
        return self._draw_spaces[text_object]

    def _font(self, font: object) -> _Font:
        key = address(font)
        if key not in self._fonts:
            self._fonts[key] = _read_font(font) if key else _Font()
        return self._fonts[key]


def _text_of(text_object: object, text_page: object) -> str:
    n_bytes = raw.FPDFTextObj_GetText(text_object, text_page, None, 0)
    if n_bytes <= 4:  # a letter, and the zero at the end
        return ""
    buffer = ctypes.create_string_buffer(n_bytes)
    into = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    raw.FPDFTextObj_GetText(text_object, text_page, into, n_bytes)
    return buffer.raw.decode("utf-16-le", "ignore")


def _read_font(font: object) -> _Font:
    n_bytes = raw.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(n_bytes, 1))
    raw.FPDFFont_GetBaseFontName(font, buffer, n_bytes)
    name = buffer.value.decode("utf-8", "replace").lower()
    flags = raw.FPDFFont_GetFlags(font)
    force_bold, italic_flag = 1 << 18, 1 << 6  # PDF 1.7, table 123
    bold = any(part in name for part in ("bold", "black", "heavy", "demi")) or bool(
        flags > 0 and flags & force_bold
    )
    italic = "italic" in name or "oblique" in name or bool(flags > 0 and flags & italic_flag)
    return _Font(bold, italic, any(part in name for part in _SIGN_FONTS))


def _colour(page_object: object) -> int:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(page_object, red, green, blue, alpha):
        return 0
    return red.value << 16 | green.value << 8 | blue.value


def _is_furniture(page_object: object) -> bool:
    """Say whether a tagged PDF marks the object as an artifact (PDF 1.7, 14.8.2.2)."""
    for index in range(min(raw.FPDFPageObj_CountMarks(page_object), 8)):
        mark = raw.FPDFPageObj_GetMark(page_object, index)
        n_bytes = ctypes.c_ulong()
        buffer = ctypes.create_string_buffer(64)
        raw.FPDFPageObjMark_GetName(
            mark, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), 64, n_bytes
        )
        if buffer.raw[: n_bytes.value].decode("utf-16-le", "ignore").strip("\0") == "Artifact":
            return True
    return False


def _drawn_over(pen: _Pen, look: _Look, left: float, right: float) -> bool:
    """Say whether a glyph is the same last one drawn again, to look bold or to cast a shadow."""
    near = 0.25 * max(right - left, 0.5)
    return abs(pen.lefts[-1] - left) < near and abs(pen.look.baseline - look.baseline) < near


def _spell_out(pen: _Pen, letters: str, left: float, right: float) -> None:
    """Add letters to a word; a ligature's share its width."""
    step = (right - left) / len(letters)
    pen.chars.extend(letters)
    pen.lefts.extend(left + place * step for place in range(len(letters)))
    pen.rights.extend(left + (place + 1) * step for place in range(len(letters)))
