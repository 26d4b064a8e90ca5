"""An answer's claims: its sentences, each with the citations that its markers name."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.answer import Answer, Citation
from evals.scorers.key_strings import fold

_MARKER = re.compile(r"\[(\d+)\]")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
_MARKER_AFTER_STOP = re.compile(r"([.!?:;][\"'”’)]*)((?:\s*\[\d+\])+)")
N_WORDS_MIN = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer without its markers, and the citations that it names.

    `citations` is empty where the sentence, and the rest of its line, carry no marker.
    """

    text: str
    citations: tuple[Citation, ...]


@cache
def support_words() -> dict[str, Any]:
    """Return the word lists that the support rules look for."""
    text = files("evals").joinpath("data", "support.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def claims(answer: Answer) -> tuple[Claim, ...]:
    """Return the claims of an answer's text, in order.

    A sentence without a marker shares that of the next sentence on its line that has one. A
    sentence of fewer than three words, a verdict's opening ('Yes, but') and a line that ends in a
    colon without a marker make no claim.
    """
    by_marker: dict[int, list[Citation]] = {}
    for citation in answer.citations:
        by_marker.setdefault(citation.marker, []).append(citation)
    found: list[Claim] = []
    for line in answer.text.split("\n"):
        here: list[Claim] = []
        named: tuple[Citation, ...] = ()
        for sentence in reversed(_sentences(line)):
            markers = [int(marker) for marker in _MARKER.findall(sentence)]
            if markers:
                named = tuple(each for marker in markers for each in by_marker.get(marker, ()))
            plain = " ".join(_MARKER.sub("", sentence).replace(" .", ".").split())
            if _makes_a_claim(plain, marked=bool(markers)):
                here.append(Claim(plain, named))
        found.extend(reversed(here))
    return tuple(found)


def _sentences(line: str) -> list[str]:
    """Cut a line into sentences, each with the markers that follow it inside its stop."""
    inside = _MARKER_AFTER_STOP.sub(r"\2\1", line)
    return [part for part in _SENTENCE_END.split(inside) if part.strip()]


def _makes_a_claim(sentence: str, *, marked: bool) -> bool:
    bare = fold(sentence).strip(" .,:;!-*•")
    if len(bare.split()) < N_WORDS_MIN or bare in support_words()["verdicts"]["openings"]:
        return False
    return marked or not sentence.endswith(":")
