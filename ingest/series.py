"""Decides which lines begin with a number of the paper's own, and what each hangs from.

A number is taken as one only where it fits the series so far: dates, telephone numbers, amounts,
"see paragraph 8.1.3" and footnote marks at the start of a line do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import looks
from ingest.counting import Accepted, Level, State, key_values
from ingest.lines import Line
from ingest.numbering import Number, Style
from ingest.surroundings import LOOK_AHEAD, Around

_MAX_SOFT_GAP = 2  # numbers that may be missing, inside what may be running text
_MAX_GAP = 4  # numbers that may be missing from a series
_MAX_ITEM_LINES = 6  # visual lines of an item that ends without punctuation
_ITEMS = (Style.LETTER, Style.ROMAN, Style.CAPITAL, Style.CAPITAL_ROMAN, Style.BRACKETED)
_QUOTE_START = re.compile(r"[\"'“‘(\[]?[^\W\d_]")


def accept(lines: Sequence[Line]) -> dict[int, Accepted]:
    """Return the lines that begin with a number of the paper's own, by index."""
    return _Reader(lines).read()


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.around = Around(lines)
        self.state = State()
        self.has_dotted = False
        self._dotted_from = self.around.where_dotted()

    def read(self) -> dict[int, Accepted]:
        found: dict[int, Accepted] = {}
        for at, line in enumerate(self.lines):
            if at in self._dotted_from:
                if at and self.has_dotted != self._dotted_from[at]:
                    self._meet_heading()
                self.has_dotted = self._dotted_from[at]
            accepted = self._try(at)
            if accepted is not None:
                found[at] = accepted
                self._take(at, accepted)
            elif looks.marked_heading(line) and self.around.hard[at]:
                self._meet_heading()
            self.state.after_lead_in = line.text.rstrip().endswith((":", ":-", ":—", ": -"))
        return found

    # Deciding

    def _try(self, at: int) -> Accepted | None:
        readings = self.around.numbers[at]
        if not readings:
            return None
        best: tuple[int, Accepted] | None = None
        for number in readings:
            if number.style is Style.DOTTED:
                scored = self._try_dotted(at, number)
            elif number.style is Style.WHOLE:
                scored = self._try_whole(at, number)
            else:
                scored = self._try_item(at, number)
            if scored and (best is None or scored[0] > best[0]):
                best = scored
        return best[1] if best else None

    def _try_dotted(self, at: int, number: Number) -> tuple[int, Accepted] | None:
        key = key_values(number)
        step = self._dotted_step(key)
        rest = self.around.rest(at, number)
        generated = self.lines[at].number is not None
        low = looks.starts_low(rest)
        if not generated and self.around.refers(at, low=low):
            return None
        exact = step == 0
        if not generated:
            if not self.around.hard[at]:
                near = step is not None and 0 < step <= _MAX_SOFT_GAP
                near = near or (key == self.state.dotted) or not self.state.dotted
                if low or not (exact or (near and self.around.at_a_break(at))):
                    return None
                if rest and not _QUOTE_START.match(rest):
                    return None
            elif low and not (exact or self.lines[at].bullet) and not self.around.at_a_break(at):
                return None
            if step is None or step < 0:
                known = key in self.state.dotted_at
                new_start = key[-1] == 1 and (
                    self.state.heading_since or self.around.follows(at, number)
                )
                whole = self.around.hard[at] or looks.ends_sentence(self.around.before(at))
                sound = whole and not low
                if not (known and sound and self._near(key)) and not (
                    sound
                    and (new_start or not self.state.dotted or self.around.follows(at, number))
                ):
                    return None
        skipped = max(0, step or 0)
        return 5, Accepted(
            number, self._dotted_parent(key), skipped, repeated=key in self.state.dotted_at
        )

    def _near(self, key: tuple[int, ...]) -> bool:
        """Whether a number printed before is one of the last few."""
        last = self.state.dotted
        return key[:-1] == last[: len(key) - 1] and 0 <= last[len(key) - 1] - key[-1] <= 2

    def _dotted_parent(self, key: tuple[int, ...]) -> int | None:
        for n in range(len(key) - 1, 0, -1):
            if key[:n] in self.state.dotted_at:
                return self.state.dotted_at[key[:n]]
        return None

    def _dotted_step(self, key: tuple[int, ...]) -> int | None:
        """How many numbers are missing before `key`: 0 where it is next; None where it is off."""
        last = self.state.dotted
        section = self.state.whole if self.state.whole_wrap != "item" else 0
        section = max(section, last[0] if last else 0)
        if not last or key[0] > last[0]:
            missing = (key[0] - section - 1 if key[0] > section else 0) + sum(
                part - 1 for part in key[1:]
            )
            return missing if 0 <= missing <= _MAX_GAP else None
        same = 0
        while same < min(len(key), len(last)) and key[same] == last[same]:
            same += 1
        if same == len(key):  # the same number again, or one that it stands below
            return -1
        if same == len(last):  # below the last number
            missing = sum(part - 1 for part in key[same:])
            return missing if missing <= _MAX_GAP else None
        missing = key[same] - last[same] - 1 + sum(part - 1 for part in key[same + 1 :])
        return missing if 0 <= missing <= _MAX_GAP else -1

    def _try_whole(self, at: int, number: Number) -> tuple[int, Accepted] | None:
        line = self.lines[at]
        rest = self.around.rest(at, number)
        generated = line.number is not None
        if not generated and self.around.refers(at, low=looks.starts_low(rest)):
            return None
        item = self._whole_as_item(at, number)
        if item is not None:
            return item
        low = looks.starts_low(rest)
        step = number.ordinal - self.state.whole - 1
        titled = looks.marked_heading(line) or looks.short_title(rest)
        exact = step == 0
        if not generated:
            if number.wrap == "" and (low or not rest or not _QUOTE_START.match(rest)):
                return None
            if low and not (exact and self.around.hard[at]):
                return None
            heads = bool(number.wrap) and titled and self.around.heads_next(at, number)
            if (
                not self.around.hard[at]
                and not heads
                and not (exact and self._whole_is_sure(at, number))
            ):
                return None
            if heads and not self.around.hard[at] and self.has_dotted:
                return 4, Accepted(number, None, max(0, step))
        if self.has_dotted and not self._section_fits(at, number, titled=titled):
            return None
        if not self.has_dotted and titled and self._is_section_over_series(at, number):
            return 5, Accepted(number, None, section=True)
        if (
            self.has_dotted
            and self.around.next_dotted(at) == number.ordinal
            and self.around.hard[at]
        ):
            return 4, Accepted(number, None, max(0, step))
        if exact:
            return 4, Accepted(number, None)
        sound = generated or (self.around.hard[at] and not low)
        if not sound:
            return None
        if number.ordinal == 1 and (
            self.state.heading_since
            or self.around.follows(at, number)
            or looks.marked_heading(line)
        ):
            return 3, Accepted(number, None)
        first = (
            self.state.whole == 0 and (number.wrap or titled) and self.around.follows(at, number)
        )
        if first or (
            0 < step <= _MAX_GAP and (self.around.follows(at, number) or looks.marked_heading(line))
        ):
            return 2, Accepted(number, None, step)
        if step == -1 and self.around.at_a_break(at) and number.wrap == self.state.whole_wrap:
            return 1, Accepted(number, None, repeated=True)
        return None

    def _is_section_over_series(self, at: int, number: Number) -> bool:
        """Whether a title's number is a section's, under which paragraphs are counted from 1."""
        if not self.around.hard[at] or number.ordinal != self.state.section + 1:
            return False
        for later in range(at + 1, min(len(self.lines), at + 1 + LOOK_AHEAD)):
            found = self.around.numbers[later]
            if found and self.around.hard[later] and found[0].style is Style.WHOLE:
                rest = self.around.rest(later, found[0])
                starts = found[0].ordinal == 1 and not looks.short_title(rest)
                return starts or (self.state.section > 0 and found[0].ordinal == number.ordinal + 1)
        return self.state.section > 0

    def _whole_is_sure(self, at: int, number: Number) -> bool:
        """Whether a visual line in running text begins with the next whole number."""
        return (
            self.around.at_a_break(at)
            and bool(number.wrap)
            and not looks.list_goes_on(self.around.before(at))
        )

    def _section_fits(self, at: int, number: Number, *, titled: bool) -> bool:
        """Whether a whole number is a section's, in a paper whose paragraphs are dotted."""
        section = self.state.dotted[0] if self.state.dotted else 0
        section = max(section, self.state.whole)
        n = number.ordinal
        following = self.around.next_dotted(at)
        if following is not None and following == n and (n > section or titled):
            return True
        if n == section + 1 and (self.around.hard[at] or titled):
            return True
        near = section < n <= section + _MAX_GAP or section == 0
        return titled and near and self.around.hard[at]

    def _whole_as_item(self, at: int, number: Number) -> tuple[int, Accepted] | None:
        """A whole number as one of a list inside the paragraph that is open."""
        state = self.state
        for level in reversed(state.levels):
            if level.series == number.series:
                if number.ordinal == level.ordinal + 1 and self._fits_text(at):
                    return 6, Accepted(number, level.parent)
                return None
        if state.current is None or number.ordinal != 1 or not self.around.hard[at]:
            return None
        inside = state.after_lead_in and not state.heading_since
        other_wrap = number.wrap in (")", "()") and state.whole_wrap not in (None, number.wrap)
        if (inside and self.around.follows(at, number) and state.whole != 0) or (
            other_wrap and not state.heading_since
        ):
            return 6, Accepted(number, self._top())
        return None

    def _fits_text(self, at: int) -> bool:
        """Whether the line may begin an item that its series is waiting for."""
        return self.around.hard[at] or self.around.at_a_break(at) or self._unpunctuated(at)

    def _unpunctuated(self, at: int) -> bool:
        """Whether the open item is near, so that it may have ended without punctuation."""
        levels = self.state.levels
        return bool(levels) and at - levels[-1].at <= _MAX_ITEM_LINES

    def _try_item(self, at: int, number: Number) -> tuple[int, Accepted] | None:
        state = self.state
        line = self.lines[at]
        rest = self.around.rest(at, number)
        if not line.number and self.around.refers(at, low=looks.starts_low(rest), item=True):
            return None
        if number.style in (Style.CAPITAL, Style.CAPITAL_ROMAN) and number.wrap != "()":
            section = self._try_capital(at, number, rest)
            if section is not None or not line.number:
                return section
        follows = 2 if self.around.follows(at, number) else 0
        for level in reversed(state.levels):
            if level.series != number.series:
                continue
            step = number.ordinal - level.ordinal - 1
            if step == 0 and self._fits_text(at):
                return 4 + follows, Accepted(number, level.parent)
            if number.ordinal == 1 and self.around.hard[at]:
                return 2 + follows, Accepted(number, level.parent, repeated=True)
            if 0 < step <= _MAX_GAP and self.around.hard[at] and follows:
                return 1 + follows, Accepted(number, level.parent, step)
            if step == -1 and self.around.hard[at] and self.around.at_a_break(at):
                return 1, Accepted(number, level.parent, repeated=True)
        if number.ordinal == 1 and (self.around.hard[at] or self.around.at_a_break(at)):
            if number.wrap == "." and not (follows or line.number):
                return None
            return 2 + follows, Accepted(number, self._top())
        if self.around.hard[at] and follows and number.wrap == "()" and not state.levels:
            return 1, Accepted(number, self._top(), number.ordinal - 1)
        if line.number:  # the format counts, and began there: <ol type="a" start="3">
            return follows, Accepted(number, self._top(), number.ordinal - 1)
        return None

    def _try_capital(self, at: int, number: Number, rest: str) -> tuple[int, Accepted] | None:
        """A section numbered with a capital: 'A. Roles', 'IV. Expectations'."""
        line = self.lines[at]
        if not self.around.hard[at] or not rest or looks.starts_low(rest):
            return None
        titled = looks.short_title(rest) or looks.marked_heading(line)
        capital = self.state.capital
        if capital and capital[0] is number.style and number.ordinal == capital[1] + 1 and titled:
            return 4, Accepted(number, None, capital=True)
        dotted_below = self.around.next_capital_dotted(at, number)
        if titled and number.ordinal == 1 and (self.around.follows_far(at, number) or dotted_below):
            return 3, Accepted(number, None, capital=True)
        if titled and dotted_below:
            return 3, Accepted(number, None, capital=True)
        return None

    # Keeping

    def _top(self) -> int | None:
        state = self.state
        if state.levels:
            return state.levels[-1].at
        return state.current

    def _meet_heading(self) -> None:
        """An unnumbered heading ends the open items, and numbers may start again after it."""
        self.state.levels = []
        self.state.current = None
        self.state.heading_since = True

    def _take(self, at: int, accepted: Accepted) -> None:
        state, number = self.state, accepted.number
        in_items = number.style in _ITEMS or (
            number.style is Style.WHOLE and accepted.parent is not None
        )
        if number.style is Style.DOTTED:
            state.dotted = key_values(number)
            state.dotted_at[state.dotted] = at
            state.current, state.levels = at, []
        elif accepted.capital:
            state.capital = (number.style, number.ordinal)
            state.current, state.levels = at, []
            state.dotted, state.heading_since = (), True
            state.dotted_at = {k: v for k, v in state.dotted_at.items() if k[0] >= 1000}
            return
        elif accepted.section:
            state.section, state.whole, state.whole_wrap = number.ordinal, 0, None
            state.current, state.levels, state.heading_since = at, [], True
            return
        elif not in_items:
            state.whole, state.whole_wrap = number.ordinal, number.wrap
            if self.has_dotted:
                if state.dotted and number.ordinal < state.dotted[0]:
                    state.dotted_at = {}
                state.dotted = (number.ordinal,)
                state.dotted_at[state.dotted] = at
            state.current, state.levels = at, []
        else:
            self._take_item(at, accepted)
        state.heading_since = False

    def _take_item(self, at: int, accepted: Accepted) -> None:
        levels, number = self.state.levels, accepted.number
        for depth, level in enumerate(levels):
            if level.series == number.series and level.parent == accepted.parent:
                del levels[depth + 1 :]
                level.ordinal, level.at = number.ordinal, at
                return
        levels.append(Level(number.series, number.ordinal, at, accepted.parent))
