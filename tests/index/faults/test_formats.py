"""A library of an older format is brought up to date behind a backup; a newer one is refused."""

from __future__ import annotations

import ast
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from index import IndexSettings, Library, search
from index.backup import read_card
from index.errors import LibraryFullError, LibraryVersionError
from index.migration import backup_path
from index.restoring import restore_backup
from index.store import FILE, SCHEMA_VERSION, Store

OLD = Path(__file__).with_name("format-1")
ROOT = Path(__file__).parents[3]
PACKAGES = ("assistant", "evals", "index", "ingest", "ui")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return shutil.copytree(OLD, tmp_path / "library")


def version_of(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def columns_of(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = sqlite3.connect(file)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(row[1:] for row in connection.execute(f"PRAGMA table_info({name})"))
            for (name,) in tables.fetchall()
        }
    finally:
        connection.close()


def test_an_older_library_is_migrated_and_answers(
    old: Path, settings: IndexSettings, encoder: Any
) -> None:
    assert version_of(old / FILE) == 1
    library = Library.open(old, settings, encoder=encoder)
    assert [d.id for d in library.documents()] == ["elm", "oak"]
    assert search(library, "letters and replies").hits[0].document.id in ("elm", "oak")
    assert library.check() == ()
    library.close()
    assert version_of(old / FILE) == SCHEMA_VERSION


def test_the_backup_made_first_holds_the_library_as_it_was(
    old: Path, tmp_path: Path, settings: IndexSettings, encoder: Any
) -> None:
    Library.open(old, settings, encoder=encoder).close()
    kept = backup_path(old, 1)
    assert read_card(kept).library_format == 1
    again = tmp_path / "again"
    restore_backup(kept, again, lock_timeout_s=1)
    assert version_of(again / FILE) == 1
    library = Library.open(again, settings, encoder=encoder)
    assert [d.id for d in library.documents()] == ["elm", "oak"]
    library.close()


def test_a_migrated_library_has_the_tables_of_a_new_one(
    old: Path, tmp_path: Path, settings: IndexSettings, encoder: Any
) -> None:
    Library.open(old, settings, encoder=encoder).close()
    Library.create(tmp_path / "new", settings, encoder=encoder).close()
    assert columns_of(old / FILE) == columns_of(tmp_path / "new" / FILE)


def test_a_migration_ended_anywhere_leaves_the_old_library_or_the_new(
    old: Path, tmp_path: Path, traced: Any, drawn: Any, ways: Any
) -> None:
    whole = shutil.copytree(old, tmp_path / "whole")

    def work(folder: Path) -> None:
        Store.open(folder, lock_timeout_s=1).close()

    n_points = traced(lambda: work(whole)).n_points
    for how in ways:
        for point in drawn(n_points, 3):
            folder = shutil.copytree(old, tmp_path / "at")
            told = traced(lambda folder=folder: work(folder), at=point, how=how)
            assert not told.refused.startswith("unexpected"), told
            work(folder)
            assert version_of(folder / FILE) == SCHEMA_VERSION
            assert read_card(backup_path(folder, 1)).documents == ("elm", "oak")
            shutil.rmtree(folder)


def test_without_room_for_the_backup_nothing_is_migrated(
    old: Path, settings: IndexSettings, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.backup._copy", full)
    with pytest.raises(LibraryFullError):
        Library.open(old, settings, encoder=encoder)
    assert version_of(old / FILE) == 1


def test_a_newer_library_is_refused_by_name_by_readers_and_writers_that_have_it_open(
    library: Library, make_paper: Any
) -> None:
    assert search(library, "courtesy").hits
    newer = sqlite3.connect(library.folder / FILE)
    newer.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    newer.close()
    with pytest.raises(LibraryVersionError, match=f"format is {SCHEMA_VERSION + 1}"):
        search(library, "courtesy")
    paper = make_paper("ash", {"1": "Badgers are not fed."})
    with pytest.raises(LibraryVersionError, match="newer version"):
        library.add([paper], {paper.source.sha256: b"The bytes of the paper ash."})


def test_a_page_left_open_never_mixes_the_vectors_of_two_encoders(
    library: Library, make_encoder: Any
) -> None:
    assert search(library, "courtesy").hits
    other = make_encoder(salt="-another")
    Library.open(library.folder, library.settings, encoder=other).close()
    with pytest.raises(LibraryVersionError, match="another encoder"):
        search(library, "courtesy")
    again = Library.open(library.folder, library.settings, encoder=other)
    assert search(again, "courtesy").hits


def test_nothing_is_ever_read_by_pickle_or_run_as_code() -> None:
    barred = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    found = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = []
                if isinstance(node, ast.Import):
                    names = [each.name for each in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                elif isinstance(node, ast.Call):
                    called = ast.unparse(node.func)
                    if "weights_only=True" in ast.unparse(node):
                        continue
                    if called in ("eval", "exec", "torch.load", "numpy.load", "np.load"):
                        found.append(f"{path.name}: {called}")
                found += [f"{path.name}: {n}" for n in names if n.split(".")[0] in barred]
    assert found == []
