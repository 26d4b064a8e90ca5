"""Whatever befalls a library: the old one or the new one stands, and a sentence says what to do."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import IndexSettings, Library, search
from index.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryVersionError,
)
from index.store import SCHEMA_VERSION, Store

FORK = multiprocessing.get_context("fork")
STEPS = 160  # of a change, each tried as its last
STRIDE = 1 if os.environ.get("PROTOCOLS_ALL_FAULTS") else 4  # every one takes a minute


def kill_at(step: int) -> None:
    """Make this process kill itself at the n-th write, rename, fsync or SQL statement."""
    count = 0

    def tick(*_: object) -> None:
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    fsync, replace, connect = os.fsync, Path.replace, Store._connect
    os.fsync = lambda fd: (tick(), fsync(fd), tick())[1]  # type: ignore[assignment]
    Path.replace = lambda self, to: (tick(), replace(self, to), tick())[1]  # type: ignore[assignment,method-assign]

    def traced(self: Store) -> sqlite3.Connection:
        connection = connect(self)
        connection.set_trace_callback(tick)
        return connection

    Store._connect = traced  # type: ignore[method-assign]


def in_child(work: Callable[[], None]) -> int | None:
    """Run work in a forked process that reports nothing; return its exit code."""

    def run() -> None:
        try:
            work()
        finally:
            os._exit(0)

    child = FORK.Process(target=run)
    child.start()
    child.join(60)
    return child.exitcode


def test_a_writer_killed_anywhere_leaves_the_old_library_or_the_new(
    tmp_path: Path, settings: IndexSettings, encoder: Any, papers: Any, make_paper: Any
) -> None:
    folder = tmp_path / "library"
    made, contents = papers
    Library.create(folder, settings, encoder=encoder).add(made[:2], contents)
    changed = make_paper("elm", {"1": "Courtesy is owed by all."}, data=b"second edition")
    given = {**contents, changed.source.sha256: b"second edition"}
    killed = 0
    for step in range(1, STEPS, STRIDE):
        library = Library.open(folder, settings, encoder=encoder)
        library.add(made[:2], contents)
        library.remove([d.id for d in library.documents() if d.id == "oak"])
        library.close()

        def change(step: int = step) -> None:
            kill_at(step)
            Library.open(folder, settings, encoder=encoder).add([changed, made[2]], given)

        killed += in_child(change) == -signal.SIGKILL
        library = Library.open(folder, settings, encoder=encoder)
        assert library.check() == (), step
        held = {d.id: len(library.document(d.id).paragraphs) for d in library.documents()}
        assert held in ({"elm": 7, "elm-minutes": 2}, {"elm": 1, "elm-minutes": 2, "oak": 3}), step
        assert search(library, "courtesy").hits[0].document.id == "elm"
        library.close()
    assert killed * STRIDE > 80


def test_a_damaged_vector_file_is_made_again(library: Library, encoder: Any) -> None:
    [path] = library.folder.glob("vectors-*.faiss")
    whole = path.read_bytes()
    before = [hit.signals["dense"] for hit in search(library, "letters and replies").hits]
    for damaged in (
        b"",
        whole[: len(whole) // 2],
        whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
    ):
        path.write_bytes(damaged)
        fresh = Library.open(library.folder, library.settings, encoder=encoder)
        assert "made again" in " ".join(fresh.check())
        found = [hit.signals["dense"] for hit in search(fresh, "letters and replies").hits]
        assert found == before
        assert path.read_bytes() == whole
        assert fresh.check() == ()
    path.unlink()
    fresh = Library.open(library.folder, library.settings, encoder=encoder)
    assert search(fresh, "letters and replies").hits
    assert path.read_bytes() == whole


def test_a_damaged_library_file_is_refused_with_the_way_back(
    library: Library, encoder: Any
) -> None:
    library.close()
    path = library.folder / "library.sqlite"
    whole = path.read_bytes()
    for damaged in (b"not a library at all" * 99, whole[: len(whole) // 3], b"\x00" * len(whole)):
        path.write_bytes(damaged)
        with pytest.raises(LibraryDamagedError, match=r"backup|add the papers"):
            Library.open(library.folder, library.settings, encoder=encoder).document("elm")


def test_an_altered_source_is_noticed(library: Library, papers: Any) -> None:
    sha256 = papers[0][0].source.sha256
    (library.folder / "sources" / sha256).write_bytes(b"altered")
    with pytest.raises(LibraryDamagedError, match="altered"):
        library.source_bytes(sha256)
    assert "altered" in " ".join(library.check())


def test_a_newer_library_is_refused_by_name(library: Library) -> None:
    library.close()
    connection = sqlite3.connect(library.folder / "library.sqlite")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(LibraryVersionError, match="newer version"):
        Library.open(library.folder)


def test_a_full_disk_is_told_from_damage(
    library: Library, make_paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.reading() as view:
        pages = view.connection.execute("PRAGMA page_count").fetchone()[0]
    connect = Store._connect

    def small(self: Store) -> sqlite3.Connection:
        connection = connect(self)
        connection.execute(f"PRAGMA max_page_count={pages}")
        return connection

    library.close()
    monkeypatch.setattr(Store, "_connect", small)
    paper = make_paper("long", {str(n): f"words {n} " * 900 for n in range(60)})
    with pytest.raises(LibraryError, match="full"):
        library.add([paper], {paper.source.sha256: b"The bytes of the paper long."})
    monkeypatch.undo()
    library.close()
    assert library.check() == ()
    assert len(library.documents()) == 3


def test_a_second_writer_is_told_to_wait_its_turn(library: Library, make_paper: Any) -> None:
    ready, release = FORK.Event(), FORK.Event()

    def hold() -> None:
        with library._store.locked():
            ready.set()
            release.wait(30)
        os._exit(0)

    child = FORK.Process(target=hold)
    child.start()
    assert ready.wait(30)
    paper = make_paper("ash", {"1": "Badgers are not fed."})
    with pytest.raises(LibraryBusyError, match="try again"):
        library.add([paper], {paper.source.sha256: b"The bytes of the paper ash."})
    assert search(library, "courtesy").hits
    release.set()
    child.join(30)
    result = library.add([paper], {paper.source.sha256: b"The bytes of the paper ash."})
    assert result.added == ("ash",)


def test_readers_in_other_processes_see_whole_generations(
    library: Library, encoder: Any, make_paper: Any
) -> None:
    folder, options = library.folder, library.settings
    stop = FORK.Event()
    failures = FORK.Queue()

    def read() -> None:
        try:
            own = Library.open(folder, options, encoder=encoder)
            while not stop.is_set():
                labels = [p.label for p in own.document("tide").paragraphs]
                texts = {p.text.split()[0] for p in own.document("tide").paragraphs}
                hits = [h for h in search(own, "tide rises").hits if h.document.id == "tide"]
                found = {hit.paragraph.text.split()[0] for hit in hits}
                if len(labels) != 3 or len(texts) != 1 or len(found) != 1:
                    failures.put((labels, texts, found))
        except Exception as error:
            failures.put(repr(error))
        os._exit(0 if failures.empty() else 1)

    def write(edition: int) -> None:
        data = f"edition {edition}".encode()
        texts = {str(n): f"edition{edition} tide rises {n}" for n in range(3)}
        paper = make_paper("tide", texts, data=data)
        library.add([paper], {paper.source.sha256: data})

    write(0)
    children = [FORK.Process(target=read) for _ in range(2)]
    for child in children:
        child.start()
    ended = time.monotonic() + 4
    edition = 1
    while time.monotonic() < ended:
        write(edition)
        edition += 1
    stop.set()
    for child in children:
        child.join(30)
    assert [child.exitcode for child in children] == [0, 0]
    assert edition > 3
