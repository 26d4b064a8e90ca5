"""A linear model: what it says, how it is fitted, how it is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.linear import Linear, load_linear
from assistant.train.linear import fit_linear, write_linear


def test_chances_sum_to_one_and_follow_the_weights():
    model = Linear(("yes", "no"), (0.0, 0.0), {"sense forbids": (-1.0, 1.0)})
    chances = model.chances({"sense forbids": 1.0, "never seen": 1.0})
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["no"] == pytest.approx(0.8808, abs=1e-4)  # 1 / (1 + exp(-2))


@pytest.mark.parametrize("file", ["judge.json", "covered.json"])
def test_every_fitted_model_has_a_weight_for_each_class(file: str):
    model = load_linear(file)
    assert len(model.bias) == len(model.classes) >= 2
    assert model.weights
    assert all(len(weights) == len(model.classes) for weights in model.weights.values())


@pytest.mark.parametrize("classes", [("wet", "dry"), ("wet", "dry", "icy")])
def test_what_was_fitted_is_told_again_and_survives_being_written(
    classes: tuple[str, ...], tmp_path: Path
):
    features = [{f"looks {name}": 1.0, "looked at": 1.0} for name in classes] * 20
    said = list(classes) * 20
    model = fit_linear(
        features, said, weights=[1.0] * len(said), inverse_decay=1.0, seen_at_least=2
    )
    for each, name in zip(features, said, strict=True):
        chances = model.chances(each)
        assert max(chances, key=lambda key: chances[key]) == name
    write_linear(tmp_path / "model.json", model, len(said))
    kept = json.loads((tmp_path / "model.json").read_text("utf-8"))
    assert kept["classes"] == list(model.classes)
    assert {name: tuple(row) for name, row in kept["weights"].items()} == dict(model.weights)


def test_what_is_seen_too_seldom_has_no_weight():
    features = [{"common": 1.0}, {"common": 1.0, "rare": 1.0}, {}, {}]
    model = fit_linear(
        features, ["a", "a", "b", "b"], weights=[1.0] * 4, inverse_decay=1.0, seen_at_least=2
    )
    assert set(model.weights) == {"common"}
