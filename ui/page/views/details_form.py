"""The boxes in which a person corrects what was detected in a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ingest.corrections import BY_HAND
from ingest.documents import UNKNOWN_COUNCIL, Document, Kind, Status
from ui.page.details import Details
from ui.page.text import plain
from ui.wording import date_of, kind_of, standing_of

_DATES: dict[str, Any] = {"format": "DD/MM/YYYY", "min_value": "1900-01-01", "max_value": None}
_NOTHING = "Nothing"


def show_details(
    document: Document, *, key: str, councils: Sequence[str], others: Mapping[str, Document]
) -> Details:
    """Show the boxes, filled with what is known; return what they hold.

    Args:
        key: Sets these boxes apart from another document's.
        councils: Whose names are offered.
        others: The documents that it may replace, by id.
    """
    found = {shown.field: shown.words for shown in document.shown}
    title = st.text_input("Title", document.title, key=f"title-{key}", max_chars=300)
    left, right = st.columns(2)
    with left:
        council = _council(document, councils, key)
        _say(found, "council")
    with right:
        kind = st.selectbox(
            "Kind",
            list(Kind),
            index=list(Kind).index(document.kind),
            format_func=lambda each: "Not known" if each is Kind.UNKNOWN else kind_of(each),
            key=f"kind-{key}",
        )
        _say(found, "kind")
    left, right = st.columns(2)
    with left:
        status = st.selectbox(
            "Standing",
            list(Status),
            index=list(Status).index(document.status),
            format_func=standing_of,
            key=f"status-{key}",
            help="What authority its words have. Every answer says it.",
        )
        _say(found, "status")
    with right:
        replaces = _replaces(document, others, key)
    left, right = st.columns(2)
    with left:
        adopted = st.date_input("Adopted on", document.adopted, key=f"adopted-{key}", **_DATES)
        _say(found, "adopted")
    with right:
        date = st.date_input("Dated", document.date, key=f"date-{key}", **_DATES)
        _say(found, "date")
    return Details(
        title=" ".join(title.split()),
        council=" ".join((council or "").split()),
        kind=kind or Kind.UNKNOWN,
        status=status or Status.UNKNOWN,
        date=date if not isinstance(date, tuple) else None,
        adopted=adopted if not isinstance(adopted, tuple) else None,
        replaces=replaces,
    )


def _council(document: Document, councils: Sequence[str], key: str) -> str | None:
    known = document.council if document.council != UNKNOWN_COUNCIL else None
    options = sorted({*councils, *([known] if known else [])} - {UNKNOWN_COUNCIL})
    return st.selectbox(
        "Council",
        options,
        index=options.index(known) if known else None,
        key=f"council-{key}",
        placeholder="Choose, or type its name",
        accept_new_options=True,
    )


def _replaces(document: Document, others: Mapping[str, Document], key: str) -> str | None:
    options = [None, *others]
    return st.selectbox(
        "Replaces",
        options,
        index=options.index(document.replaces) if document.replaces in options else 0,
        format_func=lambda name: _name(others[name]) if name else _NOTHING,
        key=f"replaces-{key}",
        help="The earlier edition that this one takes the place of.",
    )


def _name(document: Document) -> str:
    date = date_of(document.adopted or document.date)
    return ", ".join(part for part in (document.title, date) if part)


def _say(found: Mapping[str, str], field: str) -> None:
    """Show the paper's own words that a detail was taken from."""
    words = " ".join(found.get(field, "").split())
    if words == BY_HAND:
        st.caption("Set by hand.")
    elif words:
        shortened = words if len(words) <= 140 else words[:140].rsplit(" ", 1)[0] + " …"
        st.caption(f"It says: “{plain(shortened)}”")
