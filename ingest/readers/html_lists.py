"""The numbers that a browser prints before the items of a web page's lists."""

from __future__ import annotations

import re

from bs4 import Tag

from ingest.readers.docx_numbering import format_number

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.IGNORECASE)
_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "none": "none",
    "disc": "bullet",
    "circle": "bullet",
    "square": "bullet",
}
_MOST = 99_999


def item_markers(items: Tag, *, nested_numbers: str | None = None) -> dict[int, str]:
    """What is printed before each item of a list, by the item's `id()`.

    "•" stands for a bullet of any shape, "" for nothing.

    Args:
        nested_numbers: The number of the item that the list stands in, where the page's style
            sheet joins the numbers of nested lists ('3' for '3.1'); None where it does not.

    Source: HTML, 4.4.5 and 4.4.8 (ol, li); CSS Lists 3, 3 (markers).
    """
    entries = items.find_all("li", recursive=False)
    ordered = items.name == "ol"
    step = -1 if items.has_attr("reversed") else 1
    at = _whole(items.get("start"), len(entries) if step < 0 else 1) - step
    markers = {}
    for entry in entries:
        at = _whole(entry.get("value"), at + step) if ordered else at + step
        form = _form(entry) or _form(items) or ("decimal" if ordered else "bullet")
        markers[id(entry)] = _marker(at, form, nested_numbers)
    return markers


def _marker(at: int, form: str, nested_numbers: str | None) -> str:
    if form == "none":
        return ""
    if form == "bullet":
        return "•"
    if nested_numbers and form == "decimal":
        return f"{nested_numbers.rstrip('.')}.{at}"
    # A number that its system cannot write is written in figures: CSS Counter Styles 3, 2.
    return f"{format_number(at, form) if 0 < at < 4000 else at}."


def _form(tag: Tag) -> str | None:
    match = _STYLE.search(str(tag.get("style") or ""))
    for word in match[1].lower().split() if match else ():
        if word in _FORMS and word not in {"a", "i"}:
            return _FORMS[word]
    kind = str(tag.get("type") or "").strip()
    return _FORMS.get(kind) or _FORMS.get(kind.lower())


def _whole(value: object, default: int) -> int:
    text = str(value or "").strip()
    if not re.fullmatch(r"[+-]?\d{1,5}", text):
        return default
    return max(-_MOST, min(int(text), _MOST))
