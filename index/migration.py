"""Brings a library of an older format to this version's, a backup of it made first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from index import rows
from index.backup import write_backup
from index.errors import LibraryReadOnlyError
from index.store import SCHEMA_VERSION, Store


def migrate(store: Store) -> None:
    """Bring a library to this version's format: all of it, or not at all.

    The backup stays beside the library's file, under a name that says which format it holds.

    Raises:
        LibraryReadOnlyError: The folder may not be written.
        LibraryFullError: The disk has no room for the backup, or for the change.
        LibraryDamagedError: The library is not whole, so that nothing was changed.
    """
    try:
        with store.locked():
            version = _version(store)
            if version >= SCHEMA_VERSION:  # another process did it while this one waited
                return
            write_backup(store, backup_path(store.folder, version))
            with store.writing() as connection:
                for step in _STEPS[version:SCHEMA_VERSION]:
                    step(connection)
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    except LibraryReadOnlyError as error:
        raise LibraryReadOnlyError(
            f"The library in {store.folder} is of an older format and may only be read here: "
            "open it once as somebody who may write there."
        ) from error


def backup_path(folder: Path, version: int) -> Path:
    """Return where the library is kept as it was before it left a format."""
    return folder / f"format-{version}.backup"


def _version(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _none(connection: sqlite3.Connection) -> None:
    """No library was ever of format 0."""


def _to_2(connection: sqlite3.Connection) -> None:
    """Give every record its sha256, and the generation that stands that of its vectors."""
    connection.execute("DROP TABLE IF EXISTS meta")
    for table in ("documents", "paragraphs"):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN record_sha256 TEXT NOT NULL DEFAULT ''")
        records = connection.execute(f"SELECT number, record FROM {table}").fetchall()
        connection.executemany(
            f"UPDATE {table} SET record_sha256 = ? WHERE number = ?",
            [(rows.hash_record(record), number) for number, record in records],
        )
    connection.execute("ALTER TABLE generations ADD COLUMN content_sha256 TEXT NOT NULL DEFAULT ''")
    connection.execute(
        "UPDATE generations SET content_sha256 = ?"
        " WHERE number = (SELECT max(number) FROM generations)",
        [rows.hash_vectors(connection)],
    )


_STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_none, _to_2)
"""From format n to n + 1, at place n."""
