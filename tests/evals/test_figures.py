"""The tables that the README carries, the drawn answers, and a baseline that holds no words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Turn
from evals import evaluate
from evals.baseline import held_sets, without_words
from evals.figures import follow_ups_of, table_of
from evals.showcase import draw_questions, hash_of, page_of


@pytest.fixture
def report(make: Any) -> Any:
    script = {
        "how long?": make.answer(
            "Officers should answer within five working days. [1]", citations=[make.cite("2.1")]
        ),
        "and then?": make.answer("The papers do not cover this."),
    }
    history = (Turn(user="how long?", assistant="Five working days."),)
    questions = (
        make.question("2.1", id="q1", question="how long?"),
        make.question("2.2", id="q2", question="and then?", history=history),
    )
    return evaluate(make.assistant(script), questions)


def test_the_table_has_a_column_for_each_set_and_says_where_a_measure_is_undefined(
    report: Any,
) -> None:
    lines = table_of({"first": report, "again": report}).splitlines()
    assert lines[0] == "| measure | first | again |"
    assert lines[2] == "| questions | 2 | 2 |"
    cells = {line.split(" | ")[0].removeprefix("| "): line for line in lines}
    assert "0.50" in cells["points cited of points needed"]
    assert cells["verdict right"] == "| verdict right | – | – |"


def test_follow_ups_are_held_against_first_questions(report: Any) -> None:
    said = follow_ups_of([report])
    assert said.startswith("Follow-ups meet 0.00 of their points (1 questions)")
    assert "first questions 1.00 (1): a difference of -1.00" in said


def test_a_set_without_follow_ups_says_so() -> None:
    assert follow_ups_of([]) == "There are no follow-ups to hold against first questions."


def test_a_baseline_of_real_papers_keeps_scores_and_labels_but_no_words(report: Any) -> None:
    kept = without_words(report)
    assert kept.metrics.by_question == report.metrics.by_question
    assert [row.citations for row in kept.results] == [row.citations for row in report.results]
    assert "working days" not in kept.to_json()


def test_only_a_set_of_real_papers_keeps_its_words_out() -> None:
    assert [held.words_stay_out for held in held_sets()] == [False, True]


def test_a_set_that_is_elsewhere_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROTOCOLS_SHARED", str(tmp_path))
    assert [held.is_there for held in held_sets()] == [True, False]


def test_the_draw_is_the_same_each_time_and_in_the_order_of_the_set() -> None:
    drawn = [question.id for question in draw_questions()]
    assert len(set(drawn)) == 20
    assert drawn == sorted(drawn) == [question.id for question in draw_questions()]


def test_criticism_of_an_answer_that_has_changed_says_so(make: Any) -> None:
    question = make.question("2.1", id="q1", question="how long?")
    answer = make.answer("Five working days. [1]", citations=[make.cite("2.1")])
    fresh = {"q1": {"answer": hash_of(answer), "says": "Too short."}}
    stale = {"q1": {"answer": "0", "says": "Too short."}}
    assert "**Against it:** Too short.\n" in page_of([(question, answer)], fresh)
    assert "(Written of an earlier answer.)" in page_of([(question, answer)], stale)
    assert "**Against it:** not yet read." in page_of([(question, answer)], {})
