"""Reads the paper on the standard input, and tells how it goes on the standard output.

For `ingest.readers.apart`, which starts it.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from ingest.errors import IngestError
from ingest.lines import Lines
from ingest.readers.messages import Begun, Done, Message, Read, Refused, Task

_BEHIND = 10  # of the 19 steps by which a process can be put behind others
_MEMORY = 3 << 30  # bytes; a paper of 500 pages takes a tenth of it


def main() -> None:
    """Read one paper."""
    _limit_memory()
    _give_way()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no message

    def tell(message: Message) -> None:
        out.write(message.model_dump_json().encode() + b"\n")
        out.flush()

    tell(_read(sys.stdin.buffer, tell))


def _read(source: BinaryIO, tell: Callable[[Message], None]) -> Message:
    task = Task.model_validate_json(source.readline())
    data = source.read()
    try:
        read = _read_pdf if task.reader == "pdf" else _read_other
        return Read(lines=read(task, data, tell))
    except IngestError as error:
        return Refused(error=type(error).__name__, message=str(error))


def _read_pdf(task: Task, data: bytes, tell: Callable[[Message], None]) -> Lines:
    from ingest.readers.pdf.reading import read_here

    return read_here(
        data,
        name=task.name,
        settings=task.settings,
        skip=task.skip,
        progress=lambda done, of: tell(Done(done=done, of=of)),
        begin=lambda page: tell(Begun(page=page)),
    )


def _read_other(task: Task, data: bytes, tell: Callable[[Message], None]) -> Lines:
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
        os.nice(_BEHIND)


if __name__ == "__main__":
    main()
