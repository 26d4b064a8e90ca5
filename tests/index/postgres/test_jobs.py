"""Papers that wait: each is read once, by any worker, and none is lost with its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

from index.postgres.jobs import MOST_BEGUN, JobCounts, count_jobs, queue_papers, work_once
from ingest.errors import IngestError
from ingest.report import ReadPaper

ROOT = Path(__file__).parents[3]


def reader(make_paper: Any) -> Any:
    def read(name: str, data: bytes) -> ReadPaper:
        if b"broken" in data:
            raise IngestError(f"{name} is broken.")
        paper: ReadPaper = make_paper(name, {"1": f"Words of {name}."}, data=data)
        return paper

    return read


def test_each_paper_is_added_once_however_many_work(open_shared: Any, make_paper: Any) -> None:
    library = open_shared(create=True)
    queue_papers(library, [(f"paper-{n}", f"bytes {n}".encode()) for n in range(6)])

    def work() -> None:
        own = open_shared()
        while work_once(own, reader(make_paper)) is not None:
            pass

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert count_jobs(library) == JobCounts(done=6)
    assert len(library.documents()) == 6
    assert library.generation == 6


def test_a_paper_that_cannot_be_read_is_refused_in_its_own_words(
    open_shared: Any, make_paper: Any
) -> None:
    library = open_shared(create=True)
    queue_papers(library, [("bad.pdf", b"broken"), ("good", b"bytes")])
    said = [work_once(library, reader(make_paper)) for _ in range(2)]
    assert [result.said for result in said if result] == ["bad.pdf is broken.", ""]
    assert work_once(library, reader(make_paper)) is None
    assert count_jobs(library) == JobCounts(done=1, refused=1)


def test_a_killed_workers_paper_waits_for_the_next_one(
    open_shared: Any, make_paper: Any, url: str
) -> None:
    library = open_shared(create=True)
    queue_papers(library, [("paper", b"bytes")])
    script = textwrap.dedent(
        """
        import sys, time
        from index import IndexSettings
        from index.postgres.jobs import work_once
        from index.postgres.library import PostgresLibrary
        from tests.index.conftest import HashEncoder

        def read(name, data):
            print("reading", flush=True)
            time.sleep(600)

        library = PostgresLibrary.open_url(sys.argv[1], IndexSettings(), encoder=HashEncoder())
        work_once(library, read)
        """
    )
    command = [sys.executable, "-c", script, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "reading\n"
        assert work_once(library, reader(make_paper)) is None  # it is another's
        os.kill(worker.pid, signal.SIGKILL)
    for _ in range(100):
        if work_once(library, reader(make_paper)) is not None:
            break
    assert count_jobs(library) == JobCounts(done=1)
    assert [document.id for document in library.documents()] == ["paper"]


def test_a_paper_that_stops_every_worker_is_refused_in_the_end(open_shared: Any) -> None:
    library = open_shared(create=True)
    queue_papers(library, [("paper", b"bytes")])

    def fall(_name: str, _data: bytes) -> ReadPaper:
        raise KeyboardInterrupt

    for _ in range(MOST_BEGUN):
        try:
            work_once(library, fall)
        except KeyboardInterrupt:
            continue
    result = work_once(library, fall)
    assert result is not None
    assert str(MOST_BEGUN) in result.said
    assert library.documents() == ()
