"""What the disk refuses, said so that a person knows what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.errors import LibraryError, LibraryFullError, LibraryReadOnlyError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def full_error(folder: Path) -> LibraryFullError:
    """Return the error of a disk without room."""
    return LibraryFullError(
        f"The disk that holds {folder} is full; nothing was changed: free some space and try again."
    )


def read_only_error(folder: Path) -> LibraryReadOnlyError:
    """Return the error of a folder that may not be written."""
    return LibraryReadOnlyError(
        f"The library in {folder} may only be read: "
        "ask for the right to write there, or use another folder."
    )


def disk_error(error: OSError, folder: Path) -> LibraryError:
    """Return the library's error for one that the operating system gave."""
    if error.errno in _FULL:
        return full_error(folder)
    if error.errno in _READ_ONLY:
        return read_only_error(folder)
    return LibraryError(
        f"A file in {folder} could not be written ({error.strerror}); nothing was changed: "
        "see to the disk and try again."
    )


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Write a file whole or not at all; it is on the disk when this returns.

    Raises:
        OSError: The disk refused; no draft is left behind.
    """
    with writing_whole(path) as file:
        file.write(data)


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write; when the block ends well it stands under its name, on the disk.

    Raises:
        OSError: The disk refused; no draft is left behind.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder last (a no-op where folders cannot be synced)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
