"""Word search: a question's words become concepts, concepts an FTS5 query, matches scores."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from index.lexicon import Lexicon, Phrase, stem, stem_phrase, stems, tokenise
from index.passages import build_context
from index.rows import DocumentRow
from ingest.documents import Paragraph

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
            found[number] = WordScores(*scores)
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
class Stemmed:
    """The stems of a text: each once, and all in order between spaces."""

    words: frozenset[str]
    joined: str

    @classmethod
    def of(cls, text: str) -> Stemmed:
        """Stem a text."""
        found = stems(text)
        return cls(frozenset(found), f" {' '.join(found)} ")


@dataclass(frozen=True, slots=True)
class HeldWords:
    """The words of a paragraph, and of the headings and the lead-in over it."""

    text: Stemmed
    context: Stemmed
    n_words: int

    @classmethod
    def of(cls, paragraph: Paragraph) -> HeldWords:
        """Stem a paragraph."""
        context = _stem_context(build_context(paragraph))
        return cls(Stemmed.of(paragraph.text), context, paragraph.n_words)

    def joined(self) -> str:
        """Return all stems in order between spaces, the context's first."""
        return (self.context.joined + self.text.joined).replace("  ", " ")


_stem_context = lru_cache(2048)(Stemmed.of)
_NamedIn = tuple[int, list[tuple[str, int]]]


class Named(NamedTuple):
    """What a paragraph names of a question: shares in [0, 1] of its weight, and of its figures."""

    together: float
    text: float
    context: float
    numbers: float


@dataclass(frozen=True, slots=True)
class Matching:
    """How much of a question's concepts a paragraph names, each weighted by its rarity.

    A set of concepts is a number with a bit for each.
    """

    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]
    _words: dict[str, int] = field(init=False, repr=False, compare=False)
    _phrases: dict[str, list[tuple[str, int]]] = field(init=False, repr=False, compare=False)
    _sought: frozenset[str] = field(init=False, repr=False, compare=False)
    _figures: int = field(init=False, repr=False, compare=False)
    _shares: dict[int, float] = field(init=False, repr=False, compare=False)
    _contexts: dict[str, _NamedIn] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Stem each form once: a search asks it of hundreds of paragraphs."""
        words: dict[str, int] = {}
        phrases: dict[str, list[tuple[str, int]]] = {}
        figures = 0
        for at, concept in enumerate(self.concepts):
            bit = 1 << at
            figures |= bit if concept.is_number else 0
            for form in dict.fromkeys(stem_phrase(form) for form in concept.forms):
                if len(form) == 1:
                    words[form[0]] = words.get(form[0], 0) | bit
                else:
                    phrases.setdefault(form[0], []).append((f" {' '.join(form)} ", bit))
        object.__setattr__(self, "_words", words)
        object.__setattr__(self, "_phrases", phrases)
        object.__setattr__(self, "_sought", frozenset(words) | frozenset(phrases))
        object.__setattr__(self, "_figures", figures)
        object.__setattr__(self, "_shares", {})
        object.__setattr__(self, "_contexts", {})

    def look_in(self, held: HeldWords) -> Named:
        """Tell what a paragraph names, in its text, over it, and in both read as one."""
        in_text, _ = self._named(held.text)
        known = self._contexts.get(held.context.joined)  # many paragraphs stand under one heading
        if known is None:
            known = self._contexts[held.context.joined] = self._named(held.context)
        in_context, began = known
        together = in_text | in_context
        if began:
            left = [(phrase, bit) for phrase, bit in began if not together & bit]
            if left:  # a phrase may begin in the heading and end in the text
                joined = held.joined()
                for phrase, bit in left:
                    if phrase in joined:
                        together |= bit
        n_figures = self._figures.bit_count()
        numbers = (in_text & self._figures).bit_count() / n_figures if n_figures else 0.0
        return Named(self._share(together), self._share(in_text), self._share(in_context), numbers)

    def _named(self, stemmed: Stemmed) -> _NamedIn:
        """Return the concepts that a text names, and the phrases whose first word it has."""
        named, began = 0, list[tuple[str, int]]()
        words, phrases = self._words, self._phrases
        for word in self._sought & stemmed.words:
            named |= words.get(word, 0)
            if word in phrases:
                began += phrases[word]
        for phrase, bit in began:
            if not named & bit and phrase in stemmed.joined:
                named |= bit
        return named, began

    def _share(self, named: int) -> float:
        """Return the share of the weight of all concepts that some have."""
        found = self._shares.get(named)
        if found is None:
            total = sum(self.weights)
            held = sum(weight for at, weight in enumerate(self.weights) if named >> at & 1)
            found = self._shares[named] = held / total if total else 0.0
        return found


def count_stems(connection: sqlite3.Connection, stems: Sequence[str]) -> dict[str, int]:
    """Return in how many paragraphs each of some stems occurs; those in none are left out."""
    marks = ",".join("?" * len(stems))
    statement = f"SELECT term, doc FROM words_terms WHERE term IN ({marks})"
    return dict(connection.execute(statement, stems).fetchall())


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
