"""The papers in a file that no manifest describes, and what each of them is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import PaperFile, read_paper
from ingest.documents import Kind, Status
from ingest.report import ReadPaper

ReadText = Callable[..., ReadPaper]

REPORT = """
REPORT TO CABINET

Date of Meeting: 12 May 2021

Key Decision: No

Title: A PROTOCOL FOR MEMBERS AND OFFICERS

Report of: THE CLERK

Summary:

The report brings a draft protocol to the cabinet, which may send it on.

1. BACKGROUND

1.1 Meredale Borough Council has had a protocol for ten years.

2. IMPLICATIONS

None
"""

PROTOCOL = """
MEREDALE BOROUGH COUNCIL

A PROTOCOL FOR MEMBERS AND OFFICERS

Purpose

1. This paper is for every member.

2. It is for every officer too.
"""

MINUTES = """
EXTRACT FROM THE MINUTES OF THE STANDARDS COMMITTEE HELD ON 4 JUNE 2021

SC.11/21 PROTOCOL FOR MEMBERS AND OFFICERS

The clerk brought a draft to the committee for its views.

RESOLVED – That the draft be welcomed.
"""


def test_a_report_a_protocol_and_minutes_in_one_file(read_text: ReadText) -> None:
    paper = read_text(REPORT + PROTOCOL + MINUTES, "meredale.md")
    assert [(d.id, d.kind, d.status) for d in paper.documents] == [
        ("meredale-report", Kind.REPORT, Status.PUBLISHED),
        ("meredale-protocol", Kind.PROTOCOL, Status.DRAFT),
        ("meredale-minutes", Kind.MINUTES, Status.PUBLISHED),
    ]
    report, protocol, minutes = paper.documents
    assert {d.council for d in paper.documents} == {"Meredale Borough Council"}
    assert report.date == dt.date(2021, 5, 12)
    assert minutes.date == dt.date(2021, 6, 4)
    assert [p.label for p in protocol.paragraphs] == ["1", "2"]
    assert protocol.title == "A Protocol for Members and Officers"
    assert [p.label for p in minutes.paragraphs] == ["p1", "p2"]


def test_a_proposed_text_and_the_existing_one(read_text: ReadText) -> None:
    paper = read_text(
        """
        Annex A: [UPDATED] Protocol on Members and Officers

        This paper binds every member and every officer.

        1. Introduction

        1.1 Good relations rest on trust.

        Adopted by Meredale Borough Council: _____

        [EXISTING] PROTOCOL ON MEMBERS AND OFFICERS

        Introduction

        1.1 The purpose of this paper is to guide members.
        """
    )
    assert [(d.kind, d.status) for d in paper.documents] == [
        (Kind.PROTOCOL, Status.PROPOSED),
        (Kind.PROTOCOL, Status.ADOPTED),
    ]
    assert [len(d.paragraphs) for d in paper.documents] == [2, 1]


def test_one_protocol_stays_one_paper(read_text: ReadText) -> None:
    paper = read_text(
        """
        MEREDALE BOROUGH COUNCIL

        PROTOCOL FOR MEMBERS AND OFFICERS

        ADOPTED BY COUNCIL 19 APRIL 2016

        1. PURPOSE OF THE PROTOCOL

        1.1 This paper is for every member.

        2. THE PLANNING PROTOCOL

        2.1 Members of the planning committee follow that protocol as well.

        3. BREACHES OF THIS PROTOCOL

        3.1 A breach is looked into by the monitoring officer.
        """
    )
    (document,) = paper.documents
    assert document.id == "paper"
    assert (document.status, document.adopted) == (Status.ADOPTED, dt.date(2016, 4, 19))
    assert {s.field: s.words for s in document.shown}["adopted"] == (
        "ADOPTED BY COUNCIL 19 APRIL 2016"
    )


@pytest.mark.parametrize(
    ("top", "status"),
    [
        ("Draft Protocol for Members and Officers", Status.DRAFT),
        ("Proposed Protocol for Members and Officers", Status.PROPOSED),
        ("Protocol for Members and Officers (skeleton)", Status.SKELETON),
        ("Superseded Protocol for Members and Officers", Status.SUPERSEDED),
        ("Protocol for Members and Officers", Status.UNKNOWN),
        ("Protocol for Members and Officers\n\nAdopted by Full Council, May 2024", Status.ADOPTED),
        ("Protocol for Members and Officers\n\nApproved: 3rd March 2020", Status.ADOPTED),
    ],
)
def test_a_status_is_what_the_title_page_shows(
    read_text: ReadText, top: str, status: Status
) -> None:
    (document,) = read_text(f"{top}\n\n1. Trust matters.\n\n2. So does time.\n").documents
    assert document.status is status
    assert (status is Status.UNKNOWN) == ("status" not in {s.field for s in document.shown})


def test_a_sentence_that_says_when_this_paper_was_adopted(read_text: ReadText) -> None:
    (document,) = read_text(
        "Protocol for Members\n\n1. This protocol was adopted by the Council on 3 May 2023.\n\n"
        "2. The code of conduct was adopted on 1 April 2012.\n"
    ).documents
    assert (document.status, document.adopted) == (Status.ADOPTED, dt.date(2023, 5, 3))


def test_a_paper_of_headings_without_text_is_a_skeleton(read_text: ReadText) -> None:
    headings = "\n\n".join(f"{n}. Section {word}" for n, word in enumerate("ABCDEFG", start=2))
    (document,) = read_text(
        f"Protocol for Members\n\n1. Purpose\n\n1.1 This paper is for all.\n\n{headings}\n"
    ).documents
    assert document.status is Status.SKELETON
    assert "no text" in {s.field: s.words for s in document.shown}["status"]


@pytest.mark.parametrize(
    ("words", "council"),
    [
        ("Members of Meredale District Council meet each May.", "Meredale District Council"),
        ("The London Borough of Effraham has a code.", "London Borough of Effraham"),
        ("The Borough Council of Kings Meredale has a code.", "Borough Council of Kings Meredale"),
        ("STOKE-UNDER-LYME TOWN COUNCIL", "Stoke-under-Lyme Town Council"),
        ("The Council and the Borough Council, a Parish Council and Full Council.", "unknown"),
        ("Write to clerk@meredale.gov.uk.", "Meredale Council"),
        (
            "The District Council meets. Write to clerk@meredale.gov.uk.",
            "Meredale District Council",
        ),
    ],
)
def test_a_council_is_named_by_the_text_or_unknown(
    read_text: ReadText, words: str, council: str
) -> None:
    text = f"Protocol on Conduct\n\n1. {words}\n\n2. Trust matters.\n"
    (document,) = read_text(text).documents
    assert document.council == council


@pytest.mark.papers
def test_the_real_papers_are_divided_and_described_as_their_manifest_says(
    papers_folder: Path,
) -> None:
    from ingest import find_papers

    for file in find_papers([papers_folder]):
        described = read_paper(file).documents
        detected = read_paper(PaperFile(file.path)).documents
        assert [[p.label for p in d.paragraphs] for d in detected] == [
            [p.label for p in d.paragraphs] for d in described
        ]
        assert [(d.kind, d.status) for d in detected] == [(d.kind, d.status) for d in described]
        for one, other in zip(detected, described, strict=True):
            assert one.council in (other.council, "unknown")
