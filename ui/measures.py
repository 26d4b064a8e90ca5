"""What the measures of an evaluation are called on the page, and how their figures are written."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter

from evals.metrics import Mean, Number
from evals.scorers import BY_NAME
from ingest.documents import Record

_FILE = Path(__file__).parent / "data" / "measures.toml"
NONE = "–"
"""Stands where a figure is undefined."""


class MeasureWords(Record):
    """A measure's name on the page."""

    words: str
    written: Literal["share", "number"] = Field(default="share", alias="as")
    headline: bool = False


@cache
def measure_words() -> dict[str, MeasureWords]:
    """Return the names of the data file, by measure, in the order that they are shown in."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, MeasureWords]).validate_python(data)


def headline_measures() -> tuple[str, ...]:
    """Return the measures that stand at the top of a report."""
    return tuple(name for name, words in measure_words().items() if words.headline)


def called(measure: str) -> str:
    """Return what a measure is called."""
    known = measure_words().get(measure)
    return known.words if known is not None else measure.replace("_", " ").capitalize()


def definition(measure: str) -> str:
    """Return what a measure is, in a sentence; '' where evals has none of that name."""
    return BY_NAME[measure].definition if measure in BY_NAME else ""


def is_share(measure: str) -> bool:
    """Return whether a measure is a share, written as a percentage."""
    known = measure_words().get(measure)
    return known is None or known.written == "share"


def figure(measure: str, value: Number) -> str:
    """Return a measure's value as it is read: '72%', '0.83', or a dash where it is undefined."""
    if value is None or value != value:
        return NONE
    return f"{100 * value:.0f}%" if is_share(measure) else _number(value)


def interval_words(measure: str, mean: Mean) -> str:
    """Return a mean's 95% interval as '62% to 81%', or '' where it has none."""
    if mean.low is None or mean.high is None:
        return ""
    return f"{figure(measure, mean.low)} to {figure(measure, mean.high)}"


def change_words(measure: str, change: float) -> str:
    """Return how much a mean changed, as '+3 points' or '-0.04'."""
    if change != change:
        return NONE
    if not is_share(measure):
        return f"{change:+.2f}"
    points = round(100 * change, 1)
    return f"{points:+.1f} points" if points else "no change"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.2f}"
