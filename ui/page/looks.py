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
VERDICT_SIGNS: dict[Verdict, dict[str, str]] = {
    Verdict.YES: {"look": "yes", "sign": "tick"},
    Verdict.NO: {"look": "no", "sign": "cross"},
    Verdict.CONDITIONAL: {"look": "depends", "sign": "fork"},
}
"""The look and the sign of a verdict, as the answer component names them."""
STATUS_SIGNS = {"look": "open", "sign": "question"}
"""Those of an answer that is no whole answer."""
