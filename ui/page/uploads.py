"""A file that a person uploads: read from its bytes, so that its name is never a path."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest import PaperFile, read_paper
from ingest.corrections import Corrections, correct
from ingest.documents import Document, Kind, Status
from ingest.report import ReadPaper
from ui.settings import Settings

Progress = Callable[[int, int], None]

_FOLDERS = re.compile(r"[/\\]")
_MAX_NAME_CHARS = 120
_NAMELESS = "paper"


@dataclass(frozen=True, slots=True)
class Details:
    """What a person may correct of what was detected in a paper."""

    title: str
    council: str
    kind: Kind
    status: Status
    date: dt.date | None
    adopted: dt.date | None
    replaces: str | None

    @classmethod
    def of(cls, document: Document) -> Details:
        """Return a document's details as they are."""
        return cls(
            document.title,
            document.council,
            document.kind,
            document.status,
            document.date,
            document.adopted,
            document.replaces,
        )


def clean_name(name: str) -> str:
    """Return a file's name without folders, control signs or marks that turn the writing round."""
    last = _FOLDERS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    tidy = " ".join(seen.split()).lstrip(".")
    if len(tidy) > _MAX_NAME_CHARS:
        suffix = Path(tidy).suffix[:8]
        tidy = tidy[: _MAX_NAME_CHARS - len(suffix)] + suffix
    return tidy or _NAMELESS


def read_upload(
    name: str,
    data: bytes,
    settings: Settings,
    *,
    taken: Mapping[str, str],
    progress: Progress | None = None,
) -> ReadPaper:
    """Return an uploaded file as read, its documents under ids of their own.

    Args:
        name: As the person's computer gives it.
        taken: The sha256 of the source of each document that the library holds, by its id.
        progress: Called with pages read and pages in all.

    Raises:
        IngestError: It cannot be read, or is too large; the sentence names it.
    """
    most = settings.page.max_upload_mb * 1_000_000
    limits = settings.ingest.model_copy(update={"max_bytes": min(most, settings.ingest.max_bytes)})
    file = PaperFile(Path(clean_name(name)), data=data)
    return with_own_ids(read_paper(file, settings=limits, progress=progress), taken)


def with_own_ids(paper: ReadPaper, taken: Mapping[str, str]) -> ReadPaper:
    """Return a paper whose documents have ids that no other file's document has."""
    renamed: dict[str, str] = {}
    for document in paper.documents:
        used = {
            *(name for name, source in taken.items() if source != paper.source.sha256),
            *renamed.values(),
        }
        renamed[document.id] = _free(document.id, used)
    if all(old == new for old, new in renamed.items()):
        return paper
    documents = tuple(_renamed(document, renamed) for document in paper.documents)
    report = paper.report.model_copy(
        update={
            "documents": tuple(renamed.get(name, name) for name in paper.report.documents),
            "findings": tuple(
                finding.model_copy(
                    update={"document": renamed.get(finding.document or "", finding.document)}
                )
                for finding in paper.report.findings
            ),
        }
    )
    return paper.model_copy(update={"documents": documents, "report": report})


def _free(name: str, used: set[str]) -> str:
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name}-{number}"
    return free


def _renamed(document: Document, renamed: Mapping[str, str]) -> Document:
    new = renamed[document.id]
    cover = document.title_page
    return document.model_copy(
        update={
            "id": new,
            "replaces": renamed.get(document.replaces or "", document.replaces),
            "title_page": cover.model_copy(update={"document": new}) if cover else None,
            "paragraphs": tuple(
                paragraph.model_copy(update={"document": new}) for paragraph in document.paragraphs
            ),
        }
    )


def with_details(document: Document, details: Details) -> Document:
    """Return a document as a person has corrected it.

    Raises:
        CorrectionError: A detail cannot be so; the sentence says which.
    """
    after = document.model_copy(update=asdict(details))
    return correct(document, Corrections.between(document, after))
