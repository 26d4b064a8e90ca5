"""Decides yes, no or conditional from how a question is asked and what the paper's words say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Role, Verdict
from assistant.deontic import Condition, Party, Sense
from assistant.evidence import Evidence
from assistant.judge import verdict_chances, verdict_features
from assistant.nearness import Scales
from assistant.polar import wants_verdict
from assistant.question import POLAR, Mode, Part
from assistant.rule import Rule, read_rule, turns
from assistant.words import read_data

_RULE_CONFIDENCE = 0.6
_EVEN = dict.fromkeys(Verdict, 1 / 3)
_LIKELY = 0.55  # three in five of such verdicts are right on papers left out of the fitting


@dataclass(frozen=True, slots=True)
class Decision:
    """What the paper says to a question that asks for permission or duty.

    Attributes:
        sense: What the deciding words of force do; 'states' where there are none.
        words: The deciding words, as printed.
        strength: 3 must, 2 should, 1 may, 0 none.
        conditions: The conditions that stand with them, as printed.
        chance: How likely the verdict is, in [0, 1], where the paragraph answers.
    """

    verdict: Verdict
    sense: Sense
    words: str
    strength: int
    bound: Party
    conditions: tuple[Condition, ...] = ()
    plain: bool = False
    chance: float = 1.0


def decide(
    part: Part, evidence: Sequence[Evidence], scales: Scales, role: Role | None = None
) -> Decision | None:
    """Return the verdict on a part that wants one.

    None where it wants none, or nothing was found. Where its words ask for neither permission nor
    duty there are no rules to go by, and only a likely verdict is given.
    """
    if not evidence or not wants_verdict(part):
        return None
    first = evidence[0]
    rule = read_rule(part, first, scales)
    polar = part.mode in POLAR
    weights = rule_weights(part, rule) if polar else _EVEN
    judged = verdict_chances(verdict_features(part, role, first, rule, scales))
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
    if verdict is Verdict.YES and _forbids(part, rule):
        verdict = Verdict.CONDITIONAL if rule.limited else Verdict.NO
    total = sum(math.exp((weight(item) - weight(verdict)) / share["temper"]) for item in Verdict)
    chance = 1.0 / total
    if not polar and chance < _LIKELY:
        return None
    force = rule.force
    return Decision(
        verdict=verdict,
        sense=force.sense if force else Sense.STATES,
        words=force.words if force else "",
        strength=force.strength if force else 0,
        bound=force.bound if force else Party.NOBODY,
        conditions=rule.conditions,
        plain=bool(force and force.plain),
        chance=chance,
    )


def _forbids(part: Part, rule: Rule) -> bool:
    """Tell whether the deciding words forbid what is asked: then the answer is never yes.

    Where the judge said so all the same, no was right as often on papers left out, and a wrong yes
    does more harm than a wrong no.
    """
    force = rule.force
    withheld = force is not None and not force.plain and rule.sense in (Sense.FORBIDS, Sense.DENIES)
    return withheld and turns(part.text) == rule.turned


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
