"""Tells which edition of a protocol replaces which."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ingest import looks
from ingest.corrections import BY_HAND
from ingest.documents import UNKNOWN_COUNCIL, Document, Kind, Shown, Status

_ALIKE = 0.75  # more than this share of two titles' words are common to one protocol's editions
_WORD = re.compile(r"[^\W\d_]{2,}")
_IN_FORCE = (Status.ADOPTED, Status.SUPERSEDED)
_LATER = Shown(field="replaces", words="adopted later than another edition of the same protocol")
_REPLACED = Shown(field="status", words="replaced by an edition that was adopted later")


def replacements(documents: Sequence[Document]) -> dict[str, str]:
    """Return the id of each document that replaces another, and the id of the one it replaces.

    Two adopted papers of one council and one title are editions; the later replaces the one
    before it. A draft or a proposal replaces nothing until it is adopted. What a manifest or a
    person says (`Document.replaces`) stands.
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
        if earlier and document.id not in found and not _by_hand(document, "replaces"):
            found[document.id] = earlier[-1].id
    return found


def with_editions(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents with `replaces` set, and those that are replaced as superseded.

    What is so told apart says so in `Document.shown`; `as_read` takes it back. A standing that a
    person set by hand stays.
    """
    found = replacements(documents)
    replaced = {
        old
        for new, old in found.items()
        if any(d.id == new and d.status is Status.ADOPTED for d in documents)
    }
    out = []
    for document in documents:
        changes: dict[str, object] = {}
        shown = document.shown
        if found.get(document.id) != document.replaces:
            changes["replaces"] = found.get(document.id)
            shown = (*shown, _LATER)
        in_force = document.status is Status.ADOPTED and not _by_hand(document, "status")
        if document.id in replaced and in_force:
            changes["status"] = Status.SUPERSEDED
            shown = (*shown, _REPLACED)
        out.append(document.model_copy(update={**changes, "shown": shown}) if changes else document)
    return tuple(out)


def as_read(document: Document) -> Document:
    """Return a document as it was before `with_editions`: by itself, without its other editions."""
    changes: dict[str, object] = {}
    if _LATER in document.shown:
        changes["replaces"] = None
    if _REPLACED in document.shown:
        changes["status"] = Status.ADOPTED
    if not changes:
        return document
    shown = tuple(each for each in document.shown if each not in (_LATER, _REPLACED))
    return document.model_copy(update={**changes, "shown": shown})


def _by_hand(document: Document, field: str) -> bool:
    return Shown(field=field, words=BY_HAND) in document.shown


def _date_of(document: Document) -> dt.date | None:
    return document.adopted or document.date


def _is_edition(document: Document) -> bool:
    return document.kind is Kind.PROTOCOL and document.status in _IN_FORCE


def _same_protocol(one: Document, other: Document) -> bool:
    unknown = UNKNOWN_COUNCIL in (one.council, other.council)
    if unknown or one.council.casefold() != other.council.casefold() or one.id == other.id:
        return False
    mine, theirs = _subject(one), _subject(other)
    return bool(mine & theirs) and len(mine & theirs) > _ALIKE * len(mine | theirs)


def _subject(document: Document) -> set[str]:
    """The words of a title that say what it is about, in the singular.

    Without the council's name, and the words and years that tell editions apart.
    """
    words = _WORD.findall(document.title.casefold())
    names = set(_WORD.findall(document.council.casefold()))
    told = {word for word in words if not looks.is_one_of("no_subject", word)} - names
    return {word.removesuffix("s") for word in told}
