"""What another process left behind, or put in a library's place, while this one has it open."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library, search
from index.backup import CARD
from index.errors import (
    BackupError,
    LibraryDamagedError,
    LibraryError,
    LibraryReadOnlyError,
)
from index.restoring import restore_backup
from index.store import FILE, Store

Apart = Callable[[Callable[[], object]], int]
QUESTION = "Can I bring an officer to my ward surgery?"
NOBODY = 65534


@pytest.fixture
def own(samples: Path, tmp_path: Path) -> Path:
    return shutil.copytree(samples, tmp_path / "own")


def found(library: Library) -> list[tuple[str, str]]:
    hits = search(library, QUESTION, top_k=5).hits
    return [(hit.document.id, hit.paragraph.label) for hit in hits]


def test_the_locks_of_a_dead_process_hold_nobody_up(own: Path, apart: Apart) -> None:
    def die_within() -> None:
        store = Store.open(own, lock_timeout_s=1)
        with store.locked(), store.writing() as connection:
            connection.execute("UPDATE generations SET n_vectors = 0")
            os.kill(os.getpid(), signal.SIGKILL)

    assert apart(die_within) == -signal.SIGKILL
    library = Library.open(own)
    begun = time.monotonic()
    library.remove([library.documents()[0].id])
    assert time.monotonic() - begun < 5
    assert library.check() == ()
    library.close()


def left_in_the_midst(own: Path, apart: Apart) -> None:
    """Have a process end after its change stands in the journal alone."""

    def die_after() -> None:
        connection = sqlite3.connect(own / FILE)
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("UPDATE generations SET encoder = encoder || ' again'")
        connection.commit()
        os.kill(os.getpid(), signal.SIGKILL)

    assert apart(die_after) == -signal.SIGKILL
    assert (own / f"{FILE}-wal").stat().st_size > 0


def test_half_a_change_is_never_read_where_it_cannot_be_finished(own: Path, apart: Apart) -> None:
    left_in_the_midst(own, apart)
    (own / f"{FILE}-shm").unlink(missing_ok=True)
    for parent in own.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o755)
    for path in (own, *own.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def read() -> None:
        if os.getuid() == 0:  # whom no permission holds back
            os.setuid(NOBODY)
        with pytest.raises(LibraryReadOnlyError, match="in the midst of a change"):
            Library.open(own)

    assert apart(read) == 0
    library = Library.open(own)  # who may write brings it to its end
    assert library.check() == ()
    library.close()


def test_a_library_that_is_swapped_under_an_open_page_is_used_from_then_on(
    own: Path, tmp_path: Path
) -> None:
    other = Library.open(shutil.copytree(own, tmp_path / "other"))
    gone = next(each.id for each in other.documents() if each.council.startswith("Merrow"))
    other.remove([gone])
    other.close()
    library = Library.open(own)
    assert found(library)
    os.replace(tmp_path / "other" / FILE, own / FILE)
    assert gone not in [document.id for document in library.documents()]
    assert found(library)
    library.close()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_library_cut_short_under_an_open_page_is_refused_and_ends_no_process(
    own: Path, apart: Apart, share: float
) -> None:
    def read() -> None:
        library = Library.open(own)
        before = found(library)
        size = (own / FILE).stat().st_size
        os.truncate(own / FILE, int(size * share) // 4096 * 4096)
        try:
            assert found(library) == before
        except LibraryError:
            return

    assert apart(read) == 0


def test_another_file_written_over_the_open_one_ends_no_process(own: Path, apart: Apart) -> None:
    def read() -> None:
        library = Library.open(own)
        assert found(library)
        (own / FILE).write_bytes(b"something else entirely" * 1000)
        with pytest.raises(LibraryDamagedError):
            found(library)

    assert apart(read) == 0


# backups that somebody made by hand


@pytest.fixture
def backup(own: Path, tmp_path: Path) -> Path:
    library = Library.open(own)
    library.back_up(tmp_path / "kept.backup")
    library.close()
    return tmp_path / "kept.backup"


def rewritten(backup: Path, change: Callable[[zipfile.ZipInfo], None]) -> None:
    with zipfile.ZipFile(backup) as archive:
        held = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(backup, "w") as archive:
        for name, data in held:
            entry = zipfile.ZipInfo(name)
            change(entry)
            archive.writestr(entry, data)


def test_a_link_in_a_backup_is_only_a_file(backup: Path, tmp_path: Path) -> None:
    def link(entry: zipfile.ZipInfo) -> None:
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16

    rewritten(backup, link)
    restore_backup(backup, tmp_path / "again", lock_timeout_s=1)
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_symlink()]


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("of_card", [True, False])
def test_a_backup_packed_as_none_is_is_refused(
    backup: Path, tmp_path: Path, how: int, of_card: bool
) -> None:
    def pack(entry: zipfile.ZipInfo) -> None:
        if (entry.filename == CARD) is of_card:
            entry.compress_type = how

    rewritten(backup, pack)
    with pytest.raises(BackupError, match="use another"):
        restore_backup(backup, tmp_path / "again", lock_timeout_s=1)


def test_a_backup_with_a_password_is_refused(backup: Path, tmp_path: Path) -> None:
    data = bytearray(backup.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    backup.write_bytes(data)
    with pytest.raises(BackupError, match="use another"):
        restore_backup(backup, tmp_path / "again", lock_timeout_s=1)


def test_a_folder_or_what_may_not_be_read_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError):
        restore_backup(tmp_path, tmp_path / "again", lock_timeout_s=1)


def test_folders_that_look_like_half_made_backups_are_left_alone(own: Path, tmp_path: Path) -> None:
    for name in ("x", "99999999999999999999", "-1", ""):
        (tmp_path / f".kept.backup.{name}.making").mkdir()
    library = Library.open(own)
    library.back_up(tmp_path / "kept.backup")
    library.close()
    assert len(list(tmp_path.glob(".kept.backup.*.making"))) == 4
