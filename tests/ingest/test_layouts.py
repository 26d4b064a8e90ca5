"""Layouts that councils publish in, from text and from web pages, each in words of our own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import PaperFile, read_paper
from ingest.documents import Document

Read = Callable[[str], Document]


def one(source: str, name: str) -> Document:
    data = textwrap.dedent(source).encode()
    [document] = read_paper(PaperFile(Path(name), data=data)).documents
    return document


@pytest.fixture
def text() -> Read:
    return lambda source: one(source, "paper.txt")


@pytest.fixture
def page() -> Read:
    return lambda source: one(f"<!doctype html><html><body>{source}</body></html>", "paper.html")


def labels(document: Document) -> list[str]:
    return [p.label for p in document.paragraphs]


def said(document: Document) -> dict[str, str]:
    return {p.label: p.text for p in document.paragraphs}


def test_statutory_numbers_with_their_first_subparagraph_on_the_same_line(text: Read) -> None:
    found = text(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        Interpretation

        1.—(1) In this protocol “officer” means anyone whom the council employs.

        (2) A reference to a member is to an elected member and to a
        co-opted member who may vote.

        Requests

        2.—(1) A member may ask an officer for a paper that the member needs.

        (2) The officer must reply—

        (a) within five working days; or

        (b) where another service holds the paper, within ten.

        3. Nothing here limits a right in law.
        """
    )
    assert labels(found) == ["1(1)", "1(2)", "2(1)", "2(2)", "2(2)(a)", "2(2)(b)", "3"]
    assert found.paragraphs[4].lead_in == "The officer must reply—"
    assert said(found)["1(2)"].endswith("who may vote.")
    assert found.paragraphs[2].section.endswith("Requests")


def test_roman_sections_whose_numbers_start_again(text: Read) -> None:
    found = text(
        """
        PROTOCOL FOR WORKING TOGETHER

        I. Roles

        1. Members set policy and speak for their wards.

        2. Officers give advice and carry policy out.

        II. Meetings

        1. A chair is briefed before each meeting.

        2. Briefings are private until the agenda is out.

        III. Complaints

        1. A complaint about an officer goes to the manager.
        """
    )
    assert labels(found) == ["1", "2", "1#2", "2#2", "1#3"]
    assert [p.section.split(" › ")[-1] for p in found.paragraphs] == [
        *["Roles"] * 2,
        *["Meetings"] * 2,
        "Complaints",
    ]


def test_running_headers_that_name_part_and_page(text: Read) -> None:
    pages = [
        f"""
        Part 5 – Codes and Protocols – Page 5-{number}

        {2 * number - 45}. Members may ask for a briefing on matter {number} of the forward plan,
        and officers give it.

        {2 * number - 44}. Officers keep a note of briefing {number} and of who was there to hear
        """
        for number in range(23, 28)
    ]
    found = text("\n".join(textwrap.dedent(each) for each in pages))
    assert labels(found) == [str(n) for n in range(1, 11)]
    assert not any("Page 5" in p.text for p in found.paragraphs)


def test_appendices_whose_numbers_start_again(text: Read) -> None:
    found = text(
        """
        MEMBER AND OFFICER PROTOCOL

        1. Introduction

        1.1 This protocol guides members and officers.

        1.2 It is read with the code of conduct.

        2. Conduct

        2.1 Each treats the other with courtesy.

        Appendix A – Requests for information

        1. A member asks the head of service first.

        2. The head of service replies in five days.

        Appendix B – Use of rooms

        1. Rooms are booked through the clerk.

        2. No room is booked for a party meeting.
        """
    )
    assert labels(found) == ["1.1", "1.2", "2.1", "1", "2", "1#2", "2#2"]
    assert "Requests for information" in found.paragraphs[3].section
    assert "Use of rooms" in found.paragraphs[5].section
    assert "Conduct" not in found.paragraphs[3].section


def test_a_list_of_definitions(text: Read) -> None:
    found = text(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        1. Definitions

        1.1 In this protocol the following words have these meanings:

        “Chief officer” means the head of a service who sits on the board.

        “Group” means two or more members who have told the proper officer that they wish to be
        one.

        “Ward” includes a division.

        1.2 Words in the singular include the plural.
        """
    )
    assert labels(found) == ["1.1", "1.2"]
    assert said(found)["1.1"].split("\n")[1:] == [
        "“Chief officer” means the head of a service who sits on the board.",
        "“Group” means two or more members who have told the proper officer that they wish to be "
        "one.",
        "“Ward” includes a division.",
    ]


def test_questions_and_answers(text: Read) -> None:
    found = text(
        """
        QUESTIONS ABOUT THE PROTOCOL

        Q1. Can I ring any officer?

        A. Ring the head of service first. They will say who deals with the matter.

        Q2. May I see a file about a resident?

        A. Only if you need it for your work as a member.

        Q3. Who tells me what is confidential?

        A. The monitoring officer does.
        """
    )
    assert [p.headings[-1] for p in found.paragraphs][:1] != []
    assert "Can I ring any officer?" in found.paragraphs[0].section + found.paragraphs[0].text
    whole = " ".join(f"{p.section} {p.text}" for p in found.paragraphs)
    for words in ("see a file about a resident?", "The monitoring officer does."):
        assert whole.count(words) >= 1
    assert labels(found) == ["Q1", "Q2", "Q3"]


def test_run_in_headings_in_bold() -> None:
    found = one(
        """
        # Protocol on members and officers

        1. **Courtesy.** Members and officers are courteous to each other.

        2. **Briefings** – Officers brief the chair before a meeting.

        3. **Press:** Only the press office speaks to newspapers.
        """,
        "paper.md",
    )
    assert labels(found) == ["1", "2", "3"]
    assert said(found)["1"] == "Courtesy. Members and officers are courteous to each other."
    assert said(found)["3"].startswith("Press: Only")


def test_hard_spaces_hard_hyphens_and_smart_quotes(text: Read) -> None:
    found = text(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        1.1\u00a0\u00a0Members may see papers that they “need\u00a0to\u00a0know” of.

        1.2\u2003A co\u2011opted member is a member for paragraph\u00a01.1.

        1.3\u00a0An officer’s\u200b advice\u00ad is the officer‘s own.
        """
    )
    assert labels(found) == ["1.1", "1.2", "1.3"]
    assert said(found)["1.1"] == "Members may see papers that they “need to know” of."
    assert said(found)["1.2"].startswith("A co\u2011opted") or said(found)["1.2"].startswith(
        "A co-opted"
    )


def test_welsh_headings_beside_english_text(text: Read) -> None:
    found = text(
        """
        PROTOCOL AELODAU A SWYDDOGION / MEMBER AND OFFICER PROTOCOL

        RHAN 1 – CYFLWYNIAD / INTRODUCTION

        1. Mae’r protocol hwn yn arwain aelodau a swyddogion wrth eu gwaith.

        2. This protocol guides members and officers in their work.

        RHAN 2 – YMDDYGIAD / CONDUCT

        3. Rhaid i aelodau barchu swyddogion.

        4. Members must respect officers.
        """
    )
    assert labels(found) == ["1", "2", "3", "4"]
    assert "YMDDYGIAD" in found.paragraphs[2].section
    assert "CYFLWYNIAD" not in found.paragraphs[2].section


def test_symbol_font_bullets_in_text(text: Read) -> None:
    found = text(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        4. Members can expect from officers:

        \uf0b7 advice that takes no side

        \uf0b7 replies within the times that are set,
        and a reason where they are not

        \uf0a7 courtesy

        5. Officers can expect the same.
        """
    )
    assert labels(found) == ["4", "5"]
    assert said(found)["4"].split("\n")[1:] == [
        "advice that takes no side",
        "replies within the times that are set, and a reason where they are not",
        "courtesy",
    ]
    assert found.paragraphs[0].bullets == (1, 2, 3)


def test_a_list_with_capitals_in_brackets_below_a_dotted_number(text: Read) -> None:
    found = text(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        3.1 Officers shall:

        (A) advise all groups alike;

        (B) keep what a group says private; and

        (i) not tell it to another group; and

        (ii) not use it in a report.

        3.2 Members shall not ask for more.
        """
    )
    assert labels(found) == ["3.1", "3.1(A)", "3.1(B)", "3.1(B)(i)", "3.1(B)(ii)", "3.2"]


def test_numbers_behind_a_section_sign(text: Read) -> None:
    found = text(
        """
        PROTOCOL ON MEMBERS AND OFFICERS

        § 1 Members and officers share one aim.

        § 2 Each has a part of their own in it.

        § 3 The council’s aim comes first.
        """
    )
    assert labels(found) == ["1", "2", "3"]


def test_the_word_paragraph_before_the_number(text: Read) -> None:
    found = text(
        """
        MEMBER AND OFFICER PROTOCOL

        Section 1: Roles

        Paragraph 1.1: Members set policy for the whole council.

        Paragraph 1.2: Officers carry it out and advise on it.

        Section 2: Requests

        Paragraph 2.1: A member asks the head of service.
        """
    )
    assert labels(found) == ["1.1", "1.2", "2.1"]
    assert "Requests" in found.paragraphs[2].section
    assert said(found)["2.1"] == "A member asks the head of service."


def test_html_lists_with_types_and_starts(page: Read) -> None:
    found = page(
        """
        <nav><a href="/">Home</a> <a href="/council">The council</a></nav>
        <main><h1>Member and officer protocol</h1>
        <h2>Requests</h2>
        <ol start="3"><li>A member may ask for papers where:
          <ol type="a" start="3"><li>they need them for a meeting</li><li>or for a ward matter:
            <ol type="i"><li>that is open</li><li>that a resident has raised</li></ol></li></ol>
        </li><li>Officers reply in five days.</li></ol>
        <h2>Rooms</h2>
        <ol type="A"><li>Rooms are booked through the clerk.</li><li>They are free.</li></ol>
        </main><footer>Contact us</footer>
        """
    )
    assert labels(found) == ["3", "3(c)", "3(d)", "3(d)(i)", "3(d)(ii)", "4", "A", "B"]
    assert found.paragraphs[1].lead_in == "A member may ask for papers where:"
    assert found.paragraphs[6].section.endswith("Rooms")
    assert not any("Home" in p.text or "Contact us" in p.text for p in found.paragraphs)


def test_html_numbers_in_a_margin_column_of_a_table(page: Read) -> None:
    found = page(
        """
        <h1>Member and officer protocol</h1>
        <table><tr><td>1.</td><td><b>Introduction</b></td></tr>
        <tr><td>1.1</td><td>This protocol guides members and officers.</td></tr>
        <tr><td>1.2</td><td>It is read with the code of conduct, and:
          <ul><li>the scheme of delegation</li><li>standing orders</li></ul></td></tr>
        <tr><td>2.</td><td><b>Conduct</b></td></tr>
        <tr><td>2.1</td><td>Each treats the other with courtesy.</td></tr></table>
        """
    )
    assert labels(found) == ["1.1", "1.2", "2.1"]
    assert said(found)["1.1"] == "This protocol guides members and officers."
    assert "scheme of delegation" in said(found)["1.2"]
    assert found.paragraphs[2].section.endswith("Conduct")


def test_html_accordions_definition_lists_and_line_breaks(page: Read) -> None:
    found = page(
        """
        <main><h1>Member and officer protocol</h1>
        <details><summary>1. Definitions</summary>
        <dl><dt>Officer</dt><dd>Anyone whom the council employs.</dd>
        <dt>Member</dt><dd>An elected or co-opted member.</dd></dl></details>
        <details><summary>2. Conduct</summary>
        <p>2.1 Members are courteous to officers.<br>2.2 Officers are courteous to members.<br>
        2.3 Neither is rude<br>in public.</p></details></main>
        """
    )
    assert labels(found)[-3:] == ["2.1", "2.2", "2.3"]
    assert said(found)["2.3"].replace("\n", " ") == "Neither is rude in public."
    whole = " ".join(p.text for p in found.paragraphs)
    assert "Anyone whom the council employs." in whole
    assert found.paragraphs[-1].section.endswith("Conduct")
