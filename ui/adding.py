"""Adds papers to a library, one bad file not stopping the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import PaperFile, find_papers, read_paper
from ingest.errors import IngestError
from ingest.report import ReadPaper
from ui.settings import Settings

if TYPE_CHECKING:
    from index import Library

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What became of the papers: the documents of each sort, the reports, and the refusals."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    papers: tuple[ReadPaper, ...] = ()
    refused: tuple[str, ...] = ()

    def raise_if_refused(self) -> None:
        """Raise `IngestError` with the first refusal, where there is one."""
        if self.refused:
            raise IngestError(self.refused[0])


def add_papers(
    library: Library,
    paths: Sequence[Path],
    settings: Settings,
    *,
    recursive: bool = False,
    reading: Progress | None = None,
    indexing: Progress | None = None,
) -> AddOutcome:
    """Read papers and add those that can be read.

    Args:
        library: The library to add to.
        paths: Files, or folders of them.
        settings: The settings of reading and indexing.
        recursive: Whether sub-folders of a folder without a `library.toml` are read too.
        reading: Called with the files read and the files in all.
        indexing: Called with the passages made ready for search and the passages in all.

    Returns:
        What was added, replaced, unchanged and refused; each refusal is one sentence that names
        its file.
    """
    refused: list[str] = []
    papers: list[ReadPaper] = []
    contents: dict[str, bytes] = {}
    files = _find(paths, recursive=recursive, refused=refused)
    for done, file in enumerate(files, start=1):
        try:
            paper = read_paper(file, settings=settings.ingest)
            contents[paper.source.sha256] = file.path.read_bytes()
        except IngestError as error:
            refused.append(_named(error, file.path))
        except OSError as error:
            refused.append(_unopened(error, file.path))
        else:
            papers.append(paper)
        if reading is not None:
            reading(done, len(files))
    if not papers:
        return AddOutcome(refused=tuple(refused))
    result = library.add(papers, contents, progress=indexing)
    return AddOutcome(
        result.added, result.replaced, result.unchanged, tuple(papers), tuple(refused)
    )


def _find(paths: Sequence[Path], *, recursive: bool, refused: list[str]) -> list[PaperFile]:
    """Return the papers under each path once; a path that gives none is refused by name."""
    found: dict[Path, PaperFile] = {}
    for path in paths:
        try:
            files = find_papers([path], recursive=recursive)
        except IngestError as error:
            refused.append(_named(error, path))
            continue
        except OSError as error:
            refused.append(_unopened(error, path))
            continue
        if not files:
            refused.append(
                f"{path}: holds no PDF, Word, HTML, Markdown or text file; name a file, "
                "or add --recursive to look in its sub-folders."
            )
        for file in files:
            found.setdefault(file.path.resolve(), file)
    return list(found.values())


def _named(error: IngestError, path: Path) -> str:
    """Return the error's sentence, with the file's name where the sentence lacks it."""
    sentence = " ".join(str(error).split())
    return sentence if path.name in sentence else f"{path.name}: {sentence}"


def _unopened(error: OSError, path: Path) -> str:
    return (
        f"{path.name}: could not be opened ({error.strerror or error}); check that you may read it."
    )
