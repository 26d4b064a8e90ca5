"""The words for labels, dates, standings and places."""

import datetime as dt

import pytest

from assistant.answer import AnswerStatus, Verdict
from ingest.documents import Kind, Status
from ui import wording


@pytest.mark.parametrize(
    ("label", "said", "chip", "printed"),
    [
        ("109", "paragraph 109", "¶\u00a0109", "109"),
        ("8.4(b)(iv)", "paragraph 8.4(b)(iv)", "¶\u00a08.4(b)(iv)", "8.4(b)(iv)"),
        ("6.4#2", "paragraph 6.4 (2nd of that number)", "¶\u00a06.4", "6.4"),
        ("6.4#13", "paragraph 6.4 (13th of that number)", "¶\u00a06.4", "6.4"),
        ("p2", "unnumbered paragraph 2", "¶\u00a0unnumbered 2", ""),
        ("title", "title page", "title page", ""),
    ],
)
def test_a_label_is_said_shown_and_printed(label: str, said: str, chip: str, printed: str) -> None:
    assert wording.label_words(label) == said
    assert wording.short_label(label) == chip
    assert wording.printed_label(label) == printed


def test_a_date_is_written_as_people_here_write_it() -> None:
    assert wording.date_of(dt.date(2025, 5, 3)) == "3 May 2025"
    assert wording.date_of(None) == ""


def test_there_are_words_for_everything() -> None:
    assert all(wording.standing_of(status) for status in Status)
    assert all(wording.kind_of(kind) for kind in Kind)
    assert set(wording.VERDICT_WORDS) == set(Verdict)
    assert set(wording.STATUS_WORDS) == set(AnswerStatus)
