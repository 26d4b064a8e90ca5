"""What is wrong with a library's rows: what SQLite finds, and what only their meaning shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index import rows

_WORDS_CHECK = "INSERT INTO words (words) VALUES ('integrity-check')"


def check_file(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what SQLite finds wrong with its file, a sentence each; empty if nothing."""
    try:
        found = [
            f"The library file is damaged: {row[0]}."
            for row in connection.execute("PRAGMA integrity_check").fetchall()
            if row[0] != "ok"
        ]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.OperationalError:  # the disk or another process, not the file
        raise
    except sqlite3.DatabaseError as error:
        return (f"The library file is damaged: {error}.",)
    found += [f"A row of {row[0]} points at a missing row of {row[2]}." for row in broken]
    return tuple(found)


def check_rows(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what is wrong with the rows of a file that SQLite finds whole, a sentence each."""
    return (
        *_altered(connection, "documents", "id"),
        *_altered(connection, "paragraphs", "label || ' of document ' || document"),
        *_wrong_counts(connection),
        *_wrong_vectors(connection),
        *_wrong_words(connection),
    )


def _altered(connection: sqlite3.Connection, table: str, what: str) -> Iterator[str]:
    for record, sha256, name in connection.execute(
        f"SELECT record, record_sha256, {what} FROM {table}"
    ):
        if rows.hash_record(record) != sha256:
            yield f"The record of {name} (in {table}) was altered."


def _wrong_counts(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the documents whose paragraphs or passages are not those that they say they have."""
    for row in rows.read_document_rows(connection):
        n_paragraphs = _count(
            connection, "SELECT count(*) FROM paragraphs WHERE document = ?", row.number
        )
        n_passages = _count(
            connection,
            "SELECT count(*) FROM passages s JOIN paragraphs p ON p.number = s.paragraph"
            " WHERE p.document = ?",
            row.number,
        )
        if (n_paragraphs, n_passages) != (row.n_paragraphs, row.n_passages):
            yield f"The paragraphs or passages of {row.id} are not all there."
    if _count(connection, "SELECT count(*) FROM words") != _count(
        connection, "SELECT count(*) FROM paragraphs"
    ):
        yield "The words that are searched are not those of the paragraphs."


def _wrong_vectors(connection: sqlite3.Connection) -> Iterator[str]:
    kept = rows.read_generation(connection)
    n_vectors = _count(connection, "SELECT count(*) FROM vectors")
    n_passages = _count(connection, "SELECT count(*) FROM passages")
    if n_vectors != n_passages or (kept is not None and n_vectors != kept.n_vectors):
        yield "The passages and their vectors do not match in number."
    elif kept is not None and kept.content_sha256 != rows.hash_vectors(connection):
        yield "The vectors in the library file were altered."


def _wrong_words(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what FTS5 finds wrong with its own index; nothing where it may not be asked.

    Source: SQLite's FTS5 documentation, section 6.5: the check is written as an insertion.
    """
    try:
        connection.execute("SAVEPOINT words_check")
        connection.execute(_WORDS_CHECK)
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error) and "locked" not in str(error):
            yield f"The words that are searched are damaged: {error}."
    except sqlite3.DatabaseError as error:
        yield f"The words that are searched are damaged: {error}."
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO words_check")
            connection.execute("RELEASE words_check")


def _count(connection: sqlite3.Connection, query: str, *values: int) -> int:
    return int(connection.execute(query, values).fetchone()[0])
