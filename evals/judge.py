"""A chat model's judgement of each claim, beside the rules', and how far the two agree.

The rules cannot read and the model cannot be relied on; where they differ a person should look.
A judgement that fails is kept as data and left out, never taken for a yes or a no.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable
from pydantic import BaseModel

from evals.answered import Answered, Failure
from evals.papers import Papers
from evals.questions import Question
from evals.scorers.claims import Claim, claims
from evals.scorers.support import failed_rules
from ingest.documents import Record


class Judgement(BaseModel):
    """What the chat model is asked for."""

    supported: bool
    reason: str = ""


class JudgedClaim(Record):
    """One claim as both saw it; `by_model` is None where the model failed."""

    id: str
    claim: str
    by_rules: bool
    by_model: bool | None = None
    reason: str = ""
    failure: Failure | None = None


class Agreement(Record):
    """How far the model and the rules agree on the claims that both judged.

    Attributes:
        share: Share of the claims judged alike; None where there is none.
        kappa: Cohen's kappa: agreement beyond what their own rates would give by chance, 1 at
            most; None where chance alone would agree on all. Source: Cohen, "A coefficient of
            agreement for nominal scales", 1960.
        supported_by_model: Share that the model holds for supported.
        n_failed: Claims on which the model gave no judgement.
    """

    n: int
    n_failed: int
    share: float | None
    kappa: float | None
    supported_by_rules: float | None
    supported_by_model: float | None


def judge_claims(
    questions: Sequence[Question],
    answered: Mapping[str, Answered],
    papers: Papers,
    model: BaseChatModel,
) -> tuple[JudgedClaim, ...]:
    """Return every cited claim of the answers with the rules' and the model's judgement."""
    prompt = files("evals").joinpath("prompts", "judge.txt").read_text(encoding="utf-8")
    judge = model.with_structured_output(Judgement)
    return tuple(
        _judged(question.id, claim, papers, prompt, judge)
        for question in questions
        if (answer := answered[question.id].answer) is not None
        for claim in claims(answer)
        if claim.citations
    )


def agreement(judged: Sequence[JudgedClaim]) -> Agreement:
    """Return how far the two agree."""
    pairs = [(each.by_rules, each.by_model) for each in judged if each.by_model is not None]
    n = len(pairs)
    if not n:
        return Agreement(
            n=0,
            n_failed=len(judged),
            share=None,
            kappa=None,
            supported_by_rules=None,
            supported_by_model=None,
        )
    alike = sum(rules == model for rules, model in pairs) / n
    by_rules = sum(rules for rules, _ in pairs) / n
    by_model = sum(bool(model) for _, model in pairs) / n
    chance = by_rules * by_model + (1 - by_rules) * (1 - by_model)
    return Agreement(
        n=n,
        n_failed=len(judged) - n,
        share=alike,
        kappa=None if math.isclose(chance, 1) else (alike - chance) / (1 - chance),
        supported_by_rules=by_rules,
        supported_by_model=by_model,
    )


def _judged(
    id_: str, claim: Claim, papers: Papers, prompt: str, judge: Runnable[Any, Any]
) -> JudgedClaim:
    by_rules = not failed_rules(claim, papers)
    try:
        said = Judgement.model_validate(
            judge.invoke(prompt.format(claim=claim.text, words=_words(claim, papers))),
            from_attributes=True,
        )
    except Exception as error:  # whatever it is, it is this claim's outcome
        failure = Failure(kind=type(error).__name__, message=str(error))
        return JudgedClaim(id=id_, claim=claim.text, by_rules=by_rules, failure=failure)
    return JudgedClaim(
        id=id_, claim=claim.text, by_rules=by_rules, by_model=said.supported, reason=said.reason
    )


def _words(claim: Claim, papers: Papers) -> str:
    """Return the cited paragraphs as a person would read them, with lead-ins and places."""
    held = []
    for citation in claim.citations:
        paragraph = papers.paragraph((citation.document, citation.label))
        if paragraph:
            place = f"{citation.title}, {paragraph.section}, paragraph {paragraph.label}"
            held.append(f"{place}: {paragraph.lead_in} {paragraph.text}")
    return "\n\n".join(held)
