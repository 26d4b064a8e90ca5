"""How blocks become paragraphs: joins, bullets, headings, covers, footnotes, amendments."""

from __future__ import annotations

from collections.abc import Callable

from ingest.documents import Mark
from ingest.structure import Structure

Parse = Callable[[str], Structure]


def labels(structure: Structure) -> list[str]:
    return [p.label for p in structure.paragraphs]


def test_a_paragraph_goes_on_over_a_blank_line(parse: Parse) -> None:
    found = parse(
        """
        2.1 The relation between officers and the ruling group differs from that with

        the other groups. All members have the same rights.

        2.2 Officers give advice.
        """
    )
    assert found.paragraphs[0].text == (
        "The relation between officers and the ruling group differs from that with the other "
        "groups. All members have the same rights."
    )


def test_a_bullet_that_is_the_rest_of_a_sentence_is_joined(parse: Parse) -> None:
    found = parse(
        """
        1. A member should not sit on a

        - panel that decides about a friend.
        2. Officers say so at once.
        3. A member must not use the office:
         - to bring the council into disrepute, or
         - to gain an advantage
         - or a disadvantage for anybody.
        """
    )
    first, _, third = found.paragraphs
    assert first.text == "A member should not sit on a panel that decides about a friend."
    assert first.bullets == ()
    assert third.text.split("\n") == [
        "A member must not use the office:",
        "to bring the council into disrepute, or",
        "to gain an advantage or a disadvantage for anybody.",
    ]
    assert third.bullets == (1, 2)


def test_bullets_and_text_after_them_belong_to_the_numbered_paragraph(parse: Parse) -> None:
    found = parse(
        """
        7.2 Officers may tell a member about a resident where:

        - the member speaks for the ward;
        - the resident has agreed.

        In all other cases they ask first.

        7.3 Nothing is told to third parties.
        """
    )
    assert labels(found) == ["7.2", "7.3"]
    assert found.paragraphs[0].text.split("\n") == [
        "Officers may tell a member about a resident where:",
        "the member speaks for the ward;",
        "the resident has agreed.",
        "In all other cases they ask first.",
    ]
    assert found.paragraphs[0].bullets == (1, 2)


def test_unpunctuated_bullets_stay_apart(parse: Parse) -> None:
    found = parse(
        """
        2.3 The paper speaks of:

        - complaints
        - enquiries
        - briefings

        The clerk keeps it up to date.
        """
    )
    assert found.paragraphs[0].bullets == (1, 2, 3)
    assert found.paragraphs[0].text.count("\n") == 4


def test_lead_ins_are_kept_from_every_level(parse: Parse) -> None:
    found = parse(
        """
        4.2 The service must reply in full:

        (a) within a day where:
        (i) somebody is at risk;
        (ii) a home may be lost;
        (b) within a week otherwise.
        """
    )
    by_label = {p.label: p.lead_in for p in found.paragraphs}
    assert by_label["4.2(a)(ii)"] == "The service must reply in full: within a day where:"
    assert by_label["4.2(b)"] == "The service must reply in full:"
    assert by_label["4.2"] == ""


def test_a_heading_in_italics_leads_in_and_is_no_paragraph(parse: Parse) -> None:
    found = parse(
        """
        ### 3. Expectations

        #### 3.1 *What members can expect from officers:*

        - (a) honest advice;
        - (b) a prompt answer.
        """
    )
    assert labels(found) == ["3.1(a)", "3.1(b)"]
    assert found.paragraphs[0].lead_in == "What members can expect from officers:"
    assert found.paragraphs[0].headings == (
        "Expectations",
        "What members can expect from officers:",
    )


def test_plain_headings_nest_by_their_look(parse: Parse) -> None:
    found = parse(
        """
        2. THE WORKING RELATIONSHIP

        ROLE OF OFFICERS

        2.1 Officers give advice.

        Attendance at Group Meetings

        2.2 Officers ask the chief executive first.

        COMPLAINTS

        2.3 A complaint goes to the manager.
        """
    )
    assert [p.headings for p in found.paragraphs] == [
        ("THE WORKING RELATIONSHIP", "ROLE OF OFFICERS"),
        ("THE WORKING RELATIONSHIP", "ROLE OF OFFICERS", "Attendance at Group Meetings"),
        ("THE WORKING RELATIONSHIP", "COMPLAINTS"),
    ]


def test_headings_with_nothing_under_them_are_recorded_as_empty(parse: Parse) -> None:
    found = parse(
        """
        1. Purpose

        1.1 This paper is for every member.

        2. Casework

        3. Conduct

        3.1 Confidentiality

        3.2 Press

        4. Review
        """
    )
    assert labels(found) == ["1.1"]
    assert [(h.label, h.empty) for h in found.headings] == [
        ("1", False),
        ("2", True),
        ("3", True),
        ("3.1", True),
        ("3.2", True),
        ("4", True),
    ]


def test_a_stock_reply_is_a_paragraph_not_a_heading(parse: Parse) -> None:
    found = parse(
        """
        ### 4. Timetable

        4.1 Not applicable

        ### 5. Costs

        None
        """
    )
    assert [(p.label, p.text) for p in found.paragraphs] == [
        ("4.1", "Not applicable"),
        ("5", "None"),
    ]


def test_a_table_under_a_numbered_heading_is_its_text(parse: Parse) -> None:
    found = parse(
        "6 Implications\n\nIssue\tImplications\nMoney\tNone now.\nLaw\tNone.\n\n7 Papers\n\nNone\n"
    )
    assert found.paragraphs[0].label == "6"
    assert found.paragraphs[0].text == "Issue Implications\nMoney None now.\nLaw None."


def test_amended_words_are_kept_as_read_before_and_as_printed(parse: Parse) -> None:
    found = parse(
        "8.2.1 Members are briefed.\n\n8.2.2 The groups may name ~~portfolio leads~~ **shadow "
        "members** and, if those ~~leads~~ ask, officers **meet** them.\n\n8.2.3 Briefings stay "
        "private.\n"
    )
    plain, amended, _ = found.paragraphs
    assert (plain.before, plain.printed) == (None, ())
    assert amended.text == (
        "The groups may name shadow members and, if those ask, officers meet them."
    )
    assert amended.before == (
        "The groups may name portfolio leads and, if those leads ask, officers them."
    )
    assert [run.text for run in amended.printed if run.mark is Mark.STRUCK] == [
        "portfolio leads",
        "leads",
    ]
    assert "".join(run.text for run in amended.printed).startswith("The groups may name portfolio")


def test_bold_words_alone_are_no_amendment(parse: Parse) -> None:
    found = parse("3.5 The committee is now **recommended** to agree.\n")
    assert found.paragraphs[0].printed == ()
    assert found.paragraphs[0].text == "The committee is now recommended to agree."


def test_html_in_markdown_comes_out_clean(parse: Parse) -> None:
    found = parse(
        """
        1.1 The <b>clerk</b> keeps &amp; files this paper<br>and its copies.

        <ol type="a"><li>first of all</li><li>then <i>this</i></li></ol>

        <p>1.2 Members sign for it.</p>

        <table><tr><th>Item</th><th>Who</th></tr><tr><td>Copies</td><td>Clerk</td></tr></table>
        """
    )
    assert labels(found) == ["1.1", "1.1(a)", "1.1(b)", "1.2"]
    assert found.paragraphs[0].text == "The clerk keeps & files this paper and its copies."
    assert found.paragraphs[2].text == "then this"
    assert found.paragraphs[3].text == "Members sign for it.\nItem Who\nCopies Clerk"


def test_minutes_have_plain_labels_and_their_list_a_lead_in(parse: Parse) -> None:
    found = parse(
        """
        **EXTRACT FROM THE MINUTES OF THE
        STANDARDS COMMITTEE
        HELD ON 4 MAY 2021**

        SC.11/21 PROTOCOL FOR MEMBERS AND OFFICERS

        (a) Draft Protocol for Members

        The clerk brought a draft to the committee for its views.

        Members asked these questions:

        1. Whether the draft was final. It was not.
        2. Whether it bound members.

        The clerk said that it did.

        RESOLVED – That the draft be welcomed.
        """
    )
    assert labels(found) == ["p1", "p2", "1", "2"]
    assert found.paragraphs[2].lead_in == "Members asked these questions:"
    assert found.paragraphs[3].text.endswith("RESOLVED – That the draft be welcomed.")
    assert found.title_page is not None
    assert found.title_page.text.endswith("HELD ON 4 MAY 2021")
    assert found.headings[0].text == "SC.11/21 PROTOCOL FOR MEMBERS AND OFFICERS"


def test_text_under_a_plain_heading_after_numbers_begins_a_paragraph_of_its_own(
    parse: Parse,
) -> None:
    found = parse(
        """
        ## Casework

        1. A member may ring the duty desk.

        ## Appendix 1: Telephone numbers

        The numbers are on the intranet and change each year.
        """
    )
    assert labels(found) == ["1", "p1"]
    assert found.paragraphs[1].section == "Appendix 1: Telephone numbers"


def test_visual_lines_are_joined_and_divided_words_mended(parse_wrapped: Parse) -> None:
    found = parse_wrapped(
        """
        1.1 The working relationship between a member-
        officer pair is set out in this informa-
        tion paper, and in no other information.
        1.2 The member-officer pair meets each May.
        """
    )
    assert found.paragraphs[0].text == (
        "The working relationship between a member-officer pair is set out in this information "
        "paper, and in no other information."
    )
