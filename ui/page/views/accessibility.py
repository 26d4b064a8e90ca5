"""The accessibility statement."""

from __future__ import annotations

import streamlit as st

from ui.page import resources
from ui.page.text import plain

_ABLE = (
    "do everything with a keyboard alone, in an order that follows the page",
    "use a screen reader, which is told when an answer is ready and what a citation opens",
    "enlarge text to 400%, or read on a screen 320 pixels wide, without scrolling sideways",
    "choose a light or a dark look, or let your device choose it",
    "read every plot's figures as a table beneath it",
    "ask your device for reduced motion, and nothing on the page moves by itself",
)
_LIMITS = (
    "The image of a printed page is described by the paragraph's words beside it; pictures and "
    "tables within it are described only as far as the paper's own text goes.",
    "A council's original PDF or Word file opens as the council published it, and may not be "
    "accessible itself. The paper can be read on this page instead, under Papers.",
    "A page recognised from a scan can hold misread words; it is marked where that is so.",
)


def show() -> None:
    """Show the statement."""
    with st.container(key="prose"):
        st.markdown("# Accessibility statement")
        st.markdown(
            f"This statement is about {plain(resources.settings().page.title)}. We want as many "
            "people as possible to be able to use it. You should be able to:"
        )
        st.markdown("\n".join(f"- {each}" for each in _ABLE))
        st.markdown("## How accessible it is", anchors=False)
        st.markdown(
            "It aims to meet the Web Content Accessibility Guidelines, version 2.2, at level AA. "
            "Every page is tested with axe, in light and in dark, and the ways through the page "
            "are tested by keyboard and at the width of a phone. No expert and no user of "
            "assistive technology has audited it yet."
        )
        st.markdown("## What is not accessible", anchors=False)
        st.markdown("\n".join(f"- {each}" for each in _LIMITS))
        st.markdown("## If something is hard to use", anchors=False)
        contact = resources.settings().page.contact
        st.markdown(
            f"Write to {plain(contact)} and say which page and what you use; you can ask for any "
            "of it in another form."
            if contact
            else "Tell the officers who keep this page which page it is and what you use; you can "
            "ask them for any of it in another form."
        )
        st.markdown(
            "If you are not content with the answer, the Equality Advisory and Support Service "
            "advises on the Public Sector Bodies (Websites and Mobile Applications) (No. 2) "
            "Accessibility Regulations 2018."
        )
