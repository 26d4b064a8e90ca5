"""A paper read in full, with what was detected in it and what may be done with it."""

from __future__ import annotations

import streamlit as st

from index.errors import LibraryError
from ingest.documents import Document
from ingest.report import Finding
from ui.page import changes, originals, resources, state
from ui.page.components import paper as paper_component
from ui.page.looks import STANDING_COLOURS
from ui.page.points import paper_blocks
from ui.page.text import plain
from ui.wording import date_of, kind_of, standing_of


def show(document: Document, label: str | None) -> None:
    """Show a paper, scrolled to a paragraph where one is named."""
    show_way_back()
    with st.container(key="paper-head"):
        st.markdown(f"# {plain(document.title)}", anchors=False)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(standing_of(document.status), color=STANDING_COLOURS[document.status])
            st.caption(plain(_facts(document)))
        _show_earlier_and_later(document)
        _show_files(document)
        show_reading(document, findings_of(document))
    with st.container(key="reading"):
        paper_component(
            key=f"whole-{document.id}",
            data={
                "blocks": paper_blocks(document, current=label),
                "quiet": False,
                "whole": True,
            },
            on_open_change=lambda: None,
        )


def show_way_back(label: str = "All papers", **query: str) -> None:
    """Show a link back to the table, or to the paper that the query names."""
    st.page_link(
        state.view("papers"),
        label=label,
        icon=":material/arrow_back:",
        query_params=state.address(**query),
    )


def _facts(document: Document) -> str:
    n_paragraphs = len(document.paragraphs)
    date = date_of(document.adopted or document.date)
    parts = (
        document.council,
        kind_of(document.kind),
        date,
        f"{n_paragraphs} paragraph{'' if n_paragraphs == 1 else 's'}",
    )
    return " · ".join(part for part in parts if part)


def _show_earlier_and_later(document: Document) -> None:
    for other in resources.library().documents():
        if other.id == document.replaces:
            words = "Replaces"
        elif other.replaces == document.id:
            words = "Replaced by"
        else:
            continue
        date = date_of(other.adopted or other.date)
        name = ", ".join(part for part in (other.title, date) if part)
        st.page_link(
            state.view("papers"),
            label=plain(f"{words}: {name}"),
            icon=":material/history:",
            query_params=state.address(paper=other.id),
        )


def findings_of(document: Document) -> list[Finding]:
    """Return what a person should check by eye in a document of the library."""
    report = resources.library().report(document.source)
    return [each for each in report.findings if each.document in (None, document.id)]


def _show_files(document: Document) -> None:
    library = resources.library()
    source = library.source(document.source)
    with st.container(key="paper-files", horizontal=True):
        address = originals.address(source, None)
        if address is not None:
            st.link_button("Open the PDF", address, icon=":material/open_in_new:")
        st.download_button(
            "Download the original",
            lambda: library.source_bytes(source.sha256),
            source.name,
            source.media_type,
            icon=":material/download:",
            on_click="ignore",
        )
        if changes.may_edit() and not resources.shows_samples():
            _show_changes(document)


def _show_changes(document: Document) -> None:
    papers = state.view("papers")
    if st.button("Correct its details", icon=":material/edit:"):
        st.switch_page(papers, query_params=state.address(paper=document.id, do="correct"))
    if st.button("Replace by a new edition", icon=":material/upload_file:"):
        st.switch_page(papers, query_params=state.address(do="add", replaces=document.id))
    with st.popover("Remove", icon=":material/delete:"):
        n_days = resources.settings().page.keep_removed_days
        back = (
            f"You find it under Papers for {n_days} days, and can put it back."
            if n_days
            else "It cannot be put back here: you would add it again from its file."
        )
        st.markdown(f"Nothing will be answered from it any more. {back}")
        if st.button("Remove this paper", type="primary"):
            _remove(document)


def _remove(document: Document) -> None:
    try:
        changes.remove(document.id)
    except LibraryError as error:
        st.error(plain(str(error)))
        return
    state.leave_note(state.Note(f"Removed: {document.title}. Nothing is answered from it now."))
    st.switch_page(state.view("papers"), query_params=state.address())


def show_reading(document: Document, findings: list[Finding]) -> None:
    """Show how a paper was read: the words that show its details, and what to check by eye."""
    if not document.shown and not findings:
        return
    checks = f", {len(findings)} to check by eye" if findings else ""
    with st.expander(f"How this paper was read{checks}", icon=":material/fact_check:"):
        for shown in document.shown:
            st.markdown(f"**{plain(shown.field.capitalize())}**: “{plain(shown.words)}”")
        show_findings(findings)


def show_findings(findings: list[Finding]) -> None:
    """Show what a person should check by eye, a line each."""
    if findings:
        st.markdown(
            "\n".join(
                f"- {plain(each.message)}" + (f" (page {each.page})" if each.page else "")
                for each in findings
            )
        )
