"""The invented papers that models are trained on are whole, consistent, and nobody else's words."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from index.train.questions import OWN_PAPERS

_NAMES = sorted(path.name.split(".")[0] for path in OWN_PAPERS.glob("*.paragraphs.jsonl"))
_N_WORDS = 9  # that in a row are somebody's sentence, and no turn of speech


def _rows(name: str, kind: str) -> list[dict[str, Any]]:
    text = (OWN_PAPERS / f"{name}.{kind}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[at : at + _N_WORDS]) for at in range(len(words) - _N_WORDS + 1)}


@pytest.mark.parametrize("name", _NAMES)
def test_every_answer_is_a_paragraph_of_the_paper(name: str) -> None:
    labels = [row["label"] for row in _rows(name, "paragraphs")]
    assert max(Counter(labels).values()) == 1
    golds = {label for row in _rows(name, "questions") for label in row["gold"]}
    assert golds <= set(labels)


@pytest.mark.parametrize("name", _NAMES)
def test_no_question_is_asked_twice(name: str) -> None:
    asked = Counter(row["question"].lower() for row in _rows(name, "questions"))
    assert [question for question, n in asked.items() if n > 1] == []


@pytest.mark.parametrize("name", _NAMES)
def test_the_words_that_answer_stand_in_the_first_paragraph(name: str) -> None:
    texts = {row["label"]: " ".join(row["text"].split()) for row in _rows(name, "paragraphs")}
    questions = _rows(name, "questions")
    readings = _rows(name, "readings")
    assert {row["n"] for row in readings} == {n for n, row in enumerate(questions) if row["gold"]}
    for row in readings:
        assert row["span"]
        assert " ".join(row["span"].split()) in texts[questions[row["n"]]["gold"][0]]
        assert row["verdict"] in {"yes", "no", "conditional", None}


@pytest.mark.papers
@pytest.mark.parametrize("name", _NAMES)
def test_no_sentence_is_a_councils(name: str, shared_folder: Path) -> None:
    printed: set[tuple[str, ...]] = set()
    for path in (shared_folder / "protocols").glob("*.md"):
        printed |= _runs(path.read_text(encoding="utf-8"))
    for row in _rows(name, "paragraphs"):
        assert not _runs(f"{row['lead_in']} {row['text']}") & printed, row["label"]
