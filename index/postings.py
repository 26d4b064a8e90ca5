"""Which stems stand where, as arrays: what the words of a large library are searched by.

FTS5 gives each match a score by running through every place of every word asked for, all of the
library's though one council is asked of. Here a common word costs nothing once the rare ones have
decided, and a council's paragraphs are a slice. The scores are FTS5's own.

Source: SQLite, ext/fts5/fts5_aux.c, for the formula; Turtle and Flood, Query evaluation:
strategies and optimizations, 1995, for leaving common words out (MaxScore).
"""

from __future__ import annotations

import math
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.arrays import Array
from index.lexicon import Phrase, stem_phrase
from index.rows import DocumentRow
from index.words import N_RANGES, Concept, WordScores

Stems = tuple[str, ...]

K1, B = 1.2, 0.75  # FTS5's own
_LEAST_IDF = 1e-6  # FTS5's, for a phrase in more than half of the paragraphs
_WEIGHTS = np.array([1.0, 0.6, 0.6])  # of text, headings and lead-in, as index.words ranks by
_COLUMN_BITS = 30  # a place is its column, then how many stems stand before it there
_MARGIN = 2  # times as many as asked for are scored exactly: sums of float32 choose them
_N_COMMON = 4096  # a stem in fewer paragraphs is always added up
_N_PHRASES = 2048  # kept once found, as long as their postings are few enough
_N_KEPT = 20_000_000

_PLACES = """
SELECT (doc << 32) | (CASE col WHEN 'text' THEN 0 WHEN 'headings' THEN 1 ELSE 2 END << 30) | offset
FROM temp.words_places WHERE term = ?
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of paragraphs by number, both ends in it."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Form:
    """A word or phrase asked for.

    Attributes:
        at: Which paragraphs hold it, by their place among all, in order.
        impacts: What each scores by it, but for its idf.
        counts: How often each column holds it, shape (len(at), 3); None for a single stem's.
        first: Of a single stem: where its postings begin.
    """

    at: Array
    impacts: Array
    counts: Array | None
    first: int
    idf: float
    most: float


class Postings:
    """Every stem's paragraphs and places."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._arrays = arrays
        self.numbers = arrays["numbers"]
        self._lengths = arrays["lengths"]
        self._text = bytes(arrays["stems"])
        self._ends = arrays["stem_ends"]
        self._starts = arrays["starts"]
        self._peaks = arrays["peaks"]
        self._at = arrays["at"]
        self._impacts = arrays["impacts"]
        self._first_places = arrays["first_places"]
        self._places = arrays["places"]
        self._mean = max(1.0, float(self._lengths.mean())) if len(self.numbers) else 1.0
        self._kept: OrderedDict[Stems, Form] = OrderedDict()
        self._n_kept = 0
        self._guard = threading.Lock()

    @classmethod
    def build(cls, connection: sqlite3.Connection) -> Postings:
        """Return the postings of the words that a library's tables hold."""
        numbers = np.array(
            [row[0] for row in connection.execute("SELECT number FROM paragraphs ORDER BY number")],
            dtype=np.int64,
        )
        stems, found = [], []
        lengths = np.zeros(len(numbers), dtype=np.uint32)
        for stem, keys in _read_places(connection):
            stems.append(stem.encode())
            found.append(_Stem.of(keys, numbers))
            lengths[found[-1].at] += found[-1].n_places
        return cls(_joined(numbers, lengths, stems, found))

    def arrays(self) -> dict[str, Array]:
        """Return what is kept of them in a file."""
        return self._arrays

    def count(self, stems: Sequence[str]) -> dict[str, int]:
        """Return in how many paragraphs each stem occurs; those in none are left out."""
        found = {}
        for stem in stems:
            row = self._row(stem)
            if row is not None:
                found[stem] = int(self._starts[row + 1] - self._starts[row])
        return found

    def search(
        self, phrases: Sequence[Stems], runs: Sequence[Run] | None, *, n_best: int
    ) -> dict[int, WordScores]:
        """Return the best paragraphs of each run, by number.

        Args:
            phrases: What is asked for; one that is given twice counts twice.
            runs: Each is searched by itself; None for all paragraphs together.
            n_best: At most this many of each run.
        """
        forms = [form for phrase in phrases if (form := self._form(phrase)) is not None]
        ends = [(0, len(self.numbers))] if runs is None else [self._ends_of(run) for run in runs]
        found: dict[int, WordScores] = {}
        for start, stop in ends:
            cut = [each for form in forms if len((each := _within(form, start, stop)).at)]
            found |= self._score(cut, _best(cut, start, stop, _MARGIN * n_best), n_best)
        return found

    def search_together(
        self, phrases: Sequence[Stems], runs: Sequence[Run], *, n_best: int
    ) -> dict[int, WordScores]:
        """Return the best paragraphs of some runs, by number, as if they were one."""
        forms = [form for phrase in phrases if (form := self._form(phrase)) is not None]
        allowed = np.zeros(len(self.numbers), dtype=bool)
        for run in runs:
            start, stop = self._ends_of(run)
            allowed[start:stop] = True
        masked = [_masked(form, allowed) for form in forms]
        chosen = _best(masked, 0, len(allowed), _MARGIN * n_best)
        return self._score(forms, chosen[allowed[chosen]], n_best)

    def _ends_of(self, run: Run) -> tuple[int, int]:
        start, stop = np.searchsorted(self.numbers, [run.first, run.last + 1])
        return int(start), int(stop)

    def _score(self, forms: Sequence[Form], chosen: Array, n_best: int) -> dict[int, WordScores]:
        """Return the exact scores of the best of chosen paragraphs."""
        k = K1 * (1 - B + B * self._lengths[chosen].astype(np.float64) / self._mean)
        columns = np.zeros((len(chosen), 3))
        total = np.zeros(len(chosen))
        for form in forms:
            places = np.minimum(np.searchsorted(form.at, chosen), len(form.at) - 1)
            held = np.flatnonzero(form.at[places] == chosen)
            counts = self._counts(form, places[held]).astype(np.float64)
            k_held = k[held]
            columns[held] += form.idf * counts * (K1 + 1) / (counts + k_held[:, None])
            weighed = counts @ _WEIGHTS
            total[held] += form.idf * weighed * (K1 + 1) / (weighed + k_held)
        order = np.lexsort((chosen, -total))[:n_best]
        return {
            int(self.numbers[chosen[at]]): WordScores(*(float(each) for each in columns[at]))
            for at in order
        }

    def _counts(self, form: Form, places: Array) -> Array:
        if form.counts is not None:
            counts: Array = form.counts[places]
            return counts
        held, owners = self._places_of(form.first + places)
        flat = owners * 3 + (held >> _COLUMN_BITS).astype(np.int64)
        return np.bincount(flat, minlength=3 * len(places)).reshape(-1, 3)

    def _places_of(self, postings: Array) -> tuple[Array, Array]:
        """Return the places of some postings, and to which of them each belongs."""
        starts = self._first_places[postings].astype(np.int64)
        n = self._first_places[postings + 1].astype(np.int64) - starts
        owners = np.repeat(np.arange(len(postings)), n)
        before = np.cumsum(n) - n
        return self._places[starts[owners] + np.arange(len(owners)) - before[owners]], owners

    def _form(self, phrase: Stems) -> Form | None:
        if len(phrase) == 1:
            return self._single(phrase[0])
        with self._guard:
            if (form := self._kept.get(phrase)) is not None:
                self._kept.move_to_end(phrase)
                return form if len(form.at) else None
        form = self._find_phrase(phrase)
        with self._guard:
            if phrase not in self._kept:
                self._kept[phrase] = form
                self._n_kept += len(form.at)
            while len(self._kept) > _N_PHRASES or self._n_kept > _N_KEPT:
                self._n_kept -= len(self._kept.popitem(last=False)[1].at)
        return form if len(form.at) else None

    def _single(self, stem: str) -> Form | None:
        row = self._row(stem)
        if row is None:
            return None
        start, stop = int(self._starts[row]), int(self._starts[row + 1])
        idf = self._idf(stop - start)
        most = idf * float(self._peaks[row])
        return Form(self._at[start:stop], self._impacts[start:stop], None, start, idf, most)

    def _find_phrase(self, phrase: Stems) -> Form:
        """Return the paragraphs that hold stems one after another in one column."""
        parts = [self._single(stem) for stem in phrase]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return _nothing()
        at = min((part.at for part in found), key=len)
        for part in found:
            places = np.minimum(np.searchsorted(part.at, at), len(part.at) - 1)
            at = at[part.at[places] == at]
        keys: Array | None = None
        for offset, part in enumerate(found):
            held, owners = self._places_of(part.first + np.searchsorted(part.at, at))
            own = (owners.astype(np.int64) << 32) + held.astype(np.int64) - offset
            keys = own if keys is None else keys[_is_in(keys, own)]
        assert keys is not None
        flat = (keys >> 32) * 3 + ((keys & 0xFFFFFFFF) >> _COLUMN_BITS)
        counts = np.bincount(flat, minlength=3 * len(at)).reshape(-1, 3)
        held_by = counts.any(axis=1)
        at, counts = at[held_by], counts[held_by]
        if not len(at):
            return _nothing()
        impacts = _impacts(counts @ _WEIGHTS, self._lengths[at], self._mean)
        idf = self._idf(len(at))
        return Form(at, impacts, counts.astype(np.uint16), 0, idf, idf * float(impacts.max()))

    def _idf(self, n_with: int) -> float:
        idf = math.log((len(self.numbers) - n_with + 0.5) / (n_with + 0.5))
        return idf if idf > 0 else _LEAST_IDF

    def _row(self, stem: str) -> int | None:
        wanted = stem.encode()
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self._stem(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self._ends) and self._stem(low) == wanted else None

    def _stem(self, row: int) -> bytes:
        return self._text[int(self._ends[row - 1]) if row else 0 : int(self._ends[row])]


def find_in_postings(
    postings: Postings,
    concepts: Sequence[Concept],
    documents: Sequence[DocumentRow],
    *,
    n_best: int,
    everything: bool,
) -> dict[int, WordScores]:
    """Return the paragraphs that match best, as `index.words.find_by_words`, to the same scores."""
    forms = dict.fromkeys(form for concept in concepts for form in concept.forms)
    phrases = [stems for form in forms if (stems := _stems_of(form))]
    runs = [
        Run(row.first_paragraph, row.first_paragraph + row.n_paragraphs - 1)
        for row in documents
        if row.n_paragraphs
    ]
    if everything:
        found = postings.search(phrases, None, n_best=n_best)
    elif len(runs) <= N_RANGES:
        found = postings.search(phrases, runs, n_best=n_best)
    else:
        found = postings.search_together(phrases, runs, n_best=n_best)
    return dict(sorted(found.items(), key=lambda item: -item[1].total)[:n_best])


@lru_cache(16_384)
def _stems_of(form: Phrase) -> Stems:
    """Return a form's stems as FTS5 makes them."""
    if all(word.isascii() and word.isalpha() for word in form):
        return stem_phrase(form)
    from index.postgres.tokens import tokenise_phrase

    return tokenise_phrase(form)


@dataclass(frozen=True, slots=True)
class _Stem:
    """A stem's postings while they are gathered; places are those of all of them, in order."""

    at: Array
    places: Array
    n_places: Array

    @classmethod
    def of(cls, keys: Array, numbers: Array) -> _Stem:
        owners = keys >> 32
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        at = np.searchsorted(numbers, owners[starts]).astype(np.uint32)
        n_places = np.diff(starts, append=len(keys)).astype(np.uint32)
        return cls(at, (keys & 0xFFFFFFFF).astype(np.uint32), n_places)

    @property
    def weighed(self) -> Array:
        """How often each paragraph holds it, columns weighed."""
        starts = np.cumsum(self.n_places, dtype=np.int64) - self.n_places
        weights = _WEIGHTS[self.places >> _COLUMN_BITS]
        return np.add.reduceat(weights, starts)


def _read_places(connection: sqlite3.Connection) -> Iterator[tuple[str, Array]]:
    """Yield every stem in order of its bytes, with its paragraphs' numbers and places, packed."""
    for name, kind in (("words_places", "instance"), ("words_rows", "row")):
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
        connection.execute(
            f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab (main, words, {kind})"
        )
    try:
        stems = [row[0] for row in connection.execute("SELECT term FROM temp.words_rows")]
        for stem in sorted(stems, key=str.encode):
            cursor = connection.execute(_PLACES, [stem])
            yield stem, np.fromiter((row[0] for row in cursor), dtype=np.int64)
    finally:
        for name in ("words_places", "words_rows"):
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _joined(
    numbers: Array, lengths: Array, stems: Sequence[bytes], found: Sequence[_Stem]
) -> dict[str, Array]:
    mean = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    impacts = [_impacts(each.weighed, lengths[each.at], mean) for each in found]
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


def _impacts(weighed: Array, lengths: Array, mean: float) -> Array:
    """Return what paragraphs score by a form, but for its idf, float32."""
    k = K1 * (1 - B + B * lengths.astype(np.float64) / mean)
    return (weighed * (K1 + 1) / (weighed + k)).astype(np.float32)


def _nothing() -> Form:
    empty = np.zeros(0, dtype=np.uint32)
    return Form(empty, empty.astype(np.float32), np.zeros((0, 3), dtype=np.uint16), 0, 0.0, 0.0)


def _within(form: Form, start: int, stop: int) -> Form:
    """Return a form's postings within a run of paragraphs."""
    first, last = np.searchsorted(form.at, np.array([start, stop], dtype=form.at.dtype))
    return Form(
        form.at[first:last],
        form.impacts[first:last],
        None if form.counts is None else form.counts[first:last],
        form.first + int(first),
        form.idf,
        form.most,
    )


def _masked(form: Form, allowed: Array) -> Form:
    """Return a form's postings as scores are added up: those that are not allowed are nothing."""
    held = allowed[form.at]
    return Form(form.at[held], form.impacts[held], None, 0, form.idf, form.most)


def _best(forms: Sequence[Form], start: int, stop: int, n: int) -> Array:
    """Return the paragraphs of a run that score best, n of them and ties; in order.

    Rare forms are added up first. When all that are left could not lift a paragraph that holds
    none of the rare ones among the best, they are looked up for those that do only.
    """
    scores = np.zeros(stop - start, dtype=np.float32)
    left = sum(form.most for form in forms)
    ordered = sorted(forms, key=lambda form: len(form.at))
    for done, form in enumerate(ordered):
        if len(form.at) >= _N_COMMON:
            least = _nth(scores, n)
            if least > left:
                at = np.flatnonzero(scores >= least - left)
                summed, at = scores[at], (at + start).astype(np.uint32)
                for rest in ordered[done:]:
                    summed += np.float32(rest.idf) * _looked_up(rest, at)
                return at[summed >= _nth(summed, n)]
        scores[form.at - start if start else form.at] += np.float32(form.idf) * form.impacts
        left -= form.most
    at = np.flatnonzero(scores)
    return (at[scores[at] >= _nth(scores[at], n)] + start).astype(np.uint32)


def _looked_up(form: Form, at: Array) -> Array:
    places = np.minimum(np.searchsorted(form.at, at), len(form.at) - 1)
    return np.where(form.at[places] == at, form.impacts[places], np.float32(0))


def _nth(scores: Array, n: int) -> float:
    """Return the n-th best score; 0 where there are fewer."""
    if len(scores) <= n:
        return 0.0
    return float(np.partition(scores, len(scores) - n)[len(scores) - n])


def _is_in(keys: Array, other: Array) -> Array:
    """Tell which keys are among others; both in order."""
    if not len(other):
        return np.zeros(len(keys), dtype=bool)
    places = np.minimum(np.searchsorted(other, keys), len(other) - 1)
    found: Array = other[places] == keys
    return found
