"""Tells an answer while it is being written: whole sentences, each checked before it is told."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass

from assistant.answer import Answer, Answers, AnswerStatus, Role, Turn, Verdict


@dataclass(frozen=True, slots=True)
class Begun:
    """How an answer ends, known before its first words."""

    status: AnswerStatus
    verdict: Verdict | None


Part = Begun | str | Answer
"""`Begun` once, the text a stretch at a time, and the whole `Answer` last."""


class Listener:
    """Hears nothing: for an answer that is waited for as a whole."""

    gone = False

    def begun(self, status: AnswerStatus, verdict: Verdict | None) -> None:
        """Hear how the answer ends."""

    def told(self, text: str) -> None:
        """Hear the next stretch of its text, which will not be taken back."""


class _Line(Listener):
    """Hears, and passes on through a queue."""

    def __init__(self) -> None:
        self.parts: queue.SimpleQueue[Part | Exception] = queue.SimpleQueue()
        self.n_told = 0
        self.gone = False

    def begun(self, status: AnswerStatus, verdict: Verdict | None) -> None:
        self.parts.put(Begun(status, verdict))

    def told(self, text: str) -> None:
        self.n_told += 1
        self.parts.put(text)


_LISTENING: ContextVar[Listener | None] = ContextVar("listening", default=None)


def listener() -> Listener:
    """Return who listens to the answer that is being written here, if only a deaf one."""
    return _LISTENING.get() or Listener()


def stream_answer(
    assistant: Answers,
    question: str,
    *,
    council: str | None = None,
    role: Role | None = None,
    history: Sequence[Turn] = (),
) -> Iterator[Part]:
    """Yield an answer while it is written.

    The stretches joined are the text of the `Answer` that comes last, to the character. Where no
    chat model writes, or it came to nothing, the whole text is one stretch.

    Raises:
        AssistantError: As `Assistant.answer` does, before the first part.
    """
    line = _Line()

    def answer() -> None:
        _LISTENING.set(line)
        try:
            whole = assistant.answer(question, council=council, role=role, history=history)
        except Exception as error:  # raised where it is waited for
            line.parts.put(error)
            return
        if not line.n_told:
            line.begun(whole.status, whole.verdict)
            line.told(whole.text)
        line.parts.put(whole)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(answer,), daemon=True).start()
    try:
        part: Part | Exception | None = None
        while not isinstance(part, Answer):
            part = line.parts.get()
            if isinstance(part, Exception):
                raise part
            yield part
    finally:
        line.gone = True
