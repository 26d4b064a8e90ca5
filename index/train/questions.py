"""Training questions with the paragraphs that answer them, read from a folder of papers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.passages import build_context
from ingest import find_papers, read_paper
from ingest.documents import Paragraph

OWN_PAPERS = Path(__file__).parent.parent / "training"
"""Invented papers written for this project, with their questions."""

Key = tuple[str, str]
"""`(document, label)` of a paragraph."""


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """A paragraph as the models see it."""

    scope: str  # the council whose questions are searched among its passages
    context: str  # headings and lead-in
    text: str  # the paragraph's own words, on one line
    paragraph: Paragraph

    @property
    def full(self) -> str:
        """Context and words, as the encoder embeds them."""
        return f"{self.context} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question and the paragraphs that answer it, best first; none where nothing does."""

    text: str
    role: str | None
    scope: str
    gold: tuple[Key, ...]
    span: str | None = None  # words of the first gold paragraph that answer
    verdict: str | None = None  # 'yes', 'no', 'conditional' or None
    judged: bool = False  # whether span and verdict were given


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Passages by key, and the questions about them."""

    passages: dict[Key, TrainingPassage]
    questions: tuple[TrainingQuestion, ...]

    def without(self, scopes: frozenset[str]) -> TrainingSet:
        """The same set with no question about the scopes named; their passages stay."""
        kept = tuple(question for question in self.questions if question.scope not in scopes)
        return TrainingSet(self.passages, kept)

    def only(self, scopes: frozenset[str]) -> TrainingSet:
        """The questions about the scopes named."""
        kept = tuple(question for question in self.questions if question.scope in scopes)
        return TrainingSet(self.passages, kept)


def load_training_set(shared: Path, own: Path | None = None) -> TrainingSet:
    """Read the five papers' questions, the invented papers' and those nothing answers.

    Args:
        shared: The folder that holds `protocols/` and `questions/`.
        own: A folder of further invented papers in the format of `training/papers/`, with
            readings beside them as `NAME.readings.jsonl`, and `unanswerable.jsonl`.

    Questions whose best paragraph is not among the papers as read are left out.
    """
    passages: dict[Key, TrainingPassage] = {}
    for file in find_papers([shared / "protocols"]):
        for document in read_paper(file).documents:
            title = [document.title_page] if document.title_page else []
            for paragraph in [*document.paragraphs, *title]:
                key = (document.id, paragraph.label)
                passages[key] = _passage(document.council, paragraph)
    training = shared / "questions" / "training"
    questions = list(_questions_on_papers(training, passages))
    invented = [training / "papers"] + ([own] if own else [])
    for folder in (training, *invented[1:]):
        questions += _unanswerable(folder / "unanswerable.jsonl")
    for folder in invented:
        for path in sorted(folder.glob("*.paragraphs.jsonl")):
            name = path.name.removesuffix(".paragraphs.jsonl")
            passages |= _invented_passages(name, path)
            questions += _invented_questions(name, folder)
    return TrainingSet(passages, tuple(questions))


def _passage(scope: str, paragraph: Paragraph) -> TrainingPassage:
    context = build_context(paragraph)
    return TrainingPassage(scope, context, " ".join(paragraph.text.split()), paragraph)


def _rows(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _readings(path: Path) -> dict[object, dict[str, object]]:
    return {row["n"]: row for row in _rows(path)} if path.exists() else {}


def _question(
    row: dict[str, object], scope: str, gold: tuple[Key, ...], reading: dict[str, object] | None
) -> TrainingQuestion:
    span = verdict = None
    if reading is not None:
        span = " ".join(str(reading["span"]).split())
        verdict = str(reading["verdict"]) if reading["verdict"] else None
    role = str(row["role"]) if row["role"] else None
    return TrainingQuestion(
        str(row["question"]), role, scope, gold, span, verdict, reading is not None
    )


def _questions_on_papers(
    training: Path, passages: dict[Key, TrainingPassage]
) -> Iterator[TrainingQuestion]:
    for path in sorted(training.glob("*.jsonl")):
        if path.name == "unanswerable.jsonl":
            continue
        readings = _readings(training / "readings" / path.name)
        for n, row in enumerate(_rows(path)):
            keys = [(str(d), str(label)) for d, label in row["gold"]]  # type: ignore[attr-defined]
            gold = tuple(key for key in keys if key in passages)
            if gold and gold[0] == keys[0]:
                yield _question(row, passages[gold[0]].scope, gold, readings.get(n))


def _unanswerable(path: Path) -> Iterator[TrainingQuestion]:
    for row in _rows(path) if path.exists() else ():
        yield _question(row, str(row["council"]), (), None)


def _invented_passages(name: str, path: Path) -> dict[Key, TrainingPassage]:
    passages = {}
    for order, row in enumerate(_rows(path)):
        section = str(row["section"])
        paragraph = Paragraph(
            document=name,
            label=str(row["label"]),
            order=order,
            headings=(section,) if section else (),
            lead_in=str(row["lead_in"]),
            text=str(row["text"]),
        )
        passages[name, paragraph.label] = _passage(name, paragraph)
    return passages


def _invented_questions(name: str, folder: Path) -> Iterator[TrainingQuestion]:
    beside = folder / f"{name}.readings.jsonl"
    readings = _readings(
        beside if beside.exists() else folder.parent / "readings" / f"{name}.jsonl"
    )
    for n, row in enumerate(_rows(folder / f"{name}.questions.jsonl")):
        gold = tuple((name, str(label)) for label in row["gold"])  # type: ignore[attr-defined]
        yield _question(row, name, gold, readings.get(n) if gold else None)
