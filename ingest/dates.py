"""Reads the dates that a paper prints."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = (
    re.compile(rf"\b{_DAY}(?:\s+day)?(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(r"\b(?P<day>\d{1,2})[./](?P<mm>\d{1,2})[./](?P<year>(?:19|20)?\d\d)\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<mm>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b{_MONTH},?\s+{_YEAR}\b", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date in a text.

    Attributes:
        date: The day; the first of the month where no day is printed.
        start: Where it begins in the text.
        end: One past its end.
    """

    date: dt.date
    start: int
    end: int


def find_dates(text: str) -> tuple[PrintedDate, ...]:
    """Return the dates in a text, in order; numbers are read day first, as the UK does."""
    found: list[PrintedDate] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < d.end and d.start < match.end() for d in found):
                continue
            date = _date(match.groupdict())
            if date is not None:
                found.append(PrintedDate(date, match.start(), match.end()))
    return tuple(sorted(found, key=lambda d: d.start))


def _date(groups: dict[str, str | None]) -> dt.date | None:
    year = int(groups["year"] or 0)
    if year < 100:
        year += 2000 if year < 70 else 1900
    name = groups.get("month")
    if name:
        low = name.lower()[:3]
        month = next(at for at, full in enumerate(_MONTHS, start=1) if full.startswith(low))
    else:
        month = int(groups.get("mm") or 0)
    try:
        return dt.date(year, month, int(groups.get("day") or 1))
    except ValueError:
        return None
