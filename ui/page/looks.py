"""The colours and icons of verdicts and standings; words always stand beside them."""

from __future__ import annotations

from typing import Literal

from assistant.answer import Verdict
from ingest.documents import Status

Colour = Literal["red", "orange", "green", "gray", "blue"]

STANDING_COLOURS: dict[Status, Colour] = {
    Status.ADOPTED: "green",
    Status.PROPOSED: "orange",
    Status.DRAFT: "orange",
    Status.SKELETON: "orange",
    Status.SUPERSEDED: "red",
    Status.PUBLISHED: "gray",
    Status.UNKNOWN: "gray",
}
VERDICT_COLOURS: dict[Verdict, Colour] = {
    Verdict.YES: "green",
    Verdict.NO: "red",
    Verdict.CONDITIONAL: "orange",
}
VERDICT_ICONS = {
    Verdict.YES: ":material/check_circle:",
    Verdict.NO: ":material/cancel:",
    Verdict.CONDITIONAL: ":material/rule:",
}
