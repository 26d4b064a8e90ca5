"""A list of conditions is told whole: who meets one of four has not met them."""

from __future__ import annotations

import pytest

from assistant.conditions import complete_conditions
from assistant.evidence import Evidence, Scored, read_evidence
from assistant.lexicon import build_lexicon
from assistant.nearness import Scales
from assistant.question import read_question
from index.hits import Hit
from ingest.documents import Document, Paragraph

CONDITIONS = ("the surgery is open to all;", "it is not on party premises; and", "two are present.")
PART = read_question("May I bring an officer to my surgery?").parts[0]
SCALES = Scales(build_lexicon(CONDITIONS))


def paper(lead_in: str, *texts: str) -> Document:
    paragraphs = tuple(
        Paragraph(document="d", label=f"6({letter})", order=order, lead_in=lead_in, text=text)
        for order, (letter, text) in enumerate(zip("abcdefghij", texts, strict=False))
    )
    return Document(id="d", source="", council="Ashcombe", title="Protocol", paragraphs=paragraphs)


def evidence(document: Document, *places: int) -> list[Evidence]:
    hits = (Hit(document.paragraphs[place], document, rank=1, score=0.9) for place in places)
    return [read_evidence(PART, Scored(hit, 0.9, 1.0), 0, SCALES) for hit in hits]


def labels(document: Document, *places: int) -> list[str]:
    found = complete_conditions(evidence(document, *places), [document], PART, SCALES)
    return [item.paragraph.label for item in found]


def test_the_other_conditions_join_the_one_that_was_found_in_the_papers_order():
    document = paper("An officer may attend a surgery only where:", *CONDITIONS)
    assert labels(document, 1) == ["6(a)", "6(b)", "6(c)"]


@pytest.mark.parametrize(
    "lead_in",
    ["Officers can expect from members:", "The following are examples where:", ""],
)
def test_a_list_that_sets_no_conditions_is_left_as_found(lead_in: str):
    assert labels(paper(lead_in, *CONDITIONS), 1) == ["6(b)"]


def test_a_list_too_long_for_an_answer_is_left_as_found():
    many = [f"condition number {n} is met;" for n in range(8)]
    assert labels(paper("Members may attend only if:", *many), 2) == ["6(c)"]


def test_what_was_found_beside_the_list_stays_after_it():
    document = paper("An officer may attend a surgery only where:", *CONDITIONS)
    other = document.paragraphs[0].model_copy(update={"label": "9", "lead_in": ""})
    beside = document.model_copy(update={"paragraphs": (*document.paragraphs, other)})
    assert labels(beside, 2, 3) == ["6(a)", "6(b)", "6(c)", "9"]


def test_nothing_found_stays_nothing():
    assert complete_conditions([], [], PART, SCALES) == ()
