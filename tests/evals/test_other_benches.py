"""BEIR folders in and out, and the shapes of inspect-ai and ragas."""

import gc
import json
from pathlib import Path
from typing import Any

import inspect_ai
import pytest
from inspect_ai.dataset import json_dataset

from evals import evaluate
from evals.beir import export_beir, import_beir
from evals.errors import CollectionError
from evals.export import export_inspect, export_ragas
from evals.run import saved_answers


@pytest.fixture
def questions(make: Any) -> tuple[Any, ...]:
    return (
        make.question(("2.1", "2.2"), "4", id="q1", question="how long?"),
        make.question(
            "3.2(h)",
            id="q2",
            question="and officers?",
            history=({"user": "May I hold a surgery?", "assistant": "Yes."},),
        ),
        make.question(id="q3", question="may I keep bees?"),
    )


@pytest.fixture
def script(make: Any) -> dict[str, Any]:
    return {
        "how long?": make.answer(
            "Five days. [1]", citations=[make.cite("2.1")], retrieved=make.found("2.1", "5")
        ),
        "and officers?": make.answer(
            "No officers. [1]",
            citations=[make.cite("3.2(h)", quote="not there")],
            retrieved=make.found("3.2(h)"),
            standalone_question="May I bring officers to a surgery?",
        ),
        "may I keep bees?": RuntimeError("gone"),
    }


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


class TestBeir:
    def test_what_is_exported_comes_back_with_the_same_judgements(
        self, make: Any, questions: Any, tmp_path: Path
    ) -> None:
        folder = tmp_path / "ours"
        export_beir(questions, make.library, folder)
        read = import_beir(folder)
        assert [question.id for question in read.questions] == ["q1", "q2"]  # q3 has no gold
        assert read.questions[0].relevant == {
            ("ours", "hw-2024:2.1"),
            ("ours", "hw-2024:2.2"),
            ("ours", "hw-2024:4"),
        }
        (document,) = read.paper.documents
        texts = {paragraph.label: paragraph.text for paragraph in document.paragraphs}
        assert len(texts) == len(make.papers.paragraphs)
        assert texts["hw-2024:3.2(h)"].startswith("Members: must not bring officers")

    def test_the_files_are_those_of_beir(self, make: Any, questions: Any, tmp_path: Path) -> None:
        export_beir(questions, make.library, tmp_path)
        assert set(lines(tmp_path / "corpus.jsonl")[0]) == {"_id", "title", "text"}
        assert lines(tmp_path / "queries.jsonl")[0]["_id"] == "q1"
        qrels = (tmp_path / "qrels" / "test.tsv").read_text().splitlines()
        assert qrels[0] == "query-id\tcorpus-id\tscore"
        assert qrels[1] == "q1\thw-2024:2.1\t1"

    def test_texts_judged_zero_are_not_gold(self, tmp_path: Path) -> None:
        (tmp_path / "qrels").mkdir()
        (tmp_path / "corpus.jsonl").write_text(
            '{"_id": "a", "title": "T", "text": "x"}\n{"_id": "b", "text": "y"}\n'
        )
        (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "why?"}\n')
        qrels = "query-id\tcorpus-id\tscore\n1\ta\t0\n1\tb\t2\n"
        (tmp_path / "qrels" / "test.tsv").write_text(qrels)
        (question,) = import_beir(tmp_path).questions
        assert question.relevant == {(tmp_path.name, "b")}

    @pytest.mark.parametrize(
        ("file", "content", "said"),
        [
            ("corpus.jsonl", "{", "corpus.jsonl, line 1: this is not JSON"),
            ("corpus.jsonl", '{"text": "x"}', "“_id” should be a text"),
            ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\ta\n", "line 2"),
            ("queries.jsonl", None, "There is no queries.jsonl"),
        ],
    )
    def test_a_malformed_folder_is_refused_in_a_sentence(
        self,
        make: Any,
        questions: Any,
        tmp_path: Path,
        file: str,
        content: str | None,
        said: str,
    ) -> None:
        export_beir(questions, make.library, tmp_path)
        if content is None:
            (tmp_path / file).unlink()
        else:
            (tmp_path / file).write_text(content)
        with pytest.raises(CollectionError, match=said):
            import_beir(tmp_path)


class TestInspect:
    def test_samples_read_back_by_inspect_ai(self, questions: Any, tmp_path: Path) -> None:
        export_inspect(questions, tmp_path / "set.jsonl")
        samples = list(json_dataset(str(tmp_path / "set.jsonl")))
        assert samples[0].target == ["hw-2024 2.1", "hw-2024 2.2", "hw-2024 4"]
        assert [message.role for message in samples[1].input] == ["user", "assistant", "user"]
        assert samples[2].metadata["answerable"] is False

    # inspect-ai leaves its log's memory streams to the garbage collector
    @pytest.mark.filterwarnings("ignore:Unclosed <MemoryObject:ResourceWarning")
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_a_task_gives_the_scores_that_our_own_run_gives(
        self, make: Any, questions: Any, script: Any, tmp_path: Path
    ) -> None:
        from evals.inspect_task import protocol_task

        names = ("points_met", "exact_quote", "covered", "hit@1")
        assistant = make.assistant(script | {"may I keep bees?": make.answer("Not there.")})
        (log,) = inspect_ai.eval(
            protocol_task(assistant, questions, measures=names),
            model="mockllm/model",
            log_dir=str(tmp_path),
            display="none",
        )
        assert log.status == "success", log.error
        theirs = [score.metrics["defined_mean"].value for score in log.results.scores]
        ours = evaluate(assistant, questions).metrics.measures
        assert theirs == pytest.approx([ours[name].mean for name in names])
        gc.collect()  # here, where its warnings are expected, and not in some later test


class TestRagas:
    def test_rows_hold_question_contexts_answer_and_reference(
        self, make: Any, questions: Any, script: Any, tmp_path: Path
    ) -> None:
        evaluate(make.assistant(script), questions, folder=tmp_path / "run")
        file = tmp_path / "ragas.jsonl"
        export_ragas(questions, saved_answers(tmp_path / "run"), make.library, file)
        rows = lines(file)
        assert len(rows) == 2  # the error has no answer to judge
        assert rows[1]["user_input"] == "May I bring officers to a surgery?"
        assert rows[1]["retrieved_contexts"] == rows[1]["reference_contexts"]
        assert rows[0]["response"] == "Five days. [1]"
        assert rows[0]["reference"].count("\n") == 1  # one paragraph a point
