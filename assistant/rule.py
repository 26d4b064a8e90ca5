"""Reads which rule a paragraph states on what is asked, and what limits it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.deontic import Condition, Deontic, Force, Sense, read_deontic
from assistant.evidence import Evidence, expression
from assistant.nearness import Scales
from assistant.question import Mode, Part
from assistant.sentences import Piece
from assistant.words import content_stems, plain, read_data, shared, tidy

_SUPPOSING = re.compile(r"\b(?:if|whether|when|whenever|where|in case)\b[^,;:]*$")
_FIT_WEIGHT = 1.5  # about half the weight of a telling word
_FITTING = {
    Mode.MAY: frozenset(
        {Sense.PERMITS, Sense.FORBIDS, Sense.ENTITLES, Sense.DENIES, Sense.ADVISES_AGAINST}
    ),
    Mode.MUST: frozenset({Sense.REQUIRES, Sense.ADVISES, Sense.EXEMPTS, Sense.UNDERTAKES}),
}


@cache
def _words(table: str) -> re.Pattern[str]:
    return re.compile("|".join(read_data("verdict.toml")[table]["words"]))


def main_force(part: Part, piece: Piece, scales: Scales) -> Force | None:
    """Return the words of force that a question is about: their clause comes nearest."""
    reading = read_deontic(piece.words)
    if not reading.forces:
        return None
    wanted = frozenset(part.terms)
    near = _clause_nearness(part, piece, reading, scales)
    fitting = _FITTING.get(part.mode, frozenset())

    def nearness(force: Force) -> tuple[float, int, int]:
        clause = content_stems(piece.words[force.end : _clause_end(piece.words, reading, force)])
        shares = scales.lexicon.total(stem for stem in clause if stem in wanted)
        fits = _FIT_WEIGHT if force.sense in fitting else 0.0
        worth = shares + fits + near[force] - (_FIT_WEIGHT if force.plain else 0.0)
        return (worth, force.strength, -force.start)

    free = [force for force in _ruling(piece, reading) if not _supposed(piece.words[: force.start])]
    return max(free or reading.forces, key=nearness)


def _ruling(piece: Piece, reading: Deontic) -> Sequence[Force]:
    """Return the words of force that may decide.

    Of 'A Member must not: sign what the Council will pay for' they are those of the lead-in, with
    what limits them in the item; its 'will' says nothing on what is asked.
    """
    lead_end = len(tidy(" ".join(piece.lead)))
    leading = [force for force in reading.forces if force.end <= lead_end]
    if not leading or not _has("leads", piece.words[leading[-1].end : lead_end]):
        return reading.forces
    within = [force for force in reading.forces if force.start >= lead_end]
    limiting = [f for f in within if _has("limits", piece.words[lead_end : f.start])]
    return (leading[-1], *limiting)


def _clause_nearness(
    part: Part, piece: Piece, reading: Deontic, scales: Scales
) -> dict[Force, float]:
    """Return what the nearness in meaning of each force's clause, its subject included, adds."""
    forces = reading.forces
    if len(forces) == 1:
        return {forces[0]: 0.0}
    starts = (0, *(force.end for force in forces[:-1]))
    ends = (*(force.start for force in forces[1:]), len(piece.words))
    clauses = [piece.words[start:end] for start, end in zip(starts, ends, strict=True)]
    weight = read_data("weights.toml")["verdict"]["near"]
    near = scales.near(part.text, clauses)
    return {force: weight * value for force, value in zip(forces, near, strict=True)}


def _supposed(before: str) -> bool:
    """Tell whether words stand in a clause that only supposes or reports what somebody says.

    As in 'if staff are asked to …' and 'promise a resident that the Council will …'.
    """
    return bool(_SUPPOSING.search(plain(before))) or _has("reporting", before)


def _clause_end(text: str, reading: Deontic, force: Force) -> int:
    later = [other.start for other in reading.forces if other.start > force.start]
    return min(later, default=len(text))


@dataclass(frozen=True, slots=True)
class Rule:
    """What the deciding words of a paragraph are, and what stands with them.

    Attributes:
        turned: Whether the clause is about refusing, declining or the like.
        limited: Whether a gate, a second rule or an exception limits them.
        hedged: Whether they are said of the normal case only.
        first: Whether they name something to be done beforehand.
    """

    force: Force | None
    conditions: tuple[Condition, ...]
    turned: bool = False
    limited: bool = False
    hedged: bool = False
    first: bool = False

    @property
    def sense(self) -> Sense:
        """What the deciding words do; 'states' where there are none."""
        return self.force.sense if self.force else Sense.STATES

    @property
    def negative(self) -> bool:
        """Whether the deciding words forbid, advise against, exempt or deny."""
        return bool(self.force and self.force.negative)


def turns(text: str) -> bool:
    """Tell whether a question is about refusing, declining or the like."""
    return _has("turned", text)


def read_rule(part: Part, evidence: Evidence, scales: Scales) -> Rule:
    """Return the rule that a piece of evidence states on what a part asks."""
    best = evidence.best
    said = best.words
    reading = read_deontic(said)
    force = main_force(part, best, scales)
    after = _own_start(best)
    gates = tuple(item for item in reading.conditions if item.gate and item.start >= after)
    if force is None:
        return Rule(None, gates, limited=bool(gates), hedged=_has("hedged", said))
    clause = said[force.end : _clause_end(said, reading, force)]
    return Rule(
        force=force,
        conditions=gates,
        turned=_has("turned_clause", clause),
        limited=bool(gates) or _limited(part, force, evidence),
        hedged=_has("hedged", said),
        first=_has("first", clause),
    )


def _own_start(piece: Piece) -> int:
    """Return where, in a piece with its lead-ins, the last clause of the nearest lead-in begins."""
    lead = tidy(" ".join(piece.lead))
    return max(lead.rfind("; "), 0)


def _has(table: str, text: str) -> bool:
    return bool(_words(table).search(plain(text)))


def _gates_the_same(part: Part, piece: Piece) -> bool:
    """Tell whether a later sentence sets a condition on what the question is about."""
    return bool(shared(part.terms, content_stems(piece.words))) and read_deontic(piece.words).gated


def _limited(part: Part, force: Force, evidence: Evidence) -> bool:
    """Tell whether another rule, in the sentence or one told with it, limits a force."""
    said = evidence.best.words
    reading = read_deontic(said)
    opposite = [
        other for other in reading.forces if other is not force and other.negative != force.negative
    ]
    if any(_has("limits", said[force.end : other.start]) for other in opposite):
        return True
    if _limits_the_one_before(evidence, force):
        return True
    for piece in evidence.pieces:
        if piece.start <= evidence.best.start:
            continue
        if not force.negative and _gates_the_same(part, piece):
            return True
        if not expression("ties", "limits").match(plain(piece.words)):
            continue
        strongest = read_deontic(piece.words).strongest
        if strongest and (strongest.negative != force.negative or strongest.strength >= 2):
            return True
    return False


def _limits_the_one_before(evidence: Evidence, force: Force) -> bool:
    """Tell whether the best piece is itself an exception: 'This does not prevent …'."""
    earlier = [piece for piece in evidence.pieces if piece.end <= evidence.best.start]
    if not earlier or not expression("ties", "back").match(plain(evidence.best.text)):
        return False
    strongest = read_deontic(earlier[-1].words).strongest
    allows = force.sense in (Sense.PERMITS, Sense.EXEMPTS, Sense.ENTITLES)
    return bool(strongest and strongest.negative and strongest.strength >= 2 and allows)
