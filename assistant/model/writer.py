"""Writes answers with a chat model, and keeps of its words only what the papers prove."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.answer import AnswerStatus, ModelRecord, RemovedSentence
from assistant.compose import Brief, Draft, ExtractiveWriter, finish, point_text
from assistant.errors import AssistantError
from assistant.model.checks import prove
from assistant.model.output import MalformedOutputError, ModelAnswer, read_output
from assistant.settings import ModelSettings
from assistant.words import read_data, tidy

_OPENS_WITH_VERDICT = re.compile(r"\s*(?:yes|no)\b\s*[,.:;-]", re.IGNORECASE)


class ModelTimeoutError(AssistantError):
    """A chat model took longer than the settings allow."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """Sentences kept, by the 0-based places of evidence and piece, and those removed."""

    kept: dict[int, dict[int, str]]
    removed: tuple[RemovedSentence, ...]


class ModelWriter:
    """Puts a chat model's shorter words where they are proved; all else stays the paper's own."""

    def __init__(
        self, settings: ModelSettings, open_model: Callable[[], BaseChatModel] | None = None
    ) -> None:
        """Make a writer; the model is opened with the first question."""
        self._settings = settings
        self._open = open_model or (lambda: open_chat_model(settings))
        self._model: BaseChatModel | None = None
        self._extractive = ExtractiveWriter()

    def write(self, brief: Brief) -> Draft:
        """Return the answer; the extractive one, which says so, where nothing is proved."""
        draft = self._extractive.write(brief)
        keys = {_key(brief, place): place for place in range(len(brief.evidence))}
        try:
            reply = read_output(self._ask(brief, list(keys)))
        except MalformedOutputError:
            return self._fallen_back(draft, "malformed")
        except (ModelTimeoutError, TimeoutError):
            return self._fallen_back(draft, "timeout")
        except Exception as error:  # each provider raises its own, and none may cost the answer
            late = "timeout" in type(error).__name__.lower()
            return self._fallen_back(draft, "timeout" if late else "unavailable")
        checked = _check(reply, brief, keys)
        decided = brief.decision.verdict if brief.decision else None
        if reply.verdict is not None and decided is not None and reply.verdict is not decided:
            return self._fallen_back(draft, "verdict", checked.removed)
        if not checked.kept:
            return self._fallen_back(draft, "nothing_left", checked.removed)
        partly = brief.unanswered or not reply.complete
        return replace(
            draft,
            text=_with_kept(draft.text, brief, checked.kept),
            status=AnswerStatus.PARTLY_ANSWERED if partly else draft.status,
            model=ModelRecord(name=self._settings.name or "", removed=checked.removed),
        )

    def _ask(self, brief: Brief, keys: list[str]) -> str:
        """Return the reply; JSON, so that no paper can close the quotation it stands in."""
        self._model = self._model or self._open()
        asked = {
            "question": brief.asked.text,
            "paragraphs": [
                {"key": key, "words": point_text(item.pieces)}
                for key, item in zip(keys, brief.evidence, strict=True)
            ],
        }
        messages = [
            SystemMessage(read_data("model.toml")["prompt"].strip()),
            HumanMessage(json.dumps(asked, ensure_ascii=False)),
        ]
        ends = time.monotonic() + self._settings.timeout_s
        reply = ""
        for chunk in self._model.stream(messages):
            reply += str(chunk.text)
            if time.monotonic() > ends or len(reply) > self._settings.max_reply_chars:
                raise ModelTimeoutError("The chat model took too long; raise its `timeout_s`.")
        return reply

    def _fallen_back(
        self, draft: Draft, why: str, removed: tuple[RemovedSentence, ...] = ()
    ) -> Draft:
        note = read_data("model.toml")["note"][why]
        record = ModelRecord(name=self._settings.name or "", removed=removed, fell_back=why)
        return replace(draft, text=f"{draft.text}\n\n{note}", model=record)


def open_chat_model(settings: ModelSettings) -> BaseChatModel:
    """Return the chat model that the settings name, by LangChain's `init_chat_model`."""
    more: dict[str, Any] = {}
    if settings.base_url:
        more["base_url"] = settings.base_url
    if settings.api_key:
        more["api_key"] = settings.api_key.get_secret_value()
    model: BaseChatModel = init_chat_model(
        settings.name or "",
        temperature=0,
        timeout=settings.timeout_s,
        max_tokens=settings.max_tokens,
        max_retries=0,
        **more,
    )
    return model


def _key(brief: Brief, place: int) -> str:
    item = brief.evidence[place]
    name = json.dumps([brief.asked.text, *item.key, place])
    return "p" + hashlib.sha256(name.encode()).hexdigest()[:6]


def _check(reply: ModelAnswer, brief: Brief, keys: dict[str, int]) -> _Checked:
    kept: dict[int, dict[int, str]] = {}
    removed: list[RemovedSentence] = []
    for sentence in reply.sentences:
        text = tidy(sentence.text)
        reason = "verdict" if _OPENS_WITH_VERDICT.match(text) else "unknown key"
        places = [] if reason == "verdict" else [keys[key] for key in sentence.keys if key in keys]
        for place in places:
            proof = prove(text, brief.evidence[place])
            if proof.piece is not None:
                kept.setdefault(place, {}).setdefault(proof.piece, text)
                break
            reason = proof.reason
        else:
            removed.append(RemovedSentence(text=text, reason=reason))
    return _Checked(kept, tuple(removed))


def _with_kept(text: str, brief: Brief, kept: dict[int, dict[int, str]]) -> str:
    """Return the extractive text with proved sentences in place of the pieces they shorten.

    Pieces that the model left out stay: a limit is told with what it limits.
    """
    for place, sentences in kept.items():
        pieces = brief.evidence[place].pieces
        shorter = [
            finish(sentences[n]) if n in sentences else point_text((piece,))
            for n, piece in enumerate(pieces)
        ]
        marker = f" [{place + 1}]"
        text = text.replace(point_text(pieces) + marker, " ".join(shorter) + marker, 1)
    return text
