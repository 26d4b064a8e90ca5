"""A folder and a database give the same answers to the development questions."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import Answer, Assistant, Turn
from index import IndexSettings, Library
from index.encoder import Encoder, Vectors, load_encoder
from index.postgres.library import PostgresLibrary
from ingest import find_papers, read_paper

SHARED = Path(os.environ.get("PROTOCOLS_SHARED", Path(__file__).parents[4] / "shared"))

pytestmark = pytest.mark.papers


class Remembering:
    """An encoder that works nothing out twice: both stores are given the very same vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.sha256 = encoder.sha256
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._known: dict[tuple[str, str], Vectors] = {}

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._recall("query", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._recall("passage", texts)

    def _recall(self, sort: str, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if (sort, text) not in self._known]
        if missing:
            encode = getattr(
                self._encoder, "encode_queries" if sort == "query" else "encode_passages"
            )
            self._known |= {
                (sort, text): row for text, row in zip(missing, encode(missing), strict=True)
            }
        return np.stack([self._known[sort, text] for text in texts])


def questions() -> list[dict[str, Any]]:
    lines = [
        line
        for name in ("dev-a", "dev-b")
        for line in (SHARED / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    return [json.loads(line) for line in lines if line.strip()]


def put(assistant: Assistant, asked: dict[str, Any]) -> Answer:
    return assistant.answer(
        asked["question"],
        council=asked["council"],
        role=asked["role"],
        history=tuple(Turn.model_validate(turn) for turn in asked["history"]),
    )


def cited(answer: Answer) -> Any:
    return (
        answer.status,
        answer.verdict,
        [(each.document, each.label, each.quote) for each in answer.citations],
        [(each.document, each.label) for each in answer.nearest],
    )


def test_both_stores_cite_the_same_for_every_development_question(url: str, tmp_path: Path) -> None:
    encoder = Remembering(load_encoder(IndexSettings()))
    files = find_papers([SHARED / "protocols"])
    papers = [read_paper(file) for file in files]
    contents = {
        paper.source.sha256: file.path.read_bytes()
        for file, paper in zip(files, papers, strict=True)
    }
    folder = Library.create(tmp_path / "library", encoder=encoder)
    database = PostgresLibrary.open_url(url, encoder=encoder, create=True)
    try:
        folder.add(papers, contents)
        database.add(papers, contents)
        ours, theirs = Assistant(folder), Assistant(database)
        asked = questions()
        assert len(asked) == 150
        differing = [
            each["id"] for each in asked if cited(put(ours, each)) != cited(put(theirs, each))
        ]
        assert differing == []
    finally:
        folder.close()
        database.close()
