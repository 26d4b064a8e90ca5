"""Answers a question, and shows at once what is asked; a chat model's words as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.answer import Answer
from ui.page import resources, state
from ui.page.points import answer_points
from ui.page.text import plain

if TYPE_CHECKING:
    from assistant import Assistant


def takes_time() -> bool:
    """Return whether a chat model writes, so that answers are shown while they are written."""
    return resources.assistant().settings.model.name is not None


def answer(question: str, place: DeltaGenerator) -> Answer:
    """Return the answer to a question; meanwhile the question stands in a place of the page.

    The page's status line tells screen readers that it is at work, and the answer that it is
    ready; the words in between are shown and not read out, as they come by fits and starts.
    """
    assistant = resources.assistant()
    with place.container():
        left, _ = st.columns([11, 10], gap="large")
        with left, st.container(key="writing"):
            st.markdown(f"## {plain(question)}", anchors=False)
            with st.spinner("Reading the papers"):
                found = _written(assistant, question)
    place.empty()
    return found


def _written(assistant: Assistant, question: str) -> Answer:
    council, role, history = state.council(), state.role(), state.history()
    if not takes_time():
        return assistant.answer(question, council=council, role=role, history=history)
    from assistant.model.telling import stream_answer

    shown, text = st.empty(), ""
    for part in stream_answer(assistant, question, council=council, role=role, history=history):
        if isinstance(part, Answer):
            return part
        if isinstance(part, str):
            text += part
            shown.markdown(as_written(text))
    raise AssertionError("the whole answer comes last")


def as_written(text: str) -> str:
    """Return so much of an answer as Markdown, without the citations that are still to come."""
    lines = []
    for point in answer_points(text):
        words = plain("".join(part.get("words", "") for part in point["parts"]))
        lines.append(f"- {words}" if point["bullet"] else words)
    return "\n\n".join(lines)
