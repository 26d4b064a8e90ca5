"""A library of a folder of papers, made for one run."""

from __future__ import annotations

from pathlib import Path

from index import Library
from ingest import find_papers, read_paper


def build_library(folder: Path, papers: Path) -> Library:
    """Read every paper of a folder into a new library."""
    files = find_papers([papers])
    read = [read_paper(file) for file in files]
    library = Library.create(folder)
    contents = {
        paper.source.sha256: file.path.read_bytes() for file, paper in zip(files, read, strict=True)
    }
    library.add(read, contents)
    return library
