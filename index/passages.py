"""Passages: a paragraph's words with headings and lead-in, as they are embedded and searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.documents import Document, Paragraph

FORM = "2"  # changes whenever the same paragraph would give other passages

_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded: its text, and the words of the paragraph that it covers or hangs from.

    Attributes:
        start: First character covered, in `Paragraph.text`.
        end: One past the last character covered.
        text: Context and covered words, as the encoder was trained on them.
    """

    start: int
    end: int
    text: str


def build_context(paragraph: Paragraph) -> str:
    """Return the headings and the lead-in: 'Roles: Of members. Members should:'."""
    section = ": ".join(heading.strip() for heading in paragraph.headings if heading.strip())
    lead_in = paragraph.lead_in.strip()
    if lead_in and lead_in in paragraph.headings:
        lead_in = ""
    return " ".join(part for part in (f"{section}." if section else "", lead_in) if part)


def build_passages(paragraph: Paragraph, *, window_words: int) -> tuple[Passage, ...]:
    """Return the paragraph's passages: the whole, and where it is long its sentence windows.

    Its footnotes give one more, so that it is found by their words; they are never quoted. A
    window takes sentences until it holds at least half of `window_words`, never more than
    fit in `window_words` unless one sentence alone is longer; windows overlap by a sentence.
    """
    context = build_context(paragraph)
    text = paragraph.text
    passages = [Passage(0, len(text), _joined(context, text))]
    if paragraph.n_words > window_words:
        windows = _windows(text, window_words)
        passages.extend(Passage(a, b, _joined(context, text[a:b])) for a, b in windows)
    if paragraph.notes:
        passages.append(Passage(0, len(text), _joined(context, " ".join(paragraph.notes))))
    return tuple(passages)


def build_title_text(document: Document, page: Paragraph) -> str:
    """Return what is embedded for a title page: council, title and the facts on the cover."""
    return _joined(f"{document.council}. {document.title}.", page.text)


def _joined(context: str, text: str) -> str:
    return f"{context} {' '.join(text.split())}".strip()


def _windows(text: str, window_words: int) -> Iterator[tuple[int, int]]:
    spans = list(split_sentences(text))
    counts = [len(text[a:b].split()) for a, b in spans]
    first = 0
    while first < len(spans):
        last, n_words = first, counts[first]
        while last + 1 < len(spans) and n_words + counts[last + 1] <= window_words:
            last += 1
            n_words += counts[last]
        yield spans[first][0], spans[last][1]
        if last + 1 == len(spans):
            return
        first = max(first + 1, last)  # the last sentence again, so that no thought is cut


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence or line of a text, white space left out."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)
