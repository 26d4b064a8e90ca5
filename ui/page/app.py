"""The page's entry: its frame, and the view that the address names."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ingest.errors import ProtocolAssistantError
from ui.page import resources, state
from ui.page.frame import show_frame
from ui.page.text import plain
from ui.page.views import about, ask, compare, papers

_STYLE = Path(__file__).parent / "assets" / "page.css"
_ICON = Path(__file__).parent / "assets" / "icon.svg"


def main() -> None:
    """Show the page."""
    st.set_page_config(
        page_title=resources.settings().page.title,
        page_icon=_ICON,
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.html(_STYLE)
    try:
        state.read_address()
    except ProtocolAssistantError as error:
        _refuse(error)
        return
    # The masthead links to every view here, in this order.
    views = {
        "ask": st.Page(ask.show, title="Ask", url_path="ask", default=True),
        "papers": st.Page(papers.show, title="Papers", url_path="papers"),
        "compare": st.Page(compare.show, title="Compare", url_path="compare"),
        "about": st.Page(about.show, title="About", url_path="about"),
    }
    state.remember_views(views)
    chosen = st.navigation(list(views.values()), position="hidden")
    show_frame(views, chosen)
    try:
        chosen.run()
    except ProtocolAssistantError as error:
        _refuse(error)
    state.write_address()


def _refuse(error: ProtocolAssistantError) -> None:
    st.error(plain(str(error)), icon=":material/error:")


main()
