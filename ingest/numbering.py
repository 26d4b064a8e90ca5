"""The numbers that papers print before paragraphs, and the labels that they become.

Label grammar: a paragraph's own number stands as printed without its stop (`109`, `8.2.2`); an
item below it adds its letter, roman or number in brackets (`3.2(h)`, `8.4(b)(iv)`, `4(1)`); a
number printed twice in one document is told apart by `#2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_letters

MAX_NUMBER = 2000  # a paper has no paragraph of a higher number; a year or a sum of money has


class Style(StrEnum):
    """How a number is printed, and so which series it can belong to."""

    DOTTED = "dotted"  # 8.2, 8.2.2, A.1
    WHOLE = "whole"  # 12.  12  12)
    BRACKETED = "bracketed"  # (12)
    LETTER = "letter"  # (a)  a)  a.
    ROMAN = "roman"  # (iv)  iv)  iv.
    CAPITAL = "capital"  # A.
    CAPITAL_ROMAN = "capital roman"  # IV.


@dataclass(frozen=True, slots=True)
class Number:
    """One reading of what stands at the start of a line.

    Attributes:
        style: The series it could belong to.
        key: Its dotted parts, or the one part that it has, as printed: ('8', '2') or ('iv',).
        ordinal: Its place in its series, from 1; of a dotted number, its last part.
        wrap: The punctuation around it, which items of one series share: '.', ')', '()' or ''.
        end: Where the words after it begin.
        glued: No white space stands between it and the words.
    """

    style: Style
    key: tuple[str, ...]
    ordinal: int
    wrap: str
    end: int
    glued: bool = False

    @property
    def series(self) -> tuple[Style, str]:
        """What numbers of one series share."""
        return self.style, "" if self.style is Style.DOTTED else self.wrap

    def label_under(self, parent: str) -> str:
        """The label it gives to a paragraph that hangs from `parent` ('' for none)."""
        own = ".".join(self.key)
        if self.style is Style.DOTTED:
            return own
        if self.style not in (Style.LETTER, Style.ROMAN) and not parent:
            return own
        return f"{parent}({own})"


_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}

_DOTTED = re.compile(
    r"(?P<key>(?:\d{1,3}|[A-Z])(?:\.\d{1,3}){1,4}(?:[A-Za-z](?=[.)\s]))?"
    r"|[A-Z]\d{1,2}(?:\.\d{1,3}){0,3})"
    r"(?P<stop>[.)]?)(?P<space>\s+|(?=[A-Z“‘\"'(\[])|$)"
)
_WHOLE = re.compile(
    r"(?P<key>\d{1,4}[A-Z]?)(?:(?P<stop>[.):]|\s?[-–—](?=\s))(?P<space>\s+|(?=[A-Z“‘\"'(\[])|$)|(?P<bare>\s+|$))"
)
_IN_BRACKETS = re.compile(r"\((?P<key>\d{1,3}(?:\.\d{1,3}){1,4})\)(?P<space>\s*)(?=\S|$)")
_WORDED = re.compile(
    r"(?:§+\s?|(?:paragraph|para|clause|rule)\.?\s+)(?P<key>\d{1,3}(?:\.\d{1,3}){0,4})"
    r"(?P<stop>\s?[:.)–—-])?(?P<space>\s+|$)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\((?P<key>\d{1,3})\)(?P<space>\s*)(?=\S|$)")
_ITEM = re.compile(
    r"(?:\((?P<both>[a-zA-Z]{1,5})\)|(?P<one>[a-zA-Z]{1,5})(?P<stop>[.)]))(?P<space>\s+|(?=[^\s\w])|$)"
)
_BARE_ROMAN = re.compile(r"(?P<key>[IVX]{1,5})\s+(?=[A-Z])")
_GLUED_ITEM = re.compile(r"\((?P<both>[a-z]{1,4})\)(?=\w)")


def roman_value(text: str) -> int | None:
    """The value of a roman number up to 39, or None where `text` is not one."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    digits = [_ROMAN_DIGITS[c] for c in text.lower()]
    return sum(-d if d < nxt else d for d, nxt in zip(digits, [*digits[1:], 0], strict=True))


def letter_value(text: str) -> int | None:
    """The place of a letter in its series (a 1 … z 26, aa 27), or None."""
    low = text.lower()
    if len(low) == 1 and "a" <= low <= "z":
        return ord(low) - 96
    if len(low) == 2 and low[0] == low[1] and "a" <= low[0] <= "z":
        return 26 + ord(low[0]) - 96
    return None


def read_numbers(text: str) -> tuple[Number, ...]:
    """Every reading of the number that `text` starts with; none where it starts with words.

    '(i)' gives two readings, a letter and a roman: what stands around it decides.
    """
    if match := _WORDED.match(text):
        return _read_worded(match)
    if match := _IN_BRACKETS.match(text):
        parts = tuple(match["key"].split("."))
        return (Number(Style.DOTTED, parts, int(parts[-1]), "", match.end()),)
    if match := _DOTTED.match(text):
        key = match["key"]
        parts = tuple(key.split("."))
        if len(parts) == 1:  # 'A1' is printed without a dot
            return _capital_and_number(match)
        glued = not match["space"] and match.end() < len(text)
        return (Number(Style.DOTTED, parts, digits_of(parts[-1]), "", match.end(), glued),)
    if (match := _WHOLE.match(text)) and digits_of(match["key"]) <= MAX_NUMBER:
        wrap = (match["stop"] or "").strip()
        glued = bool(match["stop"]) and not match["space"] and match.end() < len(text)
        key = match["key"]
        if key.startswith("0"):
            return ()
        return (Number(Style.WHOLE, (key,), digits_of(key), wrap, match.end(), glued),)
    if match := _BRACKETED.match(text):
        key = match["key"]
        return (Number(Style.BRACKETED, (key,), int(key), "()", match.end()),)
    return _read_items(text)


def digits_of(part: str) -> int:
    """The figure of a number's part: 4 of '4' and of '4A', which was put in after it."""
    return int(part.rstrip(ascii_letters))


def _read_worded(match: re.Match[str]) -> tuple[Number, ...]:
    """'Paragraph 1.2:' and '§ 12'; 'Paragraph 1.2 applies' is the beginning of a sentence."""
    if not (match["stop"] or match[0].startswith("§") or not match["space"]):
        return ()
    parts = tuple(match["key"].split("."))
    style, wrap = (Style.DOTTED, "") if len(parts) > 1 else (Style.WHOLE, ":")
    return (Number(style, parts, int(parts[-1]), wrap, match.end()),)


def _capital_and_number(match: re.Match[str]) -> tuple[Number, ...]:
    key = match["key"]
    if not match["space"]:
        return ()
    return (Number(Style.DOTTED, (key,), int(key[1:]), "", match.end()),)


def _read_items(text: str) -> tuple[Number, ...]:
    match = _ITEM.match(text)
    if match:
        printed = match["both"] or match["one"]
        wrap = "()" if match["both"] else match["stop"]
    elif match := _GLUED_ITEM.match(text):
        printed, wrap = match["both"], "()"
    elif match := _BARE_ROMAN.match(text):
        value = roman_value(match["key"])
        if value is None:
            return ()
        return (Number(Style.CAPITAL_ROMAN, (match["key"],), value, "", match.end()),)
    else:
        return ()
    found = []
    capital = printed.isupper()
    if not capital and not printed.islower():
        return ()
    if (value := letter_value(printed)) is not None:
        style = Style.CAPITAL if capital else Style.LETTER
        found.append(Number(style, (printed,), value, wrap, match.end()))
    if (value := roman_value(printed)) is not None:
        style = Style.CAPITAL_ROMAN if capital else Style.ROMAN
        found.append(Number(style, (printed,), value, wrap, match.end()))
    return tuple(found)
