"""A view of one generation in PostgreSQL, as a search reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from index import rows
from index.editions import Shelf
from index.postgres.database import Connection
from index.postgres.vectors import PostgresVectors
from index.postgres.words import Corpus, count_stems, find_by_words
from index.vectors import Positions, Span, VectorIndex
from index.view import View
from index.words import Concept, Matching, WordScores, weigh_counted


class PostgresView(View):
    """A view whose numbers of passages are their positions among the vectors."""

    def __init__(self, kept: rows.Generation | None, shelf: Shelf, corpus: Corpus) -> None:
        super().__init__(kept, shelf, _no_file, _no_postings)
        self._corpus = corpus
        self._asked: Connection | None = None

    def through(self, connection: Any) -> PostgresView:
        """Return this view on a connection that stands within the same generation."""
        view = object.__new__(PostgresView)
        view.kept, view.rows, view._shared = self.kept, self.rows, self._shared
        view._corpus, view._asked = self._corpus, connection
        view._connection = connection
        return view

    @property
    def asked(self) -> Connection:
        """The connection that it reads through."""
        assert self._asked is not None
        return self._asked

    @property
    def vectors(self) -> VectorIndex:
        """Its vectors."""
        return cast("VectorIndex", PostgresVectors(lambda: self.asked, self.rows))

    def spans(self, chosen: Iterable[rows.DocumentRow]) -> list[Span]:
        """Return the numbers of the documents' passages, runs that touch made one."""
        merged: list[Span] = []
        for row in sorted(chosen, key=lambda row: row.first_passage):
            stop = row.first_passage + row.n_passages
            if merged and merged[-1].stop == row.first_passage:
                merged[-1] = Span(merged[-1].start, stop)
            elif row.n_passages:
                merged.append(Span(row.first_passage, stop))
        return merged

    def passage_numbers(self, positions: Positions) -> list[int]:
        """Return the passages' numbers: the positions."""
        return [int(position) for position in positions]

    def positions_of(self, paragraphs: Sequence[int]) -> dict[int, list[int]]:
        """Return, by paragraph number, the numbers of its passages."""
        found: dict[int, list[int]] = {number: [] for number in paragraphs}
        cursor = self.asked.execute(
            "SELECT number, paragraph FROM passages WHERE paragraph = ANY(?) ORDER BY number",
            [list(paragraphs)],
        )
        for passage, paragraph in cursor:
            found[paragraph].append(passage)
        return found

    def paragraphs_of(self, passages: Sequence[int]) -> dict[int, int]:
        """Return the paragraph's number of each passage, by the passage's."""
        cursor = self.asked.execute(
            "SELECT number, paragraph FROM passages WHERE number = ANY(?)", [list(passages)]
        )
        return {int(passage): int(paragraph) for passage, paragraph in cursor}

    def numbers_by_label(self, document: int, labels: Sequence[str]) -> list[int]:
        """Return the numbers of those paragraphs of a document that have one of the labels."""
        cursor = self.asked.execute(
            "SELECT number FROM paragraphs WHERE document = ? AND label = ANY(?) ORDER BY place",
            [document, list(labels)],
        )
        return [int(row[0]) for row in cursor]

    def numbers_under_label(self, document: int, label: str, *, limit: int) -> list[int]:
        """Return the paragraphs that stand under a number: '6.1', '6(a)', … for '6'."""
        cursor = self.asked.execute(
            "SELECT number FROM paragraphs WHERE document = ?"
            " AND (starts_with(label, ? || '.') OR starts_with(label, ? || '('))"
            " ORDER BY place LIMIT ?",
            [document, label, label, limit],
        )
        return [int(row[0]) for row in cursor]

    def records(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the records of paragraphs as they were written, by number."""
        found = self.asked.execute(
            "SELECT number, record, record_sha256 FROM paragraphs WHERE number = ANY(?)",
            [list(numbers)],
        )
        return rows.whole_records(self.connection, cast("Iterable[tuple[int, str, str]]", found))

    def find_by_words(
        self,
        concepts: Sequence[Concept],
        documents: Sequence[rows.DocumentRow],
        *,
        n_best: int,
        everything: bool,
    ) -> dict[int, WordScores]:
        """Return the paragraphs that match best, by number, with their BM25 scores."""
        return find_by_words(
            self.asked, self._corpus, concepts, documents, n_best=n_best, everything=everything
        )

    def weigh_concepts(self, concepts: Sequence[Concept], n_paragraphs: int) -> Matching:
        """Return the concepts with their inverse document frequencies as weights."""
        return weigh_counted(lambda stems: count_stems(self.asked, stems), concepts, n_paragraphs)


def _no_postings(_: View) -> None:
    """Return nothing: the database finds words by its own index."""


def _no_file(_: View) -> VectorIndex:
    raise AssertionError("the vectors of a shared library are in its database")
