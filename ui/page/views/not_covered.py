"""What the page shows where the papers do not answer: the nearest paragraphs, and whom to ask."""

from __future__ import annotations

import re
from urllib.parse import quote

import streamlit as st

from assistant.answer import Answer
from ui.page import state
from ui.page.components import answer as answer_component
from ui.page.components import tools
from ui.page.points import source_rows
from ui.page.text import plain

_SUBJECT = re.compile(r"\ASubject: (.+)\n+")


def show(answer: Answer, turn: int) -> None:
    """Show what to do next, a message to send, and the nearest paragraphs as not answering."""
    if answer.next_step:
        st.markdown(plain(answer.next_step))
    if answer.message:
        _show_message(answer.message, turn)
    if answer.nearest:
        _show_nearest(answer, turn)


def _show_message(message: str, turn: int) -> None:
    with st.container(key=f"message-{turn}", border=True):
        words = st.text_area(
            "A message that is ready to send", message, key=f"words-{turn}", height="content"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.link_button(
                "Open in e-mail",
                _mail_address(words),
                icon=":material/mail:",
            )
            tools(
                key=f"message-tools-{turn}",
                data={
                    "strong": True,
                    "buttons": [{"does": "copy", "label": "Copy message", "words": words}],
                },
            )


def _mail_address(words: str) -> str:
    """Return a link that opens an e-mail with these words; its first line may be the subject."""
    subject = _SUBJECT.match(words)
    body = words[subject.end() :] if subject else words
    begun = f"subject={quote(subject.group(1))}&" if subject else ""
    return f"mailto:?{begun}body={quote(body)}"


def _show_nearest(answer: Answer, turn: int) -> None:
    with st.container(key=f"nearest-{turn}"):
        now = state.opened()
        result = answer_component(
            key=f"nearest-list-{turn}",
            data={
                "badges": [],
                "points": [],
                "sources": source_rows(answer.nearest, council_shown=answer.council is None),
                "active": -now.marker if now and now.turn == turn and now.marker else None,
                "caption": "Nearest paragraphs; none plainly answers it",
                "with_words": True,
                "announce": "",
            },
            on_cite_change=lambda: None,
        )
    if result.cite is not None:
        for citation in answer.nearest:
            if citation.marker == int(result.cite):
                state.open_citation(citation, turn=turn)
                st.rerun()
