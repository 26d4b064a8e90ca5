"""What a chat model is asked to give, and how its reply is read."""

from __future__ import annotations

from pydantic import Field, ValidationError

from assistant.answer import Verdict
from assistant.errors import AssistantError
from ingest.documents import Record


class MalformedOutputError(AssistantError):
    """A chat model's reply is not the object that was asked for."""


class ModelSentence(Record):
    """A sentence and the keys of the paragraphs that it rests on."""

    text: str = Field(min_length=1, max_length=900)
    keys: tuple[str, ...]


class ModelAnswer(Record):
    """A chat model's whole reply."""

    sentences: tuple[ModelSentence, ...]
    complete: bool
    verdict: Verdict | None = None


def read_output(reply: str) -> ModelAnswer:
    """Return the object in a reply; words around it, such as a code fence, are left out.

    Raises:
        MalformedOutputError: There is no such object: a refusal, or broken JSON.
    """
    start, end = reply.find("{"), reply.rfind("}") + 1
    try:
        return ModelAnswer.model_validate_json(reply[start:end] if start >= 0 else "")
    except ValidationError as error:
        raise MalformedOutputError(
            "The chat model's reply is not the object asked for; try another model."
        ) from error
