"""Tries the running page and the answering core with many people at once.

    python -m ui.load --people 20 --minutes 5 [--core] [--json OUT]

Each person opens the page by a websocket as a browser does, asks by the address, asks on by the
input, and goes; meanwhile a writer adds one edition of a paper of a third council after another.
Counted are errors, papers of another council than the one asked of, times, and memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from evals.questions import Question, load_questions
from evals.samples import papers_folder

READY_S, ANSWER_S = 180.0, 60.0
_ADDRESS = re.compile(r"http://\S+:\d+")
_WARM_SHARE = 0.3  # of the time, until memory is taken to have reached its level
_READS_S = (2.0, 6.0)  # between one question and the next
_WRITES_EVERY_S = 10.0
_SAMPLE_S = 2.0
_THIRD = "Wexcombe Parish Council"


@dataclass(slots=True)
class Tally:
    """What happened, counted while it goes on; one thread changes it at a time."""

    took_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    of_another_council: list[str] = field(default_factory=list)
    rss_mb: list[tuple[float, float]] = field(default_factory=list)
    n_changes: int = 0
    failed_changes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a trial; times in seconds, memory in MB (10⁶ bytes).

    Attributes:
        rss_warm_mb: The median of memory in the third of the time after the first.
        rss_end_mb: The median of memory in the last third.
    """

    what: str
    n_people: int
    minutes: float
    n_questions: int
    n_errors: int
    n_of_another_council: int
    n_changes: int
    n_failed_changes: int
    median_s: float
    p95_s: float
    longest_s: float
    rss_warm_mb: float
    rss_end_mb: float
    examples: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing failed and nobody was shown another council's paper."""
        return not (self.n_errors or self.n_of_another_council or self.n_failed_changes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a trial on a copy of the samples and print its figures; 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m ui.load", description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--core", action="store_true", help="the answering core, without the page")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        _build(folder)
        trial = try_core if given.core else try_page
        outcome = trial(folder, n_people=given.people, minutes=given.minutes)
    text = json.dumps(asdict(outcome), indent=1)
    print(text)
    if given.json is not None:
        given.json.write_text(text + "\n", encoding="utf-8")
    return 0 if outcome.is_good else 1


def try_page(folder: Path, *, n_people: int, minutes: float) -> Outcome:
    """Try the page, served as `protocols ui` serves it."""
    tally, asked = Tally(), _questions()
    with _served(folder) as server, _measured(tally, server.pid):
        until = time.monotonic() + 60 * minutes
        with _written(folder, tally, until):
            asyncio.run(_crowd(server.address, _ids(folder), asked, tally, n_people, until))
    return _outcome("page", tally, n_people, minutes)


def try_core(folder: Path, *, n_people: int, minutes: float) -> Outcome:
    """Try the answering core in this process, a thread for each person."""
    from assistant import Assistant
    from index import Library
    from ui.settings import Settings

    settings = Settings()
    assistant = Assistant(Library.open(folder, settings.index), settings.assistant)
    tally, asked, guard = Tally(), _questions(), threading.Lock()
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
            with guard:
                tally.took_s.append(time.monotonic() - begun)
                tally.errors += [error] if error else []
                tally.of_another_council += wrong
            time.sleep(drawn.uniform(0.05, 0.5))

    with _measured(tally, os.getpid()), _written(folder, tally, until):
        people = [threading.Thread(target=person, args=(seed,)) for seed in range(n_people)]
        for each in people:
            each.start()
        for each in people:
            each.join()
    return _outcome("core", tally, n_people, minutes)


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
                async with _Visit(address) as visit:
                    query = f"council={quote(first.council or '')}&q={quote(first.question)}"
                    await _timed(visit.open(query), tally)
                    await asyncio.sleep(drawn.uniform(*_READS_S))
                    await _timed(visit.ask(second.question), tally)
                    tally.errors += visit.errors
                    tally.of_another_council += [one for one in others if visit.shows(one)]
            except Exception as failure:  # whatever it is, it is what the trial looks for
                tally.errors.append(repr(failure))
            await asyncio.sleep(drawn.uniform(*_READS_S))

    await asyncio.gather(*(person(seed) for seed in range(n_people)))


async def _timed(step: object, tally: Tally) -> None:
    begun = time.monotonic()
    await asyncio.wait_for(step, ANSWER_S)  # type: ignore[arg-type]  # a coroutine of ours
    tally.took_s.append(time.monotonic() - begun)


class _Visit:
    """One visit to the page: Streamlit's protocol by a websocket, as its own page speaks it."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._input = ""
        self._query = ""
        self._shown: list[bytes] = []
        self.errors: list[str] = []

    async def __aenter__(self) -> _Visit:
        from websockets.asyncio.client import connect
        from websockets.typing import Subprotocol

        self._socket = await connect(
            f"ws://{self._host}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=f"http://{self._host}",  # type: ignore[arg-type]  # a NewType of str
            max_size=None,
            open_timeout=ANSWER_S,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def open(self, query: str) -> None:
        """Open the page at an address."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        self._query = query
        message = BackMsg()
        message.rerun_script.query_string = query
        await self._run(message)
        if not self._input:
            self.errors.append("the page has no input")

    async def ask(self, question: str) -> None:
        """Ask by the input."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        message.rerun_script.query_string = self._query
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._input
        state.chat_input_value.data = question
        await self._run(message)

    def shows(self, document: str) -> bool:
        """Tell whether a document's id stands in anything that was shown as an answer's."""
        return any(document.encode() in each for each in self._shown)

    async def _run(self, message: object) -> None:
        """Send a message and read what comes until the page has been drawn."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        await self._socket.send(message.SerializeToString())  # type: ignore[attr-defined]
        while True:
            data = await self._socket.recv()
            came = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = came.WhichOneof("type")
            if kind == "script_finished":
                if came.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return
                if came.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    self.errors.append("the page could not be compiled")
                    return
            elif kind == "delta" and came.delta.WhichOneof("type") == "new_element":
                self._see(came.delta.new_element)

    def _see(self, element: object) -> None:
        kind = element.WhichOneof("type")  # type: ignore[attr-defined]
        part = getattr(element, kind) if kind else None
        if kind == "chat_input":
            self._input = part.id  # type: ignore[union-attr]
        elif kind == "exception":
            self.errors.append(f"shown: {part.type}")  # type: ignore[union-attr]
        elif kind == "alert" and part.format == part.ERROR:  # type: ignore[union-attr]
            self.errors.append(f"shown: {part.body[:120]}")  # type: ignore[union-attr]
        elif kind == "bidi_component" and "answer" in part.component_name:  # type: ignore[union-attr]
            self._shown.append(part.SerializeToString())  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class _Server:
    pid: int
    address: str


@contextmanager
def _served(folder: Path) -> Iterator[_Server]:
    command = [sys.executable, "-m", "ui.cli", "ui", "--no-browser", "--library", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        found = next((m for line in server.stdout if (m := _ADDRESS.search(line))), None)
        if found is None:
            raise RuntimeError("The page's server ended before it printed its address.")
        _wait_until_ready(found.group())
        yield _Server(server.pid, found.group())
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
def _measured(tally: Tally, pid: int) -> Iterator[None]:
    """Measure a process's memory now and then (Linux: VmRSS)."""
    over = threading.Event()
    begun = time.monotonic()

    def measure() -> None:
        while not over.wait(_SAMPLE_S):
            status = Path(f"/proc/{pid}/status")
            if not status.exists():
                return
            found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
            if found:
                tally.rss_mb.append((time.monotonic() - begun, int(found[1]) * 1024 / 1e6))

    thread = threading.Thread(target=measure, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


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

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=60)


def _edition(number: int) -> str:
    lines = [f"# {_THIRD}", "## Protocol on Member/Officer Relations", f"Edition {number}", ""]
    for at in range(1, 15):
        lines += [f"{at}. The clerk keeps register {at} of edition {number} for the members.", ""]
    return "\n".join(lines)


def _build(folder: Path) -> None:
    from ui.library import build_samples
    from ui.settings import Settings

    build_samples(folder, Settings())


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


def _outcome(what: str, tally: Tally, n_people: int, minutes: float) -> Outcome:
    took = sorted(tally.took_s) or [float("nan")]
    whole = 60 * minutes
    level = _median_of(tally.rss_mb, lambda at: _WARM_SHARE * whole <= at < 0.65 * whole)
    end = _median_of(tally.rss_mb, lambda at: at >= 0.65 * whole)
    return Outcome(
        what=what,
        n_people=n_people,
        minutes=minutes,
        n_questions=len(tally.took_s),
        n_errors=len(tally.errors),
        n_of_another_council=len(tally.of_another_council),
        n_changes=tally.n_changes,
        n_failed_changes=len(tally.failed_changes),
        median_s=round(statistics.median(took), 3),
        p95_s=round(took[int(0.95 * (len(took) - 1))], 3),
        longest_s=round(took[-1], 3),
        rss_warm_mb=round(level, 1),
        rss_end_mb=round(end, 1),
        examples=tuple(
            dict.fromkeys([*tally.errors, *tally.of_another_council, *tally.failed_changes])
        )[:10],
    )


def _median_of(samples: Sequence[tuple[float, float]], within: Callable[[float], bool]) -> float:
    chosen = [value for at, value in samples if within(at)]
    return statistics.median(chosen) if chosen else float("nan")


if __name__ == "__main__":
    sys.exit(main())
