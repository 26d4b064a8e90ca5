"""Compares two runs of the same questions: is a change real, what flipped, is it too much worse.

A thresholds file is TOML:

    [measures.points_met]
    max_fall = 0.02     # how much worse than the earlier run the mean may be
    min = 0.75          # and what it may never be below (max: above, where lower is better)

Measures that it does not name are not held to anything.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from evals.attribution import MUST_BE_WHOLE
from evals.errors import ComparisonError
from evals.intervals import difference
from evals.metrics import ERROR, Number
from evals.report import EvalReport
from evals.scorers import BY_NAME, MEASURES
from ingest.documents import Record

SLACK = 1e-9
"""What a sum of the same numbers in another order may differ by."""


@dataclass(frozen=True, slots=True)
class Change:
    """How one measure changed over the questions that have it in both runs.

    Attributes:
        before: Mean over these questions in the earlier run; NaN where there is none.
        mean: The change of the mean, after minus before, with its 95% interval `low` to `high`.
        p_bootstrap: Two-sided, by the paired bootstrap over clusters.
        p_sign: Two-sided, by the exact sign test.
        n: Questions that have the measure in both runs.
    """

    before: float
    after: float
    mean: float
    low: float
    high: float
    p_bootstrap: float
    p_sign: float
    n: int
    n_higher: int
    n_lower: int


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that passes a measure in one run and not in the other, and what each said."""

    id: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side.

    Attributes:
        only_before: Ids that only the earlier run has, left out of every change.
        differing: The settings in which the runs differ, by name.
    """

    changes: Mapping[str, Change]
    flips: tuple[Flip, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    differing: tuple[str, ...]


class Threshold(Record):
    """What a measure is held to; all means are over the questions that both runs have."""

    max_fall: float | None = Field(default=None, ge=0, description="how much worse it may get")
    min: float | None = None
    max: float | None = None


class Thresholds(Record):
    """The thresholds of a TOML file, by measure."""

    measures: dict[str, Threshold]


@dataclass(frozen=True, slots=True)
class Worse:
    """A threshold that the later run breaks."""

    measure: str
    message: str


def compare_runs(before: EvalReport, after: EvalReport) -> Comparison:
    """Return how two runs differ, over the questions that both have.

    Raises:
        ComparisonError: They have no question in common.
    """
    old, new = before.metrics.by_question, after.metrics.by_question
    both = [id_ for id_ in old if id_ in new]
    if not both:
        raise ComparisonError("The two runs have no question in common. Compare runs of one set.")
    groups = [old[id_].cluster for id_ in both]
    changes = {
        name: _change(
            [_value(old[id_].scores, name) for id_ in both],
            [_value(new[id_].scores, name) for id_ in both],
            groups,
        )
        for name in (ERROR, *(measure.name for measure in MEASURES))
    }
    texts = [{row.id: row.text for row in report.results} for report in (before, after)]
    flips = []
    for id_ in both:
        gained, lost = _flipped(old[id_].scores, new[id_].scores)
        if gained or lost:
            flips.append(Flip(id_, gained, lost, texts[0].get(id_, ""), texts[1].get(id_, "")))
    return Comparison(
        changes=changes,
        flips=tuple(flips),
        only_before=tuple(id_ for id_ in old if id_ not in new),
        only_after=tuple(id_ for id_ in new if id_ not in old),
        differing=tuple(
            name
            for name in type(before.settings).model_fields
            if getattr(before.settings, name) != getattr(after.settings, name)
        ),
    )


def load_thresholds(path: Path) -> Thresholds:
    """Read a thresholds file.

    Raises:
        ComparisonError: It is missing or malformed, or names a measure that there is not.
    """
    try:
        thresholds = Thresholds.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ComparisonError(f"There is no thresholds file {path}.") from error
    except (tomllib.TOMLDecodeError, ValidationError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[-1].strip()
        raise ComparisonError(f"{path.name} is not a thresholds file: {first}") from error
    unknown = [name for name in thresholds.measures if name not in BY_NAME and name != ERROR]
    if unknown:
        raise ComparisonError(
            f"{path.name} names the measure “{unknown[0]}”, and there is none of that name."
        )
    return thresholds


def find_worse(comparison: Comparison, thresholds: Thresholds) -> tuple[Worse, ...]:
    """Return the thresholds that the later run breaks; none where it may be let through.

    A question of the earlier run that the later one lacks is a break by itself: leaving out the
    hard ones would raise every mean.
    """
    found = [
        Worse("questions", f"question {id_} of the earlier run is not in the later one")
        for id_ in comparison.only_before
    ]
    for name, held_to in thresholds.measures.items():
        change = comparison.changes[name]
        found += [Worse(name, message) for message in _breaks(name, change, held_to)]
    return tuple(found)


def _breaks(name: str, change: Change, held_to: Threshold) -> list[str]:
    lower_is_better = name == ERROR or BY_NAME[name].better == "lower"
    said = []
    fall = change.mean if lower_is_better else -change.mean
    if held_to.max_fall is not None and fall > held_to.max_fall + SLACK:
        said.append(
            f"{name} went from {change.before:.4f} to {change.after:.4f}: "
            f"{fall:.4f} worse, and at most {held_to.max_fall:g} is let through"
        )
    if held_to.min is not None and change.after < held_to.min - SLACK:
        said.append(f"{name} is {change.after:.4f}, below {held_to.min:g}")
    if held_to.max is not None and change.after > held_to.max + SLACK:
        said.append(f"{name} is {change.after:.4f}, above {held_to.max:g}")
    if math.isnan(change.mean) and held_to != Threshold():
        said.append(f"{name} is undefined for every question that both runs have")
    return said


def _change(before: list[float], after: list[float], groups: list[int]) -> Change:
    found = difference(before, after, groups)
    pairs = [
        (a, b) for a, b in zip(before, after, strict=True) if not (math.isnan(a) or math.isnan(b))
    ]
    return Change(
        before=_mean([a for a, _ in pairs]),
        after=_mean([b for _, b in pairs]),
        mean=found.mean,
        low=found.low,
        high=found.high,
        p_bootstrap=found.p_bootstrap,
        p_sign=found.p_sign,
        n=found.n,
        n_higher=found.n_higher,
        n_lower=found.n_lower,
    )


def _flipped(
    before: Mapping[str, Number], after: Mapping[str, Number]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the measures that became whole, and those that no longer are."""
    gained: list[str] = []
    lost: list[str] = []
    for name in MUST_BE_WHOLE:
        old, new = before.get(name), after.get(name)
        if old is not None and new is not None and (old == 1) != (new == 1):
            (gained if new == 1 else lost).append(name)
    if (before.get(ERROR) or 0) != (after.get(ERROR) or 0):
        (lost if after.get(ERROR) else gained).append(ERROR)
    return tuple(gained), tuple(lost)


def _value(scores: Mapping[str, Number], name: str) -> float:
    value = scores.get(name)
    return math.nan if value is None else value


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan
