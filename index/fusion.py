"""The ranker: a linear model over named signals, read from a file that a person can read."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from operator import mul
from pathlib import Path

from index.errors import ModelError


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights by signal; a signal without a weight does not count."""

    bias: float
    weights: Mapping[str, float]

    def score(self, signals: Mapping[str, float]) -> float:
        """Return a score in [0, 1]; higher is better."""
        given = map(signals.get, self.weights, repeat(0.0))
        total = self.bias + sum(map(mul, self.weights.values(), given))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@lru_cache(16)
def load_ranker(path: Path, table: str = "weights") -> Ranker:
    """Return a ranker from a TOML file: `[TABLE]` with its weights, `bias` among them or above.

    Raises:
        ModelError: The file is missing or is not such a file.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        weights = {str(name): float(weight) for name, weight in data[table].items()}
        return Ranker(bias=weights.pop("bias", float(data.get("bias", 0.0))), weights=weights)
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"The ranker's weights in {path} cannot be read: install the project again."
        ) from error
