"""Prints twenty answers in full, drawn by a seed, with what is to be said against each.

`python -m evals.showcase` answers the draw from the sample library and writes `docs/answers.md`.
The criticism of each is kept in `evals/data/criticism.toml` by the question's id, beside the words
of the answer that it was written of: where the answer has changed since, that is said.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from assistant import Assistant
from assistant.answer import Answer
from evals.baseline.sample_library import build_library
from evals.questions import Question, load_questions
from evals.samples import papers_folder, questions_path

_N = 20
_SEED = 7
_HEAD = """# Twenty answers

Drawn by a seed from the questions about the sample papers, answered without any language model,
and printed in full by `python -m evals.showcase`. Under each stands what a careful reader has to
say against it.
"""


def main() -> None:
    """Answer the draw and write the page; print the hash of each answer with `--hashes`."""
    parser = argparse.ArgumentParser(prog="python -m evals.showcase", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/answers.md"))
    parser.add_argument("--hashes", action="store_true", help="print ids and hashes of answers")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(build_library(Path(folder), papers_folder()))
        answered = [(each, _answer(assistant, each)) for each in draw_questions()]
    if asked.hashes:
        for question, answer in answered:
            print(question.id, hash_of(answer))
    asked.out.write_text(page_of(answered, read_criticism()), encoding="utf-8")


def draw_questions(n: int = _N, seed: int = _SEED) -> list[Question]:
    """Return the questions drawn, in the order of the set."""
    everything = load_questions(questions_path())
    drawn = set(random.Random(seed).sample(range(len(everything)), n))
    return [question for place, question in enumerate(everything) if place in drawn]


def _answer(assistant: Assistant, question: Question) -> Answer:
    return assistant.answer(
        question.question, council=question.council, role=question.role, history=question.history
    )


def hash_of(answer: Answer) -> str:
    """Return a short hash of an answer's words."""
    return hashlib.sha256(answer.text.encode()).hexdigest()[:12]


def read_criticism() -> dict[str, dict[str, str]]:
    """Return by question id the `answer` hash that a criticism was written of, and its `says`."""
    source = files("evals").joinpath("data", "criticism.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(source))


def page_of(
    answered: Sequence[tuple[Question, Answer]], criticism: dict[str, dict[str, str]]
) -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    for number, (question, answer) in enumerate(answered, start=1):
        parts.append("\n".join(_entry(number, question, answer, criticism.get(question.id))))
    return "\n".join(parts)


def _entry(
    number: int, question: Question, answer: Answer, criticism: dict[str, str] | None
) -> Iterable[str]:
    yield f"## {number}. {question.question}\n"
    asker = f"a {question.role}" if question.role == "councillor" else "an officer"
    yield f"*Asked by {asker if question.role else 'anybody'}, of {answer.council or 'all'}.*\n"
    for turn in question.history:
        yield f"*After:* {turn.user}\n"
    yield f"> {answer.text.replace(chr(10), chr(10) + '> ')}\n"
    verdict = f", verdict: {answer.verdict.value}" if answer.verdict else ""
    yield f"Status: {answer.status.value}{verdict}.\n"
    for citation in answer.citations:
        yield f"- [{citation.marker}] {citation.document}, {citation.label}"
    if answer.citations:
        yield ""
    yield f"**Against it:** {_said(answer, criticism)}\n"


def _said(answer: Answer, criticism: dict[str, str] | None) -> str:
    if criticism is None:
        return "not yet read."
    changed = "" if criticism["answer"] == hash_of(answer) else " (Written of an earlier answer.)"
    return criticism["says"] + changed


if __name__ == "__main__":
    main()
