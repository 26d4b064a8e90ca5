"""Every way in which councils number their paragraphs, each in words of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.structure import Structure

Parse = Callable[[str], Structure]


def labelled(structure: Structure) -> list[tuple[str, str]]:
    return [(p.label, p.text.split("\n")[0]) for p in structure.paragraphs]


def labels(structure: Structure) -> list[str]:
    return [p.label for p in structure.paragraphs]


def test_dotted_numbers_under_numbered_headings(parse: Parse) -> None:
    found = parse(
        """
        1. Purpose

        1.1 This paper is for every member.
        1.2 It is for every officer too.

        2. Casework

        2.1 A member may ring the duty desk.
        2.1.1 The desk logs each call.
        2.1.2 The desk rings back.
        """
    )
    assert labels(found) == ["1.1", "1.2", "2.1", "2.1.1", "2.1.2"]
    assert [(h.label, h.text) for h in found.headings] == [("1", "Purpose"), ("2", "Casework")]
    assert found.paragraphs[-1].headings == ("Casework",)


def test_whole_numbers_that_start_again_under_each_heading(parse: Parse) -> None:
    found = parse(
        """
        ## Purpose

        1. This paper is for every member.
        2. It is for every officer too.

        ## Casework

        1. A member may ring the duty desk.
        2. The desk rings back in a day.
        """
    )
    assert labels(found) == ["1", "2", "1#2", "2#2"]
    assert found.paragraphs[2].section == "Casework"


def test_whole_numbers_that_start_again_under_numbered_headings(parse: Parse) -> None:
    found = parse(
        """
        1. Purpose

        1. This paper is for every member.
        2. It is for every officer too.

        2. Casework

        1. A member may ring the duty desk.
        2. The desk rings back in a day.
        """
    )
    assert labels(found) == ["1", "2", "1#2", "2#2"]
    assert [h.label for h in found.headings] == ["1", "2"]


def test_letters_under_a_numbered_heading(parse: Parse) -> None:
    found = parse(
        """
        1. Purpose

        (a) This paper is for every member.
        (b) It is for every officer too.

        2. Casework

        (a) A member may ring the duty desk.
        (b) The desk passes on:
        (i) policy questions;
        (ii) questions about money.
        (c) The desk never passes on gossip.
        """
    )
    assert labels(found) == ["1(a)", "1(b)", "2(a)", "2(b)", "2(b)(i)", "2(b)(ii)", "2(c)"]
    assert found.paragraphs[4].lead_in == "The desk passes on:"


def test_bracketed_numbers_under_a_whole_number(parse: Parse) -> None:
    found = parse(
        """
        1 Purpose of this paper

        (1) This paper is for every member.
        (2) It is for every officer too.

        2 Casework

        (1) The desk answers within a day and must:
        (a) log the call;
        (b) ring back.
        """
    )
    assert labels(found) == ["1(1)", "1(2)", "2(1)", "2(1)(a)", "2(1)(b)"]


def test_bracketed_numbers_that_finish_a_dotted_paragraphs_sentence_belong_to_it(
    parse: Parse,
) -> None:
    found = parse(
        """
        2.1 A member has three tasks:

        - (1) setting policy,
        - (2) watching over it, and
        - (3) speaking for the ward.

        Running the services is not among them.

        2.2 An officer gives advice.
        """
    )
    assert labels(found) == ["2.1", "2.2"]
    assert found.paragraphs[0].text.split("\n") == [
        "A member has three tasks:",
        "(1) setting policy,",
        "(2) watching over it, and",
        "(3) speaking for the ward.",
        "Running the services is not among them.",
    ]


def test_letters_under_an_unnumbered_heading(parse: Parse) -> None:
    found = parse(
        """
        What Members May Expect

        (a) A prompt answer comes within the week.
        (b) Advice is honest.

        What Officers May Expect

        (a) Members give notice.
        (b) Members are civil.
        """
    )
    assert labels(found) == ["(a)", "(b)", "(a)#2", "(b)#2"]


def test_letters_that_hang_from_an_unnumbered_paragraph(parse: Parse) -> None:
    found = parse(
        """
        # Protocol

        Members may expect from officers:

        (a) a prompt answer;
        (b) honest advice.
        """
    )
    assert labels(found) == ["p1", "p1(a)", "p1(b)"]
    assert found.paragraphs[2].lead_in == "Members may expect from officers:"


def test_sections_with_capitals(parse: Parse) -> None:
    found = parse(
        """
        A. Purpose

        A.1 This paper is for every member.
        A.2 It is for every officer too.

        B. Joining from home

        B.1 A member may join by telephone.
        B.2 A member who does so should:
        (i) find a quiet room;
        (ii) say who else is in it.

        J. Review

        J.1 The clerk looks at this paper each May.
        """
    )
    assert labels(found) == ["A.1", "A.2", "B.1", "B.2", "B.2(i)", "B.2(ii)", "J.1"]
    assert [h.label for h in found.headings] == ["A", "B", "J"]


def test_roman_sections_with_numbers_running_through(parse: Parse) -> None:
    found = parse(
        """
        I. Purpose

        1. This paper is for every member.
        2. It is for every officer too.

        II. Casework

        3. A member may ring the duty desk.

        III. Review

        The clerk looks at this paper each May.
        """
    )
    assert labels(found) == ["1", "2", "3", "III"]
    assert [h.label for h in found.headings] == ["I", "II", "III"]


def test_roman_sections_without_a_stop(parse: Parse) -> None:
    found = parse(
        """
        I Purpose

        This paper is for every member and for every officer.

        II Casework

        A member may ring the duty desk at any hour of the day.
        """
    )
    assert labels(found) == ["I", "II"]


def test_numbers_with_a_bracket_after_them(parse: Parse) -> None:
    found = parse(
        """
        1) Members are civil.
        2) Officers are civil.
        3) Both must:
        a) be on time;
        b) read the papers.
        """
    )
    assert labels(found) == ["1", "2", "3", "3(a)", "3(b)"]


def test_a_number_alone_on_its_line(parse: Parse) -> None:
    found = parse(
        """
        1.1

        Members are civil at all times.

        1.2

        Officers are civil at all times.

        1.3
        Both are on time.
        """
    )
    assert labelled(found) == [
        ("1.1", "Members are civil at all times."),
        ("1.2", "Officers are civil at all times."),
        ("1.3", "Both are on time."),
    ]


def test_no_space_after_the_number(parse: Parse) -> None:
    found = parse(
        """
        3. Roles

        3.1Members set policy.
        3.2Officers give advice.
        3.3(a)Advice is honest.
        3.3(b)Advice is brief.
        """
    )
    assert labels(found) == ["3.1", "3.2", "3.3(a)", "3.3(b)"]
    assert found.paragraphs[0].text == "Members set policy."


def test_a_number_in_the_middle_of_a_line(parse: Parse) -> None:
    found = parse(
        """
        4.1 Members set policy. 4.2 Officers advise under section 3.1 of the code. 4.3 Both listen.

        4.4 Nobody shouts.
        """
    )
    assert labelled(found) == [
        ("4.1", "Members set policy."),
        ("4.2", "Officers advise under section 3.1 of the code."),
        ("4.3", "Both listen."),
        ("4.4", "Nobody shouts."),
    ]


def test_statutory_numbers(parse: Parse) -> None:
    found = parse(
        """
        1.—(1) A member signs for a copy.
        (2) The clerk may lend one.
        2.—(1) An officer answers within a day.
        (2) Where that cannot be done, the officer says so.
        """
    )
    assert labels(found) == ["1(1)", "1(2)", "2(1)", "2(2)"]


def test_numbers_printed_in_full_for_each_item(parse: Parse) -> None:
    found = parse(
        """
        2.1(a) Members are civil.
        2.1(b) Members are on time.
        2.2(a) Officers are civil.
        2.2(b)(i) Officers are on time.
        2.2(b)(ii) Officers are brief.
        """
    )
    assert labels(found) == ["2.1(a)", "2.1(b)", "2.2(a)", "2.2(b)(i)", "2.2(b)(ii)"]


def test_the_first_item_on_its_paragraphs_line(parse: Parse) -> None:
    found = parse(
        """
        2.1 (a) Members are civil.
        (b) Members are on time.
        2.2 (a) (i) Officers are civil.
        (ii) Officers are on time.
        (b) Officers are brief.
        """
    )
    assert labels(found) == ["2.1(a)", "2.1(b)", "2.2(a)(i)", "2.2(a)(ii)", "2.2(b)"]


def test_headings_only(parse: Parse) -> None:
    found = parse(
        """
        # Member and Officer Protocol

        ## Roles

        Members set policy.

        Officers give advice.

        ## Press

        The press desk speaks to the press.
        """
    )
    assert [(p.label, p.section) for p in found.paragraphs] == [
        ("p1", "Roles"),
        ("p2", "Roles"),
        ("p3", "Press"),
    ]


def test_body_text_under_a_numbered_heading_has_the_headings_number(parse: Parse) -> None:
    found = parse(
        """
        ### 9. Correspondence

        Letters are answered within a week.

        Copies go to the ward's other members.

        ### 10. Premises

        None

        #### 10.1 How are visits arranged?

        By ringing the manager first.

        ### 11. Review

        11.1 The clerk looks at this paper each May.
        """
    )
    assert labels(found) == ["9", "10", "10.1", "11.1"]
    assert found.paragraphs[0].text.count("\n") == 1
    assert found.paragraphs[2].section == "Premises › How are visits arranged?"


@pytest.mark.parametrize("wrap", ["(a)", "a)", "a."])
def test_a_letter_is_one_label_however_it_is_printed(parse: Parse, wrap: str) -> None:
    items = "\n\n".join(
        f"{wrap.replace('a', letter)} item {letter} of the list;" for letter in "abcdefghijk"
    )
    found = parse(f"2.4 Members and officers will:\n\n{items}\n\n2.5 Nobody shouts.\n")
    assert labels(found) == ["2.4", *(f"2.4({letter})" for letter in "abcdefghijk"), "2.5"]


def test_i_is_a_letter_after_h_and_a_roman_after_a_lead_in(parse: Parse) -> None:
    found = parse(
        """
        3.1 Members may expect:

        (g) advice;
        (h) courtesy;
        (i) training;
        (j) trust.

        3.2 When asked to a meeting:

        (a) the request goes to the director;
        (b) the officer shall:

        (i) give the facts;
        (ii) leave before the vote;
        (iii) keep confidences;
        (iv) champion no side; and
        (v) offer the same to others.

        (c) no vote is taken.
        """.replace(
            "(g)",
            "(a) support;\n        (b) time;\n        (c) tact;\n        (d) facts;\n"
            "        (e) care;\n        (f) notice;\n        (g)",
        )
    )
    assert [label for label in labels(found) if label.startswith("3.1")] == [
        "3.1",
        *(f"3.1({letter})" for letter in "abcdefghij"),
    ]
    assert [label for label in labels(found) if label.startswith("3.2")] == [
        "3.2",
        "3.2(a)",
        "3.2(b)",
        *(f"3.2(b)({roman})" for roman in ("i", "ii", "iii", "iv", "v")),
        "3.2(c)",
    ]


def test_a_number_printed_twice(parse: Parse) -> None:
    found = parse(
        """
        6.3 Issues may touch several wards.
        6.4 Ward members are told first.
        6.4 Ward members are asked to public meetings.
        6.5 A member who is unsure asks the group leader.
        """
    )
    assert labels(found) == ["6.3", "6.4", "6.4#2", "6.5"]
