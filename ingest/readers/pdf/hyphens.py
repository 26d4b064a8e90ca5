"""Tells a hyphen that only divides a word at the end of a line from one that belongs to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.lines import Line

SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDING = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_BEGINNING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Hyphens:
    """Tells hyphens by the paper's own words.

    'exami-nation' loses its hyphen where the paper prints 'examination' elsewhere,
    'member-officer' keeps it where it prints that. Where it prints neither, two words of the
    paper keep their hyphen and anything else loses it. A soft hyphen that the file draws is one.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for text in texts:
            found = _WORD.findall(text.lower().replace(SOFT, ""))
            if text.endswith(("-", SOFT)):
                found = found[:-1]
            self._words.update(found)

    def soften(self, lines: Sequence[Line]) -> list[Line]:
        """Return lines with each hyphen that only divides a word made a soft one (U+00AD)."""
        softened: list[Line] = []
        for index, line in enumerate(lines):
            following = lines[index + 1].text if index + 1 < len(lines) else ""
            if line.soft_wrapped and self.is_soft(line.text, following):
                softened.append(_with_ending(line, SOFT))
            elif SOFT in line.text:
                softened.append(_without_soft(line))
            else:
                softened.append(line)
        return softened

    def is_soft(self, text: str, following: str) -> bool:
        """Say whether the hyphen that ends a text only divides a word that goes on after it."""
        if text.endswith(SOFT):
            return True
        ending = _ENDING.search(text.lower())
        beginning = _BEGINNING.match(following)
        if not ending or not beginning or not following[0].islower():
            return False
        before, after = ending[1], beginning[0].lower()
        whole, hyphened = self._words[before + after], self._words[f"{before}-{after}"]
        if whole or hyphened:
            return whole > hyphened
        return not (self._words[before] and self._words[after])

    def join(self, texts: Iterable[str]) -> str:
        """Return the lines of one block as one text."""
        joined = ""
        for text in texts:
            if joined and self.is_soft(joined, text):
                joined = joined[:-1]
            elif joined and not joined.endswith(("-", "/")):
                joined += " "
            joined += text
        return joined.replace(SOFT, "")


def _with_ending(line: Line, ending: str) -> Line:
    if not line.runs:
        return replace(line, text=line.text[:-1].replace(SOFT, "") + ending)
    last = line.runs[-1]
    run = last.model_copy(update={"text": last.text[:-1] + ending})
    return replace(line, text=line.text[:-1] + ending, runs=(*line.runs[:-1], run))


def _without_soft(line: Line) -> Line:
    runs = tuple(run.model_copy(update={"text": run.text.replace(SOFT, "")}) for run in line.runs)
    return replace(line, text=line.text.replace(SOFT, ""), runs=runs)
