"""What a chat model is asked to give, and how its reply is read while it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import from_json

from assistant.answer import Verdict
from assistant.model.errors import MalformedError, RefusedError
from assistant.sentences import pieces
from assistant.words import tidy
from ingest.documents import Paragraph, Record


class ModelSentence(Record):
    """A sentence, or some, and the keys of the paragraphs that it rests on."""

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
    """Reads a reply as it comes, sentence by sentence, however many stand in one `text`.

    Words around its object, such as a code fence, are left out.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.text = ""
        self._n_given = 0

    def feed(self, text: str) -> tuple[ModelSentence, ...]:
        """Take more of the reply, and return the sentences that it has completed.

        None is given before verdict and completeness, for what is shown hangs on these.
        """
        self.text += text
        if self.head is None:
            return ()
        n_whole = sum(set(entry) == _FIELDS for entry in _entries(self._so_far(True)))
        return self._new(_completed(_entries(self._so_far("trailing-strings")), n_whole))

    @property
    def head(self) -> ModelAnswer | None:
        """Verdict and completeness, where both have come."""
        so_far = self._so_far(True)
        try:
            return ModelAnswer.model_validate(
                {"verdict": so_far["verdict"], "complete": so_far["complete"], "sentences": ()}
            )
        except (KeyError, ValidationError):
            return None

    def finish(self) -> ModelAnswer:
        """Return the whole reply, with those of its sentences that were not given before.

        Raises:
            RefusedError: There is no object in it, but an excuse, or nothing.
            MalformedError: It is not the object asked for, or broken JSON.
        """
        start, end = self.text.find("{"), self.text.rfind("}") + 1
        if start < 0:
            raise RefusedError("The chat model gave no answer of the kind asked for.")
        try:
            whole = ModelAnswer.model_validate_json(self.text[start:end])
        except ValidationError as error:
            raise MalformedError(
                "The chat model's reply is not the object asked for; try another model."
            ) from error
        every = tuple(sentence for each in whole.sentences for sentence in _cut(each))
        return whole.model_copy(update={"sentences": self._new(every)})

    def _so_far(self, partial: bool | Literal["trailing-strings"]) -> dict[str, Any]:
        start = self.text.find("{")
        try:
            found = from_json(self.text[start:], allow_partial=partial) if start >= 0 else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _new(self, sentences: tuple[ModelSentence, ...]) -> tuple[ModelSentence, ...]:
        new = sentences[self._n_given :]
        self._n_given += len(new)
        return new


_FIELDS = frozenset(ModelSentence.model_fields)


def _entries(so_far: dict[str, Any]) -> list[dict[str, Any]]:
    found = so_far.get("sentences")
    entries = found if isinstance(found, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def _completed(entries: list[dict[str, Any]], n_whole: int) -> tuple[ModelSentence, ...]:
    """Return the sentences that have all come: of an entry that has not, all but its last.

    One whose text comes before its keys is waited for.
    """
    found: list[ModelSentence] = []
    for number, entry in enumerate(entries, start=1):
        whole = number <= n_whole
        if not whole and list(entry) != ["keys", "text"]:
            break
        try:
            cut = _cut(ModelSentence.model_validate(entry))
        except ValidationError:
            break  # the whole reply will be malformed
        found.extend(cut if whole else cut[:-1])
    return tuple(found)


def _cut(entry: ModelSentence) -> tuple[ModelSentence, ...]:
    """Return an entry's sentences, each with all of its keys."""
    text = tidy(entry.text)
    run = pieces(Paragraph(document="", label="", order=0, text=text)) if text else ()
    return tuple(ModelSentence(keys=entry.keys, text=piece.text) for piece in run)
