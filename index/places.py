"""Where every stem stands, gathered from FTS5's own index into arrays that can be searched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.arrays import Array
from index.lexicon import Lexicon, Phrase, stem_phrase

Stems = tuple[str, ...]

K1, B = 1.2, 0.75  # FTS5's own
WEIGHTS = np.array([1.0, 0.6, 0.6])  # of text, headings and lead-in, as index.words ranks by
COLUMN_BITS = 30  # a place is its column, then how many stems stand before it there

_PLACES = """
SELECT (doc << 32) | (CASE col WHEN 'text' THEN 0 WHEN 'headings' THEN 1 ELSE 2 END << 30) | offset
FROM temp.words_places WHERE term = ?
"""


def gather(connection: sqlite3.Connection, lexicon: Lexicon | None) -> dict[str, Array]:
    """Return the arrays of the postings of the words that a library's tables hold.

    They are: `numbers` and `lengths` of the paragraphs; of each stem, in order of its bytes, where
    in `stems` its name ends, where its postings start and the most that one scores (`stem_ends`,
    `starts`, `peaks`); of each posting the paragraph, its score but for the idf and its first place
    (`at`, `impacts`, `first_places`); and the `places`. A phrase stands among the stems.

    Args:
        lexicon: Whose phrases get postings of their own.
    """
    numbers = np.array(
        [row[0] for row in connection.execute("SELECT number FROM paragraphs ORDER BY number")],
        dtype=np.int64,
    )
    found: dict[str, StemPlaces] = {}
    lengths = np.zeros(len(numbers), dtype=np.uint32)
    for stem, keys in _read_places(connection):
        found[stem] = StemPlaces.of(keys, numbers)
        lengths[found[stem].at] += found[stem].n_places
    for phrase in () if lexicon is None else _phrases(lexicon):
        parts = [found[stem] for stem in phrase if stem in found]
        if len(parts) == len(phrase):
            keys = follow([part.keys() for part in parts])
            found[" ".join(phrase)] = StemPlaces.of(keys, np.arange(len(numbers)))
    return _joined(numbers, lengths, found)


@dataclass(frozen=True, slots=True)
class StemPlaces:
    """A stem's postings while they are gathered; places are those of all of them, in order."""

    at: Array
    places: Array
    n_places: Array

    @classmethod
    def of(cls, keys: Array, numbers: Array) -> StemPlaces:
        """Return a stem's postings from its places, each below its paragraph's number."""
        owners = keys >> 32
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        at = np.searchsorted(numbers, owners[starts]).astype(np.uint32)
        n_places = np.diff(starts, append=len(keys)).astype(np.uint32)
        return cls(at, (keys & 0xFFFFFFFF).astype(np.uint32), n_places)

    def keys(self) -> Array:
        """Where it stands: its paragraph's place above its own, in order."""
        return (np.repeat(self.at.astype(np.int64), self.n_places) << 32) | self.places

    @property
    def weighed(self) -> Array:
        """How often each paragraph holds it, columns weighed."""
        starts = np.cumsum(self.n_places, dtype=np.int64) - self.n_places
        weights = WEIGHTS[self.places >> COLUMN_BITS]
        return np.add.reduceat(weights, starts) if len(starts) else weights


_FORGET = (
    "DROP TABLE IF EXISTS temp.words_places",
    "DROP TABLE IF EXISTS temp.words_rows",
)
_SHOW = (
    "CREATE VIRTUAL TABLE temp.words_places USING fts5vocab (main, words, instance)",
    "CREATE VIRTUAL TABLE temp.words_rows USING fts5vocab (main, words, row)",
)


def _read_places(connection: sqlite3.Connection) -> Iterator[tuple[str, Array]]:
    """Yield every stem in order of its bytes, with its paragraphs' numbers and places, packed."""
    for statement in (*_FORGET, *_SHOW):
        connection.execute(statement)
    try:
        stems = [row[0] for row in connection.execute("SELECT term FROM temp.words_rows")]
        for stem in sorted(stems, key=str.encode):
            cursor = connection.execute(_PLACES, [stem])
            yield stem, np.fromiter((row[0] for row in cursor), dtype=np.int64)
    finally:
        for statement in _FORGET:
            connection.execute(statement)


def _joined(numbers: Array, lengths: Array, gathered: dict[str, StemPlaces]) -> dict[str, Array]:
    ordered = sorted((name.encode(), each) for name, each in gathered.items() if len(each.at))
    stems = [name for name, _ in ordered]
    found = [each for _, each in ordered]
    mean = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    impacts = [impacts_of(each.weighed, lengths[each.at], mean) for each in found]
    n_places = _concatenated(
        [np.zeros(1, np.uint32), *(each.n_places for each in found)], np.uint32
    )
    return {
        "numbers": numbers,
        "lengths": lengths,
        "stems": np.frombuffer(b"".join(stems), dtype=np.uint8),
        "stem_ends": np.cumsum([len(stem) for stem in stems], dtype=np.int64),
        "starts": np.cumsum([0, *(len(each.at) for each in found)], dtype=np.int64),
        "peaks": np.array([each.max() for each in impacts], dtype=np.float32) * np.float32(1.0001),
        "at": _concatenated([each.at for each in found], np.uint32),
        "impacts": _concatenated(impacts, np.float32),
        "first_places": np.cumsum(n_places, dtype=np.uint32),  # in all, fewer than 2**32
        "places": _concatenated([each.places for each in found], np.uint32),
    }


def _concatenated(arrays: Sequence[Array], kind: type) -> Array:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=kind)


def impacts_of(weighed: Array, lengths: Array, mean: float) -> Array:
    """Return what paragraphs score by a form, but for its idf, float32."""
    k = K1 * (1 - B + B * lengths.astype(np.float64) / mean)
    return (weighed * (K1 + 1) / (weighed + k)).astype(np.float32)


def follow(parts: Sequence[Array]) -> Array:
    """Return where stems stand one after another in one column, from where each stands."""
    rarest = min(range(len(parts)), key=lambda at: len(parts[at]))
    keys = parts[rarest] - rarest
    for offset, part in enumerate(parts):
        if offset != rarest:
            keys = keys[_is_in(keys + offset, part)]
    return keys


def _phrases(lexicon: Lexicon) -> Iterator[Stems]:
    """Yield the stems of every phrase that may stand for what is asked, each once."""
    forms = dict.fromkeys(form for forms in lexicon.groups.values() for form in forms)
    yield from dict.fromkeys(stems for form in forms if len(stems := stems_of(form)) > 1)


def _is_in(keys: Array, other: Array) -> Array:
    """Tell which keys are among others; both in order."""
    if not len(other):
        return np.zeros(len(keys), dtype=bool)
    places = np.minimum(np.searchsorted(other, keys), len(other) - 1)
    found: Array = other[places] == keys
    return found


@lru_cache(16_384)
def stems_of(form: Phrase) -> Stems:
    """Return a form's stems as FTS5 makes them."""
    if all(word.isascii() and word.isalpha() for word in form):
        return stem_phrase(form)
    from index.postgres.tokens import tokenise_phrase

    return tokenise_phrase(form)
