"""Words divided at the end of a line, and compounds that keep their hyphens there."""

from __future__ import annotations

import pytest

from ingest.hyphens import SOFT, Hyphens


def test_a_word_that_the_paper_prints_whole_loses_its_hyphen():
    hyphens = Hyphens(["The examination is oral.", "An exami-", "nation is held."])
    assert hyphens.joined("An exami-", "nation is held.") == "An examination is held."


def test_a_compound_that_the_paper_prints_keeps_its_hyphen():
    hyphens = Hyphens(["The member-officer link matters.", "A member-", "officer protocol"])
    assert hyphens.joined("A member-", "officer protocol") == "A member-officer protocol"


def test_two_words_of_a_paper_that_divides_words_keep_their_hyphen():
    texts = [
        "The deci-",
        "sion is a decision of the part.",
        "They work part-",
        "time now at a time.",
    ]
    assert Hyphens(texts).joined("They work part-", "time now") == "They work part-time now"


def test_an_unknown_word_keeps_its_hyphen_in_a_paper_that_divides_none():
    texts = ["Members include non-", "elected ones."]
    assert Hyphens(texts).joined(*texts) == "Members include non-elected ones."


def test_an_unknown_word_loses_its_hyphen_in_a_paper_that_divides_words():
    texts = ["A deci-", "sion is a decision.", "They corre-", "spond by post."]
    assert Hyphens(texts).joined("They corre-", "spond by post.") == "They correspond by post."


def test_the_rest_of_a_divided_word_is_no_word_of_its_own():
    texts = ["A deci-", "sion is a decision in law.", "The in-", "terests of all."]
    assert Hyphens(texts).joined("The in-", "terests of all.") == "The interests of all."


def test_a_compound_of_three_words_keeps_both_hyphens():
    texts = ["A deci-", "sion is a decision.", "To do it by day and day-", "to-day by night."]
    assert Hyphens(texts).joined("by day and day-", "to-day") == "by day and day-to-day"


def test_a_reference_that_is_printed_whole_elsewhere_is_joined_whole():
    texts = ["See report AB.17/06 and then", "report AB.", "17/06."]
    assert Hyphens(texts).joined("report AB.", "17/06.") == "report AB.17/06."
    assert Hyphens(texts).joined("It ends.", "17/06.") == "It ends. 17/06."


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("exami" + SOFT, "nation", "examination"),
        ("the Vice-", "Chair sits", "the Vice-Chair sits"),
        ("member/", "officer links", "member/officer links"),
        ("aims /", "means", "aims / means"),
        ("in 2007–", "2009 only", "in 2007–2009 only"),
        ("Members –", "and officers", "Members – and officers"),
        ("", "alone", "alone"),
    ],
)
def test_lines_are_joined_as_they_read(first, second, joined):
    assert Hyphens([first, second]).joined(first, second) == joined


def test_a_drawn_soft_hyphen_is_left_out_unless_it_divides_a_word(sheet, texts):
    sheet.write("The exa\u00admination is a deci\u00ad", 60, 100, font="Vera")
    sheet.write("sion of the clerk.", 60, 114, font="Vera")
    assert texts(sheet.pdf()) == ["The examination is a deci-", "sion of the clerk."]
