"""Reads the PDF on the standard input, and tells how it goes on the standard output.

For `ingest.readers.pdf.apart`, which starts it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from ingest.errors import IngestError
from ingest.readers.pdf.messages import Begun, Done, Message, Read, Refused, Task
from ingest.readers.pdf.reading import read_here

_MEMORY = 3 << 30  # bytes; a paper of 500 pages takes a tenth of it


def main() -> None:
    """Read one paper."""
    _limit_memory()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no message

    def tell(message: Message) -> None:
        out.write(message.model_dump_json().encode() + b"\n")
        out.flush()

    tell(_read(sys.stdin.buffer, tell))


def _read(source: BinaryIO, tell: Callable[[Message], None]) -> Message:
    task = Task.model_validate_json(source.readline())
    try:
        lines = read_here(
            source.read(),
            name=task.name,
            settings=task.settings,
            skip=task.skip,
            progress=lambda done, of: tell(Done(done=done, of=of)),
            begin=lambda page: tell(Begun(page=page)),
        )
    except IngestError as error:
        return Refused(error=type(error).__name__, message=str(error))
    return Read(lines=lines)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    main()
