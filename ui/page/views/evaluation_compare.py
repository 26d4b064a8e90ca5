"""Two evaluations side by side: what changed from the earlier to the later, and where it shows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from evals.compare import Comparison, compare_runs
from ui.evaluation_runs import KeptRun, RunEntry
from ui.measures import called, change_words, figure
from ui.page import evaluations, state
from ui.page.figures import show_table
from ui.page.text import plain
from ui.wording import date_of

_N_FLIPS = 40
_SETTINGS = {
    "questions": "the question set",
    "library": "the papers",
    "assistant": "the settings",
    "models": "the models",
    "versions": "the versions of the programs",
}


def show(run: KeptRun) -> None:
    """Show what changed from the earlier of two runs to the later, and which questions turned."""
    entries = {each.name: each for each in evaluations.runner().entries() if each.finished}
    others = [name for name in entries if name != run.name]
    if not others:
        st.info("There is no other evaluation to compare with yet. Run a set again after a change.")
        return
    other = st.selectbox(
        "Compare with",
        others,
        format_func=lambda name: _entry_words(entries[name]),
        key="report-against",
    )
    earlier, later = sorted((entries[other], entries[run.name]), key=lambda entry: entry.when)
    before, after = (evaluations.runner().read(entry.name) for entry in (earlier, later))
    comparison = compare_runs(before.report, after.report)
    st.markdown(
        f"Earlier: **{plain(_entry_words(earlier))}**  \nLater: **{plain(_entry_words(later))}**"
    )
    n_left_out = len(comparison.only_before) + len(comparison.only_after)
    if n_left_out:
        st.caption(f"{n_left_out} questions that only one of them has are left out.")
    _show_settings(before, after)
    _show_changes(comparison)
    _show_flips(run, comparison)


def _show_settings(earlier: KeptRun, later: KeptRun) -> None:
    """Show what the two were made with that differs; without it a change cannot be explained."""
    before, after = (each.report.settings.model_dump() for each in (earlier, later))
    words = [_SETTINGS[name] for name in _SETTINGS if before[name] != after[name]]
    if words:
        st.caption(plain(f"They differ in {' and '.join(dict.fromkeys(words))}."))
    changed = [
        (name, str(old), str(new))
        for name, (old, new) in _both(before["assistant"], after["assistant"]).items()
        if old != new
    ]
    if changed:
        show_table(("Setting", "Earlier", "Later"), changed)


def _both(before: Any, after: Any, name: str = "") -> dict[str, tuple[Any, Any]]:
    """Return the settings of two trees side by side, by their names: `assistant.answer_at`."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return {name: (before, after)}
    found: dict[str, tuple[Any, Any]] = {}
    for key in dict.fromkeys((*before, *after)):
        place = f"{name}.{key}" if name else str(key)
        found |= _both(before.get(key), after.get(key), place)
    return found


def _entry_words(entry: RunEntry) -> str:
    return (
        f"{entry.title}, {date_of(entry.when.date())}, {entry.when:%H:%M} "
        f"({entry.n_questions} questions)"
    )


def _show_changes(comparison: Comparison) -> None:
    st.markdown("## What changed", anchors=False)
    rows = [
        (
            called(name),
            figure(name, change.before),
            figure(name, change.after),
            change_words(name, change.mean),
            f"{change.n_higher} up, {change.n_lower} down",
            "yes" if change.p_bootstrap < 0.05 else "not shown",
        )
        for name, change in comparison.changes.items()
        if change.n_higher or change.n_lower
    ]
    if not rows:
        st.markdown("No question’s scores changed.")
        return
    show_table(("Measure", "Earlier", "Later", "Change", "Questions", "More than chance"), rows)


def _show_flips(run: KeptRun, comparison: Comparison) -> None:
    if not comparison.flips:
        return
    st.markdown("## Questions that turned", anchors=False)
    for flip in comparison.flips[:_N_FLIPS]:
        question = run.questions.get(flip.id)
        if question is None:
            continue
        with st.container(key=f"asked-{flip.id}"):
            st.page_link(
                state.view("evaluate"),
                label=plain(question.question),
                query_params=state.address(run=run.name, question=flip.id),
            )
            with st.container(horizontal=True, gap="small"):
                for name in flip.gained:
                    st.badge(called(name), color="green", icon=":material/arrow_upward:")
                for name in flip.lost:
                    st.badge(called(name), color="orange", icon=":material/arrow_downward:")
    if len(comparison.flips) > _N_FLIPS:
        st.caption(f"And {len(comparison.flips) - _N_FLIPS} more, in the JSON reports.")
