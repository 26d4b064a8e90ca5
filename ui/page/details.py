"""What a person may correct of what was detected in a paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from ingest.corrections import Corrections, correct
from ingest.documents import UNKNOWN_COUNCIL, Document, Kind, Status
from ingest.errors import CorrectionError


@dataclass(frozen=True, slots=True)
class Details:
    """A paper's details as a person has left them."""

    title: str
    council: str
    kind: Kind
    status: Status
    date: dt.date | None
    adopted: dt.date | None
    replaces: str | None

    @classmethod
    def of(cls, document: Document) -> Details:
        """Return a document's details as they are."""
        return cls(
            document.title,
            document.council,
            document.kind,
            document.status,
            document.date,
            document.adopted,
            document.replaces,
        )


def with_details(document: Document, details: Details) -> Document:
    """Return a document as a person has corrected it.

    Raises:
        CorrectionError: A detail cannot be so; the sentence says which.
    """
    after = document.model_copy(update=asdict(details))
    return correct(document, Corrections.between(document, after))


def problems_of(document: Document, details: Details) -> list[str]:
    """Return what must be put right before these details can be used, a sentence each."""
    found = []
    if not details.title:
        found.append("Give the paper a title.")
    if not details.council or details.council == UNKNOWN_COUNCIL:
        found.append("Say whose paper it is: choose the council, or type its name.")
    if not found:
        try:
            with_details(document, details)
        except CorrectionError as error:
            found.append(str(error))
    return found
