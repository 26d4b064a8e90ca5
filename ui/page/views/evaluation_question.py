"""One question of an evaluation: what a right answer cites, beside what was cited."""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer, Citation, Verdict
from evals.attribution import MEANING
from evals.questions import Key, Question
from index.errors import UnknownParagraphError
from ui.evaluation_runs import KeptRun
from ui.measures import called, figure, measure_words
from ui.page import resources, state
from ui.page.figures import show_table
from ui.page.text import plain, plain_block
from ui.wording import STATUS_WORDS, VERDICT_WORDS, label_words


def show(run: KeptRun, id_: str) -> None:
    """Show a question of a run."""
    question, outcome = run.questions[id_], run.answered[id_]
    with st.container(key="evaluate"):
        _show_way(run, id_)
        with st.container(key="one-question"):
            st.markdown(f"# {plain(question.question)}", anchors=False)
        who = question.role or "role not said"
        st.caption(plain(f"{id_} · {question.council or 'all councils'} · {who} · {question.type}"))
        for turn in question.history:
            st.caption(plain(f"Before it was asked: {turn.user}"))
        _show_failure(run, id_)
        if outcome.answer is None:
            failure = outcome.failure
            st.error(plain(f"It ended in an error: {failure.message if failure else ''}"))
            return
        left, right = st.columns(2, gap="large")
        with left, st.container(key="gold"):
            _show_gold(question, outcome.answer)
        with right, st.container(key="cited"):
            _show_cited(question, outcome.answer)
        _show_scores(run, id_)


def _show_way(run: KeptRun, id_: str) -> None:
    ids = list(run.questions)
    at = ids.index(id_)
    ways = [
        ("Back to the report", ":material/arrow_back:", {}),
        *(
            [("Question before", ":material/chevron_left:", {"question": ids[at - 1]})]
            if at
            else []
        ),
        *(
            [("Question after", ":material/chevron_right:", {"question": ids[at + 1]})]
            if at + 1 < len(ids)
            else []
        ),
    ]
    with st.container(key="question-way", horizontal=True):
        for label, icon, more in ways:
            st.page_link(
                state.view("evaluate"),
                label=label,
                icon=icon,
                query_params=state.address(run=run.name, **more),
            )


def _show_failure(run: KeptRun, id_: str) -> None:
    failure = next((each for each in run.report.metrics.failures if each.id == id_), None)
    if failure is None:
        st.success("All that must be right is right here.", icon=":material/check_circle:")
        return
    fails = ", ".join(called(name) if name != "error" else "an error" for name in failure.fails)
    st.warning(
        plain(f"Fails: {fails}. {MEANING[failure.cause].capitalize()}: {failure.why}."),
        icon=":material/rule:",
    )


def _show_gold(question: Question, answer: Answer) -> None:
    st.markdown("## What is right", anchors=False)
    if not question.answerable:
        st.markdown("The papers do not answer this.")
    if question.verdict is not None:
        st.markdown(f"Verdict: **{VERDICT_WORDS[Verdict(question.verdict)]}**")
    cited = {(each.document, each.label) for each in answer.citations}
    found = list(dict.fromkeys((each.document, each.label) for each in answer.retrieved))
    for number, point in enumerate(question.gold, start=1):
        met = not cited.isdisjoint(point)
        with st.container(key=f"point-{number}"):
            _badge("cited", right=met) if met else _badge("not cited", right=False)
            for key in point:
                rank = found.index(key) + 1 if key in found else None
                _show_paragraph(key, f"found at rank {rank}" if rank else "not found")
    for options in question.key:
        said = any(option.casefold() in answer.text.casefold() for option in options)
        _badge(f"says “{options[0]}”" if said else f"does not say “{options[0]}”", right=said)
    if question.note:
        st.caption(plain(f"Note: {question.note}"))


def _show_cited(question: Question, answer: Answer) -> None:
    st.markdown("## What was answered", anchors=False)
    verdict = f", verdict: **{VERDICT_WORDS[answer.verdict]}**" if answer.verdict else ""
    st.markdown(f"{STATUS_WORDS[answer.status]}{verdict}")
    with st.container(key="answer-text", border=True):
        st.markdown(plain_block(answer.text))
    for citation in answer.citations:
        with st.container(key=f"citation-{citation.marker}"):
            _show_citation(question, citation)
    if not answer.citations:
        st.caption("Nothing was cited.")


def _show_citation(question: Question, citation: Citation) -> None:
    key = (citation.document, citation.label)
    if key in question.relevant:
        _badge("right", right=True)
    elif key in question.also:
        st.badge("may be cited", color="gray")
    else:
        _badge("not needed", right=False)
    _show_link(key, f"[{citation.marker}] ")
    st.markdown(f"“{plain(citation.quote)}”")


def _show_paragraph(key: Key, where: str) -> None:
    _show_link(key)
    try:
        paragraph = resources.library().paragraph(*key)
    except UnknownParagraphError:
        st.caption("It is not in the library now.")
        return
    st.caption(plain(where))
    st.markdown(plain(f"{paragraph.lead_in} {paragraph.text}"))


def _show_link(key: Key, before: str = "") -> None:
    document, label = key
    st.page_link(
        state.view("papers"),
        label=plain(f"{before}{document}, {label_words(label)}"),
        query_params=state.address(paper=document, paragraph=label),
    )


def _badge(words: str, *, right: bool) -> None:
    st.badge(
        plain(words),
        color="green" if right else "orange",
        icon=":material/check:" if right else ":material/close:",
    )


def _show_scores(run: KeptRun, id_: str) -> None:
    scores = run.report.metrics.by_question[id_].scores
    with st.expander("Every measure of this question", icon=":material/table_rows:"):
        show_table(
            ("Measure", "Score"),
            [
                (called(name), figure(name, scores[name]))
                for name in (*measure_words(), *(n for n in scores if n not in measure_words()))
                if scores.get(name) is not None
            ],
        )
