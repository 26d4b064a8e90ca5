"""What a person corrects of a paper takes the place of what was detected, where it can be so."""

from dataclasses import replace

import pytest

from index import Library
from ingest.documents import UNKNOWN_COUNCIL, Document, Kind, Status
from ingest.errors import CorrectionError
from ui.page.details import Details, problems_of, with_details


@pytest.fixture
def document(library: Library) -> Document:
    return library.document("ashcombe-2025-protocol")


def test_details_left_alone_change_nothing(document: Document) -> None:
    assert with_details(document, Details.of(document)) == document


def test_what_a_person_corrects_takes_the_place_of_what_was_detected(document: Document) -> None:
    details = Details("Ours", "Ours Council", Kind.PROTOCOL, Status.DRAFT, None, None, "before")
    now = with_details(document, details)
    assert Details.of(now) == details
    assert now.paragraphs == document.paragraphs


def test_a_paper_cannot_be_corrected_to_replace_itself(document: Document) -> None:
    itself = replace(Details.of(document), replaces=document.id)
    with pytest.raises(CorrectionError):
        with_details(document, itself)
    assert len(problems_of(document, itself)) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "title"),
        ({"council": ""}, "whose paper"),
        ({"council": UNKNOWN_COUNCIL}, "whose paper"),
    ],
)
def test_what_must_be_said_first_is_named(
    document: Document, changed: dict[str, str], said: str
) -> None:
    [problem] = problems_of(document, replace(Details.of(document), **changed))
    assert said in problem
