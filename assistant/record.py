"""Finds what reports and minutes say about a protocol: of a paragraph of it, or of its changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import Evidence, Scored, read_evidence
from assistant.lexicon import Lexicon
from assistant.nearness import Scales
from assistant.question import Asked, labels_in
from assistant.sentences import pieces
from assistant.words import content_stems, plain
from index.hits import Hit
from ingest.documents import Document, Kind, Paragraph

_BESIDE = frozenset({Kind.REPORT, Kind.MINUTES, Kind.NOTE})
_BODY = re.compile(
    r"\b((?:[\w&]+ ){0,4}(?:committee|panel|executive|cabinet|council|"
    r"unions?|meeting|group|board))\b"
)


def beside(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the papers that speak of a protocol: reports, minutes and notes."""
    return tuple(document for document in documents if document.kind in _BESIDE)


def mentions(asked: Asked, documents: Sequence[Document], lexicon: Lexicon) -> tuple[Scored, ...]:
    """Return the paragraphs of reports and minutes that name the labels asked about.

    A body that the question names ('the Standards Committee') counts for its own minutes.
    """
    found: list[Scored] = []
    for document in beside(documents):
        for paragraph in document.paragraphs:
            if any(_speaks_of(paragraph, label) for label in asked.labels):
                body = _body_share(asked, document, paragraph, lexicon)
                p = 0.7 + 0.29 * body
                hit = Hit(paragraph, _bare(document), 1, p, {"mentions": 1.0})
                found.append(Scored(hit, p, 1.0))
    return tuple(sorted(found, key=lambda item: -item.p))


def _bare(document: Document) -> Document:
    return document.model_copy(update={"paragraphs": ()})


def _speaks_of(paragraph: Paragraph, label: str) -> bool:
    """Tell whether a paragraph names another by its label: 'paragraph 70', '(68)'."""
    escaped = re.escape(label)
    lowered = plain(paragraph.text)
    return bool(
        re.search(
            rf"\b(?:paragraphs?|paras?\.?|sections?|clauses?)\s+{escaped}(?![\w.(]*\w)", lowered
        )
        or re.search(rf"\b(?:paragraphs?|sections?)\s+[\w.()]+ and {escaped}\b", lowered)
        or re.search(rf"\({escaped}\)", lowered)
    )


def _body_share(asked: Asked, document: Document, paragraph: Paragraph, lexicon: Lexicon) -> float:
    """Return the share of the named body's words that a document or paragraph bears, in [0, 1]."""
    bodies = _BODY.findall(plain(asked.text))
    if not bodies:
        return 0.5
    wanted = tuple(item for body in bodies for item in content_stems(body))
    own = content_stems(f"{document.title} {paragraph.section}")
    return lexicon.coverage(wanted, own) if wanted else 0.5


def referred(
    evidence: Sequence[Evidence], protocols: Sequence[Document], asked: Asked, scales: Scales
) -> tuple[Evidence, ...]:
    """Return the protocol's paragraphs asked about, else those that the reports name."""
    found: list[Evidence] = []
    for item in evidence:
        if item.document.kind not in _BESIDE:
            continue
        named = labels_in(" ".join(piece.text for piece in item.pieces))
        for label in asked.labels or named:
            for document in protocols:
                paragraph = next((p for p in document.paragraphs if p.label == label), None)
                if paragraph and (document.id, label) not in {entry.key for entry in found}:
                    hit = Hit(paragraph, _bare(document), 1, item.p)
                    found.append(read_evidence(asked.parts[0], Scored(hit, item.p, 1.0), 0, scales))
    return tuple(found[:2])


def whole(evidence: Evidence) -> Evidence:
    """Return the evidence with every piece of its paragraph."""
    return replace(evidence, pieces=pieces(evidence.paragraph))
