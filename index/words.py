"""Word search: a question's words become concepts, concepts an FTS5 query, matches scores."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from index.lexicon import Lexicon, Phrase, stem, stem_phrase, stems, tokenise
from index.rows import DocumentRow

N_RANGES = 48  # more documents than this are sought together, not one by one


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question names, and every phrase (not stemmed) that may stand for it."""

    asked: Phrase
    forms: tuple[Phrase, ...]

    @property
    def is_number(self) -> bool:
        """Whether it is a figure."""
        return self.asked[0][:1].isdigit() or self.asked[0][:1] in "£$€"


@dataclass(frozen=True, slots=True)
class WordScores:
    """BM25 of one paragraph by column; higher is better, 0 where nothing matches."""

    text: float
    headings: float
    lead_in: float

    @property
    def total(self) -> float:
        """The three together."""
        return self.text + self.headings + self.lead_in


def read_concepts(question: str, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """Return what a question names, longest phrases first where they overlap, each once."""
    words = tokenise(question)
    stemmed = [stem(word) for word in words]
    found: dict[Phrase, Concept] = {}
    at = 0
    while at < len(words):
        phrase = _longest(stemmed, at, lexicon)
        if len(phrase) > 1 or phrase in lexicon.groups:
            asked = tuple(words[at : at + len(phrase)])
            forms = dict.fromkeys((asked, *lexicon.groups[phrase]))
            found.setdefault(phrase, Concept(asked, tuple(forms)))
        elif stemmed[at] not in lexicon.stopwords:
            found.setdefault(phrase, _single(words[at], lexicon, vocabulary))
        at += len(phrase)
    return tuple(found.values())


def _longest(stemmed: Sequence[str], at: int, lexicon: Lexicon) -> Phrase:
    for length in range(min(lexicon.n_longest, len(stemmed) - at), 1, -1):
        phrase = tuple(stemmed[at : at + length])
        if phrase in lexicon.groups:
            return phrase
    return (stemmed[at],)


def _single(word: str, lexicon: Lexicon, vocabulary: Vocabulary) -> Concept:
    forms: dict[Phrase, None] = {(word,): None}
    if word.isalpha():
        for near in vocabulary.near(word):
            forms.update(dict.fromkeys(lexicon.groups.get((stem(near),), ((near,),))))
    return Concept((word,), tuple(forms))


class Vocabulary:
    """The words that the papers print, for finding what a misspelt word was meant to be."""

    def __init__(self, words: Collection[str], lexicon: Lexicon) -> None:
        self._known = set(words).union(*lexicon.groups)
        self._by_initial: dict[str, list[str]] = {}
        for word in words:
            self._by_initial.setdefault(word[:1], []).append(word)
        self._phrased = {word for phrase in lexicon.groups for word in phrase}
        self._stems = lru_cache(64)(self._find_stems)
        self._near = lru_cache(4096)(self._find_near)

    def near(self, word: str) -> tuple[str, ...]:
        """Return up to three printed words that an unknown word is a slip of; () for a known one.

        One slip is allowed in a word of four to seven letters and two in a longer one, the
        first letter being right (optimal string alignment: swaps count once).
        """
        return self._near(word)

    def _find_near(self, word: str) -> tuple[str, ...]:
        if len(word) < 4 or word in self._known or stem(word) in self._known:
            return ()
        alike = self._stems(word[0])
        if word in alike or stem(word) in alike:
            return ()
        allowed = 1 if len(word) < 8 else 2
        scored = []
        for known in self._by_initial.get(word[0], ()):
            if len(known) >= 4 and abs(len(known) - len(word)) <= allowed and known.isalpha():
                distance = OSA.distance(word, known, score_cutoff=allowed)
                if distance <= allowed:
                    scored.append((distance, known))
        return tuple(known for _, known in sorted(scored)[:3])

    def _find_stems(self, initial: str) -> frozenset[str]:
        """Return the stems of the known words with one initial, which no stem loses.

        A large library prints words by the hundred thousand; those asked about are few.
        """
        phrased = (word for word in self._phrased if word[:1] == initial)
        return frozenset(stem(word) for word in (*self._by_initial.get(initial, ()), *phrased))


def read_vocabulary(connection: sqlite3.Connection) -> list[str]:
    """Return the words that a library's papers print, in order."""
    return [row[0] for row in connection.execute("SELECT word FROM vocabulary ORDER BY word")]


def find_by_words(
    connection: sqlite3.Connection,
    concepts: Sequence[Concept],
    documents: Sequence[DocumentRow],
    *,
    n_best: int,
    everything: bool,
) -> dict[int, WordScores]:
    """Return the paragraphs that match best, by number, with their BM25 scores.

    Args:
        documents: Those that may be searched; the filter acts before the cut-off.
        n_best: At most this many.
        everything: Whether `documents` are all the library's.
    """
    forms = dict.fromkeys(form for concept in concepts for form in concept.forms)
    if not forms:
        return {}
    match = " OR ".join('"' + " ".join(form).replace('"', "") + '"' for form in forms)
    columns = ", ".join(f"-bm25(words, {weights})" for weights in ("1, 0, 0", "0, 1, 0", "0, 0, 1"))
    found: dict[int, WordScores] = {}
    for condition, values in _ranges(documents, everything):
        cursor = connection.execute(
            f"SELECT rowid, {columns} FROM words WHERE words MATCH ? {condition}"
            " ORDER BY bm25(words, 1, 0.6, 0.6) LIMIT ?",
            [match, *values, n_best],
        )
        for number, *scores in cursor:
            found[int(number)] = WordScores(*(float(score) for score in scores))
    best = sorted(found.items(), key=lambda item: -item[1].total)[:n_best]
    return dict(best)


def _ranges(documents: Sequence[DocumentRow], everything: bool) -> list[tuple[str, list[int]]]:
    """Return conditions on the paragraph's number: FTS5 seeks a range, and only filters a list."""
    if everything:
        return [("", [])]
    spans = [
        (row.first_paragraph, row.first_paragraph + row.n_paragraphs - 1)
        for row in documents
        if row.n_paragraphs
    ]
    if len(spans) <= N_RANGES:
        return [("AND rowid BETWEEN ? AND ?", list(span)) for span in spans]
    numbers = ",".join(str(row.number) for row in documents)
    return [(f"AND rowid IN (SELECT number FROM paragraphs WHERE document IN ({numbers}))", [])]


@dataclass(frozen=True, slots=True)
class Matching:
    """How much of a question's concepts a paragraph names, each weighted by its rarity."""

    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]
    _sought: tuple[_Sought, ...] = field(init=False, repr=False, compare=False)
    _figures: tuple[_Sought, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Stem each form once: a search asks it of hundreds of texts."""
        sought = tuple(_sought(each) for each in self.concepts)
        pairs = zip(self.concepts, sought, strict=True)
        object.__setattr__(self, "_sought", sought)
        object.__setattr__(self, "_figures", tuple(s for c, s in pairs if c.is_number))

    def coverage(self, *texts: str) -> float:
        """Return the share in [0, 1] of the question's weight that texts together name."""
        total = sum(self.weights)
        if not total:
            return 0.0
        held = _together([_held(text) for text in texts])
        named = sum(
            weight
            for sought, weight in zip(self._sought, self.weights, strict=True)
            if sought.stands_in(held)
        )
        return named / total

    def numbers(self, text: str) -> float:
        """Return the share in [0, 1] of the question's figures that the text holds."""
        if not self._figures:
            return 0.0
        held = _held(text)
        return sum(sought.stands_in(held) for sought in self._figures) / len(self._figures)


@dataclass(frozen=True, slots=True)
class _Held:
    """The stems of a text: each once, and all in order between spaces."""

    words: frozenset[str]
    joined: str


@lru_cache(8192)
def _held(text: str) -> _Held:
    found = stems(text)
    return _Held(frozenset(found), f" {' '.join(found)} ")


def _together(held: Sequence[_Held]) -> _Held:
    """Return what texts hold that stand one after another; each was stemmed by itself."""
    if len(held) == 1:
        return held[0]
    words = frozenset[str]().union(*(each.words for each in held))
    return _Held(words, "".join(each.joined for each in held).replace("  ", " "))


@dataclass(frozen=True, slots=True)
class _Sought:
    """The stemmed forms of a concept: single words, phrases between spaces, their first words."""

    words: frozenset[str]
    phrases: tuple[str, ...]
    firsts: frozenset[str]

    def stands_in(self, held: _Held) -> bool:
        """Tell whether a text has any of the forms."""
        if not self.words.isdisjoint(held.words):
            return True
        if self.firsts.isdisjoint(held.words):  # as in most texts
            return False
        return any(phrase in held.joined for phrase in self.phrases)


def _sought(concept: Concept) -> _Sought:
    stemmed = dict.fromkeys(stem_phrase(form) for form in concept.forms)
    phrases = [form for form in stemmed if len(form) > 1]
    return _Sought(
        frozenset(form[0] for form in stemmed if len(form) == 1),
        tuple(f" {' '.join(phrase)} " for phrase in phrases),
        frozenset(phrase[0] for phrase in phrases),
    )


def weigh_concepts(
    connection: sqlite3.Connection, concepts: Sequence[Concept], n_paragraphs: int
) -> Matching:
    """Return the concepts with their inverse document frequencies as weights."""

    def count(stems: Sequence[str]) -> dict[str, int]:
        marks = ",".join("?" * len(stems))
        statement = f"SELECT term, doc FROM words_terms WHERE term IN ({marks})"
        return dict(connection.execute(statement, stems).fetchall())

    return weigh_counted(count, concepts, n_paragraphs)


def weigh_counted(
    count: Callable[[Sequence[str]], Mapping[str, int]],
    concepts: Sequence[Concept],
    n_paragraphs: int,
) -> Matching:
    """Return the concepts with their inverse document frequencies as weights.

    Args:
        count: Gives in how many paragraphs each of some stems occurs.
    """
    forms = [[stem_phrase(form) for form in concept.forms] for concept in concepts]
    needed = {word for each in forms for form in each for word in form}
    counts = count(sorted(needed))
    weights = []
    for each in forms:
        n_with = sum(min(counts.get(word, 0) for word in form) for form in set(each))
        weights.append(math.log1p(n_paragraphs / (1 + n_with)))
    return Matching(tuple(concepts), tuple(weights))
