"""Finds what a sentence leaves out of the paper's words, and cuts that out of them.

A reduction is made of the paper's own characters: a chat model only says what may go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from assistant.words import plain, read_data

_WORD = re.compile(r"[^\W_]+(?:['.&/:-][^\W_]+)*[%]?|[£$€]\d[\d,.]*\d|[£$€]\d")
_OPENS_COMMENT = frozenset(",;(")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, in lower case with plain quotes, and its place; `end` is one past it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Spare:
    """Words `first` to `last` (one past it) that may be left out together."""

    first: int
    last: int


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text, every one of them: numbers and small words too."""
    return tuple(Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(plain(text)))


def reduce(source: str, said: str) -> str | None:
    """Return the source with what `said` leaves out cut from it; None where it is no reduction.

    It is one where its words are the source's, in their order, and what is missing are whole
    stretches that comment.

    Args:
        source: One sentence, or one item with its lead-in.
    """
    there, here = words_of(source), words_of(said)
    if not here or len(here) > len(there):
        return None
    left_out = _left_out(there, here, _spares(source, there))
    return None if left_out is None else _cut(source, there, left_out)


def repeats(source: str, said: str) -> bool:
    """Tell whether a text has the same words as another, every one of them."""
    return [word.text for word in words_of(source)] == [word.text for word in words_of(said)]


def _left_out(
    there: tuple[Word, ...], here: tuple[Word, ...], spares: tuple[_Spare, ...]
) -> tuple[_Spare, ...] | None:
    """Return the spare stretches without which the words there are those here; None for none.

    Depth first, each pair of places looked at once.
    """
    from_place: dict[int, list[_Spare]] = defaultdict(list)
    for spare in spares:
        from_place[spare.first].append(spare)
    waiting: list[tuple[int, int, tuple[_Spare, ...]]] = [(0, 0, ())]
    seen: set[tuple[int, int]] = set()
    while waiting:
        i, j, gone = waiting.pop()
        if (i, j) in seen:
            continue
        seen.add((i, j))
        if i == len(there) and j == len(here):
            return gone
        waiting.extend((spare.last, j, (*gone, spare)) for spare in from_place[i])
        if i < len(there) and j < len(here) and there[i].text == here[j].text:
            waiting.append((i + 1, j + 1, gone))
    return None


@cache
def _phrases(name: str) -> tuple[tuple[str, ...], ...]:
    listed = read_data("model.toml")["leave_out"][name]
    return tuple(tuple(word.text for word in words_of(phrase)) for phrase in listed)


def _spares(source: str, there: tuple[Word, ...]) -> tuple[_Spare, ...]:
    found: list[_Spare] = []
    for place in range(len(there)):
        if any(_stands(there, place, phrase) for phrase in _phrases("words")):
            found.append(_Spare(place, place + 1))
        if place == 0:
            found.extend(_openings(source, there))
        elif _gap(source, there, place - 1).strip()[-1:] in _OPENS_COMMENT:
            found.extend(_comments(source, there, place))
    return tuple(found)


def _stands(there: tuple[Word, ...], place: int, phrase: tuple[str, ...]) -> bool:
    return tuple(word.text for word in there[place : place + len(phrase)]) == phrase


def _openings(source: str, there: tuple[Word, ...]) -> list[_Spare]:
    return [
        _Spare(0, len(phrase))
        for phrase in _phrases("openings")
        if _stands(there, 0, phrase)
        and len(phrase) < len(there)
        and _gap(source, there, len(phrase) - 1).startswith(",")
    ]


def _comments(source: str, there: tuple[Word, ...], place: int) -> list[_Spare]:
    """Return the comment that begins at a place, to where its bracket or its clause ends."""
    begun = [phrase for phrase in _phrases("comments") if _stands(there, place, phrase)]
    if not begun:
        return []
    bracket = _gap(source, there, place - 1).strip().endswith("(")
    ends = _closes_bracket if bracket else _ends_clause
    after = place + max(map(len, begun))
    return [
        _Spare(place, last + 1) for last in range(after, len(there)) if ends(source, there, last)
    ][:1]


def _closes_bracket(source: str, there: tuple[Word, ...], last: int) -> bool:
    return ")" in _gap(source, there, last)


def _ends_clause(source: str, there: tuple[Word, ...], last: int) -> bool:
    """Tell whether a comment may end at a word: the sentence does, or goes on after a comma."""
    if last + 1 == len(there):
        return True
    next_sign = _gap(source, there, last).strip()[:1]
    going_on = read_data("model.toml")["leave_out"]["going_on"]
    return next_sign == ";" or (next_sign == "," and there[last + 1].text in going_on)


def _gap(source: str, there: tuple[Word, ...], place: int) -> str:
    """Return what stands between a word and the next, or the end."""
    after = there[place + 1].start if place + 1 < len(there) else len(source)
    return source[there[place].end : after]


def _cut(source: str, there: tuple[Word, ...], left_out: tuple[_Spare, ...]) -> str:
    """Return the source without some stretches, nor the commas and brackets that set them off."""
    kept = source
    for spare in sorted(left_out, key=lambda each: -each.first):
        begins, after = there[spare.first].start, kept[there[spare.last - 1].end :]
        start = there[spare.first - 1].end if spare.first else 0
        before = source[start:begins].strip()
        if before == "(":
            after = after.lstrip(".").removeprefix(")")
        elif before == ",":
            after = after.removeprefix(",")
        else:
            start, after = begins, after.lstrip(" ,")
        kept = kept[:start] + after
    return kept
