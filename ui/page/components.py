"""The page's own components: they build their elements from text, never from markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

_ASSETS = Path(__file__).parent / "assets"


def _read(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _component(name: str, *styles: str) -> Callable[..., Any]:
    """Return a component: what all share, its own script, and styles of those it shows parts of."""
    mount = st.components.v2.component(
        f"protocols_{name}",
        css="".join(_read(f"{each}.css") for each in ("shared", *styles, name)),
        js="".join(_read(f"{each}.js") for each in ("shared", name)),
    )

    def show(*, data: Mapping[str, Any], **how: Any) -> Any:
        # Streamlit looks whether a list is a table, and loads pandas to tell; a tuple it takes.
        given = {key: tuple(each) if isinstance(each, list) else each for key, each in data.items()}
        return mount(data=given, **how)

    return show


masthead = _component("masthead")
"""The page's name and the links to its views; the trigger `go` gives the view to show."""
answer = _component("answer")
"""Points with citation chips, and the list of sources; the trigger `cite` gives a marker."""
paper_table = _component("paper_table")
"""The library as a table; the trigger `open` gives the id of a paper."""
paper = _component("paper")
"""A paper's paragraphs; the trigger `open` gives the label that a cross-reference leads to."""
side_by_side = _component("side_by_side", "paper")
"""Papers side by side, a row for each point; the trigger `open` gives a paper and a label."""
page_image = _component("page_image")
"""A page as printed, with highlights in fractions of its width and height."""
tools = _component("tools")
"""Copy and print buttons, which need the browser."""
