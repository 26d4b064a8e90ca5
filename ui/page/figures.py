"""Plots and tables as the page shows them: every figure can be read without seeing the plot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from ui.page.plots import Plot
from ui.page.text import plain

_INK = {"light": "#4d5557", "dark": "#c3cbcb"}  # the theme's grayTextColor
_FIGURES = re.compile(r"[+\-]?\d|–$")


def show_plot(plot: Plot, title: str, *, key: str) -> None:
    """Show a plot under its title, with its figures as a table that can be opened."""
    with st.container(key=f"plot-{key}"):
        st.markdown(f"### {plain(title)}", anchors=False)
        if plot.chart is None:
            st.caption("There is nothing to show here.")
            return
        st.altair_chart(_inked(plot.chart), width="stretch", key=f"chart-{key}", alt=plot.said)
        with st.expander("The figures", icon=":material/table_rows:", key=f"figures-{key}"):
            show_table(plot.columns, plot.rows)


def _inked(chart: Any) -> Any:
    """Return a chart whose words stand out from the ground by 4.5:1 (WCAG 2.2, 1.4.3)."""
    ink = _INK.get(st.context.theme.type or "")
    if ink is None:
        return chart
    return (
        chart.configure_axis(labelColor=ink, titleColor=ink)
        .configure_legend(labelColor=ink, titleColor=ink)
        .configure_text(color=ink)
    )


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show a table of plain words; columns of figures stand to the right."""
    rows = list(rows)
    marks = [
        "---:" if all(_FIGURES.match(row[place]) for row in rows) else ":---"
        for place in range(len(columns))
    ]
    lines = [columns, marks, *rows]
    st.markdown(
        "\n".join(
            "| " + " | ".join(cell if line is marks else plain(cell) for cell in line) + " |"
            for line in lines
        )
    )
