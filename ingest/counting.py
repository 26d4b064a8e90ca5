"""What has been counted so far, while a paper's numbers are read: the series that are open."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.numbering import Number, Style, digits_of


@dataclass(frozen=True, slots=True)
class Accepted:
    """A number that a line begins with.

    Attributes:
        number: As printed, and how it was read.
        parent: The index of the line whose number it hangs from, None at the top.
        skipped: How many numbers of its series are missing before it.
        repeated: It was printed before in this series.
        section: It numbers a section whose paragraphs have a series of their own.
        capital: It is a section's capital, as in 'A. Roles'.
    """

    number: Number
    parent: int | None
    skipped: int = 0
    repeated: bool = False
    section: bool = False
    capital: bool = False


@dataclass(slots=True)
class Level:
    """An open series of items below a numbered paragraph."""

    series: tuple[Style, str]
    ordinal: int
    at: int
    parent: int | None


@dataclass(slots=True)
class State:
    """What has been accepted so far."""

    dotted: tuple[int, ...] = ()
    dotted_at: dict[tuple[int, ...], int] = field(default_factory=dict)
    whole: int = 0
    whole_wrap: str | None = None
    section: int = 0
    capital: tuple[Style, int] | None = None
    current: int | None = None
    levels: list[Level] = field(default_factory=list)
    heading_since: bool = True
    after_lead_in: bool = False


def key_values(number: Number) -> tuple[int, ...]:
    """A dotted number's parts as integers.

    A capital before them counts from 1001; a letter after them, as in '4.1A', counts as a part of
    its own: that number was put in below the one that it follows.
    """
    first, *others = number.key
    head: list[int] = []
    if first[0].isalpha():
        head.append(1000 + ord(first[0]) - 64)
        first = first[1:]
    parts = [part for part in (first, *others) if part]
    head += [digits_of(part) for part in parts]
    last = number.key[-1]
    if len(last) > 1 and last[-1].isalpha():
        head.append(ord(last[-1].lower()) - 96)
    return tuple(head)
