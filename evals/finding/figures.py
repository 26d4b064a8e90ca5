"""A mean with its interval, as the tables of finding print it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_N_RESAMPLES = 1000
_SEED = 20240601


def figure(values: Sequence[float]) -> str:
    """Return a mean and its 95% interval: percentile bootstrap over questions, seeded."""
    if not values:
        return "–"
    array = np.array(values)
    draws = np.random.default_rng(_SEED).integers(len(array), size=(_N_RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return f"{array.mean():.0%} ({low:.0%}–{high:.0%})"
