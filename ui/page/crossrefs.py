"""Finds where a paragraph points to another paragraph of its own paper."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_NUMBER = r"\d+(?:\.\d+)*(?:\([a-z]{1,5}\))*"
_POINTER = re.compile(
    rf"\b(?:paragraphs?|paras?\.?|sections?|clauses?)\s+({_NUMBER})"
    rf"((?:\s*(?:,|and|or|to|&|-|–)\s*{_NUMBER})*)",
    re.IGNORECASE,
)
_EACH = re.compile(_NUMBER)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Characters `start` to `end` of a text name the paragraph with this label."""

    start: int
    end: int
    label: str


def find_pointers(text: str, labels: Collection[str]) -> tuple[Pointer, ...]:
    """Return the pointers in a text to labels that its paper has, in order.

    "Section 5" points to the paragraph 5 or, where there is none, to the first of 5.1 and 5(a).
    """
    pointers: list[Pointer] = []
    for match in _POINTER.finditer(text):
        for number in _EACH.finditer(text, match.start(1), match.end()):
            label = _resolve(number.group(), labels)
            if label is not None:
                pointers.append(Pointer(number.start(), number.end(), label))
    return tuple(pointers)


def _resolve(number: str, labels: Collection[str]) -> str | None:
    if number in labels:
        return number
    for label in (f"{number}.1", f"{number}(a)", f"{number}(i)", f"{number}.1(a)"):
        if label in labels:
            return label
    return None
