"""A file that a person uploads: its name is only words, its size is held, its ids are its own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.samples import papers_folder
from ingest.documents import Kind, Status
from ingest.errors import CorrectionError, IngestError
from ui.page.uploads import Details, clean_name, read_upload, with_details
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


def test_a_file_is_read_from_its_bytes_page_by_page() -> None:
    seen: list[tuple[int, int]] = []
    paper = read_upload(
        "/nowhere/ashcombe-2016.pdf",
        PAPER.read_bytes(),
        Settings(),
        taken={},
        progress=lambda done, total: seen.append((done, total)),
    )
    assert paper.source.name == "ashcombe-2016.pdf"
    assert paper.source.n_pages == 6
    assert seen[-1] == (6, 6)
    assert not Path("/nowhere").exists()


def test_a_file_over_the_pages_limit_is_refused_with_the_limit_named() -> None:
    settings = Settings(page=PageSettings(max_upload_mb=1))
    with pytest.raises(IngestError, match="the limit is 1 MB"):
        read_upload("large.pdf", b"%PDF-" + b"0" * 1_000_001, settings, taken={})


def test_a_type_is_told_by_content_and_not_by_name() -> None:
    with pytest.raises(IngestError, match=r"protocol\.pdf"):
        read_upload("protocol.pdf", b"\x89PNG\r\n", Settings(), taken={})


def test_a_document_gets_an_id_that_no_other_file_has() -> None:
    data = PAPER.read_bytes()
    taken = {"ashcombe-2016": "0" * 64, "ashcombe-2016-2": "1" * 64}
    paper = read_upload("ashcombe-2016.pdf", data, Settings(), taken=taken)
    assert [document.id for document in paper.documents] == ["ashcombe-2016-3"]
    assert {each.document for each in paper.documents[0].paragraphs} == {"ashcombe-2016-3"}
    again = {"ashcombe-2016": paper.source.sha256}
    same = read_upload("ashcombe-2016.pdf", data, Settings(), taken=again)
    assert [document.id for document in same.documents] == ["ashcombe-2016"], "it replaces itself"


def test_what_a_person_corrects_takes_the_place_of_what_was_detected() -> None:
    paper = read_upload("ashcombe-2016.pdf", PAPER.read_bytes(), Settings(), taken={})
    document = paper.documents[0]
    assert with_details(document, Details.of(document)) == document
    details = Details("Ours", "Ours Council", Kind.PROTOCOL, Status.DRAFT, None, None, "before")
    now = with_details(document, details)
    assert Details.of(now) == details
    assert now.paragraphs == document.paragraphs


def test_a_paper_cannot_be_corrected_to_replace_itself() -> None:
    paper = read_upload("ashcombe-2016.pdf", PAPER.read_bytes(), Settings(), taken={})
    document = paper.documents[0]
    itself = Details("T", "C", Kind.PROTOCOL, Status.DRAFT, None, None, document.id)
    with pytest.raises(CorrectionError):
        with_details(document, itself)
