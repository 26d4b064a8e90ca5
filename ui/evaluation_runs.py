"""Evaluations run beside the page: one at a time, each kept in a folder, stopped when asked."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from assistant.answer import Answers
from evals import EvalReport, Question, evaluate, load_questions
from evals.answered import Answered
from evals.papers import HoldsDocuments
from evals.run import ANSWERS, QUESTIONS, REPORT, SETTINGS, saved_answers
from ingest.errors import ProtocolAssistantError
from ui.errors import RunningError

_BEGUN = "%Y-%m-%d-%H%M%S"
_UNFIT = re.compile(r"[^\w\-]+")
_NAME = re.compile(r"[\w\-.]+")


class State(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    SCORING = "scoring"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        message: Why it failed, in a sentence; '' otherwise.
    """

    name: str
    state: State
    n_done: int
    n_questions: int
    elapsed_s: float
    message: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether it still goes on."""
        return self.state in (State.RUNNING, State.SCORING)


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A finished run, whole: its report, its questions with their gold, and every answer."""

    name: str
    report: EvalReport
    questions: dict[str, Question]
    answered: dict[str, Answered]


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A run in the list of them.

    Attributes:
        finished: Whether it has a report; one that has none can be gone on with.
        when: When it was last written to.
    """

    name: str
    finished: bool
    n_questions: int
    n_answered: int
    when: dt.datetime

    @property
    def title(self) -> str:
        """What it is called: the set's name, as its folder's name holds it."""
        return run_title(self.name)


class _Stopped(Exception):  # noqa: N818 - not an error: the person asked for it
    """Raised between two questions, to end a run."""


class Runner:
    """Runs one evaluation at a time in a thread of its own. Safe to share between threads."""

    def __init__(self, folder: Path, *, keep_runs: int = 50) -> None:
        """Name the folder that runs are kept in; it is made at the first run."""
        self.folder = folder
        self._keep_runs = keep_runs
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(
        self,
        assistant: Answers,
        questions: Sequence[Question],
        library: HoldsDocuments,
        *,
        set_name: str,
    ) -> str:
        """Begin a run and return its name; `progress` tells how far it has come.

        Raises:
            RunningError: Another run is under way.
        """
        name = self._fresh_name(set_name)
        self._start(name, assistant, questions, library)
        return name

    def go_on(self, name: str, assistant: Answers, library: HoldsDocuments) -> None:
        """Go on with a run that was stopped.

        Raises:
            RunningError: There is none of that name, or another run is under way.
            EvalError: Its files are damaged.
        """
        questions = load_questions(self._of(name) / QUESTIONS)
        self._start(name, assistant, questions, library)

    def stop(self) -> None:
        """End the run under way after the question that it is at."""
        self._stop.set()

    def progress(self) -> Progress | None:
        """Return how far the latest run of this process has come; None before the first."""
        return self._progress

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until the run under way has ended."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def entries(self) -> tuple[RunEntry, ...]:
        """Return the runs kept, latest first."""
        found = [_entry(path) for path in self.folder.glob("*") if (path / SETTINGS).is_file()]
        return tuple(sorted(found, key=lambda entry: entry.when, reverse=True))

    def read(self, name: str) -> KeptRun:
        """Return a finished run.

        Raises:
            RunningError: There is none of that name.
            EvalError: It is not finished, or its files are damaged.
        """
        folder = self._of(name)
        report = folder / REPORT
        return _read(folder, report.stat().st_mtime_ns if report.is_file() else 0)

    def remove(self, name: str) -> None:
        """Remove a run.

        Raises:
            RunningError: There is none of that name, or it is under way.
        """
        folder = self._of(name)
        if self._progress and self._progress.name == name and self._progress.is_under_way:
            raise RunningError("This evaluation is under way: cancel it first.")
        shutil.rmtree(folder)

    def _of(self, name: str) -> Path:
        folder = self.folder / name
        if not _NAME.fullmatch(name) or name.startswith(".") or not folder.is_dir():
            raise RunningError("There is no such evaluation here: choose one from the list.")
        return folder

    def _fresh_name(self, set_name: str) -> str:
        stem = _UNFIT.sub("-", Path(set_name).stem.casefold()).strip("-")[:40] or "questions"
        begun = f"{dt.datetime.now():{_BEGUN}}-{stem}"
        name, n = begun, 1
        while (self.folder / name).exists():
            n += 1
            name = f"{begun}-{n}"
        return name

    def _start(
        self,
        name: str,
        assistant: Answers,
        questions: Sequence[Question],
        library: HoldsDocuments,
    ) -> None:
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                raise RunningError("Another evaluation is under way: wait for it or cancel it.")
            self._stop.clear()
            self._progress = Progress(name, State.RUNNING, 0, len(questions), 0.0)
            self._thread = threading.Thread(
                target=self._run,
                args=(name, assistant, tuple(questions), library),
                name=f"evaluation {name}",
                daemon=True,
            )
            self._thread.start()

    def _run(
        self,
        name: str,
        assistant: Answers,
        questions: Sequence[Question],
        library: HoldsDocuments,
    ) -> None:
        started = time.monotonic()

        def tell(state: State, n_done: int, message: str = "") -> None:
            elapsed_s = time.monotonic() - started
            self._progress = Progress(name, state, n_done, len(questions), elapsed_s, message)

        try:
            evaluate(
                assistant,
                questions,
                library=library,
                progress=self._teller(tell),
                folder=self.folder / name,
            )
        except _Stopped:
            tell(State.STOPPED, self._n_done())
        except ProtocolAssistantError as error:
            tell(State.FAILED, self._n_done(), str(error))
        except Exception as error:  # whatever it is, the person at the page is told of it
            tell(State.FAILED, self._n_done(), f"The evaluation broke off: {error}")
        else:
            tell(State.DONE, len(questions))
            self._remove_oldest()

    def _teller(self, tell: Callable[[State, int], None]) -> Callable[[int, int], None]:
        def told(n_done: int, n_questions: int) -> None:
            if self._stop.is_set() and n_done < n_questions:
                raise _Stopped
            tell(State.SCORING if n_done == n_questions else State.RUNNING, n_done)

        return told

    def _n_done(self) -> int:
        return self._progress.n_done if self._progress else 0

    def _remove_oldest(self) -> None:
        for entry in self.entries()[self._keep_runs :]:
            shutil.rmtree(self.folder / entry.name, ignore_errors=True)


def run_title(name: str) -> str:
    """Return what a run is called: the set's name, as its folder's name holds it."""
    parts = name.split("-", 4)
    return (parts[4] if len(parts) == 5 else name).replace("-", " ").capitalize()


def begun_at(name: str) -> dt.datetime | None:
    """Return when a run was begun, as its folder's name holds it; None for another's name."""
    try:
        return dt.datetime.strptime(name[: len("2026-01-31-235959")], _BEGUN)
    except ValueError:
        return None


@lru_cache(maxsize=6)
def _read(folder: Path, written_ns: int) -> KeptRun:
    del written_ns  # the cache's key: a run that was scored again is read again
    return KeptRun(
        name=folder.name,
        report=EvalReport.load(folder),
        questions={question.id: question for question in load_questions(folder / QUESTIONS)},
        answered=saved_answers(folder),
    )


def _entry(folder: Path) -> RunEntry:
    return RunEntry(
        name=folder.name,
        finished=(folder / REPORT).is_file(),
        n_questions=_n_lines(folder / QUESTIONS),
        n_answered=_n_lines(folder / ANSWERS),
        when=dt.datetime.fromtimestamp((folder / SETTINGS).stat().st_mtime),
    )


def _n_lines(file: Path) -> int:
    if not file.is_file():
        return 0
    with file.open("rb") as opened:
        return sum(1 for line in opened if line.strip())
