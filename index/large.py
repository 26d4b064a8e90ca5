"""What a large library is searched by besides its tables, in files that are made from them.

One holds the vectors' codes, one the postings of its words. A small library has neither. Each is
of one generation and says what it was made from; one that is missing or damaged is made again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index import rows
from index.arrays import Array, read_arrays, write_arrays
from index.disk import disk_error
from index.errors import LibraryDamagedError, LibraryError
from index.lexicon import load_lexicon
from index.settings import IndexSettings

if TYPE_CHECKING:
    from index.postings import Postings
    from index.vectors import VectorIndex


def vectors_path(folder: Path, generation: int) -> Path:
    """Return where the vectors of a generation are, in a library of any size."""
    return folder / f"vectors-{generation:08d}.faiss"


class LargeFiles:
    """The codes and postings of a library's generations."""

    def __init__(self, folder: Path, settings: IndexSettings) -> None:
        self._folder = folder
        self._settings = settings

    def write(
        self,
        connection: sqlite3.Connection,
        kept: rows.Generation,
        vectors: VectorIndex,
    ) -> None:
        """Write what a generation needs.

        Raises:
            LibraryFullError: The disk has no room for it.
        """
        if len(vectors) > self._settings.n_exact_passages:
            self._write(self._codes_path(kept.number), kept, _build_codes(vectors))
        if self._n_paragraphs(connection) > self._settings.n_plain_paragraphs:
            self._write(self._postings_path(kept.number), kept, self._build_postings(connection))

    def with_codes(self, kept: rows.Generation, vectors: VectorIndex) -> VectorIndex:
        """Return a generation's vectors, with their codes where they are many."""
        if len(vectors) <= self._settings.n_exact_passages:
            return vectors
        from index.codes import SignCodes

        path = self._codes_path(kept.number)
        arrays = self._read(path, kept, lambda: _build_codes(vectors))
        codes = SignCodes.of_arrays(arrays)
        return vectors.coded(codes, n_exact=self._settings.n_exact_passages)

    def postings(
        self, connection: sqlite3.Connection, kept: rows.Generation | None
    ) -> Postings | None:
        """Return a generation's postings; None where the tables alone are quick enough."""
        if kept is None or self._n_paragraphs(connection) <= self._settings.n_plain_paragraphs:
            return None
        from index.postings import Postings

        path = self._postings_path(kept.number)
        return Postings(self._read(path, kept, lambda: self._build_postings(connection)))

    def check(self, kept: rows.Generation | None) -> tuple[str, ...]:
        """Return which of a generation's files are damaged, a sentence each."""
        found = []
        if kept is not None:
            for path in (self._codes_path(kept.number), self._postings_path(kept.number)):
                try:
                    if path.exists():
                        read_arrays(path, made_from=kept.content_sha256)
                except LibraryDamagedError as error:
                    found.append(f"{error} It is made again from the library file when needed.")
        return tuple(found)

    def keep_only(self, generations: Collection[int]) -> None:
        """Remove the files of other generations, and drafts left by a killed writer."""
        kept = {
            path(number)
            for path in (self._codes_path, self._postings_path)
            for number in generations
        }
        for pattern in ("vectors-*.codes", "words-*.postings", "words-*.new"):
            for path in self._folder.glob(pattern):
                if path not in kept:
                    path.unlink(missing_ok=True)

    def _codes_path(self, generation: int) -> Path:
        return self._folder / f"vectors-{generation:08d}.codes"

    def _postings_path(self, generation: int) -> Path:
        return self._folder / f"words-{generation:08d}.postings"

    def _read(
        self, path: Path, kept: rows.Generation, build: Callable[[], dict[str, Array]]
    ) -> dict[str, Array]:
        """Return the arrays of a file; made again where it is missing or damaged."""
        with suppress(LibraryDamagedError):
            return read_arrays(path, made_from=kept.content_sha256)
        arrays = build()
        with suppress(LibraryError):  # a folder that may only be read: memory does as well
            self._write(path, kept, arrays)
        return arrays

    def _write(self, path: Path, kept: rows.Generation, arrays: dict[str, Array]) -> None:
        try:
            write_arrays(path, arrays, made_from=kept.content_sha256)
        except OSError as error:
            raise disk_error(error, path.parent) from error

    def _build_postings(self, connection: sqlite3.Connection) -> dict[str, Array]:
        from index.postings import Postings

        return Postings.build(connection, load_lexicon(self._settings.lexicon)).arrays()

    def _n_paragraphs(self, connection: sqlite3.Connection) -> int:
        found = connection.execute("SELECT coalesce(sum(n_paragraphs), 0) FROM documents")
        return int(found.fetchone()[0])


def _build_codes(vectors: VectorIndex) -> dict[str, Array]:
    from index.codes import SignCodes

    return SignCodes.build(vectors.all_rows()).arrays()
