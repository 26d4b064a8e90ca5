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
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.arrays import Array
from index.lexicon import Lexicon
from index.places import (
    COLUMN_BITS,
    K1,
    WEIGHTS,
    B,
    StemPlaces,
    Stems,
    follow,
    gather,
    impacts_of,
    stems_of,
)
from index.rows import DocumentRow
from index.words import N_RANGES, Concept, WordScores

_LEAST_IDF = 1e-6  # FTS5's, for a phrase in more than half of the paragraphs
_MARGIN = 2  # times as many as asked for are scored exactly: sums of float32 choose them
_N_COMMON = 4096  # a stem in fewer paragraphs is always added up
_N_PHRASES = 2048  # kept once found, as long as their postings are few enough
_N_KEPT = 20_000_000
_N_ROWS_KEPT = 16_384
_N_GROUP = 64
_N_LOOKED_UP = 16  # to look one posting up takes as long as to add up so many
_TINY = 1e-30  # less than any score


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
        self.impacts_of = arrays["impacts"]
        self._first_places = arrays["first_places"]
        self._places = arrays["places"]
        self._mean = max(1.0, float(self._lengths.mean())) if len(self.numbers) else 1.0
        self._kept: OrderedDict[Stems, Form] = OrderedDict()
        self._n_kept = 0
        self._guard = threading.Lock()
        self._row = lru_cache(_N_ROWS_KEPT)(self._find_row)

    @classmethod
    def build(cls, connection: sqlite3.Connection, lexicon: Lexicon | None = None) -> Postings:
        """Return the postings of the words that a library's tables hold.

        Args:
            lexicon: Its phrases get postings of their own; others are put together when asked for.
        """
        return cls(gather(connection, lexicon))

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
            weighed = counts @ WEIGHTS
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
        flat = owners * 3 + (held >> COLUMN_BITS).astype(np.int64)
        return np.bincount(flat, minlength=3 * len(places)).reshape(-1, 3)

    def _places_of(self, postings: Array) -> tuple[Array, Array]:
        """Return the places of some postings, and to which of them each belongs."""
        starts = self._first_places[postings].astype(np.int64)
        n = self._first_places[postings + 1].astype(np.int64) - starts
        owners = np.repeat(np.arange(len(postings)), n)
        before = np.cumsum(n) - n
        return self._places[starts[owners] + np.arange(len(owners)) - before[owners]], owners

    def _form(self, phrase: Stems) -> Form | None:
        form = self._single(" ".join(phrase))
        if form is not None or len(phrase) == 1:
            return form
        with self._guard:
            if (kept := self._kept.get(phrase)) is not None:
                self._kept.move_to_end(phrase)
                return kept if len(kept.at) else None
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
        return Form(self._at[start:stop], self.impacts_of[start:stop], None, start, idf, most)

    def _find_phrase(self, phrase: Stems) -> Form:
        """Return the paragraphs that hold stems one after another in one column."""
        parts = [form for stem in phrase if (form := self._single(stem)) is not None]
        keys = follow([self._keys(part) for part in parts]) if len(parts) == len(phrase) else None
        if keys is None or not len(keys):
            return _nothing()
        found = StemPlaces.of(keys, np.arange(len(self.numbers)))
        owners = np.repeat(np.arange(len(found.at)), found.n_places)
        flat = owners * 3 + (found.places >> COLUMN_BITS)
        counts = np.bincount(flat, minlength=3 * len(found.at)).reshape(-1, 3).astype(np.uint16)
        impacts = impacts_of(found.weighed, self._lengths[found.at], self._mean)
        idf = self._idf(len(found.at))
        return Form(found.at, impacts, counts, 0, idf, idf * float(impacts.max()))

    def _keys(self, form: Form) -> Array:
        """Return where a stem stands: its paragraph's place above its own, in order."""
        first = self._first_places[form.first : form.first + len(form.at) + 1].astype(np.int64)
        places = self._places[first[0] : first[-1]].astype(np.int64)
        return (np.repeat(form.at.astype(np.int64), np.diff(first)) << 32) | places

    def _idf(self, n_with: int) -> float:
        idf = math.log((len(self.numbers) - n_with + 0.5) / (n_with + 0.5))
        return idf if idf > 0 else _LEAST_IDF

    def _find_row(self, stem: str) -> int | None:
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
    phrases = [stems for form in forms if (stems := stems_of(form))]
    if everything:
        found = postings.search(phrases, None, n_best=n_best)
        return dict(sorted(found.items(), key=lambda item: -item[1].total)[:n_best])
    runs = [
        Run(row.first_paragraph, row.first_paragraph + row.n_paragraphs - 1)
        for row in documents
        if row.n_paragraphs
    ]
    if len(runs) <= N_RANGES:
        found = postings.search(phrases, runs, n_best=n_best)
    else:
        found = postings.search_together(phrases, runs, n_best=n_best)
    return dict(sorted(found.items(), key=lambda item: -item[1].total)[:n_best])


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
            least = _at_least_nth(scores, n)
            if least > left:
                at = np.flatnonzero(scores >= least - left)
                if len(at) * _N_LOOKED_UP < len(form.at):
                    summed, at = scores[at], (at + start).astype(np.uint32)
                    return _best_looked_up(ordered[done:], at, summed, n)
        scores[form.at - start if start else form.at] += np.float32(form.idf) * form.impacts
        left -= form.most
    least = max(_at_least_nth(scores, n), _TINY)
    at = np.flatnonzero(scores >= least)
    return (at[scores[at] >= _nth(scores[at], n)] + start).astype(np.uint32)


def _best_looked_up(forms: Sequence[Form], at: Array, summed: Array, n: int) -> Array:
    """Return the best of chosen paragraphs, some forms not yet added to what they score."""
    left = sum(form.most for form in forms)
    for form in forms:
        summed += np.float32(form.idf) * _looked_up(form, at)
        left -= form.most
        kept = summed >= _nth(summed, n) - left
        at, summed = at[kept], summed[kept]
    return at[summed >= _nth(summed, n)]


def _looked_up(form: Form, at: Array) -> Array:
    places = np.minimum(np.searchsorted(form.at, at), len(form.at) - 1)
    return np.where(form.at[places] == at, form.impacts[places], np.float32(0))


def _nth(scores: Array, n: int) -> float:
    """Return the n-th best score; 0 where there are fewer."""
    if len(scores) <= n:
        return 0.0
    return float(np.partition(scores, len(scores) - n)[len(scores) - n])


def _at_least_nth(scores: Array, n: int) -> float:
    """Return a score that n or more reach, little less than the n-th best: quicker to find.

    Of the best of each of many groups, the n-th best is one.
    """
    n_groups = len(scores) // _N_GROUP
    if n_groups < 4 * n:
        return _nth(scores, n)
    best = scores[: n_groups * _N_GROUP].reshape(_N_GROUP, n_groups).max(axis=0)
    return _nth(best, n)
