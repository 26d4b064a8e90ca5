"""Plots of cost against size, both axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evals.bench.records import Figures
from evals.charts import BLUE, GREY, INK, RC

_COLOURS = (BLUE, "#c2571a", "#2f7d4f", "#7a4fa3", GREY, INK)
_STEPS = ("encode_ms", "vectors_ms", "words_ms", "rank_ms")
Points = dict[str, list[tuple[float, float]]]


def draw_plots(figures: Sequence[Figures], folder: Path) -> list[Path]:
    """Draw what was measured at two sizes or more; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name, label, points, limits in (
        ("bench-searching", "milliseconds", _latencies(figures), ((100_000, 50), (1_000_000, 150))),
        ("bench-steps", "milliseconds, median", _steps(figures), ()),
        ("bench-memory", "MiB", _memory(figures), ()),
        ("bench-workers", "answers a second", _workers(figures), ()),
    ):
        if any(len(each) > 1 for each in points.values()):
            across = "workers" if name == "bench-workers" else "paragraphs in the library"
            path = folder / f"{name}.svg"
            _draw(path, points, across, label, limits)
            drawn.append(path)
    return drawn


def _latencies(figures: Sequence[Figures]) -> Points:
    points: Points = {}
    for each in figures:
        if each.part == "searching" or (
            each.part == "beside" and each.what.endswith("all councils")
        ):
            points.setdefault(f"{each.what}: p95", []).append(_at(each, "p95_ms"))
    return points


def _steps(figures: Sequence[Figures]) -> Points:
    points: Points = {}
    for each in figures:
        if each.part == "searching" and each.what == "all councils":
            for step in _STEPS:
                if step in each.values:
                    points.setdefault(step.removesuffix("_ms"), []).append(_at(each, step))
    return points


def _memory(figures: Sequence[Figures]) -> Points:
    points: Points = {}
    for each in figures:
        if each.part == "memory":
            for name, label in (("own_mib", "own"), ("mapped_mib", "files mapped")):
                points.setdefault(f"{each.what}: {label}", []).append(_at(each, name))
        elif each.part == "disk":
            points.setdefault(f"disk, {each.what}", []).append(_at(each, "disk_mib"))
    return points


def _workers(figures: Sequence[Figures]) -> Points:
    points: Points = {}
    for each in figures:
        if each.part == "workers":
            kind = each.what.partition(" ")[2]
            found = points.setdefault(f"{kind}, {each.n_paragraphs:,} paragraphs", [])
            found.append((each.values["workers"], each.values["answers_per_s"]))
    return points


def _at(each: Figures, name: str) -> tuple[float, float]:
    return float(each.n_paragraphs), each.values[name]


def _draw(
    path: Path,
    points: Points,
    across: str,
    label: str,
    limits: Sequence[tuple[float, float]],
) -> None:
    with mpl.rc_context(RC):
        figure = Figure(figsize=(7.0, 3.6), layout="constrained")
        axes: Axes = figure.add_subplot()
        for at, (name, each) in enumerate(points.items()):
            xs, ys = zip(*sorted(each), strict=True)
            style = "-" if at < len(_COLOURS) else "--"
            axes.plot(xs, ys, f"o{style}", color=_COLOURS[at % len(_COLOURS)], label=name, ms=4)
        for at, (x, y) in enumerate(limits):
            held = "to be held" if at == 0 else None
            axes.plot([x], [y], "_", color=INK, markersize=22, markeredgewidth=2, label=held)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel(across)
        axes.set_ylabel(label)
        axes.grid(which="major", color="#e4e8eb")
        axes.legend(fontsize=7.5, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
