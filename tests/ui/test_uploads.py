"""A file that a person uploads: its name is only words, its size is held, its ids are its own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.samples import papers_folder
from ingest.report import ReadPaper
from ui.adding import Step
from ui.page.uploads import Upload, clean_name, read_uploads
from ui.settings import PageSettings, Settings

PAPER = papers_folder() / "ashcombe-2016.pdf"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("protocol.pdf", "protocol.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\protocol.docx", "protocol.docx"),
        (".hidden", "hidden"),
        ("two\nlines \u202egpj.pdf", "twolines gpj.pdf"),
        ("/", "paper"),
    ],
)
def test_a_name_is_kept_without_folders_or_tricks(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text())
def test_no_name_is_ever_a_path(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= 120
    assert "/" not in kept
    assert "\\" not in kept
    assert kept not in (".", "..")
    assert kept.isprintable()


def read(name: str = "ashcombe-2016.pdf", **taken: str) -> ReadPaper:
    """Return one sample paper as uploaded, where documents of these names are there already."""
    ids = {key.replace("_", "-"): source for key, source in taken.items()}
    return read_uploads([Upload(name, PAPER.read_bytes())], Settings(), taken=ids).papers[0]


def refusal(name: str, data: bytes, settings: Settings) -> str:
    found = read_uploads([Upload(name, data)], settings, taken={})
    assert not found.papers
    return "".join(found.refused)


def test_a_file_is_read_from_its_bytes_page_by_page() -> None:
    seen: list[Step] = []
    [paper] = read_uploads(
        [Upload("/nowhere/ashcombe-2016.pdf", PAPER.read_bytes())],
        Settings(),
        taken={},
        reading=seen.append,
    ).papers
    assert paper.source.name == "ashcombe-2016.pdf"
    assert paper.source.n_pages == 6
    assert [step.page for step in seen] == [1, 2, 3, 4, 5, 6, 0]
    assert {(step.place, step.n_files) for step in seen} == {(1, 1)}
    assert not Path("/nowhere").exists()


def test_a_file_over_the_pages_limit_is_refused_with_the_limit_named() -> None:
    settings = Settings(page=PageSettings(max_upload_mb=1))
    said = refusal("large.pdf", b"%PDF-" + b"0" * 1_000_001, settings)
    assert "the limit is 1 MB" in said


def test_a_type_is_told_by_content_and_not_by_name() -> None:
    assert "protocol.pdf" in refusal("protocol.pdf", b"\x89PNG\r\n", Settings())


def test_one_bad_file_does_not_keep_the_others_out() -> None:
    good, bad = Upload("good.pdf", PAPER.read_bytes()), Upload("bad.pdf", b"%PDF-1.4 cut short")
    found = read_uploads([bad, good], Settings(), taken={})
    assert [paper.source.name for paper in found.papers] == ["good.pdf"]
    assert len(found.refused) == 1
    assert "bad.pdf" in found.refused[0]
    assert found.contents[found.papers[0].source.sha256] == good.data


def test_a_file_that_comes_twice_is_read_once() -> None:
    twice = [Upload("one.pdf", PAPER.read_bytes()), Upload("two.pdf", PAPER.read_bytes())]
    assert [each.source.name for each in read_uploads(twice, Settings(), taken={}).papers] == [
        "one.pdf"
    ]


def test_a_document_gets_an_id_that_no_other_file_has() -> None:
    paper = read(ashcombe_2016="0" * 64, ashcombe_2016_2="1" * 64)
    assert [document.id for document in paper.documents] == ["ashcombe-2016-3"]
    assert {each.document for each in paper.documents[0].paragraphs} == {"ashcombe-2016-3"}
    same = read(ashcombe_2016=paper.source.sha256)
    assert [document.id for document in same.documents] == ["ashcombe-2016"], "it replaces itself"


def test_two_files_of_one_name_get_ids_apart() -> None:
    data = PAPER.read_bytes()
    both = [Upload("ours.pdf", data), Upload("ours.pdf", data + b"\n")]
    first, second = read_uploads(both, Settings(), taken={}).papers
    assert (first.documents[0].id, second.documents[0].id) == ("ours", "ours-2")
