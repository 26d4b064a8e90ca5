"""Tells which edition of a protocol replaces which."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from ingest.documents import Document, Kind, Status

_ALIKE = 80  # of 100: titles of one protocol's editions are at least this alike
_IN_FORCE = (Status.ADOPTED, Status.SUPERSEDED)


def replacements(documents: Sequence[Document]) -> dict[str, str]:
    """Return the id of each document that replaces another, and the id of the one it replaces.

    Two adopted papers of one council and one title are editions; the later replaces the one
    before it. A draft or a proposal replaces nothing until it is adopted. What a manifest says
    (`Document.replaces`) stands.
    """
    found = {d.id: d.replaces for d in documents if d.replaces}
    dated = [(date, d) for d in documents if (date := _date_of(d)) and _is_edition(d)]
    dated.sort(key=lambda pair: pair[0])
    for place, (date, document) in enumerate(dated):
        earlier = [
            other
            for other_date, other in dated[:place]
            if other_date < date and _same_protocol(document, other)
        ]
        if earlier and document.id not in found:
            found[document.id] = earlier[-1].id
    return found


def with_editions(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents with `replaces` set, and those that are replaced as superseded."""
    found = replacements(documents)
    replaced = {
        old
        for new, old in found.items()
        if any(d.id == new and d.status is Status.ADOPTED for d in documents)
    }
    out = []
    for document in documents:
        changes: dict[str, object] = {}
        if found.get(document.id) != document.replaces:
            changes["replaces"] = found.get(document.id)
        if document.id in replaced and document.status is Status.ADOPTED:
            changes["status"] = Status.SUPERSEDED
        out.append(document.model_copy(update=changes) if changes else document)
    return tuple(out)


def _date_of(document: Document) -> dt.date | None:
    return document.adopted or document.date


def _is_edition(document: Document) -> bool:
    return document.kind is Kind.PROTOCOL and document.status in _IN_FORCE


def _same_protocol(one: Document, other: Document) -> bool:
    if one.council.casefold() != other.council.casefold() or one.id == other.id:
        return False
    return fuzz.token_set_ratio(_bare(one.title), _bare(other.title)) >= _ALIKE


def _bare(title: str) -> str:
    """A title without the words and the years that tell its editions apart."""
    low = re.sub(r"\b(?:19|20)\d\d\b|[^\w\s]", " ", title.casefold())
    editions = r"\b(?:updated|revised|existing|current|new|edition|version|superseded|the|a)\b"
    return re.sub(r"\s+", " ", re.sub(editions, " ", low)).strip()
