"""One evaluation: its figures, plots, groups and questions."""

from __future__ import annotations

import streamlit as st

from evals.attribution import MEANING, AttributedFailure, Cause
from evals.metrics import Metrics
from ui.evaluation_runs import KeptRun, begun_at, run_title
from ui.measures import (
    NONE,
    called,
    definition,
    figure,
    headline_measures,
    interval_words,
    measure_words,
)
from ui.page import evaluations, plots, state
from ui.page.figures import show_plot, show_table
from ui.page.text import plain
from ui.page.views import evaluation_compare
from ui.wording import date_of

_SUMMARY, _GROUPS, _QUESTIONS, _AGAINST = "Summary", "Groups", "Questions", "Compare"
_N_QUESTIONS = 20


def show(run: KeptRun) -> None:
    """Show a run."""
    with st.container(key="evaluate"):
        st.page_link(
            state.view("evaluate"),
            label="All evaluations",
            icon=":material/arrow_back:",
            query_params=state.address(),
        )
        st.markdown(f"# {plain(run_title(run.name))}", anchors=False)
        _show_facts(run)
        _show_files(run)
        part = st.segmented_control(
            "Part of the report",
            (_SUMMARY, _GROUPS, _QUESTIONS, _AGAINST),
            default=_SUMMARY,
            required=True,
            label_visibility="collapsed",
            key="report-part",
        )
        if part == _GROUPS:
            _show_groups(run.report.metrics)
        elif part == _QUESTIONS:
            _show_questions(run)
        elif part == _AGAINST:
            evaluation_compare.show(run)
        else:
            _show_summary(run)


def _show_facts(run: KeptRun) -> None:
    metrics, made = run.report.metrics, run.report.settings
    begun = begun_at(run.name)
    when = f"{date_of(begun.date())}, {begun:%H:%M} · " if begun else ""
    errors = f", {metrics.n_errors} ended in an error" if metrics.n_errors else ""
    st.caption(
        plain(
            f"{when}{metrics.n_questions} questions{errors} · {len(made.documents)} papers "
            f"with {sum(made.documents.values())} paragraphs"
        )
    )


def _show_files(run: KeptRun) -> None:
    with st.container(key="report-files", horizontal=True):
        with st.popover("Download", icon=":material/download:"):
            for label, data, ending, media in (
                ("Everything (ZIP)", lambda: evaluations.zip_file(run), "zip", "application/zip"),
                ("Report (HTML)", lambda: evaluations.html_file(run.name), "html", "text/html"),
                ("Report (JSON)", lambda: run.report.to_json(), "json", "application/json"),
                ("Test results (JUnit)", lambda: evaluations.junit_file(run), "xml", "text/xml"),
            ):
                st.download_button(
                    label,
                    data,
                    f"{run.name}.{ending}",
                    media,
                    on_click="ignore",
                    width="stretch",
                    key=f"download-{ending}",
                )
        with st.popover("Remove", icon=":material/delete:"):
            st.markdown("Remove this evaluation? Its answers and figures are lost.")
            if st.button("Remove it", type="primary", key="remove-run"):
                evaluations.runner().remove(run.name)
                st.query_params.pop("run", None)
                st.rerun()


def _show_summary(run: KeptRun) -> None:
    metrics = run.report.metrics
    _show_headlines(metrics)
    left, right = st.columns(2, gap="large")
    with left:
        counts = plots.covered_counts(run.questions, run.answered)
        show_plot(plots.covered_plot(counts), "Answered, and should it have been?", key="covered")
        show_plot(plots.verdicts_plot(metrics.confusion), "Verdicts", key="verdicts")
    with right:
        ranks = plots.gold_ranks(run.questions, run.answered)
        show_plot(plots.ranks_plot(ranks), "Where the right paragraph was found", key="ranks")
        total = metrics.latency_ms.get("total")
        if total is not None:
            warm = [each.latency_ms for each in run.answered.values() if not each.opening]
            plot = plots.latency_plot(warm, p50=total.p50, p90=total.p90)
            show_plot(plot, "How long an answer took", key="latency")
    _show_causes(metrics)
    with st.expander("Every measure", icon=":material/table_rows:"):
        _show_measures(metrics)


def _show_headlines(metrics: Metrics) -> None:
    with st.container(key="headlines"):
        for name in headline_measures():
            mean = metrics.measures[name]
            with st.container(key=f"headline-{name}"):
                st.caption(plain(called(name)))
                st.markdown(f"**{figure(name, mean.mean)}**")
                span = interval_words(name, mean)
                st.caption(plain(f"{span} · {mean.n} questions" if span else f"{mean.n} questions"))
        total = metrics.latency_ms.get("total")
        if total is not None:
            with st.container(key="headline-latency"):
                st.caption("Time of an answer")
                st.markdown(f"**{total.p50:.0f} ms**")
                st.caption(plain(f"nine in ten within {total.p90:.0f} ms"))


def _show_causes(metrics: Metrics) -> None:
    st.markdown("## Where failures come from", anchors=False)
    if not metrics.failures:
        st.markdown("No question failed.")
        return
    show_table(
        ("Step", "What went wrong", "Questions"),
        [
            (cause.value.capitalize(), MEANING[cause], str(metrics.causes.get(cause.value, 0)))
            for cause in Cause
            if metrics.causes.get(cause.value)
        ],
    )


def _show_measures(metrics: Metrics) -> None:
    known = [name for name in measure_words() if name in metrics.measures]
    rest = [name for name in metrics.measures if name not in known]
    show_table(
        ("Measure", "Mean", "95% interval", "Questions", "What it is"),
        [
            (
                called(name),
                figure(name, metrics.measures[name].mean),
                interval_words(name, metrics.measures[name]) or NONE,
                str(metrics.measures[name].n),
                definition(name),
            )
            for name in (*known, *rest)
        ],
    )


def _show_groups(metrics: Metrics) -> None:
    names = [name for name in measure_words() if name in metrics.measures]
    measure = st.selectbox("Measure", names, format_func=called, key="report-measure")
    said = definition(measure)
    if said:
        st.caption(plain(said))
    for dimension, groups in metrics.by.items():
        means = {group: measures[measure] for group, measures in groups.items()}
        plot = plots.groups_plot(means, measure, dimension)
        show_plot(plot, f"By {dimension}", key=f"by-{dimension}")


def _show_questions(run: KeptRun) -> None:
    failures = {failure.id: failure for failure in run.report.metrics.failures}
    sorts = {
        "All": list(run.questions),
        "Failed": list(failures),
        "Answered, though not covered": _with_score(run, "false_answer"),
        "Refused, though covered": _with_score(run, "false_refusal"),
    }
    sort = st.selectbox(
        "Which questions",
        list(sorts),
        format_func=lambda name: f"{name} ({len(sorts[name])})",
        key="report-sort",
    )
    words = st.text_input("With these words", key="report-words").casefold().split()
    ids = [
        id_
        for id_ in sorts[sort]
        if all(word in f"{id_} {run.questions[id_].question}".casefold() for word in words)
    ]
    n_pages = max(1, -(-len(ids) // _N_QUESTIONS))
    page = 1
    if n_pages > 1:
        page = int(st.number_input(f"Page of {n_pages}", 1, n_pages, 1, key="report-page"))
    if not ids:
        st.caption("No question is like that.")
    for id_ in ids[(page - 1) * _N_QUESTIONS : page * _N_QUESTIONS]:
        _show_row(run, id_, failures.get(id_))


def _with_score(run: KeptRun, measure: str) -> list[str]:
    scored = run.report.metrics.by_question
    return [id_ for id_ in run.questions if scored[id_].scores.get(measure) == 1]


def _show_row(run: KeptRun, id_: str, failure: AttributedFailure | None) -> None:
    question = run.questions[id_]
    with st.container(key=f"asked-{id_}"):
        st.page_link(
            state.view("evaluate"),
            label=plain(question.question),
            query_params=state.address(run=run.name, question=id_),
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if failure is None:
                st.badge("Right", color="green", icon=":material/check:")
            else:
                st.badge(failure.cause.value.capitalize(), color="orange", icon=":material/close:")
            who = f" · {question.role}" if question.role else ""
            said = f"{id_} · {question.council or 'all councils'} · {question.type}{who}"
            st.caption(plain(said))
