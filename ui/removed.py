"""Papers that were taken out on the page, kept for a while beside the library.

A library itself keeps no file that nothing in it is read from. What is needed to put a paper back
lies in a folder beside it, a ZIP file each, until its time has passed or it is removed for good.
"""

from __future__ import annotations

import datetime as dt
import io
import secrets
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from index.disk import disk_error, write_whole
from ingest.documents import Document, Record, Source
from ingest.report import IngestReport
from ui.errors import RemovedError
from ui.settings import PageSettings

_CARD, _PAPER, _ORIGINAL = "card.json", "paper.json", "original"
_DRAFT_S = 3600


class RemovedCard(Record):
    """What a removed paper is called, for the list of them."""

    removed_at: dt.datetime
    document: str
    title: str
    council: str


class RemovedPaper(Record):
    """A document that was taken out, and what it was read from.

    Attributes:
        siblings: The ids of all documents of its source in the order in which they stood.
    """

    document: Document
    source: Source
    report: IngestReport
    siblings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A removed paper in the list of them.

    Attributes:
        name: Of its file; it is what the paper is asked for by.
        until: The last day on which it can be put back.
    """

    name: str
    card: RemovedCard
    until: dt.date


def removed_folder(library: Path) -> Path:
    """Return where the removed papers of a library are kept: beside it, and not within.

    So a library that is copied, or backed up, takes along no paper that was taken out of it.
    """
    return library.with_name(f"{library.name}.removed")


class RemovedPapers:
    """The removed papers of one library."""

    def __init__(self, folder: Path, settings: PageSettings) -> None:
        """Name the folder; it is made with the first paper."""
        self._folder = folder
        self._keep = dt.timedelta(days=settings.keep_removed_days)

    def keep(
        self, paper: RemovedPaper, data: bytes, *, now: dt.datetime | None = None
    ) -> str | None:
        """Keep a paper that is about to be taken out; return the name that it is kept by.

        None where the settings keep nothing.

        Raises:
            LibraryError: The disk has no room, or the folder may not be written.
        """
        if not self._keep:
            return None
        at = now or dt.datetime.now(dt.UTC)
        document = paper.document
        card = RemovedCard(
            removed_at=at, document=document.id, title=document.title, council=document.council
        )
        name = f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.zip"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._folder / name, _packed(card, paper, data))
        except OSError as error:
            raise disk_error(error, self._folder) from error
        return name

    def all(self, *, now: dt.datetime | None = None) -> tuple[Kept, ...]:
        """Return what is kept, the latest first; what is past its time is removed."""
        at = now or dt.datetime.now(dt.UTC)
        found = []
        self._sweep(at)
        for path in self._folder.glob("*.zip"):
            card = _card(path)
            if card is not None and at - card.removed_at >= self._keep:
                path.unlink(missing_ok=True)
            elif card is not None:
                found.append(Kept(path.name, card, (card.removed_at + self._keep).date()))
        return tuple(sorted(found, key=lambda kept: kept.card.removed_at, reverse=True))

    def read(self, name: str) -> tuple[RemovedPaper, bytes]:
        """Return a removed paper and the bytes of its source.

        Raises:
            RemovedError: It is not there any more, or its file is damaged.
        """
        try:
            with zipfile.ZipFile(self._of(name)) as archive:
                paper = RemovedPaper.model_validate_json(archive.read(_PAPER))
                return paper, archive.read(_ORIGINAL)
        except FileNotFoundError as error:
            raise RemovedError(
                "This paper is not kept any more: it was put back or removed for good, or its "
                "time has passed."
            ) from error
        except (OSError, KeyError, zipfile.BadZipFile, ValidationError) as error:
            raise RemovedError(
                "What was kept of this paper is damaged: add it again from its file."
            ) from error

    def forget(self, name: str) -> None:
        """Remove a paper for good; nothing where it is not there any more."""
        self._of(name).unlink(missing_ok=True)

    def _sweep(self, at: dt.datetime) -> None:
        """Remove drafts that a killed process left: they hold a paper too."""
        for draft in self._folder.glob("*.new"):
            with suppress(OSError):
                if at.timestamp() - draft.stat().st_mtime > _DRAFT_S:
                    draft.unlink()

    def _of(self, name: str) -> Path:
        path = self._folder / name
        if path.parent != self._folder or path.suffix != ".zip":
            raise RemovedError("There is no such paper here.")
        return path


def _packed(card: RemovedCard, paper: RemovedPaper, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_CARD, card.model_dump_json())
        archive.writestr(_PAPER, paper.model_dump_json())
        archive.writestr(_ORIGINAL, data)
    return stream.getvalue()


def _card(path: Path) -> RemovedCard | None:
    try:
        with zipfile.ZipFile(path) as archive:
            return RemovedCard.model_validate_json(archive.read(_CARD))
    except (OSError, KeyError, zipfile.BadZipFile, ValidationError):
        return None
