"""Fits whether a question wants a yes or a no, on questions of which a person said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.linear import Features, Linear
from assistant.polar import NO, YES, polar_features
from assistant.question import POLAR, Part, read_question
from assistant.train.linear import fit_linear
from index.train.questions import TrainingSet

_INVERSE_DECAY = 0.3
_SEEN_AT_LEAST = 3
_N_FOLDS = 5


@dataclass(frozen=True, slots=True)
class PutQuestion:
    """How a question is put, and whether it wants a verdict.

    Attributes:
        by_words: Whether its words of permission or duty say so.
    """

    scope: str
    features: Features
    polar: bool
    by_words: bool


def put_questions(data: TrainingSet) -> list[PutQuestion]:
    """Return the training questions of which it was said whether they want a verdict."""
    found = []
    for question in data.questions:
        if question.judged:
            mode = read_question(question.text).parts[0].mode
            features = polar_features(Part(question.text, mode, ()))
            found.append(
                PutQuestion(question.scope, features, bool(question.verdict), mode in POLAR)
            )
    return found


def fit_polar(questions: Sequence[PutQuestion]) -> Linear:
    """Fit the model; the same questions give the same weights."""
    return fit_linear(
        [question.features for question in questions],
        [YES if question.polar else NO for question in questions],
        weights=[1.0] * len(questions),
        inverse_decay=_INVERSE_DECAY,
        seen_at_least=_SEEN_AT_LEAST,
    )


def right_left_out(questions: Sequence[PutQuestion]) -> tuple[float, float]:
    """Return how often words alone, and the model, are right on papers left out in turn."""
    scopes = sorted({question.scope for question in questions})
    n_right = 0
    for fold in range(_N_FOLDS):
        out = frozenset(scopes[fold::_N_FOLDS])
        model = fit_polar([question for question in questions if question.scope not in out])
        for question in questions:
            if question.scope in out:
                n_right += (model.chances(question.features)[YES] >= 0.5) is question.polar
    by_words = sum(question.by_words is question.polar for question in questions)
    return by_words / len(questions), n_right / len(questions)
