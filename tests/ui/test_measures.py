"""What the Evaluate page calls measures: only such as evals has, each under a name of its own."""

import pytest

from evals.metrics import ERROR, Mean
from evals.scorers import BY_NAME, MEASURES
from ui.measures import (
    NONE,
    called,
    change_words,
    definition,
    figure,
    headline_measures,
    interval_words,
    measure_words,
)


def test_every_name_of_the_file_is_of_a_measure_that_evals_has() -> None:
    assert set(measure_words()) - {*BY_NAME, ERROR} == set()


def test_no_two_measures_are_called_the_same() -> None:
    names = [called(name) for name in (ERROR, *BY_NAME)]
    assert len(names) == len(set(names))


def test_every_measure_can_be_explained_where_it_is_shown() -> None:
    assert all(definition(measure.name) for measure in MEASURES)
    assert 3 <= len(headline_measures()) <= 6, "they stand in one row at the top"


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("precision", 0.725, "72%"),
        ("mrr", 0.834, "0.83"),
        ("words", 143.4, "143"),
        ("precision", None, NONE),
        ("mrr", float("nan"), NONE),
        ("of_tomorrow", 0.5, "50%"),
    ],
)
def test_a_figure_is_written_as_its_measure_is_read(
    measure: str, value: float | None, words: str
) -> None:
    assert figure(measure, value) == words


def test_an_interval_is_left_out_where_there_is_none() -> None:
    known = Mean(mean=0.7, low=0.62, high=0.81, n=40, n_undefined=0)
    assert interval_words("precision", known) == "62% to 81%"
    assert interval_words("precision", known.model_copy(update={"low": None})) == ""


@pytest.mark.parametrize(
    ("measure", "change", "words"),
    [
        ("precision", 0.03, "+3.0 points"),
        ("precision", -0.0004, "no change"),
        ("precision", float("nan"), NONE),
        ("mrr", -0.04, "-0.04"),
    ],
)
def test_a_change_is_said_in_the_measures_own_unit(measure: str, change: float, words: str) -> None:
    assert change_words(measure, change) == words
