"""What stands on a page before anything is made of it: words, ruled lines and pictures.

All coordinates are PDF points from the page's top left corner, in the frame that makes its words
stand upright.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.frame import Frame

# The left edges of a word's characters and the right ones; a bare pair, as every word has one.
Edges = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of glyphs with one look and no space in it.

    `lefts` and `rights` hold the edges of each character of `text` where a quote is looked for;
    for a whole paper they are too many to keep.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    colour: int  # 0xRRGGBB
    spaced: bool = False  # a space was drawn before it
    artifact: bool = False  # the file itself says that it is page furniture
    symbol: bool = False  # drawn in a font of signs, as bullets are
    lefts: tuple[float, ...] = ()
    rights: tuple[float, ...] = ()
    struck: bool = False
    underlined: bool = False

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, across the page or down it."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its extent across the page, in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its extent down the page, in points."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page's words in the order they were drawn, and its ruled lines."""

    number: int  # 1-based
    frame: Frame  # which the coordinates are in
    words: tuple[Word, ...] = ()
    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    without_text: bool = False  # there is something to see, and no text
    recognised: bool = False  # read by character recognition
