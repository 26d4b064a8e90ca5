"""Finds the name of the council that a paper is from, with the words that show it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest import looks

_PLACE = r"[A-Z][\w'’]*(?:-[A-Za-z][\w'’]*)*"
_LINK = r"(?:of|and|the|upon|on|in|by|with|le|&|under|next)"
_TYPE = (
    r"(?:Metropolitan\s+Borough|Metropolitan\s+District|County\s+Borough|London\s+Borough|"
    r"Royal\s+Borough|City|Borough|District|County|Town|Parish|Community|Unitary|Island[s]?)"
)
_PLACES = rf"{_PLACE}(?:\s+(?:{_LINK}\s+){{0,2}}{_PLACE}){{0,4}}"
_NAMES = (
    re.compile(rf"\b(?P<name>{_PLACES}\s+(?:{_TYPE}\s+)?Council)\b"),
    re.compile(
        rf"\b(?P<name>(?:Royal\s+|London\s+)?(?:Borough|City)\s+(?:Council\s+)?of\s+"
        rf"(?:the\s+)?{_PLACES})"
    ),
    re.compile(
        rf"\b(?P<name>{_PLACES}\s+(?:Combined|Fire|Park|Police)\s+(?:and\s+Rescue\s+)?Authority)\b"
    ),
    re.compile(rf"\b(?P<name>Council\s+of\s+the\s+(?:City|Borough|Isles?)\s+of\s+{_PLACE})\b"),
)
_DOMAIN = re.compile(
    r"\b(?:www\.|@)(?P<place>[a-z][a-z-]{2,})\.gov\.(?:uk|wales|scot)\b", re.IGNORECASE
)
_BARE_TYPE = re.compile(rf"\bthe\s+(?P<type>{_TYPE})\s+Council\b", re.IGNORECASE)
_SMALL = frozenset(("of", "and", "the", "upon", "on", "in", "by", "with", "under", "next"))
_BEFORE_OF = ("Borough", "City", "London", "Royal", "Council")
_TITLE_WEIGHT = 5  # a title page's name counts for as much as this many in running text


@dataclass(frozen=True, slots=True)
class NamedCouncil:
    """A council's name and the words that show it."""

    name: str
    words: str


def find_council(title_lines: Iterable[str], texts: Iterable[str]) -> NamedCouncil | None:
    """Return the council that a paper names most, None where it names none.

    Args:
        title_lines: Lines of its title pages; a name there weighs more.
        texts: Its other text.
    """
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    titles = list(title_lines)
    rest = list(texts)
    for weight, lines in ((_TITLE_WEIGHT, titles), (1, rest)):
        for line in lines:
            for name in _names_in(_uncapitalised(line)):
                counts[name] += weight
                words.setdefault(name, line[:200])
    if counts:
        name = counts.most_common(1)[0][0]
        return NamedCouncil(name, words[name])
    return _by_domain([*titles, *rest])


def _uncapitalised(line: str) -> str:
    """A line in capitals as it would read in small letters with capitals."""
    letters = [c for c in line if c.isalpha()]
    if not letters or sum(map(str.isupper, letters)) < 0.8 * len(letters):
        return line
    words = re.split(r"(\s+|-)", line.lower())
    return "".join(w if w in _SMALL else w[:1].upper() + w[1:] for w in words)


def _names_in(line: str) -> list[str]:
    found = []
    for pattern in _NAMES:
        for match in pattern.finditer(line):
            name = _without_generic_start(re.sub(r"\s+", " ", match["name"]))
            if name is not None and name not in found:
                found.append(name)
    return found


def _without_generic_start(name: str) -> str | None:
    """A name without the words that only happen to stand before it; None where no place is left."""
    words = name.split()
    if words[0] in _BEFORE_OF and "of" in words:
        return name
    generic = [at for at, word in enumerate(words[:-1]) if _is_generic(word)]
    words = words[generic[-1] + 1 :] if generic else words
    while words and words[0].lower() in _SMALL:
        words = words[1:]
    if not words or _is_kind(words[0]):
        return None
    return " ".join(words)


def _is_generic(word: str) -> bool:
    """Whether a word with a capital is no place: 'Full', 'Members', 'This'."""
    return looks.is_one_of("no_place", word) and word.lower() not in _SMALL


def _is_kind(word: str) -> bool:
    return bool(re.fullmatch(rf"{_TYPE}|Council|Combined|Authority|Royal|London", word))


def _by_domain(lines: Iterable[str]) -> NamedCouncil | None:
    """A council by the address of its site, with the kind of council that its text speaks of."""
    lines = list(lines)
    for line in lines:
        if match := _DOMAIN.search(line):
            place = match["place"].replace("-", " ").title()
            kinds = Counter(m["type"].title() for text in lines for m in _BARE_TYPE.finditer(text))
            kind = f"{kinds.most_common(1)[0][0]} " if kinds else ""
            return NamedCouncil(f"{place} {kind}Council", line[:200])
    return None
