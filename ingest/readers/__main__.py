"""Reads the papers on the standard input, and tells how it goes on the standard output.

For `ingest.readers.apart`, which starts it. It loads what reading needs once; each paper is read by
a fork of it, so that nothing of one is left when the next is read.
"""

from __future__ import annotations

import gc
import importlib
import math
import os
import sys
import traceback
from collections.abc import Callable
from typing import BinaryIO

from ingest.errors import IngestError
from ingest.lines import Lines
from ingest.readers.messages import Begun, Done, Ended, Message, Read, Refused, Task
from ingest.readers.pdf.reading import read_here

_BEHIND = 10  # of the 19 steps by which a process can be put behind others; as much as embedding
_MEMORY = 3 << 30  # bytes; a paper of 500 pages takes a tenth of it
_MORE_S = 300.0  # beyond a paper's time, after which nobody waits for it any more

Tell = Callable[[Message], None]


def main() -> None:
    """Read papers until no more are given."""
    _limit_memory()
    _give_way()
    gc.disable()  # a process that reads one paper ends before there would be much to collect
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no message

    def tell(message: Message) -> None:
        out.write(message.model_dump_json().encode() + b"\n")
        out.flush()

    source = sys.stdin.buffer
    while (task := _next_task(source)) is not None:
        data = source.read(task.n_bytes)
        if not hasattr(os, "fork"):  # Windows: another is started for the next paper
            tell(_read(task, data, tell))
            return
        if (child := os.fork()) == 0:
            _read_and_leave(task, data, tell)
        del data  # the fork's from here on; it may be large
        os.waitpid(child, 0)
        tell(Ended())


def _next_task(source: BinaryIO) -> Task | None:
    line = source.readline()
    return Task.model_validate_json(line) if line else None


def _read_and_leave(task: Task, data: bytes, tell: Tell) -> None:
    """Read a paper and end this process, which is a fork of one that goes on."""
    status = 1
    try:
        _limit_time(task.settings.max_seconds)
        tell(_read(task, data, tell))
        status = 0
    except BaseException:  # there is nowhere to raise it to
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _read(task: Task, data: bytes, tell: Tell) -> Message:
    try:
        read = _read_pdf if task.reader == "pdf" else _read_other
        return Read(lines=read(task, data, tell))
    except IngestError as error:
        return Refused(error=type(error).__name__, message=str(error))


def _read_pdf(task: Task, data: bytes, tell: Tell) -> Lines:
    return read_here(
        data,
        name=task.name,
        settings=task.settings,
        skip=task.skip,
        progress=lambda done, of: tell(Done(done=done, of=of)),
        begin=lambda page: tell(Begun(page=page)),
    )


def _read_other(task: Task, data: bytes, tell: Tell) -> Lines:
    module = importlib.import_module(f"ingest.readers.{task.reader}")
    tell(Begun(page=1))
    lines: Lines = module.read_lines(data, name=task.name, settings=task.settings)
    return lines


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _give_way() -> None:
    """Let those go first who ask meanwhile: reading a paper can wait."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(max(0, _BEHIND - os.nice(0)))


def _limit_time(seconds: float) -> None:
    """Have the system end this process, should whoever started it be gone before it ends."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = math.ceil(seconds + _MORE_S)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    main()
