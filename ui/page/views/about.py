"""About: how answers are made, what their standing means, and the accessibility statement."""

from __future__ import annotations

import streamlit as st

from ingest.documents import Status
from ui.activity import logging_notice
from ui.page import resources
from ui.page.looks import STANDING_COLOURS
from ui.page.text import plain
from ui.wording import standing_of

_MEANINGS = {
    Status.ADOPTED: "agreed by the council and in force.",
    Status.PROPOSED: "put forward for agreement; it does not bind yet.",
    Status.DRAFT: "still being written; it may change before it is agreed.",
    Status.SKELETON: "headings and outline only.",
    Status.SUPERSEDED: "replaced by a later text; it no longer binds.",
    Status.PUBLISHED: "a paper such as a report or minutes, which informs but does not bind.",
    Status.UNKNOWN: "the paper does not say; ask the Monitoring Officer.",
}


def show() -> None:
    """Show the page."""
    with st.container(key="prose"):
        st.markdown("# About this page")
        st.markdown(
            "It answers questions about how councillors and officers work together, from your "
            "council's own papers. Each answer is made of the papers' own sentences, and each "
            "sentence is linked to the numbered paragraph that it stands in, so that you can read "
            "it in its place and cite it.\n\n"
            "Where the papers do not answer, the page says so, shows the nearest paragraphs, and "
            "gives you a message for the Monitoring Officer. It is a guide to the papers, not "
            "legal advice."
        )
        st.markdown("## What a paper's standing means")
        for status, meaning in _MEANINGS.items():
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.badge(standing_of(status), color=STANDING_COLOURS[status])
                st.markdown(meaning, width="content")
        st.markdown("## Linking to a question")
        st.markdown(
            "The address keeps the council, the role and the question, so that an intranet page "
            "or an e-mail can link to them. Names may be shortened as long as they fit one council:"
        )
        councils = resources.library().councils()
        part = councils[0].split()[0] if councils else "Name"
        st.code(
            f"?council={part}&role=councillor&q=May I hold a surgery in a council building?",
            language=None,
            wrap_lines=True,
        )
        st.markdown("## What is kept")
        st.markdown(
            "A conversation stays in your visit and is gone when you close the page. "
            f"{plain(logging_notice(resources.settings().activity))}"
        )
        st.markdown("## Accessibility")
        st.markdown(
            "The page aims to meet WCAG 2.2 at level AA. Everything can be done with a keyboard "
            "alone; text can be enlarged to 400% and read on a screen 320 pixels wide; there is a "
            "light and a dark look, chosen in the menu at the top right or by your device; nothing "
            "moves where your device asks for reduced motion. A screen reader is told when an "
            "answer is ready.\n\n"
            "Known limits: images of printed pages have the paragraph's text beside them, but "
            "pictures and tables within a page are described only as the paper's text has them. "
            "If something is hard for you to use, tell the officers who keep this page."
        )
