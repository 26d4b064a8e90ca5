"""What stands around a line of a paper: whether it begins something, and what comes after it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest import looks
from ingest.counting import key_values
from ingest.lines import Line
from ingest.numbering import Number, Style, read_numbers

LOOK_AHEAD = 60  # lines in which the next number of a series is looked for
_APPENDIX = re.compile(r"(?P<word>[^\W\d_]+)\s+(?:[A-Z]|\d{1,2}|[IVX]{1,5})\b(?!\.\d)")


class Around:
    """The lines of a paper, with the numbers that each could begin with.

    Attributes:
        numbers: Of each line, every reading of the number that it starts with.
        hard: Of each line, whether it surely begins a block, whatever it says.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.numbers = [
            read_numbers(line.number or ("" if line.table_row else line.text)) for line in lines
        ]
        self.hard = [self._is_hard(at) for at in range(len(lines))]

    def _is_hard(self, at: int) -> bool:
        """Whether the line surely begins a block, whatever it says."""
        line = self.lines[at]
        if at == 0 or line.number or line.bullet or line.blank_before or line.table_row:
            return True
        before = self.lines[at - 1]
        if not before.soft_wrapped or before.heading_level is not None:
            return True
        return line.heading_level is not None or before.bold != line.bold

    def before(self, at: int) -> str:
        """Return the words of the line before."""
        return self.lines[at - 1].text if at else ""

    def rest(self, at: int, number: Number) -> str:
        """Return a line's words without its number."""
        line = self.lines[at]
        return line.text if line.number else line.text[number.end :]

    def at_a_break(self, at: int) -> bool:
        """Whether what stands before the line is complete, or a break comes between."""
        before = self.before(at)
        return not before or looks.finished(before) or looks.list_goes_on(before)

    def refers(self, at: int, *, low: bool, item: bool = False) -> bool:
        """Whether the words before end just before a number, or an item, that they speak of."""
        if self.lines[at].bullet or (self.hard[at] and (item or not low)):
            return False
        before = self.before(at)
        if not before or looks.marked_heading(self.lines[at - 1]) or looks.finished(before):
            return False
        if item:
            return looks.ends_in_reference(before)
        return looks.ends_before_a_number(before)

    def follows(self, at: int, number: Number) -> bool:
        """Whether the next number of the same series comes within the next lines."""
        for later in range(at + 1, min(len(self.lines), at + 1 + LOOK_AHEAD)):
            for other in self.numbers[later]:
                begins = self.hard[later] or self.at_a_break(later)
                if other.series != number.series or not begins:
                    continue
                if number.style is Style.DOTTED:
                    if other.key[:-1] == number.key[:-1] and other.ordinal == number.ordinal + 1:
                        return True
                elif other.ordinal == number.ordinal + 1:
                    return True
        return False

    def follows_far(self, at: int, number: Number) -> bool:
        """Whether the series' next section comes anywhere later."""
        return any(
            other.series == number.series and other.ordinal == number.ordinal + 1
            for later in range(at + 1, len(self.lines))
            if self.hard[later]
            for other in self.numbers[later]
        )

    def heads_next(self, at: int, number: Number) -> bool:
        """Whether the very next line is the first of this number's own: '2. Roles' over '2.1'."""
        below = self.numbers[at + 1] if at + 1 < len(self.lines) else ()
        return bool(below) and below[0].key == (*number.key, "1")

    def next_dotted(self, at: int) -> int | None:
        """The first part of the next dotted number that stands at a block's start."""
        for later in range(at + 1, min(len(self.lines), at + 1 + LOOK_AHEAD)):
            found = self.numbers[later]
            if found and self.hard[later] and found[0].style is Style.DOTTED:
                return key_values(found[0])[0]
        return None

    def next_capital_dotted(self, at: int, number: Number) -> bool:
        """Whether the next dotted number begins with a section's capital, as A.1 does with A."""
        for later in range(at + 1, min(len(self.lines), at + 1 + LOOK_AHEAD)):
            found = self.numbers[later]
            if found and found[0].style is Style.DOTTED:
                return found[0].key[0][:1] == number.key[0]
        return False

    def where_dotted(self) -> dict[int, bool]:
        """Whether paragraphs are counted as 1.1, 1.2 from a line on: of each part that has numbers.

        An appendix may count its own in another way than the paper that it hangs from.
        """
        starts = [0, *(at for at in range(1, len(self.lines)) if self._begins_appendix(at))]
        counts = []
        for start, end in zip(starts, [*starts[1:], len(self.lines)], strict=True):
            counts.append(
                Counter(
                    self.numbers[at][0].style
                    for at in range(start, end)
                    if self.hard[at] and self.numbers[at]
                )
            )
        anywhere = sum(count[Style.DOTTED] for count in counts) >= 2
        return {
            start: anywhere and (count[Style.DOTTED] > 0 or count[Style.WHOLE] < 2)
            for start, count in zip(starts, counts, strict=True)
        }

    def _begins_appendix(self, at: int) -> bool:
        match = _APPENDIX.match(self.lines[at].text)
        return (
            match is not None
            and self.hard[at]
            and looks.is_one_of("containers", match["word"])
            and looks.short_title(self.lines[at].text)
            and not self.lines[at].table_row
        )
