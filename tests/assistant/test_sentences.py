from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import pieces
from ingest.documents import Paragraph

Make = Callable[..., Paragraph]


def test_abbreviations_do_not_end_a_sentence(paragraph: Make) -> None:
    found = pieces(
        paragraph("Some letters, e.g. The Times, are public. Ask Cllr. Brown (i.e. Me).")
    )
    assert [piece.text for piece in found] == [
        "Some letters, e.g. The Times, are public.",
        "Ask Cllr. Brown (i.e. Me).",
    ]


def test_an_item_carries_the_lead_in_that_stands_in_its_paragraph(paragraph: Make) -> None:
    found = pieces(paragraph("Members should:\nask first; and\nnever shout.", bullets=(1, 2)))
    assert [piece.words for piece in found] == [
        "Members should: ask first; and",
        "Members should: never shout.",
    ]


def test_an_item_carries_the_lead_in_that_stands_outside_its_paragraph(paragraph: Make) -> None:
    (piece,) = pieces(paragraph("respect and courtesy;", lead_in="Officers can expect:"))
    assert piece.words == "Officers can expect: respect and courtesy;"
    assert piece.lead_start is None


def test_a_list_within_a_list_carries_both_lead_ins(paragraph: Make) -> None:
    text = "It seeks:\nto define roles so as:\nto avoid conflict"
    (piece,) = pieces(paragraph(text, bullets=(1, 2)))
    assert piece.lead == ("It seeks:", "to define roles so as:")


def test_text_after_a_list_does_not_hang_from_it(paragraph: Make) -> None:
    text = "Only where:\nshe agrees;\nIn all other cases ask the officer."
    found = pieces(paragraph(text, bullets=(1,)))
    assert found[-1].lead == ()
    assert found[-1].text == "In all other cases ask the officer."


def test_a_sentence_broken_over_a_page_is_one_sentence(paragraph: Make) -> None:
    text = "A member should not sit on a\nbody which decides on the officer."
    (piece,) = pieces(paragraph(text, bullets=(1,)))
    assert piece.text == text


@given(st.text(alphabet="ab .?!\n:;()AB", max_size=80))
def test_every_piece_is_the_paragraphs_own_words(text: str) -> None:
    made = Paragraph(document="d", label="1", order=0, text=text)
    for piece in pieces(made):
        assert made.text[piece.start : piece.end] == piece.text
