"""How a line looks and reads on its own: finished or not, like a heading, like furniture."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from ingest.lines import Line

_FINISHED = re.compile(r"[.!?:;][\"'”’)\]*]*$")
_SENTENCE = re.compile(r"[.!?][\"'”’)\]]*$")
_SENTENCE_INSIDE = re.compile(r"[a-z]{3}[.!?][\"'”’)]*\s+[(\"“]?[A-Z]")
_LIST_GOES_ON = re.compile(r"(?:[,;–—-]|\b(?:and|or|and/or))$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’/-]*")
_SMALL = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"}
_SMALL |= {"with", "within", "between", "under", "when", "their", "its", "is", "are", "be"}
_TAIL_CHARS = 80  # of a text, by which is told how it ends
MAX_HEADING_WORDS = 16
MAX_HEADING_CHARS = 140


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The phrases listed under `name` in the folder's phrase file."""
    text = files("ingest").joinpath("data/phrases.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)[name]["phrases"]
    return tuple(str(p) for p in found)


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """A pattern that matches any of the phrases listed under `name`, whole words, any case."""
    parts = "|".join(
        re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases(name), key=len, reverse=True)
    )
    return re.compile(rf"(?<![^\W_])(?:{parts})(?![^\W_])", re.IGNORECASE)


def is_one_of(name: str, text: str) -> bool:
    """Whether `text`, without the punctuation around it, is one of the phrases under `name`."""
    bare = text.strip(" .:;–—-*[]")
    pattern = phrase_pattern(name)
    return bool(pattern.fullmatch(bare) or pattern.fullmatch(bare.strip("()")))


def finished(text: str) -> bool:
    """Whether the words end a sentence, a list item or a lead-in."""
    return bool(_FINISHED.search(text[-_TAIL_CHARS:]))


def ends_sentence(text: str) -> bool:
    """Whether the words end with a full stop, an exclamation or a question mark."""
    return bool(_SENTENCE.search(text[-_TAIL_CHARS:]))


def holds_sentence_end(text: str) -> bool:
    """Whether a sentence ends inside the words, so that they are no title."""
    return bool(_SENTENCE_INSIDE.search(text[:1_000]))


def list_goes_on(text: str) -> bool:
    """Whether the words end as a list item does that is not the last: with ';', 'and' or 'or'."""
    return bool(_LIST_GOES_ON.search(text[-_TAIL_CHARS:]))


_LIST_END = re.compile(r"(?:^|[;,:]\s*)(?:and|or|and/or)$", re.IGNORECASE)
_LAST_WORD = re.compile(r"([A-Za-z-]+)\.?$")
_ITEM_AND = re.compile(r"\((?:[a-z]{1,4}|\d{1,2})\)\s*(?:,|and|or|to|and/or)$", re.IGNORECASE)


def _last_word(text: str) -> str:
    match = _LAST_WORD.search(text[-_TAIL_CHARS:])
    return match[1] if match and not _LIST_END.search(text[-_TAIL_CHARS:]) else ""


def ends_in_reference(text: str) -> bool:
    """Whether the words end just before what they refer to: 'see paragraph', '(a) and'."""
    word = _last_word(text)
    return bool(_ITEM_AND.search(text[-_TAIL_CHARS:])) or (
        bool(word) and is_one_of("before_a_reference", word)
    )


def ends_before_a_number(text: str) -> bool:
    """Whether the words end just before a number that is part of them: 'at least', 'paragraph'."""
    word = _last_word(text)
    return ends_in_reference(text) or (bool(word) and is_one_of("before_a_number", word))


def starts_low(text: str) -> bool:
    """Whether the first letter is a small one, as in the rest of a sentence."""
    return bool(re.match(r"[\"'“‘(\[]?[a-z]", text))


def all_capitals(text: str) -> bool:
    """Whether every letter is a capital, and there are at least three."""
    n_letters = 0
    for char in text[:1_000]:
        if char.isalpha():
            if not char.isupper():
                return False
            n_letters += 1
    return n_letters >= 3


def title_cased(text: str) -> bool:
    """Whether most words that carry meaning begin with a capital."""
    words = [w for w in _WORD.findall(text) if w.lower() not in _SMALL]
    return bool(words) and sum(w[0].isupper() for w in words) >= 0.75 * len(words)


def short_title(text: str) -> bool:
    """Whether the words could be a heading: few, beginning boldly, not ending a sentence."""
    words = text.split()
    if not words or len(words) > MAX_HEADING_WORDS or len(text) > MAX_HEADING_CHARS:
        return False
    if starts_low(text) or not re.search(r"[^\W\d_]{2}", text):
        return False
    return not re.search(r"[.;,!–—-]$", text) and not re.search(r"_{3,}", text)


def marked_heading(line: Line) -> bool:
    """Whether the format or the look of a whole line says that it is a heading."""
    if line.table_row or line.runs:
        return False
    if line.heading_level is not None:
        return True
    return (line.bold or line.italic or all_capitals(line.text)) and short_title(line.text)
