"""Words: tokens with their places, stems, the kin of council vocabulary, and the data files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

import snowballstemmer

from assistant.errors import WordListError

_N_TEXTS = 8192  # paragraphs and sentences whose stems are kept: some 10 MB
_TOKEN = re.compile(r"[A-Za-z0-9£]+(?:['’][A-Za-z]+)?")
_STEMMER = snowballstemmer.stemmer("english")  # it works upon itself: one thread at a time
_STEMMING = Lock()
_PLAIN = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")


def _stemmed(word: str) -> str:
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


@cache
def read_data(name: str) -> dict[str, Any]:
    """Return one of the assistant's data files.

    Args:
        name: The file's name without folder, as 'deontic.toml'.

    Raises:
        WordListError: The file is not valid TOML.
    """
    source = files("assistant").joinpath("data", name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise WordListError(f"The assistant's file {name} cannot be read: {error}.") from error


def plain(text: str) -> str:
    """Return the text in lower case with plain quotes and dashes, character for character.

    The result has the same length, so that places found in it hold in the text itself.
    """
    lowered = text.translate(_PLAIN).lower()
    return lowered if len(lowered) == len(text) else text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text.

    Attributes:
        start: Its first character in the text.
        end: One past its last.
        stem: What it is matched by: its stem, or the name of the kin that it belongs to.
    """

    start: int
    end: int
    word: str
    stem: str


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what a word is matched by: its Snowball stem, or the kin that the stem belongs to."""
    bare = word.lower().replace("’", "'")
    if bare.endswith("'s"):
        bare = bare[:-2]
    return _kin().get(root := _stemmed(bare), root)


@cache
def _kin() -> dict[str, str]:
    """Return stems to the name of their kin."""
    kin: dict[str, str] = {}
    for name, words in read_data("words.toml")["kin"].items():
        for word in (name, *words):
            kin.setdefault(_stemmed(word.lower()), name)
    return kin


@cache
def stop_words() -> frozenset[str]:
    """Return the words that carry no subject matter."""
    return frozenset(read_data("words.toml")["stop"]["words"])


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order."""
    return tuple(
        Token(m.start(), m.end(), m.group().lower(), stem(m.group())) for m in _TOKEN.finditer(text)
    )


@lru_cache(maxsize=_N_TEXTS)
def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry subject matter, in order, each once."""
    return tuple(
        dict.fromkeys(
            token.stem
            for token in tokens(text)
            if token.word.replace("’", "'") not in stop_words() and len(token.word) > 1
        )
    )


def shared(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stems of `left` that are in `right` too."""
    there = frozenset(right)
    return tuple(item for item in left if item in there)


def tidy(text: str) -> str:
    """Return the text on one line, with white space folded."""
    return " ".join(text.split())


def alternatives(words: list[str]) -> str:
    """Return a regular expression that finds any of the phrases, longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
