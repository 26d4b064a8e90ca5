"""What a change writes: documents with their paragraphs, passages, vectors and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index import rows
from index.postgres.database import Connection
from index.postgres.tokens import Texts, Tokens, tokenise_texts
from index.postgres.vectors import write_vector
from ingest.documents import Document, Paragraph

_COUNT = """
INSERT INTO {table} AS kept ({key}, {n}) SELECT * FROM unnest(%s::text[], %s::int[])
ON CONFLICT ({key}) DO UPDATE SET {n} = kept.{n} + excluded.{n}
"""


def write_document(
    connection: Connection, document: Document, embedded: Sequence[rows.Embedded]
) -> None:
    """Write a document with its paragraphs, passages, vectors and words."""
    number = _next(connection, "documents")
    first_paragraph = _next(connection, "paragraphs")
    first_passage = _next(connection, "passages")
    record = document.model_copy(update={"paragraphs": ()}).model_dump_json()
    values = (
        *(number, document.id, document.source, document.council, document.kind.value),
        *(document.status.value, _iso(document.date), _iso(document.adopted), document.replaces),
        *(rows.build_fingerprint(document), first_paragraph, len(embedded), first_passage),
        *(sum(len(each.passages) for each in embedded), record, rows.hash_record(record)),
    )
    names = ", ".join((*rows.DocumentRow.__slots__, "record", "record_sha256"))
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO documents ({names}) VALUES ({marks})", values)
    tokens = tokenise_texts([_texts(each.paragraph) for each in embedded])
    _write_paragraphs(connection, document.council, number, first_paragraph, embedded, tokens)
    _write_passages(connection, document.council, first_paragraph, first_passage, embedded)
    _count(connection, [each.paragraph for each in embedded], tokens, +1)


def remove_document(connection: Connection, row: rows.DocumentRow) -> None:
    """Remove a document and everything that hangs from it."""
    cursor = connection.execute("SELECT record FROM paragraphs WHERE document = ?", [row.number])
    paragraphs = [Paragraph.model_validate_json(record[0]) for record in cursor]
    tokens = tokenise_texts([_texts(paragraph) for paragraph in paragraphs])
    _count(connection, paragraphs, tokens, -1)
    connection.execute(
        "DELETE FROM passages WHERE council = ? AND number BETWEEN ? AND ?",
        [row.council, row.first_passage, row.first_passage + row.n_passages - 1],
    )
    connection.execute(
        "DELETE FROM paragraphs WHERE council = ? AND document = ?", [row.council, row.number]
    )
    connection.execute("DELETE FROM documents WHERE number = ?", [row.number])


def write_generation(connection: Connection, generation: rows.Generation) -> None:
    """Make a generation the one that stands."""
    names = rows.Generation.__slots__
    marks = ", ".join("?" * len(names))
    connection.execute(
        f"INSERT INTO generations ({', '.join(names)}) VALUES ({marks})",
        [getattr(generation, name) for name in names],
    )


def _write_paragraphs(
    connection: Connection,
    council: str,
    document: int,
    first: int,
    embedded: Sequence[rows.Embedded],
    tokens: Sequence[Tokens],
) -> None:
    values = []
    for at, (each, found) in enumerate(zip(embedded, tokens, strict=True)):
        paragraph = each.paragraph
        place = -1 if paragraph.label == "title" else paragraph.order
        record = paragraph.model_dump_json()
        whole = (record, rows.hash_record(record), found.tsvector(), found.n_words)
        values.append((council, first + at, document, paragraph.label, place, *whole))
    with connection.raw.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO paragraphs (council, number, document, label, place, record,"
            " record_sha256, words, n_words)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::tsvector, %s)",
            values,
        )


def _write_passages(
    connection: Connection,
    council: str,
    first_paragraph: int,
    first: int,
    embedded: Sequence[rows.Embedded],
) -> None:
    copy = "COPY passages (council, number, paragraph, start, stop, vector) FROM STDIN"
    number = first
    with connection.raw.cursor() as cursor, cursor.copy(copy) as lines:
        for at, each in enumerate(embedded):
            for passage, vector in zip(each.passages, each.vectors, strict=True):
                where = (passage.start, passage.end, write_vector(vector))
                lines.write_row((council, number, first_paragraph + at, *where))
                number += 1


def _count(
    connection: Connection, paragraphs: Sequence[Paragraph], tokens: Sequence[Tokens], sign: int
) -> None:
    words: Counter[str] = Counter()
    for paragraph in paragraphs:
        words.update(rows.split_words(f"{paragraph.text} {' '.join(paragraph.headings)}"))
    stems = Counter(stem for found in tokens for stem in found.distinct())
    tables = (("vocabulary", "word", "n", words), ("stems", "term", "doc", stems))
    for table, key, n, counts in tables:
        statement = _COUNT.format(table=table, key=key, n=n)
        ordered = sorted(counts)  # the same order for every writer
        connection.raw.execute(
            statement.encode(), [ordered, [sign * counts[each] for each in ordered]]
        )
        if sign < 0:
            connection.execute(f"DELETE FROM {table} WHERE {n} <= 0")


def _texts(paragraph: Paragraph) -> Texts:
    return Texts(paragraph.text, "\n".join(paragraph.headings), paragraph.lead_in)


def _next(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def _iso(date: object) -> str | None:
    return None if date is None else str(date)
