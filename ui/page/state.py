"""What one person's visit remembers: council and role in the address, the conversation here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from assistant.answer import Answer, Citation, Role, Turn
from index.errors import UnknownCouncilError
from ui.page import resources

ROLES: tuple[Role, ...] = ("councillor", "officer")
ALL_COUNCILS = "All councils"


@dataclass(frozen=True, slots=True)
class Opened:
    """The source that stands open beside the answer.

    Attributes:
        quote: The words to highlight in it; '' for none.
        page: The page shown, where it is not the paragraph's own.
        turn: The turn whose citation opened it; None where a link did.
        chosen: Whether the person opened it; one that opened by itself stays out of the way on
            a narrow screen.
    """

    document: str
    label: str
    quote: str = ""
    page: int | None = None
    turn: int | None = None
    marker: int | None = None
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """What was done to the papers, said once.

    Attributes:
        went_well: Whether it was done.
        answered: Whether there is something new to ask about.
    """

    words: str
    went_well: bool = True
    answered: bool = False


def council() -> str | None:
    """Return the council chosen; None for all of them."""
    return cast("str | None", st.session_state.get("council"))


def role() -> Role | None:
    """Return the role chosen; None where none is."""
    return cast("Role | None", st.session_state.get("role"))


def conversation() -> list[Answer]:
    """Return the answers so far, oldest first."""
    return cast("list[Answer]", st.session_state.setdefault("conversation", []))


def history() -> tuple[Turn, ...]:
    """Return the conversation as the assistant takes it."""
    return tuple(Turn(user=answer.question, assistant=answer.text) for answer in conversation())


def opened() -> Opened | None:
    """Return the source that stands open."""
    return cast("Opened | None", st.session_state.get("opened"))


def open_citation(citation: Citation, *, turn: int, chosen: bool = True) -> None:
    """Open a citation's paragraph beside the answer."""
    st.session_state["opened"] = Opened(
        document=citation.document,
        label=citation.label,
        quote=citation.quote,
        turn=turn,
        marker=citation.marker,
        chosen=chosen,
    )


def open_paragraph(document: str, label: str) -> None:
    """Open a paragraph that a cross-reference leads to."""
    st.session_state["opened"] = Opened(document=document, label=label)


def show_page(page: int) -> None:
    """Turn the open source to another page."""
    now = opened()
    if now is not None:
        st.session_state["opened"] = Opened(
            now.document, now.label, now.quote, page, now.turn, now.marker
        )


def close() -> None:
    """Close the source."""
    st.session_state["opened"] = None


def leave_note(note: Note) -> None:
    """Have the table of papers say once what was done."""
    st.session_state["papers_note"] = note


def take_note() -> Note | None:
    """Return what the table of papers should say; it is then forgotten."""
    return cast("Note | None", st.session_state.pop("papers_note", None))


def start_again() -> None:
    """Begin a new conversation with the same council and role."""
    st.session_state["conversation"] = []
    st.session_state["opened"] = None
    st.session_state["asked_from_address"] = True
    st.query_params.pop("q", None)


def read_address() -> None:
    """Take council and role from the address, once a visit; say so where they fit nothing."""
    if "arrived" in st.session_state:
        return
    st.session_state["arrived"] = True
    councils = resources.library().councils()
    asked = st.query_params.get("council", "")
    chosen: str | None = councils[0] if len(councils) == 1 else None
    if asked:
        try:
            chosen = resources.library().match_council(asked)
        except UnknownCouncilError as error:
            st.session_state["address_fault"] = str(error)
    st.session_state["council"] = chosen
    role_asked = st.query_params.get("role", "").casefold()
    st.session_state["role"] = role_asked if role_asked in ROLES else None


def write_address() -> None:
    """Keep council and role in the address, so that it can be linked to."""
    for name, value in (("council", council()), ("role", role())):
        if value:
            if st.query_params.get(name) != value:
                st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def remember_views(views: dict[str, Any]) -> None:
    """Keep this run's views, so that one can link to another."""
    st.session_state["views"] = views


def view(name: str) -> Any:
    """Return a view by name, as `st.page_link` takes it."""
    return st.session_state["views"][name]


def address(**more: str) -> dict[str, str]:
    """Return the query of a link that keeps council and role, and adds to them."""
    kept = {name: value for name, value in (("council", council()), ("role", role())) if value}
    return {**kept, **more}
