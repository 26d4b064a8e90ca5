"""A linear model over features that a person can read; its weights lie in a data file.

`python -m assistant.train` fits them. Source: logistic regression; Cox 1958, multinomial 1966.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.errors import WordListError

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Linear:
    """The weights by feature, one for each class in the order of `classes`."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def chances(self, features: Features) -> dict[str, float]:
        """Return the chance of each class; they sum to 1. What has no weight does not count."""
        totals = list(self.bias)
        for name, value in features.items():
            for place, weight in enumerate(self.weights.get(name, ())):
                totals[place] += weight * value
        highest = max(totals)
        odds = [math.exp(total - highest) for total in totals]
        return {name: odd / sum(odds) for name, odd in zip(self.classes, odds, strict=True)}


@cache
def load_linear(file: str) -> Linear:
    """Return a fitted model from the folder `data`.

    Raises:
        WordListError: The file is malformed.
    """
    source = files("assistant").joinpath("data", file).read_text(encoding="utf-8")
    try:
        data = json.loads(source)
        return Linear(
            tuple(str(name) for name in data["classes"]),
            tuple(float(value) for value in data["bias"]),
            {name: tuple(map(float, weights)) for name, weights in data["weights"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WordListError(f"The assistant's file {file} is malformed: {error}.") from error
