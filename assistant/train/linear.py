"""Fits a linear model on features by name, and writes it so that a person can read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.linear import Features, Linear

_MAX_ITERATIONS = 500


def fit_linear(
    features: Sequence[Features],
    classes: Sequence[str],
    *,
    weights: Sequence[float],
    inverse_decay: float,
    seen_at_least: int,
) -> Linear:
    """Fit logistic regression; the same examples give the same weights.

    Args:
        features: One for each example.
        weights: How much each example counts.
        inverse_decay: The inverse of the strength of L2 decay.
        seen_at_least: How many examples must have a feature for it to be weighed.
    """
    seen = Counter(name for each in features for name in each)
    kept = [
        {name: value for name, value in each.items() if seen[name] >= seen_at_least}
        for each in features
    ]
    vectors = DictVectorizer()
    model = LogisticRegression(C=inverse_decay, max_iter=_MAX_ITERATIONS).fit(
        vectors.fit_transform(kept), list(classes), sample_weight=list(weights)
    )
    rows, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row then, for the second class over the first
        rows, bias = [0.0 * rows[0], rows[0]], [0.0, bias[0]]
    columns = zip(*(map(float, row) for row in rows), strict=True)
    return Linear(
        tuple(str(name) for name in model.classes_),
        tuple(round(float(value), 3) for value in bias),
        {
            str(name): rounded
            for name, column in zip(vectors.get_feature_names_out(), columns, strict=True)
            if any(rounded := tuple(round(value, 3) for value in column))
        },
    )


def write_linear(path: Path, model: Linear, n_examples: int) -> None:
    """Write the weights, a feature a line."""
    lines = [f"{json.dumps(name)}: {list(model.weights[name])}" for name in sorted(model.weights)]
    head = {"n_examples": n_examples, "classes": list(model.classes), "bias": list(model.bias)}
    text = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items())
    weights = ",\n".join(lines)
    path.write_text("{\n" + text + ',\n"weights": {\n' + weights + "\n}\n}\n", encoding="utf-8")
