from collections.abc import Callable

import pytest

from assistant.answer import Citation
from assistant.citations import check_quotes, cite
from assistant.errors import QuoteError
from ingest.documents import Document, Paragraph, Status

Make = Callable[..., Paragraph]


@pytest.fixture
def document() -> Document:
    return Document(
        id="d", source="0" * 64, council="Fenwick", title="Protocol", status=Status.DRAFT
    )


def test_a_quote_is_cut_from_the_paragraph_itself(paragraph: Make, document: Document) -> None:
    made = cite(document, paragraph("Ask first. Then act."), marker=2, start=0, end=10)
    assert (made.quote, made.marker, made.status) == ("Ask first.", 2, Status.DRAFT)
    assert made.quote in made.paragraph


@pytest.mark.parametrize(("start", "end"), [(5, 5), (0, 99), (-3, 4), (10, 11)])
def test_a_run_without_words_cannot_be_cited(
    start: int, end: int, paragraph: Make, document: Document
) -> None:
    with pytest.raises(QuoteError):
        cite(document, paragraph("Ask first. Then act."), marker=1, start=start, end=end)


def test_an_altered_quote_is_caught(paragraph: Make, document: Document) -> None:
    made = cite(document, paragraph("Members should ask."), marker=1, start=0, end=19)
    forged = Citation(**{**made.model_dump(), "quote": "Members must ask."})
    check_quotes((made,))
    with pytest.raises(QuoteError):
        check_quotes((made, forged))
