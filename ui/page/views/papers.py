"""Papers: the library as a table, and the ways to add to it and to put back what was removed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from index.errors import UnknownParagraphError
from ingest.errors import ProtocolAssistantError
from ui.page import changes, resources, state
from ui.page.components import paper_table
from ui.page.text import plain
from ui.page.views import add_papers, correct_paper, read_paper
from ui.removed import Kept
from ui.wording import date_of, kind_of, standing_of


def show() -> None:
    """Show what the address names: a paper, the way to add one, else the table."""
    does, named = st.query_params.get("do"), st.query_params.get("paper")
    if does == "add" and changes.may_edit():
        add_papers.show(replaces=st.query_params.get("replaces"))
        return
    if named:
        try:
            document = resources.library().document(named)
        except UnknownParagraphError as error:
            st.warning(plain(str(error)), icon=":material/link_off:")
        else:
            if does == "correct" and changes.may_edit():
                correct_paper.show(document)
            else:
                read_paper.show(document, st.query_params.get("paragraph"))
            return
    with st.container(key="papers-page"):
        _show_library()


def _show_library() -> None:
    rows = _rows(str(resources.library().folder), resources.library().generation)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="stretch"):
            st.markdown("# Papers", anchors=False)
            st.markdown(_counted(rows))
        if changes.may_edit() and st.button(
            "Add papers", icon=":material/upload_file:", type="primary"
        ):
            st.switch_page(state.view("papers"), query_params=state.address(do="add"))
    _show_note()
    if rows:
        _show_table(rows)
    _show_removed()


def _show_table(rows: list[dict[str, Any]]) -> None:
    result = paper_table(
        key="paper-table",
        data={"rows": [{**row, "address": _address(row["id"])} for row in rows]},
        on_open_change=lambda: None,
    )
    if result.open is not None:
        query = state.address(paper=str(result.open))
        st.switch_page(state.view("papers"), query_params=query)


def _counted(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "There are no papers here yet."
    n_councils = len({row["council"] for row in rows})
    papers = f"{len(rows)} paper{'s' if len(rows) > 1 else ''}"
    councils = f"{n_councils} councils" if n_councils > 1 else "one council"
    return f"{papers} of {councils}. Open one to read it in full or to find words in it."


@st.cache_data(show_spinner=False, max_entries=8)
def _rows(folder: str, generation: int) -> list[dict[str, Any]]:
    del folder, generation  # the cache's key: they change with the library
    library = resources.library()
    rows = []
    for document in library.documents():
        findings = [
            finding
            for finding in library.report(document.source).findings
            if finding.document in (None, document.id)
        ]
        rows.append(
            {
                "id": document.id,
                "council": document.council,
                "title": document.title,
                "kind": kind_of(document.kind),
                "status": document.status.value,
                "standing": standing_of(document.status),
                "date": date_of(document.adopted or document.date),
                "n_paragraphs": len(library.document(document.id).paragraphs),
                "n_checks": len(findings),
            }
        )
    return rows


def _address(document: str) -> str:
    from urllib.parse import urlencode

    return f"?{urlencode(state.address(paper=document))}"


def _show_note() -> None:
    note = state.take_note()
    if note is None:
        return
    if not note.went_well:
        st.error(plain(note.words), icon=":material/error:")
        return
    st.success(plain(note.words), icon=":material/check_circle:")
    if note.answered:
        st.page_link(
            state.view("ask"),
            label="Ask a question",
            icon=":material/chat:",
            query_params=state.address(),
        )


def _show_removed() -> None:
    """Show what was taken out and can be put back, to those who may."""
    removed = changes.removed()
    if not removed:
        return
    with st.container(key="removed"):
        st.markdown("## Removed", anchors=False)
        st.caption("Nothing is answered from these. Each can be put back until its day.")
        for place, each in enumerate(removed):
            with st.container(key=f"removed-{place}"):
                _show_one_removed(place, each)


def _show_one_removed(place: int, kept: Kept) -> None:
    card = kept.card
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(card.title)}**")
            since, until = date_of(card.removed_at.date()), date_of(kept.until)
            st.caption(plain(f"{card.council} · removed on {since} · kept until {until}"))
        st.button(
            "Put back",
            key=f"put-back-{place}",
            icon=":material/undo:",
            on_click=_put_back,
            args=(kept.name,),
        )
        with st.popover("Remove for good", key=f"for-good-{place}", type="tertiary"):
            st.markdown("Its file and its text are then gone from here. This cannot be undone.")
            st.button(
                "Remove it for good",
                key=f"forget-{place}",
                type="primary",
                on_click=_remove_for_good,
                args=(kept.name,),
            )


def _put_back(name: str) -> None:
    try:
        document = changes.put_back(name)
    except ProtocolAssistantError as error:
        state.leave_note(state.Note(str(error), went_well=False))
        return
    state.leave_note(state.Note(f"{document.title} is back, and is answered from again."))


def _remove_for_good(name: str) -> None:
    try:
        changes.remove_for_good(name)
    except ProtocolAssistantError as error:
        state.leave_note(state.Note(str(error), went_well=False))
