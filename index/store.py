"""The library's SQLite file: opening, reading within one generation, and writing the next.

SQLite's own journal (WAL, synchronous=FULL) makes a change all or nothing: a reader keeps the
generation that it began with until it ends, and a writer killed anywhere leaves the old one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.disk import disk_error, full_error, read_only_error, sync_folder
from index.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryNotFoundError,
    LibraryReadOnlyError,
    LibraryVersionError,
)

FILE = "library.sqlite"
LOCKS = ("writer.turn", "writer.lock")  # whose turn it is, and who changes the library
SCHEMA_VERSION = 2
APPLICATION_ID = 0x50524F54  # "PROT": says whose file this is
_SCHEMA = Path(__file__).with_name("schema.sql")
_N_CACHE_KIB = 16_384
_N_IDLE = 8  # connections kept open between uses
_N_MMAP_BYTES = 1 << 30
_FULL = ("database or disk is full",)
_READ_ONLY = ("readonly", "read-only", "unable to open")
_READ_ONLY_MODES = ("mode=ro", "mode=ro&immutable=1")  # the second where no journal may be made
_BUSY = ("locked", "busy")
_DISK = ("disk i/o error",)
_MAGIC = b"SQLite format 3\x00"
_N_HEADER = 100  # bytes


class Store:
    """The SQLite file of a library folder. Safe to share between threads."""

    def __init__(self, folder: Path, *, lock_timeout_s: float) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._local = threading.local()
        self._lock_timeout_s = lock_timeout_s
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._file: tuple[int, int] | None = None
        self.n_files = 0  # how many files have stood here: a restored one is another

    @classmethod
    def open(cls, folder: Path, *, lock_timeout_s: float) -> Store:
        """Return the store in a folder, brought to this version's format.

        Raises:
            LibraryNotFoundError: The folder holds none.
            LibraryVersionError: A newer version of the project wrote it.
            LibraryDamagedError: Its file is not whole.
        """
        store = cls(folder, lock_timeout_s=lock_timeout_s)
        if not (folder / FILE).is_file():
            raise store._not_found()
        store._check_length()
        with store.reading() as connection:
            version = store._check(connection)
        if version < SCHEMA_VERSION:
            from index.migration import migrate

            migrate(store)
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

        Whoever waits for it holds `writer.turn` meanwhile, so that a process that goes on changing
        the library cannot take the lock again before those who wait for it.

        Raises:
            LibraryBusyError: Another held it for the whole of the time allowed.
            LibraryError: The folder cannot be written.
        """
        turn, lock = (FileLock(self.folder / name, timeout=self._lock_timeout_s) for name in LOCKS)
        try:
            with turn:
                lock.acquire()
        except Timeout as error:
            raise LibraryBusyError(
                f"Somebody else is changing the library in {self.folder}: try again shortly."
            ) from error
        except OSError as error:
            raise disk_error(error, self.folder) from error
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
                self._check_version(connection)
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes all stand when the block ends well, else none do."""
        with self.errors(), self._borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._check_version(connection)
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

    def close(self) -> None:
        """Close the idle connections; the store opens others when it is used again."""
        with self._guard:
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of this thread's own, from those that lie idle or a new one."""
        file = self._look_at_file()
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
                keep = len(self._idle) < _N_IDLE and file == self._file
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def _look_at_file(self) -> tuple[int, int]:
        """Return which file stands here; connections to one that was moved away are closed."""
        try:
            found = os.stat(self._path)
        except FileNotFoundError as error:
            raise self._not_found() from error
        file = (found.st_dev, found.st_ino)
        if file != self._file:
            self.close()
            with self._guard:
                self._file = file
                self.n_files += 1
        return file

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = self._connect_as("mode=rw")
        except sqlite3.OperationalError as error:
            if not _says(error, _READ_ONLY):
                raise
            connection = self._connect_to_read()
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{_N_CACHE_KIB}")
        connection.execute(f"PRAGMA mmap_size={_N_MMAP_BYTES}")
        return connection

    def _connect_to_read(self) -> sqlite3.Connection:
        """Return a connection where nothing may be written, not even SQLite's own journal.

        Raises:
            LibraryReadOnlyError: A journal that was left there is not in the file yet: without it
                the file alone might be half of a change.
        """
        for mode in _READ_ONLY_MODES[:-1]:
            try:
                return self._connect_as(mode)
            except sqlite3.OperationalError as error:
                if not _says(error, _READ_ONLY):
                    raise
        if self._journal_holds_more():
            raise LibraryReadOnlyError(
                f"The library in {self.folder} was left in the midst of a change, which cannot be "
                "brought to its end where it may only be read: open it once as somebody who may "
                "write there."
            )
        return self._connect_as(_READ_ONLY_MODES[-1])

    def _connect_as(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?{mode}",
            uri=True,
            isolation_level=None,
            timeout=self._lock_timeout_s,
            check_same_thread=False,  # used by one thread at a time
            cached_statements=256,
        )
        try:
            connection.execute("PRAGMA user_version").fetchone()  # opens file and journal
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _make(self) -> None:
        """Make the file under another name first: a library is there whole or not at all."""
        if self._path.exists():  # another process made it while this one waited
            return
        draft = self.folder / f"{FILE}.new"
        draft.unlink(missing_ok=True)
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        finally:
            connection.close()
        draft.rename(self._path)
        sync_folder(self.folder)

    def _check_length(self) -> None:
        """Check that the file is as long as its own header says (bytes 16 to 31 of it).

        Source: SQLite's file format, sections 1.3.2 and 1.3.7.
        """
        with self._path.open("rb") as file:
            head = file.read(_N_HEADER)
        size = self._path.stat().st_size
        page = int.from_bytes(head[16:18], "big")
        page = 65_536 if page == 1 else page
        if not head.startswith(_MAGIC) or head[24:28] != head[92:96]:
            return  # another file, or one whose count of pages is not kept: SQLite's to judge
        if size < page * int.from_bytes(head[28:32], "big") and not self._journal_holds_more():
            raise LibraryDamagedError(
                f"The library file {self._path} was cut short: {self._way_back()}"
            )

    def _journal_holds_more(self) -> bool:
        journal = self._path.with_name(f"{FILE}-wal")
        return journal.is_file() and journal.stat().st_size > 0

    def _check_version(self, connection: sqlite3.Connection) -> None:
        """Check that no newer version has brought the library to a format unknown here."""
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise LibraryVersionError(
                f"The library in {self.folder} was written by a newer version of the assistant "
                f"(its format is {version}, this version knows {SCHEMA_VERSION}): "
                "install the newer version."
            )

    def _check(self, connection: sqlite3.Connection) -> int:
        """Return the version of the format, having checked that this is a library."""
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if owner != APPLICATION_ID:
            raise LibraryDamagedError(
                f"The file {self._path} is not a library, or its beginning is damaged: "
                "restore it from a backup, or add the papers again to a new folder."
            )
        connection.execute("SELECT count(*) FROM generations").fetchone()
        return int(version)

    def _named(self, error: sqlite3.DatabaseError) -> LibraryError:
        if _says(error, _FULL):
            return full_error(self.folder)
        if _says(error, _BUSY):
            return LibraryBusyError(
                f"Somebody else is changing the library in {self.folder}: try again shortly."
            )
        if _says(error, _READ_ONLY):
            return read_only_error(self.folder)
        if _says(error, _DISK):
            return LibraryError(
                f"The disk that holds {self.folder} could not be read or written ({error}); "
                "nothing was changed: see to the disk and try again."
            )
        return LibraryDamagedError(
            f"The library file {self._path} is damaged ({error}): {self._way_back()}"
        )

    def _way_back(self) -> str:
        return (
            "restore it from a backup (`protocols restore`), or add the papers in "
            f"{self.folder / 'sources'} again to a new folder."
        )

    def _not_found(self) -> LibraryNotFoundError:
        return LibraryNotFoundError(
            f"There is no library in {self.folder}: add papers to it first, or name another folder."
        )


def _says(error: Exception, signs: tuple[str, ...]) -> bool:
    return any(sign in str(error).lower() for sign in signs)
