"""Facts about a paper that a person sets by hand, over what was detected in its text.

`correct` sets them on one document, `apply` on a file as read, with its report:

    apply(paper, Corrections(council="Ashby Borough Council", status=Status.ADOPTED))

A fact left out (None) stays as it is. One named in `cleared` becomes unknown. A fact that is set
has the words `BY_HAND` as its evidence in `Document.shown`, and no finding says any more that it
is unknown. A fact set to what it already was keeps the paper's own words as its evidence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from ingest.documents import UNKNOWN_COUNCIL, Document, Kind, Shown, Status
from ingest.errors import CorrectionError
from ingest.report import ReadPaper
from ingest.reporting import with_standing

BY_HAND = "set by hand"
_WHEN_CLEARED: dict[str, object] = {
    "council": UNKNOWN_COUNCIL,
    "kind": Kind.UNKNOWN,
    "status": Status.UNKNOWN,
    "date": None,
    "adopted": None,
    "replaces": None,
}
_WORDS = frozenset({"council", "title", "replaces"})
_OF_THE_FILE = frozenset({"council"})  # true of every paper in a file, as a rule


@dataclass(frozen=True, slots=True)
class Corrections:
    """Facts set by hand; None leaves one as it is.

    Attributes:
        replaces: The id of the document that it replaces.
        cleared: Names of facts (not 'title') that become unknown.
    """

    council: str | None = None
    title: str | None = None
    kind: Kind | None = None
    status: Status | None = None
    date: dt.date | None = None
    adopted: dt.date | None = None
    replaces: str | None = None
    cleared: frozenset[str] = frozenset()

    @property
    def facts(self) -> dict[str, object]:
        """What each fact becomes, by its name; only those that are set or cleared."""
        found = {name: _WHEN_CLEARED[name] for name in sorted(self.cleared)}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "cleared" or value is None:
                continue
            found[field.name] = " ".join(value.split()) if field.name in _WORDS else value
        return found

    @classmethod
    def between(cls, before: Document, after: Document) -> Corrections:
        """Return what makes the facts of one document those of another."""
        changed: dict[str, object] = {}
        cleared = set()
        for name in FACTS:
            value = getattr(after, name)
            if value == getattr(before, name):
                continue
            if name in _WHEN_CLEARED and value == _WHEN_CLEARED[name]:
                cleared.add(name)
            else:
                changed[name] = value
        return cls(**changed, cleared=frozenset(cleared))  # type: ignore[arg-type]  # by FACTS


FACTS = tuple(field.name for field in fields(Corrections) if field.name != "cleared")


def correct(document: Document, corrections: Corrections) -> Document:
    """Return a document with facts set by hand.

    Raises:
        CorrectionError: A fact set is empty, the document would replace itself, or it would be
            adopted later than today.
    """
    changed = {
        name: value for name, value in corrections.facts.items() if value != getattr(document, name)
    }
    _check(document, changed)
    if not changed:
        return document
    shown = tuple(each for each in document.shown if each.field not in changed)
    by_hand = tuple(Shown(field=name, words=BY_HAND) for name in FACTS if name in changed)
    return document.model_copy(update={**changed, "shown": (*shown, *by_hand)})


def apply(paper: ReadPaper, corrections: Corrections, *, document: str | None = None) -> ReadPaper:
    """Return a file as read, with facts about its papers set by hand and its report to match.

    Args:
        corrections: The facts. A council is set on every paper in the file; anything else on one
            of them.
        document: The id of that one; without it, the file's only paper or its only protocol.

    Raises:
        CorrectionError: It cannot be told which paper is meant, none has that id, or a fact
            cannot be so (see `correct`).
    """
    facts = corrections.facts
    if not facts:
        return paper
    chosen = None
    if document is not None or not set(facts) <= _OF_THE_FILE:
        chosen = _chosen(paper, document)
    for_all = Corrections(council=corrections.council, cleared=corrections.cleared & _OF_THE_FILE)
    every = document is None
    documents = []
    for each in paper.documents:
        if each.id == chosen:
            documents.append(correct(each, corrections))
        else:
            documents.append(correct(each, for_all) if every else each)
    return paper.model_copy(
        update={
            "documents": tuple(documents),
            "report": with_standing(paper.report, documents),
        }
    )


def _chosen(paper: ReadPaper, document: str | None) -> str:
    ids = [each.id for each in paper.documents]
    name = paper.source.name
    if document is not None:
        if document in ids:
            return document
        raise CorrectionError(f"{name} holds no paper '{document}'; it holds {_listed(ids)}.")
    if len(ids) == 1:
        return ids[0]
    protocols = [each.id for each in paper.documents if each.kind is Kind.PROTOCOL]
    if len(protocols) == 1:
        return protocols[0]
    raise CorrectionError(
        f"{name} holds {len(ids)} papers ({_listed(ids)}): say which of them the facts are of."
    )


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids) if ids else "none"


def _check(document: Document, changed: dict[str, object]) -> None:
    for name in ("council", "title"):
        if name in changed and not changed[name]:
            raise CorrectionError(f"{document.id}: the {name} given is empty; give its words.")
    if changed.get("replaces") == document.id:
        raise CorrectionError(f"{document.id} cannot replace itself; name the earlier paper.")
    adopted = changed.get("adopted")
    if isinstance(adopted, dt.date) and adopted > dt.date.today():
        raise CorrectionError(
            f"{document.id} cannot have been adopted on {adopted}, which is still to come; "
            "correct the date."
        )
