"""The domain's words: which mean the same, and which a paper prints where people say others."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer

from index.errors import ModelError

_TOKEN = re.compile(
    r"\d+(?:\.\d+)+|[£$€]?\d[\d,]*|[^\W\d_]+(?:['’][^\W\d_]+)*"
)  # '5.4' and '1,000' stay whole
Phrase = tuple[str, ...]
_STEMMING = Lock()  # a stemmer works upon itself: one thread at a time
_porter = snowballstemmer.stemmer("porter")  # the stemmer that SQLite's FTS5 uses


@lru_cache(65_536)
def stem(word: str) -> str:
    """Return a word's Porter stem, as SQLite's tokenizer makes it."""
    with _STEMMING:
        stemmed: str = _porter.stemWord(word)
    return stemmed


def tokenise(text: str) -> list[str]:
    """Return a text's words and numbers in lower case; a possessive loses its 's."""
    words: list[str] = _TOKEN.findall(text.lower().replace("’", "'"))
    return [_without_mark(word) for word in words] if "'" in text or "’" in text else words


def _without_mark(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word.replace("'", "")


def stems(text: str) -> Phrase:
    """Return the stems of a text's words, in order."""
    return tuple(map(stem, tokenise(text)))


@lru_cache(65_536)
def stem_phrase(phrase: Phrase) -> Phrase:
    """Return the stems of a phrase's words."""
    return tuple(stem(word) for word in phrase)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word groups, looked up by the stems of a word or phrase.

    Attributes:
        groups: For each stemmed phrase, the phrases (not stemmed) that may stand for it.
        stopwords: Stems that say nothing about what is asked.
        n_longest: Words in the longest phrase.
    """

    groups: dict[Phrase, tuple[Phrase, ...]]
    stopwords: frozenset[str]
    n_longest: int


@lru_cache(8)
def load_lexicon(path: Path) -> Lexicon:
    """Return the lexicon in a TOML file: `stopwords`, `same` and `printed`.

    Every phrase of a list in `same` stands for every other; an entry of `printed` gives the
    words that papers print where people say its `said`.

    Raises:
        ModelError: The file is missing or is not such a lexicon.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        same = [[_phrase(text) for text in group] for group in data["same"].values()]
        printed = [
            ([_phrase(text) for text in entry["said"]], [_phrase(t) for t in entry["printed"]])
            for entry in data["printed"]
        ]
        stopwords = frozenset(stem(word) for word in data["stopwords"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The word list {path} cannot be read: install the project again.") from (
            error
        )
    groups: dict[Phrase, dict[Phrase, None]] = {}
    for group in same:
        for phrase in group:
            groups.setdefault(stem_phrase(phrase), {phrase: None}).update(dict.fromkeys(group))
    for said, others in printed:
        for phrase in said:
            groups.setdefault(stem_phrase(phrase), {phrase: None}).update(dict.fromkeys(others))
    return Lexicon(
        groups={phrase: tuple(found) for phrase, found in groups.items()},
        stopwords=stopwords,
        n_longest=max((len(phrase) for phrase in groups), default=1),
    )


def _phrase(text: str) -> Phrase:
    return tuple(tokenise(text))
