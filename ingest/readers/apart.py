"""Reads a paper in a process of its own, so that no file can hold up or bring down this one.

A reader of Word, web pages or text is ended where it takes longer than the settings allow. pdfium
unpacks and parses a page in one go: it cannot be told to stop, a small file can unpack to
gigabytes, and a hostile one can end the process. The process is ended where it stalls at a page
or takes too much memory; the paper is then read once more without that page.
"""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from ingest import errors
from ingest.errors import IngestError, SourceTooLargeError, UnreadableSourceError
from ingest.lines import Lines
from ingest.readers.messages import MESSAGE, Begun, Done, Message, Read, Refused, Task
from ingest.settings import IngestSettings

_LOG = logging.getLogger(__name__)
_MAX_COMPLAINT = 20_000  # bytes of what the process prints that are logged
_STALL_S = 30.0  # a page takes 0.02 s; on a machine at its limits, 1 s
_START_S = 120.0  # until the first page, and for the lines after the last
_SCAN_S = 120.0  # a page that is recognised
_MAX_TRIES = 4


class _StoppedError(Exception):
    """The process stalled or died; at which page, where it was at one."""

    def __init__(self, page: int | None, *, stalled: bool) -> None:
        super().__init__(page, stalled)
        self.page = page
        self.stalled = stalled


def read_apart(
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

    Raises:
        IngestError: As the reader; SourceTooLargeError also where reading does not end in time.
    """
    deadline = time.monotonic() + settings.max_seconds
    skip: frozenset[int] = frozenset()
    for _ in range(_MAX_TRIES):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            break
        limits = settings.model_copy(update={"max_seconds": left_s})
        task = Task(reader=reader, name=name, settings=limits, skip=skip)
        try:
            return _read(task, data, deadline + _START_S, progress)
        except _StoppedError as stopped:
            if stopped.page is None or reader != "pdf":
                raise _refusal(name, stopped) from None
            skip |= {stopped.page}
    raise SourceTooLargeError(
        f"{name} cannot be read within {settings.max_seconds:.0f} seconds: "
        f"its page {max(skip, default=1)} is too large or damaged; split the paper."
    )


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


def _read(
    task: Task, data: bytes, deadline: float, progress: Callable[[int, int], None] | None
) -> Lines:
    page: int | None = None
    wait_s = _START_S
    with _process(task, data) as messages:
        while True:
            left_s = min(wait_s, deadline - time.monotonic())
            try:
                message = messages.get(timeout=max(left_s, 0.01))
            except queue.Empty:
                raise _StoppedError(page, stalled=True) from None
            match message:
                case None:
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
                case Refused():
                    raise getattr(errors, message.error)(message.message)
                case Read():
                    return message.lines


@contextmanager
def _process(task: Task, data: bytes) -> Iterator[queue.Queue[Message | None]]:
    """Give the messages of a process that reads a paper; None where it has ended."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest.readers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        messages: queue.Queue[Message | None] = queue.Queue()
        threads = [
            threading.Thread(target=_hear, args=(process.stdout, messages), daemon=True),
            threading.Thread(target=_send, args=(process.stdin, task, data), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield messages
        finally:
            process.kill()
            process.wait()
            for thread in threads:
                thread.join()
            complaints.seek(0)
            if complaint := complaints.read(_MAX_COMPLAINT).decode(errors="replace").strip():
                _LOG.info("While reading %s: %s", task.name, complaint)


def _hear(source: BinaryIO, messages: queue.Queue[Message | None]) -> None:
    try:
        with source:
            for line in source:
                messages.put(MESSAGE.validate_json(line))
    finally:
        messages.put(None)


def _send(sink: BinaryIO, task: Task, data: bytes) -> None:
    with suppress(OSError), sink:  # where it has ended before reading all, `_hear` says so
        sink.write(task.model_dump_json().encode() + b"\n")
        sink.write(data)
