"""Proves a sentence by the words that it cites, or tells why it cannot be proved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.deontic import read_deontic
from assistant.evidence import Evidence
from assistant.words import plain, read_data, stop_words, tokens

_MARKUP = re.compile(r"[<>\[\]{}`*|#\n]|https?:|www\.")
_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
_LEAST_SHARE = 0.6  # of the cited words' own matter that a sentence must keep


@dataclass(frozen=True, slots=True)
class Proof:
    """Which of the chosen pieces proves a sentence (0-based), or why none does."""

    piece: int | None
    reason: str = ""


def prove(text: str, evidence: Evidence) -> Proof:
    """Return what proves a sentence.

    Proof is deletion only: the matter of the sentence stands in one piece, in its order, with as
    many negations, numbers and limits, the same force for the same people, the same conditions.
    """
    if _MARKUP.search(text):
        return Proof(None, "markup")
    for match in _QUOTED.finditer(text):
        if (match.group(1) or match.group(2) or "") not in evidence.paragraph.text:
            return Proof(None, "quote")
    reasons = [_against(text, piece.words) for piece in evidence.pieces]
    if None in reasons:
        return Proof(reasons.index(None))
    told = [reason for reason in reasons if reason and reason != "support"]
    return Proof(None, told[0] if told else "support")


def _against(text: str, words: str) -> str | None:
    said, there = _matter(text), _matter(words)
    if not said or not _in_order(said, there) or len(said) < _LEAST_SHARE * len(there):
        return "support"
    if _kept(text) != _kept(words):
        return "negation or number"
    ours, theirs = read_deontic(text), read_deontic(words)
    if [(f.sense, f.bound) for f in ours.forces] != [(f.sense, f.bound) for f in theirs.forces]:
        return "force"
    if any(a.strength > b.strength for a, b in zip(ours.forces, theirs.forces, strict=True)):
        return "force"
    if [c.name for c in ours.conditions] != [c.name for c in theirs.conditions]:
        return "condition"
    wanted = [stem for c in theirs.conditions for stem in _matter(c.words)]
    return None if Counter(wanted) <= Counter(said) else "condition"


def _matter(text: str) -> list[str]:
    return [item.stem for item in tokens(text) if item.word.replace("’", "'") not in stop_words()]


def _in_order(said: Sequence[str], there: Sequence[str]) -> bool:
    rest = iter(there)
    return all(stem in rest for stem in said)


def _kept(text: str) -> Counter[str]:
    kept = frozenset(read_data("model.toml")["kept"]["words"])
    found = re.findall(r"[a-z]+n't|cannot|[a-z]+|[£\d][\d.,/:%]*", plain(text).replace(" - ", " "))
    words = ["not" if word.endswith("n't") or word == "cannot" else word for word in found]
    return Counter(w.rstrip(".,:") for w in words if w in kept or w[0] in "£0123456789")
