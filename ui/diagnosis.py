"""What `protocols doctor` finds to be installed, configured, reachable and stale."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ProtocolAssistantError
from ui.library import open_library, reading_place, samples_folder
from ui.settings import Settings, settings_file

if TYPE_CHECKING:
    from index import Library

INSTALLED, CONFIGURED, REACHABLE, STALE = "Installed", "Configured", "Reachable", "Stale"
_PACKAGES = ("streamlit", "faiss-cpu", "onnxruntime", "pypdfium2", "langchain")
_LOW_DISK_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        part: `INSTALLED`, `CONFIGURED`, `REACHABLE` or `STALE`.
    """

    part: str
    what: str
    says: str
    is_fault: bool = False


def diagnose(named: Path | None, settings: Settings) -> Iterator[Finding]:
    """Yield what is found, part by part."""
    yield from _installed()
    yield from _configured(named, settings)
    try:
        library = open_library(named, settings)
    except ProtocolAssistantError as error:
        yield Finding(REACHABLE, "Library", str(error), is_fault=True)
        return
    yield from _reachable(library)
    yield from _stale(library, settings)


def _installed() -> Iterator[Finding]:
    from ui.supplies import LOCKS, differences_from_lock

    version = importlib.metadata.version("protocol-assistant")
    yield Finding(INSTALLED, "Protocol Assistant", version)
    yield Finding(INSTALLED, "Python", f"{platform.python_version()} on {platform.system()}")
    yield Finding(INSTALLED, "SQLite", sqlite3.sqlite_version)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    yield Finding(INSTALLED, "Packages", versions)
    if LOCKS.is_dir():
        differences = differences_from_lock()
        says = " ".join(differences[:3]) if differences else "as the lock has them"
        yield Finding(INSTALLED, "Against the lock", says)
    ocr = shutil.which("tesseract")
    yield Finding(
        INSTALLED, "Text recognition", ocr or "none: a scan is refused, with what to do about it"
    )


def _configured(named: Path | None, settings: Settings) -> Iterator[Finding]:
    file = settings_file()
    yield Finding(CONFIGURED, "Settings", str(file) if file is not None else "as they come")
    place = reading_place(named, settings)
    samples = " (the samples)" if place.samples else ""
    yield Finding(CONFIGURED, "Library", f"{place.folder}{samples}")
    yield Finding(CONFIGURED, "Page", f"listens on {settings.page.address}")
    yield Finding(CONFIGURED, "Questions kept", settings.activity.logging.value)
    where = settings.logs.file or "the error output"
    asked = "with" if settings.logs.questions else "without"
    yield Finding(CONFIGURED, "Log", f"{settings.logs.level.value} to {where}, {asked} questions")
    by = f"as {settings.login.secrets} says" if settings.login.secrets else "none"
    yield Finding(CONFIGURED, "Login", by)


def _reachable(library: Library) -> Iterator[Finding]:
    n_documents = len(library.documents())
    papers = f"{n_documents} of {len(library.councils())} councils"
    yield Finding(REACHABLE, "Papers", papers)
    yield _tried(REACHABLE, "Encoder", lambda: library.encoder.name)
    yield _tried(REACHABLE, "Search", lambda: _search_once(library))
    yield _tried(REACHABLE, "Original files", lambda: _read_sources(library))
    writable = os.access(library.folder, os.W_OK)
    yield Finding(REACHABLE, "Writing", "may be changed here" if writable else "may only be read")
    free = shutil.disk_usage(library.folder).free
    yield Finding(
        REACHABLE, "Disk", f"{free / 1e9:.1f} GB free", is_fault=writable and free < _LOW_DISK_BYTES
    )


def _stale(library: Library, settings: Settings) -> Iterator[Finding]:
    from index.store import SCHEMA_VERSION

    yield Finding(STALE, "Format", f"{SCHEMA_VERSION}, the newest")
    left = sorted(
        path.name
        for pattern in ("*.new", "damaged-*", "restoring", "format-*.backup")
        for path in library.folder.glob(pattern)
    )
    yield Finding(STALE, "Left over", ", ".join(left) or "nothing")
    replaced = [d.id for d in library.documents() if d.status.value == "superseded"]
    yield Finding(STALE, "Superseded papers", ", ".join(replaced) or "none")
    now = samples_folder(settings)
    old = [path for path in now.parent.glob("samples-*") if path.is_dir() and path != now]
    yield Finding(STALE, "Older sample libraries", ", ".join(path.name for path in old) or "none")


def _tried(part: str, what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, what, look())
    except ProtocolAssistantError as error:
        return Finding(part, what, str(error), is_fault=True)


def _search_once(library: Library) -> str:
    from index import search
    from index.errors import LibraryEmptyError

    try:
        search(library, "who do I ask?", top_k=1)
    except LibraryEmptyError:
        return "in order, but the library holds no papers yet"
    return "in order"


def _read_sources(library: Library) -> str:
    for sha256 in {document.source for document in library.documents()}:
        library.source_bytes(sha256)
    return "in order"
