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
        """Return the stretch with proved words in place of the pieces that they shorten.

        Args:
            proofs: By their first piece; none laps over another. Pieces that none shortens stay
                as they are: a limit is told with what it limits.
        """
        pieces = evidence.pieces
        told: list[str] = []
        done = 0
        for first, proof in sorted(proofs.items()):
            if proof.words == point_text(pieces[first : proof.last + 1]):
                continue  # repeated, not shortened
            if first > done:
                told.append(point_text(pieces[done:first]))
            told.append(proof.words)
            done = proof.last + 1
        if done < len(pieces):
            told.append(point_text(pieces[done:]) if done else self.said)
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
