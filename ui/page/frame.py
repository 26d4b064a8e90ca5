"""The masthead, which leads from view to view, and the line that tells a screen reader of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from ui.page import resources, state
from ui.page.components import masthead


def show_frame(views: Mapping[str, Any], current: Any) -> None:
    """Show the masthead with a link to every view, the current one marked.

    Args:
        views: Streamlit's pages by name, in order; the first is where the page's own name leads.
        current: The one of them that is shown.
    """
    here = next((name for name, view in views.items() if view == current), "")
    with st.container(key="masthead"):
        result = masthead(
            key="masthead-links",
            data={
                "title": resources.settings().page.title,
                "current": here,
                "home": next(iter(views)),
                "links": [
                    {"name": name, "label": view.title, "address": _address(view)}
                    for name, view in views.items()
                ],
            },
            on_go_change=lambda: None,
        )
    if result.go in views:
        st.switch_page(views[str(result.go)], query_params=state.address())


def _address(view: Any) -> str:
    """Return where a view is, from any other: a link that can be opened in another tab."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    path = "/".join(part for part in (base, view.url_path) if part)
    query = urlencode(state.address())
    return f"/{path}{'?' + query if query else ''}"
