"""A shared library gives what a folder's does, to every process alike, and changes at once."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from index import Library, Scope, SearchResult, search
from index.errors import (
    BackupError,
    LibraryBusyError,
    LibraryError,
    LibraryNotFoundError,
    LibraryVersionError,
    UnknownParagraphError,
)
from index.lexicon import load_lexicon
from index.postgres import vectors
from index.postgres.address import database_url
from index.postgres.migrating import read_migrations
from index.vectors import Span
from index.words import WordScores, read_concepts
from ingest.documents import Status

QUESTIONS = (
    "May a junior officer come to my ward surgery?",
    "how soon must officers reply to a councillor's letter?",
    "who is in charge of officers",
    "press release in the election period",
    "what does paragraph 3 say?",
    "officers officers and members' room keys",
)
SCOPES = (
    Scope(),
    Scope(councils=frozenset({"Oakham"})),
    Scope(statuses=frozenset({Status.ADOPTED})),
    Scope(documents=frozenset({"elm", "oak"})),
)


def test_both_stores_find_the_same_with_the_same_scores(library: Library, shared: Library) -> None:
    for question, scope in product(QUESTIONS, SCOPES):
        ours = _signals(search(library, question, top_k=20, scope=scope))
        theirs = _signals(search(shared, question, top_k=20, scope=scope))
        assert theirs.keys() == ours.keys()
        for key, signals in ours.items():
            assert theirs[key] == pytest.approx(signals, abs=1e-5), (question, key)


def _signals(result: SearchResult) -> dict[tuple[str, str], dict[str, float]]:
    """Return each hit's signals but those that tell equal scores apart, which is left open."""
    return {
        (hit.document.id, hit.paragraph.label): {
            name: value
            for name, value in hit.signals.items()
            if name not in ("dense_rank", "words_rank", "fused")
        }
        for hit in result.hits
    }


def test_word_scores_are_those_of_fts5(library: Library, shared: Library) -> None:
    for question, everything in product(QUESTIONS, (True, False)):
        ours, theirs = (_words(store, question, everything) for store in (library, shared))
        assert list(theirs) == list(ours)
        for number, scores in ours.items():
            for name in ("text", "headings", "lead_in"):
                expected = pytest.approx(getattr(scores, name), abs=1e-9)
                assert getattr(theirs[number], name) == expected


def _words(store: Library, question: str, everything: bool) -> dict[int, WordScores]:
    lexicon = load_lexicon(store.settings.lexicon)
    with store.reading() as view:
        concepts = read_concepts(question, lexicon, view.vocabulary(lexicon))
        documents = view.rows if everything else view.rows[:2]
        return view.find_by_words(concepts, documents, n_best=50, everything=everything)


def test_documents_paragraphs_and_sources_come_back_whole(
    library: Library, shared: Library, papers: Any
) -> None:
    assert shared.documents() == library.documents()
    assert shared.councils() == library.councils()
    for document in library.documents():
        assert shared.document(document.id) == library.document(document.id)
        assert shared.source(document.source) == library.source(document.source)
        assert shared.report(document.source) == library.report(document.source)
        assert shared.source_bytes(document.source) == papers[1][document.source]
    assert shared.paragraph("elm", "title") == library.paragraph("elm", "title")
    with pytest.raises(UnknownParagraphError):
        shared.paragraph("elm", "99")
    assert shared.check() == ()


def test_adding_again_changes_nothing_and_a_changed_paper_replaces_its_own(
    shared: Library, papers: Any, make_paper: Any
) -> None:
    generation = shared.generation
    assert len(shared.add(*papers).unchanged) == 3
    assert shared.generation == generation
    changed = make_paper(
        "oak", {"1": "Wombats are kept by the caretaker."}, council="Oakham Vale Council"
    )
    bytes_of = {changed.source.sha256: papers[1][changed.source.sha256]}
    assert shared.add([changed], bytes_of).replaced == ("oak",)
    assert shared.generation == generation + 1
    assert [p.label for p in shared.document("oak").paragraphs] == ["1"]
    assert search(shared, "wombats", top_k=1).hits[0].document.id == "oak"


def test_what_is_removed_leaves_no_word_vector_or_source_behind(
    shared: Library, papers: Any, url: str
) -> None:
    source = shared.document("oak").source
    shared.remove(["oak"])
    with pytest.raises(UnknownParagraphError):
        shared.source(source)
    shared.remove(["elm", "elm-minutes"])
    with psycopg.connect(url) as raw:
        for table in ("paragraphs", "passages", "vocabulary", "stems", "sources", "documents"):
            row = raw.execute(f"SELECT count(*) FROM protocols.{table}".encode()).fetchone()
            assert row == (0,), table
    shared.add(*papers)
    assert len(shared.documents()) == 3


def test_a_reader_keeps_its_generation_while_another_process_changes_the_library(
    shared: Library, open_shared: Any
) -> None:
    other = open_shared()
    with shared.reading() as view:
        before = [row.id for row in view.rows]
        other.remove(["oak"])
        assert [row.id for row in view.rows] == before
        assert view.whole_document(view.row("oak")).paragraphs
    assert [document.id for document in shared.documents()] == ["elm", "elm-minutes"]


def test_a_change_that_fails_leaves_everything_as_it_was(
    shared: Any, make_paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = make_paper("ash", {"1": "Words."}, council="Ash")
    monkeypatch.setattr(type(shared), "_write_generation", _fail)
    with pytest.raises(RuntimeError):
        shared.add([paper], {paper.source.sha256: b"The bytes of the paper ash."})
    monkeypatch.undo()
    assert [document.id for document in shared.documents()] == ["elm", "elm-minutes", "oak"]


def _fail(*_: object) -> None:
    raise RuntimeError("the power went")


def test_only_one_at_a_time_changes_the_library(shared: Any, open_shared: Any) -> None:
    other = open_shared()
    with other.database.writing() as connection:
        other.database.lock(connection)
        with pytest.raises(LibraryBusyError):
            shared.remove(["oak"])
    shared.remove(["oak"])


def test_another_encoder_has_everything_embedded_again(
    shared: Library, open_shared: Any, make_encoder: Any
) -> None:
    other = make_encoder(64, salt="-other")
    again = open_shared(by=other)
    assert other.n_encoded > 0
    assert again.generation == shared.generation
    assert search(again, QUESTIONS[0], top_k=1).hits[0].paragraph.label == "3"


def test_a_search_in_the_graph_finds_what_comparing_one_by_one_does(
    shared: Any, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = encoder.encode_queries([QUESTIONS[0]])[0]
    with shared.reading() as view:
        row = view.row("elm")
        span = [Span(row.first_passage, row.first_passage + row.n_passages)]
        for spans in (None, span):
            exact = view.vectors.search(query, k=5, spans=spans)
            monkeypatch.setattr(vectors, "_N_EXACT", 0)
            graph = view.vectors.search(query, k=5, spans=spans)
            monkeypatch.undo()
            np.testing.assert_allclose(graph.scores, exact.scores, atol=1e-6)


def test_a_database_without_a_library_and_one_of_a_newer_version_are_refused(
    url: str, open_shared: Any
) -> None:
    with pytest.raises(LibraryNotFoundError):
        open_shared()
    open_shared(create=True)
    with psycopg.connect(url) as raw:
        raw.execute("INSERT INTO protocols.migrations VALUES (9999, 'of another version')")
    with pytest.raises(LibraryVersionError):
        open_shared()


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    numbers = [step.number for step in read_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_database_that_cannot_be_reached_is_told_without_its_password() -> None:
    place = Path("postgresql://someone:s3cret@127.0.0.1:1/nothing")
    with pytest.raises(LibraryError) as refused:
        Library.open(place)
    assert "s3cret" not in str(refused.value)


def test_a_url_is_told_from_a_folder() -> None:
    assert database_url(Path("postgresql://u@h:5432/db")) == "postgresql://u@h:5432/db"
    assert database_url(Path("some/folder")) is None


def test_backing_up_points_to_the_databases_own_means(shared: Library, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pg_dump"):
        shared.back_up(tmp_path / "file")
