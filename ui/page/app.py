"""The page's entry: its frame, and the view that the address names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from ingest.errors import ProtocolAssistantError
from ui.page import resources, state
from ui.page.foot import show_foot
from ui.page.frame import show_frame
from ui.page.text import plain
from ui.page.views import (
    about,
    accessibility,
    account,
    activity,
    ask,
    compare,
    evaluate,
    papers,
)
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
    accessible = st.Page(accessibility.show, title="Accessibility", url_path="accessibility")
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
    entry = (account.show, "Log in" if now.way is not Way.LOGGED_IN else "Account")
    if not now.may(Permission.ASK):
        found = {"account": entry, "about": (about.show, "About")}
    else:
        found = {"ask": (ask.show, "Ask"), "papers": (papers.show, "Papers")}
        found["compare"] = (compare.show, "Compare")
        if now.may(Permission.EVALUATE):
            found["evaluate"] = (evaluate.show, "Evaluate")
        if now.may(Permission.SEE_ACTIVITY):
            found["activity"] = (activity.show, "Activity")
        found["about"] = (about.show, "About")
        if resources.settings().login.secrets is not None:
            found["account"] = entry
    first = next(iter(found))
    return {
        name: st.Page(show, title=title, url_path=name, default=name == first)
        for name, (show, title) in found.items()
    }


def _refuse(error: ProtocolAssistantError) -> None:
    st.error(plain(str(error)), icon=":material/error:")


main()
