"""Postings give FTS5's own scores; codes lose next to nothing; a damaged file is made again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from index import IndexSettings, Library, Scope, search
from index.arrays import read_arrays, write_arrays
from index.errors import LibraryDamagedError
from index.lexicon import Lexicon
from index.postings import Postings, find_in_postings
from index.rows import DocumentRow
from index.words import N_RANGES, Concept, find_by_words

WORDS = ("member", "members", "officer", "the", "reply", "replies", "10.5", "ward", "café")
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
paragraphs = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=30)
PHRASES = Lexicon(
    {("of",): tuple((one, other) for one in WORDS for other in WORDS[:4])}, frozenset(), 1
)
forms = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple),
    min_size=1,
    max_size=6,
    unique=True,
)


def words_table(held: list[tuple[str, str, str]]) -> sqlite3.Connection:
    """Return a connection to what a library keeps of words; every second number is free."""
    schema = (Path(__file__).parents[2] / "index" / "schema.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(schema)
    for at, (text, headings, lead_in) in enumerate(held):
        connection.execute(
            "INSERT INTO paragraphs (number, document, label, place, record)"
            " VALUES (?, 1, ?, ?, '')",
            [2 * at + 1, str(at), at],
        )
        connection.execute(
            "INSERT INTO words (rowid, text, headings, lead_in) VALUES (?, ?, ?, ?)",
            [2 * at + 1, text, headings, lead_in],
        )
    return connection


def document(number: int, first: int, n: int) -> DocumentRow:
    return DocumentRow(
        number, str(number), "", "", "", "", None, None, None, "", first, n, first, n
    )


@hypothesis_settings(max_examples=120, deadline=None)
@given(
    held=paragraphs,
    asked=forms,
    n_best=st.integers(1, 40),
    parts=st.integers(1, 3),
    lexicon=st.sampled_from([None, PHRASES]),
)
def test_the_scores_are_those_of_fts5(
    held: list[tuple[str, str, str]],
    asked: list[tuple[str, ...]],
    n_best: int,
    parts: int,
    lexicon: Lexicon | None,
) -> None:
    connection = words_table(held)
    postings = Postings.build(connection, lexicon)
    concepts = [Concept(form, (form,)) for form in asked]
    size = 2 * len(held) // parts + 1
    documents = [document(at, 1 + at * size, size) for at in range(parts)]
    for everything, scope in ((True, documents), (False, documents), (False, documents[:1])):
        kept = {"n_best": 10_000, "everything": everything}
        theirs = find_by_words(connection, concepts, scope, **kept)  # type: ignore[arg-type]
        ours = find_in_postings(postings, concepts, scope, **kept)  # type: ignore[arg-type]
        assert ours.keys() == theirs.keys()
        for number, scores in theirs.items():
            found = ours[number]
            assert (found.text, found.headings, found.lead_in) == pytest.approx(
                (scores.text, scores.headings, scores.lead_in), rel=1e-9, abs=1e-12
            )
        few = find_in_postings(postings, concepts, scope, n_best=n_best, everything=everything)
        assert len(few) == min(n_best, len(theirs))
        if not any(headings or lead_in for _, headings, lead_in in held):  # else columns weigh
            best = sorted((each.total for each in theirs.values()), reverse=True)
            assert [each.total for each in few.values()] == pytest.approx(best[:n_best])
    connection.close()


def test_common_words_are_left_out_only_where_they_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = np.random.default_rng(3)
    common, rare = [f"common{n}" for n in range(5)], [f"rare{n}" for n in range(40)]
    held = []
    for _ in range(2000):
        chosen = [*drawn.choice(common, size=4), *drawn.choice(rare, size=2)]
        held.append((" ".join(chosen[: drawn.integers(2, 7)]), "", ""))
    connection = words_table(held)
    concepts = [Concept((word,), ((word,),)) for word in (*common[:4], *rare[:3])]
    whole = [document(1, 1, 2 * len(held))]
    postings = Postings.build(connection)
    every = find_in_postings(postings, concepts, whole, n_best=5000, everything=True)
    monkeypatch.setattr("index.postings._N_COMMON", 1)
    pruned = find_in_postings(postings, concepts, whole, n_best=20, everything=True)
    best = sorted((scores.total for scores in every.values()), reverse=True)[:20]
    assert [scores.total for scores in pruned.values()] == pytest.approx(best)


def test_many_documents_are_ranked_together() -> None:
    held = [(f"officer word{n} {'officer ' * (n % 5)}", "", "") for n in range(2 * N_RANGES)]
    connection = words_table(held)
    concepts = [Concept(("officer",), (("officer",),))]
    documents = [document(at, 2 * at + 1, 1) for at in range(N_RANGES + 10)]
    connection.executemany(
        "UPDATE paragraphs SET document = ? WHERE number = ?",
        [(row.number, row.first_paragraph) for row in documents],
    )
    postings = Postings.build(connection)
    theirs = find_by_words(connection, concepts, documents, n_best=11, everything=False)
    ours = find_in_postings(postings, concepts, documents, n_best=11, everything=False)
    assert [each.total for each in ours.values()] == pytest.approx(
        [each.total for each in theirs.values()]
    )
    assert max(ours) <= 2 * (N_RANGES + 10)


@pytest.fixture
def large(tmp_path: Path, settings: IndexSettings, encoder: Any, papers: Any) -> Iterator[Library]:
    """A library that takes itself for a large one."""
    options = settings.model_copy(update={"n_exact_passages": 2, "n_plain_paragraphs": 2})
    library = Library.create(tmp_path / "large", options, encoder=encoder)
    library.add(*papers)
    yield library
    library.close()


def found(library: Library, scope: Scope | None = None) -> list[tuple[str, str]]:
    hits = search(library, "how soon do officers reply to letters", scope=scope).hits
    return [(hit.document.id, hit.paragraph.label) for hit in hits]


@pytest.mark.parametrize("scope", [None, Scope(councils=frozenset({"Oakham"}))])
def test_a_large_library_finds_what_a_small_one_finds(
    large: Library, library: Library, scope: Scope | None
) -> None:
    assert found(large, scope) == found(library, scope)


def test_its_files_are_of_one_generation_and_go_with_it(large: Library) -> None:
    def names() -> list[str]:
        return sorted(
            path.name for path in large.folder.iterdir() if path.suffix in (".codes", ".postings")
        )

    assert names() == ["vectors-00000001.codes", "words-00000001.postings"]
    large.remove(["oak"])
    large.remove(["elm-minutes"])
    assert "words-00000001.postings" not in names()
    assert {"vectors-00000003.codes", "words-00000003.postings"} <= set(names())


@pytest.mark.parametrize("name", ["vectors-00000001.codes", "words-00000001.postings"])
def test_a_damaged_file_is_told_and_made_again(large: Library, encoder: Any, name: str) -> None:
    path = large.folder / name
    whole, before = path.read_bytes(), found(large)
    for damaged in (
        b"",
        whole[: len(whole) // 2],
        whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
    ):
        path.write_bytes(damaged)
        fresh = Library.open(large.folder, large.settings, encoder=encoder)
        assert "made again" in " ".join(fresh.check())
        assert found(fresh) == before
        assert path.read_bytes() == whole
        fresh.close()
    path.unlink()
    fresh = Library.open(large.folder, large.settings, encoder=encoder)
    assert fresh.check() == ()
    assert found(fresh) == before
    assert path.read_bytes() == whole
    fresh.close()


def test_arrays_of_another_library_are_refused(tmp_path: Path) -> None:
    arrays = {"a": np.arange(7, dtype=np.uint16), "b": np.zeros((0, 3)), "c": np.eye(2)}
    write_arrays(tmp_path / "x", arrays, made_from="this")
    read = read_arrays(tmp_path / "x", made_from="this")
    assert {name: array.tolist() for name, array in read.items()} == {
        name: array.tolist() for name, array in arrays.items()
    }
    with pytest.raises(LibraryDamagedError, match="another"):
        read_arrays(tmp_path / "x", made_from="that")
