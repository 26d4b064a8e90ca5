"""Puts together the report on one file: what was found, and what a person should check."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.documents import Document, Source
from ingest.lines import Lines
from ingest.report import Finding, IngestReport
from ingest.structure import Structure


def build_report(
    source: Source, lines: Lines, documents: Sequence[Document], structures: Sequence[Structure]
) -> IngestReport:
    """Return the report on one file."""
    findings: list[Finding] = []
    return IngestReport(
        file=source.name,
        documents=tuple(d.id for d in documents),
        n_paragraphs=sum(len(d.paragraphs) for d in documents),
        findings=tuple(findings),
        unassigned=tuple(u for s in structures for u in s.unassigned),
    )
