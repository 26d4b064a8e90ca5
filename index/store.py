"""The library's SQLite file: opening, reading within one generation, and writing the next.

SQLite's own journal (WAL, synchronous=FULL) makes a change all or nothing: a reader keeps the
generation that it began with until it ends, and a writer killed anywhere leaves the old one.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryNotFoundError,
    LibraryVersionError,
)

FILE = "library.sqlite"
SCHEMA_VERSION = 1
_APPLICATION_ID = 0x50524F54  # "PROT": says whose file this is
_SCHEMA = Path(__file__).with_name("schema.sql")
_N_CACHE_KIB = 16_384
_N_IDLE = 8  # connections kept open between uses
_N_MMAP_BYTES = 1 << 30
_FULL = ("database or disk is full",)
_READ_ONLY = ("readonly", "read-only", "unable to open")
_BUSY = ("locked", "busy")


class Store:
    """The SQLite file of a library folder. Safe to share between threads."""

    def __init__(self, folder: Path, *, lock_timeout_s: float) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._local = threading.local()
        self._lock_timeout_s = lock_timeout_s
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    @classmethod
    def open(cls, folder: Path, *, lock_timeout_s: float) -> Store:
        """Return the store in a folder.

        Raises:
            LibraryNotFoundError: The folder holds none.
            LibraryVersionError: A newer version of the project wrote it.
            LibraryDamagedError: Its file is not whole.
        """
        if not (folder / FILE).is_file():
            raise LibraryNotFoundError(
                f"There is no library in {folder}: add papers to it first, or name another folder."
            )
        store = cls(folder, lock_timeout_s=lock_timeout_s)
        with store.reading() as connection:
            store._check(connection)
        return store

    @classmethod
    def create(cls, folder: Path, *, lock_timeout_s: float) -> Store:
        """Return the store in a folder, making folder and file where they are missing.

        Raises:
            LibraryError: The folder cannot be written.
            LibraryBusyError: Another process is making it.
        """
        store = cls(folder, lock_timeout_s=lock_timeout_s)
        if not (folder / FILE).is_file():
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LibraryError(
                    f"The library folder {folder} cannot be made ({error.strerror}): "
                    "choose a folder that you may write to."
                ) from error
            with store.locked(), store.errors():
                store._make()
        return cls.open(folder, lock_timeout_s=lock_timeout_s)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writers' lock: one process at a time changes a library.

        Raises:
            LibraryBusyError: Another held it for the whole of the time allowed.
            LibraryError: The folder cannot be written.
        """
        lock = FileLock(self.folder / "writer.lock", timeout=self._lock_timeout_s)
        try:
            lock.acquire()
        except Timeout as error:
            raise LibraryBusyError(
                f"Somebody else is changing the library in {self.folder}: try again shortly."
            ) from error
        except OSError as error:
            raise self._read_only_error() from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one generation from beginning to end."""
        outer: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if outer is not None:  # within an outer reading or writing: the same view
            yield outer
            return
        with self.errors(), self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes all stand when the block ends well, else none do."""
        with self.errors(), self._borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn SQLite's errors into the library's."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._named(error) from error

    def check(self) -> tuple[str, ...]:
        """Return what SQLite finds wrong with its file, a sentence each; empty if nothing."""
        with self.reading() as connection:
            rows = connection.execute("PRAGMA integrity_check").fetchall()
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        found = [str(row[0]) for row in rows if row[0] != "ok"]
        found += [f"A row of {row[0]} points at a missing row of {row[2]}." for row in broken]
        return tuple(found)

    def close(self) -> None:
        """Close the idle connections; the store opens others when it is used again."""
        with self._guard:
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of this thread's own, from those that lie idle or a new one."""
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._connect()
        self._local.connection = connection
        try:
            yield connection
        finally:
            self._local.connection = None
            with self._guard:
                keep = len(self._idle) < _N_IDLE
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = self._connect_as("mode=rwc" if not self._path.exists() else "mode=rw")
            connection.execute("PRAGMA journal_mode").fetchone()
        except sqlite3.OperationalError as error:
            if not _says(error, _READ_ONLY):
                raise
            connection = self._connect_as("mode=ro&immutable=1")  # a folder nobody can write
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{_N_CACHE_KIB}")
        connection.execute(f"PRAGMA mmap_size={_N_MMAP_BYTES}")
        return connection

    def _connect_as(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self._path.absolute().as_uri()}?{mode}",
            uri=True,
            isolation_level=None,
            timeout=self._lock_timeout_s,
            check_same_thread=False,  # used by one thread at a time
            cached_statements=256,
        )

    def _make(self) -> None:
        """Make the file under another name first: a library is there whole or not at all."""
        if self._path.exists():  # another process made it while this one waited
            return
        draft = self.folder / f"{FILE}.new"
        draft.unlink(missing_ok=True)
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
            connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        finally:
            connection.close()
        draft.rename(self._path)

    def _check(self, connection: sqlite3.Connection) -> None:
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if owner != _APPLICATION_ID:
            raise LibraryDamagedError(
                f"The file {self._path} is not a library, or its beginning is damaged: "
                "restore it from a backup, or add the papers again to a new folder."
            )
        if version > SCHEMA_VERSION:
            raise LibraryVersionError(
                f"The library in {self.folder} was written by a newer version of the assistant "
                f"(its format is {version}, this version knows {SCHEMA_VERSION}): "
                "install the newer version."
            )
        connection.execute("SELECT count(*) FROM generations").fetchone()

    def _named(self, error: sqlite3.DatabaseError) -> LibraryError:
        if _says(error, _FULL):
            return LibraryError(
                f"The disk that holds {self.folder} is full; nothing was changed: "
                "free some space and try again."
            )
        if _says(error, _BUSY):
            return LibraryBusyError(
                f"Somebody else is changing the library in {self.folder}: try again shortly."
            )
        if _says(error, _READ_ONLY):
            return self._read_only_error()
        return LibraryDamagedError(
            f"The library file {self._path} is damaged ({error}): restore it from a backup, "
            f"or add the papers in {self.folder / 'sources'} again to a new folder."
        )

    def _read_only_error(self) -> LibraryError:
        return LibraryError(
            f"The library in {self.folder} may only be read: "
            "ask for the right to write there, or use another folder."
        )


def _says(error: Exception, signs: tuple[str, ...]) -> bool:
    return any(sign in str(error).lower() for sign in signs)
