"""Which edition of a protocol replaces which."""

from __future__ import annotations

import datetime as dt

from ingest.corrections import Corrections, correct
from ingest.documents import Document, Kind, Status
from ingest.editions import as_read, replacements, with_editions


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


def test_a_protocol_on_something_else_is_no_edition() -> None:
    papers = [
        edition("new", 2025, title="Protocol on Planning for Members and Officers"),
        edition("old", 2016),
        edition("plain", 2012, title="Protocol"),
    ]
    assert replacements(papers) == {}


def test_titles_that_say_the_same_in_other_words_are_of_one_protocol() -> None:
    titles = ["Member/Officer Protocol", "Revised protocol on relations between members & officers"]
    papers = [edition("a", 2012, title=titles[0]), edition("b", 2020, title=titles[1])]
    assert replacements(papers) == {"b": "a"}


def test_papers_of_no_known_council_are_no_editions() -> None:
    papers = [edition("a", 2012, council="unknown"), edition("b", 2020, council="unknown")]
    assert replacements(papers) == {}


def test_what_follows_from_other_editions_says_so_and_can_be_taken_back() -> None:
    papers = [edition("new", 2025), edition("old", 2016)]
    new, old = with_editions(papers)
    assert "adopted later" in new.shown[-1].words
    assert "replaced by an edition" in old.shown[-1].words
    assert [as_read(new), as_read(old)] == papers
    assert with_editions([new, old]) == (new, old)


def test_a_standing_set_by_hand_stays() -> None:
    unknown = edition("old", 2016, Status.UNKNOWN)
    old = correct(unknown, Corrections(status=Status.ADOPTED))
    assert with_editions([edition("new", 2025), old])[1].status is Status.ADOPTED


def test_that_a_paper_replaces_nothing_can_be_set_by_hand() -> None:
    new = correct(edition("new", 2025, replaces="x"), Corrections(cleared=frozenset({"replaces"})))
    assert replacements([new, edition("old", 2016)]) == {}
