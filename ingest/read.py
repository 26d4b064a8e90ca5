"""Reads a file: its type by its content, its papers, their paragraphs, and a report on them."""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from ingest.councils import NamedCouncil, find_council
from ingest.detection import detect_parts
from ingest.documents import UNKNOWN_COUNCIL as UNKNOWN_COUNCIL
from ingest.documents import Document, Kind, Paragraph, Shown, Source
from ingest.editions import with_editions
from ingest.errors import (
    EmptySourceError,
    IngestError,
    ManifestError,
    SourceTooLargeError,
    UnreadableSourceError,
    UnsupportedTypeError,
)
from ingest.lines import Lines
from ingest.manifest import MANIFEST_NAME, ManifestDocument, ManifestPart, read_manifest
from ingest.parts import Part, split_by_manifest
from ingest.readers.apart import Apart
from ingest.report import ReadPaper
from ingest.reporting import build_report, page_list
from ingest.settings import IngestSettings
from ingest.standing import Standing, detect_standing
from ingest.structure import Structure, parse_structure
from ingest.types import PAPER_SUFFIXES, MediaType, detect_type, unpacked_size
from ingest.unseen import seen_lines, shown_name

_MAX_BYTES_HERE = 1_000_000  # unpacked; more might take long, and is read in another process
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file to read, and what a manifest says of it.

    Attributes:
        data: Its bytes, where they did not come from the disk; `path` is then only its name.
    """

    path: Path
    entry: ManifestDocument | None = None
    data: bytes | None = None


class _Reader(Protocol):
    def __call__(self, data: bytes, *, name: str, settings: IngestSettings) -> Lines: ...


def find_papers(paths: Sequence[Path], *, recursive: bool = False) -> list[PaperFile]:
    """Return the papers that files and folders hold, each once, in a stable order.

    A folder with a `library.toml` gives just the files that it names; one without gives the
    papers directly in it, and those of its sub-folders only where `recursive`. A file whose
    folder has a `library.toml` that names it is read as that says.

    Raises:
        UnreadableSourceError: A path does not exist.
        ManifestError: A `library.toml` is malformed, or names a file that is not there.
    """
    found: dict[Path, PaperFile] = {}
    for path in paths:
        if path.is_dir():
            papers = _papers_in(path, recursive=recursive)
        elif path.is_file():
            papers = [_with_entry(path)]
        else:
            raise UnreadableSourceError(f"There is no file or folder at {path}; check the name.")
        for paper in papers:
            found.setdefault(paper.path.resolve(), paper)
    return list(found.values())


def _papers_in(folder: Path, *, recursive: bool) -> list[PaperFile]:
    manifest = folder / MANIFEST_NAME
    if manifest.is_file():
        papers = []
        for entry in read_manifest(manifest).document:
            path = folder / entry.file
            if not path.is_file():
                raise ManifestError(
                    f"{manifest} names {entry.file}, which is not there. Put the file beside it, "
                    "or take it off the list."
                )
            papers.append(PaperFile(path, entry))
    else:
        papers = [
            PaperFile(path)
            for path in sorted(folder.iterdir())
            if path.is_file()
            and path.suffix.lower() in PAPER_SUFFIXES
            and not path.name.startswith((".", "~$"))
            and path.stem.lower() != "readme"
        ]
    if recursive:
        for sub in sorted(folder.iterdir()):
            if sub.is_dir() and not sub.name.startswith(".") and not sub.is_symlink():
                papers.extend(_papers_in(sub, recursive=True))
    return papers


def _with_entry(path: Path) -> PaperFile:
    manifest = path.parent / MANIFEST_NAME
    if manifest.is_file():
        for entry in read_manifest(manifest).document:
            if (path.parent / entry.file).resolve() == path.resolve():
                return PaperFile(path, entry)
    return PaperFile(path)


def read_paper(
    file: PaperFile,
    *,
    settings: IngestSettings | None = None,
    progress: Progress | None = None,
    apart: Apart | None = None,
) -> ReadPaper:
    """Read one file.

    Args:
        file: The file, and what a manifest says of it.
        settings: The limits of reading.
        progress: Called with pages done and pages in all, while a PDF is read.
        apart: What reads a PDF or a large file in another process, where several are read.

    Raises:
        IngestError: The file cannot be read; the family says why.
    """
    settings = settings or IngestSettings()
    data = read_bytes(file, settings)
    name = shown_name(file.path.name)
    media_type = detect_type(data, name=name)
    with ExitStack() as own:
        apart = apart or own.enter_context(Apart())
        read = _read_lines(
            media_type, data, name=name, settings=settings, progress=progress, apart=apart
        )
    lines = seen_lines(read)
    if not any(line.text for line in lines.lines):
        raise EmptySourceError(_without_text(name, lines.pages_without_text))
    source = Source(
        sha256=hashlib.sha256(data).hexdigest(),
        name=name,
        media_type=media_type,
        n_bytes=len(data),
        n_pages=lines.n_pages,
    )
    return _build(file, lines, source)


def _without_text(name: str, pages: Sequence[int]) -> str:
    from ingest.readers.pdf.scans import can_recognise  # pdfium: not for every paper

    if not pages:
        return f"{name} holds no text that could be cited; check that it is the right file."
    which = f"page {pages[0]} is a scan" if len(pages) == 1 else f"{page_list(pages)} are scans"
    if can_recognise():
        return f"{name} holds no text that can be read: {which} in which no words are recognised."
    return (
        f"{name} holds no text: {which}. To have scans read, install Debian's package "
        "tesseract-ocr and the extra 'ocr' of this program, and add the paper again."
    )


def read_bytes(file: PaperFile, settings: IngestSettings) -> bytes:
    """Return a file's bytes.

    Raises:
        IngestError: It cannot be opened, is empty, or has more of them than the limit.
    """
    path, name = file.path, shown_name(file.path.name)
    try:
        size = path.stat().st_size if file.data is None else len(file.data)
        if size > settings.max_bytes:
            raise SourceTooLargeError(
                f"{name} has {size / 1e6:,.0f} MB; the limit is "
                f"{settings.max_bytes / 1e6:,.0f} MB. Add the part of it that is the protocol."
            )
        data = path.read_bytes() if file.data is None else file.data
    except OSError as error:
        reason = error.strerror or "unknown"
        raise UnreadableSourceError(f"{name} cannot be opened: {reason}.") from error
    if not data.strip(b"\x00\r\n\t "):
        raise EmptySourceError(f"{name} is empty; add the file again from where it came.")
    return data


def _read_lines(
    media_type: MediaType,
    data: bytes,
    *,
    name: str,
    settings: IngestSettings,
    progress: Progress | None,
    apart: Apart,
) -> Lines:
    try:
        if media_type is MediaType.PDF:  # which has pages to count
            return apart.read("pdf", data, name=name, settings=settings, progress=progress)
        reader = _reader(media_type, name)
        if unpacked_size(data) > _MAX_BYTES_HERE:
            return apart.read(media_type.reader, data, name=name, settings=settings)
        return reader(data, name=name, settings=settings)
    except IngestError:
        raise
    except (RecursionError, MemoryError, ValueError, KeyError, IndexError, TypeError) as error:
        raise UnreadableSourceError(
            f"{name} is damaged and cannot be read ({type(error).__name__}). Save it again from "
            "the program that made it, and add that."
        ) from error


def _reader(media_type: MediaType, name: str) -> _Reader:
    try:
        module = importlib.import_module(f"ingest.readers.{media_type.reader}")
    except ImportError as error:
        raise UnsupportedTypeError(
            f"{name} is {media_type.words}, which this installation cannot read."
        ) from error
    return cast("_Reader", module.read_lines)


def _build(file: PaperFile, lines: Lines, source: Source) -> ReadPaper:
    parts = _parts(file, lines, source.name)
    structures = [
        parse_structure(lines.lines[part.start : part.end], part.entry.id if part.entry else "")
        for part in parts
    ]
    named = find_council(
        [line for s in structures if s.title_page for line in s.title_page.text.split("\n")],
        [h.text for s in structures for h in s.headings]
        + [p.text for s in structures for p in s.paragraphs],
    )
    standings = [
        detect_standing(structure, earlier=structures[:place])
        for place, structure in enumerate(structures)
    ]
    ids = _ids(file, parts, standings)
    documents = [
        _document(ids[place], part, file, structures[place], standings[place], named, source)
        for place, part in enumerate(parts)
    ]
    if not any(d.paragraphs or d.headings or d.title_page for d in documents):
        raise EmptySourceError(f"{source.name} holds no paragraph that could be cited.")
    documents = list(with_editions(documents))
    report = build_report(source, lines, documents, structures)
    return ReadPaper(source=source, documents=tuple(documents), report=report)


def _parts(file: PaperFile, lines: Lines, name: str) -> tuple[Part, ...]:
    if file.entry is not None and file.entry.part:
        return split_by_manifest(lines.lines, file.entry.part, file=name)
    return detect_parts(lines.lines)


def _ids(file: PaperFile, parts: Sequence[Part], standings: Sequence[Standing]) -> list[str]:
    """An id for each part: the manifest's, or one made of the file's name and the part's kind."""
    stem = re.sub(r"[^a-z0-9]+", "-", file.path.stem.lower()).strip("-") or "paper"
    ids: list[str] = []
    for part, standing in zip(parts, standings, strict=True):
        made = part.entry.id if part.entry else stem
        if part.entry is None and len(parts) > 1:
            kind = standing.kind.value if standing.kind is not Kind.UNKNOWN else "paper"
            made = f"{stem}-{kind}"
        n = sum(
            1 for other in ids if other == made or re.fullmatch(rf"{re.escape(made)}-\d+", other)
        )
        ids.append(made if not n else f"{made}-{n + 1}")
    return ids


def _document(
    document_id: str,
    part: Part,
    file: PaperFile,
    structure: Structure,
    seen: Standing,
    named: NamedCouncil | None,
    source: Source,
) -> Document:
    """A document: what the manifest says of it, else what its text shows, else unknown."""
    entry = part.entry or ManifestPart(id=document_id)
    council = file.entry.council if file.entry else None
    shown = seen.shown
    if council is None and named is not None:
        shown = (Shown(field="council", words=named.words), *shown)
        council = named.name
    given = {
        name for name in ("title", "kind", "status", "date", "adopted") if getattr(entry, name)
    }
    return Document(
        id=document_id,
        source=source.sha256,
        council=council or UNKNOWN_COUNCIL,
        title=entry.title or seen.title or source.name,
        kind=entry.kind or seen.kind,
        status=entry.status or seen.status,
        date=entry.date or seen.date,
        adopted=entry.adopted or (seen.adopted if "status" not in given else None),
        replaces=entry.replaces,
        shown=tuple(s for s in shown if s.field not in given),
        headings=structure.headings,
        title_page=_of(structure.title_page, document_id),
        paragraphs=tuple(
            p.model_copy(update={"document": document_id}) for p in structure.paragraphs
        ),
    )


def _of(paragraph: Paragraph | None, document_id: str) -> Paragraph | None:
    return paragraph.model_copy(update={"document": document_id}) if paragraph else None
