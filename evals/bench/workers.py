"""How many answers a second come from one machine: threads of one process, and processes.

`python -m evals.bench.workers LIBRARY …` is one of those processes: it says when it is ready, waits
for a line, answers for some seconds, and prints how many answers it gave.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assistant import Assistant
from evals.bench.large import Size
from evals.bench.pool import asked_questions
from evals.bench.records import Figures, spread
from index import Library

_N_WARM = 20


def main() -> None:
    """Answer from so many threads for so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    assistant = Assistant(Library.open(options.library))
    _answer(assistant, random.Random(options.seed), n=_N_WARM)
    print("ready", flush=True)
    sys.stdin.readline()
    took: list[float] = []
    threads = [
        threading.Thread(
            target=_answer_until,
            args=(
                assistant,
                random.Random(1000 * options.seed + each),
                time.perf_counter() + options.seconds,
                took,
            ),
        )
        for each in range(options.threads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(" ".join(f"{ms:.2f}" for ms in took), flush=True)


def _answer(assistant: Assistant, drawn: random.Random, *, n: int) -> None:
    library = assistant.library
    assert isinstance(library, Library)
    councils = library.councils()
    for _ in range(n):
        assistant.answer(drawn.choice(asked_questions()), council=drawn.choice(councils))


def _answer_until(
    assistant: Assistant, drawn: random.Random, until: float, took: list[float]
) -> None:
    while (begun := time.perf_counter()) < until:
        _answer(assistant, drawn, n=1)
        took.append(1000 * (time.perf_counter() - begun))


def measure_workers(
    folder: Path, size: Size, counts: Sequence[int], *, seconds: float, store: str = "a folder"
) -> list[Figures]:
    """Return answers a second from 1, 2, … threads of one process, and as many processes."""
    found = []
    for what in ("threads", "processes"):
        for n in counts:
            n_processes, n_threads = (1, n) if what == "threads" else (n, 1)
            took = _run(folder, n_processes, n_threads, seconds)
            values = {
                "workers": float(n),
                "answers_per_s": round(len(took) / seconds, 2),
                **spread(took),
            }
            found.append(
                Figures(
                    part="workers",
                    what=f"{n} {what}, {store}",
                    n_councils=size.n_councils,
                    n_paragraphs=size.n_paragraphs,
                    values=values,
                )
            )
    return found


def _run(folder: Path, n_processes: int, n_threads: int, seconds: float) -> list[float]:
    """Return how long each answer took, in milliseconds."""
    command = [sys.executable, "-m", "evals.bench.workers", str(folder)]
    command += ["--threads", str(n_threads), "--seconds", str(seconds)]
    processes = [
        subprocess.Popen(
            [*command, "--seed", str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for seed in range(n_processes)
    ]
    for each in processes:
        assert each.stdout is not None
        each.stdout.readline()
    took: list[float] = []
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in processes:
        out, _ = each.communicate(timeout=600)
        took.extend(float(ms) for ms in out.split())
    return took


if __name__ == "__main__":
    main()
