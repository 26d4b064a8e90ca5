"""Whatever befalls a library, a sentence says what to do; what ends a change is in `faults/`."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import time
from typing import Any

import pytest

from index import Library, search
from index.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryVersionError,
)
from index.store import SCHEMA_VERSION, Store

FORK = multiprocessing.get_context("fork")


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
