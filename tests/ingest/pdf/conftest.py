from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib import pdfencrypt
from reportlab.lib.colors import Color, black
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.lines import Line, Lines
from ingest.readers.pdf.reading import read_here
from ingest.settings import IngestSettings

registerFont(TTFont("Vera", "Vera.ttf"))  # comes with reportlab; has characters of its own
A4 = (595.0, 842.0)
SENTENCES = (
    "Every councillor may ask the clerk for the papers of a meeting that they attend.",
    "The clerk answers within five working days and says who will deal with the matter.",
    "A councillor does not tell an officer how to decide an application for a licence.",
    "Officers serve the whole council and not one group of its members.",
    "Where a ward has two councillors the officer writes to both of them on the same day.",
    "Briefings stay private until the agenda for the meeting has been published.",
    "The head of service keeps a note of each request and of the answer that was given.",
    "Nobody uses the council's paper, post or rooms to ask residents for their votes.",
    "A complaint about an officer goes to their manager and never to the newspapers.",
    "The monitoring officer reads this protocol afresh after each ordinary election.",
)


class Sheet:
    """Draws a PDF; distances are in points from the top left corner."""

    def __init__(self, size: tuple[float, float] = A4, **options: object) -> None:
        self._file = io.BytesIO()
        self.width, self.height = size
        self.canvas = Canvas(self._file, pagesize=size, invariant=1, **options)

    def write(
        self,
        text: str,
        left: float,
        top: float,
        *,
        font: str = "Helvetica",
        size: float = 11,
        colour: Color = black,
        word_space: float = 0,
        char_space: float = 0,
        rise: float = 0,
    ) -> float:
        """Draw text on the baseline at `top`; return where it ends."""
        drawn = self.canvas.beginText(left, self.height - top)
        drawn.setFont(font, size)
        drawn.setFillColor(colour)
        drawn.setWordSpace(word_space)
        drawn.setCharSpace(char_space)
        drawn.setRise(rise)
        drawn.textOut(text)
        self.canvas.drawText(drawn)
        n_spaces = text.count(" ")
        width = stringWidth(text, font, size) + n_spaces * word_space + len(text) * char_space
        return left + width

    def column(
        self,
        lines: Sequence[str],
        left: float,
        top: float,
        *,
        leading: float = 14,
        font: str = "Helvetica",
        size: float = 11,
    ) -> float:
        """Draw lines below one another; return the baseline of a line below them."""
        for line in lines:
            self.write(line, left, top, font=font, size=size)
            top += leading
        return top

    def rule(self, left: float, top: float, right: float, *, thick: float = 0.6) -> None:
        """Draw a line across."""
        self.canvas.setLineWidth(thick)
        self.canvas.line(left, self.height - top, right, self.height - top)

    def grid(self, lefts: Sequence[float], tops: Sequence[float]) -> None:
        """Draw a table's lines."""
        self.canvas.grid(list(lefts), [self.height - top for top in tops])

    def page(self) -> None:
        """End the page."""
        self.canvas.showPage()

    def pdf(self) -> bytes:
        """End the paper and return its bytes."""
        self.canvas.save()
        return self._file.getvalue()


def wrap(text: str, width: float, *, font: str = "Helvetica", size: float = 11) -> list[str]:
    """Break text into lines no wider than `width`."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


@pytest.fixture
def new_sheet() -> type[Sheet]:
    return Sheet


@pytest.fixture
def locked() -> Callable[[str], Sheet]:
    """A sheet whose PDF is encrypted with a user's password."""

    def make(password: str) -> Sheet:
        lock = pdfencrypt.StandardEncryption(password, ownerPassword="owner", strength=128)
        return Sheet(encrypt=lock)

    return make


@pytest.fixture
def wrapped() -> Callable[..., list[str]]:
    return wrap


@pytest.fixture
def sentences() -> tuple[str, ...]:
    return SENTENCES


@pytest.fixture
def read() -> Callable[..., Lines]:
    def read_bytes(data: bytes, **limits: float) -> Lines:
        return read_here(data, name="paper.pdf", settings=IngestSettings(**limits))

    return read_bytes


@pytest.fixture
def texts(read: Callable[..., Lines]) -> Callable[[bytes], list[str]]:
    def read_texts(data: bytes) -> list[str]:
        return [line.text for line in read(data).lines]

    return read_texts


@pytest.fixture
def line_of(read: Callable[..., Lines]) -> Callable[[bytes, str], Line]:
    """Return the one line whose text begins with some words."""

    def find(data: bytes, beginning: str) -> Line:
        found = [line for line in read(data).lines if line.text.startswith(beginning)]
        assert len(found) == 1, f"{len(found)} lines begin with {beginning!r}"
        return found[0]

    return find
