"""Puts questions to an assistant, here or in several processes, and keeps every outcome as data."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.callbacks import get_usage_metadata_callback

from assistant.answer import Answer, Answers
from evals.answered import Answered, Failure
from evals.errors import RunError
from evals.questions import Question

Opener = Callable[[], Answers]
"""Opens an assistant; picklable, so that a fresh process can call it."""


def put(assistant: Answers, question: Question, *, opening: bool = False) -> Answered:
    """Put one question, and return its answer or the error met, with what it cost.

    Args:
        opening: Whether it is the first that the assistant is asked, kept with its latency.
    """
    started = time.perf_counter()
    answer: Answer | None = None
    failure: Failure | None = None
    with get_usage_metadata_callback() as usage:
        try:
            answer = assistant.answer(
                question.question,
                council=question.council,
                role=question.role,
                history=question.history,
            )
        except Exception as error:  # whatever it is, it is this question's outcome
            failure = Failure(kind=type(error).__name__, message=str(error))
    latency_ms = 1000 * (time.perf_counter() - started)
    used = usage.usage_metadata.values()
    return Answered(
        id=question.id,
        asked=question.sha256,
        answer=answer,
        failure=failure,
        latency_ms=latency_ms,
        opening=opening,
        memory_mb=_peak_memory_mb(),
        input_tokens=sum(each["input_tokens"] for each in used),
        output_tokens=sum(each["output_tokens"] for each in used),
    )


def put_all(
    assistant: Answers, questions: Sequence[Question], *, workers: int = 1
) -> Iterator[Answered]:
    """Put questions and give each outcome as it comes; in order where `workers` is 1.

    Raises:
        RunError: `workers` is over 1 and the assistant cannot be opened again in a new process.
    """
    if workers <= 1 or len(questions) <= 1:
        for number, question in enumerate(questions):
            yield put(assistant, question, opening=number == 0)
        return
    opener = reopening(assistant)
    # spawned, not forked: torch and FAISS hold threads that a fork would leave behind locked
    pool = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(opener, workers),
    )
    with pool:
        waiting = [pool.submit(_put_here, question) for question in questions]
        for done in as_completed(waiting):
            yield done.result()


@dataclass(frozen=True)
class Reopening:
    """Opens an assistant like the one given, on the same library folder with the same settings."""

    folder: Path
    index_settings: Any
    assistant_settings: Any

    def __call__(self) -> Answers:
        """Open the library and the assistant."""
        from assistant import Assistant  # type: ignore[attr-defined,unused-ignore]
        from index import Library

        library = Library.open(self.folder, self.index_settings)
        opened: Answers = Assistant(library, self.assistant_settings)
        return opened


def reopening(assistant: object) -> Opener:
    """Return what opens an assistant like this one in another process.

    An assistant of another make offers its own `reopener()`.

    Raises:
        RunError: It has neither a library with a folder nor a `reopener()`.
    """
    own = getattr(assistant, "reopener", None)
    if own is not None:
        made: Opener = own()
        return made
    library = getattr(assistant, "library", None)
    folder = getattr(library, "folder", None)
    if folder is None:
        raise RunError(
            "This assistant cannot be opened in several processes. Run it with one worker."
        )
    return Reopening(
        folder, getattr(library, "settings", None), getattr(assistant, "settings", None)
    )


_here: Answers | None = None  # the assistant of this worker process
_is_open = False  # whether it has been asked anything yet


def _start(opener: Opener, workers: int) -> None:
    global _here
    import torch

    cores = multiprocessing.cpu_count()
    torch.set_num_threads(max(1, cores // workers))
    _here = opener()


def _put_here(question: Question) -> Answered:
    global _is_open
    assert _here is not None, "the pool's initializer opens it"
    opening, _is_open = not _is_open, True
    return put(_here, question, opening=opening)


def _peak_memory_mb() -> float:
    """Return the most resident memory that this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
