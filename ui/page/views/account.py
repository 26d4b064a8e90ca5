"""Who is logged in and what they may do, and the way in and out."""

from __future__ import annotations

import streamlit as st

from ui.errors import NotAllowedError
from ui.page import resources
from ui.page.text import plain
from ui.people import Permission, Person, Way, person

_MAY = {
    Permission.ASK: "ask, read and compare papers",
    Permission.EDIT_PAPERS: "add, correct, replace and remove papers",
    Permission.EVALUATE: "run evaluations",
    Permission.SEE_ACTIVITY: "see what was asked",
}


def show() -> None:
    """Show the way in, or who is in."""
    now = person()
    with st.container(key="prose"):
        if now.way is Way.LOGGED_IN:
            _show_person(now)
        else:
            _show_login(now)


def refuse(needed: Permission) -> None:
    """Show why a view is not for this person, and the way in where there is one."""
    now = person()
    with st.container(key="prose"):
        st.markdown("# This page is not open to you")
        try:
            now.require(needed)
        except NotAllowedError as error:
            st.markdown(plain(str(error)))
        if now.way is not Way.LOGGED_IN and resources.settings().login.secrets is not None:
            _show_button()


def _show_login(now: Person) -> None:
    st.markdown(f"# {plain(resources.settings().page.title)}")
    st.markdown(
        "You can ask and read without logging in. Log in to change papers or to evaluate."
        if now.may(Permission.ASK)
        else "Log in with your council's account to ask what the protocol says."
    )
    _show_button()


def _show_button() -> None:
    st.button("Log in", type="primary", icon=":material/login:", on_click=_log_in)


def _log_in() -> None:
    st.login(resources.settings().login.provider)


def _show_person(now: Person) -> None:
    st.markdown("# Your account")
    st.markdown(f"You are logged in{f' as **{plain(now.name)}**' if now.name else ''}.")
    allowed = [words for permission, words in _MAY.items() if now.may(permission)]
    if allowed:
        st.markdown("You may " + "; ".join(allowed) + ".")
    else:
        st.warning(
            "Your account has no role here yet: ask those who keep this page to let you in.",
            icon=":material/lock:",
        )
    st.button("Log out", icon=":material/logout:", on_click=st.logout)
