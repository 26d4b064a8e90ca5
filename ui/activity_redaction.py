"""Takes out of a question what tells of a person: addresses, telephone numbers, names after titles.

Names without a title before them are not recognised; the notice beside the question asks people
to leave them out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.words import content_stems
from ingest.documents import Record

NAME, MAIL, TELEPHONE, POSTCODE = "[name]", "[e-mail address]", "[telephone number]", "[postcode]"

_FILE = Path(__file__).parent / "data" / "personal.toml"
_MAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)*\w")
# As people in Britain write them: from 0 or +, nine digits or more, in groups of any size, and an
# extension after it. Paragraph labels and dates hold fewer digits or stops between them.
_TELEPHONE = re.compile(
    r"(?<![\w.])(?:\+\s?\d|\(\s?0|0)(?:[\s()\-–]{0,2}\d){8,13}(?!\w)"
    r"(?:[\s,]*\(?\b(?:ext(?:ension|n)?|x)\.?\s*\d{1,6}\)?)?",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\b(?:ext(?:ension|n)?\.?)\s*\d{2,6}\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_GAP = re.compile(r"\.?\s+|\.(?=[^\W\d_])")
_JOINED = re.compile(r"\s*(?:,|&|\band\b)\s*(?:\band\b\s*)?")
_N_WORDS = 5  # of one name at most
_N_SMALL = 2  # of them in small letters, where nothing else tells where the name ends


class PersonalWords(Record):
    """The lists by which names are told from other words, in small letters."""

    titles: frozenset[str] = Field(min_length=1)
    title_words: frozenset[str] = Field(min_length=1)
    posts: frozenset[str]
    plurals: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]
    ordinary: frozenset[str]


@cache
def personal_words() -> PersonalWords:
    """Return the lists of the data file."""
    return PersonalWords.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def redact(words: str, *, known: Collection[str] = frozenset()) -> str:
    """Return words without e-mail addresses, telephone numbers, postcodes, names after titles.

    Args:
        known: Stems of the papers' own words, which are not taken for names where they are
            written in small letters. Without them a name in small letters is recognised after
            an unmistakable title ('cllr', 'mrs') only.
    """
    words = _MAIL.sub(MAIL, words)
    words = _TELEPHONE.sub(TELEPHONE, words)
    words = _EXTENSION.sub(TELEPHONE, words)
    words = _POSTCODE.sub(POSTCODE, words)
    kept, end = [], 0
    read = words.casefold() if words.isupper() else words  # then no capital tells anything
    for start, stop in _names(read if len(read) == len(words) else words, known):
        kept += [words[end:start], NAME]
        end = stop
    return "".join(kept) + words[end:]


def _names(words: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    lists = personal_words()
    at = 0
    while (title := _WORD.search(words, at)) is not None:
        at = title.end()
        said = title.group().casefold()
        sure = said in lists.titles
        is_title = sure or said in lists.title_words or said in lists.posts
        gap = _GAP.match(words, at) if is_title else None
        stems = frozenset[str]() if said in lists.posts else known
        while gap is not None:
            end = _name_end(words, gap.end(), stems, sure=sure)
            if end is None:
                break
            yield gap.end(), end
            at = end
            gap = _JOINED.match(words, at) if said in lists.plurals else None


def _name_end(words: str, start: int, known: Collection[str], *, sure: bool) -> int | None:
    """Return where the name ends that begins here, or None where none does."""
    end: int | None = None
    at, n_small = start, 0
    for n_before in range(_N_WORDS):
        word = _WORD.match(words, at)
        if word is None or not _is_name(word.group(), known, sure=sure, first=n_before == 0):
            break
        end = word.end()
        if word.group()[-2:].casefold() in ("'s", "’s"):
            return end - 2
        n_small += word.group().islower() and word.group() not in personal_words().particles
        gap = _GAP.match(words, end)
        if gap is None or n_small == _N_SMALL:
            break
        at = gap.end()
    return end


def _is_name(word: str, known: Collection[str], *, sure: bool, first: bool) -> bool:
    lists = personal_words()
    small = re.sub(r"['’]s$", "", word.casefold())
    if small in lists.titles or small in lists.title_words or small in lists.posts:
        return False
    if word[0].isupper():
        return sure or not first or small not in lists.not_names
    if small in lists.particles:
        return sure or bool(known)
    if small in lists.ordinary or small in lists.not_names:
        return False
    if any(stem in known for stem in content_stems(small)):
        return False
    return sure or bool(known)
