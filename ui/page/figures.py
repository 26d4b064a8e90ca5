"""Plots and tables as the page shows them: every figure can be read without seeing the plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from ui.page.plots import Plot
from ui.page.text import plain


def show_plot(plot: Plot, title: str, *, key: str) -> None:
    """Show a plot under its title, with its figures as a table that can be opened."""
    with st.container(key=f"plot-{key}"):
        st.markdown(f"### {plain(title)}", anchors=False)
        if plot.chart is None:
            st.caption("There is nothing to show here.")
            return
        st.altair_chart(plot.chart, width="stretch", key=f"chart-{key}", alt=plot.said)
        with st.expander("The figures", icon=":material/table_rows:", key=f"figures-{key}"):
            show_table(plot.columns, plot.rows)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show a table of plain words, the first column as names and the others to the right."""
    marks = [":---", *(["---:"] * (len(columns) - 1))]
    lines = [columns, marks, *rows]
    st.markdown(
        "\n".join(
            "| " + " | ".join(cell if line is marks else plain(cell) for cell in line) + " |"
            for line in lines
        )
    )
