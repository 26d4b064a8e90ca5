"""How long the drawn tests go on: seconds as a rule, as many minutes as FUZZ_MINUTES says."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from ingest import PaperFile, read_paper
from ingest import errors as ingest_errors
from ingest.errors import IngestError, UnreadableSourceError
from ingest.lines import Lines
from ingest.readers.messages import MESSAGE, Read, Refused
from ingest.readers.pdf.reading import read_here
from ingest.report import ReadPaper
from ingest.settings import IngestSettings

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
N_EXAMPLES = 15
LIMITS = IngestSettings(max_bytes=2_000_000, max_seconds=20)
HANGS_S = 90.0  # far above what any drawn paper takes on a busy machine
_N_AT_ONCE = 50


def drawn_for(strategy: SearchStrategy[Any], test: Callable[[Any], None]) -> int:
    """Try a test on what a strategy draws, as long as the time lasts; return how often."""
    count = 0
    has_failed = False  # what failed is tried again and made small, though the time is over
    ends = time.monotonic() + 60 * MINUTES

    @settings(
        max_examples=_N_AT_ONCE if MINUTES else N_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(value: Any) -> None:
        nonlocal count, has_failed
        if MINUTES and time.monotonic() > ends and not has_failed:
            return
        count += 1
        try:
            with within(HANGS_S):
                test(value)
        except BaseException:
            has_failed = True
            raise

    run()
    while MINUTES and time.monotonic() < ends:
        run()
    print(f"{test.__name__}: {count} tries")
    return count


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where what is done takes longer: nothing that comes in may hang."""

    def stop(*_: object) -> None:
        raise AssertionError(f"it took longer than {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read_or_refuse(name: str, data: bytes) -> ReadPaper | None:
    """Return a paper as read, having checked what every read paper promises; None if refused."""
    try:
        paper = read_paper(PaperFile(Path(name), data=data), settings=LIMITS)
    except IngestError as error:
        sentence = str(error)
        assert sentence.strip(), "a refusal says something"
        assert "Traceback" not in sentence
        return None
    for document in paper.documents:
        labels = [p.label for p in document.paragraphs]
        assert len(labels) == len(set(labels))
        orders = [p.order for p in document.paragraphs]
        assert orders == sorted(orders)
        for paragraph in document.paragraphs:
            assert paragraph.document == document.id
            assert "\x00" not in paragraph.text
    assert ReadPaper.model_validate_json(paper.model_dump_json()) == paper, "it can be stored"
    return paper


def words_told(paper: ReadPaper) -> str:
    """Return all words that a read paper holds or says that it left aside."""
    return " ".join(
        (
            *(
                text
                for document in paper.documents
                for text in (
                    *([document.title_page.text] if document.title_page else []),
                    *(
                        f"{p.section} {p.label} {p.lead_in} {p.text} {' '.join(p.notes)}"
                        for p in document.paragraphs
                    ),
                    *(f"{heading.label} {heading.text}" for heading in document.headings),
                )
            ),
            *paper.report.unassigned,
        )
    )


def read_in_fork(
    reader: str,
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Lines:
    """Return a PDF's lines by a process that is forked: to start one afresh takes a second."""
    assert reader == "pdf"
    assert progress is None
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        told = b""
        try:
            told = Read(lines=read_here(data, name=name, settings=settings)).model_dump_json()
        except IngestError as error:
            told = Refused(error=type(error).__name__, message=str(error)).model_dump_json()
        except BaseException as error:
            told = f"unexpected: {error!r}"
        finally:
            with os.fdopen(said, "wb") as out:
                out.write(told if isinstance(told, bytes) else told.encode())
            os._exit(0)
    os.close(said)
    told = _heard(heard, child)
    assert not told.startswith("unexpected"), told
    if not told:  # pdfium fell over it, or is at it without end: the page's process goes on
        raise UnreadableSourceError(f"{name} is damaged.")
    match MESSAGE.validate_json(told):
        case Refused() as refused:
            raise getattr(ingest_errors, refused.error)(refused.message)
        case Read() as read:
            return read.lines
    raise AssertionError(told)


def _heard(pipe: int, child: int) -> str:
    told, ends = b"", time.monotonic() + LIMITS.max_seconds + 20
    with os.fdopen(pipe, "rb", buffering=0) as file:
        while select.select([file], [], [], max(0.0, ends - time.monotonic()))[0]:
            part = file.read(1 << 16)
            if not part:
                break
            told += part
        else:
            os.kill(child, signal.SIGKILL)
            told = b""
    os.waitpid(child, 0)
    return told.decode()


@pytest.fixture(scope="session")
def tried() -> Callable[..., int]:
    return drawn_for


@pytest.fixture(scope="session")
def read() -> Callable[[str, bytes], ReadPaper | None]:
    return read_or_refuse


@pytest.fixture(scope="session")
def told() -> Callable[[ReadPaper], str]:
    return words_told


@pytest.fixture
def pdfs_by_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ingest.readers.apart.Apart.read", lambda _, *given, **named: read_in_fork(*given, **named)
    )
