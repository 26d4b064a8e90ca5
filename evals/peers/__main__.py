"""One stage of one pipeline, in a process of its own: `python -m evals.peers ours build …`.

Prints a line of JSON: wall time in seconds, median time of a question in milliseconds, peak
resident memory in MiB, and what was found.
"""

from __future__ import annotations

import json
import time
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from evals.peers.scoped import ScopedQuestion

_BEGUN = time.perf_counter()


class Peer(StrEnum):
    """The pipelines."""

    OURS = "ours"
    TUTORIAL = "tutorial"


class Stage(StrEnum):
    """What a process is timed at."""

    BUILD = "build"
    ASK = "ask"


def main(
    peer: Peer,
    stage: Stage,
    store: Annotated[Path, typer.Option(help="Folder of the store.")],
    papers: Annotated[Path | None, typer.Option(help="Folder of PDFs, for build.")] = None,
    questions: Annotated[Path | None, typer.Option(help="JSON list of texts, for ask.")] = None,
) -> None:
    """Build a store, or open it and ask every question; say what it cost."""
    if peer is Peer.OURS:
        from evals.peers.ours import Ours as Pipeline
    else:
        from evals.peers.tutorial import Tutorial as Pipeline  # type: ignore[assignment]
    found: list[list[str]] = []
    times: list[float] = []
    if stage is Stage.BUILD:
        Pipeline.build(_given(papers), store)
    else:
        opened = Pipeline.open(store)
        for row in json.loads(_given(questions).read_text(encoding="utf-8")):
            begun = time.perf_counter()
            found.append(opened.ask(ScopedQuestion(**row), top_k=5))
            times.append(1000 * (time.perf_counter() - begun))
    cost = {
        "wall_s": time.perf_counter() - _BEGUN,
        "median_ms": median(times) if times else None,
        "peak_mib": _peak_mib(),
        "found": found,
    }
    print(json.dumps(cost))


def _peak_mib() -> float:
    """Return the most resident memory of this program, in MiB.

    Not by `getrusage`: its figure starts at what the process had before it became this program.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _given(path: Path | None) -> Path:
    if path is None:
        raise typer.BadParameter("build needs --papers, ask needs --questions")
    return path


if __name__ == "__main__":
    typer.run(main)
