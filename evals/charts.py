"""The report's plots, each as a piece of SVG that stands inside a page.

The same numbers give the same SVG to the letter: no date, no random names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evals.metrics import Curve, Mean

INK = "#1d2b36"
BLUE = "#1f5f99"
GREY = "#9aa5ae"
WIDTH_IN = 7.0
"""Inches, which matplotlib counts in; 72 points each."""
RC: Any = {
    "svg.hashsalt": "protocol-assistant",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9.0,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def intervals_chart(means: Mapping[str, Mean], name: str) -> str:
    """Return means in [0, 1] with their 95% intervals, one row each; '' where none is defined."""
    rows = [
        (row, mean.mean, mean.low if mean.low is not None else mean.mean, mean.high or mean.mean)
        for row, mean in means.items()
        if mean.mean is not None and 0 <= mean.mean <= 1
    ]
    if not rows:
        return ""
    with _axes(height_in=0.5 + 0.24 * len(rows)) as (figure, axes):
        places = list(range(len(rows), 0, -1))
        for place, (_, mean, low, high) in zip(places, rows, strict=True):
            axes.plot([low, high], [place, place], color=GREY, linewidth=3, solid_capstyle="round")
            axes.plot([mean], [place], "o", color=BLUE, markersize=6)
        axes.set_yticks(places, [row for row, *_ in rows])
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(0.4, len(rows) + 0.6)
        axes.grid(axis="x", color="#e4e8eb")
        axes.set_axisbelow(True)
        return _svg(figure, name)


def confusion_chart(table: Mapping[str, Mapping[str, int]]) -> str:
    """Return verdicts said (columns) for each gold verdict (rows); '' where there is none."""
    said = list(next(iter(table.values()), {}))
    counts = [[row[name] for name in said] for row in table.values()]
    most = max((n for row in counts for n in row), default=0)
    if not most:
        return ""
    with _axes(height_in=2.2, width_in=4.6) as (figure, axes):
        axes.pcolormesh(counts, cmap="Blues", vmin=0, vmax=most * 1.4)  # imshow would be a raster
        for y, row in enumerate(counts):
            for x, n in enumerate(row):
                axes.text(x + 0.5, y + 0.5, str(n), ha="center", va="center")
        axes.set_xticks([x + 0.5 for x in range(len(said))], said)
        axes.set_yticks([y + 0.5 for y in range(len(table))], list(table))
        axes.invert_yaxis()
        axes.set_xlabel("the answer said")
        axes.set_ylabel("the gold says")
        return _svg(figure, "confusion")


def risk_coverage_chart(curve: Curve) -> str:
    """Return the share that is wrong, at each share answered; '' where there is no question."""
    if not curve.coverage:
        return ""
    with _axes(height_in=2.6, width_in=4.6) as (figure, axes):
        axes.plot(curve.coverage, curve.risk, color=BLUE, linewidth=1.8)
        axes.fill_between(curve.coverage, curve.risk, color=BLUE, alpha=0.12)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_xlabel("share answered, surest first")
        axes.set_ylabel("share of those wrong")
        axes.grid(color="#e4e8eb")
        return _svg(figure, "risk")


def latency_chart(latencies_ms: Sequence[float]) -> str:
    """Return how many questions took how long; '' where there is none."""
    if not latencies_ms:
        return ""
    with _axes(height_in=2.2, width_in=4.6) as (figure, axes):
        axes.hist(latencies_ms, bins=30, color=BLUE, alpha=0.8)
        axes.set_xlabel("milliseconds")
        axes.set_ylabel("questions")
        return _svg(figure, "latency")


@contextmanager
def _axes(*, height_in: float, width_in: float = WIDTH_IN) -> Iterator[tuple[Figure, Axes]]:
    with mpl.rc_context(RC):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        yield figure, figure.add_subplot()


def _svg(figure: Figure, name: str) -> str:
    """Return a figure's SVG; its ids begin with the plot's name, as one page holds several."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
