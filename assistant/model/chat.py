"""Opens a chat model by LangChain, and takes its reply within a time that is kept."""

from __future__ import annotations

import contextvars
import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from assistant.compose import Brief, point_text
from assistant.model.errors import (
    BrokeOffError,
    EndlessError,
    FailedError,
    ModelError,
    RefusedError,
    TooLateError,
    UnavailableError,
    UnopenedError,
)
from assistant.model.output import output_schema
from assistant.settings import ModelSettings
from assistant.words import read_data

_NO_KEY = "none"  # a server of one's own asks for none, but its client will not go without
_UNUSABLE = frozenset({400, 404, 415, 422, 501})  # HTTP: what was asked for is not understood
_REFUSING = frozenset({"content_filter", "refusal"})  # why a reply ended
_CUT_OFF = frozenset({"length", "max_tokens"})


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
            ModelError: There is none, or no more of it; each kind has its own class.
        """
        model = self._opened()
        ends = time.monotonic() + self._settings.timeout_s
        schema = _schema_arguments(model, keys) if self._takes_schema else {}
        try:
            yield from self._reply(model, brief, keys, schema, ends)
        except FailedError as error:
            if not schema or error.status not in _UNUSABLE:
                raise
            self._takes_schema = False  # older servers: the instructions alone must do
            yield from self._reply(model, brief, keys, {}, ends)

    def _opened(self) -> BaseChatModel:
        if self._model is None:
            try:
                self._model = self._open()
            except Exception as error:  # a missing package, a name that no provider has, no key
                raise UnopenedError(
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
                raise RefusedError("The chat model says that it will not answer.")
            n_chars += len(str(chunk.text))
            if n_chars > self._settings.max_reply_chars:
                raise EndlessError("The chat model's reply does not end.")
            yield str(chunk.text)
            if _ended(chunk) in _CUT_OFF:
                raise EndlessError("The chat model's reply was cut off; raise its `max_tokens`.")


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

    Past OpenAI's client, which would read the reply itself and stumble over one that is cut off.

    Source: `response_format` of OpenAI's chat completions; `format` of Ollama's.
    """
    provider = type(model).__module__.partition(".")[0]
    if provider == "langchain_openai":
        named = {"name": "answer", "strict": True, "schema": output_schema(keys)}
        asked = {"type": "json_schema", "json_schema": named}
        return {"extra_body": {"response_format": asked}}
    if provider == "langchain_ollama":
        return {"format": output_schema(keys)}
    return {}


def _refuses(chunk: AIMessageChunk) -> bool:
    return bool(chunk.additional_kwargs.get("refusal")) or _ended(chunk) in _REFUSING


def _ended(chunk: AIMessageChunk) -> str:
    """Return why a provider says that the reply ended; '' where it goes on."""
    facts = chunk.response_metadata
    named = (facts.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))
    return str(next((each for each in named if each), ""))


def _in_time(open_stream: Callable[[], Iterator[Any]], ends: float) -> Iterator[AIMessageChunk]:
    """Yield what a stream yields, until a moment of the monotonic clock.

    It is read in a thread of its own: no provider's time-out counts the whole of an answer.

    Raises:
        ModelError: The stream had not ended by then, or raised something of its own.
    """
    came: queue.SimpleQueue[AIMessageChunk | Exception | None] = queue.SimpleQueue()
    given_up = threading.Event()

    def read() -> None:
        try:
            for chunk in open_stream():
                came.put(chunk)
                if given_up.is_set():
                    break
        except Exception as error:  # each provider has its own; raised where it is waited for
            came.put(error)
        else:
            came.put(None)

    context = contextvars.copy_context()  # with what counts tokens
    threading.Thread(target=context.run, args=(read,), daemon=True).start()
    begun = False
    try:
        while (chunk := _next(came, ends)) is not None:
            if isinstance(chunk, Exception):
                raise _explained(chunk, begun=begun) from chunk
            begun = begun or bool(chunk.text)
            yield chunk
    finally:
        given_up.set()


def _next(
    came: queue.SimpleQueue[AIMessageChunk | Exception | None], ends: float
) -> AIMessageChunk | Exception | None:
    left_s = ends - time.monotonic()
    try:
        if left_s > 0:
            return came.get(timeout=left_s)
    except queue.Empty:
        pass
    raise TooLateError("The chat model took too long; raise its `timeout_s`.")


def _explained(error: Exception, *, begun: bool) -> ModelError:
    """Return what a provider's own error comes to."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return FailedError(f"The chat model's server answered with an error: {error}", status)
    if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
        return TooLateError(f"The chat model took too long: {error}")
    if begun:
        return BrokeOffError(f"The chat model's server broke off: {error}")
    return UnavailableError(f"The chat model's server cannot be reached: {error}")
