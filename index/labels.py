"""Labels in a question: 'what does 5.4 say', 'para 109', '3.2(h)', 'section 6'."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTS = r"(?:\s?\(\s?[a-z]{1,5}\s?\))*"
_NAMED = re.compile(
    r"\b(?:para(?:graph|s|graphs)?|sections?|sec|clauses?|rules?|items?|points?|nos?|numbers?)"
    rf"\.?\s?(?P<label>\d{{1,3}}(?:\.\d{{1,2}}){{0,3}}{_PARTS})"
    rf"(?P<more>(?:(?:,| and| or| to|\s?[-–])\s?\d{{1,3}}(?:\.\d{{1,2}}){{0,3}}{_PARTS})*)",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"\d{{1,3}}(?:\.\d{{1,2}}){{0,3}}{_PARTS}", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![\w.£$€(])(?P<label>\d{{1,3}}(?:(?:\.\d{{1,2}}){{1,3}}{_PARTS}|"
    r"(?:\s?\(\s?[a-z]{1,5}\s?\))+))(?![\w%])",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"\bwhat (?:does|do|did|is|about) (?P<label>\d{{1,3}}{_PARTS})"
    r"(?=\s(?:say|mean|cover)|\s?\?|$)",
    re.IGNORECASE,
)
_A_TIME_OR_SUM = re.compile(r"\s?(?:[ap]\.?m\b|million|billion|per ?cent|%|hours?|days?|years?)")


@dataclass(frozen=True, slots=True)
class AskedLabel:
    """A label that a question names.

    Attributes:
        label: As labels are written: '3.2(h)'.
        certain: Whether a word such as 'paragraph' stands before it.
    """

    label: str
    certain: bool


def read_labels(question: str) -> tuple[AskedLabel, ...]:
    """Return the labels that a question names, in order, each once.

    A number counts where a word such as 'paragraph' or 'section' stands before it, or where it
    has the form of a label ('5.4', '3(b)') and is no time, sum or length.
    """
    found: dict[str, AskedLabel] = {}
    for match in _NAMED.finditer(question):
        for part in (match["label"], *_LISTED.findall(match["more"] or "")):
            label = fold_label(part)
            found.setdefault(label, AskedLabel(label, certain=True))
    for match in (*_BARE.finditer(question), *_SAID.finditer(question)):
        if not _A_TIME_OR_SUM.match(question, match.end()):
            label = fold_label(match["label"])
            found.setdefault(label, AskedLabel(label, certain=False))
    return tuple(found.values())


def fold_label(text: str) -> str:
    """Return a label as labels are written: no spaces, small letters, no full stop at the end."""
    return re.sub(r"\s", "", text).lower().rstrip(".")
