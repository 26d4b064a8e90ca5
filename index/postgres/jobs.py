"""Papers that wait to be read, for any number of workers on any number of machines.

A job is taken with FOR UPDATE SKIP LOCKED, and ends in the transaction that adds its paper: a
worker that is killed anywhere leaves the job waiting and the library as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.postgres.database import Connection
from index.postgres.library import PostgresLibrary
from ingest.errors import ProtocolAssistantError
from ingest.report import ReadPaper

MOST_BEGUN = 3  # workers that may be lost to one paper before it is refused

Read = Callable[[str, bytes], ReadPaper]
"""Reads a paper from its name and bytes."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of a job; `said` is why it was refused, '' where it was not."""

    name: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs stand how."""

    waiting: int = 0
    done: int = 0
    refused: int = 0


def queue_papers(library: PostgresLibrary, files: Sequence[tuple[str, bytes]]) -> None:
    """Have papers wait to be read; all of them or none.

    Args:
        files: Names and bytes.
    """
    with library.database.writing() as connection:
        for name, data in files:
            connection.execute("INSERT INTO jobs (name, data) VALUES (?, ?)", [name, data])


def count_jobs(library: PostgresLibrary) -> JobCounts:
    """Return how many jobs stand how."""
    with library.database.reading() as connection:
        counts: dict[str, int] = dict(
            connection.execute("SELECT state, count(*) FROM jobs GROUP BY state")
        )
    return JobCounts(**counts)


def work_once(library: PostgresLibrary, read: Read) -> JobResult | None:
    """Do one job that waits and that no other worker has; None where there is none."""
    number = _begin(library)
    if number is None:
        return None
    with library.database.writing() as connection:
        row = connection.execute(
            "SELECT name, data, n_begun FROM jobs WHERE number = ? AND state = 'waiting'"
            " FOR UPDATE SKIP LOCKED",
            [number],
        ).fetchone()
        if row is None:  # another worker was quicker
            return JobResult("")
        name, data, n_begun = str(row[0]), bytes(row[1]), int(row[2])
        said = _do(library, connection, name, data, read) if n_begun <= MOST_BEGUN else _lost(name)
        connection.execute(
            "UPDATE jobs SET state = ?, said = ?, data = '', ended_at = now() WHERE number = ?",
            ["refused" if said else "done", said, number],
        )
    return JobResult(name, said)


def _begin(library: PostgresLibrary) -> int | None:
    """Choose a job and count that it was begun, at once: a worker that is lost leaves its mark."""
    with library.database.writing() as connection:
        row = connection.execute(
            "UPDATE jobs SET n_begun = n_begun + 1 WHERE number = (SELECT number FROM jobs"
            " WHERE state = 'waiting' ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)"
            " RETURNING number"
        ).fetchone()
    return None if row is None else int(row[0])


def _do(
    library: PostgresLibrary, connection: Connection, name: str, data: bytes, read: Read
) -> str:
    """Add the paper of a job; return why it was refused, '' where it was not."""
    try:
        paper = read(name, data)
        contents = {paper.source.sha256: data}
        embedded = library.embed([paper], contents)
    except ProtocolAssistantError as error:
        return str(error)
    library.add_within(connection, [paper], contents, embedded, patient=True)
    return ""


def _lost(name: str) -> str:
    return f"{name} stopped every one of {MOST_BEGUN} workers that began it: look at it by hand."
