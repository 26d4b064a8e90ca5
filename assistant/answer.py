"""The answer: what the page shows, `ask --json` prints and the evaluation scores."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field

from ingest.documents import Record, Status

Role = Literal["councillor", "officer"]


class AnswerStatus(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_COVERED = "not_covered"
    NEEDS_CLARIFICATION = "needs_clarification"
    OUT_OF_SCOPE = "out_of_scope"


class Verdict(StrEnum):
    """What the papers say to a question that asks for permission or duty."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"


class Turn(Record):
    """An earlier question and the text that answered it."""

    user: str
    assistant: str


class Citation(Record):
    """A paragraph, and the words of it that are quoted.

    `quote` is always an exact substring of `paragraph`, the paragraph's own words.
    """

    marker: int = Field(ge=1, description="as '[1]' in the answer's text")
    document: str
    label: str
    council: str
    title: str
    status: Status
    section: str
    page: int | None
    quote: str
    paragraph: str


class Retrieved(Record):
    """A paragraph that was found, used or not, kept so that an old answer can be audited."""

    document: str
    label: str
    score: float
    sha256: str = Field(description="of the paragraph's text, in hex")


class ComparisonRow(Record):
    """One council or edition beside others: what it says, or that it is silent."""

    council: str
    document: str | None
    title: str
    status: Status
    says: str = Field(description="'' where it is silent")
    force: str = Field(default="", description="'must', 'should not', … as the paper puts it")
    marker: int | None = None


class RemovedSentence(Record):
    """A chat model's sentence that the cited words do not prove, and why."""

    text: str
    reason: str


class ModelRecord(Record):
    """What a chat model had to do with an answer."""

    name: str
    n_kept: int = Field(default=0, ge=0, description="sentences of it that were proved and used")
    removed: tuple[RemovedSentence, ...] = ()
    fell_back: str | None = Field(default=None, description="why none of its words are used")
    cut_short: str | None = Field(default=None, description="why it did not finish, if it did not")


class Answer(Record):
    """An answer; every claim of `text` carries a marker that a citation resolves."""

    question: str
    standalone_question: str
    council: str | None
    role: Role | None
    status: AnswerStatus
    verdict: Verdict | None = None
    text: str
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    next_step: str | None = None
    timings_ms: dict[str, float] = Field(default_factory=dict)
    standing: str | None = Field(default=None, description="the paper's standing, in a sentence")
    message: str | None = Field(default=None, description="ready to send, where not covered")
    choices: tuple[str, ...] = Field(default=(), description="where clarification is needed")
    rows: tuple[ComparisonRow, ...] = Field(default=(), description="papers side by side")
    p_covered: float | None = Field(
        default=None, ge=0, le=1, description="how likely it is that the papers answer"
    )
    p_first: float | None = Field(
        default=None, ge=0, le=1, description="how likely it is that the first citation does"
    )
    retrieved: tuple[Retrieved, ...] = ()
    model: ModelRecord | None = Field(default=None, description="where a chat model was asked")


class Answers(Protocol):
    """What answers questions; `assistant.Assistant` does."""

    def answer(
        self,
        question: str,
        *,
        council: str | None = None,
        role: Role | None = None,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Answer one question."""
        ...
