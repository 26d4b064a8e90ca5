"""Several files are read in their order, the next ones while the last is put to use."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ingest import PaperFile, read_paper
from ingest.errors import EmptySourceError
from ingest.several import FileRead, read_several

N_FILES = 6


def given(number: int) -> PaperFile:
    words = f"# Protocol {number}\n\n1. Members book room {number}.\n\n2. Officers reply.\n"
    return PaperFile(Path(f"paper-{number}.md"), data=words.encode())


@pytest.fixture
def files() -> list[PaperFile]:
    return [given(number) for number in range(N_FILES)]


@pytest.mark.parametrize("n_abreast", [1, 3])
def test_each_gives_what_it_gives_alone_in_its_place(
    files: list[PaperFile], n_abreast: int
) -> None:
    found = list(read_several(files, n_abreast=n_abreast))
    assert [each.file for each in found] == files
    assert [each.paper() for each in found] == [read_paper(file) for file in files]
    assert [each.data for each in found] == [file.data for file in files]


def test_one_that_cannot_be_read_stands_in_its_place_and_the_others_are_read(
    files: list[PaperFile],
) -> None:
    files[1] = PaperFile(Path("empty.md"), data=b"\n")
    files[2] = PaperFile(Path("no such folder") / "paper.md")
    found = list(read_several(files))
    assert [isinstance(each.outcome, Exception) for each in found] == [
        False, True, True, False, False, False,
    ]  # fmt: skip
    with pytest.raises(EmptySourceError, match=r"empty\.md"):
        found[1].paper()


def test_they_are_read_before_they_are_asked_for(
    files: list[PaperFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[PaperFile] = []
    all_are_read = threading.Event()

    def note(file: PaperFile, **_: object) -> str:
        read.append(file)
        if len(read) == N_FILES:
            all_are_read.set()
        return "read"

    monkeypatch.setattr("ingest.several.read_paper", note)
    found = read_several(files, n_abreast=1)
    assert all_are_read.wait(timeout=60)
    assert len(list(found)) == N_FILES


def test_nothing_more_is_read_for_whoever_has_gone(
    files: list[PaperFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    go_on = threading.Semaphore(0)

    def read(file: PaperFile, **_: object) -> object:
        taken.append(file.path.name)
        go_on.acquire(timeout=60)
        return "read"

    monkeypatch.setattr("ingest.several.read_paper", read)
    reading = read_several(files, n_abreast=1)
    go_on.release()
    assert isinstance(next(reading), FileRead)
    reading.close()  # type: ignore[attr-defined]
    for thread in threading.enumerate():
        if thread.name.startswith("read-several"):
            go_on.release()
            thread.join(timeout=60)
            assert not thread.is_alive()
    assert len(taken) <= 2


def test_progress_is_told_by_whoever_takes_the_papers(
    files: list[PaperFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_file: PaperFile, *, progress: object, **_: object) -> object:
        assert callable(progress)
        progress(1, 2)
        progress(2, 2)
        return "read"

    seen: list[tuple[threading.Thread, int, int, int]] = []
    monkeypatch.setattr("ingest.several.read_paper", read)
    reading = read_several(
        files[:2],
        n_abreast=2,
        progress=lambda at, done, of: seen.append((threading.current_thread(), at, done, of)),
    )
    assert len(list(reading)) == 2
    here = threading.current_thread()
    assert seen == [(here, 0, 1, 2), (here, 0, 2, 2), (here, 1, 1, 2), (here, 1, 2, 2)]
