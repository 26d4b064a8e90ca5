"""How sure a mean or a difference is: seeded bootstraps over clusters, and the sign test.

Questions that share a gold paragraph are not independent: a paragraph that is misread fails them
all. So clusters of questions are drawn, not questions.

Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993 (percentile interval);
Field and Welsh, "Bootstrapping clustered data", JRSS B 2007 (whole clusters drawn).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

N_RESAMPLES = 2000
SEED = 2007


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95% interval.

    Attributes:
        mean: NaN where no value was defined.
        low: NaN, as `high`, where there are fewer than two clusters to draw from.
        n: Values that were defined.
        n_undefined: Values that were NaN, and left out.
    """

    mean: float
    low: float
    high: float
    n: int
    n_undefined: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean of paired differences, later minus earlier, with its 95% interval.

    Attributes:
        p_bootstrap: Two-sided: twice the share of resamples on the rarer side of 0, ties on
            both; at least 1 / the number of resamples. NaN with fewer than two clusters.
        p_sign: Two-sided exact sign test over the pairs that differ; 1 where none does.
        n: Pairs in which both values were defined.
    """

    mean: float
    low: float
    high: float
    p_bootstrap: float
    p_sign: float
    n: int
    n_higher: int
    n_lower: int


def interval(
    values: Sequence[float],
    clusters: Sequence[int] | None = None,
    *,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """Return the mean of the defined values and its interval.

    Args:
        values: One a question; NaN where undefined.
        clusters: A number for each value, equal where questions belong together; None where
            each stands alone.
    """
    kept, groups = _defined(values, clusters)
    n_undefined = len(values) - len(kept)
    if not len(kept):
        return Interval(math.nan, math.nan, math.nan, 0, n_undefined)
    low, high = _bounds(_resampled_means(kept, groups, n_resamples, seed))
    return Interval(_mean(kept), low, high, len(kept), n_undefined)


def difference(
    before: Sequence[float],
    after: Sequence[float],
    clusters: Sequence[int] | None = None,
    *,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> Difference:
    """Return the mean difference of pairs, `after - before`, and whether it can be chance.

    Args:
        before: One value a question; NaN where undefined.
        after: The same questions' values in the other run, in the same order.
        clusters: As for `interval`.
    """
    pairs = [b - a for a, b in zip(before, after, strict=True)]
    kept, groups = _defined(pairs, clusters)
    if not len(kept):
        return Difference(math.nan, math.nan, math.nan, math.nan, 1.0, 0, 0, 0)
    n_higher, n_lower = int((kept > 0).sum()), int((kept < 0).sum())
    means = _resampled_means(kept, groups, n_resamples, seed)
    low, high = _bounds(means)
    p = math.nan
    if len(means):
        rarer = min((means <= 0).mean(), (means >= 0).mean())
        p = float(min(1.0, max(2 * rarer, 1 / n_resamples)))
    return Difference(
        _mean(kept), low, high, p, sign_test(n_higher, n_lower), len(kept), n_higher, n_lower
    )


def sign_test(n_higher: int, n_lower: int) -> float:
    """Return the two-sided exact probability of a split at least this uneven by chance alone.

    Chance: up and down equally likely. 1.0 where nothing differs.

    Source: Conover, Practical Nonparametric Statistics, 1999, section 3.4 (ties dropped).
    """
    n = n_higher + n_lower
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, i) for i in range(min(n_higher, n_lower) + 1))
    return min(1.0, float(2 * tail / 2**n))


def _defined(
    values: Sequence[float], clusters: Sequence[int] | None
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the defined values, and for each the place of its cluster from 0."""
    array = np.asarray(values, dtype=np.float64)
    names = np.arange(len(array)) if clusters is None else np.asarray(clusters)
    keep = ~np.isnan(array)
    if not keep.any():
        return array[keep], np.empty(0, dtype=np.intp)
    return array[keep], np.unique(names[keep], return_inverse=True)[1].astype(np.intp)


def _resampled_means(
    values: NDArray[np.float64], groups: NDArray[np.intp], n_resamples: int, seed: int
) -> NDArray[np.float64]:
    """Return the mean of each resample of clusters; empty with fewer than two clusters."""
    n_groups = int(groups.max()) + 1
    if n_groups < 2:
        return np.empty(0, dtype=np.float64)
    totals = np.bincount(groups, weights=values, minlength=n_groups)
    sizes = np.bincount(groups, minlength=n_groups)
    drawn = _draws(n_groups, n_resamples, seed)
    means: NDArray[np.float64] = totals[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return means


@lru_cache(maxsize=64)
def _draws(n_groups: int, n_resamples: int, seed: int) -> NDArray[np.int64]:
    """Return the clusters drawn for each resample; every measure of a run is judged by the same."""
    return np.random.default_rng(seed).integers(0, n_groups, size=(n_resamples, n_groups))


def _bounds(means: NDArray[np.float64]) -> tuple[float, float]:
    if not len(means):
        return math.nan, math.nan
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _mean(values: NDArray[np.float64]) -> float:
    return math.fsum(values) / len(values)
