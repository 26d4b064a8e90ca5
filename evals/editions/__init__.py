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

_SUFFIXES = {"word-typed": ".docx", "word-generated": ".docx", "web": ".html"}


def write_editions(papers: Path, out: Path) -> None:
    """Write the editions of a folder's Markdown papers, each kind in a folder of its own.

    Each folder has the `library.toml` of the papers, with its own file names.
    """
    manifest = (papers / MANIFEST_NAME).read_text(encoding="utf-8")
    for kind, suffix in _SUFFIXES.items():
        (out / kind).mkdir(parents=True, exist_ok=True)
        renamed = manifest.replace('.md"', f'{suffix}"')
        (out / kind / MANIFEST_NAME).write_text(renamed, encoding="utf-8")
    for file in find_papers([papers]):
        own = openings(read_paper(file).documents)
        data = file.path.read_bytes()
        lines = read_lines(data, name=file.path.name, settings=IngestSettings()).lines
        editions = {
            "word-typed": word_edition(lines, own=own, generated=False),
            "word-generated": word_edition(lines, own=own, generated=True),
            "web": web_edition(lines, own=own),
        }
        for kind, edition in editions.items():
            path = out / kind / file.path.with_suffix(_SUFFIXES[kind]).name
            path.write_bytes(edition)
