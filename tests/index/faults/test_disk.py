"""A full disk, a folder to be read only, a file cut short and a bit that flipped, told apart."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index import IndexSettings, Library, search
from index.errors import (
    LibraryDamagedError,
    LibraryError,
    LibraryReadOnlyError,
)
from index.store import FILE

NOBODY = 65534


def in_child(work: Callable[[], None]) -> str:
    """Run work in a process of its own; return the name and words of the error it ended with."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        words = "nothing"
        try:
            work()
        except BaseException as error:
            words = f"{type(error).__name__}: {error}"
        os.write(said, words.encode())
        os._exit(0)
    os.close(said)
    with os.fdopen(heard) as file:
        words = file.read()
    os.waitpid(child, 0)
    return words


@pytest.fixture
def open_to_all(library: Library) -> Iterator[Path]:
    """Give a copy of the library where another user can come to it."""
    library.close()
    base = Path(tempfile.mkdtemp())
    base.chmod(0o755)
    yield shutil.copytree(library.folder, base / "library")
    for path in (base, *base.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(base)


def test_a_disk_without_room_is_called_full(
    library: Library, make_paper: Any, encoder: Any
) -> None:
    paper = make_paper("long", {str(n): f"words {n} " * 900 for n in range(60)})

    def add() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = (library.folder / FILE).stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        own = Library.open(library.folder, library.settings, encoder=encoder)
        own.add([paper], {paper.source.sha256: b"The bytes of the paper long."})

    library.close()
    told = in_child(add)
    assert told.startswith(("LibraryFullError", "LibraryError")), told
    assert "nothing was changed" in told
    assert library.check() == ()
    assert len(library.documents()) == 3
    assert not list(library.folder.rglob("*.new"))


def test_a_folder_that_may_only_be_read_answers_and_refuses_changes_by_name(
    open_to_all: Path, settings: IndexSettings, encoder: Any, make_paper: Any
) -> None:
    settings = settings.model_copy(update={"models": open_to_all / "none"})
    paper = make_paper("ash", {"1": "Badgers are not fed."})
    for path in (open_to_all, *open_to_all.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def as_nobody(work: Callable[[Library], object]) -> str:
        def run() -> None:
            if os.getuid() == 0:
                os.setuid(NOBODY)
            work(Library.open(open_to_all, settings, encoder=encoder))

        return in_child(run)

    assert as_nobody(lambda it: search(it, "courtesy").hits[0]) == "nothing"
    assert as_nobody(lambda it: it.check()) == "nothing"
    given = {paper.source.sha256: b"The bytes of the paper ash."}
    for change in (lambda it: it.add([paper], given), lambda it: it.remove(["oak"])):
        told = as_nobody(change)
        assert told.startswith(LibraryReadOnlyError.__name__), told
        assert "may only be read" in told


def test_a_file_cut_short_is_called_that(library: Library, encoder: Any) -> None:
    library.close()
    path = library.folder / FILE
    whole = path.read_bytes()
    for share in (0.2, 0.5, 0.95):
        path.write_bytes(whole[: int(len(whole) * share) // 512 * 512])
        with pytest.raises(LibraryDamagedError, match=r"cut short.*protocols restore"):
            Library.open(library.folder, library.settings, encoder=encoder)


def test_a_source_cut_short_is_told_from_one_altered_and_adding_it_again_mends_it(
    library: Library, papers: Any
) -> None:
    made, contents = papers
    sha256 = made[0].source.sha256
    path = library.folder / "sources" / sha256
    for data, how in ((contents[sha256][:-3], "cut short"), (b"x" * 27, "altered")):
        path.write_bytes(data)
        with pytest.raises(LibraryDamagedError, match=how):
            library.source_bytes(sha256)
        assert how in " ".join(library.check())
        library.add(made, contents)
        assert library.check() == ()
    path.unlink()
    assert "missing" in " ".join(library.check())
    library.add(made, contents)
    assert library.source_bytes(sha256) == contents[sha256]


def flip_in(library: Library, table: str, column: str, old: str, new: str) -> None:
    """Alter words inside the SQLite file as a flipped bit would: SQLite itself finds it whole."""
    library.close()
    connection = sqlite3.connect(library.folder / FILE)
    connection.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", [old, new])
    connection.commit()
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()


def test_an_altered_word_is_never_quoted(library: Library, encoder: Any) -> None:
    flip_in(library, "paragraphs", "record", "eight working days", "eighty working days")
    again = Library.open(library.folder, library.settings, encoder=encoder)
    assert "altered" in " ".join(again.check())
    with pytest.raises(LibraryDamagedError, match=r"2 of elm was altered.*backup"):
        again.paragraph("elm", "2")
    with pytest.raises(LibraryDamagedError, match="altered"):
        again.document("elm")
    assert again.paragraph("elm", "1").text.startswith("Councillors")


def test_an_altered_standing_is_noticed(library: Library, encoder: Any) -> None:
    flip_in(library, "documents", "record", '"adopted"', '"superseded"')
    with pytest.raises(LibraryDamagedError, match="altered"):
        Library.open(library.folder, library.settings, encoder=encoder).documents()


def test_altered_vectors_are_noticed_and_never_searched(library: Library, encoder: Any) -> None:
    library.close()
    connection = sqlite3.connect(library.folder / FILE)
    vector = bytearray(
        connection.execute("SELECT vector FROM vectors WHERE passage = 1").fetchone()[0]
    )
    vector[1] ^= 1
    connection.execute("UPDATE vectors SET vector = ? WHERE passage = 1", [bytes(vector)])
    connection.commit()
    connection.close()
    for path in library.folder.glob("*.faiss"):
        path.unlink()
    again = Library.open(library.folder, library.settings, encoder=encoder)
    assert "vectors in the library file were altered" in " ".join(again.check())
    with pytest.raises(LibraryDamagedError, match="vectors"):
        search(again, "courtesy")


def test_any_flipped_byte_is_noticed_or_harmless(library: Library, encoder: Any) -> None:
    library.close()
    path = library.folder / FILE
    whole = path.read_bytes()
    stride = 97 if os.environ.get("ALL_FAULTS") else 1999
    before = {d.id: library.document(d.id).model_dump_json() for d in library.documents()}
    library.close()
    noticed = 0
    for at in range(7, len(whole), stride):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            opened = Library.open(library.folder, library.settings, encoder=encoder)
            found = opened.check()
            held = {d.id: opened.document(d.id).model_dump_json() for d in opened.documents()}
            assert held == before, at
            noticed += bool(found)
            opened.close()
        except LibraryError:
            noticed += 1
    assert noticed > 3


def test_an_error_of_a_disk_names_the_folder(tmp_path: Path, settings: IndexSettings) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(LibraryError, match="cannot be made"):
        Library.create(tmp_path / "file" / "library", settings)
