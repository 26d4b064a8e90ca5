"""This project's own road from a folder of PDFs to the nearest paragraphs, to be timed."""

from __future__ import annotations

from pathlib import Path

from evals.peers.scoped import ScopedQuestion
from index.hits import Scope
from index.library import Library
from index.search import search
from index.settings import IndexSettings
from ingest import find_papers
from ingest.report import ReadPaper
from ingest.several import read_several


class Ours:
    """A library of paragraphs."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @classmethod
    def build(cls, papers: Path, folder: Path, settings: IndexSettings | None = None) -> Ours:
        """Read and add every paper of a folder to a library in another."""
        reading = read_several(find_papers([papers]))
        library = Library.create(folder, settings)
        library.prepare()
        read: list[ReadPaper] = []
        contents: dict[str, bytes] = {}
        for each in reading:
            paper = each.paper()
            library.prepare([paper])
            read.append(paper)
            contents[paper.source.sha256] = each.data
        library.add(read, contents)
        return cls(library)

    @classmethod
    def open(cls, folder: Path) -> Ours:
        """Open the library that `build` made."""
        return cls(Library.open(folder))

    def ask(self, question: ScopedQuestion, *, top_k: int) -> list[str]:
        """Return the paragraphs nearest to a question, best first; only of its council's papers."""
        councils = None if question.council is None else frozenset({question.council})
        result = search(self._library, question.text, top_k=top_k, scope=Scope(councils=councils))
        return [hit.paragraph.text for hit in result.hits]
