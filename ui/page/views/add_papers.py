"""Adds papers: chosen, read, checked and corrected by a person, and only then put in the library.

What was read waits in the visit; nothing of it is in the library until the last step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from index.errors import LibraryError
from ingest.documents import Document, Kind, Status
from ingest.editions import replacements
from ingest.report import ReadPaper
from ingest.reporting import with_standing
from ingest.types import PAPER_SUFFIXES
from ui.adding import ReadFiles
from ui.page import changes, resources, state
from ui.page.components import paper as paper_component
from ui.page.details import Details, problems_of, with_details
from ui.page.points import paper_blocks
from ui.page.progress import telling, telling_of_files
from ui.page.text import plain
from ui.page.uploads import Upload, read_uploads
from ui.page.views.details_form import show_details
from ui.page.views.read_paper import show_findings, show_way_back


@dataclass(frozen=True, slots=True)
class Checked:
    """A document as a person has left it; `supersedes`: what it replaces no longer binds."""

    document: Document
    wanted: bool
    supersedes: bool
    problems: tuple[str, ...]


def show(*, replaces: str | None = None) -> None:
    """Show the step that comes next.

    Args:
        replaces: The document that a new edition is added for.
    """
    with st.container(key="adding"):
        earlier = next(
            (each for each in resources.library().documents() if each.id == replaces), None
        )
        show_way_back(**({"paper": earlier.id} if earlier else {}))
        if earlier is not None:
            st.markdown("# Add a new edition", anchors=False)
            st.markdown(f"It will replace **{plain(earlier.title)}**, {plain(earlier.council)}.")
        else:
            st.markdown("# Add papers", anchors=False)
        waiting: ReadFiles | None = st.session_state.get("waiting")
        if waiting is None or not (waiting.papers or waiting.refused):
            _show_choice(earlier)
        else:
            _show_check(waiting, earlier)


def _show_choice(earlier: Document | None) -> None:
    if resources.shows_samples():
        st.info(
            "The papers here now are samples. The first that you add begins your own library, "
            "which this page then shows instead.",
            icon=":material/library_add:",
        )
    most = resources.settings().page.max_upload_mb
    files = st.file_uploader(
        "A file" if earlier else "One or more files",
        type=sorted(suffix.lstrip(".") for suffix in PAPER_SUFFIXES),
        accept_multiple_files=True,
        max_upload_size=most,
        key=f"files-{st.session_state.setdefault('n_uploads', 0)}",
    )
    st.caption(
        "PDF, Word, web page, Markdown or plain text. You check what was read before anyone is "
        "answered from it."
    )
    if files:
        st.session_state["waiting"] = _read(files)
        st.session_state["n_uploads"] += 1
        st.rerun()


def _read(files: Sequence[Any]) -> ReadFiles:
    bar = st.progress(0.0, text="Reading")
    try:
        return read_uploads(
            [Upload(file.name, file.getvalue()) for file in files],
            resources.settings(),
            taken={each.id: each.source for each in resources.library().documents()},
            reading=telling_of_files(bar),
        )
    finally:
        bar.empty()


def _show_check(waiting: ReadFiles, earlier: Document | None) -> None:
    for sentence in waiting.refused:
        st.error(plain(sentence), icon=":material/block:")
    if not waiting.papers:
        if st.button("Choose another file", icon=":material/arrow_back:"):
            _forget()
            st.rerun()
        return
    st.markdown("Check what was read. Correct what is wrong, then add it.")
    checked = [
        _show_document(paper, document, waiting, earlier)
        for paper in waiting.papers
        for document in paper.documents
    ]
    wanted = [each for each in checked if each.wanted]
    ready = bool(wanted) and not any(each.problems for each in wanted)
    with st.container(horizontal=True, key="adding-buttons"):
        add = st.button(
            "Add to the library", type="primary", icon=":material/check:", disabled=not ready
        )
        if st.button("Throw away", icon=":material/close:"):
            _forget()
            st.rerun()
    if add:
        _add(waiting, wanted)


def _show_document(
    paper: ReadPaper, document: Document, waiting: ReadFiles, earlier: Document | None
) -> Checked:
    key = f"{paper.source.sha256[:12]}-{document.id}"
    library = resources.library()
    kept = () if resources.shows_samples() else library.documents()
    new = [each for read in waiting.papers for each in read.documents]
    others = {each.id: each for each in (*kept, *new) if each.id != document.id}
    findings = [each for each in paper.report.findings if each.document in (None, document.id)]
    with st.container(key=f"check-{key}", border=True):
        st.markdown(f"## {plain(document.title)}", anchors=False)
        st.caption(plain(_read_of(paper, document)))
        if any(each.source == paper.source.sha256 for each in kept):
            st.info("This file is in the library already; adding it again updates its details.")
        wanted = len(paper.documents) == 1 or st.checkbox(
            "Add this paper", value=True, key=f"wanted-{key}"
        )
        details = show_details(
            _with_guess(document, others, earlier),
            key=key,
            councils=() if resources.shows_samples() else library.councils(),
            others=others,
        )
        supersedes = _ask_superseding(details, others, key, asked=earlier is not None)
        if findings:
            with st.expander(
                f"{len(findings)} to check by eye", icon=":material/visibility:", expanded=True
            ):
                show_findings(findings)
        with st.expander("Read it as it will be cited", icon=":material/menu_book:"):
            paper_component(
                key=f"preview-{key}",
                data={"blocks": paper_blocks(document), "quiet": False, "whole": False},
                on_open_change=lambda: None,
            )
        problems = problems_of(document, details) if wanted else []
        for problem in problems:
            st.warning(problem, icon=":material/edit_note:")
    ready = document if problems else with_details(document, details)
    return Checked(ready, bool(wanted), supersedes, tuple(problems))


def _read_of(paper: ReadPaper, document: Document) -> str:
    n_paragraphs = len(document.paragraphs)
    pages = f" · {paper.source.n_pages} pages" if paper.source.n_pages else ""
    return (
        f"{paper.source.name}{pages} · {n_paragraphs} numbered "
        f"paragraph{'' if n_paragraphs == 1 else 's'}"
    )


def _with_guess(
    document: Document, others: dict[str, Document], earlier: Document | None
) -> Document:
    """Return a document with what it probably replaces: what was asked for, else by its title."""
    if document.replaces in others:
        return document
    if earlier is not None and document.kind in (Kind.PROTOCOL, Kind.UNKNOWN):
        return document.model_copy(update={"replaces": earlier.id})
    guessed = replacements([*others.values(), document]).get(document.id)
    return document.model_copy(update={"replaces": guessed})


def _ask_superseding(
    details: Details, others: dict[str, Document], key: str, *, asked: bool
) -> bool:
    """Ask whether what is replaced no longer binds; a draft or a proposal leaves it in force."""
    earlier = others.get(details.replaces or "")
    if earlier is None or earlier.status is Status.SUPERSEDED:
        return False
    return st.checkbox(
        f"Mark “{plain(earlier.title)}” as superseded",
        value=details.status is Status.ADOPTED or (asked and details.status is Status.UNKNOWN),
        key=f"supersedes-{key}-{details.status}",
        help="It can still be read and compared, but answers say that it no longer binds.",
    )


def _add(waiting: ReadFiles, wanted: list[Checked]) -> None:
    chosen = {each.document.id: each.document for each in wanted}
    gone = {str(each.document.replaces) for each in wanted if each.supersedes}
    papers = []
    for paper in waiting.papers:
        documents = tuple(
            _standing_after(chosen[each.id], gone) for each in paper.documents if each.id in chosen
        )
        if documents:
            report = with_standing(paper.report, documents)
            papers.append(paper.model_copy(update={"documents": documents, "report": report}))
    kept = {each.id for each in resources.library().documents()}
    bar = st.progress(0.0, text="Making it ready for search")
    try:
        changes.add(
            papers,
            waiting.contents,
            supersede=sorted(gone & kept),
            progress=telling(bar, "Making it ready for search: passage"),
        )
    except LibraryError as error:
        bar.empty()
        st.error(plain(str(error)), icon=":material/error:")
        return
    _forget()
    titles = ", ".join(each.title for each in chosen.values())
    it = "It is" if len(chosen) == 1 else "They are"
    state.leave_note(state.Note(f"Added: {titles}. {it} answered from now on.", answered=True))
    st.session_state["council"] = next(iter(chosen.values())).council
    state.start_again()
    st.switch_page(state.view("papers"), query_params=state.address())


def _standing_after(document: Document, gone: set[str]) -> Document:
    if document.id not in gone:
        return document
    return document.model_copy(update={"status": Status.SUPERSEDED})


def _forget() -> None:
    st.session_state.pop("waiting", None)
