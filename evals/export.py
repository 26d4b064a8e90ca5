"""Questions and answers in the shapes that other benches read: inspect-ai and ragas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from evals.answered import Answered
from evals.papers import HoldsDocuments, Papers
from evals.questions import Key, Question


def export_inspect(questions: Sequence[Question], path: Path) -> None:
    """Write questions as JSONL that `inspect_ai.dataset.json_dataset` reads as samples.

    `input` is the question (with its conversation as chat messages where it has one), `target` the
    gold paragraphs as 'document label', and `metadata` the question as we keep it.
    """
    _write(path, (inspect_sample(question) for question in questions))


def inspect_sample(question: Question) -> dict[str, object]:
    """Return a question as an inspect-ai sample's fields."""
    turns = [
        message
        for turn in question.history
        for message in (
            {"role": "user", "content": turn.user},
            {"role": "assistant", "content": turn.assistant},
        )
    ]
    asked: object = question.question
    if turns:
        asked = [*turns, {"role": "user", "content": question.question}]
    return {
        "id": question.id,
        "input": asked,
        "target": [" ".join(key) for key in sorted(question.relevant)],
        "metadata": question.model_dump(mode="json"),
    }


def export_ragas(
    questions: Sequence[Question],
    answered: Mapping[str, Answered],
    library: HoldsDocuments,
    path: Path,
) -> None:
    """Write a run as JSONL that `ragas.EvaluationDataset.from_jsonl` reads as single-turn samples.

    Questions that ended in an error are left out. `reference` is the words of the first gold
    paragraph of each required point, and `reference_contexts` all gold paragraphs.
    """
    papers = Papers.of(library)
    rows = []
    for question in questions:
        answer = answered[question.id].answer
        if answer is None:
            continue
        found = [(each.document, each.label) for each in answer.retrieved]
        first = [point[0] for point in question.gold if point]
        rows.append(
            {
                "user_input": answer.standalone_question or question.question,
                "retrieved_contexts": _texts(found, papers),
                "reference_contexts": _texts(sorted(question.relevant), papers),
                "response": answer.text,
                "reference": "\n".join(_texts(first, papers)),
            }
        )
    _write(path, rows)


def _texts(keys: Iterable[Key], papers: Papers) -> list[str]:
    held = [paragraph for key in keys if (paragraph := papers.paragraph(key))]
    return [f"{paragraph.lead_in} {paragraph.text}".strip() for paragraph in held]


def _write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")
