"""A process that changes a shared library, ended at any message to the database: all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from index import IndexSettings, search
from index.postgres.jobs import JobCounts, count_jobs, queue_papers, work_once
from index.postgres.library import PostgresLibrary
from ingest.report import ReadPaper

N_DRAWN = 3  # of each change and way; ALL_FAULTS=1 tries every point
Change = Callable[[PostgresLibrary], object]
SECOND = b"second edition"


def state(library: PostgresLibrary) -> dict[str, str]:
    """Return what a shared library holds, having found nothing wrong with it."""
    assert library.check() == ()
    assert search(library, "courtesy and replies").hits
    return {d.id: library.document(d.id).model_dump_json() for d in library.documents()}


def put_back(library: PostgresLibrary, papers: Any, gone: list[str]) -> None:
    here = {document.id for document in library.documents()}
    if here & set(gone):
        library.remove(sorted(here & set(gone)))
    library.add(*papers)


@pytest.fixture
def changes(make_paper: Any) -> dict[str, Change]:
    ash = make_paper("ash", {"1": "Badgers are not fed."}, data=b"ash")
    elm = make_paper("elm", {"1": "Courtesy is owed by all."}, data=SECOND)

    def read(name: str, data: bytes) -> ReadPaper:
        paper: ReadPaper = make_paper(name, {"1": f"Words of {name}."}, data=data)
        return paper

    return {
        "add": lambda it: it.add([ash], {ash.source.sha256: b"ash"}),
        "replace": lambda it: it.add([elm], {elm.source.sha256: SECOND}),
        "remove": lambda it: it.remove(["oak"]),
        "queue": lambda it: work_once(it, read),
    }


@pytest.mark.parametrize("how", ["killed", "torn", "cut off"])
@pytest.mark.parametrize("change", ["add", "replace", "remove", "queue"])
def test_a_change_of_a_shared_library_is_all_or_nothing_wherever_it_ends(
    change: str,
    how: str,
    shared: PostgresLibrary,
    url: str,
    settings: IndexSettings,
    encoder: Any,
    papers: Any,
    changes: dict[str, Change],
    traced: Any,
    drawn: Any,
    ways: Any,
) -> None:
    def work() -> None:
        own = PostgresLibrary.open_url(url, settings, encoder=encoder)
        changes[change](own)

    def begin() -> dict[str, str]:
        put_back(shared, papers, ["ash", "paper"])
        with psycopg.connect(url) as raw:
            raw.execute("DELETE FROM protocols.jobs")
        if change == "queue":
            queue_papers(shared, [("paper", b"bytes")])
        return state(shared)

    before = begin()
    n_points = traced(work).n_points
    after = state(shared)
    assert after != before
    assert n_points > 10
    ended = Counter[str]()
    for point in drawn(n_points, N_DRAWN):
        assert begin() == before
        if how == "cut off":
            told = traced(work, at=point, instead=lambda: cut_off(url))
        else:
            told = traced(work, at=point, how=ways(how))
        assert not told.refused.startswith("unexpected"), (point, told)
        let_go(url)
        held = state(shared)
        assert held in (before, after), (point, told)
        ended["new" if held == after else "old"] += 1
        if change == "queue":
            done = count_jobs(shared)
            assert done == (JobCounts(done=1) if held == after else JobCounts(waiting=1)), told
        if held == before:
            changes[change](shared)
            assert state(shared) == after, (point, told)
    print(change, how, n_points, dict(ended))


def cut_off(url: str) -> None:
    """Have the server end every other connection to a database, as when it is shut down."""
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def let_go(url: str) -> None:
    """Wait until the server has noticed that who was ended is gone."""
    ends = time.monotonic() + 30
    with psycopg.connect(url, autocommit=True) as raw:
        while time.monotonic() < ends:
            held = raw.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            ).fetchone()
            busy = raw.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state LIKE 'idle in transaction%'"
            ).fetchone()
            if held == (0,) and busy == (0,):
                return
            time.sleep(0.02)
    raise AssertionError("whoever is gone still holds the library")
