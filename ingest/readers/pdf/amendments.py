"""Tells struck and inserted words, and gives an amended row's words as runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.documents import Mark, Run
from ingest.readers.pdf.content import Word
from ingest.readers.pdf.rows import parted

_CLOSING = frozenset(".,;:!?)")  # what no space stands before, once words before it are struck


@dataclass(frozen=True, slots=True)
class _Look:
    """How a word differs from the paper's plain text."""

    bold: bool
    underlined: bool
    coloured: int  # its colour, 0 where it is the paper's own


def find_marks(blocks: Sequence[Sequence[Word]]) -> dict[int, Mark]:
    """Return the mark of each struck or inserted word, by the word's `id`.

    `blocks` are stretches of words that no clear gap divides. A word is inserted where it is
    underlined, bold or coloured beside struck words (a block whose kept words are all bold says
    nothing by being bold), or anywhere in an amended paper where it is underlined or coloured in
    the same way as words known to be inserted, or underlined in the colour of struck ones.
    """
    words = [word for block in blocks for word in block]
    if not any(word.struck for word in words):
        return {}
    plain = Counter(word.colour for word in words if not word.struck).most_common(1)
    own_colour = plain[0][0] if plain else 0
    marks = {id(word): Mark.STRUCK for word in words if word.struck}
    known = {
        _Look(False, True, word.colour)
        for word in words
        if word.struck and word.colour != own_colour
    }
    for block in blocks:
        if any(word.struck for word in block):
            known |= _mark_beside(block, own_colour, marks)
    for word in words:
        look = _look(word, own_colour)
        same = _Look(False, look.underlined, look.coloured)
        if id(word) not in marks and (look in known or same in known):
            marks[id(word)] = Mark.INSERTED
    return marks


def _look(word: Word, own_colour: int) -> _Look:
    colour = word.colour if word.colour != own_colour else 0
    return _Look(word.bold, word.underlined, colour)


def _mark_beside(block: Sequence[Word], own_colour: int, marks: dict[int, Mark]) -> set[_Look]:
    """Mark the words that stand out beside struck ones; return the looks that tell them apart."""
    kept = [word for word in block if not word.struck]
    all_bold = sum(word.bold for word in kept) > 0.6 * len(kept)
    known: set[_Look] = set()
    for ordered in (list(block), list(reversed(block))):
        last: Word | None = None
        for word in ordered:
            look = _look(word, own_colour)
            stands_out = look.underlined or bool(look.coloured) or (look.bold and not all_bold)
            beside = last is not None and (
                last.struck
                or (marks.get(id(last)) is Mark.INSERTED and _look(last, own_colour) == look)
            )
            if not word.struck and stands_out and beside:
                marks[id(word)] = Mark.INSERTED
                if look.underlined or look.coloured:
                    known.add(look)
            last = word
    return known


def runs_of(words: Sequence[Word], marks: dict[int, Mark]) -> tuple[Run, ...]:
    """Return a row's words as runs, or nothing where none is struck or inserted.

    The runs joined are the words as printed; a space stands with the run before it.
    """
    if not any(id(word) in marks for word in words):
        return ()
    runs: list[Run] = []
    last: Word | None = None
    for mark, group in groupby(words, key=lambda word: marks.get(id(word), Mark.KEPT)):
        text = ""
        for word in group:
            if last is not None and parted(last, word):
                if text:
                    text += " "
                else:
                    runs[-1] = runs[-1].model_copy(update={"text": runs[-1].text + " "})
            text += word.text
            last = word
        runs.append(Run(text=text, mark=mark))
    return tuple(runs)


def text_of(runs: Sequence[Run]) -> str:
    """Return the words of runs as they read if the amendment is accepted."""
    text = ""
    for run in runs:
        if run.mark is not Mark.STRUCK:
            closes = bool(run.text) and run.text[0] in _CLOSING
            text = (text.rstrip() if closes else text) + run.text
    return " ".join(text.split())
