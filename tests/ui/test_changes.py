"""Changes to the library on the page: by those who may, all or nothing, with a way back."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.samples import papers_folder
from index import Library
from ingest.documents import Status
from ui.errors import NotAllowedError
from ui.page import changes, resources
from ui.page.uploads import Details, read_upload
from ui.people import AccessRole, Person, Way
from ui.settings import Settings

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
    removed = changes.remove(report.id)
    assert report.id not in {each.id for each in own.documents()}
    changes.put_back(removed)
    assert {each.id: own.document(each.id) for each in own.documents()} == before
    assert own.source_bytes(report.source) == removed.data


def test_the_last_paper_of_a_file_can_be_put_back_too(own: Library) -> None:
    before = own.document(PROTOCOL)
    removed = changes.remove(PROTOCOL)
    changes.put_back(removed)
    assert own.document(PROTOCOL) == before


def test_a_new_edition_leaves_the_earlier_one_superseded(own: Library) -> None:
    data = (papers_folder() / "ashcombe-2016.pdf").read_bytes() + b"\n"
    paper = read_upload("new.pdf", data, Settings(), taken={})
    changes.add([paper], {paper.source.sha256: data}, supersede=[PROTOCOL])
    assert own.document(PROTOCOL).status is Status.SUPERSEDED
    assert own.document("new").paragraphs


def test_a_reader_changes_nothing(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Person(Way.OPEN, frozenset({AccessRole.READER}))
    monkeypatch.setattr(changes, "person", lambda: reader)
    details = Details.of(own.document(PROTOCOL))
    assert not changes.may_edit()
    for change in (
        lambda: changes.add([], {}),
        lambda: changes.correct(PROTOCOL, details),
        lambda: changes.remove(PROTOCOL),
    ):
        with pytest.raises(NotAllowedError):
            change()
    assert len(own.documents()) == 4
