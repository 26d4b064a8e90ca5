"""Changes that a person makes to the library on the page, and the way back from a removal.

What was removed lies beside the library (`ui.removed`): it can be put back by another person, on
another day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from index.errors import LibraryError
from ingest.documents import Document, Status
from ingest.report import ReadPaper
from ingest.reporting import with_standing
from ui.errors import NotAllowedError, RemovedError
from ui.page import resources
from ui.page.details import Details, with_details
from ui.people import Permission, person
from ui.removed import Kept, RemovedPaper, RemovedPapers, removed_folder

if TYPE_CHECKING:
    from index import AddResult, Library

Progress = Callable[[int, int], None]


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


def remove(document: str) -> None:
    """Take a document out; it can be put back for as long as the settings say.

    Raises:
        NotAllowedError: The person may not change the papers, or they are the samples.
        LibraryError: The library cannot be written.
    """
    library = _own()
    whole = library.document(document)
    siblings = tuple(each.id for each in library.documents() if each.source == whole.source)
    paper = RemovedPaper(
        document=whole,
        source=library.source(whole.source),
        report=library.report(whole.source),
        siblings=siblings,
    )
    kept = _removed().keep(paper, library.source_bytes(whole.source))
    try:
        library.remove([document])
    except LibraryError:
        if kept is not None:
            _removed().forget(kept)
        raise


def removed() -> tuple[Kept, ...]:
    """Return the papers that were taken out and can be put back, the latest first.

    They are for those who may change the papers: to others none is named.
    """
    if not may_edit() or resources.shows_samples():
        return ()
    return _removed().all()


def put_back(name: str) -> Document:
    """Put back a document that was taken out, and return it.

    Raises:
        NotAllowedError: The person may not change the papers.
        RemovedError: It is not kept any more, or the library holds it again.
        LibraryError: The library cannot be written.
    """
    library = _own()
    paper, data = _removed().read(name)
    held = library.documents()
    if any(each.id == paper.document.id for each in held):
        raise RemovedError(
            f"{paper.document.title} is in the library again. Remove that one first, if you want "
            "the earlier one back."
        )
    beside = [library.document(each.id) for each in held if each.source == paper.source.sha256]
    order = {document: place for place, document in enumerate(paper.siblings)}
    documents = tuple(
        sorted([*beside, paper.document], key=lambda each: order.get(each.id, len(order)))
    )
    whole = ReadPaper(
        source=paper.source,
        documents=documents,
        report=with_standing(paper.report, documents),
    )
    library.add([whole], {paper.source.sha256: data})
    _removed().forget(name)
    return paper.document


def remove_for_good(name: str) -> None:
    """Remove what is kept of a paper that was taken out.

    Raises:
        NotAllowedError: The person may not change the papers.
    """
    _own()
    _removed().forget(name)


def _removed() -> RemovedPapers:
    return RemovedPapers(removed_folder(resources.library().folder), resources.settings().page)


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
