"""A conversation as a PDF that a person can file or print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from assistant.answer import Answer
from ui.page.downloads import NOTE, headline, printable, reference, title_of

_FONTS = {
    "Serif": "DejaVuSerif.ttf",
    "Serif-Bold": "DejaVuSerif-Bold.ttf",
    "Sans": "DejaVuSans.ttf",
    "Sans-Bold": "DejaVuSans-Bold.ttf",
}
_QUIET = "#4d5557"
_ACCENT = "#0f5a5c"


def conversation_pdf(answers: Sequence[Answer]) -> bytes:
    """Return a conversation as an A4 PDF, its questions in the outline, its fonts embedded."""
    _register_fonts()
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=24 * mm,
        rightMargin=24 * mm,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
        title=title_of(answers),
        lang="en-GB",
    )
    styles = _styles()
    story: list[Flowable] = [Paragraph(_safe(title_of(answers)), styles["title"])]
    for number, answer in enumerate(answers):
        story += _answer_parts(answer, number, styles)
    story.append(Paragraph(_safe(NOTE), styles["note"]))
    document.build(story, onFirstPage=_number_page, onLaterPages=_number_page)
    return stream.getvalue()


def _answer_parts(
    answer: Answer, number: int, styles: dict[str, ParagraphStyle]
) -> Iterator[Flowable]:
    yield _OutlineEntry(answer.question, number)
    yield Paragraph(_safe(answer.question), styles["question"])
    yield Paragraph(_safe(headline(answer)), styles["verdict"])
    for line in answer.text.split("\n"):
        if line.strip():
            bullet = line.startswith("- ")
            words = _safe(line[2:] if bullet else line)
            yield Paragraph(words, styles["point" if bullet else "words"], "•" if bullet else None)
    if answer.standing and answer.standing not in answer.text:
        yield Paragraph(_safe(answer.standing), styles["note"])
    for citation in answer.citations:
        yield Paragraph(_safe(reference(citation)), styles["quote"])
    if answer.message:
        yield Paragraph("Message to send", styles["verdict"])
        for line in answer.message.split("\n"):
            yield Paragraph(_safe(line) or "\u00a0", styles["words"])


class _OutlineEntry(Flowable):
    """Puts a question into the PDF's outline; takes no room."""

    def __init__(self, words: str, number: int) -> None:
        super().__init__()
        self.words, self.name = words, f"question-{number}"

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return its width and height: none."""
        return 0, 0

    def draw(self) -> None:
        """Mark the place, and name it in the outline."""
        self.canv.bookmarkPage(self.name)
        self.canv.addOutlineEntry(printable(self.words), self.name, 0)


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    """Register the fonts that come with matplotlib: they hold what papers and people write."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, folder / file))


def _styles() -> dict[str, ParagraphStyle]:
    def style(name: str, font: str, size: float, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.4, **more)

    return {
        "title": style("title", "Serif-Bold", 17, spaceAfter=10),
        "question": style(
            "question", "Serif-Bold", 12.5, spaceBefore=16, spaceAfter=3, keepWithNext=1
        ),
        "verdict": style(
            "verdict", "Sans-Bold", 9.5, textColor=_ACCENT, spaceAfter=4, keepWithNext=1
        ),
        "words": style("words", "Sans", 9.5, spaceAfter=4),
        "point": style("point", "Sans", 9.5, spaceAfter=4, leftIndent=12, bulletIndent=2),
        "quote": style("quote", "Serif", 9, leftIndent=12, spaceBefore=3, spaceAfter=3),
        "note": style("note", "Sans", 8.5, textColor=_QUIET, spaceBefore=8),
    }


def _number_page(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont("Sans", 8)
    canvas.setFillColor(_QUIET)
    canvas.drawRightString(document.pagesize[0] - document.rightMargin, 28, f"{document.page}")
    canvas.restoreState()


def _safe(words: str) -> str:
    """Return words so that reportlab reads no markup in them."""
    return escape(printable(words))
