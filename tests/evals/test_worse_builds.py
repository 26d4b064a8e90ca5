"""The sample papers, answered by the real assistant, and builds made worse on purpose.

Each is caught by the measure that should catch it, against the thresholds that the project holds
itself to.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, AnswerStatus, Assistant, Citation, Verdict
from evals import EvalReport, Question, evaluate, load_questions
from evals.baseline import thresholds_path
from evals.compare import compare_runs, find_worse, load_thresholds
from evals.samples import papers_folder, questions_path
from index import IndexSettings, Library
from ingest import find_papers, read_paper

EVERY = 3  # a third of the sample questions is enough to see a build break


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("samples") / "library"
    library = Library.create(place)
    files = find_papers([papers_folder()])
    papers = [read_paper(file) for file in files]
    contents = {
        paper.source.sha256: file.path.read_bytes()
        for file, paper in zip(files, papers, strict=True)
    }
    library.add(papers, contents)
    return place


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return load_questions(questions_path())[::EVERY]


@dataclass
class Kept:
    """An assistant that keeps its answers, and gives them again through a change."""

    library: Library
    answers: dict[tuple[str, str | None], Answer]
    change: Callable[[Answer], Answer]

    def answer(self, question: str, *, council: str | None = None, **_: Any) -> Answer:
        return self.change(self.answers[question, council])


@pytest.fixture(scope="module")
def kept(folder: Path, questions: Sequence[Question]) -> Kept:
    library = Library.open(folder)
    assistant = Assistant(library)
    answers = {
        (each.question, each.council): assistant.answer(
            each.question, council=each.council, role=each.role, history=each.history
        )
        for each in questions
    }
    return Kept(library, answers, lambda answer: answer)


@pytest.fixture(scope="module")
def sound(kept: Kept, questions: Sequence[Question]) -> EvalReport:
    return evaluate(kept, questions)


def broken(sound: EvalReport, worse: EvalReport) -> set[str]:
    """The measures by which the project's own thresholds refuse the worse build."""
    thresholds = load_thresholds(thresholds_path())
    return {each.measure for each in find_worse(compare_runs(sound, worse), thresholds)}


def with_citations(answer: Answer, change: Callable[[Citation], Citation]) -> Answer:
    return answer.model_copy(update={"citations": tuple(map(change, answer.citations))})


def test_the_same_answers_again_are_let_through(
    sound: EvalReport, kept: Kept, questions: Sequence[Question]
) -> None:
    again = evaluate(kept, questions)
    assert again.metrics.by_question == sound.metrics.by_question
    assert broken(sound, again) == set()


def test_two_runs_of_the_real_assistant_score_the_same_to_the_last_digit(
    sound: EvalReport, folder: Path, questions: Sequence[Question]
) -> None:
    again = evaluate(Assistant(Library.open(folder)), questions)
    assert again.metrics.by_question == sound.metrics.by_question
    assert again.metrics.measures == sound.metrics.measures


def test_two_workers_score_as_one(
    sound: EvalReport, folder: Path, questions: Sequence[Question]
) -> None:
    few = questions[:6]
    split = evaluate(Assistant(Library.open(folder)), few, workers=2)
    for question in few:
        scores = sound.metrics.by_question[question.id].scores
        assert split.metrics.by_question[question.id].scores == scores


def test_fusion_off_is_caught_by_finding(
    sound: EvalReport, folder: Path, questions: Sequence[Question], tmp_path: Path
) -> None:
    settings = IndexSettings()
    whole = settings.fusion.read_text(encoding="utf-8")
    alone = re.sub(r"^(?!words\b)(\w+) = -?[\d.e-]+", r"\1 = 0.0", whole, flags=re.MULTILINE)
    (tmp_path / "fusion.toml").write_text(alone, encoding="utf-8")
    off = settings.model_copy(update={"fusion": tmp_path / "fusion.toml", "n_read": 0})
    worse = evaluate(Assistant(Library.open(folder, off)), questions)
    assert {"mrr", "ndcg@10"} & broken(sound, worse)


def test_labels_shifted_by_one_are_caught_by_points_and_labels(
    sound: EvalReport, kept: Kept, questions: Sequence[Question]
) -> None:
    after = {}
    for document in kept.library.documents():
        labels = [each.label for each in kept.library.document(document.id).paragraphs]
        after.update({(document.id, one): following for one, following in pairwise(labels)})

    def shift(citation: Citation) -> Citation:
        following = after.get((citation.document, citation.label), citation.label)
        return citation.model_copy(update={"label": following})

    shifted = Kept(kept.library, kept.answers, lambda answer: with_citations(answer, shift))
    found = broken(sound, evaluate(shifted, questions))
    assert {"points_met", "label_exact", "exact_quote"} <= found


def test_quotes_edited_by_a_word_are_caught_by_exact_quote_alone(
    sound: EvalReport, kept: Kept, questions: Sequence[Question]
) -> None:
    def edit(citation: Citation) -> Citation:
        first, _, rest = citation.quote.partition(" ")
        return citation.model_copy(update={"quote": f"{first} indeed {rest}"})

    edited = Kept(kept.library, kept.answers, lambda answer: with_citations(answer, edit))
    assert broken(sound, evaluate(edited, questions)) == {"exact_quote"}


def test_every_question_answered_is_caught_by_false_answers(
    sound: EvalReport, kept: Kept, questions: Sequence[Question]
) -> None:
    def insist(answer: Answer) -> Answer:
        if answer.citations or not answer.nearest:
            return answer.model_copy(update={"status": AnswerStatus.ANSWERED})
        return answer.model_copy(
            update={"status": AnswerStatus.ANSWERED, "citations": answer.nearest, "nearest": ()}
        )

    insisting = evaluate(Kept(kept.library, kept.answers, insist), questions)
    assert insisting.metrics.measures["false_answer"].mean == 1
    assert "false_answer" in broken(sound, insisting)


def test_a_verdict_that_is_always_yes_is_caught_by_verdict(
    sound: EvalReport, kept: Kept, questions: Sequence[Question]
) -> None:
    def agree(answer: Answer) -> Answer:
        return answer.model_copy(update={"verdict": Verdict.YES if answer.citations else None})

    agreeing = evaluate(Kept(kept.library, kept.answers, agree), questions)
    assert "verdict" in broken(sound, agreeing)
