"""Ask: choose a council and a role once, ask, and see the answer beside its source."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.answer import Answer, AnswerStatus, Role
from ui.errors import TooManyQuestionsError
from ui.page import asked as asking
from ui.page import changes, downloads, resources, state, writing
from ui.page.components import answer as answer_component
from ui.page.components import tools
from ui.page.points import (
    announcement,
    answer_badges,
    answer_points,
    source_rows,
    sources_caption,
)
from ui.page.text import plain
from ui.page.views import not_covered, source
from ui.starters import starter_questions

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show() -> None:
    """Show the conversation, or the beginning of one."""
    _show_fault()
    _show_scope()
    place = st.empty()  # there in every run: else what stands below is made anew, focus and all
    asked = _next_question()
    fresh = asked is not None and _answer(asked, place)
    answers = state.conversation()
    if not answers:
        with st.container(key="start"):
            _show_start()
    elif state.opened() is None:
        with st.container(key="conversation"):
            _show_conversation(answers, fresh=fresh)
            _show_input("Ask a follow-up question")
    else:
        left, right = st.columns([11, 10], gap="large")
        with left, st.container(key="conversation"):
            _show_conversation(answers, fresh=fresh)
            _show_input("Ask a follow-up question")
        with right:
            source.show()


def _show_input(placeholder: str) -> None:
    """Show the input in its place; Streamlit's own place for it pulls the page to its end."""
    with st.container(key="input"):
        st.chat_input(placeholder, key="typed", max_chars=1000, on_submit=_take_typed)


def _take_typed() -> None:
    ask_next(st.session_state["typed"])


def ask_next(question: str) -> None:
    """Have a question asked as the page is next drawn; for buttons and for the input."""
    st.session_state["next_question"] = question


def _show_fault() -> None:
    fault = st.session_state.get("address_fault")
    if fault:
        st.warning(plain(fault), icon=":material/link_off:")


def _show_scope() -> None:
    councils = list(resources.library().councils())
    with st.container(key="scope", horizontal=True, vertical_alignment="bottom"):
        options = [None, *councils]
        chosen = st.selectbox(
            "Council",
            options,
            index=options.index(state.council()) if state.council() in options else 0,
            format_func=lambda name: name or state.ALL_COUNCILS,
            width=320,
        )
        if chosen != state.council():
            st.session_state["council"] = chosen
            st.session_state.pop("address_fault", None)
            state.start_again()
            st.rerun()
        role = st.segmented_control(
            "I am",
            state.ROLES,
            default=state.role(),
            format_func=lambda name: "a councillor" if name == "councillor" else "an officer",
        )
        if role != state.role():
            st.session_state["role"] = role
        if state.conversation():
            st.space("stretch")
            st.button("New conversation", icon=":material/add_comment:", on_click=state.start_again)


def _show_downloads(turn: int) -> None:
    answers = tuple(state.conversation())
    with st.popover("Download", icon=":material/download:", key=f"download-{turn}"):
        st.caption("The whole conversation, with its citations")
        for label, icon, make, ending, media_type in (
            ("Word file", "description", downloads.conversation_docx, "docx", _WORD),
            ("PDF", "picture_as_pdf", _conversation_pdf, "pdf", "application/pdf"),
            ("Markdown", "notes", downloads.conversation_markdown, "md", "text/markdown"),
        ):
            st.download_button(
                label,
                partial(make, answers),
                f"protocol-questions.{ending}",
                media_type,
                icon=f":material/{icon}:",
                on_click="ignore",
                width="stretch",
            )


def _conversation_pdf(answers: tuple[Answer, ...]) -> bytes:
    from ui.page.pdf_file import conversation_pdf  # it loads matplotlib, for its fonts

    return conversation_pdf(answers)


def _next_question() -> str | None:
    """Return the question to ask now: typed, chosen, or named in the address on arrival."""
    asked = st.session_state.pop("next_question", None)
    if asked is None and "asked_from_address" not in st.session_state:
        st.session_state["asked_from_address"] = True
        asked = st.query_params.get("q")
    return asked.strip() or None if asked else None


def _answer(question: str, place: DeltaGenerator) -> bool:
    """Answer a question; return whether there is an answer that nobody has seen yet."""
    try:
        asking.count()
    except TooManyQuestionsError as error:
        place.warning(plain(str(error)), icon=":material/hourglass_top:")
        return False
    answer = writing.answer(question[:1000], place)
    answers = state.conversation()
    answers.append(answer)
    turn = len(answers) - 1
    asking.keep(answer, turn)
    st.query_params["q"] = question
    state.close()
    if answer.citations:
        state.open_citation(answer.citations[0], turn=turn, chosen=False)
    return not writing.takes_time()


def _show_start() -> None:
    council = state.council()
    whose = f"{plain(council)}’s papers" if council else "your council’s papers"
    st.markdown("# What does the protocol say?")
    st.markdown(
        f"Ask in your own words about how councillors and officers work together. "
        f"Every answer quotes the exact paragraph of {whose}."
    )
    _show_input("Ask in your own words")
    starters = _starters(council)
    if starters:
        st.markdown("### For example", anchors=False)
        with st.container(key="starters"):
            for number, question in enumerate(starters):
                st.button(
                    plain(question),
                    key=f"starter-{number}",
                    on_click=ask_next,
                    args=(question,),
                    width="stretch",
                    wrap=True,
                )
    if resources.shows_samples():
        _show_sample_note()


def _show_sample_note() -> None:
    st.caption("These are sample papers of invented councils, to try it out.")
    if changes.may_edit():
        st.page_link(
            state.view("papers"),
            label="Add your own papers",
            icon=":material/upload_file:",
            query_params=state.address(do="add"),
        )


@st.cache_data(show_spinner=False, max_entries=200)
def _starters_of(
    council: str | None, role: Role | None, n_questions: int, generation: int
) -> tuple[str, ...]:
    del generation  # part of the cache's key: new papers may suggest other questions
    return starter_questions(
        resources.library(), council=council, role=role, n_questions=n_questions
    )


def _starters(council: str | None) -> tuple[str, ...]:
    n_questions = resources.settings().page.n_starters
    return _starters_of(council, state.role(), n_questions, resources.library().generation)


def _show_conversation(answers: list[Answer], *, fresh: bool) -> None:
    last = len(answers) - 1
    for turn, answer in enumerate(answers):
        with st.container(key=f"turn-{turn}"):
            _show_answer(answer, turn, latest=turn == last, fresh=fresh and turn == last)


def _show_answer(answer: Answer, turn: int, *, latest: bool, fresh: bool) -> None:
    st.markdown(f"## {plain(answer.question)}", anchors=False)
    if answer.standalone_question != answer.question:
        st.caption(f"Understood as: {plain(answer.standalone_question)}")
    now = state.opened()
    active = now.marker if now is not None and now.turn == turn else None
    result = answer_component(
        key=f"answer-{turn}",
        data={
            "badges": answer_badges(answer),
            "points": answer_points(answer.text),
            "sources": source_rows(answer.citations, council_shown=answer.council is None),
            "active": active,
            "caption": sources_caption(answer.citations),
            "with_words": False,
            "announce": announcement(answer) if latest else "",
            "latest": latest,
            "fresh": fresh,
        },
        on_cite_change=lambda: None,
    )
    if result.cite is not None:
        _open(answer, turn, int(result.cite))
    if answer.standing and answer.standing not in answer.text:
        st.caption(plain(answer.standing))
    if answer.rows:
        st.page_link(
            state.view("compare"),
            label="See the papers side by side",
            icon=":material/view_column:",
            query_params=state.address(topic=answer.standalone_question),
        )
    if answer.status in (AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE):
        not_covered.show(answer, turn)
    elif answer.next_step:
        st.info(plain(answer.next_step), icon=":material/arrow_forward:")
    _show_tools(answer, turn, latest=latest)
    asking.show_feedback(turn)
    if latest:
        _show_next_questions("Did you mean", answer.choices, turn)
        _show_next_questions("You could also ask", answer.suggestions, turn)


def _open(answer: Answer, turn: int, marker: int) -> None:
    for citation in answer.citations:
        if citation.marker == marker:
            state.open_citation(citation, turn=turn)
            st.rerun()


def _show_tools(answer: Answer, turn: int, *, latest: bool) -> None:
    words = downloads.answer_words(answer)
    with st.container(key=f"tools-row-{turn}", horizontal=True, vertical_alignment="center"):
        tools(
            key=f"tools-{turn}",
            data={
                "buttons": [
                    {"does": "copy", "label": _copy_label(answer), "words": words},
                    {"does": "print", "label": "Print"},
                ]
            },
            width="content",
        )
        if latest:
            _show_downloads(turn)


def _copy_label(answer: Answer) -> str:
    return "Copy with citations" if answer.citations else "Copy answer"


def _show_next_questions(title: str, questions: tuple[str, ...], turn: int) -> None:
    if not questions:
        return
    with st.container(key=f"next-{title.split()[0].lower()}-{turn}"):
        st.markdown(f"### {title}", anchors=False)
        for number, question in enumerate(questions):
            st.button(
                plain(question),
                key=f"next-{turn}-{title}-{number}",
                icon=":material/subdirectory_arrow_right:",
                type="tertiary",
                on_click=ask_next,
                args=(question,),
                wrap=True,
            )
