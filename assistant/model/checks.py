"""Proves a sentence by the words that it cites, or tells why it cannot be proved."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from assistant.compose import point_text
from assistant.deontic import Party, read_deontic
from assistant.evidence import Evidence
from assistant.model.reduction import reduce, repeats, words_of
from assistant.sentences import Piece
from assistant.words import alternatives, plain, read_data, stop_words, tokens

_MARKUP = re.compile(r"[<>\[\]{}`*|#\\\n_~^=]|\b(?:https?|www|mailto|javascript)\b\s*[:.]|//")
_QUOTED = re.compile(r"“([^”]*)”?|\"([^\"]*)\"?")
_SUPPORTED = 0.5  # of a sentence's own matter: with less in common it is about something else
_TURNING = ("negation", "limit")


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a sentence: the chosen pieces `first` to `last` (0-based, both within).

    Attributes:
        words: The paper's own, without what the sentence left out: these are shown.
        reason: Why nothing proves it; '' where something does.
    """

    first: int = 0
    last: int = 0
    words: str = ""
    reason: str = ""


def prove(text: str, evidence: Evidence) -> Proof:
    """Return what proves a sentence.

    Proof is by leaving out: it has the words of one piece in their order, without whole stretches
    that comment, and of what is left out nothing binds, limits, counts or turns round; or it
    repeats several pieces on end.
    """
    if _MARKUP.search(text):
        return Proof(reason="markup")
    if any(quoted not in evidence.paragraph.text for quoted in _quotations(text)):
        return Proof(reason="quote")
    for place, piece in enumerate(evidence.pieces):
        for source in (point_text((piece,)), piece.words):  # as told, and with its opening word
            kept = reduce(source, text)
            if kept is not None and not loses(kept, source):
                return Proof(place, place, point_text((Piece(0, 0, kept.strip()),)))
    for first, last in combinations(range(len(evidence.pieces)), 2):
        source = point_text(evidence.pieces[first : last + 1])
        if repeats(source, text):
            return Proof(first, last, source)
    return Proof(reason=_why(text, evidence))


def loses(kept: str, source: str) -> bool:
    """Tell whether a sentence has lost, with a comment, what numbers, limits, binds or turns round.

    What only allows may go with a comment: 'so that the room can be prepared'.
    """
    if any(_counted(kind, kept) != _counted(kind, source) for kind in ("number", *_TURNING)):
        return True
    return _binding(kept) != _binding(source) or _conditions(kept) != _conditions(source)


def against(text: str, source: str) -> str:
    """Return in what a sentence differs from the words that it rests on; '' where in nothing."""
    for kind in ("number", "post", *_TURNING):
        if _counted(kind, text) != _counted(kind, source):
            return kind
    ours, theirs = read_deontic(text).forces, read_deontic(source).forces
    if [(f.name, f.bound) for f in ours] != [(f.name, f.bound) for f in theirs]:
        return "force"
    return "" if _conditions(text) == _conditions(source) else "condition"


def _binding(text: str) -> list[tuple[str, Party]]:
    forces = read_deontic(text).forces
    return [(f.name, f.bound) for f in forces if f.strength > 1 or f.negative]


def _conditions(text: str) -> list[tuple[str, ...]]:
    conditions = read_deontic(text).conditions
    return [_bare(each.words) for each in conditions if each.gate or each.scope]


def _bare(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text))


def _quotations(text: str) -> list[str]:
    found = [match.group(1) or match.group(2) or "" for match in _QUOTED.finditer(text)]
    return [quoted.rstrip(".,;") for quoted in found]


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    figures = r"|[£$€]?\d[\d.,/:%]*" if kind == "number" else ""
    turned = r"|\w+n't" if kind == "negation" else ""
    listed = alternatives(read_data("model.toml")["kept"][kind])
    return re.compile(rf"(?<![\w])(?:(?:{listed})(?![\w]){turned}{figures})")


def _counted(kind: str, text: str) -> Counter[str]:
    found = _pattern(kind).findall(plain(text))
    return Counter("not" if each.endswith("n't") else each.rstrip(".,:") for each in found)


def _why(text: str, evidence: Evidence) -> str:
    """Return why nothing proves a sentence, held against the piece that it has most in common with.

    Its first fault in the order of `against`; else that it uses other words, or leaves out some
    that must stay.
    """
    said = _matter(text)
    nearest = max(evidence.pieces, key=lambda piece: _common(said, _matter(piece.words)))
    if not said or _common(said, _matter(nearest.words)) < _SUPPORTED * sum(said.values()):
        return "support"
    if reason := against(text, nearest.words):
        return reason
    there = Counter(_bare(nearest.words))
    return "left out" if Counter(_bare(text)) <= there else "other words"


def _matter(text: str) -> Counter[str]:
    stop = stop_words()
    return Counter(each.stem for each in tokens(text) if each.word.replace("’", "'") not in stop)


def _common(said: Counter[str], there: Counter[str]) -> int:
    return (said & there).total()
