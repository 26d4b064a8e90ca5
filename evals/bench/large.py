"""A library of any number of paragraphs, written straight into its tables.

Reading and embedding a million paragraphs would take hours; a search does not know how they came.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench.pool import Drawn, Pool
from index import Library, rows
from index.large import LargeFiles, vectors_path
from index.passages import FORM
from index.store import FILE
from index.vectors import VectorIndex
from ingest.documents import Document, Kind, Source, Status
from ingest.report import IngestReport

_SEED = 20261124
_N_PLACES = 40  # of each council, that no other paper names: vocabularies grow with the papers
_N_LONG_WORDS = 90  # as index.settings: a longer paragraph has windows of its own
_N_TOGETHER = 100  # councils written in one transaction
_OLD_SHARE = 5  # one paragraph in so many stands in the council's earlier edition
_BY_PART = ((2025, Status.ADOPTED), (2016, Status.SUPERSEDED))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a library is: councils, and paragraphs in all."""

    n_councils: int
    n_paragraphs: int

    @property
    def name(self) -> str:
        """As a folder is named."""
        return f"councils-{self.n_councils}-paragraphs-{self.n_paragraphs}"


@dataclass(slots=True)
class _Next:
    """The numbers that the next rows get."""

    document: int = 1
    paragraph: int = 1
    passage: int = 1


def build_large(folder: Path, size: Size, pool: Pool) -> None:
    """Make a library of a size in an empty folder; the same one whenever it is made."""
    library = Library.create(folder)
    library.close()
    (folder / "sources").mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-262144")
        drawn, number, counts = Drawn(pool, _SEED), _Next(), Counter[str]()
        connection.execute("BEGIN")
        for at, (council, n) in enumerate(_shares(size, drawn), start=1):
            _write_council(connection, folder, council, n, _Writer(pool, drawn, number, counts))
            if at % _N_TOGETHER == 0:
                connection.execute("COMMIT")
                connection.execute("BEGIN")
        connection.execute("COMMIT")
        _write_vocabulary(connection, counts)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        _write_generation(connection, library)


def _write_generation(connection: sqlite3.Connection, library: Library) -> None:
    """Write the files that a generation has beside the tables, and the generation."""
    encoder = library.encoder
    vectors = VectorIndex.build(
        rows.read_vector_chunks(connection, encoder.dimension), dimension=encoder.dimension
    )
    generation = rows.Generation(
        number=1,
        encoder=encoder.name,
        encoder_sha256=encoder.sha256,
        passage_form=FORM,
        dimension=encoder.dimension,
        n_vectors=len(vectors),
        vectors_sha256=vectors.write(vectors_path(library.folder, 1)),
        content_sha256=rows.hash_vectors(connection),
    )
    LargeFiles(library.folder, library.settings).write(connection, generation, vectors)
    rows.write_generation(connection, generation)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


@dataclass(frozen=True, slots=True)
class _Writer:
    """What the rows of every council are drawn from and numbered by."""

    pool: Pool
    drawn: Drawn
    number: _Next
    counts: Counter[str]
    """How often each sentence (by its text), heading or place was written."""


def _shares(size: Size, drawn: Drawn) -> Iterator[tuple[str, int]]:
    """Yield every council with its number of paragraphs."""
    names: dict[str, None] = {}
    while len(names) < size.n_councils:
        names[f"{drawn.name()} Council"] = None
    for at, name in enumerate(names):
        first = at * size.n_paragraphs // size.n_councils
        yield name, (at + 1) * size.n_paragraphs // size.n_councils - first


def _write_council(
    connection: sqlite3.Connection, folder: Path, council: str, n: int, writer: _Writer
) -> None:
    data = f"The papers of {council}.\n".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    (folder / "sources" / sha256).write_bytes(data)
    source = Source(
        sha256=sha256, name=f"{council}.txt", media_type="text/plain", n_bytes=len(data)
    )
    rows.write_source(connection, source, IngestReport(file=source.name, n_paragraphs=n))
    places = [writer.drawn.name() for _ in range(_N_PLACES)]
    n_old = n // _OLD_SHARE
    for n_here, (year, status) in zip((n - n_old, n_old), _BY_PART, strict=True):
        if n_here:
            document = Document(
                id=f"{council.removesuffix(' Council').lower()}-{year}",
                source=sha256,
                council=council,
                title="Protocol on Member and Officer Relations",
                kind=Kind.PROTOCOL,
                status=status,
                date=dt.date(year, 5, 20),
                adopted=dt.date(year, 5, 20),
            )
            _write_document(connection, document, n_here, places, writer)


def _write_document(
    connection: sqlite3.Connection,
    document: Document,
    n: int,
    places: list[str],
    writer: _Writer,
) -> None:
    pool, number = writer.pool, writer.number
    texts = writer.drawn.draw_texts(n, places)
    lines: dict[str, list[tuple[Any, ...]]] = {"paragraphs": [], "words": [], "passages": []}
    bases: list[int] = []
    first_passage = number.passage
    for order, (base, chosen, text) in enumerate(texts):
        paragraph = number.paragraph + order
        like = pool.paragraphs[base]
        _count(writer, like.headings, chosen, text, pool)
        record = json.dumps(
            {
                "document": document.id,
                "label": f"{1 + order // 9}.{1 + order % 9}",
                "order": order,
                "headings": like.headings,
                "lead_in": like.lead_in,
                "text": text,
                "page": 1 + order // 6,
            },
            ensure_ascii=False,
        )
        label = f"{1 + order // 9}.{1 + order % 9}"
        whole = (record, rows.hash_record(record))
        lines["paragraphs"].append((paragraph, number.document, label, order, *whole))
        lines["words"].append((paragraph, text, "\n".join(like.headings), like.lead_in))
        for start, stop in _windows(text):
            lines["passages"].append((number.passage, paragraph, start, stop))
            bases.append(base)
            number.passage += 1
    vectors = writer.drawn.draw_vectors(bases)
    _insert_document(connection, document, n, first_passage, number)
    _insert(connection, "paragraphs", lines["paragraphs"])
    _insert(connection, "passages", lines["passages"])
    blobs = [(first_passage + at, row.astype("<f4").tobytes()) for at, row in enumerate(vectors)]
    _insert(connection, "vectors", blobs)
    connection.executemany(
        "INSERT INTO words (rowid, text, headings, lead_in) VALUES (?, ?, ?, ?)", lines["words"]
    )
    number.document += 1
    number.paragraph += n


def _insert_document(
    connection: sqlite3.Connection, document: Document, n: int, first_passage: int, number: _Next
) -> None:
    record = document.model_dump_json()
    row = rows.DocumentRow(
        number=number.document,
        id=document.id,
        source=document.source,
        council=document.council,
        kind=document.kind.value,
        status=document.status.value,
        date=str(document.date),
        adopted=str(document.adopted),
        replaces=None,
        fingerprint=rows.hash_record(record),
        first_paragraph=number.paragraph,
        n_paragraphs=n,
        first_passage=first_passage,
        n_passages=number.passage - first_passage,
    )
    values = [getattr(row, name) for name in rows.DocumentRow.__slots__]
    names = ", ".join((*rows.DocumentRow.__slots__, "record", "record_sha256"))
    connection.execute(
        f"INSERT INTO documents ({names}) VALUES ({', '.join('?' * (len(values) + 2))})",
        [*values, record, rows.hash_record(record)],
    )


def _insert(connection: sqlite3.Connection, table: str, values: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(values[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)


def _windows(text: str) -> list[tuple[int, int]]:
    """Return the characters that each passage covers: the whole, and halves where it is long."""
    if text.count(" ") < _N_LONG_WORDS:
        return [(0, len(text))]
    middle = text.rfind(" ", 0, len(text) // 2)
    return [(0, len(text)), (0, middle), (middle + 1, len(text))]


def _count(
    writer: _Writer, headings: tuple[str, ...], chosen: list[int], text: str, pool: Pool
) -> None:
    """Count what a paragraph is made of; words are counted once for each, at the end."""
    writer.counts.update(pool.sentences[each] for each in chosen)
    writer.counts.update(headings)
    _, held, place = text.rpartition("This holds at ")
    if held:
        writer.counts[f"This holds at {place}"] += 1


def _write_vocabulary(connection: sqlite3.Connection, counts: Counter[str]) -> None:
    words: Counter[str] = Counter()
    for text, n in counts.items():
        for word in rows.split_words(text):
            words[word] += n
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO vocabulary (word, n) VALUES (?, ?)", words.items())
    connection.execute("COMMIT")
