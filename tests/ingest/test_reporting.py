"""The report on a file: what was found and what a person should check by eye."""

from __future__ import annotations

from collections.abc import Callable

from ingest.documents import Source
from ingest.lines import Line, Lines
from ingest.report import ReadPaper
from ingest.reporting import build_report

ReadText = Callable[..., ReadPaper]

DOUBTFUL = """
Protocol for Members of Meredale Borough Council

1. Purpose

1.1 This paper is for every member.

1.2 It is for these too:

(a) officers;
(b) guests;
(c) clerks.

1.4 Nobody shouts.

1.4 Nobody whispers.

2. Casework
"""


def messages(paper: ReadPaper, kind: str) -> list[str]:
    return [f.message for f in paper.report.findings if f.kind == kind]


def test_gaps_and_repeats_in_the_numbering_are_named(read_text: ReadText) -> None:
    paper = read_text(DOUBTFUL)
    assert messages(paper, "gap") == [
        "One number is missing before 1.4; check that nothing was lost."
    ]
    assert messages(paper, "repeat") == ["The number 1.4 is printed again; see 1.4#2."]


def test_letters_that_look_like_romans_are_no_gap(read_text: ReadText) -> None:
    items = "\n".join(f"({letter}) item {letter};" for letter in "abcdefghijklmnopqrstuvwxyz")
    paper = read_text(f"Protocol\n\n1.1 Members get:\n\n{items}\n\n1.2 Nobody shouts.\n")
    assert messages(paper, "gap") == []
    assert paper.report.n_by_kind == {"lettered": 26, "numbered": 2}


def test_paragraphs_are_counted_by_kind(read_text: ReadText) -> None:
    paper = read_text(
        "Protocol\n\nThis paper is for all of us here.\n\n1.1 Members get:\n\n(a) notice;\n"
        "(b) papers, which are:\n(i) short;\n(ii) clear.\n"
    )
    assert paper.report.n_by_kind == {"lettered": 2, "numbered": 1, "roman": 2, "unnumbered": 1}
    assert paper.report.n_paragraphs == 6


def test_empty_headings_and_unknown_standing_are_named(read_text: ReadText) -> None:
    paper = read_text(DOUBTFUL)
    assert messages(paper, "empty_heading") == ["The heading “Casework” has no text under it."]
    assert messages(paper, "unknown_status")
    assert messages(paper, "unknown_council") == []


def test_a_clean_paper_is_fully_trusted_and_a_doubtful_one_less(read_text: ReadText) -> None:
    clean = read_text(
        "Protocol of Meredale Borough Council\n\nAdopted by Council 4 May 2021\n\n"
        "1. Trust matters.\n\n2. So does time.\n"
    )
    assert clean.report.confidence == 1.0
    assert clean.report.findings == ()
    assert read_text(DOUBTFUL).report.confidence < 1.0


def test_a_very_long_paragraph_is_one_to_check(read_text: ReadText) -> None:
    paper = read_text("1. " + "Members and officers meet each week. " * 150 + "\n\n2. Enough.\n")
    assert messages(paper, "long_paragraph") == ["1 has 900 words; was a number missed?"]


def test_amended_paragraphs_are_named(read_text: ReadText) -> None:
    paper = read_text("1. Members ~~may~~ **must** sign.\n\n2. Officers sign too.\n")
    assert messages(paper, "amended") == ["1 has words struck out or inserted."]


def test_pages_without_text_are_named() -> None:
    source = Source(sha256="0" * 64, name="scan.pdf", media_type="application/pdf", n_bytes=9)
    lines = Lines((Line("1. Trust matters."),), n_pages=3, pages_without_text=(2, 3))
    report = build_report(source, lines, [], [])
    assert [f.page for f in report.findings] == [2, 3]
    assert report.confidence == 0.8
