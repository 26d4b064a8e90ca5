"""Decides yes, no or conditional from how a question is asked and what the paper's words say."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer import Verdict
from assistant.deontic import Condition, Deontic, Force, Party, Sense, read_deontic
from assistant.evidence import Evidence, expression
from assistant.nearness import Scales
from assistant.question import Mode, Part
from assistant.sentences import Piece
from assistant.words import content_stems, plain, read_data, shared, tidy

_SUPPOSING = re.compile(r"\b(?:if|whether|when|whenever|where|in case)\b[^,;:]*$")
_RULE_CONFIDENCE = 0.6
_FIT_WEIGHT = 1.5  # about half the weight of a telling word
_FITTING = {
    Mode.MAY: frozenset(
        {Sense.PERMITS, Sense.FORBIDS, Sense.ENTITLES, Sense.DENIES, Sense.ADVISES_AGAINST}
    ),
    Mode.MUST: frozenset({Sense.REQUIRES, Sense.ADVISES, Sense.EXEMPTS, Sense.UNDERTAKES}),
}


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
    plain: bool = False


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

    free = [force for force in reading.forces if not _supposed(piece.words[: force.start])]
    return max(free or reading.forces, key=nearness)


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
    """Tell whether words stand in a clause that only supposes: 'if staff are asked to …'."""
    return bool(_SUPPOSING.search(plain(before)))


def _clause_end(text: str, reading: Deontic, force: Force) -> int:
    later = [other.start for other in reading.forces if other.start > force.start]
    return min(later, default=len(text))


def decide(part: Part, evidence: Sequence[Evidence], scales: Scales) -> Decision | None:
    """Return the verdict on a part that asks for permission or duty.

    None where the part asks for neither, or nothing was found.
    """
    if part.mode not in (Mode.MAY, Mode.MUST) or not evidence:
        return None
    first = evidence[0]
    rule = read_rule(part, first, scales)
    weights = rule_weights(part, rule)
    reading = first.reading
    share = read_data("weights.toml")["verdict"]

    def weight(item: Verdict) -> float:
        judged = reading.p_verdict.get(item.value, 0.0) / share[item.value] if reading else 1.0
        return float(share["rules"] * _log(weights[item]) + share["reader"] * _log(judged))

    verdict = max(Verdict, key=weight)
    force = rule.force
    return Decision(
        verdict=verdict,
        sense=force.sense if force else Sense.STATES,
        words=force.words if force else "",
        strength=force.strength if force else 0,
        bound=force.bound if force else Party.NOBODY,
        conditions=rule.conditions,
        plain=bool(force and force.plain),
    )


def _log(p: float) -> float:
    return math.log(max(p, 1e-3))


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


def rule_weights(part: Part, rule: Rule) -> dict[Verdict, float]:
    """Return how the rules alone weigh the verdicts; they sum to 1."""
    said = _said(part, rule)
    rest = (1.0 - _RULE_CONFIDENCE) / 2
    return {item: _RULE_CONFIDENCE if item is said else rest for item in Verdict}


def _said(part: Part, rule: Rule) -> Verdict:
    sense = rule.force.sense if rule.force else Sense.STATES
    if part.mode is Mode.MUST and sense is Sense.EXEMPTS:
        return Verdict.NO
    said = Verdict(read_data("verdict.toml")[part.mode.value][sense.value])
    if _has("turned", part.text) != rule.turned and said is not Verdict.CONDITIONAL:
        said = _turn(part, said, sense)
    if sense in (Sense.REQUIRES, Sense.ADVISES) and part.mode is Mode.MAY:
        return Verdict.CONDITIONAL if rule.first or rule.limited else said
    if rule.limited or rule.hedged:
        return Verdict.CONDITIONAL
    return said


def _turn(part: Part, said: Verdict, sense: Sense) -> Verdict:
    """Return the verdict where question or clause, but not both, is about refusing."""
    if sense in (Sense.PERMITS, Sense.ENTITLES) and part.mode is Mode.MAY:
        return Verdict.CONDITIONAL
    return Verdict.YES if said is Verdict.NO else Verdict.NO
