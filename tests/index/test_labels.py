"""A label in a question is read as labels are written; other figures are not."""

from __future__ import annotations

import pytest

from index.labels import read_labels
from index.references import read_references


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("what does 5.4 say", ["5.4"]),
        ("para 109", ["109"]),
        ("Para. 109?", ["109"]),
        ("what is in 3.2(h)", ["3.2(h)"]),
        ("tell me about paragraph 8.4 (b) (iv)", ["8.4(b)(iv)"]),
        ("section 6", ["6"]),
        ("compare paragraphs 7 and 12", ["7", "12"]),
        ("clauses 2.1, 2.3 and 2.5", ["2.1", "2.3", "2.5"]),
        ("what does 12 say", ["12"]),
        ("does rule 4(c) bind me", ["4(c)"]),
        ("what did the committee want done to paragraph 70?", ["70"]),
    ],
)
def test_labels_are_read(question: str, labels: list[str]) -> None:
    assert [asked.label for asked in read_labels(question)] == labels


@pytest.mark.parametrize(
    "question",
    [
        "can I claim £5.40 for parking",
        "the meeting is at 5.30pm",
        "a rise of 2.5% or 2.5 per cent",
        "do I get an answer in 10 days",
        "is it still 2016's protocol",
        "what happens after 48 hours",
        "",
    ],
)
def test_times_sums_and_lengths_are_no_labels(question: str) -> None:
    assert read_labels(question) == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Where this fails, see paragraph 7.", ["7"]),
        ("This is done in accordance with 2.25 above.", ["2.25"]),
        ("As paragraphs 82 to 84 say, it is for the chair.", ["82", "84", "83"]),
        ("Subject to sections 3.2(h) and 5, members may ask.", ["3.2(h)", "5"]),
        ("The rule in 9 below also binds officers.", ["9"]),
        ("Replies are sent within 10 working days of receipt.", []),
        ("Under section 151 of the Local Government Act 1972 an officer is named.", []),
    ],
)
def test_cross_references_are_read(text: str, labels: list[str]) -> None:
    assert list(read_references(text)) == labels
