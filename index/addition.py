"""What adding papers has to write: nothing where nothing in them changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index import rows
from index.errors import LibraryError
from ingest.documents import Document
from ingest.editions import as_read
from ingest.report import ReadPaper


@dataclass(frozen=True, slots=True)
class AddResult:
    """What adding papers did, by document id."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an addition will write: documents in, rows out, sources with their reports.

    Attributes:
        kept_sources: Of papers that are there already: written again where their file is damaged.
    """

    result: AddResult
    write: tuple[Document, ...]
    remove: tuple[rows.DocumentRow, ...]
    sources: tuple[ReadPaper, ...]
    kept_sources: tuple[ReadPaper, ...]


def check_contents(papers: Sequence[ReadPaper], contents: Mapping[str, bytes]) -> None:
    """Check that each paper comes with its bytes, and that its labels can be cited.

    Raises:
        LibraryError: One does not.
    """
    for paper in papers:
        data = contents.get(paper.source.sha256)
        if data is None or hashlib.sha256(data).hexdigest() != paper.source.sha256:
            raise LibraryError(
                f"The bytes given for {paper.source.name} are not those that were read: "
                "read the file again and add it then."
            )
        for document in paper.documents:
            labels = [paragraph.label for paragraph in document.paragraphs]
            if len(labels) != len(set(labels)):
                raise LibraryError(
                    f"{paper.source.name} gives two paragraphs of {document.id} one label, so "
                    "neither could be cited: it was not read rightly."
                )


def plan_addition(kept: Sequence[rows.DocumentRow], papers: Sequence[ReadPaper]) -> Plan:
    """Return what has to be written for the papers: nothing where nothing in them changed."""
    by_id = {row.id: row for row in kept}
    latest = {document.id: as_read(document) for paper in papers for document in paper.documents}
    fresh: dict[str, Document] = {}
    unchanged: list[str] = []
    for key, document in latest.items():
        row = by_id.get(key)
        same = row is not None and row.fingerprint == rows.build_fingerprint(document)
        if same:
            unchanged.append(key)
        else:
            fresh[key] = document
    read = {paper.source.sha256 for paper in papers}
    dropped = [row for row in kept if row.source in read and row.id not in latest]
    replaced = [by_id[key] for key in fresh if key in by_id]
    needed = {document.source for document in fresh.values()}
    return Plan(
        result=AddResult(
            added=tuple(key for key in fresh if key not in by_id),
            replaced=tuple(row.id for row in replaced),
            unchanged=tuple(unchanged),
            removed=tuple(row.id for row in dropped),
        ),
        write=tuple(fresh.values()),
        remove=(*replaced, *dropped),
        sources=tuple(paper for paper in papers if paper.source.sha256 in needed),
        kept_sources=tuple(
            paper
            for paper in papers
            if any(by_id[key].source == paper.source.sha256 for key in unchanged)
        ),
    )
