"""Sets and runs as the page keeps them: checked before, stopped when asked, gone on with after."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.answer import Answer, AnswerStatus, Role, Turn
from evals import Question, save_questions
from evals.errors import RunError
from index import Library
from ui.errors import RunningError
from ui.evaluation_runs import Runner, State
from ui.question_sets import SAMPLES, QuestionSet, check_set, keep_set, question_sets


class Gate:
    """An assistant that waits before each answer until it is let by."""

    def __init__(self, n_free: int = 10_000) -> None:
        self.free = threading.Semaphore(n_free)
        self.arrived = threading.Semaphore(0)
        self.fault: str | None = None

    def answer(
        self,
        question: str,
        *,
        council: str | None = None,
        role: Role | None = None,
        history: Sequence[Turn] = (),  # noqa: ARG002 - an assistant takes it
    ) -> Answer:
        self.arrived.release()
        assert self.free.acquire(timeout=20)
        if self.fault:
            raise RuntimeError(self.fault)
        return Answer(
            question=question,
            standalone_question=question,
            council=council,
            role=role,
            status=AnswerStatus.NOT_COVERED,
            text="The papers do not say.",
        )


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path / "runs", keep_runs=2)


def questions(n: int = 3) -> tuple[Question, ...]:
    return tuple(
        Question(id=f"q{i}", question=f"Question {i}?", type="uncovered", answerable=False)
        for i in range(n)
    )


def test_a_run_goes_on_beside_the_page_and_is_kept_whole(runner: Runner, library: Library) -> None:
    name = runner.begin(Gate(), questions(), library, set_name="My set.jsonl")
    runner.wait(60)
    progress = runner.progress()
    assert progress is not None
    assert (progress.state, progress.n_done, progress.n_questions) == (State.DONE, 3, 3)
    kept = runner.read(name)
    assert kept.report.metrics.measures["covered"].mean == 1.0
    assert list(kept.questions) == list(kept.answered) == ["q0", "q1", "q2"]
    assert name.endswith("-my-set")
    (entry,) = runner.entries()
    assert (entry.name, entry.finished, entry.n_answered) == (name, True, 3)


def test_one_run_at_a_time(runner: Runner, library: Library) -> None:
    gate = Gate(0)
    runner.begin(gate, questions(), library, set_name="a")
    with pytest.raises(RunningError, match="under way"):
        runner.begin(Gate(), questions(), library, set_name="b")
    gate.free.release(10)
    runner.wait(60)


def test_a_run_is_stopped_between_two_questions_and_gone_on_with(
    runner: Runner, library: Library
) -> None:
    gate = Gate(1)
    name = runner.begin(gate, questions(), library, set_name="a")
    for _ in range(2):
        assert gate.arrived.acquire(timeout=20)
    runner.stop()
    with pytest.raises(RunningError, match="cancel it first"):
        runner.remove(name)
    gate.free.release(1)
    runner.wait(60)
    progress = runner.progress()
    assert progress is not None
    assert progress.state is State.STOPPED
    (entry,) = runner.entries()
    assert (entry.finished, entry.n_answered, entry.n_questions) == (False, 2, 3)
    with pytest.raises(RunError):
        runner.read(name)
    again = Gate()
    runner.go_on(name, again, library)
    runner.wait(60)
    assert len(runner.read(name).answered) == 3
    assert again.arrived.acquire(blocking=False)
    assert not again.arrived.acquire(blocking=False), "only the question left is put"


def test_an_error_in_one_question_is_its_outcome_and_the_run_goes_on(
    runner: Runner, library: Library
) -> None:
    gate = Gate()
    gate.fault = "no such thing"
    name = runner.begin(gate, questions(), library, set_name="a")
    runner.wait(60)
    assert runner.read(name).report.metrics.n_errors == 3


def test_a_run_that_breaks_off_says_why(runner: Runner, library: Library) -> None:
    runner.folder.parent.mkdir(exist_ok=True)
    runner.folder.write_text("a file where the folder should be", encoding="utf-8")
    runner.begin(Gate(), questions(), library, set_name="a")
    runner.wait(60)
    progress = runner.progress()
    assert progress is not None
    assert progress.state is State.FAILED
    assert "broke off" in progress.message


def test_only_the_latest_runs_are_kept_and_one_can_be_removed(
    runner: Runner, library: Library
) -> None:
    names = []
    for _ in range(3):
        names.append(runner.begin(Gate(), questions(1), library, set_name="a"))
        runner.wait(60)
    assert {entry.name for entry in runner.entries()} == set(names[1:])
    runner.remove(names[2])
    assert [entry.name for entry in runner.entries()] == [names[1]]


@pytest.mark.parametrize("name", ["..", ".", "", "../runs", "nothing", "a/b"])
def test_a_name_leads_nowhere_else(runner: Runner, name: str) -> None:
    runner.folder.mkdir(parents=True)
    for act in (runner.read, runner.remove):
        with pytest.raises(RunningError, match="no such evaluation"):
            act(name)


class TestSets:
    def test_the_samples_are_there_for_the_sample_papers_only(self, tmp_path: Path) -> None:
        assert [each.name for each in question_sets(tmp_path, with_samples=True)] == [SAMPLES]
        assert question_sets(tmp_path, with_samples=False) == ()

    def test_the_samples_can_be_run(self, tmp_path: Path, library: Library) -> None:
        (samples,) = question_sets(tmp_path, with_samples=True)
        checked = check_set(samples, library)
        assert len(checked.questions) == 158

    def test_an_uploaded_set_is_kept_under_its_own_name(self, tmp_path: Path) -> None:
        kept = keep_set(tmp_path, "../../My questions (1).CSV", b"id,question\n")
        assert kept.file.parent == tmp_path / "sets"
        assert kept.name == "My questions -1-.CSV"
        assert question_sets(tmp_path, with_samples=False) == (kept,)

    @pytest.mark.parametrize("name", ["set.exe", "set", ".jsonl", ""])
    def test_another_sort_of_file_is_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(RunningError, match="not a question set"):
            keep_set(tmp_path, name, b"")

    def test_a_label_that_the_papers_do_not_have_is_named_and_the_set_can_be_run(
        self, tmp_path: Path, library: Library
    ) -> None:
        file = tmp_path / "set.jsonl"
        asked = Question(
            id="a",
            question="May I?",
            type="permission",
            answerable=True,
            gold=((("ashcombe-2025-protocol", "99.9"),),),
        )
        save_questions([asked], file)
        checked = check_set(QuestionSet("set.jsonl", file), library)
        assert checked.questions == (asked,)
        assert checked.n_errors == 1

    def test_a_faulty_set_names_its_lines_and_cannot_be_run(
        self, tmp_path: Path, library: Library
    ) -> None:
        file = tmp_path / "set.jsonl"
        file.write_text('{"id": "a"}\nnot json\n', encoding="utf-8")
        checked = check_set(QuestionSet("set.jsonl", file), library)
        assert checked.questions == ()
        assert {problem.line for problem in checked.problems} == {1, 2}
        assert checked.n_errors >= 2
