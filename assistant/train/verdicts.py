"""Fits the judge of verdicts on training questions whose verdicts were given by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from assistant.answer import Role, Verdict
from assistant.evidence import Scored, read_evidence
from assistant.judge import verdict_features
from assistant.lexicon import build_lexicon
from assistant.linear import Features, Linear
from assistant.nearness import Nearness, Scales
from assistant.question import POLAR, read_question
from assistant.rule import read_rule
from assistant.train.linear import fit_linear
from assistant.verdict import rule_weights
from index.hits import Hit
from index.train.questions import TrainingQuestion, TrainingSet
from ingest.documents import Document, Kind, Paragraph

_WEIGHT = {Verdict.CONDITIONAL: 2.0}  # rarer in training than where people ask in earnest
_INVERSE_DECAY = 0.1
_SEEN_AT_LEAST = 4  # times, for a feature to be weighed
_N_FOLDS = 4


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with the features of its answering paragraph and the verdict given by hand.

    Attributes:
        by_rules: What the rules alone say, with their chances.
        polar: Whether the rules take it to ask for permission or duty.
    """

    scope: str
    features: Features
    by_rules: dict[Verdict, float]
    verdict: Verdict
    polar: bool


def judged_questions(data: TrainingSet, near: Nearness) -> list[JudgedQuestion]:
    """Return the training questions that ask for a verdict, read as the assistant reads them."""
    texts = (f"{passage.context} {passage.text}" for passage in data.passages.values())
    scales = Scales(build_lexicon(texts), near)
    asked = [question for question in data.questions if question.judged and question.verdict]
    return [
        _judged(question, data.passages[question.gold[0]].paragraph, scales) for question in asked
    ]


def _judged(question: TrainingQuestion, paragraph: Paragraph, scales: Scales) -> JudgedQuestion:
    part = read_question(question.text).parts[0]
    hit = Hit(paragraph, _document(question, paragraph), rank=1, score=1.0)
    evidence = read_evidence(part, Scored(hit, 1.0, 1.0), 0, scales)
    rule = read_rule(part, evidence, scales)
    role = cast("Role | None", question.role)
    polar = part.mode in POLAR
    return JudgedQuestion(
        scope=question.scope,
        features=verdict_features(part, role, evidence, rule, scales),
        by_rules=rule_weights(part, rule) if polar else dict.fromkeys(Verdict, 1 / 3),
        verdict=Verdict(question.verdict or ""),
        polar=polar,
    )


def _document(question: TrainingQuestion, paragraph: Paragraph) -> Document:
    return Document(
        id=paragraph.document,
        source="",
        council=question.scope,
        title=paragraph.document,
        kind=Kind.PROTOCOL,
    )


def fit_judge(questions: Sequence[JudgedQuestion]) -> Linear:
    """Fit the linear model; the same questions give the same weights."""
    return fit_linear(
        [question.features for question in questions],
        [question.verdict.value for question in questions],
        weights=[_WEIGHT.get(question.verdict, 1.0) for question in questions],
        inverse_decay=_INVERSE_DECAY,
        seen_at_least=_SEEN_AT_LEAST,
    )


def measure_left_out(
    questions: Sequence[JudgedQuestion], shares: Sequence[float]
) -> dict[float, dict[str, float]]:
    """Return how often the verdict is right on papers left out, by the judge's share.

    Args:
        shares: Weights of the judge beside the rules' 1; 0 is the rules alone.

    Returns:
        For each share, the accuracy on all questions and by paper, and under 'judge alone'.
    """
    scopes = sorted({question.scope for question in questions})
    chances: dict[int, dict[Verdict, float]] = {}
    for fold in range(_N_FOLDS):
        out = frozenset(scopes[fold::_N_FOLDS])
        judge = fit_judge([question for question in questions if question.scope not in out])
        for place, question in enumerate(questions):
            if question.scope in out:
                found = judge.chances(question.features)
                chances[place] = {verdict: found[verdict.value] for verdict in Verdict}
    measures = {}
    for share in shares:
        right = [
            _best(question, chances[place], share) is question.verdict
            for place, question in enumerate(questions)
        ]
        measures[share] = _by_scope(questions, right, scopes)
    return measures


def _best(question: JudgedQuestion, judged: dict[Verdict, float], share: float) -> Verdict:
    def total(verdict: Verdict) -> float:
        return float(np.log(question.by_rules[verdict]) + share * np.log(judged[verdict]))

    return max(Verdict, key=total)


def _by_scope(
    questions: Sequence[JudgedQuestion], right: Sequence[bool], scopes: Sequence[str]
) -> dict[str, float]:
    def share(counts: Callable[[JudgedQuestion], bool]) -> float:
        kept = [
            is_right
            for question, is_right in zip(questions, right, strict=True)
            if counts(question)
        ]
        return sum(kept) / max(1, len(kept))

    found = {"all": share(lambda _: True), "permission or duty": share(lambda q: q.polar)}
    for scope in scopes:
        found[scope] = share(lambda q, scope=scope: q.polar and q.scope == scope)  # type: ignore[misc]
    return found
