"""Files that a person uploads: read from their bytes, so that no name of theirs is ever a path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import PaperFile
from ingest.documents import Document
from ingest.report import ReadPaper
from ui.adding import ReadFiles, Step, read_files
from ui.settings import Settings

_FOLDERS = re.compile(r"[/\\]")
_MAX_NAME_CHARS = 120
_NAMELESS = "paper"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a person's computer sends it: its name there, and its bytes."""

    name: str
    data: bytes


def clean_name(name: str) -> str:
    """Return a file's name without folders, control signs or marks that turn the writing round."""
    last = _FOLDERS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    tidy = " ".join(seen.split()).lstrip(".")
    if len(tidy) > _MAX_NAME_CHARS:
        suffix = Path(tidy).suffix[:8]
        tidy = tidy[: _MAX_NAME_CHARS - len(suffix)] + suffix
    return tidy or _NAMELESS


def read_uploads(
    uploads: Sequence[Upload],
    settings: Settings,
    *,
    taken: Mapping[str, str],
    reading: Callable[[Step], None] | None = None,
) -> ReadFiles:
    """Return uploaded files as read, their documents under ids of their own.

    A file that comes twice is read once; one that cannot be read, or is too large, is refused by
    name.

    Args:
        taken: The sha256 of the source of each document that the library holds, by its id.
        reading: Called after each page of a PDF, and after each file.
    """
    most = settings.page.max_upload_mb * 1_000_000
    limits = settings.ingest.model_copy(update={"max_bytes": min(most, settings.ingest.max_bytes)})
    files = [PaperFile(Path(clean_name(each.name)), data=each.data) for each in uploads]
    found = read_files(files, limits, reading=reading)
    papers: dict[str, ReadPaper] = {}
    for paper in found.papers:
        if paper.source.sha256 not in papers:
            named = with_own_ids(paper, taken)
            taken = {**taken, **{each.id: each.source for each in named.documents}}
            papers[paper.source.sha256] = named
    return replace(found, papers=tuple(papers.values()))


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
