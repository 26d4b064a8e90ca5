"""The page's entry: its frame, and the view that the address names."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st

from ingest.errors import ProtocolAssistantError
from ui.page import resources, state
from ui.page.foot import show_foot
from ui.page.frame import show_frame
from ui.page.text import plain
from ui.people import Permission, Person, Way, person

_STYLES = [Path(__file__).parent / "assets" / name for name in ("page.css", "figures.css")]
_ICON = Path(__file__).parent / "assets" / "icon.svg"


def main() -> None:
    """Show the page."""
    st.set_page_config(
        page_title=resources.settings().page.title,
        page_icon=_ICON,
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    for style in _STYLES:
        st.html(style)
    try:
        state.read_address()
    except ProtocolAssistantError as error:
        _refuse(error)
        return
    now = person()
    views = _views(now)
    accessible = _page("accessibility", "Accessibility")
    state.remember_views({**views, "accessibility": accessible})
    chosen = st.navigation([*views.values(), accessible], position="hidden")
    show_frame(views, chosen)
    try:
        chosen.run()
    except ProtocolAssistantError as error:
        _refuse(error)
    state.write_address()
    show_foot()


def _views(now: Person) -> dict[str, Any]:
    """Return what the person may see, by name; the masthead links to each, in this order."""
    entry = "Log in" if now.way is not Way.LOGGED_IN else "Account"
    if not now.may(Permission.ASK):
        found = {"account": entry, "about": "About"}
    else:
        found = {"ask": "Ask", "papers": "Papers", "compare": "Compare"}
        if now.may(Permission.EVALUATE):
            found["evaluate"] = "Evaluate"
        if now.may(Permission.SEE_ACTIVITY):
            found["activity"] = "Activity"
        found["about"] = "About"
        if resources.settings().login.secrets is not None:
            found["account"] = entry
    first = next(iter(found))
    return {name: _page(name, title, default=name == first) for name, title in found.items()}


def _page(name: str, title: str, *, default: bool = False) -> Any:
    """Return a view as Streamlit takes it, loaded when it is first shown.

    What draws plots and runs evaluations takes a second to load, and most who come only ask.
    """

    def show() -> None:
        import_module(f"ui.page.views.{name}").show()

    return st.Page(show, title=title, url_path=name, default=default)


def _refuse(error: ProtocolAssistantError) -> None:
    st.error(plain(str(error)), icon=":material/error:")


main()
