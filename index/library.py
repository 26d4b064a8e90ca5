"""A library on disk: papers go in, paragraphs come out, and what changes changes at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index import rows
from index.addition import AddResult, check_contents, plan_addition
from index.backup import BackupCard, write_backup
from index.checking import check_file, check_rows
from index.councils import match_council
from index.editions import read_shelf
from index.embedding import Embedding
from index.encoder import Encoder, load_encoder
from index.errors import (
    LibraryDamagedError,
    LibraryError,
    LibraryVersionError,
    UnknownParagraphError,
)
from index.large import LargeFiles, vectors_path
from index.passages import FORM
from index.postgres.address import database_url, shared_library
from index.reader import Reader
from index.restoring import DRAFT
from index.settings import IndexSettings
from index.sources import SourceFiles
from index.store import Store
from index.view import View
from ingest.documents import Document, Paragraph, Source
from ingest.editions import as_read
from ingest.report import IngestReport, ReadPaper

if TYPE_CHECKING:  # FAISS takes a quarter of a second to load: only a search or a change needs it
    from index.postings import Postings
    from index.vectors import VectorIndex

Progress = Callable[[int, int], None]


class Library:
    """The papers of one or more councils, in a folder. Safe to share between threads."""

    def __init__(self, store: Store, settings: IndexSettings, encoder: Encoder | None) -> None:
        self.folder = store.folder
        self.settings = settings
        self._store = store
        self._sources = SourceFiles(store.folder / "sources")
        self._large = LargeFiles(store.folder, settings)
        self._given_encoder = encoder
        self._view: View | None = None
        self._n_files = 0
        self._renewing = Lock()

    @classmethod
    def open(
        cls,
        folder: Path,
        settings: IndexSettings | None = None,
        *,
        encoder: Encoder | None = None,
    ) -> Library:
        """Return the library in a folder, or in a database that is named by its URL.

        Args:
            encoder: In place of the one that the settings name.

        Raises:
            LibraryNotFoundError: The folder holds no library.
            LibraryVersionError: A newer version of the project wrote it.
            LibraryDamagedError: Its SQLite file is cut short or altered.
        """
        settings = settings or IndexSettings()
        if (url := database_url(Path(folder))) is not None:
            return shared_library(url, settings, encoder=encoder, create=False)
        store = Store.open(Path(folder), lock_timeout_s=settings.lock_timeout_s)
        library = cls(store, settings, encoder)
        library._keep_to_encoder()
        return library

    @classmethod
    def create(
        cls,
        folder: Path,
        settings: IndexSettings | None = None,
        *,
        encoder: Encoder | None = None,
    ) -> Library:
        """Return the library in a folder, made empty where there is none.

        Raises:
            LibraryError: The folder cannot be written, or its library cannot be opened.
        """
        settings = settings or IndexSettings()
        if (url := database_url(Path(folder))) is not None:
            return shared_library(url, settings, encoder=encoder, create=True)
        Store.create(Path(folder), lock_timeout_s=settings.lock_timeout_s).close()
        return cls.open(folder, settings, encoder=encoder)

    @cached_property
    def encoder(self) -> Encoder:
        """What turns texts into this library's vectors."""
        return self._given_encoder or load_encoder(self.settings)

    @cached_property
    def _embedding(self) -> Embedding:
        return Embedding(lambda: self.encoder, self.settings)

    @cached_property
    def reader(self) -> Reader | None:
        """What reads question and paragraph together; None where it is absent or turned off."""
        folder = self.settings.models / "reader"
        if self.settings.n_read == 0 or not (folder / "card.json").is_file():
            return None
        return Reader(folder, n_threads=self.settings.n_threads)

    @property
    def generation(self) -> int:
        """How often the library has changed; 0 while nothing was ever added."""
        with self.reading() as view:
            return view.generation

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Give a view of the generation that stands; nothing in it changes while it is used."""
        with self._store.reading() as connection:
            generation, n_files = rows.read_generation(connection), self._store.n_files
            number = 0 if generation is None else generation.number
            with self._renewing:  # once for all who come while it is done
                view = self._view
                if view is None or view.generation != number or n_files != self._n_files:
                    load = (self._load_vectors, self._load_postings)
                    made = View(generation, read_shelf(connection), *load, view)
                    if view is None or view.generation < number or n_files != self._n_files:
                        self._view, self._n_files = made, n_files
                    view = made
            yield view.through(connection)

    def prepare(self, papers: Sequence[ReadPaper] = ()) -> None:
        """Begin to embed papers that are to be added, while others are still being read.

        Returns at once; what is then added is the same without it. With no papers, the encoder is
        loaded.
        """
        with self.reading() as view:
            kept = {row.fingerprint for row in view.rows}
        documents = [as_read(document) for paper in papers for document in paper.documents]
        self._embedding.begin([d for d in documents if rows.build_fingerprint(d) not in kept])

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
            LibraryError: The folder cannot be written, or a paper does not fit its bytes.
        """
        check_contents(papers, contents)
        with self._store.locked():
            with self.reading() as view:
                plan = plan_addition(view.rows, papers)
            for paper in plan.kept_sources:
                self._sources.write(paper.source.sha256, contents[paper.source.sha256])
            if not (plan.write or plan.remove):
                self._embedding.give_up()
                self._remove_left_over(view.generation)
                return plan.result
            written = self._embedding.embed(plan.write, progress)
            for paper in plan.sources:
                self._sources.write(paper.source.sha256, contents[paper.source.sha256])
            with self._changing() as connection:
                for row in plan.remove:
                    rows.remove_document(connection, row)
                for paper in plan.sources:
                    rows.write_source(connection, paper.source, paper.report)
                for document, embedded in zip(plan.write, written, strict=True):
                    rows.write_document(connection, document, embedded)
        return plan.result

    def remove(self, documents: Sequence[str]) -> None:
        """Remove documents by id, and the sources that nothing else is read from.

        Raises:
            UnknownParagraphError: One of them is not in the library; none is removed.
        """
        with self._store.locked():
            with self.reading() as view:
                gone = [view.row(document) for document in dict.fromkeys(documents)]
            if not gone:
                return
            with self._changing() as connection:
                for row in gone:
                    rows.remove_document(connection, row)

    def documents(self) -> tuple[Document, ...]:
        """Return every document without its paragraphs, by council and then as added."""
        with self.reading() as view:
            ordered = sorted(view.rows, key=lambda row: (row.council, row.number))
            return tuple(view.document(row.number) for row in ordered)

    def document(self, document: str) -> Document:
        """Return a document with its paragraphs.

        Raises:
            UnknownParagraphError: It is not in the library.
        """
        with self.reading() as view:
            return view.whole_document(view.row(document))

    def paragraph(self, document: str, label: str) -> Paragraph:
        """Return a paragraph; the label 'title' gives the facts on the document's cover.

        Raises:
            UnknownParagraphError: The document or the label is not in the library.
        """
        with self.reading() as view:
            row = view.row(document)
            found = view.paragraphs_by_label(row.number, [label])
            if not found:
                raise UnknownParagraphError(
                    f"{document} has no paragraph {label}: "
                    f"list its paragraphs to see the labels that it has."
                )
            return found[0]

    def councils(self) -> tuple[str, ...]:
        """Return the names of the councils whose papers are here, in order."""
        with self.reading() as view:
            return tuple(sorted({row.council for row in view.rows}))

    def match_council(self, name: str) -> str:
        """Return the council that a part of its name means, in any case.

        Raises:
            UnknownCouncilError: It means none of them, or several; the error names them.
        """
        return match_council(name, self.councils())

    def source(self, sha256: str) -> Source:
        """Return what is known of a source file.

        Raises:
            UnknownParagraphError: It is not in the library.
        """
        return Source.model_validate_json(self._source_column(sha256, "record"))

    def report(self, sha256: str) -> IngestReport:
        """Return what reading a source file found.

        Raises:
            UnknownParagraphError: It is not in the library.
        """
        return IngestReport.model_validate_json(self._source_column(sha256, "report"))

    def source_bytes(self, sha256: str) -> bytes:
        """Return a source file as the council published it, checked byte for byte.

        Raises:
            UnknownParagraphError: It is not in the library.
            LibraryDamagedError: Its file is missing or altered.
        """
        return self._sources.read(sha256, n_bytes=self.source(sha256).n_bytes)

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the library's files, a sentence each; empty if nothing."""
        with self.reading() as view:
            found = list(check_file(view.connection) or check_rows(view.connection))
            for sha256 in sorted({row.source for row in view.rows}):
                try:
                    self._sources.read(sha256, n_bytes=self.source(sha256).n_bytes)
                except LibraryDamagedError as error:
                    found.append(str(error))
            if not found and self._vectors_path(view.generation).exists():
                try:
                    self._read_vectors(view)
                except LibraryDamagedError as error:
                    found.append(f"{error} It is made again from the library file when needed.")
            if not found:
                found += self._large.check(view.kept)
        return tuple(found)

    def back_up(self, file: Path) -> BackupCard:
        """Write the library whole into one file, while others may read and change it.

        Raises:
            LibraryDamagedError: The library is not whole.
            LibraryFullError: The disk has no room for it.
            BackupError: It cannot be put there.
        """
        return write_backup(self._store, file)

    def tidy(self) -> None:
        """Remove what a killed process left: drafts, older vectors, sources no longer in use.

        Raises:
            LibraryBusyError: Another process went on changing the library.
            LibraryReadOnlyError: The folder may not be written.
        """
        with self._store.locked(), self.reading() as view:
            self._remove_left_over(view.generation)

    def close(self) -> None:
        """Close the library's files."""
        self._view = None
        self._store.close()

    def _source_column(self, sha256: str, column: str) -> str:
        with self._store.reading() as connection:
            row = connection.execute(
                f"SELECT {column} FROM sources WHERE sha256 = ?", [sha256]
            ).fetchone()
        if row is None:
            raise UnknownParagraphError(f"No source with the sha256 {sha256[:12]}… is here.")
        return str(row[0])

    @contextmanager
    def _changing(self) -> Iterator[rows.Connection]:
        """Give a connection to change; the next generation stands when the block ends well."""
        from index.vectors import VectorIndex

        with self._store.writing() as connection:
            last = rows.read_generation(connection)
            yield connection
            rows.remove_unused_sources(connection)
            number = 1 if last is None else last.number + 1
            vectors = VectorIndex.build(
                rows.read_vector_chunks(connection, self.encoder.dimension),
                dimension=self.encoder.dimension,
            )
            sha256 = vectors.write(self._vectors_path(number))
            generation = rows.Generation(
                number=number,
                encoder=self.encoder.name,
                encoder_sha256=self.encoder.sha256,
                passage_form=FORM,
                dimension=self.encoder.dimension,
                n_vectors=len(vectors),
                vectors_sha256=sha256,
                content_sha256=rows.hash_vectors(connection),
            )
            self._large.write(connection, generation, vectors)
            rows.write_generation(connection, generation)
        self._remove_left_over(number)

    def _keep_to_encoder(self) -> None:
        """Embed everything again where the vectors were made by another encoder or form."""
        with self.reading() as view:
            if self._fits(view.kept):
                return
        with self._store.locked():
            with self.reading() as view:
                if self._fits(view.kept):  # another process did it while this one waited
                    return
                documents = [(row, as_read(view.whole_document(row))) for row in view.rows]
            written = self._embedding.embed([document for _, document in documents], None)
            with self._changing() as connection:
                for (row, document), embedded in zip(documents, written, strict=True):
                    rows.remove_document(connection, row)
                    rows.write_document(connection, document, embedded)

    def _fits(self, kept: rows.Generation | None) -> bool:
        """Tell whether a generation's vectors were made by this library's encoder and form."""
        return kept is None or (kept.encoder_sha256, kept.passage_form) == (
            self.encoder.sha256,
            FORM,
        )

    def _vectors_path(self, generation: int) -> Path:
        return vectors_path(self.folder, generation)

    def _read_vectors(self, view: View) -> VectorIndex:
        from index.vectors import VectorIndex

        assert view.kept is not None
        path = self._vectors_path(view.generation)
        return VectorIndex.read(path, sha256=view.kept.vectors_sha256)

    def _load_vectors(self, view: View) -> VectorIndex:
        """Return a generation's vectors; from SQLite where their file is missing or damaged."""
        from index.vectors import VectorIndex

        if view.kept is None:
            return VectorIndex.build([], dimension=self.encoder.dimension)
        if not self._fits(view.kept):  # changed by another process since it was opened here
            raise LibraryVersionError(
                f"The library in {self.folder} was made ready for another encoder "
                f"({view.kept.encoder}) than the one in use here ({self.encoder.name}): start the "
                "assistant again, and use one encoder."
            )
        try:
            return self._large.with_codes(view.kept, self._read_vectors(view))
        except LibraryDamagedError:
            if rows.hash_vectors(view.connection) != view.kept.content_sha256:
                raise LibraryDamagedError(
                    f"The vectors in the library file in {self.folder} were altered: restore it "
                    "from a backup (`protocols restore`), or add the papers again."
                ) from None
            chunks = rows.read_vector_chunks(view.connection, view.kept.dimension)
            vectors = VectorIndex.build(chunks, dimension=view.kept.dimension)
        with suppress(LibraryError):  # a folder that may only be read: memory does as well
            vectors.write(self._vectors_path(view.generation))
        return self._large.with_codes(view.kept, vectors)

    def _load_postings(self, view: View) -> Postings | None:
        return self._large.postings(view.connection, view.kept)

    def _remove_left_over(self, generation: int) -> None:
        """Remove files that no reader opens any more: older vectors, drafts, unused sources.

        What cannot be removed now is removed after the next change: nothing reads it.
        """
        with suppress(OSError):
            shutil.rmtree(self.folder / DRAFT, ignore_errors=True)
            keep = {self._vectors_path(generation), self._vectors_path(generation - 1)}
            for path in [*self.folder.glob("vectors-*.faiss"), *self.folder.glob("vectors-*.new")]:
                if path not in keep:
                    path.unlink(missing_ok=True)
            self._large.keep_only((generation, generation - 1))
            with self._store.reading() as connection:
                used = {row[0] for row in connection.execute("SELECT sha256 FROM sources")}
            self._sources.keep_only(used)
