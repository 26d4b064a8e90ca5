"""Several processes on one library: writers queue, and an open reader sees the update."""

from __future__ import annotations

import multiprocessing
import os
import time
from typing import Any

from index import Library, search

FORK = multiprocessing.get_context("fork")


def test_two_writers_queue_and_both_changes_stand(
    library: Library, encoder: Any, make_paper: Any
) -> None:
    settings = library.settings.model_copy(update={"lock_timeout_s": 60.0})
    begin = FORK.Event()

    def write(name: str) -> None:
        begin.wait(30)
        own = Library.open(library.folder, settings, encoder=encoder)
        for edition in range(4):
            data = f"{name} {edition}".encode()
            paper = make_paper(name, {"1": f"Edition {edition} of {name}."}, data=data)
            own.add([paper], {paper.source.sha256: data})
        os._exit(0)

    before = library.generation
    children = [FORK.Process(target=write, args=(name,)) for name in ("ash", "yew", "fir")]
    for child in children:
        child.start()
    begin.set()
    for child in children:
        child.join(90)
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert library.generation == before + 12, "each change is one of its own"
    for name in ("ash", "yew", "fir"):
        assert library.paragraph(name, "1").text == f"Edition 3 of {name}."
    assert library.check() == ()


def test_an_open_reader_answers_through_an_update_and_then_uses_it(
    library: Library, encoder: Any, make_paper: Any
) -> None:
    changed, seen = FORK.Event(), FORK.Event()

    def read() -> None:
        own = Library.open(library.folder, library.settings, encoder=encoder)
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            hits = search(own, "feeding badgers on council land").hits
            assert hits
            if changed.is_set() and hits[0].document.id == "ash":
                seen.set()
                os._exit(0)
        os._exit(1)

    child = FORK.Process(target=read)
    child.start()
    paper = make_paper("ash", {"1": "Badgers are not fed on council land."})
    library.add([paper], {paper.source.sha256: b"The bytes of the paper ash."})
    changed.set()
    assert seen.wait(60), "it is not opened again, and yet it sees the change"
    child.join(30)
    assert child.exitcode == 0


def test_a_reader_within_one_view_sees_no_later_change(library: Library, make_paper: Any) -> None:
    import threading

    with library.reading() as view:
        before = [row.id for row in view.rows]
        paper = make_paper("ash", {"1": "Badgers are not fed."})
        given = {paper.source.sha256: b"The bytes of the paper ash."}
        writer = threading.Thread(target=lambda: library.add([paper], given))
        writer.start()
        writer.join(60)
        assert not writer.is_alive()
        again = view.connection.execute("SELECT id FROM documents ORDER BY number").fetchall()
        assert sorted(row[0] for row in again) == sorted(before)
    assert "ash" in [document.id for document in library.documents()]


def test_a_backup_made_while_writers_work_is_of_one_generation(
    library: Library, encoder: Any, make_paper: Any, tmp_path: Any
) -> None:
    from index.restoring import restore_backup

    stop = FORK.Event()

    def write() -> None:
        own = Library.open(library.folder, library.settings, encoder=encoder)
        edition = 0
        while not stop.is_set():
            edition += 1
            data = f"edition {edition}".encode()
            texts = {str(n): f"edition{edition} of the tide table, {n}" for n in range(4)}
            paper = make_paper("tide", texts, data=data)
            own.add([paper], {paper.source.sha256: data})
        os._exit(0)

    child = FORK.Process(target=write)
    child.start()
    try:
        for number in range(5):
            file = tmp_path / f"{number}.backup"
            library.back_up(file)
            folder = tmp_path / f"restored-{number}"
            restore_backup(file, folder, lock_timeout_s=5)
            own = Library.open(folder, library.settings, encoder=encoder)
            assert own.check() == ()
            if "tide" in [document.id for document in own.documents()]:
                words = {p.text.split()[0] for p in own.document("tide").paragraphs}
                assert len(words) == 1
            own.close()
    finally:
        stop.set()
        child.join(60)
    assert child.exitcode == 0
