"""Papers that are embedded while others are still being read: the library is the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import IndexSettings, Library
from index.ahead import Ahead
from index.encoder import Vectors

TEXTS = [f"Members book room {n}." for n in range(200)]


@pytest.fixture
def make_library(tmp_path: Path, settings: IndexSettings, encoder: Any) -> Callable[[str], Library]:
    return lambda name: Library.create(tmp_path / name, settings, encoder=encoder)


def vectors_of(library: Library) -> list[bytes]:
    with library.reading() as view:
        found = view.connection.execute("SELECT vector FROM vectors ORDER BY passage")
        return [row[0] for row in found]


def test_the_vectors_are_the_encoders(encoder: Any) -> None:
    ahead = Ahead(lambda: encoder)
    ahead.begin(TEXTS[:150])
    found = ahead.encode(TEXTS)
    assert np.array_equal(found, encoder.encode_passages(TEXTS))
    assert ahead.encode([]).shape == (0, encoder.dimension)
    ahead.end()


def test_a_text_is_encoded_once(encoder: Any) -> None:
    ahead = Ahead(lambda: encoder)
    ahead.begin(TEXTS)
    ahead.begin(TEXTS[:5])
    ahead.encode([*TEXTS, *TEXTS])
    ahead.end()
    assert encoder.n_encoded == len(TEXTS)


def test_it_is_encoded_before_it_is_asked_for(encoder: Any) -> None:
    encoded = threading.Event()

    class Telling:
        dimension = encoder.dimension

        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            found: Vectors = encoder.encode_passages(texts)
            if texts:
                encoded.set()
            return found

    ahead = Ahead(Telling)  # type: ignore[arg-type]
    ahead.begin(TEXTS[:3])
    assert encoded.wait(timeout=60)
    ahead.end()


def test_what_goes_wrong_is_raised_to_whoever_asks() -> None:
    def load() -> Any:
        raise OSError("no model")

    ahead = Ahead(load)
    ahead.begin(TEXTS)
    with pytest.raises(OSError, match="no model"):
        ahead.encode(TEXTS)
    ahead.end()


def test_a_library_is_the_same_with_it_and_without(
    make_library: Callable[[str], Library], papers: Any
) -> None:
    plain, prepared = make_library("plain"), make_library("prepared")
    result = plain.add(*papers)
    prepared.prepare()
    for paper in papers[0]:
        prepared.prepare([paper])
    assert prepared.add(*papers) == result
    assert vectors_of(prepared) == vectors_of(plain)
    assert prepared.documents() == plain.documents()
    assert prepared.check() == ()


def test_passages_that_were_prepared_are_not_encoded_again(
    make_library: Callable[[str], Library], papers: Any, encoder: Any
) -> None:
    make_library("plain").add(*papers)
    n_alone, encoder.n_encoded = encoder.n_encoded, 0
    prepared = make_library("prepared")
    prepared.prepare(papers[0])
    prepared.add(*papers)
    assert encoder.n_encoded == n_alone


def test_papers_that_are_there_already_are_not_encoded(
    make_library: Callable[[str], Library], papers: Any, encoder: Any
) -> None:
    library = make_library("plain")
    library.add(*papers)
    n_encoded = encoder.n_encoded
    library.prepare(papers[0])
    assert library.add(*papers).added == ()
    assert encoder.n_encoded == n_encoded


def test_a_paper_may_change_after_it_was_prepared(
    make_library: Callable[[str], Library], make_paper: Any
) -> None:
    before = make_paper("ash", {"1": "Members ask.", "2": "Officers reply."})
    after = make_paper("ash", {"1": "Members ask.", "2": "Officers reply in a week."})
    data = {after.source.sha256: b"The bytes of the paper ash."}
    plain, prepared = make_library("plain"), make_library("prepared")
    plain.add([after], data)
    prepared.prepare([before])
    prepared.add([after], data)
    assert vectors_of(prepared) == vectors_of(plain)
