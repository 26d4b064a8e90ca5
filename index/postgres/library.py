"""A library in PostgreSQL: what `index.library.Library` offers, for any number of machines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg

from index import rows
from index.addition import AddResult, check_contents, plan_addition
from index.backup import BackupCard
from index.editions import read_shelf
from index.encoder import Encoder
from index.errors import BackupError, LibraryDamagedError, LibraryError, UnknownParagraphError
from index.library import Library, Progress
from index.passages import FORM
from index.postgres import writing
from index.postgres.address import side_folder
from index.postgres.database import Connection, Database
from index.postgres.migrating import migrate
from index.postgres.view import PostgresView
from index.postgres.words import read_corpus
from index.settings import IndexSettings
from ingest.documents import Document
from ingest.editions import as_read
from ingest.report import ReadPaper


class PostgresLibrary(Library):
    """The papers of one or more councils, in a database. Safe to share between threads."""

    def __init__(
        self, database: Database, settings: IndexSettings, encoder: Encoder | None
    ) -> None:
        self.folder = side_folder(database.url)
        self.settings = settings
        self._database = database
        self._given_encoder = encoder
        self._kept: PostgresView | None = None

    @classmethod
    def open_url(
        cls,
        url: str,
        settings: IndexSettings | None = None,
        *,
        encoder: Encoder | None = None,
        create: bool = False,
    ) -> PostgresLibrary:
        """Return the library in a database, brought to this version's tables.

        Args:
            create: Whether a database without a library is given an empty one.

        Raises:
            LibraryNotFoundError: It holds none.
            LibraryVersionError: A newer version of the project wrote it.
            LibraryError: It cannot be reached.
        """
        settings = settings or IndexSettings()
        database = Database(url, lock_timeout_s=settings.lock_timeout_s)
        library = cls(database, settings, encoder)
        with database.errors():
            migrate(url, dimension=library.encoder.dimension, create=create)
        database.open()
        library._keep_to_encoder()
        return library

    @property
    def database(self) -> Database:
        """Where it is."""
        return self._database

    @contextmanager
    def reading(self) -> Iterator[PostgresView]:
        """Give a view of the generation that stands; nothing in it changes while it is used."""
        with self._database.reading() as connection:
            yield self._view_of(connection)

    def add(
        self,
        papers: Sequence[ReadPaper],
        contents: Mapping[str, bytes],
        *,
        progress: Progress | None = None,
    ) -> AddResult:
        """Add papers, or replace them by document id; all of them or none.

        Args:
            contents: The bytes of each paper's source, by sha256.
            progress: Called with passages embedded and passages in all.

        Raises:
            LibraryBusyError: Another process went on changing the library.
            LibraryError: A paper does not fit its bytes, or the database refuses it.
        """
        embedded = self.embed(papers, contents, progress=progress)
        with self._database.writing() as connection:
            return self.add_within(connection, papers, contents, embedded)

    def embed(
        self,
        papers: Sequence[ReadPaper],
        contents: Mapping[str, bytes],
        *,
        progress: Progress | None = None,
    ) -> dict[str, tuple[rows.Embedded, ...]]:
        """Return what adding papers would write, by document id; nobody is kept waiting for it."""
        check_contents(papers, contents)
        with self.reading() as view:
            plan = plan_addition(view.rows, papers)
        embedded = self._embedding.embed(plan.write, progress)
        return {each.id: found for each, found in zip(plan.write, embedded, strict=True)}

    def add_within(
        self,
        connection: Connection,
        papers: Sequence[ReadPaper],
        contents: Mapping[str, bytes],
        embedded: Mapping[str, tuple[rows.Embedded, ...]],
        *,
        patient: bool = False,
    ) -> AddResult:
        """Add papers in a transaction that is under way.

        Args:
            embedded: From `embed`; what is missing in it is embedded here.
            patient: Whether to wait for other writers for as long as it takes.
        """
        self._database.lock(connection, patient=patient)
        plan = plan_addition(read_shelf(_as_rows(connection)).rows, papers)
        if not (plan.write or plan.remove):
            return plan.result
        for row in plan.remove:
            writing.remove_document(connection, row)
        for paper in plan.sources:
            rows.write_source(_as_rows(connection), paper.source, paper.report)
            connection.execute(
                "UPDATE sources SET data = ? WHERE sha256 = ?",
                [contents[paper.source.sha256], paper.source.sha256],
            )
        for document in plan.write:
            found = embedded.get(document.id)
            if found is None:
                [found] = self._embedding.embed([document], None)
            writing.write_document(connection, document, found)
        self._write_generation(connection)
        return plan.result

    def remove(self, documents: Sequence[str]) -> None:
        """Remove documents by id, and the sources that nothing else is read from.

        Raises:
            UnknownParagraphError: One of them is not in the library; none is removed.
        """
        with self._database.writing() as connection:
            self._database.lock(connection)
            view = self._view_of(connection)
            gone = [view.row(document) for document in dict.fromkeys(documents)]
            if gone:
                for row in gone:
                    writing.remove_document(connection, row)
                self._write_generation(connection)

    def source_bytes(self, sha256: str) -> bytes:
        """Return a source file as the council published it, checked byte for byte.

        Raises:
            UnknownParagraphError: It is not in the library.
            LibraryDamagedError: It was altered.
        """
        data = bytes(self._column(sha256, "data"))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LibraryDamagedError(
                f"The source {sha256[:12]}… in the database was altered: restore it from a "
                "backup, or add the paper again."
            )
        return data

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the library, a sentence each; empty if nothing."""
        found: list[str] = []
        with self.reading() as view:
            for row in view.rows:
                try:
                    view.whole_document(row)
                    self.source_bytes(row.source)
                except LibraryError as error:
                    found.append(str(error))
        return tuple(dict.fromkeys(found))

    def back_up(self, file: Path) -> BackupCard:
        """Refuse: a database has means of its own.

        Raises:
            BackupError: Always.
        """
        raise BackupError(
            f"A shared library is not written to {file}: back its database up, with `pg_dump -Fc`."
        )

    def tidy(self) -> None:
        """Do nothing: a transaction that was cut off leaves nothing behind."""

    def close(self) -> None:
        """Close the connections."""
        self._kept = None
        self._database.close()

    def _view_of(self, connection: Connection) -> PostgresView:
        generation = rows.read_generation(_as_rows(connection))
        number = 0 if generation is None else generation.number
        view = self._kept
        if view is None or view.generation != number:
            shelf = read_shelf(_as_rows(connection))
            view = self._kept = PostgresView(generation, shelf, read_corpus(connection))
        return view.through(connection)

    def _source_column(self, sha256: str, column: str) -> str:
        return str(self._column(sha256, column))

    def _column(self, sha256: str, column: str) -> Any:
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {column} FROM sources WHERE sha256 = ?", [sha256]
            ).fetchone()
        if row is None:
            raise UnknownParagraphError(f"No source with the sha256 {sha256[:12]}… is here.")
        return row[0]

    def _write_generation(self, connection: Connection) -> None:
        rows.remove_unused_sources(_as_rows(connection))
        last = rows.read_generation(_as_rows(connection))
        n_vectors = connection.execute("SELECT count(*) FROM passages").fetchone()
        assert n_vectors is not None
        writing.write_generation(
            connection,
            rows.Generation(
                number=1 if last is None else last.number + 1,
                encoder=self.encoder.name,
                encoder_sha256=self.encoder.sha256,
                passage_form=FORM,
                dimension=self.encoder.dimension,
                n_vectors=int(n_vectors[0]),
                vectors_sha256="",
                content_sha256="",
            ),
        )

    def _keep_to_encoder(self) -> None:
        """Embed everything again where the vectors were made by another encoder or form."""
        with self.reading() as view:
            if self._fits(view.kept):
                return
        with self._database.writing() as connection:
            self._database.lock(connection)
            view = self._view_of(connection)
            if self._fits(view.kept):  # another process did it while this one waited
                return
            self._fit_dimension(connection)
            for row in view.rows:
                document: Document = as_read(view.whole_document(row))
                [embedded] = self._embedding.embed([document], None)
                writing.remove_document(connection, row)
                writing.write_document(connection, document, embedded)
            self._write_generation(connection)

    def _fit_dimension(self, connection: Connection) -> None:
        """Make the column of vectors as wide as the encoder's; they are all written anew."""
        connection.execute("DELETE FROM passages")
        try:
            connection.execute(
                "ALTER TABLE passages ALTER COLUMN vector TYPE"
                f" public.vector({int(self.encoder.dimension)})"
            )
        except psycopg.Error as error:
            raise LibraryError(
                "The shared library's vectors cannot be made to fit the encoder: its owner must "
                "open it first."
            ) from error


def _as_rows(connection: Connection) -> rows.Connection:
    """Return a connection as the functions that read a folder's tables take it."""
    return cast("rows.Connection", connection)
