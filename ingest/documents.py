"""What reading a paper gives: sources, documents, paragraphs and where they stand on the page."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

UNKNOWN_COUNCIL = "unknown"


class Record(BaseModel):
    """A frozen, strict record: what is stored, or read from outside."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What sort of paper a document is."""

    PROTOCOL = "protocol"
    REPORT = "report"
    MINUTES = "minutes"
    NOTE = "note"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """The standing of a document: what authority its words have."""

    ADOPTED = "adopted"
    PROPOSED = "proposed"
    DRAFT = "draft"
    SKELETON = "skeleton"
    SUPERSEDED = "superseded"
    PUBLISHED = "published"
    UNKNOWN = "unknown"


class Mark(StrEnum):
    """How a run of words stands in an amended paragraph."""

    KEPT = "kept"
    STRUCK = "struck"
    INSERTED = "inserted"


class Run(Record):
    """Words of an amended paragraph that share a mark; the runs joined are the words as printed."""

    text: str
    mark: Mark


class Rect(Record):
    """A rectangle on a page, in PDF points (1/72 inch) from the page's top left corner."""

    page: int = Field(ge=1, description="1-based, as a viewer counts pages")
    left: float
    top: float
    right: float
    bottom: float


class Paragraph(Record):
    r"""The unit that a person cites; `(document, label)` is its key.

    `text` is verbatim, as it reads if any amendment is accepted; its lines are separated by
    "\n" and carry no bullet signs: `bullets` says which lines (0-based) were printed as bullets.
    """

    document: str
    label: str = Field(description="as in '109', '3.2(h)', '8.4(b)(iv)', '6.4#2', 'p1', 'title'")
    order: int = Field(ge=0, description="place among the document's paragraphs, 0-based")
    headings: tuple[str, ...] = Field(default=(), description="outermost first")
    lead_in: str = Field(default="", description="the words it hangs from: 'Members should:'")
    text: str
    bullets: tuple[int, ...] = ()
    before: str | None = Field(default=None, description="as it read before the amendment")
    printed: tuple[Run, ...] = Field(default=(), description="empty where nothing is amended")
    page: int | None = Field(default=None, ge=1)
    rects: tuple[Rect, ...] = ()
    recognised: bool = Field(default=False, description="read from a scan by character recognition")
    notes: tuple[str, ...] = Field(default=(), description="footnotes to it, with their marks")

    @property
    def section(self) -> str:
        """The headings that it stands under, joined, outermost first."""
        return " › ".join(self.headings)

    @property
    def n_words(self) -> int:
        """The number of words of its own text."""
        return len(self.text.split())


class Heading(Record):
    """A heading as printed; `empty` where nothing stands under it."""

    label: str = Field(default="", description="its number as a label, '' where it has none")
    text: str
    level: int = Field(ge=1)
    before: int = Field(ge=0, description="the order of the paragraph that it stands before")
    page: int | None = None
    empty: bool = False


class Shown(Record):
    """A fact about a document and the words in the paper that show it."""

    field: str
    words: str


class Document(Record):
    """One paper inside a source."""

    id: str
    source: str = Field(description="sha256 of the source that it was read from, in hex")
    council: str
    title: str
    kind: Kind = Kind.UNKNOWN
    status: Status = Status.UNKNOWN
    date: dt.date | None = None
    adopted: dt.date | None = None
    replaces: str | None = Field(default=None, description="id of the document that it replaces")
    shown: tuple[Shown, ...] = ()
    headings: tuple[Heading, ...] = ()
    title_page: Paragraph | None = Field(default=None, description="cover facts, label 'title'")
    paragraphs: tuple[Paragraph, ...] = ()


class Source(Record):
    """A file as a council published it."""

    sha256: str
    name: str = Field(description="its file name, without folders")
    media_type: str
    n_bytes: int
    n_pages: int | None = None
