"""The database of a shared library: connections, transactions, the writers' lock, errors.

A reading is one REPEATABLE READ transaction, so that a reader keeps the generation that it began
with; a change is one transaction, under an advisory lock that its end releases, however it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool, PoolTimeout

from index.errors import LibraryBusyError, LibraryError
from index.postgres.migrating import SCHEMA

_WRITERS = 0x50524F54  # "PROT": the advisory lock of whoever changes the library
_N_CONNECTIONS = 8
# A server that is gone without a word is noticed, and nobody waits for it without end.
# Source: PostgreSQL's documentation, 'Database Connection Control Functions'.
_NOTICED = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}

Row = tuple[Any, ...]


class Connection:
    """A connection that takes SQL as the tables in SQLite are asked, with `?` for values."""

    def __init__(self, raw: psycopg.Connection[Row]) -> None:
        self.raw = raw

    def execute(self, statement: str, values: Any = ()) -> psycopg.Cursor[Row]:
        """Return a cursor over the rows that a statement gives."""
        return self.raw.execute(statement.replace("?", "%s").encode(), values)


class Database:
    """A pool of connections to one shared library. Safe to share between threads."""

    def __init__(self, url: str, *, lock_timeout_s: float) -> None:
        self.url = url
        self._lock_timeout_s = lock_timeout_s
        self._local = threading.local()
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url,
            min_size=1,
            max_size=_N_CONNECTIONS,
            timeout=max(5.0, lock_timeout_s),
            kwargs=_NOTICED,
            check=ConnectionPool.check_connection,
            configure=_configure,
            open=False,
        )

    def open(self) -> None:
        """Connect.

        Raises:
            LibraryError: The database cannot be reached.
        """
        with self.errors():
            self._pool.open(wait=True)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one generation from beginning to end."""
        outer: Connection | None = getattr(self._local, "connection", None)
        if outer is not None:  # within an outer reading or writing: the same view
            yield outer
            return
        with self.errors(), self._pool.connection() as raw:
            raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            with self._kept(raw) as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes all stand when the block ends well, else none do."""
        with self.errors(), self._pool.connection() as raw, self._kept(raw) as connection:
            yield connection

    def lock(self, connection: Connection, *, patient: bool = False) -> None:
        """Wait until nobody else changes the library; held until the transaction ends.

        Args:
            patient: Whether to wait for as long as it takes, as nobody sits waiting for a job.

        Raises:
            LibraryBusyError: Another went on for the whole of the time allowed.
        """
        wait = "0" if patient else f"{round(self._lock_timeout_s * 1000)}ms"
        try:
            connection.raw.execute("SELECT set_config('lock_timeout', %s, true)", [wait])
            connection.raw.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
        except psycopg.errors.LockNotAvailable as error:
            raise LibraryBusyError(
                "Somebody else is changing the shared library: try again shortly."
            ) from error

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn the database's errors into the library's; no password in the URL is told."""
        try:
            yield
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise LibraryError(
                f"The database of the shared library cannot be used ({_first_line(error)}): see "
                "that it runs and that the address given for it is right."
            ) from error
        except psycopg.Error as error:
            raise LibraryError(
                f"The database of the shared library refused ({_first_line(error)}); nothing was "
                "changed."
            ) from error

    @contextmanager
    def _kept(self, raw: psycopg.Connection[Row]) -> Iterator[Connection]:
        connection = Connection(raw)
        self._local.connection = connection
        try:
            yield connection
        finally:
            self._local.connection = None


def _configure(raw: psycopg.Connection[Row]) -> None:
    raw.execute(sql.SQL("SET search_path TO {}, public").format(sql.Identifier(SCHEMA)))
    raw.commit()


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
