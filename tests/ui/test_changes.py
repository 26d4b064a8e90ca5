"""Changes to the library on the page: by those who may, all or nothing, with a way back."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.samples import papers_folder
from index import Library
from index.errors import LibraryBusyError
from ingest.documents import Status
from ingest.report import ReadPaper
from ui.errors import NotAllowedError, RemovedError
from ui.page import changes, resources
from ui.page.details import Details
from ui.page.uploads import Upload, read_uploads
from ui.people import AccessRole, Person, Way
from ui.removed import RemovedPapers, removed_folder
from ui.settings import PageSettings, Settings

PROTOCOL = "ashcombe-2025-protocol"


@pytest.fixture
def own(
    clean_environment: Path, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Library]:
    """Have the page read a library that may be changed."""
    assert clean_environment
    folder = tmp_path / "own"
    shutil.copytree(samples, folder)
    monkeypatch.setenv("PROTOCOLS_LIBRARY", str(folder))
    resources.forget()
    yield resources.library()
    resources.forget()


def test_a_correction_is_kept_and_nothing_else_changes(own: Library) -> None:
    before = own.document(PROTOCOL)
    changes.correct(PROTOCOL, replace(Details.of(before), title="Our protocol"))
    after = own.document(PROTOCOL)
    assert after.title == "Our protocol"
    assert after.paragraphs == before.paragraphs
    assert len(own.documents()) == 4


def test_what_was_removed_can_be_put_back_as_it_was(own: Library) -> None:
    report = next(each for each in own.documents() if each.kind == "report")
    before = {each.id: own.document(each.id) for each in own.documents()}
    data = own.source_bytes(report.source)
    changes.remove(report.id)
    assert report.id not in {each.id for each in own.documents()}
    [kept] = changes.removed()
    assert (kept.card.document, kept.card.council) == (report.id, report.council)
    assert changes.put_back(kept.name).id == report.id
    assert {each.id: own.document(each.id) for each in own.documents()} == before
    assert own.source_bytes(report.source) == data
    assert changes.removed() == (), "it is in one place only"


def test_the_way_back_outlives_the_visit_and_the_process(own: Library) -> None:
    before = own.document(PROTOCOL)
    changes.remove(PROTOCOL)
    resources.forget()
    [kept] = changes.removed()
    changes.put_back(kept.name)
    assert resources.library().document(PROTOCOL) == before


def test_papers_of_one_file_can_be_put_back_in_any_order(own: Library) -> None:
    source = own.document(PROTOCOL).source
    ids = [each.id for each in own.documents() if each.source == source]
    before = {name: own.document(name) for name in ids}
    for name in ids:
        changes.remove(name)
    assert source not in {each.source for each in own.documents()}
    for kept in changes.removed():
        changes.put_back(kept.name)
    assert {name: own.document(name) for name in ids} == before
    assert own.check() == ()


def test_a_paper_that_is_there_again_is_not_written_over(own: Library) -> None:
    changes.remove(PROTOCOL)
    [kept] = changes.removed()
    paper, data = RemovedPapers(removed_folder(own.folder), PageSettings()).read(kept.name)
    newer = paper.document.model_copy(update={"title": "Written anew"})
    whole = ReadPaper(source=paper.source, documents=(newer,), report=paper.report)
    own.add([whole], {paper.source.sha256: data})
    with pytest.raises(RemovedError, match="in the library again"):
        changes.put_back(kept.name)
    assert own.document(PROTOCOL).title == "Written anew"
    assert len(changes.removed()) == 1


def test_what_is_removed_for_good_is_gone(own: Library) -> None:
    changes.remove(PROTOCOL)
    [kept] = changes.removed()
    changes.remove_for_good(kept.name)
    assert changes.removed() == ()
    assert not list(removed_folder(own.folder).iterdir())
    with pytest.raises(RemovedError):
        changes.put_back(kept.name)


def test_a_removal_that_fails_leaves_nothing_behind(
    own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise LibraryBusyError("Another process is changing the library.")

    monkeypatch.setattr(own, "remove", refuse)
    with pytest.raises(LibraryBusyError):
        changes.remove(PROTOCOL)
    assert changes.removed() == ()


def test_a_new_edition_leaves_the_earlier_one_superseded(own: Library) -> None:
    data = (papers_folder() / "ashcombe-2016.pdf").read_bytes() + b"\n"
    [paper] = read_uploads([Upload("new.pdf", data)], Settings(), taken={}).papers
    changes.add([paper], {paper.source.sha256: data}, supersede=[PROTOCOL])
    assert own.document(PROTOCOL).status is Status.SUPERSEDED
    assert own.document("new").paragraphs


def test_a_reader_changes_nothing(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    changes.remove("ashcombe-2016-protocol")
    [kept] = changes.removed()
    reader = Person(Way.OPEN, frozenset({AccessRole.READER}))
    monkeypatch.setattr(changes, "person", lambda: reader)
    details = Details.of(own.document(PROTOCOL))
    assert not changes.may_edit()
    for change in (
        lambda: changes.add([], {}),
        lambda: changes.correct(PROTOCOL, details),
        lambda: changes.remove(PROTOCOL),
        lambda: changes.put_back(kept.name),
        lambda: changes.remove_for_good(kept.name),
    ):
        with pytest.raises(NotAllowedError):
            change()
    assert changes.removed() == (), "not even the name of a removed paper is told"
    assert len(own.documents()) == 3
