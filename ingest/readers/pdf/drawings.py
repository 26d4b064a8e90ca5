"""Reads a page's ruled lines and the extent of its pictures with pdfium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf.content import Rule
from ingest.readers.pdf.frame import Frame
from ingest.readers.pdf.pdfium import matrix_of

_THIN = 2.5  # points; a filled box no thicker than this is a line
_SHORT = 2.0  # points; shorter lines are dots and serifs
_MAX_OBJECTS = 30_000  # a page with more is a map or a plan
_MAX_SEGMENTS = 800  # of one path
_MAX_DEPTH = 6
_WHITE = 0xF8  # in each channel


@dataclass(slots=True)
class Drawings:
    """What is drawn on a page besides its words."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    picture_share: float = 0.0
    n_objects: int = 0


@dataclass(frozen=True, slots=True)
class _Point:
    x: float
    y: float


def read_drawings(page: pdfium.PdfPage, frame: Frame) -> Drawings:
    """Return a page's horizontal and vertical lines, and its largest picture's share of it."""
    drawings = Drawings()
    identity = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    for page_object, outer in _objects(page.raw, identity):
        match raw.FPDFPageObj_GetType(page_object):
            case raw.FPDF_PAGEOBJ_PATH:
                drawings.n_objects += 1
                _read_path(page_object, outer, frame, drawings)
            case raw.FPDF_PAGEOBJ_IMAGE | raw.FPDF_PAGEOBJ_SHADING:
                drawings.n_objects += 1
                share = _share(page_object, outer, frame)
                drawings.picture_share = max(drawings.picture_share, share)
            case _:
                pass
    _read_notes(page, frame, drawings)
    return drawings


def _objects(page: object, identity: raw.FS_MATRIX) -> Iterator[tuple[object, raw.FS_MATRIX]]:
    """Give each object that is no text with the matrix of the form that it stands in."""
    waiting = [
        (raw.FPDFPage_GetObject(page, index), identity, 0)
        for index in range(min(raw.FPDFPage_CountObjects(page), _MAX_OBJECTS))
    ]
    n_given = 0
    while waiting and n_given < _MAX_OBJECTS:
        page_object, outer, depth = waiting.pop()
        kind = raw.FPDFPageObj_GetType(page_object)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _times(matrix_of(page_object), outer)
            count = min(max(raw.FPDFFormObj_CountObjects(page_object), 0), _MAX_OBJECTS)
            waiting += [
                (raw.FPDFFormObj_GetObject(page_object, index), inner, depth + 1)
                for index in range(count)
            ]
        elif kind != raw.FPDF_PAGEOBJ_TEXT:
            n_given += 1
            yield page_object, outer


def _times(first: raw.FS_MATRIX, then: raw.FS_MATRIX) -> raw.FS_MATRIX:
    return raw.FS_MATRIX(
        first.a * then.a + first.b * then.c,
        first.a * then.b + first.b * then.d,
        first.c * then.a + first.d * then.c,
        first.c * then.b + first.d * then.d,
        first.e * then.a + first.f * then.c + then.e,
        first.e * then.b + first.f * then.d + then.f,
    )


def _share(page_object: object, outer: raw.FS_MATRIX, frame: Frame) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(page_object, left, bottom, right, top):
        return 0.0
    corners = [
        (outer.a * x + outer.c * y + outer.e, outer.b * x + outer.d * y + outer.f)
        for x in (left.value, right.value)
        for y in (bottom.value, top.value)
    ]
    box = frame.box(
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )
    width = min(box[2], frame.width) - max(box[0], 0)
    height = min(box[3], frame.height) - max(box[1], 0)
    return max(width, 0) * max(height, 0) / (frame.width * frame.height)


def _read_path(path: object, outer: raw.FS_MATRIX, frame: Frame, drawings: Drawings) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not _seen(path, bool(fill.value), bool(stroke.value)):
        return
    matrix = _times(matrix_of(path), outer)
    for corners, closed in _subpaths(path, matrix, frame):
        xs, ys = [p.x for p in corners], [p.y for p in corners]
        box = Rule(min(xs), min(ys), max(xs), max(ys))
        if box.height <= _THIN and box.width > _SHORT:
            drawings.across.append(box)
        elif box.width <= _THIN and box.height > _SHORT:
            drawings.down.append(box)
        else:
            _read_sides(corners, closed, drawings)


def _read_sides(corners: list[_Point], closed: bool, drawings: Drawings) -> None:
    ends = [*corners[1:], corners[0]] if closed else corners[1:]
    for start, end in zip(corners, ends, strict=False):
        side = Rule(
            min(start.x, end.x), min(start.y, end.y), max(start.x, end.x), max(start.y, end.y)
        )
        if side.height < 0.5 and side.width > _SHORT:
            drawings.across.append(side)
        elif side.width < 0.5 and side.height > _SHORT:
            drawings.down.append(side)


def _subpaths(
    path: object, matrix: raw.FS_MATRIX, frame: Frame
) -> Iterator[tuple[list[_Point], bool]]:
    """Give each subpath's corners, and whether it is closed; curves count by where they end."""
    corners: list[_Point] = []
    closed = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = frame.point(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1:
                yield corners, closed
            corners, closed = [], False
        corners.append(_Point(*point))
        closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
    if len(corners) > 1:
        yield corners, closed


def _seen(path: object, fill: bool, stroke: bool) -> bool:
    """Say whether a path leaves ink that can be told from white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for wanted, read in (
        (fill, raw.FPDFPageObj_GetFillColor),
        (stroke, raw.FPDFPageObj_GetStrokeColor),
    ):
        if not wanted:
            continue
        if not read(path, red, green, blue, alpha):
            return True
        if alpha.value and min(red.value, green.value, blue.value) < _WHITE:
            return True
    return False


def _read_notes(page: pdfium.PdfPage, frame: Frame, drawings: Drawings) -> None:
    """Take reviewers' strike-out and underline notes for the lines that they draw."""
    quad = raw.FS_QUADPOINTSF()
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), 500)):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind in (raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_UNDERLINE):
            for place in range(min(raw.FPDFAnnot_CountAttachmentPoints(note), 500)):
                if raw.FPDFAnnot_GetAttachmentPoints(note, place, quad):
                    xs = (quad.x1, quad.x2, quad.x3, quad.x4)
                    ys = (quad.y1, quad.y2, quad.y3, quad.y4)
                    left, top, right, bottom = frame.box(min(xs), min(ys), max(xs), max(ys))
                    share = 0.55 if kind == raw.FPDF_ANNOT_STRIKEOUT else 0.95
                    y = top + share * (bottom - top)
                    drawings.across.append(Rule(left, y, right, y))
        raw.FPDFPage_CloseAnnot(note)
