"""Activity: what was asked and not covered, what recurs, what is cited, what was thought of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from assistant.answer import Verdict
from evals.questions import Key, Question
from index.errors import UnknownParagraphError
from ui.activity_summary import (
    AskedQuestion,
    CitedParagraph,
    Recurring,
    Span,
    Summary,
    as_csv,
    councils_asked,
    summarise,
)
from ui.page import asked, evaluations, plots, resources, state
from ui.page.figures import show_plot
from ui.page.text import plain
from ui.people import Permission, person
from ui.question_sets import FROM_ACTIVITY, append_question, drafted, proposed_gold
from ui.settings import Logging
from ui.wording import STATUS_WORDS, VERDICT_WORDS, date_of, label_words

_PERIODS = {"The last 7 days": 7, "The last 30 days": 30, "The last 90 days": 90, "All": None}
_N_SHOWN = 12


def show() -> None:
    """Show what was asked."""
    person().require(Permission.SEE_ACTIVITY)
    with st.container(key="activity"):
        st.markdown("# Activity")
        log, settings = asked.log(), resources.settings().activity
        log.purge()
        st.markdown(
            "What was asked here and how it went, to find what the papers leave out and where "
            "answers fall short. Nothing tells who asked."
        )
        if settings.logging is Logging.OFF and not log.file.exists():
            st.info(
                "Nothing is kept, so there is nothing to show. To keep counts, or questions "
                'without who asked them, set `logging = "counts"` or `"full"` under `[activity]` '
                "in the settings and start the page again.",
                icon=":material/visibility_off:",
            )
            return
        summary = summarise(log, _choose_span(councils_asked(log)))
        if not summary.n_asked:
            st.info("Nothing was asked in this time.", icon=":material/hourglass_empty:")
        else:
            _show_summary(summary)
        _show_removal()


def _choose_span(councils: Sequence[str]) -> Span:
    with st.container(key="activity-span", horizontal=True, vertical_alignment="bottom"):
        period = st.selectbox("When", list(_PERIODS), index=1, width=220)
        council = st.selectbox(
            "Council",
            [None, *councils],
            format_func=lambda name: name or state.ALL_COUNCILS,
            width=320,
        )
        role = st.selectbox(
            "Asked by",
            [None, *state.ROLES],
            format_func=lambda name: "everyone" if name is None else f"{name}s",
            width=200,
        )
    days = _PERIODS[period]
    since = dt.date.min if days is None else dt.date.today() - dt.timedelta(days=days - 1)
    return Span(since=since, council=council, role=role)


def _show_summary(summary: Summary) -> None:
    _show_counts(summary)
    show_plot(plots.days_plot(summary.by_day), "By day", key="days")
    has_words = bool(summary.questions)
    if has_words:
        left, right = st.columns(2, gap="large")
        with left:
            _show_recurring("Asked and not covered", summary.not_covered, "gap")
        with right:
            _show_recurring("Asked most", summary.most_asked, "most")
    else:
        st.caption("The words of questions are not kept, so they cannot be listed here.")
    _show_cited(summary.cited)
    if has_words:
        _show_comments(summary.comments)
        st.download_button(
            "Download as CSV",
            lambda: as_csv(summary.questions),
            "activity.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _show_counts(summary: Summary) -> None:
    share = 100 * summary.n_answered / summary.n_asked
    n_judged = summary.n_useful + summary.n_not_useful
    cards = [
        ("Questions", str(summary.n_asked), ""),
        ("Answered", f"{share:.0f}%", f"{summary.n_answered} questions"),
        ("Not covered", str(summary.n_not_covered), ""),
        (
            "Helped",
            f"{summary.n_useful} of {n_judged}" if n_judged else "–",
            "of the answers judged" if n_judged else "no answer was judged",
        ),
    ]
    with st.container(key="headlines"):
        for label, value, more in cards:
            with st.container(key=f"headline-{label.split()[0].lower()}"):
                st.caption(label)
                st.markdown(f"**{plain(value)}**")
                if more:
                    st.caption(more)


def _show_recurring(title: str, found: Sequence[Recurring], key: str) -> None:
    st.markdown(f"## {title}", anchors=False)
    if not found:
        st.caption("None in this time.")
    for number, each in enumerate(found[:_N_SHOWN]):
        with st.container(key=f"asked-{key}-{number}"):
            st.markdown(plain(each.latest.words))
            times = "once" if each.n == 1 else f"{each.n} times, last"
            latest = each.latest
            council = f" · {latest.council}" if latest.council else ""
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(
                    STATUS_WORDS[latest.status], color="green" if latest.is_answered else "gray"
                )
                st.caption(plain(f"{times} on {date_of(latest.day)}{council}"), width="stretch")
                if person().may(Permission.EVALUATE):
                    _show_maker(latest, f"{key}-{number}")


def _show_maker(question: AskedQuestion, key: str) -> None:
    """Show the way from a question that was asked to one of a test set: open, then add."""
    with st.popover(
        "Make a test question", icon=":material/add_task:", key=f"make-{key}", type="tertiary"
    ):
        gold_words = st.text_area(
            "A right answer cites (paper and paragraph, one a line; none: the papers do not say)",
            "\n".join(" ".join(each) for each in proposed_gold(question)),
            key=f"gold-{key}",
            height="content",
        )
        verdict = st.selectbox(
            "Verdict",
            [None, *Verdict],
            index=[None, *Verdict].index(question.verdict),
            format_func=lambda each: "none" if each is None else VERDICT_WORDS[each],
            key=f"verdict-{key}",
        )
        note = st.text_input("Why that is right", key=f"note-{key}", max_chars=300)
        made = drafted(question, gold=_keys(gold_words), verdict=verdict, note=note)
        if st.button("Add to the set", type="primary", key=f"add-{key}", width="stretch"):
            _add(made)
        st.download_button(
            "Download it",
            made.model_dump_json() + "\n",
            "question.jsonl",
            "application/jsonl",
            key=f"take-{key}",
            on_click="ignore",
            width="stretch",
        )


def _add(question: Question) -> None:
    person().require(Permission.EVALUATE)
    append_question(evaluations.folder(), question)
    st.toast(
        f"Added to {FROM_ACTIVITY}: you find it on the Evaluate page.", icon=":material/check:"
    )


def _keys(words: str) -> tuple[Key, ...]:
    """Return what a person typed, a document and a label a line."""
    parts = [line.split(None, 1) for line in words.splitlines()]
    return tuple((part[0], part[1].strip()) for part in parts if len(part) == 2)


def _show_cited(cited: Sequence[CitedParagraph]) -> None:
    st.markdown("## Cited most", anchors=False)
    if not cited:
        st.caption("Nothing was cited in this time.")
    for each in cited[:_N_SHOWN]:
        document, label = each.key
        times = "once" if each.n == 1 else f"{each.n} times"
        with st.container(key=f"cited-{document}-{label}", horizontal=True):
            try:
                title = resources.library().document(document).title
            except UnknownParagraphError:
                st.markdown(plain(f"{document}, {label_words(label)} (not in the library now)"))
            else:
                st.page_link(
                    state.view("papers"),
                    label=plain(f"{title}, {label_words(label)}"),
                    query_params=state.address(paper=document, paragraph=label),
                )
            st.caption(times)


def _show_comments(comments: Sequence[AskedQuestion]) -> None:
    st.markdown("## What people said of answers", anchors=False)
    if not comments:
        st.caption("Nothing in this time.")
    for number, each in enumerate(comments[:_N_SHOWN]):
        with st.container(key=f"asked-comment-{number}"):
            st.markdown(f"“{plain(each.comment)}”")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(
                    "Helped" if each.useful else "Did not help",
                    color="green" if each.useful else "orange",
                    icon=":material/thumb_up:" if each.useful else ":material/thumb_down:",
                )
                st.caption(plain(f"{each.words} · {date_of(each.day)}"), width="stretch")


def _show_removal() -> None:
    with st.popover("Remove all that is kept", icon=":material/delete:"):
        st.markdown("Remove every count, question and comment? This cannot be undone.")
        if st.button("Remove all", type="primary", key="forget-everything"):
            asked.log().forget_everything()
            st.rerun()
