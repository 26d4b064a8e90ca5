"""Decides yes, no or conditional from how a question is asked and what the paper's words say."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer import Verdict
from assistant.deontic import Condition, Deontic, Force, Party, Sense, read_deontic
from assistant.evidence import Evidence
from assistant.lexicon import Lexicon
from assistant.question import Mode, Part
from assistant.sentences import Piece
from assistant.words import content_stems, plain, read_data

_RULE_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """What the paper says to a question that asks for permission or duty.

    Attributes:
        sense: What the deciding words of force do; 'states' where there are none.
        words: The deciding words, as printed.
        strength: 3 must, 2 should, 1 may, 0 none.
        conditions: The conditions that stand with them, as printed.
    """

    verdict: Verdict
    sense: Sense
    words: str
    strength: int
    bound: Party
    conditions: tuple[Condition, ...] = ()


@cache
def _turned() -> re.Pattern[str]:
    return re.compile("|".join(read_data("verdict.toml")["turned"]["words"]))


def main_force(part: Part, piece: Piece, lexicon: Lexicon) -> Force | None:
    """Return the words of force in a piece that the question is about: those whose clause shares most."""
    reading = read_deontic(piece.words)
    if not reading.forces:
        return None
    wanted = frozenset(part.terms)

    def nearness(force: Force) -> tuple[float, int, int]:
        clause = content_stems(piece.words[force.end : _clause_end(piece.words, reading, force)])
        return (
            lexicon.total(stem for stem in clause if stem in wanted),
            force.strength,
            -force.start,
        )

    return max(reading.forces, key=nearness)


def _clause_end(text: str, reading: Deontic, force: Force) -> int:
    later = [other.start for other in reading.forces if other.start > force.start]
    return min(later, default=len(text))


def decide(part: Part, evidence: Sequence[Evidence], lexicon: Lexicon) -> Decision | None:
    """Return the verdict on a part that asks for permission or duty; None where it asks for neither."""
    if part.mode not in (Mode.MAY, Mode.MUST) or not evidence:
        return None
    first = evidence[0]
    force = main_force(part, first.best, lexicon)
    conditions = _conditions(first)
    weights = rule_weights(part, force, conditions)
    reading = first.reading
    verdict = max(
        Verdict,
        key=lambda item: (
            math.log(weights[item])
            + (math.log(max(reading.p_verdict.get(item.value, 0.0), 1e-4)) if reading else 0.0)
        ),
    )
    return Decision(
        verdict=verdict,
        sense=force.sense if force else Sense.STATES,
        words=force.words if force else "",
        strength=force.strength if force else 0,
        bound=force.bound if force else Party.NOBODY,
        conditions=tuple(item for item in conditions if item.gate),
    )


def _conditions(evidence: Evidence) -> tuple[Condition, ...]:
    return tuple(
        condition for piece in evidence.pieces for condition in read_deontic(piece.words).conditions
    )


def rule_weights(
    part: Part, force: Force | None, conditions: Sequence[Condition]
) -> dict[Verdict, float]:
    """Return how the rules alone weigh the verdicts; they sum to 1."""
    sense = force.sense if force else Sense.STATES
    said = Verdict(read_data("verdict.toml")[part.mode.value][sense.value])
    if _turned().search(plain(part.text)) and said is not Verdict.CONDITIONAL and sense in (
        Sense.REQUIRES, Sense.ADVISES, Sense.EXEMPTS, Sense.UNDERTAKES,
    ):  # fmt: skip
        said = Verdict.YES if sense is Sense.EXEMPTS else Verdict.NO
    if any(condition.gate for condition in conditions) and part.mode is Mode.MAY:
        said = Verdict.CONDITIONAL
    rest = (1.0 - _RULE_CONFIDENCE) / 2
    return {item: _RULE_CONFIDENCE if item is said else rest for item in Verdict}
