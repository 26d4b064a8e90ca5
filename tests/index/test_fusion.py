"""The ranker's weights are a file that a person can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import IndexSettings
from index.errors import ModelError
from index.fusion import load_ranker


def test_a_score_is_the_logistic_of_the_weighted_sum(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text("[weights]\nbias = -1.0\ndense = 2.0\nwords = 0.5\n")
    ranker = load_ranker(tmp_path / "r.toml")
    assert ranker.score({"dense": 0.5, "other": 9.0}) == pytest.approx(0.5)
    assert ranker.score({"dense": 1.0, "words": 1.0}) == pytest.approx(0.8175744761936437)


def test_far_signals_stay_within_bounds(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text("[weights]\nbias = 0.0\ndense = 1e6\n")
    ranker = load_ranker(tmp_path / "r.toml")
    assert 0 <= ranker.score({"dense": -1.0}) < ranker.score({"dense": 1.0}) <= 1


@pytest.mark.parametrize("table", ["weights", "weights_read", "covered", "covered_read"])
def test_the_shipped_file_has_every_table(table: str) -> None:
    assert load_ranker(IndexSettings().fusion, table).weights


@pytest.mark.parametrize("text", ["", "weights = 3", "[weights]\ndense = 'much'", "[weights"])
def test_a_broken_file_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(ModelError, match="weights"):
        load_ranker(tmp_path / "r.toml")
