"""What a chat model is asked to give, and how its reply is read while it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from assistant.answer import Verdict
from assistant.errors import AssistantError
from ingest.documents import Record


class MalformedOutputError(AssistantError):
    """A chat model's reply is not the object that was asked for."""


class ModelSentence(Record):
    """A sentence and the keys of the paragraphs that it rests on."""

    keys: tuple[str, ...]
    text: str


class ModelAnswer(Record):
    """A chat model's whole reply."""

    verdict: Verdict | None = None
    complete: bool
    sentences: tuple[ModelSentence, ...]


def output_schema(keys: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of a reply about paragraphs with these keys.

    Every field is required and none may be added, as servers with strict output ask for.
    """
    sentence = {
        "type": "object",
        "properties": {
            "keys": {"type": "array", "items": {"type": "string", "enum": list(keys)}},
            "text": {"type": "string"},
        },
        "required": ["keys", "text"],
        "additionalProperties": False,
    }
    verdicts = [verdict.value for verdict in Verdict]
    return {
        "type": "object",
        "properties": {
            "verdict": {"anyOf": [{"type": "string", "enum": verdicts}, {"type": "null"}]},
            "complete": {"type": "boolean"},
            "sentences": {"type": "array", "items": sentence},
        },
        "required": ["verdict", "complete", "sentences"],
        "additionalProperties": False,
    }


class ReplyReader:
    """Reads a reply as it comes; words around its object, such as a code fence, are left out."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.text = ""
        self._n_given = 0

    def feed(self, text: str) -> tuple[ModelSentence, ...]:
        """Take more of the reply, and return the sentences that it has completed.

        None is given before verdict and completeness, for what is shown hangs on these.
        """
        self.text += text
        so_far = self._so_far()
        if not {"verdict", "complete"} <= set(so_far):
            return ()
        sentences = so_far.get("sentences")
        if not isinstance(sentences, list):
            return ()
        n_whole = len(sentences) if _is_whole(sentences) else len(sentences) - 1
        return self._given(sentences[self._n_given : max(n_whole, 0)])

    @property
    def head(self) -> ModelAnswer | None:
        """Verdict and completeness, where both have come."""
        so_far = self._so_far()
        try:
            return ModelAnswer.model_validate(
                {"verdict": so_far["verdict"], "complete": so_far["complete"], "sentences": ()}
            )
        except (KeyError, ValidationError):
            return None

    def finish(self) -> ModelAnswer:
        """Return the whole reply, with those of its sentences that were not given before.

        Raises:
            MalformedOutputError: It is not the object asked for: a refusal, or broken JSON.
        """
        start, end = self.text.find("{"), self.text.rfind("}") + 1
        try:
            whole = ModelAnswer.model_validate_json(self.text[start:end] if start >= 0 else "")
        except ValidationError as error:
            raise MalformedOutputError(
                "The chat model's reply is not the object asked for; try another model."
            ) from error
        return whole.model_copy(update={"sentences": whole.sentences[self._n_given :]})

    def _so_far(self) -> dict[str, Any]:
        start = self.text.find("{")
        try:
            found = from_json(self.text[start:], allow_partial=True) if start >= 0 else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _given(self, sentences: list[Any]) -> tuple[ModelSentence, ...]:
        found: list[ModelSentence] = []
        for sentence in sentences:
            try:
                found.append(ModelSentence.model_validate(sentence))
            except ValidationError:
                break  # the whole reply will be malformed
        self._n_given += len(found)
        return tuple(found)


def _is_whole(sentences: list[Any]) -> bool:
    """Tell whether the last sentence has all come: its text stands last, and is there."""
    last = sentences[-1] if sentences else None
    return isinstance(last, dict) and list(last)[-1:] == ["text"]
