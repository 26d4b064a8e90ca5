"""Pages without a text layer: named, and read where character recognition is installed."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.utils import ImageReader

from ingest import PaperFile, read_paper
from ingest.errors import EmptySourceError
from ingest.readers.pdf import scans

needs_tesseract = pytest.mark.skipif(
    not scans.can_recognise(), reason="tesseract-ocr and pytesseract are not installed"
)


@pytest.fixture
def scanned(new_sheet, wrapped, sentences):
    """A paper whose second page is a picture of one; and the lines that it shows."""
    lines = wrapped(" ".join(sentences[:4]), 440, size=14)
    drawn = new_sheet()
    drawn.write("3.1", 60, 120, size=14)
    drawn.column(lines, 110, 120, leading=20, size=14)
    with pdfium.PdfDocument(drawn.pdf()) as document:
        picture = document[0].render(scale=3).to_pil()
    sheet = new_sheet()
    sheet.write(sentences[9], 60, 100)
    sheet.page()
    sheet.canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    sheet.write("Agenda page 17", 250, 820, size=8)
    return sheet.pdf(), lines


def test_without_recognition_the_page_is_named(read, scanned, monkeypatch):
    monkeypatch.setattr("ingest.readers.pdf.pages.can_recognise", lambda: False)
    data, _ = scanned
    found = read(data)
    assert found.pages_without_text == (2,)
    assert found.lines[0].page == 1
    assert not any(line.recognised for line in found.lines)


def test_an_empty_page_is_not_called_a_scan(read, sheet, sentences):
    sheet.write(sentences[0], 60, 100)
    sheet.page()
    sheet.page()
    assert read(sheet.pdf()).pages_without_text == ()


def test_a_crest_beside_text_makes_no_scan(read, sheet, sentences):
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "navy").save(picture, "PNG")
    picture.seek(0)
    sheet.canvas.drawImage(ImageReader(picture), 60, 700, 100, 100)
    sheet.write(sentences[0], 60, 300)
    assert read(sheet.pdf()).pages_without_text == ()


def test_a_text_layer_under_a_scan_is_read(read, sheet, wrapped, sentences):
    from PIL import Image

    lines = wrapped(" ".join(sentences), 470)
    for row, text in enumerate(lines):
        hidden = sheet.canvas.beginText(60, 700 - 14 * row)
        hidden.setTextRenderMode(3)
        hidden.textOut(text)
        sheet.canvas.drawText(hidden)
    picture = io.BytesIO()
    Image.new("L", (100, 140), 255).save(picture, "PNG")
    picture.seek(0)
    sheet.canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    found = read(sheet.pdf())
    assert found.pages_without_text == ()
    assert [line.text for line in found.lines] == lines


@needs_tesseract
def test_a_scanned_page_is_read_and_says_so(read, scanned):
    data, lines = scanned
    found = read(data)
    assert found.pages_without_text == ()
    recognised = [line for line in found.lines if line.page == 2]
    assert all(line.recognised for line in recognised)
    text = " ".join(line.text for line in recognised)
    assert text.startswith("3.1 ")
    wanted = " ".join(lines).split()
    hits = sum(word in text.split() for word in wanted)
    assert hits >= 0.97 * len(wanted)
    first = recognised[0].rects[0]
    assert first.left == pytest.approx(60, abs=3)
    assert first.top < 120 < first.bottom
    assert all(line.soft_wrapped for line in recognised[: len(lines) - 1])
    assert len({line.size for line in recognised[: len(lines)]}) == 1


@needs_tesseract
def test_recognition_that_takes_too_long_leaves_the_page_named(read, scanned, monkeypatch):
    monkeypatch.setattr("ingest.readers.pdf.pages._RECOGNITION_S", 0.01)
    data, _ = scanned
    assert read(data).pages_without_text == (2,)


@pytest.fixture
def all_scanned(new_sheet, wrapped, sentences):
    """A paper of two pages that are pictures and nothing else."""
    drawn = new_sheet()
    drawn.write("Protocol on Members and Officers", 60, 80, size=18, font="Helvetica-Bold")
    for number in range(1, 5):
        lines = wrapped(sentences[number], 430, size=14)
        drawn.write(f"{number}.", 60, 80 + 80 * number, size=14)
        drawn.column(lines, 100, 80 + 80 * number, leading=20, size=14)
    with pdfium.PdfDocument(drawn.pdf()) as document:
        picture = document[0].render(scale=3).to_pil()
    sheet = new_sheet()
    for _ in range(2):
        sheet.canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        sheet.page()
    return PaperFile(Path("scan.pdf"), data=sheet.pdf())


def test_a_paper_of_scans_is_refused_by_its_pages_and_what_to_install(all_scanned, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(scans, "can_recognise", lambda: False)
    with pytest.raises(EmptySourceError) as refused:
        read_paper(all_scanned)
    for words in ("scan.pdf", "pages 1 to 2", "tesseract-ocr"):
        assert words in str(refused.value)


@needs_tesseract
def test_every_paragraph_of_a_scanned_paper_says_that_it_was_recognised(all_scanned):
    paper = read_paper(all_scanned)
    [document] = paper.documents
    assert [p.label for p in document.paragraphs][:4] == ["1", "2", "3", "4"]
    assert all(paragraph.recognised for paragraph in document.paragraphs)
    seen = [finding for finding in paper.report.findings if finding.kind == "recognised"]
    assert len(seen) == len(document.paragraphs)
    assert not any(finding.kind == "page_without_text" for finding in paper.report.findings)
