"""The trials: many people ask the page, or the answering core, while papers are added."""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from evals.questions import Question, load_questions
from evals.samples import papers_folder
from ui.load.figures import Outcome, Tally, Took, outcome_of
from ui.load.visit import Visit
from ui.load.work import measured

READY_S = 180.0
_ADDRESS = re.compile(r"http://\S+:\d+")
_READS_S = (2.0, 6.0)  # between one question and the next
_CORE_READS_S = (0.05, 0.5)
_WRITES_EVERY_S = 10.0
_THIRD = "Wexcombe Parish Council"


def build_library(folder: Path) -> None:
    """Build the library that is asked: the samples."""
    from ui.library import build_samples
    from ui.settings import Settings

    build_samples(folder, Settings())


def try_page(folder: Path, *, n_people: int, minutes: float) -> Outcome:
    """Try the page, served as `protocols ui` serves it."""
    tally, asked = Tally(), _questions()
    with served(folder) as server, measured(server.pid) as work:
        until = time.monotonic() + 60 * minutes
        before_s = time.process_time()
        with _written(folder, tally, until):
            asyncio.run(_crowd(server.address, _ids(folder), asked, tally, n_people, until))
        tally.tool_cpu_s = time.process_time() - before_s
    return outcome_of("page", tally, work, n_people, minutes)


def try_core(folder: Path, *, n_people: int, minutes: float) -> Outcome:
    """Try the answering core in this process, a thread for each person."""
    from assistant import Assistant
    from index import Library
    from ui.settings import Settings

    settings = Settings()
    assistant = Assistant(Library.open(folder, settings.index), settings.assistant)
    tally, asked, guard = Tally(), _questions(), threading.Lock()
    assistant.answer(asked[0].question)  # its models are loaded, as those of a page that is ready
    until = time.monotonic() + 60 * minutes

    def person(seed: int) -> None:
        drawn = random.Random(seed)
        while time.monotonic() < until:
            question = drawn.choice(asked)
            begun = time.monotonic()
            wrong: list[str] = []
            error = ""
            try:
                answer = assistant.answer(question.question, council=question.council)
                wrong = [c.document for c in answer.citations if c.council != answer.council]
                if len(answer.rows) > 1 or answer.council != question.council:
                    wrong = []  # the question itself asks of several, or names another
            except Exception as failure:  # whatever it is, it is what the trial looks for
                error = repr(failure)
            took_s = time.monotonic() - begun
            with guard:
                tally.took.append(Took(False, took_s, took_s))
                tally.errors += [error] if error else []
                tally.of_another_council += wrong
            time.sleep(drawn.uniform(*_CORE_READS_S))

    with measured(os.getpid(), started=False) as work, _written(folder, tally, until):
        people = [threading.Thread(target=person, args=(seed,)) for seed in range(n_people)]
        for each in people:
            each.start()
        for each in people:
            each.join()
    return outcome_of("core", tally, work, n_people, minutes)


async def _crowd(
    address: str,
    ids: dict[str, list[str]],
    asked: Sequence[Question],
    tally: Tally,
    n_people: int,
    until: float,
) -> None:
    async def person(seed: int) -> None:
        drawn = random.Random(seed)
        await asyncio.sleep(drawn.uniform(0, 3))
        while time.monotonic() < until:
            first, second = drawn.choice(asked), drawn.choice(asked)
            others = [one for name, held in ids.items() if name != first.council for one in held]
            try:
                async with Visit(address) as visit:
                    query = f"council={quote(first.council or '')}&q={quote(first.question)}"
                    tally.took.append(await visit.open(query))
                    await asyncio.sleep(drawn.uniform(*_READS_S))
                    tally.took.append(await visit.ask(second.question))
                    tally.n_bytes += visit.n_bytes
                    tally.errors += visit.errors
                    tally.of_another_council += [one for one in others if visit.shows(one)]
            except Exception as failure:  # whatever it is, it is what the trial looks for
                tally.errors.append(repr(failure))
            await asyncio.sleep(drawn.uniform(*_READS_S))

    await asyncio.gather(*(person(seed) for seed in range(n_people)))


@dataclass(frozen=True, slots=True)
class Server:
    """A page that is served."""

    pid: int
    address: str

    def wait(self) -> None:
        """Wait until it says that its library and models are loaded."""
        _wait_until_ready(self.address)


@contextmanager
def served(folder: Path, *, wait: bool = True) -> Iterator[Server]:
    """Serve the page by a process of its own until the block ends.

    Args:
        wait: Whether to give it only once it is ready.
    """
    command = [sys.executable, "-m", "ui.cli", "ui", "--no-browser", "--library", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        found = next((m for line in server.stdout if (m := _ADDRESS.search(line))), None)
        if found is None:
            raise RuntimeError("The page's server ended before it printed its address.")
        given = Server(server.pid, found.group())
        if wait:
            given.wait()
        yield given
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()


def _wait_until_ready(address: str) -> None:
    from urllib.error import URLError
    from urllib.request import urlopen

    ends = time.monotonic() + READY_S
    while time.monotonic() < ends:
        try:
            with urlopen(f"{address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError("The page was not ready in time.")


@contextmanager
def _written(folder: Path, tally: Tally, until: float) -> Iterator[None]:
    """Have a process of its own add one edition of a paper after another meanwhile."""
    paper = folder.parent / "wexcombe.md"

    def write() -> None:
        while time.monotonic() < until:
            paper.write_text(_edition(tally.n_changes), encoding="utf-8")
            command = [sys.executable, "-m", "ui.cli", "add", str(paper), "--library", str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            tally.n_changes += 1
            if done.returncode:
                tally.failed_changes.append(done.stderr[-200:])
            time.sleep(max(0.0, min(_WRITES_EVERY_S, until - time.monotonic())))

    before_s = _children_cpu_s()
    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=60)
        tally.writer_cpu_s = _children_cpu_s() - before_s


def _children_cpu_s() -> float:
    """Return the processor time of the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _edition(number: int) -> str:
    lines = [f"# {_THIRD}", "## Protocol on Member/Officer Relations", f"Edition {number}", ""]
    for at in range(1, 15):
        lines += [f"{at}. The clerk keeps register {at} of edition {number} for the members.", ""]
    return "\n".join(lines)


def _questions() -> list[Question]:
    every = load_questions(papers_folder().parent / "questions.jsonl")
    return [q for q in every if q.council and not q.history]


def _ids(folder: Path) -> dict[str, list[str]]:
    from index import Library
    from ui.settings import Settings

    found: dict[str, list[str]] = {_THIRD: ["wexcombe"]}
    for document in Library.open(folder, Settings().index).documents():
        found.setdefault(document.council, []).append(document.id)
    return found
