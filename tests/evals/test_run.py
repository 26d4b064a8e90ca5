"""A run: what is kept, what is gone on with, and what is told of errors."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals import EvalReport, evaluate, load_questions, rescore, save_questions
from evals.errors import QuestionFileError, RunError


@pytest.fixture
def questions(make: Any) -> tuple[Any, ...]:
    return (
        make.question("2.1", id="q1", question="how long?", key=(("five working days",),)),
        make.question(id="q2", question="may I keep bees?"),
        make.question("3.2(h)", id="q3", question="surgery?", verdict="no", type="permission"),
    )


@pytest.fixture
def script(make: Any) -> dict[str, Any]:
    return {
        "how long?": make.answer(
            "Officers should answer within five working days. [1]",
            citations=[make.cite("2.1")],
            retrieved=make.found("2.1", "2.2"),
        ),
        "may I keep bees?": make.answer("The papers do not cover this."),
        "surgery?": RuntimeError("the model did not answer"),
    }


def test_the_report_has_three_keys_and_a_row_for_each_question(
    make: Any, questions: Any, script: Any
) -> None:
    written = json.loads(evaluate(make.assistant(script), questions).to_json())
    assert set(written) == {"metrics", "results", "settings"}
    row = written["results"][0]
    assert row.pop("latency_ms") >= 0
    assert row == {
        "id": "q1",
        "status": "answered",
        "verdict": None,
        "text": "Officers should answer within five working days. [1]",
        "citations": [["hw-2024", "2.1"]],
        "retrieved": [["hw-2024", "2.1"], ["hw-2024", "2.2"]],
    }


def test_an_error_in_one_question_is_kept_as_data_and_the_others_go_on(
    make: Any, questions: Any, script: Any
) -> None:
    report = evaluate(make.assistant(script), questions)
    assert report.metrics.n_errors == 1
    assert report.metrics.measures["error"].mean == pytest.approx(1 / 3)
    assert report.results[2].status == "error"
    assert report.results[2].text == "RuntimeError: the model did not answer"
    assert report.metrics.measures["verdict"].mean is None  # its only question has no answer
    assert report.metrics.measures["points_met"].n == 1


def test_the_same_run_twice_gives_the_same_scores_to_the_last_digit(
    make: Any, questions: Any, script: Any
) -> None:
    first, second = (evaluate(make.assistant(script), questions).metrics for _ in range(2))
    left_out = {"latency_ms", "memory_mb"}
    assert first.model_dump(exclude=left_out) == second.model_dump(exclude=left_out)


def test_progress_is_told_from_none_to_all(make: Any, questions: Any, script: Any) -> None:
    told: list[tuple[int, int]] = []
    evaluate(make.assistant(script), questions, progress=lambda *done: told.append(done))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_an_interrupted_run_goes_on_where_it_stopped(
    make: Any, questions: Any, script: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    whole = evaluate(make.assistant(script), questions, folder=folder)
    answers = folder / "answers.jsonl"
    first, second, _ = answers.read_text().splitlines(keepends=True)
    answers.write_text(first + second[:100])  # stopped in the middle of writing the second
    assistant = make.assistant(script)
    resumed = evaluate(assistant, questions, folder=folder)
    assert assistant.asked == ["may I keep bees?", "surgery?"]
    assert resumed.metrics.by_question == whole.metrics.by_question
    assert EvalReport.load(folder) == resumed


def test_a_question_that_ended_in_an_error_is_put_again(
    make: Any, questions: Any, script: Any, tmp_path: Path
) -> None:
    evaluate(make.assistant(script), questions, folder=tmp_path)
    mended = script | {"surgery?": make.answer("No. [1]", citations=[make.cite("3.2(h)")])}
    assistant = make.assistant(mended)
    assert evaluate(assistant, questions, folder=tmp_path).metrics.n_errors == 0
    assert assistant.asked == ["surgery?"]


def test_a_folder_with_another_run_is_refused_by_what_differs(
    make: Any, questions: Any, script: Any, tmp_path: Path
) -> None:
    evaluate(make.assistant(script), questions, folder=tmp_path)
    with pytest.raises(RunError, match="with other n_questions, questions"):
        evaluate(make.assistant(script), questions[:2], folder=tmp_path)


def test_a_line_damaged_in_the_middle_is_refused(
    make: Any, questions: Any, script: Any, tmp_path: Path
) -> None:
    evaluate(make.assistant(script), questions, folder=tmp_path)
    answers = tmp_path / "answers.jsonl"
    answers.write_text("{\n" + answers.read_text())
    with pytest.raises(RunError, match="damaged at line 1"):
        evaluate(make.assistant(script), questions, folder=tmp_path)


def test_saved_answers_are_scored_again_with_new_gold(
    make: Any, questions: Any, script: Any, tmp_path: Path
) -> None:
    before = evaluate(make.assistant(script), questions, folder=tmp_path)
    assert before.metrics.measures["points_met"].mean == 1
    moved = (questions[0].model_copy(update={"gold": ((("hw-2024", "2.2"),),)}), *questions[1:])
    after = rescore(tmp_path, make.library, questions=moved)
    assert after.metrics.measures["points_met"].mean == 0
    assert rescore(tmp_path, make.library).metrics.measures == before.metrics.measures


def test_an_answer_to_other_words_is_not_scored_as_an_answer_to_these(
    make: Any, questions: Any, script: Any, tmp_path: Path
) -> None:
    evaluate(make.assistant(script), questions, folder=tmp_path)
    reworded = (questions[0].model_copy(update={"question": "how soon?"}), *questions[1:])
    with pytest.raises(RunError, match="q1 as it is put now"):
        rescore(tmp_path, make.library, questions=reworded)


def test_questions_are_read_back_as_written(questions: Any, tmp_path: Path) -> None:
    save_questions(questions, tmp_path / "set.jsonl")
    assert load_questions(tmp_path / "set.jsonl") == questions


def test_one_malformed_line_is_named_by_file_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": "a", "question": "?", "type": "fact"}\n')
    with pytest.raises(QuestionFileError, match=r"set\.jsonl, line 1: “answerable” is missing"):
        load_questions(file)


def test_an_assistant_that_cannot_be_opened_again_is_refused_several_workers(
    make: Any, questions: Any, script: Any
) -> None:
    with pytest.raises(RunError, match="one worker"):
        evaluate(make.assistant(script), questions, workers=2)
