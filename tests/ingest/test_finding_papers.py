"""Which files a call reads, and what it says of those that it cannot."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest import IngestSettings, PaperFile, find_papers, read_paper
from ingest.errors import (
    EmptySourceError,
    IngestError,
    SourceTooLargeError,
    UnreadableSourceError,
    UnsupportedTypeError,
)
from ingest.types import MediaType, detect_type


def paper(path: Path, text: str = "1. Trust matters.\n\n2. So does time.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_gives_the_papers_directly_in_it(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "notes.csv", ".hidden.md", "~$lock.docx", "README.md"):
        paper(tmp_path / name)
    paper(tmp_path / "deeper" / "c.md")
    assert [f.path.name for f in find_papers([tmp_path])] == ["a.txt", "b.md"]


def test_sub_folders_only_when_asked(tmp_path: Path) -> None:
    paper(tmp_path / "a.md")
    paper(tmp_path / "deeper" / "c.md")
    paper(tmp_path / "deeper" / "still" / "d.md")
    found = find_papers([tmp_path], recursive=True)
    assert [f.path.name for f in found] == ["a.md", "c.md", "d.md"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.md")
    assert len(find_papers([path, tmp_path, path])) == 1


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSourceError, match=r"no file or folder at .*gone\.pdf"):
        find_papers([tmp_path / "gone.pdf"])


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\x00\x00\x00"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.md"
    path.write_bytes(content)
    with pytest.raises(EmptySourceError, match=r"empty\.md"):
        read_paper(PaperFile(path))


def test_a_file_over_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    path = paper(tmp_path / "large.md", "1. Trust matters.\n" * 100)
    with pytest.raises(SourceTooLargeError, match=r"large\.md"):
        read_paper(PaperFile(path), settings=IngestSettings(max_bytes=500))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scan.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "picture"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 50, "old Office"),
        ("paper.rtf", b"{\\rtf1 hello}", "Rich Text"),
        ("paper.gz", b"\x1f\x8b" + b"0" * 50, "compressed"),
    ],
)
def test_a_type_that_no_reader_takes_is_named(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnsupportedTypeError, match=words):
        read_paper(PaperFile(path))


def test_a_type_is_told_by_content_and_not_by_name() -> None:
    assert detect_type(b"%PDF-1.7\n", name="paper.txt") is MediaType.PDF
    assert detect_type(b"<!DOCTYPE html><html>", name="paper.txt") is MediaType.HTML
    assert detect_type(b"1. Plain words.", name="paper") is MediaType.TEXT
    assert detect_type(b"# A\n\n- b\n- c **d**\n", name="paper") is MediaType.MARKDOWN
    with pytest.raises(UnreadableSourceError, match="no PDF"):
        detect_type(b"just words", name="paper.pdf")


def test_an_archive_is_told_from_a_word_document(tmp_path: Path) -> None:
    path = tmp_path / "paper.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "words")
    with pytest.raises(UnsupportedTypeError, match="ZIP archive"):
        read_paper(PaperFile(path))
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(UnreadableSourceError, match="damaged"):
        read_paper(PaperFile(path))


def test_every_refusal_is_one_sentence_or_two_that_name_the_file(tmp_path: Path) -> None:
    for at, content in enumerate((b"", b"\x89PNG", b"PK\x03\x04rest", bytes(range(256)) * 4)):
        path = tmp_path / f"paper{at}.docx"
        path.write_bytes(content)
        with pytest.raises(IngestError) as raised:
            read_paper(PaperFile(path))
        assert path.name in str(raised.value)
        assert len(str(raised.value)) < 250
