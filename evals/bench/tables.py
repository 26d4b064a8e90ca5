"""The figures of some runs as Markdown tables, a part each."""

from __future__ import annotations

from collections.abc import Sequence

from evals.bench.records import Figures

_ORDER = (
    "reading",
    "embedding",
    "adding",
    "cold start",
    "pipelines",
    "opening",
    "searching",
    "recall",
    "answering",
    "workers",
    "memory",
    "disk",
    "beside",
)


def tabulate(figures: Sequence[Figures]) -> str:
    """Return a table for every part that was measured."""
    parts = {each.part for each in figures}
    ordered = [*(part for part in _ORDER if part in parts), *sorted(parts - {*_ORDER})]
    return "\n\n".join(
        _table(part, [each for each in figures if each.part == part]) for part in ordered
    )


def _table(part: str, figures: Sequence[Figures]) -> str:
    sized = any(each.n_paragraphs for each in figures)
    ordered = sorted(figures, key=lambda each: (each.n_paragraphs, each.n_councils))
    names = list(dict.fromkeys(name for each in ordered for name in each.values))
    head = [part, *(["councils", "paragraphs"] if sized else []), *names]
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    for each in ordered:
        size = [f"{each.n_councils:,}", f"{each.n_paragraphs:,}"] if sized else []
        cells = [_cell(each.values.get(name)) for name in names]
        lines.append(f"| {' | '.join([each.what, *size, *cells])} |")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.4g}"
