"""Killed, cut short or refused at any system call: the old library or the new one, never less."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index import IndexSettings, Library, search
from index.restoring import restore_backup

N_DRAWN = 3  # of each change and way; ALL_FAULTS=1 tries every point
CHANGES = ("add", "replace", "remove", "another encoder", "restore")
WAYS = ("killed", "torn", "full", "failing")


@dataclass(frozen=True)
class Bench:
    """A library as it is before a change, and the changes."""

    folder: Path
    settings: IndexSettings
    encoder: Any
    changes: dict[str, Callable[[Path], None]]
    encoders: dict[str, Any]

    def opened(self, folder: Path, change: str = "") -> Library:
        return Library.open(folder, self.settings, encoder=self.encoders.get(change, self.encoder))

    def state(self, folder: Path, change: str = "") -> dict[str, str]:
        """Return what a library holds, having found nothing wrong with it."""
        library = self.opened(folder, change)
        try:
            assert [s for s in library.check() if "made again" not in s] == []
            assert search(library, "courtesy and replies").hits
            return {d.id: library.document(d.id).model_dump_json() for d in library.documents()}
        finally:
            library.close()


@pytest.fixture
def bench(
    tmp_path: Path,
    settings: IndexSettings,
    encoder: Any,
    papers: Any,
    make_paper: Any,
    make_encoder: Any,
) -> Bench:
    made, contents = papers
    folder = tmp_path / "before"
    library = Library.create(folder, settings, encoder=encoder)
    library.add(made[:1], contents)
    library.back_up(tmp_path / "earlier.backup")
    library.add(made[:2], contents)
    library.close()
    changed = make_paper("elm", {"1": "Courtesy is owed by all."}, data=b"second edition")
    given = {**contents, changed.source.sha256: b"second edition"}

    def change(work: Callable[[Library], None]) -> Callable[[Path], None]:
        def run(at: Path) -> None:
            library = Library.open(at, settings, encoder=encoder)
            work(library)
            library.close()

        return run

    def restore(at: Path) -> None:
        restore_backup(tmp_path / "earlier.backup", at, replace=True, lock_timeout_s=1)

    other = make_encoder(dimension=32)
    return Bench(
        folder,
        settings,
        encoder,
        {
            "add": change(lambda it: it.add(made[2:], contents) and None),
            "replace": change(lambda it: it.add([changed], given) and None),
            "remove": change(lambda it: it.remove(["elm-minutes"])),
            "another encoder": lambda at: Library.open(at, settings, encoder=other).close(),
            "restore": restore,
        },
        {"another encoder": other},
    )


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_all_or_nothing_wherever_it_ends(
    change: str,
    how: str,
    bench: Bench,
    tmp_path: Path,
    traced: Any,
    drawn: Any,
    ways: Any,
    names: Any,
) -> None:
    work = bench.changes[change]
    before = bench.state(bench.folder)
    whole = shutil.copytree(bench.folder, tmp_path / "whole")
    n_points = traced(lambda: work(whole)).n_points
    after = bench.state(whole, change)
    clean = names(whole)
    assert n_points > 15
    ended = Counter[str]()
    for point in drawn(n_points, N_DRAWN):
        folder = shutil.copytree(bench.folder, tmp_path / f"at-{point}")
        told = traced(lambda folder=folder: work(folder), at=point, how=ways(how))
        assert not told.refused.startswith("unexpected"), (point, told)
        if how == "full" and told.refused:
            assert "full" in told.refused or "could not be" in told.refused, told
        if how in ("killed", "torn"):
            assert told.was_killed, (point, told)
        held = bench.state(folder, change)  # with another encoder: made ready by the opening
        assert held in (before, after), (point, told)
        ended["new" if held == after else "old"] += 1
        if held == before != after:
            work(folder)
            assert bench.state(folder, change) == after, (point, told)
            assert names(folder) == clean, (point, told)
        bench.opened(folder, change).tidy()
        assert names(folder) <= clean, (point, told)
        shutil.rmtree(folder)
        gc.collect()
    print(change, how, n_points, dict(ended))


def test_a_backup_is_whole_or_not_there(
    bench: Bench, tmp_path: Path, traced: Any, drawn: Any, ways: Any
) -> None:
    file = tmp_path / "kept" / "library.backup"
    file.parent.mkdir()

    def work() -> None:
        library = bench.opened(bench.folder)
        library.back_up(file)
        library.close()

    n_points = traced(work).n_points
    before = bench.state(bench.folder)
    for how in WAYS:
        for point in drawn(n_points, 2):
            file.unlink(missing_ok=True)
            told = traced(work, at=point, how=ways(how))
            assert not told.refused.startswith("unexpected"), (point, told)
            if file.exists():
                restored = tmp_path / "restored"
                restore_backup(file, restored, lock_timeout_s=1)
                assert bench.state(restored) == before
                shutil.rmtree(restored)
            if how in ("full", "failing"):
                assert sorted(os.listdir(file.parent)) in ([], [file.name]), told
        file.unlink(missing_ok=True)
        work()
        assert os.listdir(file.parent) == [file.name]  # what a killed one left went with it
    assert bench.state(bench.folder) == before


def test_restoring_over_a_damaged_library_can_be_done_again_wherever_it_ends(
    bench: Bench, tmp_path: Path, traced: Any, drawn: Any, ways: Any
) -> None:
    file = bench.folder / "library.sqlite"
    file.write_bytes(b"\x00" * file.stat().st_size)
    damaged = bench.folder
    whole = shutil.copytree(damaged, tmp_path / "whole")
    work = bench.changes["restore"]
    n_points = traced(lambda: work(whole)).n_points
    after = bench.state(whole)
    assert list(after) == ["elm"]
    for how in WAYS:
        for point in drawn(n_points, 2):
            folder = shutil.copytree(damaged, tmp_path / "again")
            told = traced(lambda folder=folder: work(folder), at=point, how=ways(how))
            assert not told.refused.startswith("unexpected"), (point, told)
            work(folder)
            assert bench.state(folder) == after
            kept = [path.read_bytes() for path in folder.rglob("damaged-*/library.sqlite")]
            assert file.read_bytes() in kept, "the damaged file is never thrown away"
            shutil.rmtree(folder)
