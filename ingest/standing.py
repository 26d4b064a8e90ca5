"""What a paper is: council, title, kind, status and dates, with the words that show each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ingest.documents import Kind, Shown, Status
from ingest.structure import Structure


@dataclass(frozen=True, slots=True)
class Standing:
    """What the text itself shows of a paper; what it does not show is None or unknown."""

    council: str | None = None
    title: str | None = None
    kind: Kind = Kind.UNKNOWN
    status: Status = Status.UNKNOWN
    date: dt.date | None = None
    adopted: dt.date | None = None
    shown: tuple[Shown, ...] = ()


def detect_standing(structure: Structure) -> Standing:
    """Return what a paper's title page and text show of its standing."""
    return Standing()
