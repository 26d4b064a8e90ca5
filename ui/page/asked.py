"""What goes with every question on the page: its pace, its record, and the thumbs beneath it.

The page that asks calls, in this order: `count()` before the question is put, `keep(answer, turn)`
once it is answered, and `show_feedback(turn)` under each answer.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection
from functools import lru_cache

import streamlit as st

from assistant.answer import Answer
from assistant.words import content_stems
from ui.activity import ActivityLog, Feedback, activity_file
from ui.limits import count_question
from ui.logs import begin_request, log_answer
from ui.page import resources
from ui.settings import Logging

_USEFUL = {1: True, 0: False}  # what st.feedback's two thumbs give


@lru_cache(maxsize=1)
def _log(folder: str) -> ActivityLog:
    del folder  # the cache's key: another library has another record
    settings = resources.settings().activity
    file = activity_file(resources.library().folder, settings)
    return ActivityLog(file, settings, known=_known_words)


def log() -> ActivityLog:
    """Return the record of this process."""
    return _log(str(resources.library().folder))


def _known_words() -> Collection[str]:
    return _words_of(str(resources.library().folder), resources.library().generation)


@lru_cache(maxsize=2)
def _words_of(folder: str, generation: int) -> frozenset[str]:
    """Return the stems of every word of the papers, which no name is taken for."""
    del folder, generation  # the cache's key
    library = resources.library()
    texts = (
        f"{paragraph.section} {paragraph.text}"
        for document in library.documents()
        for paragraph in library.document(document.id).paragraphs
    )
    return frozenset(stem for text in texts for stem in content_stems(text))


def count() -> None:
    """Count a question that is about to be put.

    Raises:
        TooManyQuestionsError: This visit has asked as many in a minute as the settings allow.
    """
    begin_request()
    moments: deque[float] = st.session_state.setdefault("asked_at", deque())
    count_question(
        moments,
        n_per_minute=resources.settings().page.questions_per_minute,
        now_s=time.monotonic(),
    )


def keep(answer: Answer, turn: int) -> None:
    """Keep what the settings let be kept of a question that was answered."""
    log_answer(answer, resources.settings().logs)
    kept: dict[int, int | None] = st.session_state.setdefault("kept", {})
    kept[turn] = log().record(answer)
    for name in (f"useful-{turn}", f"why-{turn}", f"given-{turn}"):
        st.session_state.pop(name, None)  # of an earlier conversation's same turn


def show_feedback(turn: int) -> None:
    """Show the thumbs of an answer, and a line for why; nothing where nothing is kept."""
    asked: int | None = st.session_state.get("kept", {}).get(turn)
    if asked is None:
        return
    with st.container(key=f"feedback-{turn}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("Did this answer help?", width="content")
            st.feedback("thumbs", key=f"useful-{turn}", on_change=_give, args=(turn, asked))
        if st.session_state.get(f"useful-{turn}") is None:
            return
        if resources.settings().activity.logging is not Logging.FULL:
            st.caption("Thank you.")
        elif st.session_state.get(f"given-{turn}"):
            st.caption("Thank you. Those who keep this page will read it.")
        else:
            _show_why(turn, asked)


def _show_why(turn: int, asked: int) -> None:
    with st.form(f"why-form-{turn}", border=False, enter_to_submit=True):
        st.text_input(
            "What was right or wrong with it? (you need not say)",
            key=f"why-{turn}",
            max_chars=500,
            help="Please name nobody.",
        )
        st.form_submit_button("Send", on_click=_give, args=(turn, asked), icon=":material/send:")


def _give(turn: int, asked: int) -> None:
    chosen = st.session_state.get(f"useful-{turn}")
    if chosen is None:
        return
    words = str(st.session_state.get(f"why-{turn}") or "").strip()
    log().give(asked, Feedback(_USEFUL[chosen], words))
    st.session_state[f"given-{turn}"] = bool(words)


def forget() -> None:
    """Open the record afresh at next use; for tests."""
    _log.cache_clear()
    _words_of.cache_clear()
