"""A view of one generation: its documents, paragraphs and vectors, as a search reads them."""

from __future__ import annotations

import json
import sqlite3
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from index import rows
from index.editions import Shelf
from index.errors import UnknownParagraphError
from index.kept import Kept
from index.lexicon import Lexicon
from index.words import (
    Concept,
    HeldWords,
    Matching,
    Vocabulary,
    WordScores,
    count_stems,
    find_by_words,
    read_vocabulary,
    weigh_counted,
)
from ingest.documents import Document, Paragraph

if TYPE_CHECKING:
    from index.postings import Postings
    from index.vectors import Positions, Span, VectorIndex

_N_KEPT = 4096  # paragraphs kept parsed, the last that were read; their stems as well
_N_KEPT_NUMBERS = 32_768  # of paragraphs and passages whose passages and paragraphs are kept


class View:
    """One generation, read through one connection; `through` gives the same on another."""

    def __init__(
        self,
        kept: rows.Generation | None,
        shelf: Shelf,
        load_vectors: Callable[[View], VectorIndex],
        load_postings: Callable[[View], Postings | None],
        earlier: View | None = None,
    ) -> None:
        """Take a generation, and the view of an earlier one for what has stayed as it was."""
        self.kept = kept
        self.rows = shelf.rows
        self._shared = _Shared(shelf, load_vectors, load_postings)
        if earlier is not None:
            self._shared.take_over(earlier._shared)
        self._connection: sqlite3.Connection | None = None

    def through(self, connection: sqlite3.Connection) -> View:
        """Return this view on a connection that stands within the same generation."""
        view = object.__new__(View)
        view.kept, view.rows, view._shared = self.kept, self.rows, self._shared
        view._connection = connection
        return view

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection that it reads through."""
        assert self._connection is not None
        return self._connection

    @property
    def generation(self) -> int:
        """Its number; 0 for a library to which nothing was ever added."""
        return 0 if self.kept is None else self.kept.number

    @property
    def n_passages(self) -> int:
        """How many passages all documents have."""
        return sum(row.n_passages for row in self.rows)

    @property
    def vectors(self) -> VectorIndex:
        """Its vectors, loaded when they are first asked for."""
        return self._shared.load(self)

    def row(self, document: str) -> rows.DocumentRow:
        """Return a document's row.

        Raises:
            UnknownParagraphError: It is not in the library.
        """
        found = self._shared.by_id.get(document)
        if found is None:
            raise UnknownParagraphError(
                f"The library holds no document {document!r}: list the documents to see those "
                "that it has."
            )
        return found

    def row_of_paragraph(self, number: int) -> rows.DocumentRow:
        """Return the row of the document that a paragraph's number lies in."""
        return self._shared.row_of_paragraph(number)

    def spans(self, chosen: Iterable[rows.DocumentRow]) -> list[Span]:
        """Return the positions of the documents' vectors, runs that touch made one."""
        from index.vectors import Span

        merged: list[Span] = []
        for start, stop in sorted(self._shared.positions[row.number] for row in chosen):
            if merged and merged[-1].stop == start:
                merged[-1] = Span(merged[-1].start, stop)
            elif stop > start:
                merged.append(Span(start, stop))
        return merged

    def passage_numbers(self, positions: Positions) -> list[int]:
        """Return the passages' numbers at positions of the vector file."""
        return self._shared.passage_numbers(positions)

    def positions_of(self, paragraphs: Sequence[int]) -> dict[int, list[int]]:
        """Return, by paragraph number, the positions of its passages in the vector file."""
        return self._shared.positions_of.get(paragraphs, self._read_positions)

    def _read_positions(self, paragraphs: Sequence[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {number: [] for number in paragraphs}
        cursor = self.connection.execute(
            "SELECT number, paragraph FROM passages"
            " WHERE paragraph IN (SELECT value FROM json_each(?)) ORDER BY number",
            [json.dumps(list(paragraphs))],
        )
        for passage, paragraph in cursor:
            found[paragraph].append(self._shared.position(passage, paragraph))
        return found

    def paragraphs_of(self, passages: Sequence[int]) -> dict[int, int]:
        """Return the paragraph's number of each passage, by the passage's."""
        return self._shared.owners.get(passages, self._read_owners)

    def _read_owners(self, passages: Sequence[int]) -> dict[int, int]:
        cursor = self.connection.execute(
            "SELECT number, paragraph FROM passages"
            " WHERE number IN (SELECT value FROM json_each(?))",
            [json.dumps(list(passages))],
        )
        return {int(passage): int(paragraph) for passage, paragraph in cursor}

    def paragraph(self, number: int) -> Paragraph:
        """Return a paragraph by its number."""
        return self._shared.paragraph(self, number)

    def read_ahead(self, numbers: Sequence[int]) -> None:
        """Read paragraphs that will be asked for, all at once."""
        self._shared.read_ahead(self, numbers)

    def held_words(self, numbers: Sequence[int]) -> dict[int, HeldWords]:
        """Return the stems of paragraphs, by number."""
        return self._shared.held_words.get(numbers, self._stem)

    def _stem(self, numbers: Sequence[int]) -> dict[int, HeldWords]:
        self.read_ahead(numbers)
        return {number: HeldWords.of(self.paragraph(number)) for number in numbers}

    def records(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the records of paragraphs as they were written, by number."""
        found = self.connection.execute(
            "SELECT number, record, record_sha256 FROM paragraphs"
            " WHERE number IN (SELECT value FROM json_each(?))",
            [json.dumps(list(numbers))],
        )
        return rows.whole_records(self.connection, found)

    def numbers_by_label(self, document: int, labels: Sequence[str]) -> list[int]:
        """Return the numbers of those paragraphs of a document that have one of the labels."""
        cursor = self.connection.execute(
            "SELECT number FROM paragraphs"
            " WHERE document = ? AND label IN (SELECT value FROM json_each(?)) ORDER BY place",
            [document, json.dumps(list(labels))],
        )
        return [int(row[0]) for row in cursor]

    def numbers_under_label(self, document: int, label: str, *, limit: int) -> list[int]:
        """Return the paragraphs that stand under a number: '6.1', '6(a)', … for '6'."""
        cursor = self.connection.execute(
            "SELECT number FROM paragraphs"
            " WHERE document = ? AND (label GLOB ? || '.*' OR label GLOB ? || '(*')"
            " ORDER BY place LIMIT ?",
            [document, label, label, limit],
        )
        return [int(row[0]) for row in cursor]

    def vocabulary(self, lexicon: Lexicon) -> Vocabulary:
        """Return the words that its papers print, for finding what a misspelt word meant."""
        return self._shared.vocabulary(self, lexicon)

    def find_by_words(
        self,
        concepts: Sequence[Concept],
        documents: Sequence[rows.DocumentRow],
        *,
        n_best: int,
        everything: bool,
    ) -> dict[int, WordScores]:
        """Return the paragraphs that match best, by number, with their BM25 scores."""
        if (postings := self._shared.postings(self)) is not None:
            from index.postings import find_in_postings

            return find_in_postings(
                postings, concepts, documents, n_best=n_best, everything=everything
            )
        return find_by_words(
            self.connection, concepts, documents, n_best=n_best, everything=everything
        )

    def weigh_concepts(self, concepts: Sequence[Concept], n_paragraphs: int) -> Matching:
        """Return the concepts with their inverse document frequencies as weights."""
        if (postings := self._shared.postings(self)) is not None:
            return weigh_counted(postings.count, concepts, n_paragraphs)
        return weigh_counted(
            lambda stems: self._shared.counts.get(stems, self._count_stems), concepts, n_paragraphs
        )

    def _count_stems(self, stems: Sequence[str]) -> dict[str, int]:
        return {**dict.fromkeys(stems, 0), **count_stems(self.connection, stems)}

    def paragraphs_by_label(self, document: int, labels: Sequence[str]) -> list[Paragraph]:
        """Return those paragraphs of a document that have one of the labels."""
        return [self.paragraph(number) for number in self.numbers_by_label(document, labels)]

    def document(self, number: int) -> Document:
        """Return a document without its paragraphs, by its row's number."""
        return self._shared.document(self, number)

    def whole_document(self, row: rows.DocumentRow) -> Document:
        """Return a document with its paragraphs."""
        paragraphs = self._shared.paragraphs(self, row)
        return self.document(row.number).model_copy(update={"paragraphs": paragraphs})


class _Shared:
    """What the views of one generation keep in memory together."""

    def __init__(
        self,
        shelf: Shelf,
        load_vectors: Callable[[View], VectorIndex],
        load_postings: Callable[[View], Postings | None],
    ) -> None:
        document_rows = shelf.rows
        self._rows = document_rows
        self._load_vectors = load_vectors
        self._vectors: VectorIndex | None = None
        self._load_postings = load_postings
        self._postings: Postings | None = None
        self._has_postings: bool | None = None  # not known until words are first asked for
        self._vocabulary: Vocabulary | None = None
        self._guard = threading.Lock()
        self.by_id = {row.id: row for row in document_rows}
        self.positions: dict[int, tuple[int, int]] = {}
        self._starts: list[int] = []  # position of each document's first vector
        at = 0
        for row in document_rows:
            self.positions[row.number] = (at, at + row.n_passages)
            self._starts.append(at)
            at += row.n_passages
        self._by_paragraph = sorted(document_rows, key=lambda row: row.first_paragraph)
        self._first_paragraphs = [row.first_paragraph for row in self._by_paragraph]
        self._kept: dict[int, Paragraph] = {}
        self._guard_kept = threading.Lock()
        self._documents = dict(shelf.changed)
        self.held_words = Kept[int, HeldWords](_N_KEPT)
        self.counts = Kept[str, int](_N_KEPT)
        self.owners = Kept[int, int](_N_KEPT_NUMBERS)
        self.positions_of = Kept[int, list[int]](_N_KEPT_NUMBERS)

    def load(self, view: View) -> VectorIndex:
        with self._guard:
            if self._vectors is None:
                self._vectors = self._load_vectors(view)
            return self._vectors

    def postings(self, view: View) -> Postings | None:
        with self._guard:
            if self._has_postings is None:
                self._postings = self._load_postings(view)
                self._has_postings = self._postings is not None
            return self._postings

    def row_of_paragraph(self, number: int) -> rows.DocumentRow:
        return self._by_paragraph[bisect_right(self._first_paragraphs, number) - 1]

    def passage_numbers(self, positions: Positions) -> list[int]:
        numbers = []
        for position in positions.tolist():
            row = self._rows[bisect_right(self._starts, position) - 1]
            numbers.append(row.first_passage + position - self.positions[row.number][0])
        return numbers

    def position(self, passage: int, paragraph: int) -> int:
        row = self.row_of_paragraph(paragraph)
        return self.positions[row.number][0] + passage - row.first_passage

    def paragraph(self, view: View, number: int) -> Paragraph:
        with self._guard_kept:
            kept = self._kept.get(number)
        if kept is not None:
            return kept
        read = Paragraph.model_validate_json(rows.read_paragraph_record(view.connection, number))
        self._keep({number: read})
        return read

    def read_ahead(self, view: View, numbers: Sequence[int]) -> None:
        with self._guard_kept:
            missing = [number for number in numbers if number not in self._kept]
        if missing:
            records = view.records(missing)
            self._keep(
                {
                    number: Paragraph.model_validate_json(record)
                    for number, record in records.items()
                }
            )

    def paragraphs(self, view: View, row: rows.DocumentRow) -> tuple[Paragraph, ...]:
        """Return a document's paragraphs in order, without its title page."""
        numbers = rows.read_paragraph_numbers(view.connection, row.number)
        with self._guard_kept:
            kept = [self._kept[number] for number in numbers if number in self._kept]
        if len(kept) == len(numbers):
            return tuple(kept)
        read = rows.read_paragraphs(view.connection, row.number)
        self._keep(dict(zip(numbers, read, strict=True)))
        return read

    def take_over(self, earlier: _Shared) -> None:
        """Take what an earlier generation has read of the documents that have not changed."""
        same = {row.number for row in self._rows if earlier.by_id.get(row.id) == row}
        with earlier._guard_kept:
            kept = dict(earlier._kept)
        self._keep(
            {
                number: paragraph
                for number, paragraph in kept.items()
                if earlier.row_of_paragraph(number).number in same
            }
        )
        self.held_words.take_over(
            earlier.held_words, lambda number: earlier.row_of_paragraph(number).number in same
        )

    def _keep(self, paragraphs: dict[int, Paragraph]) -> None:
        with self._guard_kept:
            self._kept |= paragraphs
            while len(self._kept) > _N_KEPT:
                del self._kept[next(iter(self._kept))]

    def vocabulary(self, view: View, lexicon: Lexicon) -> Vocabulary:
        with self._guard:
            if self._vocabulary is None:
                self._vocabulary = Vocabulary(read_vocabulary(view.connection), lexicon)
            return self._vocabulary

    def document(self, view: View, number: int) -> Document:
        if number not in self._documents:
            self._documents[number] = rows.read_document(view.connection, number)
        return self._documents[number]
