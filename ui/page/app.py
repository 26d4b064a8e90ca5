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
_TITLES = {
    "ask": "Ask",
    "papers": "Papers",
    "compare": "Compare",
    "evaluate": "Evaluate",
    "activity": "Activity",
    "about": "About",
    "account": "Account",
    "accessibility": "Accessibility",
}
_NEEDED = {
    "ask": Permission.ASK,
    "papers": Permission.ASK,
    "compare": Permission.ASK,
    "evaluate": Permission.EVALUATE,
    "activity": Permission.SEE_ACTIVITY,
}
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
    hidden = {
        name: _page(name, _TITLES[name])
        for name in (*_NEEDED, "accessibility")
        if name not in views
    }
    state.remember_views({**views, **hidden})
    chosen = st.navigation([*views.values(), *hidden.values()], position="hidden")
    show_frame(views, chosen)
    try:
        chosen.run()
    except ProtocolAssistantError as error:
        _refuse(error)
    state.write_address()
    show_foot()


def _views(now: Person) -> dict[str, Any]:
    """Return what the person may use, by name; the masthead links to each, in this order."""
    names = [name for name, needed in _NEEDED.items() if now.may(needed)]
    if not now.may(Permission.ASK):
        names = ["account", "about"]
    elif resources.settings().login.secrets is not None:
        names += ["about", "account"]
    else:
        names += ["about"]
    titles = {**_TITLES, "account": "Account" if now.way is Way.LOGGED_IN else "Log in"}
    return {name: _page(name, titles[name], default=name == names[0]) for name in names}


def _page(name: str, title: str, *, default: bool = False) -> Any:
    """Return a view as Streamlit takes it, loaded when it is first shown.

    What draws plots and runs evaluations takes a second to load, and most who come only ask. Who
    comes by address to one that is not theirs is told why, and how to log in.
    """

    def show() -> None:
        needed = _NEEDED.get(name)
        if needed is not None and not person().may(needed):
            import_module("ui.page.views.account").refuse(needed)
        else:
            import_module(f"ui.page.views.{name}").show()

    return st.Page(show, title=title, url_path=name, default=default)


def _refuse(error: ProtocolAssistantError) -> None:
    st.error(plain(str(error)), icon=":material/error:")


main()
