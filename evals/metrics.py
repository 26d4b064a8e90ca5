"""What a run comes to: every measure's mean with its interval, whole and by group, and its cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import Field

from evals.answered import Answered
from evals.attribution import AttributedFailure, attribute, count_causes
from evals.groups import breakdown, clusters
from evals.intervals import interval
from evals.papers import Papers
from evals.questions import Question
from evals.scorers import MEASURES, Case
from evals.scorers.measure import NAN
from evals.scorers.risk_coverage import confidence, is_wrong, risk_coverage
from evals.scorers.verdict import confusion
from ingest.documents import Record

Number = float | None
"""None stands for NaN, which JSON does not have: the measure is undefined there."""

ERROR = "error"
"""The measure that every question has: 1 where it ended in an error."""


class Mean(Record):
    """A mean over questions with its 95% interval; `n` of them were defined."""

    mean: Number
    low: Number
    high: Number
    n: int
    n_undefined: int


class Percentiles(Record):
    """Milliseconds that a step took, at percentiles over questions."""

    p50: float
    p90: float
    p99: float
    max: float


class Curve(Record):
    """The risk-coverage curve, one point a question, and the area under it."""

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    area: Number


class Scored(Record):
    """One question's scores; a measure that is undefined for it is null."""

    cluster: int
    scores: dict[str, Number]


class Metrics(Record):
    """The measures of one run.

    Attributes:
        measures: By name, over all questions.
        by: By dimension ('council', 'type', 'role', 'difficulty', 'turn'), group and name.
        confusion: Verdicts said for each gold verdict.
        latency_ms: By step; 'total' is the whole answer.
        by_question: Every question's own scores, by id; what two runs are compared on.
        turns: Ids of the questions that are a 'first question' and of those that are a 'follow-up'.
        causes: Failures counted by the step that they come from, in the order of the road.
    """

    n_questions: int
    n_errors: int
    measures: dict[str, Mean]
    by: dict[str, dict[str, dict[str, Mean]]]
    confusion: dict[str, dict[str, int]]
    risk_coverage: Curve
    latency_ms: dict[str, Percentiles]
    memory_mb: float = Field(description="peak of any process that answered, MiB")
    input_tokens: int
    output_tokens: int
    by_question: dict[str, Scored]
    turns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    causes: dict[str, int]
    failures: tuple[AttributedFailure, ...]


def score(
    questions: Sequence[Question], answered: Mapping[str, Answered], papers: Papers
) -> dict[str, dict[str, float]]:
    """Return each question's scores by measure; NaN where a measure is undefined for it.

    A question that ended in an error has no other score than `error`.
    """
    scores: dict[str, dict[str, float]] = {}
    for question in questions:
        answer = answered[question.id].answer
        if answer is None:
            scores[question.id] = {ERROR: 1.0} | {each.name: NAN for each in MEASURES}
        else:
            case = Case(question, answer, papers)
            scores[question.id] = {ERROR: 0.0} | {each.name: each.score(case) for each in MEASURES}
    return scores


def measure_run(
    questions: Sequence[Question], answered: Mapping[str, Answered], papers: Papers
) -> Metrics:
    """Score every answer and return what the run comes to.

    Args:
        answered: The outcome of every question, by id.
    """
    scores = score(questions, answered, papers)
    groups = clusters(questions)
    cases = [
        Case(question, answer, papers)
        for question in questions
        if (answer := answered[question.id].answer) is not None
    ]
    outcomes = [answered[question.id] for question in questions]
    failures = attribute(questions, answered, papers)
    curve = risk_coverage([confidence(each) for each in cases], [is_wrong(each) for each in cases])
    return Metrics(
        n_questions=len(questions),
        n_errors=sum(outcome.failure is not None for outcome in outcomes),
        measures=_means(questions, scores, groups, range(len(questions))),
        by={
            dimension: {
                group: _means(questions, scores, groups, places)
                for group, places in members.items()
            }
            for dimension, members in breakdown(questions, papers).items()
        },
        confusion=confusion(cases),
        risk_coverage=Curve(coverage=curve.coverage, risk=curve.risk, area=number(curve.area)),
        latency_ms=latency_percentiles(outcomes),
        memory_mb=max((outcome.memory_mb for outcome in outcomes), default=0.0),
        input_tokens=sum(outcome.input_tokens for outcome in outcomes),
        output_tokens=sum(outcome.output_tokens for outcome in outcomes),
        by_question={
            question.id: Scored(
                cluster=group,
                scores={name: number(value) for name, value in scores[question.id].items()},
            )
            for question, group in zip(questions, groups, strict=True)
        },
        turns=_turns(questions),
        causes=count_causes(failures),
        failures=failures,
    )


def latency_percentiles(answered: Sequence[Answered]) -> dict[str, Percentiles]:
    """Return milliseconds by step: 'total', 'first answer', then the steps that answers timed.

    The first answer of each process loads the models; it is told apart from all the others.
    """
    warm = [each for each in answered if not each.opening] or list(answered)
    steps: dict[str, list[float]] = {
        "total": [each.latency_ms for each in warm],
        "first answer": [each.latency_ms for each in answered if each.opening],
    }
    for each in warm:
        for step, value in (each.answer.timings_ms if each.answer else {}).items():
            steps.setdefault("total (own count)" if step == "total" else step, []).append(value)
    found = {}
    for step, values in steps.items():
        if values:
            p50, p90, p99 = (float(at) for at in np.percentile(values, (50, 90, 99)))
            found[step] = Percentiles(p50=p50, p90=p90, p99=p99, max=max(values))
    return found


def _turns(questions: Sequence[Question]) -> dict[str, tuple[str, ...]]:
    return {
        "first question": tuple(each.id for each in questions if not each.history),
        "follow-up": tuple(each.id for each in questions if each.history),
    }


def number(value: float) -> Number:
    """Return a score as it is stored: None for NaN."""
    return None if math.isnan(value) else value


def _means(
    questions: Sequence[Question],
    scores: Mapping[str, Mapping[str, float]],
    groups: Sequence[int],
    places: Sequence[int],
) -> dict[str, Mean]:
    """Return the measures' means over the questions at these places."""
    found = {}
    for name in (ERROR, *(measure.name for measure in MEASURES)):
        values = [scores[questions[place].id][name] for place in places]
        mean = interval(values, [groups[place] for place in places])
        found[name] = Mean(
            mean=number(mean.mean),
            low=number(mean.low),
            high=number(mean.high),
            n=mean.n,
            n_undefined=mean.n_undefined,
        )
    return found
