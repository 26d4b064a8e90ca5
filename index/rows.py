"""What is written to and read from the library's tables, row by row."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Vectors
from index.errors import LibraryDamagedError
from index.passages import Passage
from ingest.documents import Document, Paragraph, Source
from ingest.report import IngestReport

Connection = sqlite3.Connection

_CHUNK_ROWS = 8192
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as the tables know it, without its record.

    Attributes:
        first_passage: Number of its first passage; its passages run on from there.
    """

    number: int
    id: str
    source: str
    council: str
    kind: str
    status: str
    date: str | None
    adopted: str | None
    replaces: str | None
    fingerprint: str
    first_paragraph: int
    n_paragraphs: int
    first_passage: int
    n_passages: int


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the library, from one change to the next; number 0 is the empty library."""

    number: int
    encoder: str
    encoder_sha256: str
    passage_form: str
    dimension: int
    n_vectors: int
    vectors_sha256: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """A paragraph with its passages and their vectors, of shape (len(passages), dimension)."""

    paragraph: Paragraph
    passages: tuple[Passage, ...]
    vectors: Vectors


_DOCUMENT_COLUMNS = ", ".join(DocumentRow.__slots__)
_GENERATION_COLUMNS = ", ".join(Generation.__slots__)


def build_fingerprint(document: Document) -> str:
    """Return the sha256 of everything that a document says, in hex."""
    return hashlib.sha256(document.model_dump_json().encode()).hexdigest()


def read_generation(connection: sqlite3.Connection) -> Generation | None:
    """Return the generation that stands, or None where nothing was ever added."""
    row = connection.execute(
        f"SELECT {_GENERATION_COLUMNS} FROM generations ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Generation(*row)


def write_generation(connection: sqlite3.Connection, generation: Generation) -> None:
    """Make a generation the one that stands."""
    connection.execute(
        f"INSERT INTO generations ({_GENERATION_COLUMNS}, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
        [getattr(generation, name) for name in Generation.__slots__],
    )


def read_document_rows(connection: sqlite3.Connection) -> tuple[DocumentRow, ...]:
    """Return every document's row, in the order in which their passages lie."""
    rows = connection.execute(
        f"SELECT {_DOCUMENT_COLUMNS} FROM documents ORDER BY first_passage, number"
    )
    return tuple(DocumentRow(*row) for row in rows)


def read_document(connection: sqlite3.Connection, number: int) -> Document:
    """Return a document without its paragraphs.

    Raises:
        LibraryDamagedError: Its record was altered.
    """
    row = connection.execute(
        "SELECT record, record_sha256, id FROM documents WHERE number = ?", [number]
    ).fetchone()
    return Document.model_validate_json(_whole(*row))


def read_paragraph_record(connection: sqlite3.Connection, number: int) -> str:
    """Return a paragraph's record as it was written.

    Raises:
        LibraryDamagedError: It was altered.
    """
    row = connection.execute(
        "SELECT p.record, p.record_sha256, p.label || ' of ' || d.id"
        " FROM paragraphs p JOIN documents d ON d.number = p.document WHERE p.number = ?",
        [number],
    ).fetchone()
    return _whole(*row)


def whole_records(connection: Connection, found: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Return records by number, from rows of number, record and sha256.

    Raises:
        LibraryDamagedError: One was altered.
    """
    return {
        number: record
        if hash_record(record) == sha256
        else read_paragraph_record(connection, number)  # which says what was altered
        for number, record, sha256 in found
    }


def read_paragraphs(connection: sqlite3.Connection, document: int) -> tuple[Paragraph, ...]:
    """Return a document's paragraphs in order, without its title page.

    Raises:
        LibraryDamagedError: One was altered.
    """
    rows = connection.execute(
        "SELECT record, record_sha256, label FROM paragraphs"
        " WHERE document = ? AND place >= 0 ORDER BY place",
        [document],
    )
    return tuple(Paragraph.model_validate_json(_whole(*row)) for row in rows)


def read_paragraph_numbers(connection: sqlite3.Connection, document: int) -> tuple[int, ...]:
    """Return the numbers of a document's paragraphs in order, without its title page's."""
    rows = connection.execute(
        "SELECT number FROM paragraphs WHERE document = ? AND place >= 0 ORDER BY place",
        [document],
    )
    return tuple(int(row[0]) for row in rows)


def hash_record(record: str) -> str:
    """Return a record's sha256 in hex."""
    return hashlib.sha256(record.encode()).hexdigest()


def _whole(record: str, sha256: str, what: str) -> str:
    """Return a record, checked: a bit that flipped in it is never shown as the paper's words."""
    if hash_record(record) != sha256:
        raise LibraryDamagedError(
            f"What the library file holds of {what} was altered: restore the library from a "
            "backup, or add the paper again."
        )
    return record


def write_source(connection: sqlite3.Connection, source: Source, report: IngestReport) -> None:
    """Write a source and the report on it, in place of any that it had."""
    connection.execute(
        "INSERT INTO sources (sha256, record, report) VALUES (?, ?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET record = excluded.record, report = excluded.report",
        [source.sha256, source.model_dump_json(), report.model_dump_json()],
    )


def write_document(
    connection: sqlite3.Connection, document: Document, embedded: Sequence[Embedded]
) -> None:
    """Write a document with its paragraphs, passages, vectors and words."""
    number = _next(connection, "documents")
    first_paragraph = _next(connection, "paragraphs")
    first_passage = _next(connection, "passages")
    n_passages = sum(len(each.passages) for each in embedded)
    record = document.model_copy(update={"paragraphs": ()}).model_dump_json()
    values = (
        *(number, document.id, document.source, document.council, document.kind.value),
        *(document.status.value, _iso(document.date), _iso(document.adopted), document.replaces),
        *(build_fingerprint(document), first_paragraph, len(embedded), first_passage, n_passages),
    )
    connection.execute(
        f"INSERT INTO documents ({_DOCUMENT_COLUMNS}, record, record_sha256)"
        f" VALUES ({'?, ' * len(values)}?, ?)",
        [*values, record, hash_record(record)],
    )
    passage_number = first_passage
    for at, each in enumerate(embedded):
        _write_paragraph(connection, each, first_paragraph + at, number, passage_number)
        passage_number += len(each.passages)
    _count_words(connection, [each.paragraph for each in embedded], +1)


def remove_document(connection: sqlite3.Connection, row: DocumentRow) -> None:
    """Remove a document and everything that hangs from it; its source only if nothing else does."""
    last_paragraph = row.first_paragraph + row.n_paragraphs - 1
    last_passage = row.first_passage + row.n_passages - 1
    records = connection.execute("SELECT record FROM paragraphs WHERE document = ?", [row.number])
    paragraphs = [Paragraph.model_validate_json(record[0]) for record in records]
    _count_words(connection, paragraphs, -1)
    for table, column, first, last in (
        ("vectors", "passage", row.first_passage, last_passage),
        ("passages", "number", row.first_passage, last_passage),
        ("words", "rowid", row.first_paragraph, last_paragraph),
        ("paragraphs", "number", row.first_paragraph, last_paragraph),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {column} BETWEEN ? AND ?", [first, last])
    connection.execute("DELETE FROM documents WHERE number = ?", [row.number])


def remove_unused_sources(connection: sqlite3.Connection) -> None:
    """Remove the sources that no document is read from."""
    connection.execute("DELETE FROM sources WHERE sha256 NOT IN (SELECT source FROM documents)")


def read_vector_chunks(connection: sqlite3.Connection, dimension: int) -> Iterator[Vectors]:
    """Yield the vectors of every passage, in the order of their numbers, some rows at a time."""
    cursor = connection.execute("SELECT vector FROM vectors ORDER BY passage")
    while rows := cursor.fetchmany(_CHUNK_ROWS):
        joined = b"".join(row[0] for row in rows)
        yield np.frombuffer(joined, dtype="<f4").reshape(len(rows), dimension).astype(np.float32)


def hash_vectors(connection: sqlite3.Connection) -> str:
    """Return the sha256 of the vectors of every passage, in the order of their numbers, in hex."""
    digest = hashlib.sha256()
    for row in connection.execute("SELECT vector FROM vectors ORDER BY passage"):
        digest.update(row[0])
    return digest.hexdigest()


def split_words(text: str) -> list[str]:
    """Return a text's words in lower case, figures left out."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _write_paragraph(
    connection: sqlite3.Connection, each: Embedded, number: int, document: int, first_passage: int
) -> None:
    paragraph = each.paragraph
    place = -1 if paragraph.label == "title" else paragraph.order
    record = paragraph.model_dump_json()
    connection.execute(
        "INSERT INTO paragraphs (number, document, label, place, record, record_sha256)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [number, document, paragraph.label, place, record, hash_record(record)],
    )
    connection.executemany(
        "INSERT INTO passages (number, paragraph, start, stop) VALUES (?, ?, ?, ?)",
        [(first_passage + at, number, p.start, p.end) for at, p in enumerate(each.passages)],
    )
    connection.executemany(
        "INSERT INTO vectors (passage, vector) VALUES (?, ?)",
        [(first_passage + at, row.astype("<f4").tobytes()) for at, row in enumerate(each.vectors)],
    )
    connection.execute(
        "INSERT INTO words (rowid, text, headings, lead_in) VALUES (?, ?, ?, ?)",
        [number, paragraph.text, "\n".join(paragraph.headings), paragraph.lead_in],
    )


def _count_words(
    connection: sqlite3.Connection, paragraphs: Sequence[Paragraph], sign: int
) -> None:
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        counts.update(split_words(f"{paragraph.text} {' '.join(paragraph.headings)}"))
    connection.executemany(
        "INSERT INTO vocabulary (word, n) VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET n = n + excluded.n",
        [(word, sign * n) for word, n in counts.items()],
    )
    if sign < 0:
        connection.execute("DELETE FROM vocabulary WHERE n <= 0")


def _next(connection: sqlite3.Connection, table: str) -> int:
    found = connection.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}").fetchone()
    return int(found[0])


def _iso(date: object) -> str | None:
    return None if date is None else str(date)
