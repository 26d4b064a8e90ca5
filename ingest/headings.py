"""Tells headings from paragraphs, and keeps the headings that a paragraph stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import looks
from ingest.blocks import Block
from ingest.cover import is_sentence
from ingest.numbering import Style

_CONTAINER_WORDS = re.compile(r"[^\W\d_]+")
_LETTERED = 9  # deeper than any numbered heading
_SIBLINGS_WITHIN = 250  # blocks in which a section's like are looked for
_MAX_QUESTION_WORDS = 45  # a question set in bold as a heading is no longer
_MAX_PLAIN_WORDS = 12  # a heading without any mark of its own is no longer


def is_heading(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is a heading, judged by its look and by what stands around it."""
    block = blocks[at]
    if block.footnote or block.line.table_row or not block.text:
        return False
    if block.line.heading_level is not None:
        return not (is_sentence(block) and block.text.endswith("."))
    if block.number is not None:
        return _is_numbered_heading(blocks, at)
    return _is_plain_heading(blocks, at)


def _following(blocks: Sequence[Block], at: int) -> Block | None:
    """The next block that is no footnote."""
    for block in blocks[at + 1 :]:
        if not block.footnote:
            return block
    return None


def _before(blocks: Sequence[Block], at: int) -> Block | None:
    for block in reversed(blocks[:at]):
        if not block.footnote:
            return block
    return None


def _is_plain_heading(blocks: Sequence[Block], at: int) -> bool:
    """Whether an unnumbered block is a heading."""
    block, following, before = blocks[at], _following(blocks, at), _before(blocks, at)
    text, line = block.text, block.line
    if line.bullet or not looks.short_title(text) or looks.is_one_of("stock_replies", text):
        return False
    if following is None:
        return looks.marked_heading(line) and (before is None or looks.finished(before.text))
    if text.endswith(":"):
        return _is_label_heading(block, following)
    if looks.marked_heading(line):
        return not _goes_on(block, before) and not looks.starts_low(following.text)
    if len(text.split()) > _MAX_PLAIN_WORDS or text.endswith("?"):
        return False
    if before is not None and (not _complete(before) or before.text.endswith(":")):
        return False
    return _begins_something(block, following)


def _is_label_heading(block: Block, following: Block) -> bool:
    """'Summary:' over text is a heading; 'Members should:' over a list leads into it."""
    if following.is_list_item or following.line.bullet or looks.starts_low(following.text):
        return False
    words = block.n_words
    return words <= 5 and (looks.title_cased(block.text) or looks.marked_heading(block.line))


def _goes_on(block: Block, before: Block | None) -> bool:
    """Whether a marked line is the second half of a sentence before it."""
    if before is None or block.line.heading_level is not None:
        return False
    return (
        not looks.finished(before.text)
        and is_sentence(before)
        and not block.line.blank_before
        and not looks.all_capitals(block.text)
    )


def _complete(before: Block) -> bool:
    """Whether the block before is whole, so that a heading may follow it."""
    if looks.finished(before.text) or before.text.endswith((")", "”", "’", '"')):
        return True
    short = len(before.text.split()) <= looks.MAX_HEADING_WORDS
    return short or before.line.bullet or before.line.table_row or before.is_list_item


def _begins_something(block: Block, following: Block) -> bool:
    """Whether what follows stands under the block as under a heading."""
    if looks.starts_low(following.text) and not following.number:
        return False
    if following.number is not None:
        return True
    if following.line.bullet:
        return looks.title_cased(block.text)
    return (
        is_sentence(following) or looks.title_cased(block.text)
    ) and not following.line.table_row


def _is_numbered_heading(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    number = block.number
    if number is None:
        return False
    if number.section:
        return True
    text = block.text
    if block.bold and text.endswith("?") and block.n_words <= _MAX_QUESTION_WORDS:
        return True
    if not looks.short_title(text):
        return False
    if looks.is_one_of("stock_replies", text):
        return False
    before, following = _before(blocks, at), _following(blocks, at)
    if block.is_list_item:
        return _is_lettered_heading(block, before, following)
    if looks.marked_heading(block.line):
        return True
    if text.endswith((":", "?")):
        return False
    if before is not None and before.text.endswith(":") and not before.line.heading_level:
        return False
    if _has_numbers_below(block, _next_number(blocks, at)):
        return True
    return _reads_as_title(block, blocks, at, following)


def _is_lettered_heading(block: Block, before: Block | None, following: Block | None) -> bool:
    """'(a) Protocol for Members' over text, directly under a heading."""
    if following is None or not looks.title_cased(block.text) or following.is_list_item:
        return False
    if before is None or before.number is not None or looks.finished(before.text):
        return False
    return not is_sentence(before) and is_sentence(following) and following.number is None


def _next_number(blocks: Sequence[Block], at: int) -> Block | None:
    """The next block, or the one after the plain headings that come first."""
    for later in range(at + 1, min(len(blocks), at + 4)):
        if blocks[later].number is not None or not _is_plain_heading(blocks, later):
            return blocks[later]
    return None


def _has_numbers_below(block: Block, following: Block | None) -> bool:
    """Whether the next number hangs from this one, and this one is a title."""
    if following is None or following.number is None or block.number is None:
        return False
    mine, theirs = block.number.number, following.number.number
    if theirs.style is Style.DOTTED:
        first_of_section = mine.style is Style.WHOLE or mine.style in (
            Style.CAPITAL,
            Style.CAPITAL_ROMAN,
        )
        below = theirs.key[: len(mine.key)] == mine.key and len(theirs.key) > len(mine.key)
        return below or (first_of_section and mine.style is not Style.WHOLE)
    if following.number.parent == block.at:
        return block.n_words <= _MAX_PLAIN_WORDS
    return mine.style in (Style.CAPITAL, Style.CAPITAL_ROMAN)


def _reads_as_title(
    block: Block, blocks: Sequence[Block], at: int, following: Block | None
) -> bool:
    """Whether an unmarked numbered line is the title of a section without paragraph numbers."""
    number = block.number
    if number is None or block.n_words > _MAX_PLAIN_WORDS:
        return False
    if _siblings_are_marked(blocks, at):
        return False
    if following is None:
        before = _before(blocks, at)
        if before is None or before.number is None:
            return False
        ends_dotted = before.number.number.style is Style.DOTTED
        return _bare(before) or (number.number.style is Style.WHOLE and ends_dotted)
    if following.number is None:
        return not looks.starts_low(following.text) and (
            is_sentence(following)
            or following.line.table_row
            or (following.line.bullet and looks.title_cased(block.text))
        )
    return _bare(block) and (_bare(following) or _is_bare_run(blocks, at))


def _bare(block: Block) -> bool:
    """A numbered line of a few words that ends no sentence."""
    return (
        block.number is not None
        and not block.is_list_item
        and looks.short_title(block.text)
        and not block.text.endswith((":", "?"))
        and block.n_words <= _MAX_PLAIN_WORDS
    )


def _is_bare_run(blocks: Sequence[Block], at: int) -> bool:
    before = _before(blocks, at)
    return before is not None and _bare(before)


def _siblings_are_marked(blocks: Sequence[Block], at: int) -> bool:
    """Whether other headings numbered at this depth are marked as such, and this one is not."""
    number = blocks[at].number
    if number is None:
        return False
    mine = number.number
    near = range(max(0, at - _SIBLINGS_WITHIN), min(len(blocks), at + _SIBLINGS_WITHIN))
    return any(
        other.number is not None
        and other.number.number.style is mine.style
        and len(other.number.number.key) == len(mine.key)
        and looks.marked_heading(other.line)
        for other in (blocks[place] for place in near if place != at)
    )


@dataclass(frozen=True, slots=True)
class Open:
    """A heading that what follows stands under."""

    text: str
    label: str
    depth: int  # of its number: 1 for '3', 2 for '3.1'; 0 for a container; -1 without a number
    look: tuple[object, ...]
    block: Block


class HeadingStack:
    """The headings that stand over the present place, outermost first."""

    def __init__(self) -> None:
        self._open: list[Open] = []

    def __len__(self) -> int:
        return len(self._open)

    @property
    def texts(self) -> tuple[str, ...]:
        """The headings' words, outermost first."""
        return tuple(heading.text for heading in self._open)

    @property
    def top(self) -> Open | None:
        """The innermost heading."""
        return self._open[-1] if self._open else None

    @property
    def innermost_numbered(self) -> Open | None:
        """The innermost heading that has a number."""
        return next((h for h in reversed(self._open) if 0 < h.depth < _LETTERED), None)

    def clear(self) -> None:
        """Leave every heading: another paper, or another list of contents, begins."""
        self._open = []

    def push(self, block: Block, label: str) -> None:
        """Open a heading, closing those that it ends."""
        heading = Open(block.text, label, _depth(block, label), _look(block), block)
        if heading.depth == 0:
            self._open = []
        elif heading.depth > 0:
            self._close_for_numbered(heading)
        else:
            self._close_for_plain(heading)
        self._open.append(heading)

    def _close_for_numbered(self, heading: Open) -> None:
        keep: list[Open] = []
        for open_ in self._open:
            if (
                open_.depth == 0
                or 0 < open_.depth < heading.depth
                or (
                    open_.depth == -1
                    and heading.depth > 1
                    and (heading.depth == _LETTERED or _stays_over(open_, heading, keep))
                )
            ):
                keep.append(open_)
            else:
                break
        self._open = keep

    def _close_for_plain(self, heading: Open) -> None:
        for place, open_ in enumerate(self._open):
            if open_.depth == -1 and not _nests(heading, open_):
                del self._open[place:]
                return


def _stays_over(plain: Open, heading: Open, outer: Sequence[Open]) -> bool:
    """Whether a plain heading inside a section holds the numbered one that comes next."""
    if not any(o.depth > 0 for o in outer):
        return False
    mine, theirs = plain.block.line.heading_level, heading.block.line.heading_level
    return mine is None or theirs is None or mine < theirs


def _depth(block: Block, label: str) -> int:
    first = _CONTAINER_WORDS.match(block.text)
    if not label and first and looks.is_one_of("containers", first[0]):
        return 0
    if not label:
        return -1
    if block.number is not None and block.is_list_item:
        return _LETTERED
    return max(1, label.count(".") + 1)


def _look(block: Block) -> tuple[object, ...]:
    line = block.line
    level = line.heading_level
    size = round(line.size) if line.size is not None and level is None else None
    return level, line.bold, line.italic, looks.all_capitals(block.text), size


def _nests(heading: Open, above: Open) -> bool:
    """Whether a plain heading stands below another one rather than beside it."""
    if heading.look == above.look:
        return False
    mine, theirs = heading.block.line, above.block.line
    if mine.heading_level is not None and theirs.heading_level is not None:
        return mine.heading_level > theirs.heading_level
    if mine.size is not None and theirs.size is not None and abs(mine.size - theirs.size) > 0.7:
        return mine.size < theirs.size
    if looks.all_capitals(above.text) != looks.all_capitals(heading.text):
        return looks.all_capitals(above.text)
    if mine.bold != theirs.bold:
        return theirs.bold
    return mine.italic and not theirs.italic
