"""What every reader gives the structure parser: the paper's lines in reading order, with looks.

A reader knows a format; it does not know numbering. The structure parser knows numbering; it
does not know formats. This is the whole of what passes between them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.documents import Rect, Run


@dataclass(frozen=True, slots=True)
class Line:
    """One block of text as a reader met it: a Markdown line, a Word paragraph, a PDF text line.

    `text` has white space folded and no Markdown marks; struck words are left out of it and
    stand in `runs`.
    """

    text: str
    heading_level: int | None = None  # set where the format itself says that it is a heading
    number: str | None = None  # a number that the format generated, as '3.2' or '(a)'
    bullet: bool = False
    indent: float = 0.0  # points from the left margin, or 18 a level where there is no geometry
    bold: bool = False
    italic: bool = False
    size: float | None = None  # font size in points, where known
    blank_before: bool = False  # a blank line or a clear gap stands before it
    soft_wrapped: bool = False  # a visual line: the next line may go on with the same block
    centred: bool = False
    table_row: bool = False
    page: int | None = None  # 1-based
    rects: tuple[Rect, ...] = ()
    runs: tuple[Run, ...] = ()  # only where words are struck or inserted
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A file's lines, and what its pages were."""

    lines: tuple[Line, ...]
    n_pages: int | None = None
    pages_without_text: tuple[int, ...] = ()
    pages_unread: tuple[int, ...] = ()  # damaged, or not come to within the limits
