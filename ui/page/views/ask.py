"""Ask: choose a council and a role once, ask, and see the answer beside its source."""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer, AnswerStatus, Role
from ui.page import downloads, resources, state
from ui.page.components import answer as answer_component
from ui.page.components import tools
from ui.page.looks import STANDING_COLOURS, VERDICT_COLOURS, VERDICT_ICONS
from ui.page.points import announcement, answer_points, source_rows, sources_caption
from ui.page.text import plain
from ui.page.views import not_covered, source
from ui.starters import starter_questions
from ui.wording import STATUS_WORDS, VERDICT_WORDS, standing_of


def show() -> None:
    """Show the conversation, or the beginning of one."""
    _show_fault()
    _show_scope()
    asked = _next_question()
    if asked is not None:
        _answer(asked)
    answers = state.conversation()
    if not answers:
        with st.container(key="start"):
            _show_start()
    elif state.opened() is None:
        with st.container(key="conversation"):
            _show_conversation(answers)
            _show_input("Ask a follow-up question")
    else:
        left, right = st.columns([11, 10], gap="large")
        with left, st.container(key="conversation"):
            _show_conversation(answers)
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
            _show_conversation_tools()


def _show_conversation_tools() -> None:
    with st.popover("Keep", icon=":material/download:", help="Download this conversation"):
        answers = tuple(state.conversation())
        st.download_button(
            "As a Word file",
            lambda: downloads.conversation_docx(answers),
            "protocol-questions.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            icon=":material/description:",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            "As Markdown text",
            lambda: downloads.conversation_markdown(answers),
            "protocol-questions.md",
            "text/markdown",
            icon=":material/notes:",
            on_click="ignore",
            width="stretch",
        )
    st.button("New conversation", icon=":material/add_comment:", on_click=state.start_again)


def _next_question() -> str | None:
    """Return the question to ask now: typed, chosen, or named in the address on arrival."""
    asked = st.session_state.pop("next_question", None)
    if asked is None and "asked_from_address" not in st.session_state:
        st.session_state["asked_from_address"] = True
        asked = st.query_params.get("q")
    return asked.strip() or None if asked else None


def _answer(question: str) -> None:
    with st.spinner("Reading the papers"):
        answer = resources.assistant().answer(
            question[:1000], council=state.council(), role=state.role(), history=state.history()
        )
    answers = state.conversation()
    answers.append(answer)
    st.query_params["q"] = question
    state.close()
    if answer.citations:
        state.open_citation(answer.citations[0], turn=len(answers) - 1, chosen=False)


def _show_start() -> None:
    council = state.council()
    whose = f"{plain(council)}’s papers" if council else "your council’s papers"
    st.markdown("# What does the protocol say?")
    st.markdown(
        f"Ask in your own words about how councillors and officers work together. "
        f"Every answer quotes the exact paragraph of {whose}."
    )
    if resources.shows_samples():
        st.caption(
            "These are sample papers of invented councils, to try it out. "
            "To use your own: `protocols add` your papers, then `protocols ui`."
        )
    _show_input("Ask in your own words")
    starters = _starters(council)
    if not starters:
        return
    st.markdown("### For example")
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


def _show_conversation(answers: list[Answer]) -> None:
    for turn, answer in enumerate(answers):
        with st.container(key=f"turn-{turn}"):
            _show_answer(answer, turn, latest=turn == len(answers) - 1)


def _show_answer(answer: Answer, turn: int, *, latest: bool) -> None:
    st.markdown(f"## {plain(answer.question)}", anchors=False)
    if answer.standalone_question != answer.question:
        st.caption(f"Understood as: {plain(answer.standalone_question)}")
    _show_badges(answer, turn)
    now = state.opened()
    active = now.marker if now is not None and now.turn == turn else None
    result = answer_component(
        key=f"answer-{turn}",
        data={
            "points": answer_points(answer.text),
            "sources": source_rows(answer.citations, council_shown=answer.council is None),
            "active": active,
            "caption": sources_caption(answer.citations),
            "with_words": False,
            "announce": announcement(answer) if latest else "",
            "latest": latest,
        },
        on_cite_change=lambda: None,
    )
    if result.cite is not None:
        _open(answer, turn, int(result.cite))
    if answer.standing and answer.standing not in answer.text:
        st.caption(plain(answer.standing))
    if answer.rows:
        from ui.page.views.compare import show_rows

        show_rows(answer.rows)
    if answer.status in (AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE):
        not_covered.show(answer, turn)
    else:
        if answer.next_step:
            st.info(plain(answer.next_step), icon=":material/arrow_forward:")
        tools(
            key=f"tools-{turn}",
            data={
                "buttons": [
                    {
                        "does": "copy",
                        "label": "Copy with citations",
                        "words": downloads.answer_words(answer),
                    },
                    {"does": "print", "label": "Print"},
                ]
            },
        )
    if latest:
        _show_next_questions("Did you mean", answer.choices, turn)
        _show_next_questions("You could also ask", answer.suggestions, turn)


def _open(answer: Answer, turn: int, marker: int) -> None:
    for citation in answer.citations:
        if citation.marker == marker:
            state.open_citation(citation, turn=turn)
            st.rerun()


def _show_badges(answer: Answer, turn: int) -> None:
    with st.container(key=f"badges-{turn}", horizontal=True, gap="xsmall"):
        if answer.verdict is not None and answer.citations:
            st.badge(
                VERDICT_WORDS[answer.verdict],
                color=VERDICT_COLOURS[answer.verdict],
                icon=VERDICT_ICONS[answer.verdict],
            )
        elif answer.status is not AnswerStatus.ANSWERED:
            st.badge(STATUS_WORDS[answer.status], color="gray", icon=":material/help:")
        if answer.status is AnswerStatus.PARTLY_ANSWERED and answer.verdict is not None:
            st.badge(STATUS_WORDS[answer.status], color="gray")
        for standing in dict.fromkeys(citation.status for citation in answer.citations):
            st.badge(standing_of(standing), color=STANDING_COLOURS[standing])


def _show_next_questions(title: str, questions: tuple[str, ...], turn: int) -> None:
    if not questions:
        return
    with st.container(key=f"next-{title.split()[0].lower()}-{turn}"):
        st.markdown(f"#### {title}", anchors=False)
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
