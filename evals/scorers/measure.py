"""What a measure is: a name, a definition, and a function from one case to a score or NaN."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, AnswerStatus
from evals.papers import Papers
from evals.questions import Key, Question

NAN = math.nan
Family = Literal["finding", "citing", "quoting", "deciding", "saying", "conversation", "running"]


@dataclass(frozen=True, slots=True)
class Case:
    """One question, its answer, and the papers that the answer is checked against."""

    question: Question
    answer: Answer
    papers: Papers

    @property
    def cited(self) -> tuple[Key, ...]:
        """The paragraphs cited, each once, in the order first cited."""
        return tuple(dict.fromkeys((each.document, each.label) for each in self.answer.citations))

    @property
    def retrieved(self) -> tuple[Key, ...]:
        """The paragraphs found, each once, best first."""
        return tuple(dict.fromkeys((each.document, each.label) for each in self.answer.retrieved))

    @property
    def is_answered(self) -> bool:
        """Whether the assistant took it that the papers answer."""
        return self.answer.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTLY_ANSWERED)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of single cases.

    Attributes:
        score: Gives a number, or NaN where the measure is undefined for the case; NaN is left
            out of every mean and never counted as 0.
        better: Which way is better; None for a measure that only describes.
    """

    name: str
    family: Family
    score: Callable[[Case], float]
    better: Literal["higher", "lower"] | None
    definition: str


def share(n_part: int, n_whole: int) -> float:
    """Return a part over a whole, NaN where the whole is empty."""
    return n_part / n_whole if n_whole else NAN
