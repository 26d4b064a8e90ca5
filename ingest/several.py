"""Reads several files, the next ones while whoever asked for them is busy with the last."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from queue import SimpleQueue

from ingest.read import PaperFile, read_bytes, read_paper
from ingest.readers.apart import Apart
from ingest.report import ReadPaper
from ingest.settings import IngestSettings

Advance = Callable[[int, int, int], None]
"""Told of a file, by its place from 0, its pages done and its pages in all."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file gives: its paper and its bytes, or the error that says why there is none."""

    file: PaperFile
    outcome: ReadPaper | Exception
    data: bytes = b""

    def paper(self) -> ReadPaper:
        """Return the paper.

        Raises:
            IngestError: The file cannot be read; the family says why.
        """
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@dataclass(frozen=True, slots=True)
class _Page:
    done: int
    of: int


_Told = SimpleQueue[_Page | FileRead]


def read_several(
    files: Sequence[PaperFile],
    *,
    settings: IngestSettings | None = None,
    progress: Advance | None = None,
    n_abreast: int = 0,
) -> Iterator[FileRead]:
    """Begin to read files; return what each gives, in their order, as soon as it is read.

    Args:
        files: The files, and what a manifest says of them.
        settings: The limits of reading.
        progress: Called while PDFs are read, by the thread that goes through what this returns.
        n_abreast: How many are read at once; 0 for one to two cores, as what is read is embedded
            meanwhile.
    """
    reading = _Reading(files, settings or IngestSettings())
    for _ in range(min(len(files), n_abreast or max(1, (os.cpu_count() or 1) // 2))):
        threading.Thread(target=reading.read, name="read-several", daemon=True).start()
    return reading.results(progress)


class _Reading:
    """Files that threads take in turn, and what each of them tells."""

    def __init__(self, files: Sequence[PaperFile], settings: IngestSettings) -> None:
        self._files = files
        self._settings = settings
        self._told: list[_Told] = [SimpleQueue() for _ in files]
        self._places = iter(range(len(files)))
        self._guard = threading.Lock()
        self._given_up = False

    def read(self) -> None:
        """Read files until all are taken."""
        with Apart() as apart:
            while (place := self._next()) is not None:
                told = self._told[place]
                told.put(_read(self._files[place], self._settings, told, apart))

    def _next(self) -> int | None:
        with self._guard:
            return None if self._given_up else next(self._places, None)

    def results(self, progress: Advance | None) -> Iterator[FileRead]:
        """Give what each file gives, and tell the progress of each in its turn."""
        try:
            for place, told in enumerate(self._told):
                while isinstance(event := told.get(), _Page):
                    if progress is not None:
                        progress(place, event.done, event.of)
                yield event
        finally:
            with self._guard:
                self._given_up = True


def _read(file: PaperFile, settings: IngestSettings, told: _Told, apart: Apart) -> FileRead:
    try:
        data = read_bytes(file, settings)
        paper = read_paper(
            replace(file, data=data),
            settings=settings,
            progress=lambda done, of: told.put(_Page(done, of)),
            apart=apart,
        )
    except Exception as error:  # raised again by whoever asks for the paper
        return FileRead(file, error)
    return FileRead(file, paper, data)
