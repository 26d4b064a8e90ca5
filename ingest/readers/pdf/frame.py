"""The way from a PDF's own coordinates to points from the top left corner of the page shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from ingest.documents import Rect

# Left, top, right, bottom; a bare tuple, as one is made for every glyph.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's box and how it is turned, clockwise in degrees.

    `rotation` is the file's own; `turn` is added to it so that text that reads sideways stands
    upright. `size` and `rect` are about the page as shown, without `turn`.
    """

    left: float
    bottom: float
    right: float
    top: float
    rotation: int = 0
    turn: int = 0

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Frame:
        """Return the frame of a page: its crop box within its media box."""
        media, crop = page.get_mediabox(), page.get_cropbox()
        left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
        right, top = min(media[2], crop[2]), min(media[3], crop[3])
        if right <= left or top <= bottom:
            left, bottom, right, top = media
        return cls(left, bottom, right, top, page.get_rotation())

    def turned(self, turn: int) -> Frame:
        """Return the frame with its words turned further clockwise."""
        return replace(self, turn=(self.turn + turn) % 360)

    @property
    def _quarter(self) -> int:
        return (self.rotation + self.turn) // 90 % 4

    @property
    def width(self) -> float:
        """The width after turning."""
        return self.top - self.bottom if self._quarter % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """The height after turning."""
        return self.right - self.left if self._quarter % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the PDF's space as points from the top left corner."""
        match self._quarter:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def to_page(self) -> Callable[[float, float, float, float], Box]:
        """Return what turns a box of the PDF's space into one of the page's.

        It takes left, bottom, right and top, and gives left, top, right and bottom in points
        from the page's top left corner.
        """
        x0, y0, x1, y1 = self.left, self.bottom, self.right, self.top
        match self._quarter:
            case 0:
                return lambda left, low, right, up: (left - x0, y1 - up, right - x0, y1 - low)
            case 1:
                return lambda left, low, right, up: (low - y0, left - x0, up - y0, right - x0)
            case 2:
                return lambda left, low, right, up: (x1 - right, low - y0, x1 - left, up - y0)
            case _:
                return lambda left, low, right, up: (y1 - up, x1 - right, y1 - low, x1 - left)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box of the PDF's space as left, top, right, bottom from the top left corner."""
        return self.to_page()(left, bottom, right, top)

    @property
    def shows(self) -> Callable[[float, float, float, float], bool]:
        """What says whether the middle of a box (after turning) lies on the page."""
        width, height = 2 * self.width, 2 * self.height
        return lambda left, top, right, bottom: (
            0 <= left + right <= width and 0 <= top + bottom <= height
        )

    def angle(self, a: float, b: float) -> int:
        """Return how text with the matrix [a b …] reads, clockwise in degrees; -1 where slanted."""
        degrees = (self.rotation + self.turn - math.degrees(math.atan2(b, a))) % 360
        nearest = round(degrees / 90) * 90
        return nearest % 360 if abs(degrees - nearest) < 3 else -1

    def rect(self, page: int, left: float, top: float, right: float, bottom: float) -> Rect:
        """Return a rectangle (after turning) as it lies on the page shown."""
        width, height = self.width, self.height
        match self.turn // 90 % 4:
            case 1:
                left, top, right, bottom = top, width - right, bottom, width - left
            case 2:
                left, top, right, bottom = (
                    width - right,
                    height - bottom,
                    width - left,
                    height - top,
                )
            case 3:
                left, top, right, bottom = height - bottom, left, height - top, right
            case _:
                pass
        return Rect(page=page, left=round(left, 2), top=round(top, 2), right=round(right, 2),
                    bottom=round(bottom, 2))  # fmt: skip
