"""What is not a paper's text: titles, cover facts, contents, authors, signatures."""

from __future__ import annotations

from collections.abc import Callable

from ingest.structure import Structure

Parse = Callable[[str], Structure]


def labels(structure: Structure) -> list[str]:
    return [p.label for p in structure.paragraphs]


def test_a_table_of_contents_is_not_content(parse: Parse) -> None:
    found = parse(
        """
        MEREDALE BOROUGH COUNCIL

        PROTOCOL FOR MEMBERS AND OFFICERS

        CONTENTS

        - 1. PURPOSE
        - 2. CASEWORK
          - **Enquiries**
          - **Surgeries**
        - 3. REVIEW

        1. PURPOSE

        1.1 This paper is for every member.

        2. CASEWORK

        2.1 A member may ring the duty desk.
        """
    )
    assert labels(found) == ["1.1", "2.1"]
    assert [h.text for h in found.headings] == ["PURPOSE", "CASEWORK"]
    assert "Surgeries" in found.set_aside


def test_a_contents_table_with_pages_ends_before_the_text(parse: Parse) -> None:
    found = parse(
        """
        Contents

        Section\tPage No.
        Preamble\t2
        Meaning of words\t3

        “A council writes down how its members and officers deal with one another.” (A wise clerk)

        Preamble

        1. Trust matters.

        Meaning of words

        2. The council includes its committees.
        """
    )
    assert labels(found) == ["p1", "1", "2"]
    assert found.paragraphs[1].section == "Preamble"


def test_signature_lines_and_blank_pages_are_no_paragraphs(parse: Parse) -> None:
    found = parse(
        """
        15.1 The clerk looks at this paper each May.

        Adopted by Meredale Borough Council: _____

        Page left intentionally blank
        """
    )
    assert [p.text for p in found.paragraphs] == ["The clerk looks at this paper each May."]
    assert found.title_page is not None
    assert found.title_page.text == "Adopted by Meredale Borough Council: _____"
    assert found.set_aside == ("Page left intentionally blank",)


def test_cover_facts_of_a_report_are_the_title_page(parse: Parse) -> None:
    found = parse(
        """
        REPORT TO CABINET

        Date of Meeting: 12 May 2021

        Public

        Key Decision: No

        Title: MEMBERS AND OFFICERS

        Summary:

        The report asks the cabinet to look at a draft protocol and to send it on.

        Recommendations:

        The cabinet is asked to send the draft to the council for its approval.

        Contact Officer: Ms A Clerk

        1. BACKGROUND

        1.1 The council has had a protocol for ten years.
        """
    )
    assert [(p.label, p.section) for p in found.paragraphs] == [
        ("p1", "Summary:"),
        ("p2", "Recommendations:"),
        ("1.1", "BACKGROUND"),
    ]
    assert found.title_page is not None
    assert found.title_page.label == "title"
    assert found.title_page.text.split("\n") == [
        "REPORT TO CABINET",
        "Date of Meeting: 12 May 2021",
        "Public",
        "Key Decision: No",
        "Title: MEMBERS AND OFFICERS",
        "Contact Officer: Ms A Clerk",
    ]


def test_a_cover_table_gives_facts_and_the_words_of_its_recommendation(parse: Parse) -> None:
    found = parse(
        "Standards Committee\t\nMeeting Date\t14 June 2022\nReport Title\tA protocol\n"
        "Lead Officer\t\nRecommendations\t<p>The committee is asked to:</p> <ol> <li>1. Say "
        "whether it wants a protocol; and</li> <li>2. Say who writes it.</li></ol>\n\n"
        "1 Purpose of Report\n\n- 1.1 This report brings a first outline.\n"
    )
    assert [(p.label, p.section) for p in found.paragraphs] == [
        ("p1", "Recommendations"),
        ("1.1", "Purpose of Report"),
    ]
    assert found.paragraphs[0].text == (
        "The committee is asked to: 1. Say whether it wants a protocol; and 2. Say who writes it."
    )
    assert found.title_page is not None
    assert "Meeting Date 14 June 2022" in found.title_page.text


def test_the_author_of_a_report_is_no_part_of_its_last_paragraph(parse: Parse) -> None:
    found = parse(
        """
        ### 6.6 Partners

        None at this stage

        **Report author(s)**

        **Name and job title:** A Clerk, Governance

        **Tel and email contact:** 01632 960001

        Enquiries should be directed to the above person.
        """
    )
    assert [(p.label, p.text) for p in found.paragraphs] == [("6.6", "None at this stage")]
    assert found.title_page is not None
    assert "01632 960001" in found.title_page.text


def test_a_protocols_section_called_enquiries_is_no_authors_block(parse: Parse) -> None:
    found = parse(
        """
        ## Contact Officer

        1. The contact officer answers within a day.

        ## Further Information

        2. Members may ask for more.
        """
    )
    assert labels(found) == ["1", "2"]


def test_a_title_is_no_section_heading(parse: Parse) -> None:
    found = parse(
        """
        Annex A: [UPDATED] Protocol on Members and Officers

        This paper is part of the constitution and binds every member.

        1. Introduction

        1.1 Good relations rest on trust.
        """
    )
    assert [(p.label, p.section) for p in found.paragraphs] == [("p1", ""), ("1.1", "Introduction")]


def test_a_section_about_the_paper_itself_is_no_title(parse: Parse) -> None:
    found = parse(
        """
        Status of this protocol

        1.1 This paper binds every member.

        Casework

        2.1 A member may ring the duty desk.
        """
    )
    assert found.title_page is None
    assert [h.text for h in found.headings] == ["Status of this protocol", "Casework"]


def test_dots_up_to_a_page_number_are_a_table_of_contents_whatever_stands_over_them(
    parse: Parse,
) -> None:
    dots = ". " * 40
    entries = "\n\n".join(
        f"{n}. {title} {dots}5D-{n}" for n, title in enumerate(("Purpose", "Casework", "Press"), 1)
    )
    for over in ("Contents\n\n", "What is inside\n\n", ""):
        found = parse(
            f"Protocol for Members\n\n{over}{entries}\n\n1. Purpose\n\n1.1 Trust matters.\n\n"
            "2. Casework\n\n2.1 Members may ring the desk.\n"
        )
        assert labels(found) == ["1.1", "2.1"]
