"""Tells a hyphen that only divides a word at the end of a line from one that belongs to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDING = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u2010]$")
_BEGINNING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TIGHT_END = re.compile(r"(?<=\S)/$|\w[–—]$")
_TAIL_CHARS = 80  # of a text, in which its last word stands
_CLOSING = ".,;:)]”’"
_OFTEN = 0.03  # share of lines that end with a hyphen, in a paper that divides its words


class Hyphens:
    """Joins the lines of a block, by the words that its paper prints whole.

    'exami-nation' loses its hyphen where the paper prints 'examination' elsewhere,
    'member-officer' keeps it where it prints that. Where it prints neither, a paper that divides
    words at its lines' ends loses it unless both halves are words of its own; one that does not,
    keeps it. A soft hyphen (U+00AD) is always lost.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn a paper's words.

        Args:
            texts: Its lines, in order.
        """
        self._words: Counter[str] = Counter()
        self._tokens: set[str] = set()
        divided = False
        for text in texts:
            found = _WORD.findall(text.lower().replace(SOFT, ""))
            tokens = [token.rstrip(_CLOSING) for token in text.split()]
            if divided:  # its first word is the rest of another
                found, tokens = found[1:], tokens[1:]
            divided = text.endswith(("-", "\u2010", SOFT))
            self._words.update(found[:-1] if divided else found)
            self._tokens.update(tokens[:-1])
        self._divides = self._divides_words(texts)

    def _divides_words(self, texts: Sequence[str]) -> bool:
        """Say whether the paper divides words: some surely, or more than compounds explain."""
        n_hyphens = 0
        for text, following in pairwise(texts):
            if text.endswith(SOFT):
                return True
            halves = _halves(text, following)
            if halves is None:
                continue
            n_hyphens += 1
            if self._words[halves[0] + halves[1]] > self._words["-".join(halves)]:
                return True
        return n_hyphens > max(3, _OFTEN * len(texts))

    def is_soft(self, text: str, following: str) -> bool:
        """Say whether the hyphen that ends a text only divides a word that goes on after it."""
        if text.endswith(SOFT):
            return True
        halves = _halves(text, following)
        if halves is None:
            return False
        before, after = halves
        whole, hyphened = self._words[before + after], self._words[f"{before}-{after}"]
        if whole or hyphened:
            return whole > hyphened
        known = all(self._words[part] for part in (before, *after.split("-")))
        return self._divides and not known

    def joined(self, text: str, following: str) -> str:
        """Return two lines of one block as running text."""
        if not text or not following:
            return text or following
        if self.is_soft(text, following):
            return text[:-1] + following
        tail = text[-_TAIL_CHARS:]
        if self._is_printed_whole(tail, following):
            return text + following
        if _ENDING.search(tail) or (_TIGHT_END.search(tail) and following[0].isalnum()):
            return text + following
        return f"{text} {following}"

    def _is_printed_whole(self, text: str, following: str) -> bool:
        """Say whether a reference such as 'LDS.74/06' was broken after its stop or stroke."""
        last, first = text.split()[-1:], following[:_TAIL_CHARS].split()[:1]
        if not last or not first or last[0][-1].isalnum():
            return False
        return last[0] + first[0].rstrip(_CLOSING) in self._tokens

    def join(self, texts: Iterable[str]) -> str:
        """Return the lines of one block as running text."""
        joined = ""
        for text in texts:
            joined = self.joined(joined, text)
        return joined.replace(SOFT, "")


def _halves(text: str, following: str) -> tuple[str, str] | None:
    """Return the two halves of a word that may be divided between two lines."""
    ending = _ENDING.search(text[-_TAIL_CHARS:].lower())
    beginning = _BEGINNING.match(following)
    if not ending or not beginning or not following[0].islower():
        return None
    return ending[1], beginning[0].lower()
