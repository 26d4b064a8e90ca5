"""The source files of a library, kept byte for byte in files named by their sha256.

Files and not BLOBs: they outlive a damaged SQLite file, a backup of that file stays small, and
a name that a paper came with never becomes a path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container
from pathlib import Path

from index.disk import disk_error, write_whole
from index.errors import LibraryDamagedError


class SourceFiles:
    """The folder of sources."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, sha256: str, data: bytes) -> None:
        """Keep a source, in place of a damaged one; it is whole on the disk when this returns.

        Raises:
            LibraryFullError: The disk has no room for it.
            LibraryReadOnlyError: The folder may not be written.
        """
        path = self._folder / sha256
        if self._is_whole(path, sha256, len(data)):
            return
        try:
            self._folder.mkdir(exist_ok=True)
            write_whole(path, data)
        except OSError as error:
            raise disk_error(error, self._folder) from error

    def read(self, sha256: str, *, n_bytes: int | None = None) -> bytes:
        """Return a source's bytes.

        Args:
            n_bytes: How many it had when it came, to tell one cut short from one altered.

        Raises:
            LibraryDamagedError: Its file is missing, cut short or altered.
        """
        try:
            data = (self._folder / sha256).read_bytes()
        except OSError as error:
            raise self._damaged(
                sha256, "cannot be read" if _is_there(error) else "is missing"
            ) from (error)
        if hashlib.sha256(data).hexdigest() != sha256:
            short = n_bytes is not None and len(data) < n_bytes
            raise self._damaged(sha256, "was cut short" if short else "was altered")
        return data

    def _damaged(self, sha256: str, how: str) -> LibraryDamagedError:
        return LibraryDamagedError(
            f"The source file {sha256[:12]}… in {self._folder} {how}: "
            "restore it from a backup, or add the paper again."
        )

    def _is_whole(self, path: Path, sha256: str, n_bytes: int) -> bool:
        try:
            if path.stat().st_size != n_bytes:
                return False
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def keep_only(self, used: Container[str]) -> None:
        """Remove the files of sources that are not in use, and drafts left by a killed writer."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name not in used:
                path.unlink(missing_ok=True)


def _is_there(error: OSError) -> bool:
    return not isinstance(error, FileNotFoundError)
