"""Corrects what the library says of a paper."""

from __future__ import annotations

import streamlit as st

from index.errors import LibraryError
from ingest.documents import Document
from ui.page import changes, resources, state
from ui.page.details import problems_of
from ui.page.progress import telling
from ui.page.text import plain
from ui.page.views.details_form import show_details
from ui.page.views.read_paper import show_way_back


def show(document: Document) -> None:
    """Show the details as boxes, and a button that keeps them."""
    with st.container(key="changing"):
        show_way_back("Back to the paper", paper=document.id)
        st.markdown("# Correct its details", anchors=False)
        library = resources.library()
        with st.container(key=f"check-{document.id}", border=True):
            details = show_details(
                document,
                key=f"correct-{document.id}",
                councils=library.councils(),
                others={each.id: each for each in library.documents() if each.id != document.id},
            )
        problems = problems_of(document, details)
        for problem in problems:
            st.warning(problem, icon=":material/edit_note:")
        if st.button(
            "Keep these details", type="primary", icon=":material/check:", disabled=bool(problems)
        ):
            bar = st.progress(0.0, text="Making it ready for search")
            try:
                changes.correct(
                    document.id, details, progress=telling(bar, "Making it ready for search:")
                )
            except LibraryError as error:
                st.error(plain(str(error)))
                return
            st.switch_page(state.view("papers"), query_params=state.address(paper=document.id))
