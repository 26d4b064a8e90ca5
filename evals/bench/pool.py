"""The paragraphs and vectors that a large library is recombined from."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from evals.baseline.sample_library import build_library
from evals.questions import load_questions
from evals.samples import papers_folder, questions_path
from index.encoder import Vectors, normalised
from index.invented import read_invented_papers
from index.passages import split_sentences
from ingest.documents import Paragraph

_INVENTED = Path(__file__).resolve().parents[2] / "index" / "training"
_SYLLABLES = re.findall(
    r"\w+",
    "ash barn cal den elm fen gar hart ing kel lyn mar nor oak pen quin ros sel thorn ul ver wen"
    " wych yar bourne combe dale field ford ham hurst ley mere minster stead stoke ton wick worth",
)
_BASE, _OTHER, _NOISE = 0.85, 0.35, 0.45
"""How much of a paragraph, of another one and of noise a drawn vector holds."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Real paragraphs, each with the vector of its first passage, and their sentences.

    Attributes:
        vectors: Shape (len(paragraphs), dimension).
    """

    paragraphs: tuple[Paragraph, ...]
    vectors: Vectors
    sentences: tuple[str, ...]


@lru_cache(1)
def read_pool() -> Pool:
    """Return the paragraphs of the sample papers and of the invented papers of the training."""
    with tempfile.TemporaryDirectory() as folder:
        library = build_library(Path(folder), papers_folder())
        invented = read_invented_papers(_INVENTED)
        library.add(invented.papers, invented.contents)
        paragraphs, positions = [], []
        with library.reading() as view:
            for row in view.rows:
                numbers = range(row.first_paragraph, row.first_paragraph + row.n_paragraphs)
                places = view.positions_of(numbers)
                for number in numbers:
                    paragraphs.append(view.paragraph(number))
                    positions.append(places[number][0])
            rows = view.vectors.rows(np.array(positions, dtype=np.int64))
        library.close()
    kept = [at for at, each in enumerate(paragraphs) if each.label != "title"]
    chosen = tuple(paragraphs[at] for at in kept)
    sentences = [
        " ".join(each.text[start:stop].split())
        for each in chosen
        for start, stop in split_sentences(each.text)
    ]
    return Pool(chosen, rows[kept], tuple(dict.fromkeys(sentences)))


class Drawn:
    """Paragraphs and vectors drawn from a pool, the same ones for the same seed."""

    def __init__(self, pool: Pool, seed: int) -> None:
        self._pool = pool
        self._random = np.random.default_rng(seed)
        centred = pool.vectors - pool.vectors.mean(axis=0)
        self._spread = (centred / np.sqrt(len(centred))).astype(np.float32)

    def name(self) -> str:
        """Return the name of a place."""
        parts = self._random.choice(_SYLLABLES, size=self._random.integers(2, 5))
        return "".join(parts).capitalize()

    def draw_texts(self, n: int, places: Sequence[str]) -> list[tuple[int, list[int], str]]:
        """Return n texts, each with the paragraph that it comes from and its sentences.

        Most sentences are of one paragraph, some of others, and every third text names a place.
        """
        random, pool = self._random, self._pool
        bases = random.integers(len(pool.paragraphs), size=n)
        n_sentences = random.integers(1, 5, size=n)
        named = random.random(n) < 1 / 3
        texts = []
        for at in range(n):
            chosen = random.integers(len(pool.sentences), size=n_sentences[at]).tolist()
            parts = [pool.sentences[each] for each in chosen]
            if named[at]:
                place = places[int(random.integers(len(places)))]
                parts.append(f"This holds at {place} too.")
            texts.append((int(bases[at]), chosen, " ".join(parts)))
        return texts

    def draw_vectors(self, bases: Sequence[int]) -> Vectors:
        """Return vectors near those of chosen paragraphs, shape (len(bases), dimension).

        Each is a mixture of the paragraph's, of another one's and of noise whose covariance is
        that of the real vectors, made one long again.
        """
        random, vectors = self._random, self._pool.vectors
        others = random.integers(len(vectors), size=len(bases))
        noise = random.standard_normal((len(bases), len(vectors)), dtype=np.float32) @ self._spread
        mixed = _BASE * vectors[list(bases)] + _OTHER * vectors[others] + _NOISE * noise
        return normalised(mixed)


def asked_questions() -> tuple[str, ...]:
    """Return the questions of the sample set, each as it is put."""
    return tuple(question.question for question in load_questions(questions_path()))
