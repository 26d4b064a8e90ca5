"""What processes use of a machine: memory and processor time, as Linux tells them."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_PROC = Path("/proc")
_SAMPLE_S = 2.0
_RSS = re.compile(r"VmRSS:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process and those that it started used, at a moment from the trial's beginning.

    Attributes:
        rss_mb: Resident memory in MB (10⁶ bytes), summed.
        cpu_s: Processor time since they began.
    """

    at_s: float
    rss_mb: float
    cpu_s: float


@dataclass(slots=True)
class Work:
    """Samples of a process, oldest first."""

    samples: list[Sample] = field(default_factory=list)

    @property
    def cores(self) -> float:
        """How many cores it kept busy on average, from the first sample to the last."""
        if len(self.samples) < 2:
            return float("nan")
        first, last = self.samples[0], self.samples[-1]
        return (last.cpu_s - first.cpu_s) / (last.at_s - first.at_s)


@contextmanager
def measured(pid: int, *, started: bool = True) -> Iterator[Work]:
    """Measure a process while the block runs.

    Args:
        started: Whether to count those that it started too.
    """
    work, over, begun = Work(), threading.Event(), time.monotonic()

    def measure() -> None:
        while True:
            pids = _with_children(pid) if started else [pid]
            if (sample := _sample(pids, time.monotonic() - begun, started=started)) is not None:
                work.samples.append(sample)
            if over.wait(_SAMPLE_S):
                return

    thread = threading.Thread(target=measure, daemon=True)
    thread.start()
    try:
        yield work
    finally:
        over.set()
        thread.join()


def _sample(pids: Sequence[int], at_s: float, *, started: bool) -> Sample | None:
    rss_kb = ticks = 0
    counted = (11, 12, 13, 14) if started else (11, 12)  # the last two: its dead children's
    for each in pids:
        try:
            found = _RSS.search((_PROC / str(each) / "status").read_text())
            fields = _fields(each)
        except OSError:  # it has ended meanwhile
            continue
        rss_kb += int(found[1]) if found else 0
        ticks += sum(int(fields[at]) for at in counted)
    if not ticks:
        return None
    return Sample(at_s, rss_kb * 1024 / 1e6, ticks / os.sysconf("SC_CLK_TCK"))


def _with_children(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(_fields(int(folder.name))[1])
            except OSError:
                continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _fields(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the command's name, which may hold anything."""
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
