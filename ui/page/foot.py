"""What stands at the foot of every page: how it runs, what is kept, and the statements."""

from __future__ import annotations

import streamlit as st

from ui.activity import logging_notice
from ui.page import resources, state
from ui.page.text import plain
from ui.people import Way, person

_WAYS = {
    Way.LOCAL: (
        "No login is set up: this page listens on this computer only, and whoever uses it may "
        "read, edit and evaluate."
    ),
    Way.OPEN: "You are not logged in: you may ask and read.",
}


def show_foot() -> None:
    """Show the foot."""
    with st.container(key="foot"):
        words = [_WAYS.get(person().way, ""), logging_notice(resources.settings().activity)]
        st.caption(plain(" ".join(each for each in words if each)))
        st.page_link(
            state.view("accessibility"),
            label="Accessibility statement",
            query_params=state.address(),
        )
