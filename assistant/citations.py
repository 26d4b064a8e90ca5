"""Makes citations: the one place where words are quoted, and where quotes are checked."""

from __future__ import annotations

from assistant.answer import Citation
from assistant.errors import QuoteError
from ingest.documents import Document, Paragraph


def cite(
    document: Document, paragraph: Paragraph, *, marker: int, start: int, end: int
) -> Citation:
    """Return a citation of a run of a paragraph's own words.

    Args:
        marker: From 1, as '[1]' in the answer's text.
        start: First character of the quoted words in `paragraph.text`.
        end: One past their last character.

    Raises:
        QuoteError: The run is empty or lies outside the paragraph.
    """
    quote = paragraph.text[start:end].strip()
    if not (0 <= start < end <= len(paragraph.text)) or not quote:
        raise QuoteError(
            f"Characters {start} to {end} of {paragraph.document} {paragraph.label} hold no words "
            "to quote; cite a run inside the paragraph."
        )
    return Citation(
        marker=marker,
        document=paragraph.document,
        label=paragraph.label,
        council=document.council,
        title=document.title,
        status=document.status,
        section=paragraph.section,
        page=paragraph.page,
        quote=quote,
        paragraph=paragraph.text,
    )


def check_quotes(citations: tuple[Citation, ...]) -> None:
    """Raise `QuoteError` where a quote is not an exact substring of its paragraph."""
    for citation in citations:
        if not citation.quote or citation.quote not in citation.paragraph:
            raise QuoteError(
                f"The quotation from {citation.document} {citation.label} is not the paragraph's "
                "own words; it cannot be shown."
            )
