"""Puts a backup in the place of a library, or where none is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from index.backup import BackupCard, read_card, unpack_backup
from index.checking import check_file
from index.disk import disk_error, sync_folder
from index.errors import BackupError
from index.sources import SourceFiles
from index.store import APPLICATION_ID, FILE, LOCKS, Store

DRAFT = "restoring"
_JOURNALS = ("-wal", "-shm")


def restore_backup(
    file: Path, folder: Path, *, replace: bool = False, lock_timeout_s: float
) -> BackupCard:
    """Make the library in a folder the one that a backup holds; all of it, or nothing.

    Those who have the library open go on with what they had, then see what was restored. A
    SQLite file that is damaged is not overwritten but moved to a folder `damaged-…` inside.

    Args:
        replace: Whether a library that stands there may be replaced.

    Raises:
        BackupError: The backup is not whole, or a library stands there and may not be replaced.
        LibraryBusyError: Another process went on changing the library.
        LibraryFullError: The disk has no room for it.
    """
    card = read_card(file)
    if (folder / FILE).exists() and not replace:
        raise BackupError(
            f"There is a library in {folder} already: name another folder, or say that it may be "
            "replaced (--replace)."
        )
    if folder.is_dir() and not (folder / FILE).exists() and not _is_ours(folder):
        raise BackupError(f"{folder} holds other files: name an empty or a new folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        store = Store(folder, lock_timeout_s=lock_timeout_s)
        with store.locked():
            draft = folder / DRAFT
            shutil.rmtree(draft, ignore_errors=True)  # what a killed process left
            try:
                draft.mkdir()
                with store.errors():
                    unpack_backup(file, draft)
                    _put_in_place(store, draft)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    return card


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder without a library is empty or one that has lost it."""
    return all(
        path.name in {"sources", *LOCKS, DRAFT}
        or path.name.startswith(("damaged-", "vectors-", "words-", FILE))
        for path in folder.iterdir()
    )


def _put_in_place(store: Store, draft: Path) -> None:
    """Put the unpacked files in their places; the SQLite file last, in one step."""
    folder = store.folder
    sources = SourceFiles(folder / "sources")
    for path in (draft / "sources").iterdir():
        sources.write(path.name, path.read_bytes())
    current = _generation(folder / FILE)
    with closing(sqlite3.connect(draft / FILE, isolation_level=None)) as restored:
        if current is not None:
            _come_after(restored, current)
            with closing(sqlite3.connect(folder / FILE)) as target:
                restored.backup(target)  # one transaction of the target's own journal
            return
        restored.execute("PRAGMA journal_mode=WAL").fetchone()
    _put_aside(folder)
    (draft / FILE).replace(folder / FILE)
    sync_folder(folder)


def _generation(path: Path) -> int | None:
    """Return the number of the generation that stands; None where the file is damaged."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            if check_file(connection):
                return None
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None
            found = connection.execute("SELECT coalesce(max(number), 0) FROM generations")
            return int(found.fetchone()[0])
    except sqlite3.OperationalError:  # the disk or another process: nothing is known of the file
        raise
    except sqlite3.DatabaseError:
        return None


def _come_after(connection: sqlite3.Connection, number: int) -> None:
    """Number the restored generation above all that readers may have seen here."""
    connection.execute(
        "UPDATE generations SET number = max(number, ?) + 1"
        " WHERE number = (SELECT max(number) FROM generations)",
        [number],
    )


def _put_aside(folder: Path) -> None:
    """Move a damaged SQLite file and its journal into a folder of their own."""
    names = (FILE, *(f"{FILE}{end}" for end in _JOURNALS))
    there = [name for name in names if (folder / name).exists()]
    if not there:
        return
    number = 1
    while (folder / f"damaged-{number}").exists():
        number += 1
    aside = folder / f"damaged-{number}"
    aside.mkdir()
    for name in reversed(there):  # the file itself last: until then it stands where it was
        shutil.move(folder / name, aside / name)
    sync_folder(aside)
    sync_folder(folder)
