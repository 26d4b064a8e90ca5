"""Answers questions about the standing of a paper: adopted, proposed, draft or superseded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from assistant.answer import AnswerStatus, Citation
from assistant.citations import cite
from assistant.phrases import date_words, phrase
from assistant.sentences import Piece, pieces
from assistant.words import plain, read_data, tidy
from ingest.documents import Document, Kind, Paragraph, Status

_N_SHOWN = 2
_ALIKE = 88.0  # of 100, by rapidfuzz's token set ratio
_NUMBERED = re.compile(r"\W*\d+[.)]")  # an item torn from its list says little by itself
_COMING = (Status.PROPOSED, Status.DRAFT, Status.SKELETON)


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph by which papers show their standing, and the sentence that does."""

    document: Document
    paragraph: Paragraph
    piece: Piece
    weight: float


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """An answer about standing."""

    text: str
    citations: tuple[Citation, ...]
    status: AnswerStatus


@cache
def _shows() -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple(
        (float(entry["weight"]), re.compile("|".join(entry["words"])))
        for entry in read_data("status.toml")["shows"]
    )


def _weight(text: str) -> float:
    lowered = plain(text)
    numbered = 2.0 if _NUMBERED.match(lowered) else 0.0
    found = sum(weight * min(2, len(set(pattern.findall(lowered)))) for weight, pattern in _shows())
    return found - numbered


def find_shown(documents: Sequence[Document]) -> tuple[Shown, ...]:
    """Return the paragraphs that show a council's papers' standing best, best first.

    Reports and notes speak of a protocol's standing; of several, the latest do so best. A
    protocol's title page does where the protocol says there that it was adopted.
    """
    latest = max((doc.date for doc in documents if doc.date), default=None)
    found: list[Shown] = []
    for document in documents:
        beside = document.kind in (Kind.REPORT, Kind.NOTE)
        old = bool(latest and document.date and document.date < latest)
        cover = (document.title_page,) if document.title_page else ()
        for paragraph in (*document.paragraphs, *cover):
            best = max(pieces(paragraph), key=lambda piece: _weight(piece.words))
            weight = (
                _weight(best.words)
                + 0.3 * _weight(paragraph.text)
                + (2.0 if beside else 0.0)
                - (3.0 if old else 0.0)
            )
            if paragraph.label == "title" and document.status is Status.ADOPTED:
                weight += 2.0
            if _weight(best.words) >= 3.0 and weight >= 4.0:
                found.append(Shown(document, paragraph, best, weight))
    return tuple(sorted(found, key=lambda shown: -shown.weight))


def answer_standing(
    protocols: Sequence[Document], documents: Sequence[Document]
) -> StandingAnswer | None:
    """Return what standing a council's protocol has; None where it has no protocol."""
    if not protocols:
        return None
    shown = _chosen(find_shown(documents))
    citations = tuple(
        cite(
            item.document,
            item.paragraph,
            marker=number,
            start=item.piece.start,
            end=item.piece.end,
        )
        for number, item in enumerate(shown, start=1)
    )
    marker = " [1]" if citations else ""
    lines = [f"{status_sentence(protocols)}{marker}"]
    lines.extend(f"- {tidy(item.quote)} [{item.marker}]" for item in citations)
    return StandingAnswer("\n\n".join(lines), citations, AnswerStatus.ANSWERED)


def _chosen(shown: Sequence[Shown]) -> tuple[Shown, ...]:
    """Return the best few, a sentence said twice only once."""
    kept: list[Shown] = []
    for item in shown:
        if not any(_same(item, other) for other in kept):
            kept.append(item)
    return tuple(kept[:_N_SHOWN])


def _same(left: Shown, right: Shown) -> bool:
    ratio = fuzz.token_set_ratio(tidy(left.piece.text).lower(), tidy(right.piece.text).lower())
    return ratio >= _ALIKE


def status_sentence(protocols: Sequence[Document]) -> str:
    """Return which of a council's protocols binds, in a sentence."""
    binding = next((doc for doc in protocols if doc.status is Status.ADOPTED), None)
    coming = next((doc for doc in protocols if doc.status in _COMING), None)
    if binding and coming:
        return phrase(
            "status.two",
            binding=phrase(f"edition.{binding.status.value}"),
            binding_title=binding.title,
            coming_title=coming.title,
            coming=phrase(f"edition.{coming.status.value}"),
        )
    document = binding or coming or protocols[0]
    if document.status is Status.ADOPTED and not (document.adopted or document.date):
        return phrase("status.in_force", title=document.title)
    if document.status is Status.PUBLISHED:
        return phrase("status.unknown", title=document.title)
    return phrase(
        f"status.{document.status.value}",
        title=document.title,
        on=date_words(document).replace(" adopted", ""),
        dated=date_words(document),
    )
