"""How long the drawn tests go on: seconds as a rule, as many minutes as FUZZ_MINUTES says."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from ingest import PaperFile, read_paper
from ingest.errors import IngestError
from ingest.readers.apart import Apart
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


def read_or_refuse(name: str, data: bytes, *, apart: Apart) -> ReadPaper | None:
    """Return a paper as read, having checked what every read paper promises; None if refused."""
    try:
        paper = read_paper(PaperFile(Path(name), data=data), settings=LIMITS, apart=apart)
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


@pytest.fixture(scope="session")
def tried() -> Callable[..., int]:
    return drawn_for


@pytest.fixture(scope="session")
def read() -> Iterator[Callable[[str, bytes], ReadPaper | None]]:
    """Read as the product does; one process loads what reading needs and forks the others."""
    with Apart() as apart:
        yield partial(read_or_refuse, apart=apart)


@pytest.fixture(scope="session")
def told() -> Callable[[ReadPaper], str]:
    return words_told
