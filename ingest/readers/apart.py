"""Reads papers in processes of their own, so that no file can hold up or bring down this one.

A reader of Word, web pages or text is ended where it takes longer than the settings allow. pdfium
unpacks and parses a page in one go: it cannot be told to stop, a small file can unpack to
gigabytes, and a hostile one can end the process. The process is ended where it stalls at a page
or takes too much memory; the paper is then read once more without that page.

To start Python and load what reading needs takes longer than to read a short paper. So one process
loads it and forks another for each paper: what a paper does to the process that reads it, no other
paper meets.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Self

from ingest import errors
from ingest.errors import IngestError, SourceTooLargeError, UnreadableSourceError
from ingest.lines import Lines
from ingest.readers.messages import MESSAGE, Begun, Done, Ended, Message, Read, Refused, Task
from ingest.settings import IngestSettings

_LOG = logging.getLogger(__name__)
_MAX_COMPLAINT = 20_000  # bytes of what the processes print that are logged
_STALL_S = 30.0  # a page takes 0.02 s; on a machine at its limits, 1 s
_START_S = 120.0  # until the first page, and for the lines after the last
_SCAN_S = 120.0  # a page that is recognised
_END_S = 5.0  # for a process that has told the lines to end
_MAX_TRIES = 4


class _StoppedError(Exception):
    """The process stalled or died; at which page, where it was at one."""

    def __init__(self, page: int | None, *, stalled: bool) -> None:
        super().__init__(page, stalled)
        self.page = page
        self.stalled = stalled


class Apart:
    """Reads papers one after another, each in a process of its own; one thread at a time uses it.

    It is closed after use, which ends its processes.
    """

    def __init__(self) -> None:
        self._processes: _Processes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> _Processes:
        """Have a process load what reading needs, where none has; it need not be waited for."""
        if self._processes is None:
            self._processes = _Processes()
        return self._processes

    def close(self) -> None:
        """End the processes."""
        processes, self._processes = self._processes, None
        if processes is not None:
            processes.end()

    def read(
        self,
        reader: str,
        data: bytes,
        *,
        name: str,
        settings: IngestSettings,
        progress: Callable[[int, int], None] | None = None,
    ) -> Lines:
        """Return a paper's lines as its reader does, but bounded in time and memory.

        Args:
            reader: The module under `ingest.readers`: 'pdf', 'docx', 'html', ….
            progress: Called with pages done and pages in all, where the paper has pages.

        Raises:
            IngestError: As the reader; SourceTooLargeError also where reading does not end in
                time.
        """
        deadline = time.monotonic() + settings.max_seconds
        skip: frozenset[int] = frozenset()
        for _ in range(_MAX_TRIES):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                break
            limits = settings.model_copy(update={"max_seconds": left_s})
            task = Task(reader=reader, name=name, settings=limits, skip=skip, n_bytes=len(data))
            try:
                return self._read(task, data, deadline + _START_S, progress)
            except _StoppedError as stopped:
                if stopped.page is None or reader != "pdf":
                    raise _refusal(name, stopped) from None
                skip |= {stopped.page}
        raise SourceTooLargeError(
            f"{name} cannot be read within {settings.max_seconds:.0f} seconds: "
            f"its page {max(skip, default=1)} is too large or damaged; split the paper."
        )

    def _read(
        self,
        task: Task,
        data: bytes,
        deadline: float,
        progress: Callable[[int, int], None] | None,
    ) -> Lines:
        processes = self.start()
        try:
            processes.give(task, data)
            found = _hear_out(task, processes.messages, deadline, progress)
        except BaseException:
            self.close()
            raise
        if not processes.settle():
            self.close()
        if isinstance(found, Refused):
            raise getattr(errors, found.error)(found.message)
        return found.lines


def _refusal(name: str, stopped: _StoppedError) -> IngestError:
    if stopped.stalled:
        return SourceTooLargeError(
            f"{name} takes too long to read: it holds, or unpacks to, more than any paper; "
            "split the paper."
        )
    return UnreadableSourceError(
        f"{name} is damaged, or unpacks to more than any paper, and cannot be read; "
        "fetch it again from where it came."
    )


def _hear_out(
    task: Task,
    messages: queue.Queue[Message | None],
    deadline: float,
    progress: Callable[[int, int], None] | None,
) -> Read | Refused:
    """Return what becomes of a paper.

    Raises:
        _StoppedError: The process stalled or died.
    """
    page: int | None = None
    wait_s = _START_S
    while True:
        left_s = min(wait_s, deadline - time.monotonic())
        try:
            message = messages.get(timeout=max(left_s, 0.01))
        except queue.Empty:
            raise _StoppedError(page, stalled=True) from None
        match message:
            case None | Ended():
                raise _StoppedError(page, stalled=False)
            case Begun():
                if task.reader != "pdf":
                    wait_s = task.settings.max_seconds
                else:
                    wait_s = _SCAN_S if page == message.page else _STALL_S
                page = message.page
            case Done():
                page, wait_s = None, _START_S
                if progress:
                    progress(message.done, message.of)
            case Refused() | Read():
                return message


class _Processes:
    """A process that has loaded what reading needs, and those that it forks, one at a time.

    Attributes:
        messages: What they tell; None where the first has ended.
    """

    def __init__(self) -> None:
        self.messages: queue.Queue[Message | None] = queue.Queue()
        self._names: list[str] = []  # of the papers given
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self._first = subprocess.Popen(
            [sys.executable, "-m", "ingest.readers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            process_group=0 if os.name == "posix" else None,  # they are ended together
        )
        self._threads = [_begin(_hear, self._first.stdout, self.messages)]

    @property
    def group(self) -> int:
        """The id of the group of processes that they all belong to, where there are such groups."""
        return self._first.pid

    def give(self, task: Task, data: bytes) -> None:
        """Have a paper read; whatever an earlier one told has been heard."""
        self._names.append(task.name)
        self._threads.append(_begin(_send, self._first.stdin, task, data))

    def settle(self) -> bool:
        """Wait for the process that read a paper to end; say whether another may be given."""
        try:
            return isinstance(self.messages.get(timeout=_END_S), Ended)
        except queue.Empty:
            return False

    def end(self) -> None:
        """End them all, and log what they printed."""
        with suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(self.group, signal.SIGKILL)
            else:
                self._first.kill()
        self._first.wait()
        for thread in self._threads:
            thread.join()
        with suppress(OSError):
            if self._first.stdin is not None:
                self._first.stdin.close()
        with self._complaints as complaints:
            complaints.seek(0)
            if complaint := complaints.read(_MAX_COMPLAINT).decode(errors="replace").strip():
                _LOG.info("While reading %s: %s", ", ".join(self._names), complaint)


def _begin(target: Callable[..., None], *args: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread


def _hear(source: BinaryIO, messages: queue.Queue[Message | None]) -> None:
    try:
        with source:
            for line in source:
                messages.put(MESSAGE.validate_json(line))
    finally:
        messages.put(None)


def _send(sink: BinaryIO, task: Task, data: bytes) -> None:
    with suppress(OSError):  # where it has ended before reading all, `_hear` says so
        sink.write(task.model_dump_json().encode() + b"\n")
        sink.write(data)
        sink.flush()
