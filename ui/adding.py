"""Reads papers and adds them to a library, one bad file not stopping the others.

The terminal gives paths, the page gives bytes (`ui.page.uploads`); both go one way from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import PaperFile, find_papers
from ingest.errors import CorrectionError, IngestError
from ingest.report import ReadPaper
from ingest.settings import IngestSettings
from ingest.several import Advance, read_several
from ui.settings import Settings

if TYPE_CHECKING:
    from index import Library

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Step:
    """How far reading has come.

    Attributes:
        file: The name of the file being read.
        place: Its place among the files, from 1.
        n_files: How many there are.
        page: The page of a PDF that has just been read; 0 where the whole file has.
        n_pages: How many pages it has.
    """

    file: str
    place: int
    n_files: int
    page: int = 0
    n_pages: int = 0


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Papers that were read, their bytes by sha256, and a sentence for each that was refused."""

    papers: tuple[ReadPaper, ...]
    contents: Mapping[str, bytes]
    refused: tuple[str, ...] = ()


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


def read_papers(
    paths: Sequence[Path],
    settings: Settings,
    *,
    recursive: bool = False,
    reading: Callable[[Step], None] | None = None,
    met: Callable[[ReadPaper], None] | None = None,
) -> ReadFiles:
    """Read the papers that files and folders hold; what cannot be read is refused by name.

    Args:
        paths: Files, or folders of them.
        settings: The limits of reading.
        recursive: Whether sub-folders of a folder without a `library.toml` are read too.
        reading: Called after each page of a PDF, and after each file.
        met: Called with each paper that can be read, while the next is being read.
    """
    refused: list[str] = []
    files = _find(paths, recursive=recursive, refused=refused)
    found = read_files(files, settings.ingest, reading=reading, met=met)
    return replace(found, refused=(*refused, *found.refused))


def read_files(
    files: Sequence[PaperFile],
    settings: IngestSettings,
    *,
    reading: Callable[[Step], None] | None = None,
    met: Callable[[ReadPaper], None] | None = None,
) -> ReadFiles:
    """Read files; what cannot be read is refused by name.

    Args:
        files: On the disk, or with their bytes.
        settings: The limits of reading.
        reading: Called after each page of a PDF, and after each file.
        met: Called with each paper that can be read, while the next is being read.
    """
    refused: list[str] = []
    papers: list[ReadPaper] = []
    contents: dict[str, bytes] = {}
    steps = [Step(file.path.name, place, len(files)) for place, file in enumerate(files, start=1)]
    read = read_several(files, settings=settings, progress=_by_page(steps, reading))
    for step, each in zip(steps, read, strict=True):
        try:
            paper = each.paper()
        except IngestError as error:
            refused.append(_named(error, each.file.path))
        except OSError as error:
            refused.append(_unopened(error, each.file.path))
        else:
            papers.append(paper)
            contents[paper.source.sha256] = each.data
            if met is not None:
                met(paper)
        if reading is not None:
            reading(step)
    return ReadFiles(tuple(papers), contents, tuple(refused))


def corrected(found: ReadFiles, correct: Callable[[ReadPaper], ReadPaper]) -> ReadFiles:
    """Return the papers with facts set by hand; one whose facts cannot be so is refused."""
    papers: list[ReadPaper] = []
    refused = list(found.refused)
    for paper in found.papers:
        try:
            papers.append(correct(paper))
        except CorrectionError as error:
            refused.append(_named(error, Path(paper.source.name)))
    return ReadFiles(tuple(papers), found.contents, tuple(refused))


def keep_papers(
    library: Library, found: ReadFiles, *, indexing: Progress | None = None
) -> AddOutcome:
    """Add papers that were read to a library.

    Args:
        indexing: Called with the passages made ready for search and the passages in all.

    Returns:
        What was added, replaced, unchanged and refused; each refusal is one sentence that names
        its file.
    """
    if not found.papers:
        return AddOutcome(refused=found.refused)
    result = library.add(found.papers, found.contents, progress=indexing)
    return AddOutcome(result.added, result.replaced, result.unchanged, found.papers, found.refused)


def add_papers(
    library: Library,
    paths: Sequence[Path],
    settings: Settings,
    *,
    recursive: bool = False,
    indexing: Progress | None = None,
) -> AddOutcome:
    """Read papers and add those that can be read; see `read_papers` and `keep_papers`."""
    library.prepare()
    found = read_papers(
        paths, settings, recursive=recursive, met=lambda paper: library.prepare([paper])
    )
    return keep_papers(library, found, indexing=indexing)


def _by_page(steps: Sequence[Step], reading: Callable[[Step], None] | None) -> Advance | None:
    if reading is None:
        return None
    return lambda at, done, of: reading(replace(steps[at], page=done, n_pages=of))


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
