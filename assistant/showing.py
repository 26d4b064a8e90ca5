"""Shows paragraphs as they stand: by number, where an answer stands, a whole section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.citations import cite
from assistant.evidence import Evidence
from assistant.phrases import phrase
from assistant.words import tidy
from ingest.documents import Document, Paragraph


@dataclass(frozen=True, slots=True)
class Shown:
    """Paragraphs shown, with the text that presents them."""

    text: str
    citations: tuple[Citation, ...]


def show_label(label: str, documents: Sequence[Document]) -> Shown | None:
    """Return the paragraph with a label in the first document that has it; None where none does."""
    for document in documents:
        paragraph = next((item for item in document.paragraphs if item.label == label), None)
        if paragraph:
            lead = phrase("show.paragraph", label=label, title=document.title)
            citation = _whole(document, paragraph, 1)
            return Shown(f"{lead} {_words(paragraph)} [1]", (citation,))
    return None


def show_where(evidence: Sequence[Evidence]) -> Shown:
    """Return where the cited words stand, with the words."""
    citations = tuple(
        _whole(item.document, item.paragraph, number)
        for number, item in enumerate(evidence, start=1)
    )
    labels = ", ".join(
        phrase("show.place", label=item.label, title=item.title) for item in citations
    )
    lines = [phrase("show.lead", labels=labels)]
    lines.extend(f"- “{_words(e.paragraph)}” [{n}]" for n, e in enumerate(evidence, start=1))
    return Shown("\n\n".join(lines), citations)


def show_section(first: Evidence, document: Document) -> Shown:
    """Return every paragraph that stands under the same heading as one."""
    together = [
        paragraph
        for paragraph in document.paragraphs
        if paragraph.headings == first.paragraph.headings
    ] or [first.paragraph]
    citations = tuple(
        _whole(document, paragraph, number) for number, paragraph in enumerate(together, start=1)
    )
    lines = [phrase("show.section", section=first.paragraph.section or document.title)]
    lines.extend(
        f"{paragraph.label}. {_words(paragraph)} [{number}]"
        for number, paragraph in enumerate(together, start=1)
    )
    return Shown("\n\n".join(lines), citations)


def _words(paragraph: Paragraph) -> str:
    return tidy(f"{paragraph.lead_in} {paragraph.text}")


def _whole(document: Document, paragraph: Paragraph, marker: int) -> Citation:
    return cite(document, paragraph, marker=marker, start=0, end=len(paragraph.text))
