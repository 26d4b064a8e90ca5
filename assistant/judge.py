"""Weighs yes, no and it depends by how the question is put and how the paper rules.

A linear model over features that a person can read: what the deciding words do, what stands with
them, how the question opens, and the words of both. `python -m assistant.train` fits it on
questions whose verdicts were given by hand; the weights lie in `data/judge.json`.

Source: multinomial logistic regression; Cox 1966.
"""

from __future__ import annotations

import re

from assistant.answer import Role, Verdict
from assistant.deontic import Force, read_deontic
from assistant.evidence import Evidence
from assistant.linear import Features, load_linear
from assistant.nearness import Scales
from assistant.question import POLAR, Part
from assistant.rule import Rule, turns
from assistant.sentences import Piece, pieces
from assistant.words import content_stems, plain

FILE = "judge.json"

_WORD = re.compile(r"[a-z']+")
_NEGATION = re.compile(r"\b(?:not|never|no|without|nothing|nobody|cant|dont|isnt|wont)\b|n't\b")
_OPENS_NEGATIVE = re.compile(r"\W*(?:not|no|never|nor|neither)\b")
_FULL_OTHERS = 6  # sentences beside the deciding one that count as many


def verdict_chances(features: Features) -> dict[Verdict, float]:
    """Return the chance of each verdict; they sum to 1.

    Raises:
        WordListError: The fitted model's file is malformed.
    """
    chances = load_linear(FILE).chances(features)
    return {verdict: chances[verdict.value] for verdict in Verdict}


def verdict_features(
    part: Part, role: Role | None, evidence: Evidence, rule: Rule, scales: Scales
) -> Features:
    """Return what is weighed of a question's part and the piece of evidence that decides."""
    mode = part.mode.value if part.mode in POLAR else "other"
    found = _of_rule(part, mode, rule)
    found |= _of_piece(evidence.best, rule.force, negative=rule.negative)
    found |= _of_others(evidence, rule)
    found |= _of_question(part, mode, negative=rule.negative)
    found |= _of_both(part, mode, evidence.best, scales)
    if rule.force:
        found[f"bound {rule.force.bound.value} asked by {role or 'anybody'}"] = 1.0
    return {name: float(value) for name, value in found.items() if value}


def _of_rule(part: Part, mode: str, rule: Rule) -> Features:
    sense = rule.sense.value
    negative = "negative" if rule.negative else "positive"
    turned = "turned" if turns(part.text) != rule.turned else "straight"
    found = {
        f"mode {mode}": 1.0,
        f"sense {sense}": 1.0,
        f"mode {mode}, sense {sense}": 1.0,
        f"mode {mode}, strength": (rule.force.strength if rule.force else 0) / 3,
        "question turned": float(turns(part.text)),
        "clause turned": float(rule.turned),
        f"{turned}, {negative}, mode {mode}": 1.0,
        f"{turned}, sense {sense}": 1.0,
    }
    for name in ("limited", "hedged", "first"):
        if getattr(rule, name):
            found |= {name: 1.0, f"{name}, {negative}": 1.0, f"{name}, mode {mode}": 1.0}
    return found


def _of_piece(piece: Piece, force: Force | None, *, negative: bool) -> Features:
    reading = read_deontic(piece.words)
    gates = [condition for condition in reading.conditions if condition.gate]
    opposite = any(
        other.negative != negative for other in reading.forces if force and other is not force
    )
    return {
        "gates": min(len(gates), 2) / 2,
        f"gates, {'negative' if negative else 'positive'}": float(bool(gates)),
        **{f"condition {condition.name}": 1.0 for condition in reading.conditions},
        "opposite beside": float(opposite),
        "lead-in negative": float(bool(piece.lead and _NEGATION.search(plain(piece.lead[-1])))),
        "opens negative": float(bool(_OPENS_NEGATIVE.match(plain(piece.text)))),
    }


def _of_others(evidence: Evidence, rule: Rule) -> Features:
    others = [
        read_deontic(piece.words)
        for piece in pieces(evidence.paragraph)
        if piece.start != evidence.best.start
    ]
    opposite = any(
        force.negative != rule.negative and force.strength >= 2
        for reading in others
        for force in reading.forces
    )
    return {
        "others gated": float(any(reading.gated for reading in others)),
        "others": min(len(others), _FULL_OTHERS) / _FULL_OTHERS,
        "opposite in others": float(opposite),
    }


def _of_question(part: Part, mode: str, *, negative: bool) -> Features:
    lowered = plain(part.text)
    words = _WORD.findall(lowered)
    negated = float(bool(_NEGATION.search(lowered)))
    return {
        "question negated": negated,
        f"question negated, {'negative' if negative else 'positive'}": negated,
        f"question negated, mode {mode}": negated,
        **{f"opens: {' '.join(words[:n])}": 1.0 for n in (1, 2, 3)},
        **{f"asked: {word}": 1.0 for word in words},
    }


def _of_both(part: Part, mode: str, piece: Piece, scales: Scales) -> Features:
    lowered = plain(piece.words)
    turned = "turned" if turns(part.text) else "straight"
    return {
        "nearness": scales.near(part.text, [piece.words])[0],
        "coverage": scales.lexicon.coverage(part.terms, content_stems(piece.words)),
        f"said negated, mode {mode}, {turned}": float(bool(_NEGATION.search(lowered))),
        **{f"said: {word}": 1.0 for word in _WORD.findall(lowered)},
    }
