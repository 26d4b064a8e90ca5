"""The source files of a library, kept byte for byte in files named by their sha256.

Files and not BLOBs: they outlive a damaged SQLite file, a backup of that file stays small, and
a name that a paper came with never becomes a path.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container
from pathlib import Path

from index.errors import LibraryDamagedError, LibraryError


class SourceFiles:
    """The folder of sources."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, sha256: str, data: bytes) -> None:
        """Keep a source; it is whole on the disk when this returns.

        Raises:
            LibraryError: The disk is full or may not be written.
        """
        path = self._folder / sha256
        if path.is_file() and path.stat().st_size == len(data):
            return
        draft = self._folder / f"{sha256}.{os.getpid()}.new"
        try:
            self._folder.mkdir(exist_ok=True)
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            raise LibraryError(
                f"A paper could not be kept in {self._folder} ({error.strerror}); "
                "nothing was changed: see to the disk and try again."
            ) from error

    def read(self, sha256: str) -> bytes:
        """Return a source's bytes.

        Raises:
            LibraryDamagedError: Its file is missing or altered.
        """
        try:
            data = (self._folder / sha256).read_bytes()
        except OSError as error:
            raise LibraryDamagedError(
                f"The source file {sha256[:12]}… is missing from {self._folder}: "
                "restore it from a backup, or add the paper again."
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LibraryDamagedError(
                f"The source file {sha256[:12]}… in {self._folder} was altered: "
                "restore it from a backup, or add the paper again."
            )
        return data

    def keep_only(self, used: Container[str]) -> None:
        """Remove the files of sources that are not in use, and drafts left by a killed writer."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name not in used:
                path.unlink(missing_ok=True)
