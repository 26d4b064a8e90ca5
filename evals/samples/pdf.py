"""A sample paper as a PDF: cover, contents, running header and footer, hanging numbers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from evals.samples.source import Block, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4
_MARGIN = 25 * mm
_FOOT = 36 * mm  # room for a footnote between the text and the running footer


@dataclass(frozen=True, slots=True)
class Look:
    """How one council's template looks."""

    ink: str
    face: str
    bold: str
    italic: str
    size: float
    justified: bool
    page_label: str  # a page's name in the contents, with {page}
    page_words: str  # a page's name in the footer, with {page} and {pages}
    first_page: int  # the number of the sheet after the cover

    def printed_page(self, sheet: int) -> int:
        """Return the number printed on a sheet, where the cover is sheet 1."""
        return sheet + self.first_page - 2


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover and the running header say."""

    council: str
    title: str
    facts: tuple[str, ...]


class _Paper(BaseDocTemplate):
    """Notes each heading for the contents page and the viewer's outline as it is drawn."""

    look: Look

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - reportlab's name for the hook
        entry = getattr(flowable, "contents_entry", None)
        if entry is None:
            return
        key = f"section-{entry.partition('.')[0]}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(entry, key, level=0)
        self.notify("TOCEntry", (0, escape(entry), self.look.printed_page(self.page), key))


def build_pdf(blocks: Sequence[Block], look: Look) -> bytes:
    """Return a paper as PDF bytes: the same blocks and look always give the same bytes."""
    cover = _cover(blocks)
    n_pages = _render(blocks, cover, look, n_pages=0).page
    buffer = io.BytesIO()
    _render(blocks, cover, look, n_pages=n_pages, buffer=buffer)
    return buffer.getvalue()


def _cover(blocks: Sequence[Block]) -> Cover:
    titles = [block.text for block in blocks if block.shape is Shape.TITLE]
    first = next(n for n, block in enumerate(blocks) if block.shape is Shape.HEADING)
    facts = tuple(block.text for block in blocks[:first] if block.shape is Shape.PLAIN)
    return Cover(council=titles[0].title(), title=titles[1], facts=facts)


def _render(
    blocks: Sequence[Block],
    cover: Cover,
    look: Look,
    *,
    n_pages: int,
    buffer: io.BytesIO | None = None,
) -> _Paper:
    paper = _Paper(
        buffer if buffer is not None else io.BytesIO(),
        pagesize=A4,
        invariant=1,
        title=cover.title,
        author=cover.council,
        subject="; ".join(cover.facts),
        lang="en-GB",
    )
    paper.look = look
    frame = Frame(_MARGIN, _FOOT, _WIDTH - 2 * _MARGIN, _HEIGHT - _FOOT - 32 * mm, 0, 0, 0, 0)
    notes: dict[int, str] = {}
    paper.addPageTemplates(
        [
            PageTemplate("cover", [frame], onPage=partial(_draw_cover, cover=cover, look=look)),
            PageTemplate(
                "inside",
                [frame],
                onPageEnd=partial(
                    _draw_furniture, cover=cover, look=look, n_pages=n_pages, notes=notes
                ),
            ),
        ]
    )
    paper.multiBuild(_story(blocks, look, notes, paper))
    return paper


def _story(blocks: Sequence[Block], look: Look, notes: dict[int, str], paper: _Paper) -> list[Any]:
    style = partial(_style, look)
    contents = TableOfContents(formatter=lambda page: look.page_label.format(page=page))
    contents.dotsMinLevel = 0
    contents.levelStyles = [style("contents", leading=1.9)]
    heading = style("contents-heading", size=1.6, bold=True, after=12)
    story: list[Any] = [
        NextPageTemplate("inside"),
        PageBreak(),
        Paragraph("Contents", heading),
        contents,
        PageBreak(),
    ]
    first = next(n for n, block in enumerate(blocks) if block.shape is Shape.HEADING)
    under = Shape.PLAIN
    for block in blocks[first:]:
        if block.shape is Shape.FOOTNOTE:
            story[-1] = _Noted(story[-1], block.text, notes, paper)
            continue
        story.append(_flowable(block, look, under))
        if block.shape in {Shape.NUMBERED, Shape.LETTERED, Shape.ROMAN}:
            under = block.shape
    return story


def _flowable(block: Block, look: Look, under: Shape) -> Any:
    style = partial(_style, look)
    text = escape(block.text)
    match block.shape:
        case Shape.HEADING:
            heading: Any = Paragraph(
                text,
                style("heading", size=1.3, bold=True, hang=13, before=15, after=7, keep=True),
                bulletText=block.number,
            )
            heading.contents_entry = f"{block.number} {block.text}"
            return heading
        case Shape.SUBHEADING:
            return Paragraph(
                text,
                style("subheading", italic=True, hang=13, before=6, keep=True),
                bulletText=block.number or None,
            )
        case Shape.TABLE:
            return _table(block, look)
        case Shape.BULLET:
            hang = 19 if under is not Shape.LETTERED else 26
            return Paragraph(text, style("bullet", hang=hang, number_at=hang - 5), bulletText="•")
        case Shape.LETTERED:
            return Paragraph(
                text, style("lettered", hang=21, number_at=13), bulletText=block.number
            )
        case Shape.ROMAN:
            return Paragraph(text, style("roman", hang=29, number_at=21), bulletText=block.number)
        case Shape.NUMBERED:
            return Paragraph(text, style("numbered", hang=13), bulletText=block.number)
    return Paragraph(text, style("plain"))


def _style(
    look: Look,
    name: str,
    *,
    size: float = 1.0,
    leading: float = 1.36,
    bold: bool = False,
    italic: bool = False,
    hang: float = 0,
    number_at: float = 0,
    before: float = 0,
    after: float = 6,
    keep: bool = False,
) -> ParagraphStyle:
    """Return a paragraph style; `hang` and `number_at` in millimetres, `before`, `after` in points.

    `size` multiplies the look's own, `leading` the size.
    """
    points = look.size * size
    face = look.bold if bold else look.italic if italic else look.face
    return ParagraphStyle(
        name,
        fontName=face,
        fontSize=points,
        leading=points * leading,
        textColor=colors.HexColor(look.ink) if bold or italic else colors.black,
        alignment=TA_JUSTIFY if look.justified and not bold else TA_LEFT,
        leftIndent=hang * mm,
        firstLineIndent=0,
        bulletIndent=number_at * mm,
        bulletFontName=face,
        bulletFontSize=points,
        bulletColor=colors.HexColor(look.ink) if bold else colors.black,
        spaceBefore=before,
        spaceAfter=after,
        keepWithNext=keep,
        allowWidows=1,
        allowOrphans=1,
    )


def _table(block: Block, look: Look) -> Table:
    cell = _style(look, "cell", size=0.94, after=0)
    head = _style(look, "cell-head", size=0.94, bold=True, after=0)
    rows = [
        [Paragraph(escape(text), cell if n else head) for text in row]
        for n, row in enumerate(block.rows)
    ]
    table = Table(rows, colWidths=[52 * mm, 47 * mm, 47 * mm], hAlign="RIGHT", spaceAfter=9)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#9aa5a8")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e6ecec")),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


class _Noted(Paragraph):
    """A paragraph with a footnote, which it leaves for the page that its mark falls on."""

    def __init__(self, inner: Paragraph, note: str, notes: dict[int, str], paper: _Paper) -> None:
        super().__init__(inner.text, inner.style, bulletText=inner.bulletText)
        self._note, self._notes, self._paper = note, notes, paper

    def split(self, width: float, height: float) -> list[Any]:  # noqa: ARG002
        return []  # mark and note stay on one page

    def draw(self) -> None:
        self._notes[self._paper.page] = self._note
        super().draw()


def _draw_cover(canvas: Canvas, _: object, *, cover: Cover, look: Look) -> None:
    ink = colors.HexColor(look.ink)
    canvas.saveState()
    canvas.setFillColor(ink)
    canvas.rect(0, _HEIGHT - 92 * mm, _WIDTH, 92 * mm, stroke=0, fill=1)
    _draw_tree(canvas, _WIDTH - 58 * mm, _HEIGHT - 78 * mm)
    canvas.setFillColor(colors.white)
    canvas.setFont(look.bold, 20)
    canvas.drawString(_MARGIN, _HEIGHT - 50 * mm, cover.council)
    canvas.setFillColor(ink)
    words = Paragraph(escape(cover.title), _style(look, "cover", size=3, leading=1.2, bold=True))
    _, height = words.wrap(_WIDTH - 2 * _MARGIN, _HEIGHT)
    top = _HEIGHT - 120 * mm
    words.drawOn(canvas, _MARGIN, top - height)
    top -= height + 12 * mm
    for fact in cover.facts:
        line = Paragraph(escape(fact), _style(look, "fact", size=1.15))
        _, height = line.wrap(_WIDTH - 2 * _MARGIN, _HEIGHT)
        line.drawOn(canvas, _MARGIN, top - height)
        top -= height + 3.5 * mm
    canvas.rect(0, 0, _WIDTH, 9 * mm, stroke=0, fill=1)
    canvas.restoreState()


def _draw_tree(canvas: Canvas, left: float, bottom: float) -> None:
    """Draw the borough's badge, an ash tree: five leaves over a trunk, about 33 mm square."""
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.setStrokeColor(colors.white)
    canvas.setFillColor(colors.white)
    canvas.setLineWidth(2)
    canvas.line(16 * mm, 0, 16 * mm, 22 * mm)
    for angle in (-64, -32, 0, 32, 64):
        canvas.saveState()
        canvas.translate(16 * mm, 12 * mm)
        canvas.rotate(angle)
        canvas.line(0, 0, 0, 8 * mm)
        canvas.ellipse(-2.6 * mm, 7 * mm, 2.6 * mm, 21 * mm, stroke=0, fill=1)
        canvas.restoreState()
    canvas.restoreState()


def _draw_furniture(
    canvas: Canvas,
    paper: _Paper,
    *,
    cover: Cover,
    look: Look,
    n_pages: int,
    notes: dict[int, str],
) -> None:
    canvas.saveState()
    canvas.setFont(look.face, 8.5)
    canvas.setFillColor(colors.HexColor("#4a5558"))
    canvas.setStrokeColor(colors.HexColor(look.ink))
    canvas.setLineWidth(0.8)
    canvas.drawString(_MARGIN, _HEIGHT - 18 * mm, cover.council)
    canvas.drawRightString(_WIDTH - _MARGIN, _HEIGHT - 18 * mm, cover.title)
    canvas.line(_MARGIN, _HEIGHT - 21 * mm, _WIDTH - _MARGIN, _HEIGHT - 21 * mm)
    canvas.line(_MARGIN, 18 * mm, _WIDTH - _MARGIN, 18 * mm)
    page = paper.page + look.first_page - 2
    canvas.drawCentredString(_WIDTH / 2, 13 * mm, look.page_words.format(page=page, pages=n_pages))
    if note := notes.get(paper.page):
        canvas.setLineWidth(0.4)
        canvas.line(_MARGIN, 33 * mm, _MARGIN + 45 * mm, 33 * mm)
        flowable = Paragraph(escape(note), _style(look, "note", size=0.8, leading=1.25, after=0))
        _, height = flowable.wrap(_WIDTH - 2 * _MARGIN, 30 * mm)
        flowable.drawOn(canvas, _MARGIN, 31.5 * mm - height)
    canvas.restoreState()
