"""Next questions, drawn from the papers themselves."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence import Scored
from assistant.phrases import paper_name, phrase
from assistant.words import plain, tidy
from ingest.documents import Document


def suggest(
    ranked: Sequence[Scored], cited: Sequence[tuple[str, str]], editions: Sequence[Document], n: int
) -> tuple[str, ...]:
    """Return at most `n` questions about sections near what was asked but not cited."""
    used = {
        item.hit.paragraph.headings[-1]
        for item in ranked
        if (item.hit.paragraph.document, item.hit.paragraph.label) in cited
        and item.hit.paragraph.headings
    }
    found: list[str] = []
    for item in ranked:
        headings = item.hit.paragraph.headings
        if headings and headings[-1] not in used and _speaks(headings[-1]):
            used.add(headings[-1])
            found.append(
                phrase(
                    "suggest.heading",
                    paper=paper_name(item.hit.document),
                    heading=_spoken(headings[-1]),
                )
            )
    if len({doc.status for doc in editions}) > 1 and cited:
        other = next((doc for doc in editions if doc.id != cited[0][0]), None)
        if other:
            found.insert(
                0, phrase("suggest.edition", edition=phrase(f"edition.{other.status.value}"))
            )
    return tuple(found[:n])


def _speaks(heading: str) -> bool:
    """Tell whether a heading names a subject, not only 'Introduction' or a number."""
    return plain(heading).strip(" .:0123456789") not in {"", "introduction", "general", "preamble"}


def _spoken(heading: str) -> str:
    """Return a heading as it stands in a sentence: small letters unless it is a name."""
    text = tidy(heading).strip(" .:")
    return text.lower() if text.isupper() else text[:1].lower() + text[1:]


def openers(protocols: Sequence[Document], n: int) -> tuple[str, ...]:
    """Return at most `n` questions to begin with, one for a section of the first protocol."""
    for document in protocols:
        headings = [
            heading.text
            for heading in document.headings
            if not heading.empty and _speaks(heading.text) and len(heading.text.split()) > 1
        ]
        if headings:
            return tuple(
                phrase("suggest.heading", paper=paper_name(document), heading=_spoken(heading))
                for heading in headings[:n]
            )
    return ()
