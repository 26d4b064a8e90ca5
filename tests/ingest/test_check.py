"""The command that compares two renderings of the same papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.check import agreements, main

MANIFEST = (
    '[[document]]\nfile = "{file}"\ncouncil = "Meredale Council"\n\n'
    '[[document.part]]\nid = "meredale"\n'
)
TEXT = "1. Trust matters.\n\n2. So does time.\n\n3. Nobody shouts.\n"


def folder(path: Path, text: str, file: str = "a.md") -> Path:
    path.mkdir()
    (path / file).write_text(text, encoding="utf-8")
    (path / "library.toml").write_text(MANIFEST.format(file=file), encoding="utf-8")
    return path


def test_two_equal_renderings_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = folder(tmp_path / "one", TEXT)
    other = folder(tmp_path / "other", TEXT.replace("\n\n", "\n"), "a.txt")
    assert main([str(other), "--against", str(one)]) == 0
    assert "100.0%" in capsys.readouterr().out


def test_what_differs_is_counted_and_named(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", TEXT)
    other = folder(tmp_path / "other", TEXT.replace("2. So does time.", "2. So does tea."))
    (row,) = agreements(other, one)
    assert (row.n, row.n_labels, row.n_texts, row.n_order, row.n_extra) == (3, 3, 2, 3, 0)
    assert row.differing == ("2: …'So does time.' is read as …'So does tea.'",)


def test_missing_and_extra_paragraphs_are_counted(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", TEXT)
    other = folder(tmp_path / "other", "1. Trust matters.\n\n2. So does time.\n")
    (row,) = agreements(other, one)
    assert (row.n_labels, row.n_order, row.n_extra) == (2, 2, 0)
    (row,) = agreements(one, other)
    assert row.n_extra == 1


def test_expected_paragraphs_are_compared(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", TEXT)
    (one / "expected").mkdir()
    rows = [
        {
            "part": "meredale",
            "label": "1",
            "section": "",
            "start": "Trust",
            "end": "ters.",
            "words": 2,
        },
        {
            "part": "meredale",
            "label": "2",
            "section": "",
            "start": "So",
            "end": "time.",
            "words": 4,
        },
    ]
    (one / "expected" / "meredale.jsonl").write_text(
        "\n".join(json.dumps(row) for row in rows), encoding="utf-8"
    )
    (row,) = agreements(one, None)
    assert (row.reference, row.n, row.n_texts) == ("expected", 2, 1)
    assert row.differing == ("2: 3 words, not 4", "3: not in the reference")


def test_the_figures_are_written_as_json(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", TEXT)
    main([str(one), "--against", str(one), "--json", str(tmp_path / "figures.json")])
    (figures,) = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures["paragraphs"] == figures["texts"] == 3
