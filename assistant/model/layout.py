"""Where in an extractive answer each paragraph's words stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.compose import Brief, point_text
from assistant.evidence import Evidence
from assistant.model.checks import Proof


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of an answer that tells one paragraph's words.

    Attributes:
        place: Of the paragraph in the evidence, 0-based.
        before: What stands between the last slot and these words: an opening, a dash.
        said: The paragraph's words as the answer tells them.
        marker: What follows: ' [1]'.
    """

    place: int
    before: str
    said: str
    marker: str

    def told(self, evidence: Evidence, proofs: Mapping[int, Proof]) -> str:
        """Return the stretch with proved words in place of the pieces that they stand for.

        Args:
            proofs: By their first piece; none laps over another. Pieces that none stands for
                stay: a limit is told with what it limits.
        """
        if not proofs:
            return f"{self.before}{self.said}{self.marker}"
        told: list[str] = []
        number = 0
        while number < len(evidence.pieces):
            proof = proofs.get(number)
            told.append(proof.words if proof else point_text((evidence.pieces[number],)))
            number = proof.last + 1 if proof else number + 1
        return f"{self.before}{' '.join(told)}{self.marker}"


@dataclass(frozen=True, slots=True)
class Layout:
    """An answer's text: its slots in order, and what follows the last."""

    slots: tuple[Slot, ...]
    tail: str


def lay_out(text: str, brief: Brief) -> Layout:
    """Return where an answer's text tells each paragraph; one told otherwise has no slot."""
    slots: list[Slot] = []
    cursor = 0
    for place, evidence in enumerate(brief.evidence):
        said, marker = point_text(evidence.pieces), f" [{place + 1}]"
        at = text.find(said + marker, cursor)
        if at >= 0:
            slots.append(Slot(place, text[cursor:at], said, marker))
            cursor = at + len(said) + len(marker)
    return Layout(tuple(slots), text[cursor:])
