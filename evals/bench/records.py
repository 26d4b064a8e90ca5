"""What a run of the benchmarks leaves: figures, and the machine that they are of."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from evals.errors import EvalError
from ingest.documents import Record

_PACKAGES = (
    "bm25s",
    "faiss-cpu",
    "langchain-community",
    "numpy",
    "onnxruntime",
    "pypdf",
    "pypdfium2",
    "streamlit",
)


class Machine(Record):
    """What a run was made on.

    Attributes:
        load: The mean number of processes that wanted a core in the minute before it began: more
            than a little means that the machine was not the run's alone.
    """

    processor: str
    n_cores: int
    memory_gib: int
    system: str
    versions: dict[str, str]
    load: float


class Figures(Record):
    """What one step cost at one size.

    Attributes:
        what: Of the part: a format, a scope, a pipeline.
        n_councils: 0 where the step does not depend on the library.
        values: By name with its unit, as in 'p95_ms', 'pages_per_s', 'memory_mib'.
    """

    part: str
    what: str
    n_councils: int = 0
    n_paragraphs: int = 0
    values: dict[str, float]


class Run(Record):
    """One run of some parts."""

    made_at: str
    commit: str
    command: str
    machine: Machine
    figures: tuple[Figures, ...]

    def save(self, folder: Path) -> Path:
        """Write it to a file of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        parts = "-".join(sorted({each.part for each in self.figures})) or "nothing"
        path = folder / f"{self.made_at.replace(':', '')}-{parts[:60]}.json"
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
        return path


def read_runs(folder: Path) -> tuple[Run, ...]:
    """Return the runs that a folder holds, the oldest first.

    Raises:
        EvalError: A file there is none.
    """
    runs = []
    for path in sorted(folder.glob("*.json")):
        try:
            runs.append(Run.model_validate_json(path.read_text(encoding="utf-8")))
        except (OSError, ValidationError) as error:
            raise EvalError(f"{path} is no run of the benchmarks: move it elsewhere.") from error
    return tuple(sorted(runs, key=lambda run: run.made_at))


def newest(runs: Iterable[Run]) -> tuple[Figures, ...]:
    """Return the figures of some runs; of one step at one size, those of the newest."""
    found: dict[tuple[str, str, int, int], Figures] = {}
    for run in runs:
        for each in run.figures:
            found[each.part, each.what, each.n_councils, each.n_paragraphs] = each
    return tuple(found.values())


def describe_run(command: str, figures: Sequence[Figures], *, load: float) -> Run:
    """Return a run of this machine, now."""
    versions = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return Run(
        made_at=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        commit=_commit(),
        command=command,
        machine=Machine(
            processor=_processor(),
            n_cores=os.cpu_count() or 1,
            memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            system=f"{platform.system()} {platform.machine()}",
            versions=versions,
            load=round(load, 2),
        ),
        figures=tuple(figures),
    )


def spread(times_ms: Sequence[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the longest of some times."""
    p50, p95 = np.percentile(np.asarray(times_ms), [50, 95])
    return {
        "p50_ms": round(float(p50), 3),
        "p95_ms": round(float(p95), 3),
        "longest_ms": round(max(times_ms), 3),
    }


def memory_mib() -> dict[str, float]:
    """Return the memory of this process: its own, and of files mapped into it."""
    held = {}
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, rest = line.partition(":")
        if name in ("RssAnon", "RssFile", "VmHWM"):
            held[name] = int(rest.split()[0]) / 1024
    return {
        "own_mib": round(held["RssAnon"]),
        "mapped_mib": round(held["RssFile"]),
        "most_mib": round(held["VmHWM"]),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
