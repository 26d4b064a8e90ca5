"""Tells which words a line is drawn through, and which a line is drawn under."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.readers.pdf.content import Edges, Rule, Word

# How far above the baseline a line runs through lower-case letters, in em. A typical x-height
# is 0.5 em and a typical strike-out stands at 0.22 to 0.35 em.
_STRIKE_LOW, _STRIKE_HIGH = 0.12, 0.52
# How far below the baseline (above it where negative) an underline runs, in em.
_UNDER_HIGH, _UNDER_LOW = -0.04, 0.3
_SLACK = 0.6  # points


def mark_words(
    words: Sequence[Word], across: Sequence[Rule], edges: Sequence[Edges] | None = None
) -> Iterator[Word]:
    """Give the words with their struck and underlined parts told apart.

    A word struck in part is given as several, which no space divides.

    Args:
        edges: Of each word's characters, where the words do not carry them; nor does what is given.
    """
    lines = sorted(across, key=lambda rule: rule.top)
    tops = [line.top for line in lines]
    for place, word in enumerate(words):
        first = bisect_left(tops, word.top - word.size)
        last = bisect_left(tops, word.bottom + word.size)
        near = [line for line in lines[first:last] if _meets(word, line)]
        struck = [line for line in near if _runs_at(word, line, -_STRIKE_HIGH, -_STRIKE_LOW)]
        under = [line for line in near if _runs_at(word, line, _UNDER_HIGH, _UNDER_LOW)]
        if not (struck or under):
            yield word
        elif edges is None:
            yield from _parts(word, struck, under)
        else:
            for part in _parts(with_edges(word, edges[place]), struck, under):
                yield replace(part, lefts=(), rights=())


def with_edges(word: Word, edges: Edges) -> Word:
    """Return a word that carries the edges of its characters."""
    lefts, rights = edges
    return replace(word, lefts=tuple(lefts), rights=tuple(rights))


def _meets(word: Word, line: Rule) -> bool:
    return line.left < word.right - _SLACK and line.right > word.left + _SLACK


def _runs_at(word: Word, line: Rule, highest_em: float, lowest_em: float) -> bool:
    middle = (line.top + line.bottom) / 2
    return highest_em * word.size <= middle - word.baseline <= lowest_em * word.size


def _parts(word: Word, struck: list[Rule], under: list[Rule]) -> Iterator[Word]:
    centres = [(left + right) / 2 for left, right in zip(word.lefts, word.rights, strict=True)]

    def looks(place: int) -> tuple[bool, bool]:
        return _covers(struck, centres[place]), _covers(under, centres[place])

    for (is_struck, is_under), group in groupby(range(len(word.text)), key=looks):
        places = list(group)
        first, last = places[0], places[-1]
        yield replace(
            word,
            text=word.text[first : last + 1],
            left=word.lefts[first],
            right=word.rights[last],
            spaced=word.spaced and first == 0,
            lefts=word.lefts[first : last + 1],
            rights=word.rights[first : last + 1],
            struck=is_struck,
            underlined=is_under,
        )


def _covers(lines: list[Rule], x: float) -> bool:
    return any(line.left - _SLACK <= x <= line.right + _SLACK for line in lines)
