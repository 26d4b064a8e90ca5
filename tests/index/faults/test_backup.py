"""A backup is one file, verified by hashes, made while others work; restoring trusts none of it."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import Library, search
from index.backup import CARD, read_card
from index.errors import BackupError, LibraryDamagedError, LibraryVersionError
from index.restoring import restore_backup
from index.store import FILE


def restored(file: Path, folder: Path, like: Library, **more: Any) -> Library:
    restore_backup(file, folder, lock_timeout_s=1, **more)
    return Library.open(folder, like.settings, encoder=like.encoder)


def all_of(library: Library) -> dict[str, str]:
    return {d.id: library.document(d.id).model_dump_json() for d in library.documents()}


@pytest.fixture
def backup(library: Library, tmp_path: Path) -> Path:
    file = tmp_path / "kept.backup"
    library.back_up(file)
    return file


def test_what_was_backed_up_comes_back(library: Library, backup: Path, tmp_path: Path) -> None:
    again = restored(backup, tmp_path / "elsewhere" / "library", library)
    assert all_of(again) == all_of(library)
    assert again.check() == ()
    for document in again.documents():
        assert again.source_bytes(document.source) == library.source_bytes(document.source)
    assert search(again, "courtesy").hits[0].document.id == "elm"


def test_its_card_says_what_it_holds(library: Library, backup: Path) -> None:
    card = read_card(backup)
    assert card.documents == ("elm", "elm-minutes", "oak")
    assert card.generation == library.generation
    assert len(card.sha256) == 4


def test_a_library_is_not_replaced_unasked(library: Library, backup: Path) -> None:
    with pytest.raises(BackupError, match="--replace"):
        restore_backup(backup, library.folder, lock_timeout_s=1)


def test_a_folder_of_other_files_is_left_alone(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear councillor")
    with pytest.raises(BackupError, match="other files"):
        restore_backup(backup, tmp_path / "letters", lock_timeout_s=1)
    assert (tmp_path / "letters" / "letter.txt").exists()


def test_who_has_the_library_open_sees_what_was_restored(
    library: Library, backup: Path, make_paper: Any
) -> None:
    library.remove(["oak"])
    paper = make_paper("ash", {"1": "Badgers are not fed on council land."})
    library.add([paper], {paper.source.sha256: b"The bytes of the paper ash."})
    assert search(library, "feeding badgers").hits[0].document.id == "ash"
    restore_backup(backup, library.folder, replace=True, lock_timeout_s=1)
    assert [d.id for d in library.documents()] == ["elm", "elm-minutes", "oak"]
    assert all(hit.document.id != "ash" for hit in search(library, "feeding badgers").hits)
    assert library.check() == ()


def test_a_damaged_library_is_put_aside_and_replaced_under_an_open_page(
    library: Library, backup: Path
) -> None:
    before = all_of(library)
    library.close()
    (library.folder / FILE).write_bytes(b"not a library at all" * 200)
    with pytest.raises(LibraryDamagedError, match="protocols restore"):
        library.documents()
    restore_backup(backup, library.folder, replace=True, lock_timeout_s=1)
    assert all_of(library) == before
    assert [p.read_bytes()[:5] for p in library.folder.glob("damaged-1/*.sqlite")] == [b"not a"]


def test_sources_that_were_altered_come_back(library: Library, backup: Path) -> None:
    sha256 = library.documents()[0].source
    (library.folder / "sources" / sha256).write_bytes(b"altered")
    restore_backup(backup, library.folder, replace=True, lock_timeout_s=1)
    assert library.check() == ()


def test_no_damage_is_kept_as_a_backup(library: Library, tmp_path: Path) -> None:
    library.close()
    connection = sqlite3.connect(library.folder / FILE)
    connection.execute("UPDATE paragraphs SET record = replace(record, 'courtesy', 'contempt')")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryDamagedError, match="altered"):
        library.back_up(tmp_path / "bad.backup")
    assert not (tmp_path / "bad.backup").exists()


def rewritten(file: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> None:
    """Write a backup again, each of its files as `change` gives it."""
    with zipfile.ZipFile(file) as archive:
        held = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in held:
            archive.writestr(*change(name, data))


def with_card(data: bytes, **values: Any) -> bytes:
    return json.dumps(json.loads(data) | values).encode()


def flipped(name: str, data: bytes) -> tuple[str, bytes]:
    at = len(data) // 2
    return (name, data if name == CARD else data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


def climbing(name: str, data: bytes) -> tuple[str, bytes]:
    if name == CARD:
        return name, data.replace(b"sources/", b"../outside/")
    return name.replace("sources/", "../outside/"), data


def larger(name: str, data: bytes) -> tuple[str, bytes]:
    return (name, with_card(data, n_bytes=1000) if name == CARD else data)


def nonsense(name: str, data: bytes) -> tuple[str, bytes]:
    return (name, b"{}" if name == CARD else data)


@pytest.mark.parametrize("change", [flipped, climbing, larger, nonsense])
def test_an_altered_backup_is_refused_and_nothing_changes(
    library: Library, backup: Path, tmp_path: Path, change: Any
) -> None:
    rewritten(backup, change)
    before = all_of(library)
    with pytest.raises(BackupError, match="another"):
        restore_backup(backup, library.folder, replace=True, lock_timeout_s=1)
    assert all_of(library) == before
    assert library.check() == ()
    with pytest.raises(BackupError):
        restore_backup(backup, tmp_path / "new", lock_timeout_s=1)
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_cut_short_is_refused(backup: Path, tmp_path: Path, share: float) -> None:
    data = backup.read_bytes()
    backup.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupError, match="cut short"):
        restore_backup(backup, tmp_path / "new", lock_timeout_s=1)


def test_a_backup_of_a_newer_version_is_refused_by_name(backup: Path, tmp_path: Path) -> None:
    rewritten(
        backup,
        lambda name, data: (name, with_card(data, library_format=9) if name == CARD else data),
    )
    with pytest.raises(LibraryVersionError, match="newer"):
        restore_backup(backup, tmp_path / "new", lock_timeout_s=1)


def test_what_is_no_backup_or_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no backup at"):
        read_card(tmp_path / "none.backup")
    (tmp_path / "letter.txt").write_text("Dear councillor")
    with pytest.raises(BackupError, match="is no backup"):
        read_card(tmp_path / "letter.txt")
