"""Intervals and tests of differences."""

import math

import pytest
from scipy.stats import binomtest

from evals.intervals import difference, interval, sign_test


def test_undefined_values_are_left_out_of_the_mean_and_counted() -> None:
    found = interval([1.0, math.nan, 0.0, math.nan])
    assert (found.mean, found.n, found.n_undefined) == (0.5, 2, 2)


def test_a_mean_of_nothing_is_undefined_not_zero() -> None:
    for values in ([], [math.nan, math.nan]):
        found = interval(values)
        assert math.isnan(found.mean)
        assert math.isnan(found.low)
        assert found.n == 0


def test_the_interval_is_the_same_to_the_last_digit_each_time() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 1.0, 0.0]
    assert interval(values) == interval(values)
    assert interval(values) != interval(values, seed=1)


def test_the_interval_of_a_share_is_near_the_textbooks() -> None:
    found = interval([1.0] * 140 + [0.0] * 60)
    half = 1.96 * math.sqrt(0.7 * 0.3 / 200)
    assert found.low == pytest.approx(0.7 - half, abs=0.015)
    assert found.high == pytest.approx(0.7 + half, abs=0.015)


def test_questions_that_share_a_paragraph_widen_the_interval() -> None:
    values = [float(number % 4 > 0) for number in range(40) for _ in range(5)]
    alone = interval(values)
    shared = interval(values, [number for number in range(40) for _ in range(5)])
    assert shared.mean == alone.mean
    assert shared.high - shared.low > 1.8 * (alone.high - alone.low)


def test_one_cluster_gives_no_interval() -> None:
    found = interval([1.0, 0.0], [7, 7])
    assert found.mean == 0.5
    assert math.isnan(found.low)


def test_a_change_in_every_pair_is_not_chance() -> None:
    found = difference([0.0] * 20, [1.0] * 20)
    assert (found.mean, found.low, found.high) == (1, 1, 1)
    assert found.p_bootstrap == 1 / 2000
    assert found.p_sign == pytest.approx(2 / 2**20)


def test_no_change_has_probability_one() -> None:
    found = difference([0.0, 1.0], [0.0, 1.0])
    assert (found.mean, found.p_bootstrap, found.p_sign) == (0, 1, 1)
    assert (found.n_higher, found.n_lower) == (0, 0)


def test_pairs_with_one_side_undefined_are_left_out() -> None:
    found = difference([0.0, math.nan, 1.0], [1.0, 1.0, math.nan])
    assert found.n == 1
    assert found.mean == 1


@pytest.mark.parametrize(("up", "down"), [(0, 0), (5, 0), (8, 3), (6, 6), (1, 12)])
def test_the_sign_test_is_the_exact_binomial_test(up: int, down: int) -> None:
    theirs = binomtest(up, up + down).pvalue if up + down else 1.0
    assert sign_test(up, down) == pytest.approx(theirs)
