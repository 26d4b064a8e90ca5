"""Changes that a person makes to the library on the page, and the way back from a removal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.documents import Document, Status
from ingest.report import ReadPaper
from ingest.reporting import with_standing
from ui.errors import NotAllowedError
from ui.page import resources
from ui.page.uploads import Details, with_details
from ui.people import Permission, person

if TYPE_CHECKING:
    from index import AddResult, Library

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was taken out, and all that is needed to put it back."""

    document: Document
    paper: ReadPaper
    data: bytes


def may_edit() -> bool:
    """Return whether who has the page open may change the papers."""
    return person().may(Permission.EDIT_PAPERS)


def add(
    papers: Sequence[ReadPaper],
    contents: Mapping[str, bytes],
    *,
    supersede: Sequence[str] = (),
    progress: Progress | None = None,
) -> AddResult:
    """Add papers as they now are; all of them or none.

    Where the page shows the samples, this begins the person's own library, which the page then
    shows instead.

    Args:
        contents: The bytes of each paper's source, by sha256.
        supersede: Ids of documents that no longer bind once these are in.
        progress: Called with passages made ready for search and passages in all.

    Raises:
        NotAllowedError: The person may not change the papers.
        LibraryError: The library cannot be written.
    """
    person().require(Permission.EDIT_PAPERS)
    fresh = resources.shows_samples()
    library = _begun() if fresh else resources.library()
    every, files = list(papers), dict(contents)
    if not fresh:
        for sha256, changed in _superseded(library, supersede).items():
            every.append(_whole(library, sha256, changed))
            files[sha256] = library.source_bytes(sha256)
    result = library.add(every, files, progress=progress)
    if fresh:
        library.close()
        resources.forget()
    return result


def _begun() -> Library:
    from index import Library
    from ui.library import writing_place

    return Library.create(writing_place(None), resources.settings().index)


def _superseded(library: Library, ids: Sequence[str]) -> dict[str, dict[str, Document]]:
    """Return the documents named as superseded, by their source's sha256 and their id."""
    found: dict[str, dict[str, Document]] = {}
    for name in ids:
        document = library.document(name)
        changed = document.model_copy(update={"status": Status.SUPERSEDED})
        found.setdefault(document.source, {})[name] = changed
    return found


def correct(document: str, details: Details, *, progress: Progress | None = None) -> None:
    """Correct what the library says of a document.

    Raises:
        NotAllowedError: The person may not change the papers, or they are the samples.
        CorrectionError: A detail cannot be so.
        LibraryError: The library cannot be written.
    """
    library = _own()
    whole = library.document(document)
    paper = _whole(library, whole.source, {document: with_details(whole, details)})
    library.add([paper], {whole.source: library.source_bytes(whole.source)}, progress=progress)


def remove(document: str) -> Removed:
    """Take a document out; what is returned puts it back.

    Raises:
        NotAllowedError: The person may not change the papers, or they are the samples.
        LibraryError: The library cannot be written.
    """
    library = _own()
    whole = library.document(document)
    removed = Removed(whole, _whole(library, whole.source, {}), library.source_bytes(whole.source))
    library.remove([document])
    return removed


def put_back(removed: Removed) -> None:
    """Put back a document that was taken out.

    Raises:
        NotAllowedError: The person may not change the papers.
        LibraryError: The library cannot be written.
    """
    library = _own()
    sha256 = removed.paper.source.sha256
    kept = [
        library.document(each.id)
        for each in library.documents()
        if each.source == sha256 and each.id != removed.document.id
    ]
    order = {document.id: place for place, document in enumerate(removed.paper.documents)}
    documents = sorted([*kept, removed.document], key=lambda each: order.get(each.id, len(order)))
    paper = removed.paper.model_copy(update={"documents": tuple(documents)})
    library.add([paper], {sha256: removed.data})


def _own() -> Library:
    person().require(Permission.EDIT_PAPERS)
    if resources.shows_samples():
        raise NotAllowedError("These are the samples: add papers of your own to change them.")
    return resources.library()


def _whole(library: Library, sha256: str, changed: Mapping[str, Document]) -> ReadPaper:
    """Return a source as the library holds it, with some of its documents changed."""
    documents = tuple(
        changed.get(each.id) or library.document(each.id)
        for each in library.documents()
        if each.source == sha256
    )
    report = with_standing(library.report(sha256), documents)
    return ReadPaper(source=library.source(sha256), documents=documents, report=report)
