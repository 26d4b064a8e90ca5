"""Word and web editions of a paper, made from its lines, to measure the readers by.

A council publishes a paper in one format; what a reader of another format makes of it is
measured on an edition of the same words:

    python -m evals.editions PAPERS OUT
    python -m ingest.check OUT/word-generated --against PAPERS
"""

from __future__ import annotations

from pathlib import Path

from evals.editions.paragraphs import openings
from evals.editions.web import web_edition
from evals.editions.word import word_edition
from ingest import IngestSettings, find_papers, read_paper
from ingest.manifest import MANIFEST_NAME
from ingest.readers.markdown import read_lines

__all__ = ["openings", "web_edition", "word_edition", "write_editions"]


def write_editions(papers: Path, out: Path) -> None:
    """Write the editions of a folder's Markdown papers, each kind in a folder of its own.

    Each folder has the `library.toml` of the papers, with its own file names.
    """
    manifest = (papers / MANIFEST_NAME).read_text(encoding="utf-8")
    for kind, suffix in (("word-typed", "docx"), ("word-generated", "docx"), ("web", "html")):
        folder = out / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST_NAME).write_text(manifest.replace('.md"', f'.{suffix}"'), "utf-8")
        for file in find_papers([papers]):
            own = openings(read_paper(file).documents)
            data = file.path.read_bytes()
            lines = read_lines(data, name=file.path.name, settings=IngestSettings()).lines
            edition = (
                web_edition(lines, own=own)
                if kind == "web"
                else word_edition(lines, own=own, generated=kind == "word-generated")
            )
            (folder / file.path.with_suffix(f".{suffix}").name).write_bytes(edition)
