"""Removed papers lie beside the library until their time has passed, whole and to their owner."""

import datetime as dt
import os
from pathlib import Path

import pytest

from index import Library
from ui.errors import RemovedError
from ui.removed import RemovedPaper, RemovedPapers, removed_folder
from ui.settings import PageSettings

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DATA = b"the council's own file"


def papers(folder: Path, days: int = 30) -> RemovedPapers:
    return RemovedPapers(folder, PageSettings(keep_removed_days=days))


@pytest.fixture
def paper(library: Library) -> RemovedPaper:
    document = library.document("ashcombe-2025-protocol")
    return RemovedPaper(
        document=document,
        source=library.source(document.source),
        report=library.report(document.source),
        siblings=(document.id,),
    )


def test_what_is_kept_comes_back_whole(tmp_path: Path, paper: RemovedPaper) -> None:
    name = papers(tmp_path / "removed").keep(paper, DATA, now=NOW)
    assert name is not None
    assert papers(tmp_path / "removed").read(name) == (paper, DATA)


def test_the_list_has_the_latest_first_with_the_day_that_each_is_kept_until(
    tmp_path: Path, paper: RemovedPaper
) -> None:
    kept = papers(tmp_path)
    first, second = kept.keep(paper, DATA, now=NOW), kept.keep(paper, DATA, now=NOW + DAY)
    found = kept.all(now=NOW + 2 * DAY)
    assert [each.name for each in found] == [second, first]
    assert [each.until for each in found] == [dt.date(2026, 4, 1), dt.date(2026, 3, 31)]
    assert {each.card.title for each in found} == {paper.document.title}


def test_after_its_time_a_paper_is_gone_from_the_disk(tmp_path: Path, paper: RemovedPaper) -> None:
    kept = papers(tmp_path, days=2)
    kept.keep(paper, DATA, now=NOW)
    assert kept.all(now=NOW + 2 * DAY - dt.timedelta(seconds=1))
    assert kept.all(now=NOW + 2 * DAY) == ()
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_is_to_be_kept_nothing_is(tmp_path: Path, paper: RemovedPaper) -> None:
    papers(tmp_path, days=30).keep(paper, DATA, now=NOW)
    none = papers(tmp_path, days=0)
    assert none.keep(paper, DATA, now=NOW) is None
    assert none.all(now=NOW) == ()
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_may_look_into_the_folder(tmp_path: Path, paper: RemovedPaper) -> None:
    folder = tmp_path / "removed"
    papers(folder).keep(paper, DATA)
    assert folder.stat().st_mode & 0o077 == 0


def test_a_draft_that_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    draft, fresh = tmp_path / "a.zip.1.new", tmp_path / "b.zip.2.new"
    for path in (draft, fresh):
        path.write_bytes(DATA)
    os.utime(draft, (0, 0))
    assert papers(tmp_path).all() == ()
    assert list(tmp_path.iterdir()) == [fresh], "one that is being written stays"


@pytest.mark.parametrize("name", ["../library.sqlite", "a/b.zip", "library.sqlite", ""])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(RemovedError):
        papers(tmp_path / "removed").read(name)


def test_a_damaged_file_is_left_out_and_said_to_be_so(tmp_path: Path, paper: RemovedPaper) -> None:
    kept = papers(tmp_path)
    name = kept.keep(paper, DATA)
    assert name is not None
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    assert kept.all() == ()
    with pytest.raises(RemovedError, match="damaged"):
        kept.read(name)


def test_the_folder_stands_beside_the_library_and_not_within(tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert removed_folder(library).parent == library.parent
