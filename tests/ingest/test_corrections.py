"""Facts that a person sets by hand over what was detected."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingest import PaperFile, read_paper
from ingest.corrections import BY_HAND, Corrections, apply, correct
from ingest.documents import Kind, Status
from ingest.errors import CorrectionError
from ingest.report import ReadPaper

_PROTOCOL = """\
# Protocol on Member and Officer Relations

1. Members and officers treat each other with courtesy at all times.
2. Officers serve the whole council and not any group.
3. Concerns are raised with the line manager first.
"""
_MINUTES = """
# Minutes of a meeting of the Standards Committee

1. The committee considered the protocol and asked for changes to it.
2. It was agreed that a further draft would come to the next meeting.
"""


def read(text: str = _PROTOCOL) -> ReadPaper:
    return read_paper(PaperFile(Path("paper.md"), data=text.encode()))


def words(paper: ReadPaper, at: int = 0) -> dict[str, str]:
    return {shown.field: shown.words for shown in paper.documents[at].shown}


def test_a_fact_set_by_hand_says_so_and_ends_the_finding_that_it_is_unknown() -> None:
    paper = read()
    assert {f.kind for f in paper.report.findings} >= {"unknown_council", "unknown_status"}
    after = apply(paper, Corrections(council="  Ashby  Borough Council", status=Status.ADOPTED))
    document = after.documents[0]
    assert (document.council, document.status) == ("Ashby Borough Council", Status.ADOPTED)
    assert isinstance(document.status, Status)
    assert words(after)["council"] == words(after)["status"] == BY_HAND
    assert not {f.kind for f in after.report.findings} & {"unknown_council", "unknown_status"}
    assert after.report.confidence > paper.report.confidence
    assert document.paragraphs == paper.documents[0].paragraphs


def test_a_fact_that_was_so_already_keeps_the_papers_words_as_its_evidence() -> None:
    paper = read()
    title = paper.documents[0].title
    assert apply(paper, Corrections(title=title)) == paper
    assert words(paper)["title"] != BY_HAND


def test_a_fact_can_be_made_unknown() -> None:
    document = correct(read().documents[0], Corrections(adopted=dt.date(2020, 5, 1)))
    after = correct(document, Corrections(cleared=frozenset({"adopted"})))
    assert after.adopted is None
    assert ("adopted", BY_HAND) in {(shown.field, shown.words) for shown in after.shown}


def test_what_lies_between_two_documents_makes_one_of_the_other() -> None:
    before = read().documents[0]
    dated = before.model_copy(update={"date": dt.date(2019, 1, 1), "title": "Another"})
    for one, other in ((before, dated), (dated, before)):
        after = correct(one, Corrections.between(one, other))
        assert (after.title, after.date) == (other.title, other.date)


def test_of_several_papers_the_council_is_set_on_all_and_the_rest_on_the_protocol() -> None:
    paper = read(_PROTOCOL + _MINUTES)
    assert [d.kind for d in paper.documents] == [Kind.PROTOCOL, Kind.MINUTES]
    after = apply(paper, Corrections(council="Ashby Borough Council", status=Status.DRAFT))
    assert {d.council for d in after.documents} == {"Ashby Borough Council"}
    assert [d.status for d in after.documents] == [Status.DRAFT, Status.PUBLISHED]


def test_one_of_several_papers_can_be_named() -> None:
    paper = read(_PROTOCOL + _MINUTES)
    chosen = paper.documents[1].id
    after = apply(paper, Corrections(date=dt.date(2024, 2, 1)), document=chosen)
    assert [d.date for d in after.documents] == [paper.documents[0].date, dt.date(2024, 2, 1)]
    with pytest.raises(CorrectionError, match="holds no paper 'other'"):
        apply(paper, Corrections(title="Other"), document="other")


@pytest.mark.parametrize(
    ("corrections", "said"),
    [
        (Corrections(title="  "), "title given is empty"),
        (Corrections(replaces="paper"), "cannot replace itself"),
        (Corrections(adopted=dt.date(9999, 1, 1)), "still to come"),
    ],
)
def test_what_cannot_be_so_is_refused_in_a_sentence(corrections: Corrections, said: str) -> None:
    with pytest.raises(CorrectionError, match=said):
        apply(read(), corrections)


def test_it_must_be_clear_which_paper_is_meant() -> None:
    paper = read(_PROTOCOL + _MINUTES)
    two = tuple(d.model_copy(update={"kind": Kind.REPORT}) for d in paper.documents)
    with pytest.raises(CorrectionError, match="say which of them"):
        apply(paper.model_copy(update={"documents": two}), Corrections(title="New"))
