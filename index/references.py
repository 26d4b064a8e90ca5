"""Cross-references in a paragraph's text: 'see paragraph 7', 'in accordance with 2.25 above'."""

from __future__ import annotations

import re

from index.labels import fold_label

_LABEL = r"\d{1,3}(?:\.\d{1,2}){0,3}(?:\s?\([a-z]{1,5}\))*"
_NAMED = re.compile(
    r"\b(?:para(?:graph)?s?|sections?|clauses?|rules?)\.?\s"
    rf"(?P<first>{_LABEL})(?P<more>(?:\s?(?:,|and|or|to|[-–])\s?{_LABEL})*)"
    r"(?!\d)(?!\s?(?:of|in) (?:the|that) [A-Z])",  # 'section 151 of the … Act' is elsewhere
)
_POINTED = re.compile(
    r"\b(?:see|in|with|under|by|at|to)\s(?P<label>\d{1,3}(?:\.\d{1,2}){1,3}"
    r"(?:\s?\([a-z]{1,5}\))*)(?!\s?(?:%|per))"
)
_BESIDE = re.compile(rf"(?P<label>{_LABEL})\s(?:above|below)\b")
_RANGE = re.compile(rf"(?P<a>{_LABEL})\s?(?:to|[-–])\s?(?P<b>{_LABEL})")
_N_LONGEST_RANGE = 12


def read_references(text: str) -> tuple[str, ...]:
    """Return the labels of the same document that a text points at, in order, each once."""
    found: dict[str, None] = {}
    for match in _NAMED.finditer(text):
        for label in re.findall(_LABEL, match["first"] + match["more"]):
            found[fold_label(label)] = None
        for pair in _RANGE.finditer(match["first"] + match["more"]):
            found.update(dict.fromkeys(_between(fold_label(pair["a"]), fold_label(pair["b"]))))
    for pattern in (_POINTED, _BESIDE):
        for match in pattern.finditer(text):
            found[fold_label(match["label"])] = None
    return tuple(found)


def _between(first: str, last: str) -> list[str]:
    """Return the labels from '82' to '84', or '3.2' to '3.5'; [] where that is not clear."""
    head, _, start = first.rpartition(".")
    other, _, stop = last.rpartition(".")
    if head != other or not (start.isdigit() and stop.isdigit()):
        return []
    numbers = range(int(start), int(stop) + 1)
    if len(numbers) > _N_LONGEST_RANGE:
        return []
    return [f"{head}.{number}" if head else str(number) for number in numbers]
