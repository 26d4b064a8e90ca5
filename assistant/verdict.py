"""Decides yes, no or conditional from how a question is asked and what the paper's words say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Role, Verdict
from assistant.deontic import Condition, Party, Sense
from assistant.evidence import Evidence
from assistant.judge import load_judge, verdict_features
from assistant.nearness import Scales
from assistant.question import Mode, Part
from assistant.rule import Rule, read_rule, turns
from assistant.words import read_data

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
    plain: bool = False


def decide(
    part: Part, evidence: Sequence[Evidence], scales: Scales, role: Role | None = None
) -> Decision | None:
    """Return the verdict on a part that asks for permission or duty.

    None where the part asks for neither, or nothing was found.
    """
    if part.mode not in (Mode.MAY, Mode.MUST) or not evidence:
        return None
    first = evidence[0]
    rule = read_rule(part, first, scales)
    weights = rule_weights(part, rule)
    judged = load_judge().chances(verdict_features(part, role, first, rule, scales))
    reading = first.reading
    share = read_data("weights.toml")["verdict"]

    def weight(item: Verdict) -> float:
        read = reading.p_verdict.get(item.value, 0.0) / share[item.value] if reading else 1.0
        return float(
            share["rules"] * _log(weights[item])
            + share["judge"] * _log(judged[item])
            + share["reader"] * _log(read)
        )

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


def rule_weights(part: Part, rule: Rule) -> dict[Verdict, float]:
    """Return how the rules alone weigh the verdicts; they sum to 1."""
    said = _said(part, rule)
    rest = (1.0 - _RULE_CONFIDENCE) / 2
    return {item: _RULE_CONFIDENCE if item is said else rest for item in Verdict}


def _said(part: Part, rule: Rule) -> Verdict:
    sense = rule.sense
    if part.mode is Mode.MUST and sense is Sense.EXEMPTS:
        return Verdict.NO
    said = Verdict(read_data("verdict.toml")[part.mode.value][sense.value])
    if turns(part.text) != rule.turned and said is not Verdict.CONDITIONAL:
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
