"""What `library.toml` may say, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingest import find_papers, read_paper
from ingest.documents import Kind, Status
from ingest.errors import ManifestError
from ingest.manifest import read_manifest

PAPER = """REPORT TO CABINET

Date of Meeting: 12 May 2021

Key Decision: No

Report of: THE CLERK

1. BACKGROUND

1.1 The council has had a protocol for ten years.

## Protocol for Members and Officers

1. Purpose

1.1 This paper is for every member.

## [Protocol for Members and Officers](#)

1. Scope

1.1 This is the older paper.
"""

MANIFEST = """
[[document]]
file = "meredale.md"
council = "Meredale Borough Council"

[[document.part]]
id = "meredale-report"
title = "Report: a protocol"
kind = "report"
status = "published"
date = 2021-05-12

[[document.part]]
id = "meredale-protocol"
status = "proposed"
replaces = "meredale-old"
begins = "Protocol for Members"

[[document.part]]
id = "meredale-old"
kind = "protocol"
status = "adopted"
adopted = 2011-06-01
begins = "Protocol for Members and Officers"
occurrence = 2
"""


def folder_with(tmp_path: Path, manifest: str) -> Path:
    (tmp_path / "meredale.md").write_text(PAPER, encoding="utf-8")
    (tmp_path / "library.toml").write_text(manifest, encoding="utf-8")
    return tmp_path


def test_parts_are_divided_and_described_as_the_manifest_says(tmp_path: Path) -> None:
    (file,) = find_papers([folder_with(tmp_path, MANIFEST)])
    report, proposed, old = read_paper(file).documents
    assert (report.id, report.kind, report.date) == (
        "meredale-report",
        Kind.REPORT,
        dt.date(2021, 5, 12),
    )
    assert {d.council for d in (report, proposed, old)} == {"Meredale Borough Council"}
    assert (proposed.status, proposed.replaces) == (Status.PROPOSED, "meredale-old")
    assert (old.status, old.adopted) == (Status.ADOPTED, dt.date(2011, 6, 1))
    assert old.paragraphs[0].text == "This is the older paper."
    assert old.paragraphs[0].document == "meredale-old"


def test_what_the_manifest_leaves_out_is_detected(tmp_path: Path) -> None:
    (file,) = find_papers([folder_with(tmp_path, MANIFEST)])
    proposed = read_paper(file).documents[1]
    assert proposed.title == "Protocol for Members and Officers"
    assert proposed.kind is Kind.PROTOCOL
    assert {s.field for s in proposed.shown} >= {"title", "kind"}
    assert "status" not in {s.field for s in proposed.shown}


def test_a_part_that_is_not_in_the_file_is_refused_by_name(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, MANIFEST.replace("occurrence = 2", "occurrence = 3"))
    (file,) = find_papers([folder])
    with pytest.raises(ManifestError, match=r"meredale-old.*occurrence 3.*meredale\.md"):
        read_paper(file)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("kind = ", "knid = "), "knid"),
        (('"published"', '"final"'), "status"),
        (("2021-05-12", '"soon"'), "date"),
        (('"meredale-old"\nkind', '"meredale-report"\nkind'), "meredale-report"),
        (('"meredale.md"', '"../meredale.md"'), "inside the folder"),
        (('begins = "Protocol for Members"\n', ""), "begins"),
        (("[[document]]", "[[document]"), "library.toml"),
        (('"meredale-protocol"', '"Meredale protocol"'), "small letters"),
    ],
)
def test_a_mistake_in_the_manifest_is_named(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    folder = folder_with(tmp_path, MANIFEST.replace(*change))
    with pytest.raises(ManifestError, match=words):
        read_manifest(folder / "library.toml")


def test_a_part_begins_across_visual_lines_and_whatever_its_case(tmp_path: Path) -> None:
    manifest = MANIFEST.replace('"Protocol for Members"', '"PROTOCOL  FOR members and officers"')
    (file,) = find_papers([folder_with(tmp_path, manifest)])
    assert len(read_paper(file).documents) == 3


def test_a_manifest_gives_just_the_files_that_it_names(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, MANIFEST)
    (folder / "another.md").write_text("1. Not on the list.\n", encoding="utf-8")
    assert [f.path.name for f in find_papers([folder])] == ["meredale.md"]


def test_a_file_that_the_manifest_names_and_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, MANIFEST)
    (folder / "meredale.md").unlink()
    with pytest.raises(ManifestError, match=r"meredale\.md, which is not there"):
        find_papers([folder])


def test_a_file_beside_a_manifest_is_read_as_it_says(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, MANIFEST)
    (file,) = find_papers([folder / "meredale.md"])
    assert file.entry is not None
    assert file.entry.council == "Meredale Borough Council"
