"""Questions offered to someone who has just arrived."""

import pytest

from index import Library
from ingest.documents import Document, Kind, Paragraph, Status
from ui.starters import all_starters, starter_questions


class Shelf:
    """Papers, as a library holds them."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.id: document for document in documents}

    def documents(self) -> tuple[Document, ...]:
        return tuple(self._documents.values())

    def document(self, document: str) -> Document:
        return self._documents[document]


def paper(text: str, *, council: str = "A", status: Status = Status.ADOPTED) -> Document:
    return Document(
        id=f"{council}-{status}",
        source="0" * 64,
        council=council,
        title="Protocol",
        kind=Kind.PROTOCOL,
        status=status,
        paragraphs=(Paragraph(document=council, label="1", order=0, text=text),),
    )


SURGERY = paper("An officer may come to a ward surgery.")


def test_a_question_is_offered_only_where_one_paragraph_speaks_to_it() -> None:
    asked = starter_questions(Shelf(SURGERY), council="A", role=None, n_questions=9)
    assert asked == ("Can I ask an officer to come to my ward surgery?",)


def test_another_councils_paper_or_a_superseded_one_offers_nothing() -> None:
    assert starter_questions(Shelf(SURGERY), council="B", role=None, n_questions=9) == ()
    old = paper("An officer may come to a ward surgery.", status=Status.SUPERSEDED)
    assert starter_questions(Shelf(old), council=None, role=None, n_questions=9) == ()


def test_a_role_is_offered_its_own_questions() -> None:
    assert starter_questions(Shelf(SURGERY), council="A", role="officer", n_questions=9) == ()


def test_every_starter_is_a_question_and_none_stands_twice() -> None:
    asked = [starter.ask for starter in all_starters()]
    assert all(question.endswith("?") and len(question) < 70 for question in asked)
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("role", ["councillor", "officer"])
def test_the_samples_offer_enough_of_them(library: Library, role: str) -> None:
    asked = starter_questions(library, council="Ashcombe Borough Council", role=role, n_questions=6)  # type: ignore[arg-type]
    assert len(asked) == 6
