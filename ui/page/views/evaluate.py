"""Evaluate: put a set of questions to the assistant, watch it, and open what came of it."""

from __future__ import annotations

import streamlit as st

from evals.check import Problem
from ui.errors import RunningError
from ui.evaluation_runs import Progress, RunEntry, State
from ui.page import evaluations, resources, state
from ui.page.figures import show_table
from ui.page.text import plain
from ui.page.views import evaluation_question, evaluation_report
from ui.people import Permission, person
from ui.question_sets import CheckedSet, QuestionSet, check_set, keep_set, question_sets
from ui.wording import date_of

_N_PROBLEMS = 60
_UPLOAD_MIB = 20


def show() -> None:
    """Show the run that the address names, a question of it, or else the beginning."""
    person().require(Permission.EVALUATE)
    name = st.query_params.get("run")
    if not name:
        _show_start()
        return
    try:
        run = evaluations.runner().read(name)
    except RunningError as error:
        st.warning(plain(str(error)), icon=":material/link_off:")
        _show_start()
        return
    question = st.query_params.get("question")
    _keep_in_address(run=name, question=question)
    if question in run.questions:
        evaluation_question.show(run, str(question))
    else:
        evaluation_report.show(run)


def _keep_in_address(**shown: str | None) -> None:
    """Write what is to be shown into the address, as a link within one view does not.

    Without it a click in the report would lead back to the start.
    """
    for name, value in shown.items():
        if value:
            st.query_params[name] = value


def _show_start() -> None:
    with st.container(key="evaluate"):
        st.markdown("# Evaluate")
        st.markdown(
            "Ask the assistant a set of questions whose right answers you know, and see how often "
            "it finds, cites and answers rightly before others rely on it."
        )
        progress = evaluations.runner().progress()
        if progress is not None and progress.is_under_way:
            _show_progress()
        else:
            if progress is not None:
                _show_ended(progress)
            _show_choice()
        _show_runs(progress)


def _show_choice() -> None:
    sets = question_sets(evaluations.folder(), with_samples=resources.shows_samples())
    with st.container(key="evaluate-choice", border=True):
        st.markdown("## Choose a question set", anchors=False)
        chosen: QuestionSet | None = None
        if sets:
            by_name = {each.name: each for each in sets}
            picked = st.session_state.get("picked-set")
            chosen = by_name[
                st.selectbox(
                    "Question set",
                    list(by_name),
                    index=list(by_name).index(picked) if picked in by_name else 0,
                )
            ]
        _show_upload()
        if chosen is not None:
            _show_checked(chosen)


def _show_upload() -> None:
    uploaded = st.file_uploader(
        "Or add a set of your own (JSONL, CSV or XLSX)",
        type=["jsonl", "csv", "xlsx"],
        max_upload_size=_UPLOAD_MIB,
        key="uploaded-set",
    )
    if uploaded is None or st.session_state.get("uploaded-id") == uploaded.file_id:
        return
    st.session_state["uploaded-id"] = uploaded.file_id
    kept = keep_set(evaluations.folder(), uploaded.name, uploaded.getvalue())
    st.session_state["picked-set"] = kept.name
    st.rerun()


def _show_checked(chosen: QuestionSet) -> None:
    checked = _checked(
        chosen, str(chosen.file), chosen.file.stat().st_mtime_ns, resources.library().generation
    )
    n_warnings = len(checked.problems) - checked.n_errors
    if not checked.questions:
        st.error(
            f"This set cannot be run yet: {_count(checked.n_errors, 'error')}. Mend the lines "
            "named below and add the file again.",
            icon=":material/error:",
        )
    elif checked.n_errors:
        st.warning(
            f"{_count(len(checked.questions), 'question')}. "
            f"{_count(checked.n_errors, 'error')} below will lower the scores of the questions "
            "named: mend them first, or run the set as it is.",
            icon=":material/warning:",
        )
    else:
        more = f", {_count(n_warnings, 'warning')}" if n_warnings else ""
        st.markdown(f"{_count(len(checked.questions), 'question')}, no errors{more}.")
    if checked.problems:
        with st.expander("What was found in the set", expanded=not checked.questions):
            _show_problems(checked.problems)
    if st.button(
        "Run this set",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not checked.questions,
    ):
        _begin(chosen, checked)


@st.cache_data(show_spinner="Checking the set", max_entries=8)
def _checked(_chosen: QuestionSet, file: str, written_ns: int, generation: int) -> CheckedSet:
    del file, written_ns, generation  # the cache's key
    return check_set(_chosen, resources.library())


def _begin(chosen: QuestionSet, checked: CheckedSet) -> None:
    evaluations.runner().begin(
        resources.assistant(), checked.questions, resources.library(), set_name=chosen.name
    )
    st.rerun()


def _show_problems(problems: tuple[Problem, ...]) -> None:
    show_table(
        ("Line", "Question", "Level", "What it is"),
        [
            (str(each.line) if each.line else "the set", each.id, each.level, each.message)
            for each in problems[:_N_PROBLEMS]
        ],
    )
    if len(problems) > _N_PROBLEMS:
        st.caption(f"And {len(problems) - _N_PROBLEMS} more.")


@st.fragment(run_every=1.0)
def _show_progress() -> None:
    progress = evaluations.runner().progress()
    if progress is None or not progress.is_under_way:
        st.rerun()
        return
    with st.container(key="evaluate-progress", border=True):
        st.markdown("## Running", anchors=False)
        done = progress.n_done / max(1, progress.n_questions)
        words = (
            f"{progress.n_done} of {progress.n_questions} questions answered"
            if progress.state is State.RUNNING
            else "Every question is answered; working out the figures"
        )
        st.progress(done, words)
        st.caption("It goes on if you leave this page.")
        if st.button("Cancel", icon=":material/stop:", disabled=progress.state is State.SCORING):
            evaluations.runner().stop()


def _show_ended(progress: Progress) -> None:
    if progress.state is State.DONE:
        with st.container(key="evaluate-done", border=True):
            st.markdown(
                f"**Done**: {progress.n_questions} questions in {progress.elapsed_s:.0f} seconds."
            )
            # no link: the last beat of the progress bar, a second later at most, would undo it
            st.button(
                "Open the report",
                icon=":material/arrow_forward:",
                on_click=_keep_in_address,
                kwargs={"run": progress.name},
            )
    elif progress.state is State.STOPPED:
        st.info(
            f"Cancelled after {progress.n_done} of {progress.n_questions} questions. What was "
            "answered is kept: you can go on with it below.",
            icon=":material/stop:",
        )
    elif progress.state is State.FAILED:
        st.error(plain(progress.message), icon=":material/error:")


def _show_runs(progress: Progress | None) -> None:
    under_way = progress is not None and progress.is_under_way
    entries = [
        entry
        for entry in evaluations.runner().entries()
        if progress is None or not under_way or entry.name != progress.name
    ]
    st.markdown("## Earlier evaluations", anchors=False)
    if not entries:
        st.caption("None yet. Each is kept here, so that you can compare the next with it.")
    for entry in entries:
        with st.container(key=f"run-{entry.name}"):
            _show_entry(entry, under_way=under_way)


def _show_entry(entry: RunEntry, *, under_way: bool) -> None:
    name, facts, act = st.columns([5, 4, 2], vertical_alignment="center")
    with name:
        if entry.finished:
            st.page_link(
                state.view("evaluate"),
                label=plain(entry.title),
                query_params=state.address(run=entry.name),
            )
        else:
            st.markdown(plain(entry.title))
    with facts:
        when = f"{date_of(entry.when.date())}, {entry.when:%H:%M}"
        n = (
            _count(entry.n_questions, "question")
            if entry.finished
            else f"{entry.n_answered} of {entry.n_questions} answered"
        )
        st.caption(f"{when} · {n}")
    with act:
        if not entry.finished and st.button(
            "Go on",
            key=f"go-on-{entry.name}",
            icon=":material/play_arrow:",
            disabled=under_way,
        ):
            evaluations.runner().go_on(entry.name, resources.assistant(), resources.library())
            st.rerun()


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}{'' if n == 1 else 's'}"
