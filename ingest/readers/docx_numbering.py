"""The numbers that Word generates: they are not in a file's text, only the rules for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.docx_styles import Styles, W, is_on, value, whole

_N_LEVELS = 9
_MOST = 32767  # the highest number that Word itself gives a list item
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_UNITS = (
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen",
    "Nineteen",
)  # fmt: skip
_TENS = ("", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety")
_ORDINALS = {
    "One": "First", "Two": "Second", "Three": "Third", "Five": "Fifth", "Eight": "Eighth",
    "Nine": "Ninth", "Twelve": "Twelfth",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """What Word prints before a paragraph of a list."""

    number: str | None  # as '3.2' or '(a)'; None where it is a bullet, or nothing
    bullet: bool
    indent_from: etree._Element | None  # the level's own w:ind


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands in a list."""

    num: str
    level: int


@dataclass(slots=True)
class _Counts:
    """How far one abstract numbering definition has counted."""

    at: list[int | None] = field(default_factory=lambda: [None] * _N_LEVELS)
    started: set[tuple[str, int]] = field(default_factory=set)


class Numbering:
    """Counts a file's lists, paragraph by paragraph, in reading order.

    Several lists may share one abstract definition; they then share its counts, and a list with
    a start of its own restarts them where it first stands.

    Source: ECMA-376 part 1, 17.9 (numbering); [MS-DOC] 2.4.6.3 and 2.4.6.4 (level numbers).
    """

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        nums = [] if root is None else root.findall(W + "num")
        abstracts = [] if root is None else root.findall(W + "abstractNum")
        self._nums = {num.get(W + "numId", ""): num for num in nums}
        self._abstracts = {each.get(W + "abstractNumId", ""): each for each in abstracts}
        self._levels: dict[_Place, etree._Element | None] = {}
        self._counts: dict[str, _Counts] = {}

    def next_marker(self, paragraph: etree._Element) -> Marker | None:
        """Count a paragraph; return what is printed before it, None where it is in no list."""
        place = self._place(paragraph)
        level = None if place is None else self._level(place)
        if place is None or level is None:
            return None
        self._count(place)
        text = "" if is_on(level.find(f"{W}rPr/{W}vanish")) else self._printed(place, level)
        ind = level.find(f"{W}pPr/{W}ind")
        if _form(level) == "bullet" or (text and not any(sign.isalnum() for sign in text)):
            return Marker(None, bullet=True, indent_from=ind)
        return Marker(text or None, bullet=False, indent_from=ind)

    def _place(self, paragraph: etree._Element) -> _Place | None:
        style = self._styles.of_paragraph(paragraph)
        own = paragraph.find(f"{W}pPr/{W}numPr")
        own_num = None if own is None else own.find(W + "numId")
        own_level = None if own is None else own.find(W + "ilvl")
        num = value(own_num) if own_num is not None else self._style_num(style)
        if num not in self._nums:  # also "0", which takes a paragraph out of its style's list
            return None
        if own_level is not None:
            level = whole(value(own_level), 0)
        elif own_num is not None:
            level = 0
        else:
            level = self._style_level(style, num)
        return _Place(num, min(max(level, 0), _N_LEVELS - 1))

    def _style_num(self, style: str) -> str:
        for each in self._styles.chain(style):
            num = each.find(f"{W}pPr/{W}numPr/{W}numId")
            if num is not None:
                return value(num)
        return ""

    def _style_level(self, style: str, num: str) -> int:
        """The level that a style stands at: the one that names it, else the one it names."""
        for each in self._styles.chain(style):
            name = each.get(W + "styleId", "")
            for level in range(_N_LEVELS):
                found = self._level(_Place(num, level))
                if found is not None and value(found.find(W + "pStyle")) == name:
                    return level
            own = each.find(f"{W}pPr/{W}numPr/{W}ilvl")
            if own is not None:
                return whole(value(own), 0)
        return 0

    def _abstract(self, num: str) -> tuple[str, etree._Element | None]:
        """The abstract definition of a list, through the numbering style that it may name."""
        seen: set[str] = set()
        while num in self._nums and num not in seen:
            seen.add(num)
            name = value(self._nums[num].find(W + "abstractNumId"))
            abstract = self._abstracts.get(name)
            link = "" if abstract is None else value(abstract.find(W + "numStyleLink"))
            if not link:
                return name, abstract
            num = self._style_num(link)
        return "", None

    def _override(self, place: _Place) -> etree._Element | None:
        overrides = self._nums[place.num].findall(W + "lvlOverride")
        wanted = str(place.level)
        return next((each for each in overrides if each.get(W + "ilvl") == wanted), None)

    def _level(self, place: _Place) -> etree._Element | None:
        if place not in self._levels:
            override = self._override(place)
            level = None if override is None else override.find(W + "lvl")
            abstract = self._abstract(place.num)[1]
            if level is None and abstract is not None:
                wanted = str(place.level)
                found = abstract.findall(W + "lvl")
                level = next((each for each in found if each.get(W + "ilvl") == wanted), None)
            self._levels[place] = level
        return self._levels[place]

    def _start_override(self, place: _Place) -> int | None:
        override = self._override(place)
        start = None if override is None else override.find(W + "startOverride")
        return None if start is None else _bounded(value(start), 0)

    def _start(self, place: _Place) -> int:
        override = self._start_override(place)
        if override is not None:
            return override
        level = self._level(place)
        return _bounded(value(None if level is None else level.find(W + "start")), 0)

    def _count(self, place: _Place) -> None:
        counts = self._counts.setdefault(self._abstract(place.num)[0], _Counts())
        first_of_list = (place.num, place.level) not in counts.started
        counts.started.add((place.num, place.level))
        at = counts.at[place.level]
        if at is None or (first_of_list and self._start_override(place) is not None):
            counts.at[place.level] = self._start(place)
        else:
            counts.at[place.level] = min(at + 1, _MOST)
        for lower in range(place.level + 1, _N_LEVELS):
            if self._restarts(_Place(place.num, lower), after=place.level):
                counts.at[lower] = None

    def _restarts(self, place: _Place, *, after: int) -> bool:
        """Whether a level begins again once the level `after` (0-based) has been used."""
        level = self._level(place)
        rule = None if level is None else level.find(W + "lvlRestart")
        return rule is None or after < whole(value(rule), _N_LEVELS)

    def _printed(self, place: _Place, level: etree._Element) -> str:
        counts = self._counts[self._abstract(place.num)[0]]
        legal = is_on(level.find(W + "isLgl"))

        def number(match: re.Match[str]) -> str:
            shown = _Place(place.num, int(match[1]) - 1)
            at = counts.at[shown.level]
            found = self._level(shown)
            return format_number(
                self._start(shown) if at is None else at,
                "decimal" if legal else _form(found),
            )

        return " ".join(_PLACEHOLDER.sub(number, value(level.find(W + "lvlText"))).split())


def _bounded(text: str, default: int) -> int:
    return min(max(whole(text, default), 0), _MOST)


def _form(level: etree._Element | None) -> str:
    """A level's number format; Word 2010's own are wrapped beside a plain one."""
    if level is None:
        return "decimal"
    for form in level.iter(W + "numFmt"):
        if value(form) == "custom":
            return value(form) + ":" + str(form.get(W + "format", ""))
        return value(form, "decimal")
    return "decimal"


def format_number(number: int, form: str) -> str:
    """A number in one of Word's formats; in figures where the format is for another script."""
    if form == "none":
        return ""
    if form.startswith("custom:"):  # as '01, 02, 03, …': padded with noughts
        return str(number).zfill(len(form[7:].split(",")[0].strip()))
    formats = {
        "lowerRoman": _roman,
        "upperRoman": lambda n: _roman(n).upper(),
        "lowerLetter": _letter,
        "upperLetter": lambda n: _letter(n).upper(),
        "decimalZero": lambda n: f"{n:02d}",
        "numberInDash": lambda n: f"- {n} -",
        "ordinal": _ordinal,
        "cardinalText": _words,
        "ordinalText": _ordinal_words,
    }
    return formats.get(form, str)(number)


def _roman(number: int) -> str:
    text = ""
    for worth, sign in _ROMANS:
        n_times, number = divmod(number, worth)
        text += sign * n_times
    return text


def _letter(number: int) -> str:
    """Word repeats the letter after z: aa, bb, cc."""
    if number < 1:
        return ""
    n_rounds, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * min(n_rounds + 1, 30)


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


def _words(number: int) -> str:
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return _TENS[tens] + (f"-{_UNITS[units].lower()}" if units else "")
    return str(number)


def _ordinal_words(number: int) -> str:
    head, dash, last = _words(number).rpartition("-")
    last = last.capitalize()
    if number >= 100:
        return _ordinal(number)
    word = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return head + dash + (word.lower() if dash else word)
