"""Reads question and paragraph together: does it answer, with which words, with what verdict.

The reader is a cross-encoder kept as an int8 ONNX file; onnxruntime and tokenizers are all that
it needs. It is trained by `python -m index.train reader`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.hits import Reading
from index.models import check_files

Array = npt.NDArray[np.float32]

VERDICTS = ("yes", "no", "conditional", "none")
MAX_TOKENS = 256  # a pair longer than this is read from its start
MAX_SPAN_TOKENS = 90


def asked_by(question: str, role: str | None) -> str:
    """The question as the reader sees it: with who asks, where that is known."""
    return f"{role} asks: {question}" if role else question


@dataclass(frozen=True, slots=True)
class _Pair:
    """One pair's tokens and where they stand in the paragraph's own text."""

    place: int
    ids: list[int]
    types: list[int]
    starts: list[int]  # -1 outside the paragraph's own words
    ends: list[int]


class Reader:
    """The trained reader, loaded once a process and shared between threads."""

    def __init__(self, folder: Path, *, n_threads: int = 0) -> None:
        """Load the model from its folder.

        Args:
            n_threads: Threads within one reading; 0 lets onnxruntime choose.

        Raises:
            ModelError: A file is missing, or is not the one whose sha256 the card names.
        """
        import onnxruntime as ort
        from tokenizers import Tokenizer

        check_files(folder)
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        self.sha256: str = card["sha256"]["model.onnx"]
        self._scale = float(card["calibration"]["scale"])
        self._shift = float(card["calibration"]["shift"])
        self._max_tokens = int(card["max_tokens"])
        options = ort.SessionOptions()
        options.intra_op_num_threads = n_threads
        options.log_severity_level = 3
        self._session = ort.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._max_tokens, strategy="only_second")

    def read(
        self, question: str, paragraphs: Sequence[tuple[str, str]], *, role: str | None = None
    ) -> list[Reading]:
        """Read each paragraph for the question.

        Args:
            question: A self-contained question.
            paragraphs: For each, its context (headings and lead-in) and its own text.
            role: Who asks: 'councillor', 'officer' or None.

        Returns:
            One reading a paragraph, in the order given; spans are offsets into the own text.
        """
        asked = asked_by(question, role)
        pairs = [self._pair(asked, place, *given) for place, given in enumerate(paragraphs)]
        pairs.sort(key=lambda pair: len(pair.ids))
        readings: list[tuple[int, Reading]] = []
        for at in range(0, len(pairs), 6):  # little padding: near lengths together
            batch = pairs[at : at + 6]
            readings += zip((pair.place for pair in batch), self._read_batch(batch), strict=True)
        return [reading for _, reading in sorted(readings, key=lambda item: item[0])]

    def _pair(self, asked: str, place: int, context: str, text: str) -> _Pair:
        prefix = f"{context} " if context else ""
        encoding = self._tokenizer.encode(asked, prefix + text)
        starts, ends = [], []
        for kind, (start, end) in zip(encoding.type_ids, encoding.offsets, strict=True):
            own = kind == 1 and end > start and start >= len(prefix)
            starts.append(start - len(prefix) if own else -1)
            ends.append(end - len(prefix) if own else -1)
        return _Pair(place, encoding.ids, encoding.type_ids, starts, ends)

    def _read_batch(self, pairs: Sequence[_Pair]) -> list[Reading]:
        width = max(len(pair.ids) for pair in pairs)
        ids = np.zeros((len(pairs), width), dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, pair in enumerate(pairs):
            ids[row, : len(pair.ids)] = pair.ids
            types[row, : len(pair.types)] = pair.types
            mask[row, : len(pair.ids)] = 1
        relevance, start, end, verdict = self._session.run(
            ["relevance", "start", "end", "verdict"],
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": types},
        )
        return [
            self._reading(pair, float(relevance[row]), start[row], end[row], verdict[row])
            for row, pair in enumerate(pairs)
        ]

    def _reading(
        self, pair: _Pair, relevance: float, start: Array, end: Array, verdict: Array
    ) -> Reading:
        first, last = best_span(start, end, pair.starts)
        odds = np.exp(verdict - verdict.max())
        chances: list[Any] = (odds / odds.sum()).tolist()
        return Reading(
            p_answers=1 / (1 + math.exp(-(self._scale * relevance + self._shift))),
            start=max(pair.starts[first], 0),
            end=max(pair.ends[last], 0),
            p_verdict=dict(zip(VERDICTS, chances, strict=True)),
        )


def best_span(start: Array, end: Array, starts: Sequence[int]) -> tuple[int, int]:
    """The first and last token of the likeliest span within the paragraph's own words.

    Args:
        start: Logits, (tokens,), that the span starts there.
        end: The same for its last token.
        starts: Each token's offset in the text, -1 outside it.
    """
    own = [place for place, offset in enumerate(starts) if offset >= 0]
    if not own:
        return 0, 0
    best, found = -math.inf, (own[0], own[-1])
    for first in own:
        for last in own:
            if first <= last < first + MAX_SPAN_TOKENS:
                score = float(start[first] + end[last])
                if score > best:
                    best, found = score, (first, last)
    return found
