"""What is kept of each question once it was put: its answer, or the error met, and its cost."""

from __future__ import annotations

from pydantic import Field

from assistant.answer import Answer
from ingest.documents import Record


class Failure(Record):
    """An error met in one question, kept as data so that the others go on."""

    kind: str = Field(description="the error's class")
    message: str


class Answered(Record):
    """One question's answer with its cost; `answer` is None where `failure` is set."""

    id: str
    asked: str = Field(description="the question's sha256, in hex")
    answer: Answer | None = None
    failure: Failure | None = None
    latency_ms: float = Field(ge=0)
    opening: bool = Field(
        default=False, description="the first answer of its process, which loads the models"
    )
    memory_mb: float = Field(ge=0, description="peak resident memory of the process so far, MiB")
    input_tokens: int = 0
    output_tokens: int = 0
