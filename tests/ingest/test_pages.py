"""A page as a picture, and where on it a quote stands."""

from __future__ import annotations

import io
from functools import partial

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import Paragraph, Rect
from ingest.errors import IngestError
from ingest.pages import page_words, quote_rects, render_page
from ingest.readers.pdf.reading import read_here
from ingest.settings import IngestSettings

LINES = (
    "Members may ask the clerk for a brief-",
    "ing on any matter before the council, and",
    "the clerk gives it within five working days.",
)


@pytest.fixture
def pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=1)
    canvas.drawString(60, 742, "4.2")
    for row, text in enumerate(LINES):
        canvas.drawString(100, 742 - 14 * row, text)
    canvas.drawString(90, 690, "•")
    canvas.drawString(100, 690, "in writing; or")
    canvas.showPage()
    canvas.drawString(60, 742, "A second page.")
    canvas.save()
    return file.getvalue()


@pytest.fixture
def paragraph(pdf) -> Paragraph:
    lines = read_here(pdf, name="paper.pdf", settings=IngestSettings()).lines
    rects = tuple(rect for line in lines if line.page == 1 for rect in line.rects)
    text = (
        "Members may ask the clerk for a briefing on any matter before the council, and the clerk "
        "gives it within five working days.\nin writing; or"
    )
    return Paragraph(document="d", label="4.2", order=0, text=text, page=1, rects=rects)


def test_a_page_is_drawn_at_the_scale_asked_for(pdf):
    picture = render_page(pdf, 1, scale=2.0)
    assert picture.mode == "RGB"
    assert picture.size == (1190, 1684)
    assert picture.convert("L").getextrema()[0] < 64


def test_an_enormous_page_is_shown_smaller():
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(14_000, 14_000))
    canvas.drawString(100, 100, "A map")
    canvas.save()
    picture = render_page(file.getvalue(), 1, scale=3.0)
    assert picture.width * picture.height <= 41_000_000


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_is_refused(pdf, page):
    with pytest.raises(IngestError, match="2"):
        render_page(pdf, page, scale=1.0)


def test_a_quote_on_one_line_has_one_rectangle(pdf, paragraph):
    (rect,) = quote_rects(partial(page_words, pdf), paragraph, "the clerk gives it")
    assert rect.page == 1
    assert rect.left == pytest.approx(100, abs=1.5)
    assert rect.top < 128 < rect.bottom
    assert 170 < rect.right < 200


def test_a_quote_over_lines_has_one_rectangle_a_line(pdf, paragraph):
    rects = quote_rects(
        partial(page_words, pdf), paragraph, "a briefing on any matter before the council"
    )
    assert len(rects) == 2
    assert rects[0].left > 200
    assert rects[1].left == pytest.approx(100, abs=1.5)
    assert rects[1].top > rects[0].top


def test_a_quote_over_a_bullet_is_found(pdf, paragraph):
    assert (
        len(
            quote_rects(
                partial(page_words, pdf), paragraph, "within five working days.\nin writing"
            )
        )
        == 2
    )


@pytest.mark.parametrize("quote", ["the chair gives it", "the clerk", "", "second page"])
def test_what_is_not_there_once_has_no_rectangle(pdf, paragraph, quote):
    assert quote_rects(partial(page_words, pdf), paragraph, quote) == ()


def test_a_paragraph_from_another_paper_has_no_rectangle(pdf, paragraph):
    elsewhere = Rect(page=9, left=0, top=0, right=9, bottom=9)
    moved = paragraph.model_copy(update={"rects": (elsewhere,)})
    assert quote_rects(partial(page_words, pdf), moved, "Members may ask") == ()
