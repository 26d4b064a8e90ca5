"""What reading one file found, and what a person should check by eye."""

from __future__ import annotations

from pydantic import Field

from ingest.documents import Document, Record, Source


class Finding(Record):
    """One thing to check: where it is and what was seen."""

    kind: str = Field(description="'gap', 'repeat', 'unassigned', 'page_without_text', …")
    message: str
    document: str | None = None
    page: int | None = None


class IngestReport(Record):
    """What was read from one file."""

    file: str
    documents: tuple[str, ...] = ()
    n_paragraphs: int = 0
    n_by_kind: dict[str, int] = Field(default_factory=dict)
    unassigned: tuple[str, ...] = Field(default=(), description="content given to no paragraph")
    findings: tuple[Finding, ...] = ()
    confidence: float = Field(default=1.0, ge=0, le=1)


class ReadPaper(Record):
    """A file read: its source, its bytes' documents, and the report on them."""

    source: Source
    documents: tuple[Document, ...]
    report: IngestReport
