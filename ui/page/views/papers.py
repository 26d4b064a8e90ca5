"""Papers: the library as a table, and one paper read in full."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from index.errors import UnknownParagraphError
from ingest.documents import Document
from ui.page import originals, resources, state
from ui.page.components import paper as paper_component
from ui.page.looks import STANDING_COLOURS
from ui.page.points import paper_blocks
from ui.page.text import plain
from ui.wording import date_of, kind_of, standing_of


def show() -> None:
    """Show the paper that the address names, else the table."""
    named = st.query_params.get("paper")
    if named:
        try:
            document = resources.library().document(named)
        except UnknownParagraphError as error:
            st.warning(plain(str(error)), icon=":material/link_off:")
        else:
            _show_paper(document, st.query_params.get("paragraph"))
            return
    _show_table()


def _show_table() -> None:
    st.markdown("# Papers")
    library = resources.library()
    documents = library.documents()
    if not documents:
        st.info(
            "There are no papers here yet. Add some with the command `protocols add PATH`.",
            icon=":material/menu_book:",
        )
        return
    st.markdown(
        f"{len(documents)} papers of {len(library.councils())} councils. "
        "Open one to read it in full, or to find words in it."
    )
    for council, papers in groupby(documents, key=lambda document: document.council):
        with st.container(key=f"papers-{council}"):
            st.markdown(f"## {plain(council)}", anchors=False)
            for document in papers:
                _show_row(document)


def _show_row(document: Document) -> None:
    library = resources.library()
    whole = library.document(document.id)
    n_checks = len(_findings(document))
    with st.container(key=f"paper-{document.id}"):
        name, standing, facts = st.columns([6, 3, 4], vertical_alignment="center")
        with name:
            st.page_link(
                state.view("papers"),
                label=plain(document.title),
                query_params=state.address(paper=document.id),
            )
            dated = date_of(document.adopted or document.date)
            st.caption(plain(", ".join(part for part in (kind_of(document.kind), dated) if part)))
        with standing:
            st.badge(standing_of(document.status), color=STANDING_COLOURS[document.status])
        with facts:
            checks = f" · {n_checks} to check" if n_checks else ""
            st.markdown(f"{len(whole.paragraphs)} paragraphs{checks}")


def _findings(document: Document) -> list[str]:
    report = resources.library().report(document.source)
    return [
        finding.message for finding in report.findings if finding.document in (None, document.id)
    ]


def _show_paper(document: Document, label: str | None) -> None:
    st.page_link(
        state.view("papers"),
        label="All papers",
        icon=":material/arrow_back:",
        query_params=state.address(),
    )
    st.markdown(f"# {plain(document.title)}", anchors=False)
    date = date_of(document.adopted or document.date)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(standing_of(document.status), color=STANDING_COLOURS[document.status])
        st.caption(plain(", ".join(part for part in (document.council, date) if part)))
    _show_facts(document)
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


def _show_facts(document: Document) -> None:
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
    findings = _findings(document)
    if document.shown or findings:
        with st.expander("How this paper was read", icon=":material/fact_check:"):
            for shown in document.shown:
                st.markdown(f"**{plain(shown.field)}**: “{plain(shown.words)}”")
            for finding in findings:
                st.markdown(f"To check: {plain(finding)}")
