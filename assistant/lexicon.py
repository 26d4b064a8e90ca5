"""How telling each word is in a library: the rarer, the more it weighs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.words import content_stems


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Document frequencies of stems over the paragraphs of a library."""

    n_paragraphs: int
    frequencies: Mapping[str, int] = field(default_factory=dict)

    def weight(self, stem: str) -> float:
        """Return a stem's inverse document frequency, 1.0 at the least.

        Source: the idf of BM25 as in Robertson and Zaragoza, The Probabilistic Relevance
        Framework, 2009, plus one.
        """
        seen = self.frequencies.get(stem, 0)
        return 1.0 + math.log(1.0 + (self.n_paragraphs - seen + 0.5) / (seen + 0.5))

    def total(self, stems: Iterable[str]) -> float:
        """Return the summed weight of stems."""
        return sum(self.weight(stem) for stem in stems)

    def coverage(self, wanted: tuple[str, ...], there: Iterable[str]) -> float:
        """Return the share, in [0, 1], of the weight of `wanted` that is found in `there`."""
        total = self.total(wanted)
        if not total:
            return 0.0
        found = frozenset(there)
        return self.total(stem for stem in wanted if stem in found) / total


def build_lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the frequencies of stems over texts, one text a paragraph."""
    counts: Counter[str] = Counter()
    n = 0
    for text in texts:
        counts.update(content_stems(text))
        n += 1
    return Lexicon(n, dict(counts))
