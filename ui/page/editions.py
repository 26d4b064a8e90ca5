"""Two editions of a paper side by side: what was added, dropped and changed, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from ingest.documents import Mark, Paragraph, Run

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
# Two paragraphs at least this alike (0-100) are one paragraph that was changed; below it, one
# was dropped and another added. Editions re-order and re-word; unrelated paragraphs of one
# protocol score under 50.
_ALIKE = 62.0


class Change(StrEnum):
    """What became of a paragraph from one edition to the next."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph of the earlier edition and the one that it became; either may be missing."""

    earlier: Paragraph | None
    later: Paragraph | None

    @property
    def change(self) -> Change:
        """What became of it."""
        if self.earlier is None:
            return Change.ADDED
        if self.later is None:
            return Change.DROPPED
        return Change.SAME if _words(self.earlier) == _words(self.later) else Change.CHANGED


def pair_editions(earlier: Sequence[Paragraph], later: Sequence[Paragraph]) -> tuple[Pair, ...]:
    """Return every paragraph of both editions once, in the later edition's order.

    A dropped paragraph stands after the one that its predecessor became. Pairs are made best
    first by the share of words in common (rapidfuzz's ratio of sorted words and of the texts in
    order, whichever is higher), a paragraph of the same label winning a tie.
    """
    became = _matches(earlier, later)
    came_from = {new: old for old, new in became.items()}
    dropped_after: dict[int, list[Paragraph]] = {}
    last = -1
    for old, paragraph in enumerate(earlier):
        if old in became:
            last = became[old]
        else:
            dropped_after.setdefault(last, []).append(paragraph)
    pairs = [Pair(each, None) for each in dropped_after.get(-1, [])]
    for new, paragraph in enumerate(later):
        source = came_from.get(new)
        pairs.append(Pair(None if source is None else earlier[source], paragraph))
        pairs.extend(Pair(each, None) for each in dropped_after.get(new, []))
    return tuple(pairs)


def _matches(earlier: Sequence[Paragraph], later: Sequence[Paragraph]) -> dict[int, int]:
    if not earlier or not later:
        return {}
    old, new = [_words(each) for each in earlier], [_words(each) for each in later]
    by_order = process.cdist(old, new, scorer=fuzz.ratio)
    by_words = process.cdist(old, new, scorer=fuzz.token_sort_ratio)
    found = [
        (
            max(float(by_order[i, j]), float(by_words[i, j])),
            earlier[i].label == later[j].label,
            i,
            j,
        )
        for i in range(len(old))
        for j in range(len(new))
    ]
    found.sort(key=lambda match: (-match[0], not match[1], match[2], match[3]))
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for score, _, i, j in found:
        if score < _ALIKE:
            break
        if i not in matches and j not in taken:
            matches[i] = j
            taken.add(j)
    return matches


def changed_words(earlier: str, later: str) -> tuple[Run, ...]:
    """Return the words of both texts in one line of runs: kept, struck and inserted."""
    old, new = _WORDS.findall(earlier), _WORDS.findall(later)
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            runs.append(Run(text="".join(new[j1:j2]), mark=Mark.KEPT))
            continue
        if i1 < i2:
            runs.append(Run(text="".join(old[i1:i2]), mark=Mark.STRUCK))
        if j1 < j2:
            runs.append(Run(text="".join(new[j1:j2]), mark=Mark.INSERTED))
    return tuple(runs)


def _words(paragraph: Paragraph) -> str:
    return " ".join(f"{paragraph.lead_in} {paragraph.text}".split()).casefold()
