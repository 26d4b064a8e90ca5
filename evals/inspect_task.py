"""The assistant as an inspect-ai solver, with our measures as its scorers.

Needs the `evals` extra. From Python:

    inspect_ai.eval(protocol_task(assistant, questions), model="mockllm/model")

inspect-ai wants a model named even where, as here, the solver asks none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ModelOutput
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from assistant.answer import Answer, Answers
from evals.export import inspect_sample
from evals.intervals import interval
from evals.papers import HoldsDocuments, Papers
from evals.questions import Question
from evals.scorers import BY_NAME, Case

ANSWER = "answer"
"""Where in a sample's store the solver leaves the whole answer for the scorers."""


@task
def protocol_task(
    assistant: Answers,
    questions: Sequence[Question],
    *,
    library: HoldsDocuments | None = None,
    measures: Sequence[str] = ("points_met", "exact_quote", "covered"),
) -> Task:
    """Return a task of these questions, solved by the assistant and scored by these measures.

    Args:
        library: What citations are checked against; the assistant's own by default.
        measures: Names of `evals.scorers.MEASURES`.
    """
    papers = Papers.of(library if library is not None else assistant.library)  # type: ignore[attr-defined]
    samples = [Sample.model_validate(inspect_sample(question)) for question in questions]
    return Task(
        dataset=MemoryDataset(samples, name="protocols"),
        solver=ask(assistant),
        scorer=[measured(name, papers) for name in measures],
    )


@solver
def ask(assistant: Answers) -> Solver:
    """Return a solver that puts the sample's question to the assistant."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate  # no model is asked: the assistant answers
        question = Question.model_validate(state.metadata)
        answer = assistant.answer(
            question.question,
            council=question.council,
            role=question.role,
            history=question.history,
        )
        state.store.set(ANSWER, answer.model_dump(mode="json"))
        state.messages.append(ChatMessageAssistant(content=answer.text))
        state.output = ModelOutput.from_content("protocol-assistant", answer.text)
        return state

    return solve


@metric
def defined_mean() -> Metric:
    """Return the mean of the defined scores; inspect-ai's own would count NaN in."""

    def compute(scores: list[SampleScore]) -> float:
        return interval([score.score.as_float() for score in scores]).mean

    return compute


@scorer(metrics=[defined_mean()])
def measured(name: str, papers: Papers) -> Scorer:
    """Return a scorer that gives one of our measures; NaN where it is undefined."""
    measure = BY_NAME[name]

    async def score(state: TaskState, target: Target) -> Score:
        del target  # the question itself holds the gold
        question = Question.model_validate(state.metadata)
        answer = Answer.model_validate(state.store.get(ANSWER))
        cited: dict[str, Any] = {
            "citations": [f"{each.document} {each.label}" for each in answer.citations]
        }
        value = measure.score(Case(question, answer, papers))
        return Score(
            value=value, answer=answer.text, explanation=measure.definition, metadata=cited
        )

    return score
