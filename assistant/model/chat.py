"""Opens a chat model by LangChain, and takes its reply within a time that is kept."""

from __future__ import annotations

import contextvars
import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from assistant.compose import Brief, point_text
from assistant.errors import AssistantError
from assistant.model.output import output_schema
from assistant.settings import ModelSettings
from assistant.words import read_data

_NO_KEY = "none"  # a server of one's own asks for none, but its client will not go without
_UNUSABLE = frozenset({400, 404, 415, 422, 501})  # HTTP: what was asked for is not understood
_REFUSING = frozenset({"content_filter", "refusal"})


class ModelTimeoutError(AssistantError):
    """A chat model took longer than the settings allow."""


class ModelRefusalError(AssistantError):
    """A chat model, or what filters it, says that it will not answer."""


class ModelUnopenedError(AssistantError):
    """A chat model cannot be set up: its package or a setting is missing."""


class Chat:
    """A chat model that is opened with the first question, and asked one thing: to shorten."""

    def __init__(
        self, settings: ModelSettings, open_model: Callable[[], BaseChatModel] | None = None
    ) -> None:
        """Take the settings, and what opens the model: `init_chat_model` where nothing is given."""
        self._settings = settings
        self._open = open_model or (lambda: open_chat_model(settings))
        self._model: BaseChatModel | None = None
        self._takes_schema = True

    def replies(self, brief: Brief, keys: Sequence[str]) -> Iterator[str]:
        """Yield the reply as it comes; held to the schema where the server can.

        Raises:
            ModelUnopenedError: The model cannot be set up.
            ModelTimeoutError: The reply did not end in time, or is far too long.
            ModelRefusalError: The model says that it refuses.
            Exception: Whatever the provider raises.
        """
        model = self._opened()
        ends = time.monotonic() + self._settings.timeout_s
        schema = _schema_arguments(model, keys) if self._takes_schema else {}
        try:
            yield from self._reply(model, brief, keys, schema, ends)
        except Exception as error:
            if not schema or getattr(error, "status_code", None) not in _UNUSABLE:
                raise
            self._takes_schema = False  # older servers: the instructions alone must do
            yield from self._reply(model, brief, keys, {}, ends)

    def _opened(self) -> BaseChatModel:
        if self._model is None:
            try:
                self._model = self._open()
            except Exception as error:  # a missing package, a name that no provider has, no key
                raise ModelUnopenedError(
                    f"The chat model {self._settings.name} cannot be set up: {error}"
                ) from error
        return self._model

    def _reply(
        self,
        model: BaseChatModel,
        brief: Brief,
        keys: Sequence[str],
        schema: dict[str, Any],
        ends: float,
    ) -> Iterator[str]:
        n_chars = 0
        for chunk in _in_time(lambda: model.stream(_messages(brief, keys), **schema), ends):
            if _refuses(chunk):
                raise ModelRefusalError("The chat model says that it will not answer.")
            n_chars += len(str(chunk.text))
            if n_chars > self._settings.max_reply_chars:
                raise ModelTimeoutError("The chat model's reply does not end.")
            yield str(chunk.text)


def open_chat_model(settings: ModelSettings) -> BaseChatModel:
    """Return the chat model that the settings name, by LangChain's `init_chat_model`."""
    more: dict[str, Any] = {}
    if settings.base_url:
        more["base_url"] = settings.base_url
    if settings.api_key:
        more["api_key"] = settings.api_key.get_secret_value()
    elif settings.base_url and _is_openai(settings.name) and "OPENAI_API_KEY" not in os.environ:
        more["api_key"] = _NO_KEY
    model: BaseChatModel = init_chat_model(
        settings.name or "",
        temperature=0,
        timeout=settings.timeout_s,
        max_tokens=settings.max_tokens,
        max_retries=0,
        **more,
    )
    return model


def cause_of(error: Exception) -> str:
    """Return why a model was of no use, as `model.toml` names it."""
    if isinstance(error, ModelUnopenedError):
        return "unopened"
    if isinstance(error, ModelRefusalError):
        return "refused"
    if isinstance(error, ModelTimeoutError | TimeoutError) or "timeout" in _name(error):
        return "timeout"
    return "failed" if isinstance(getattr(error, "status_code", None), int) else "unavailable"


def _name(error: Exception) -> str:
    return type(error).__name__.lower()


def _is_openai(name: str | None) -> bool:
    return (name or "").startswith("openai:")


def _messages(brief: Brief, keys: Sequence[str]) -> list[SystemMessage | HumanMessage]:
    """Return what is asked; as JSON, so that no paper can close the quotation it stands in."""
    asked = {
        "question": brief.asked.text,
        "paragraphs": [
            {"key": key, "words": point_text(item.pieces)}
            for key, item in zip(keys, brief.evidence, strict=True)
        ],
    }
    return [
        SystemMessage(read_data("model.toml")["prompt"].strip()),
        HumanMessage(json.dumps(asked, ensure_ascii=False)),
    ]


def _schema_arguments(model: BaseChatModel, keys: Sequence[str]) -> dict[str, Any]:
    """Return how a provider is asked for JSON of one schema; nothing where that is not known.

    Source: `response_format` of OpenAI's chat completions; `format` of Ollama's.
    """
    provider = type(model).__module__.partition(".")[0]
    if provider == "langchain_openai":
        named = {"name": "answer", "strict": True, "schema": output_schema(keys)}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if provider == "langchain_ollama":
        return {"format": output_schema(keys)}
    return {}


def _refuses(chunk: AIMessageChunk) -> bool:
    said = chunk.response_metadata.get("finish_reason") or chunk.response_metadata.get(
        "stop_reason"
    )
    return bool(chunk.additional_kwargs.get("refusal")) or said in _REFUSING


def _too_late() -> NoReturn:
    raise ModelTimeoutError("The chat model took too long; raise its `timeout_s`.")


def _in_time(open_stream: Callable[[], Iterator[Any]], ends: float) -> Iterator[AIMessageChunk]:
    """Yield what a stream yields, until a moment of the monotonic clock.

    It is read in a thread of its own: no provider's time-out counts the whole of an answer.

    Raises:
        ModelTimeoutError: The stream had not ended by then.
        Exception: Whatever the stream raises.
    """
    came: queue.SimpleQueue[AIMessageChunk | Exception | None] = queue.SimpleQueue()
    given_up = threading.Event()

    def read() -> None:
        try:
            stream = open_stream()
            for chunk in stream:
                came.put(chunk)
                if given_up.is_set():
                    break
        except Exception as error:  # raised where it is waited for
            came.put(error)
        else:
            came.put(None)

    context = contextvars.copy_context()  # with what counts tokens
    threading.Thread(target=context.run, args=(read,), daemon=True).start()
    try:
        while True:
            left_s = ends - time.monotonic()
            try:
                chunk = came.get(timeout=left_s) if left_s > 0 else _too_late()
            except queue.Empty:
                _too_late()
            if chunk is None:
                return
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk
    finally:
        given_up.set()
