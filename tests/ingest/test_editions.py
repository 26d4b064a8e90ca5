"""Which edition of a protocol replaces which."""

from __future__ import annotations

import datetime as dt

from ingest.documents import Document, Kind, Status
from ingest.editions import replacements, with_editions


def edition(name: str, year: int, status: Status = Status.ADOPTED, **changes: object) -> Document:
    fields: dict[str, object] = {
        "id": name,
        "source": "0" * 64,
        "council": "Meredale Borough Council",
        "title": "Protocol on Members and Officers",
        "kind": Kind.PROTOCOL,
        "status": status,
        "adopted": dt.date(year, 5, 1),
    }
    return Document.model_validate(fields | changes)


def test_the_later_of_two_adopted_editions_replaces_the_earlier() -> None:
    new, old = edition("new", 2025), edition("old", 2016, title="Protocol on Member/Officers 2016")
    assert replacements([new, old]) == {"new": "old"}
    after_new, after_old = with_editions([new, old])
    assert (after_new.replaces, after_new.status) == ("old", Status.ADOPTED)
    assert after_old.status is Status.SUPERSEDED


def test_of_three_each_replaces_the_one_before() -> None:
    found = replacements([edition("b", 2016), edition("c", 2025), edition("a", 2007)])
    assert found == {"b": "a", "c": "b"}


def test_a_proposal_or_a_draft_replaces_nothing() -> None:
    papers = [edition("new", 2025, Status.PROPOSED), edition("old", 2016)]
    assert replacements(papers) == {}
    assert with_editions(papers) == tuple(papers)


def test_what_a_manifest_says_stands() -> None:
    papers = [edition("new", 2025, Status.PROPOSED, replaces="old"), edition("old", 2016)]
    assert replacements(papers) == {"new": "old"}
    assert with_editions(papers)[1].status is Status.ADOPTED


def test_other_councils_other_papers_and_undated_ones_are_no_editions() -> None:
    papers = [
        edition("a", 2025),
        edition("b", 2016, council="Merrow District Council"),
        edition("c", 2016, title="Code of practice on planning"),
        edition("d", 2016, adopted=None),
        edition("e", 2016, kind=Kind.REPORT),
    ]
    assert replacements(papers) == {}
