"""The plots of the Evaluate and the Activity page, each with its figures in words and rows.

Colours stand out from a light ground and from a dark one alike (3:1 or more, WCAG 2.2, 1.4.11);
everything else of a plot takes the page's look. No plot tells by colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.answered import Answered
from evals.metrics import Mean
from evals.questions import Question
from ui.activity_summary import DayCount
from ui.measures import NONE, called, figure, interval_words, is_share
from ui.wording import STATUS_WORDS, date_of

TEAL, ORANGE, GREY = "#2c8985", "#bf7218", "#7d8789"
_LABEL_PX = 190
_ROW_PX = 30
_AXIS_PX = 75  # that the axis, its title and the room around them take of a plot's height
_N_RANKS = 10
_NO_RANK = "not found"
_BEYOND = f"after {_N_RANKS}"
_ANSWERED, _REFUSED = "Answered", "Not answered"
_COVERED, _SILENT = "The papers answer", "The papers do not"


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot, what it shows in a sentence, and its figures as a table.

    Attributes:
        chart: None where there is nothing to draw.
        said: For who cannot see it; the figures stand in the table.
    """

    chart: Any
    said: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def groups_plot(means: Mapping[str, Mean], measure: str, dimension: str) -> Plot:
    """Return a measure's mean with its 95% interval, one row a group."""
    rows = [
        {
            "group": group,
            "mean": mean.mean,
            "low": mean.mean if mean.low is None else mean.low,
            "high": mean.mean if mean.high is None else mean.high,
            "n": mean.n,
        }
        for group, mean in means.items()
        if mean.mean is not None
    ]
    return Plot(
        chart=_intervals(rows, measure) if rows else None,
        said=f"{called(measure)} by {dimension}, each with its 95% interval.",
        columns=(dimension.capitalize(), called(measure), "95% interval", "Questions"),
        rows=tuple(
            (
                group,
                figure(measure, mean.mean),
                interval_words(measure, mean) or NONE,
                str(mean.n),
            )
            for group, mean in means.items()
        ),
    )


def _intervals(rows: list[dict[str, Any]], measure: str) -> Any:
    alt = _altair()
    share = is_share(measure)
    scale = alt.Scale(domain=[0, 1]) if share else alt.Undefined
    axis = alt.Axis(format="%" if share else ".2~f", title=called(measure), tickCount=6)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "group:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=_LABEL_PX, labelOverlap=False),
        )
    )
    spans = base.mark_rule(strokeWidth=4, color=GREY, opacity=0.75, strokeCap="round").encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=110, color=TEAL, opacity=1).encode(
        x=alt.X("mean:Q", scale=scale, axis=axis),
        tooltip=[
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("mean:Q", title=called(measure), format=".0%" if share else ".2f"),
            alt.Tooltip("n:Q", title="Questions"),
        ],
    )
    return (spans + points).properties(height=_ROW_PX * len(rows) + _AXIS_PX)


def covered_counts(
    questions: Mapping[str, Question], answered: Mapping[str, Answered]
) -> dict[tuple[bool, bool], int]:
    """Return how many questions there are by whether the papers answer and whether it answered.

    Questions that ended in an error are left out.
    """
    counts = dict.fromkeys([(True, True), (True, False), (False, True), (False, False)], 0)
    for id_, question in questions.items():
        outcome = answered.get(id_)
        if outcome is not None and outcome.answer is not None:
            said = outcome.answer.status.value in ("answered", "partly_answered")
            counts[question.answerable, said] += 1
    return counts


def covered_plot(counts: Mapping[tuple[bool, bool], int]) -> Plot:
    """Return the confusion of covered and not covered."""
    cells = [
        {
            "gold": _COVERED if answerable else _SILENT,
            "said": _ANSWERED if said else _REFUSED,
            "n": n,
            "right": "right" if answerable == said else "wrong",
        }
        for (answerable, said), n in counts.items()
    ]
    return Plot(
        chart=_squares(cells, [_COVERED, _SILENT], [_ANSWERED, _REFUSED]),
        said="How many questions were answered, by whether the papers answer them.",
        columns=("", _ANSWERED, _REFUSED),
        rows=(
            (_COVERED, str(counts[True, True]), str(counts[True, False])),
            (_SILENT, str(counts[False, True]), str(counts[False, False])),
        ),
    )


def verdicts_plot(confusion: Mapping[str, Mapping[str, int]]) -> Plot:
    """Return the verdicts said for each right verdict."""
    words = {"yes": "Yes", "no": "No", "conditional": "It depends", "none": "None given"}
    said = [name for name in words if any(name in row for row in confusion.values())]
    gold = [name for name in words if name in confusion]
    cells = [
        {
            "gold": words[right],
            "said": words[name],
            "n": confusion[right].get(name, 0),
            "right": "right" if right == name else "wrong",
        }
        for right in gold
        for name in said
    ]
    return Plot(
        chart=_squares(cells, [words[g] for g in gold], [words[s] for s in said], "Right verdict")
        if cells
        else None,
        said="How many questions got each verdict, by the verdict that is right.",
        columns=("Right verdict", *(words[name] for name in said)),
        rows=tuple(
            (words[right], *(str(confusion[right].get(name, 0)) for name in said)) for right in gold
        ),
    )


def _squares(
    cells: list[dict[str, Any]], gold: list[str], said: list[str], title: str | None = None
) -> Any:
    alt = _altair()
    most = max((cell["n"] for cell in cells), default=0) or 1
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X(
            "said:N", title=None, sort=said, axis=alt.Axis(orient="top", labelAngle=0, ticks=False)
        ),
        y=alt.Y("gold:N", title=title, sort=gold, axis=alt.Axis(labelLimit=150, ticks=False)),
    )
    squares = base.mark_rect(cornerRadius=4, stroke=GREY, strokeWidth=1).encode(
        color=alt.Color(
            "right:N",
            scale=alt.Scale(domain=["right", "wrong"], range=[TEAL, ORANGE]),
            legend=None,
        ),
        opacity=alt.Opacity(
            "n:Q", scale=alt.Scale(domain=[0, most], range=[0.04, 0.42]), legend=None
        ),
        tooltip=[
            alt.Tooltip("gold:N", title="Right"),
            alt.Tooltip("said:N", title="Said"),
            alt.Tooltip("n:Q", title="Questions"),
        ],
    )
    # A mark for right beside the number, so that colour is not all that tells it.
    numbers = (
        base.transform_calculate(label="datum.right === 'right' ? datum.n + ' ✓' : '' + datum.n")
        .mark_text(fontSize=17)
        .encode(text="label:N")
    )
    return (squares + numbers).properties(height=62 * len(gold) + _AXIS_PX)


def gold_ranks(
    questions: Mapping[str, Question], answered: Mapping[str, Answered]
) -> tuple[int | None, ...]:
    """Return at which rank the first right paragraph was found, None where it was not.

    Questions without gold, and those that ended in an error, are left out.
    """
    ranks: list[int | None] = []
    for id_, question in questions.items():
        outcome = answered.get(id_)
        if question.relevant and outcome is not None and outcome.answer is not None:
            found = dict.fromkeys((e.document, e.label) for e in outcome.answer.retrieved)
            ranks.append(
                next((n for n, key in enumerate(found, 1) if key in question.relevant), None)
            )
    return tuple(ranks)


def ranks_plot(ranks: Sequence[int | None]) -> Plot:
    """Return a histogram of the ranks at which the right paragraph was found."""
    names = [*(str(n) for n in range(1, _N_RANKS + 1)), _BEYOND, _NO_RANK]
    counts = Counter(
        _NO_RANK if rank is None else str(rank) if rank <= _N_RANKS else _BEYOND for rank in ranks
    )
    return Plot(
        chart=_columns([(name, counts[name]) for name in names], "Rank") if ranks else None,
        said="At which rank the first right paragraph was found.",
        columns=("Rank", "Questions"),
        rows=tuple((name, str(counts[name])) for name in names),
    )


def latency_plot(latencies_ms: Sequence[float], *, p50: float, p90: float) -> Plot:
    """Return a histogram of how long answers took, in milliseconds."""
    bins = _bins(latencies_ms)
    return Plot(
        chart=_columns(bins, "Milliseconds") if latencies_ms else None,
        said=f"How long answers took: half within {p50:.0f} ms, nine in ten within {p90:.0f} ms.",
        columns=("Milliseconds", "Questions"),
        rows=tuple((name, str(n)) for name, n in bins),
    )


def _bins(values: Sequence[float], n_bins: int = 12) -> list[tuple[str, int]]:
    """Return equal steps up to the largest value, each with how many values fall in it."""
    if not values:
        return []
    step = _round_step(max(values) / n_bins)
    counts = Counter(int(value // step) for value in values)
    return [
        (f"{place * step:g}–{(place + 1) * step:g}", counts[place])
        for place in range(max(counts) + 1)
    ]


def _round_step(step: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    size = 1.0
    while size < step:
        size *= 10
    while size / 10 >= step:
        size /= 10
    return next(size * part for part in (0.2, 0.5, 1.0) if size * part >= step)


def _columns(counts: Sequence[tuple[str, int]], title: str) -> Any:
    alt = _altair()
    values = [{"name": name, "n": n} for name, n in counts]
    return (
        alt.Chart(alt.Data(values=values))
        .mark_bar(color=TEAL, cornerRadiusEnd=2)
        .encode(
            x=alt.X(
                "name:N", title=title, sort=None, axis=alt.Axis(labelAngle=-40, labelOverlap=False)
            ),
            y=alt.Y("n:Q", title="Questions", axis=alt.Axis(tickMinStep=1)),
            tooltip=[
                alt.Tooltip("name:N", title=title),
                alt.Tooltip("n:Q", title="Questions"),
            ],
        )
        .properties(height=290)
    )


def days_plot(days: Sequence[DayCount]) -> Plot:
    """Return how many questions were asked on each day, by how they ended."""
    values = [
        {"day": each.day.isoformat(), "ended": STATUS_WORDS[each.status], "n": each.n}
        for each in days
    ]
    values += [
        {"day": day.isoformat(), "ended": STATUS_WORDS[days[0].status], "n": 0}
        for day in _days_without(days)
    ]
    return Plot(
        chart=_stacked(values) if values else None,
        said="How many questions were asked on each day, by how they ended.",
        columns=("Day", "Ended", "Questions"),
        rows=tuple((date_of(each.day), STATUS_WORDS[each.status], str(each.n)) for each in days),
    )


def _days_without(days: Sequence[DayCount]) -> list[dt.date]:
    """Return the days between the first and the last on which nothing was asked."""
    asked = {each.day for each in days}
    if not asked:
        return []
    n_days = (max(asked) - min(asked)).days
    every = (min(asked) + dt.timedelta(days=n) for n in range(n_days))
    return [day for day in every if day not in asked]


def _stacked(values: list[dict[str, Any]]) -> Any:
    alt = _altair()
    every = dict(
        zip(STATUS_WORDS.values(), (TEAL, "#7fb8b2", ORANGE, GREY, "#a58a5c"), strict=True)
    )
    ended = {each["ended"] for each in values}
    colours = {words: colour for words, colour in every.items() if words in ended}
    return (
        alt.Chart(alt.Data(values=values))
        .mark_bar()
        .encode(
            x=alt.X(
                "yearmonthdate(day):O", title=None, axis=alt.Axis(format="%-d %b", labelAngle=-40)
            ),
            y=alt.Y("sum(n):Q", title="Questions", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "ended:N",
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                legend=alt.Legend(orient="bottom", title=None, columns=2, labelLimit=240),
            ),
            tooltip=[
                alt.Tooltip("yearmonthdate(day):O", title="Day", format="%-d %B %Y"),
                alt.Tooltip("ended:N", title="Ended"),
                alt.Tooltip("sum(n):Q", title="Questions"),
            ],
        )
        .properties(height=330)
    )


def _altair() -> Any:
    """Import altair at first use: it costs half a second, and most visits draw no plot."""
    import altair

    return altair
