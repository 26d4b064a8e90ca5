"""Where the library is: the one named, the user's own, else the samples."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ui.settings import APPLICATION, Settings

if TYPE_CHECKING:
    from index import Library

Progress = Callable[[int, int], None]
"""Called with the number of steps done and the number in all."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder where a library is or may be made, and why it was chosen."""

    folder: Path
    samples: bool = False


def user_folder() -> Path:
    """Return the folder of the user's own library, which need not be there."""
    return Path(platformdirs.user_data_dir(APPLICATION)) / "library"


def writing_place(named: Path | None) -> Path:
    """Return the folder that papers are added to: named, `$PROTOCOLS_LIBRARY`, else the user's."""
    if named is not None:
        return named
    variable = os.environ.get("PROTOCOLS_LIBRARY")
    return Path(variable) if variable else user_folder()


def reading_place(named: Path | None, settings: Settings) -> Place:
    """Return the folder that questions are answered from.

    That is the folder named, else `$PROTOCOLS_LIBRARY`, else the user's own library where there
    is one, else the samples.
    """
    if named is not None or os.environ.get("PROTOCOLS_LIBRARY"):
        return Place(writing_place(named))
    own = user_folder()
    if own.is_dir() and any(own.iterdir()):
        return Place(own)
    return Place(samples_folder(settings), samples=True)


def samples_folder(settings: Settings) -> Path:
    """Return the cache folder of the sample library.

    It changes with the sample papers, the models that read them, and the library's format.
    """
    from evals.samples import papers_folder
    from index.store import SCHEMA_VERSION

    digest = hashlib.sha256(f"{settings.index.encoder} {SCHEMA_VERSION}".encode())
    cards = sorted(settings.index.models.glob("*/card.json"))
    for path in [*sorted(papers_folder().iterdir()), *cards]:
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    cache = Path(platformdirs.user_cache_dir(APPLICATION))
    return cache / f"samples-{digest.hexdigest()[:12]}"


def open_library(
    named: Path | None, settings: Settings, *, progress: Progress | None = None
) -> Library:
    """Open the library that questions are answered from, making the samples if need be.

    Raises:
        LibraryError: The folder named holds no library, or one that cannot be opened.
    """
    from index import Library

    place = reading_place(named, settings)
    if place.samples and not place.folder.is_dir():
        build_samples(place.folder, settings, progress=progress)
    return Library.open(place.folder, settings.index)


def build_samples(folder: Path, settings: Settings, *, progress: Progress | None = None) -> None:
    """Build the sample library beside its place, then move it there in one step."""
    from evals.samples import papers_folder
    from index import Library
    from ui.adding import add_papers

    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        library = Library.create(building, settings.index)
        outcome = add_papers(library, [papers_folder()], settings, indexing=progress)
        outcome.raise_if_refused()
        close = getattr(library, "close", None)
        if close is not None:
            close()
        try:
            building.rename(folder)
        except OSError:  # another process finished first: its library is the same
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
