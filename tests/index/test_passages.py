"""A passage is a paragraph's words in their setting, in the form that the encoder learned."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.passages import build_context, build_passages
from ingest.documents import Paragraph


def paragraph(text: str, **more: object) -> Paragraph:
    return Paragraph.model_validate(
        {"document": "d", "label": "1", "order": 0, "text": text, **more}
    )


def test_headings_lead_in_and_words_are_joined() -> None:
    given = paragraph(
        "be polite;\nbe prompt.",
        headings=("Roles", "Of members"),
        lead_in="Members should:",
    )
    [whole] = build_passages(given, window_words=90)
    assert whole.text == "Roles: Of members. Members should: be polite; be prompt."
    assert (whole.start, whole.end) == (0, len(given.text))


def test_a_lead_in_that_is_the_heading_is_said_once() -> None:
    given = paragraph("be polite", headings=("Members should:",), lead_in="Members should:")
    assert build_context(given) == "Members should:."


def test_without_setting_the_words_stand_alone() -> None:
    assert build_passages(paragraph("Be  polite."), window_words=90)[0].text == "Be polite."


def test_a_long_paragraph_also_gives_windows_of_whole_sentences() -> None:
    sentences = [f"Sentence number {n} has exactly eight words here." for n in range(20)]
    given = paragraph(" ".join(sentences), headings=("Roles",))
    whole, *windows = build_passages(given, window_words=40)
    assert whole.end == len(given.text)
    assert len(windows) > 3
    for window in windows:
        words = given.text[window.start : window.end]
        assert words.startswith("Sentence")
        assert words.endswith(".")
        assert len(words.split()) <= 40
        assert window.text == f"Roles. {words}"
    assert windows[0].start == 0
    assert windows[-1].end == len(given.text)
    for before, after in pairwise(windows):
        assert before.start < after.start <= before.end


@given(st.text(alphabet="ab .;:\n", max_size=400), st.integers(20, 60))
def test_windows_leave_out_nothing_but_white_space(text: str, window_words: int) -> None:
    given = paragraph(text)
    _, *windows = build_passages(given, window_words=window_words)
    covered = set()
    for window in windows:
        covered.update(range(window.start, window.end))
    left = "".join(char for at, char in enumerate(text) if at not in covered)
    assert not windows or not left.strip()


def test_footnotes_give_a_passage_of_their_own_and_change_no_other() -> None:
    given = paragraph("Rooms are free.¹", headings=("Rooms",), notes=("¹ From May to July.",))
    whole, note = build_passages(given, window_words=90)
    assert (whole,) == build_passages(given.model_copy(update={"notes": ()}), window_words=90)
    assert note.text == "Rooms. ¹ From May to July."
    assert (note.start, note.end) == (0, len(given.text))
