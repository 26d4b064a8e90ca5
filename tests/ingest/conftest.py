"""Fixtures for reading papers: from text in a test, or from the real ones."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import IngestSettings, PaperFile, read_paper
from ingest.readers import markdown, text
from ingest.report import ReadPaper
from ingest.structure import Structure, parse_structure

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PROTOCOLS_SHARED", ROOT.parent / "shared"))

Parse = Callable[[str], Structure]
ReadText = Callable[[str], ReadPaper]


@pytest.fixture
def parse() -> Parse:
    """Parses a paper written as Markdown in the test."""

    def parse_markdown(source: str) -> Structure:
        data = textwrap.dedent(source).encode()
        lines = markdown.read_lines(data, name="paper.md", settings=IngestSettings())
        return parse_structure(lines.lines, "paper")

    return parse_markdown


@pytest.fixture
def parse_wrapped() -> Parse:
    """Parses a paper written as plain text, whose lines are visual lines."""

    def parse_text(source: str) -> Structure:
        data = textwrap.dedent(source).encode()
        lines = text.read_lines(data, name="paper.txt", settings=IngestSettings())
        return parse_structure(lines.lines, "paper")

    return parse_text


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    """Reads a paper written in the test through a file, as `protocols add` would."""

    def read(source: str, name: str = "paper.md") -> ReadPaper:
        path = tmp_path / name
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        return read_paper(PaperFile(path))

    return read


@pytest.fixture(scope="session")
def papers_folder() -> Path:
    """The folder of the real council papers, for tests that are marked as reading them."""
    return SHARED / "protocols"


@pytest.fixture(scope="session")
def invented_folder() -> Path:
    """The folder of the invented authorities' papers, paragraph by paragraph."""
    return SHARED / "questions" / "training" / "papers"
