"""A scope limits what is searched before anything is cut off."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from index import Library, Scope, search
from index.errors import LibraryEmptyError, UnknownCouncilError
from ingest.documents import Status


def found(library: Library, question: str, scope: Scope) -> set[str]:
    return {hit.document.id for hit in search(library, question, top_k=99, scope=scope).hits}


def test_one_council_by_a_part_of_its_name(library: Library) -> None:
    scope = Scope(councils=frozenset({"oakham"}))
    assert found(library, "courtesy between councillors and officers", scope) == {"oak"}


def test_several_councils(library: Library) -> None:
    scope = Scope(councils=frozenset({"oakham", "elmbridge"}))
    assert found(library, "courtesy officers", scope) == {"oak", "elm", "elm-minutes"}


def test_statuses(library: Library) -> None:
    assert found(library, "courtesy officers", Scope(statuses=frozenset({Status.DRAFT}))) == {"oak"}


def test_documents(library: Library) -> None:
    scope = Scope(documents=frozenset({"elm-minutes"}))
    assert found(library, "courtesy officers", scope) == {"elm-minutes"}


def test_an_unknown_council_is_named(library: Library) -> None:
    with pytest.raises(UnknownCouncilError, match="Carlton"):
        search(library, "courtesy", scope=Scope(councils=frozenset({"Carlton"})))


def test_a_scope_with_nothing_in_it_is_said_to_be_empty(library: Library) -> None:
    with pytest.raises(LibraryEmptyError, match="nothing to search"):
        search(library, "courtesy", scope=Scope(statuses=frozenset({Status.SKELETON})))


def test_the_filter_acts_before_the_cut_off(library: Library, make_paper: Any) -> None:
    crowd = make_paper(
        "crowd", {str(n): f"Courtesy, courtesy and courtesy {n}." for n in range(300)},
        council="Crowded Council",
    )  # fmt: skip
    library.add([crowd], {crowd.source.sha256: b"The bytes of the paper crowd."})
    assert found(library, "courtesy", Scope(councils=frozenset({"elmbridge"}))) == {
        "elm",
        "elm-minutes",
    }


@pytest.fixture
def editions(library: Library, make_paper: Any) -> Library:
    given = [
        make_paper("first", {"1": "Letters in nine days."}, status=Status.SUPERSEDED,
                   date=dt.date(2012, 5, 1)),
        make_paper("second", {"1": "Letters in six days."}, date=dt.date(2020, 5, 1),
                   replaces="first"),
        make_paper("third", {"1": "Letters in two days."}, status=Status.PROPOSED,
                   date=dt.date(2024, 5, 1), replaces="second"),
    ]  # fmt: skip
    library.add(
        given,
        {p.source.sha256: f"The bytes of the paper {p.documents[0].id}.".encode() for p in given},
    )
    return library


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2011, 1, 1), set()),
        (dt.date(2015, 1, 1), {"first"}),
        (dt.date(2021, 1, 1), {"second"}),
        (dt.date(2025, 1, 1), {"second", "third"}),
    ],
)
def test_as_at_a_day_gives_what_stood_then(
    editions: Library, day: dt.date, expected: set[str]
) -> None:
    dated = {"first", "second", "third"}
    assert found(editions, "letters", Scope(as_at=day)) & dated == expected


def test_a_superseded_edition_comes_after_the_one_in_force(editions: Library) -> None:
    within = Scope(documents=frozenset({"first", "second"}))
    hits = search(editions, "how long for letters", scope=within).hits
    assert [hit.document.id for hit in hits] == ["second", "first"]
