"""The marks of the report as a small font, drawn here: no text font of ours has all of them.

As characters of a font they stay text in the PDF: they can be searched, copied and read aloud.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Final, TypeAlias

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

Point: TypeAlias = tuple[float, float]
Contour: TypeAlias = Sequence[Point]

FAMILY: Final = "Reportgen Marks"
EM: Final = 1000
ADVANCE: Final = 800
THICK: Final = 110


def _stroke(*points: Point, thick: float = THICK) -> list[Contour]:
    """Return one rectangle per segment; they overlap at the corners, which the winding rule allows."""
    boxes: list[Contour] = []
    for (x1, y1), (x2, y2) in pairwise(points):
        length = math.hypot(x2 - x1, y2 - y1)
        along = ((x2 - x1) / length * thick / 2, (y2 - y1) / length * thick / 2)
        across = (-along[1], along[0])
        x1, y1, x2, y2 = x1 - along[0] / 2, y1 - along[1] / 2, x2 + along[0] / 2, y2 + along[1] / 2
        left = [(x1 + across[0], y1 + across[1]), (x2 + across[0], y2 + across[1])]
        right = [(x2 - across[0], y2 - across[1]), (x1 - across[0], y1 - across[1])]
        boxes.append([*left, *right])
    return boxes


def _ring(corners: int, radius: float, turn: float, centre: Point, hole: float) -> list[Contour]:
    """Return a regular polygon with a hole of the same shape; ``turn`` is the angle of the first corner in degrees."""
    angles = [math.radians(turn - i * 360 / corners) for i in range(corners)]

    def at(size: float) -> list[Point]:
        return [(centre[0] + size * math.cos(a), centre[1] + size * math.sin(a)) for a in angles]

    return [at(radius), list(reversed(at(hole)))]


_TRIANGLE: Final = _ring(3, 450, 90, (400, 240), 230)

DRAWINGS: Final[dict[str, list[Contour]]] = {
    "✓": _stroke((110, 330), (300, 110), (700, 640)),
    "✗": _stroke((140, 90), (660, 650)) + _stroke((140, 650), (660, 90)),
    "✎": [
        [(70, 30), (130, 270), (310, 90)],
        [(170, 320), (500, 650), (690, 460), (360, 130)],
    ],
    "○": _ring(36, 310, 0, (400, 350), 210),
    "⚠": _TRIANGLE + _stroke((400, 400), (400, 250), thick=70) + _stroke((400, 165), (400, 150), thick=70),
    "▽": _ring(3, 400, -90, (400, 430), 210),
    "✱": _stroke((400, 60), (400, 640)) + _stroke((149, 205), (651, 495)) + _stroke((149, 495), (651, 205)),
}
"""What each mark looks like, on an em of 1000 with the base line at 0; outer contours run clockwise."""


def _glyph(contours: Iterable[Contour]) -> Glyph:
    pen = TTGlyphPen(None)
    for contour in contours:
        first, *rest = [(round(x), round(y)) for x, y in contour]
        pen.moveTo(first)
        for point in rest:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


@cache
def marks_font() -> bytes:
    """Return the font as a TrueType file: the same bytes at every call and in every process."""
    names = {character: f"uni{ord(character):04X}" for character in DRAWINGS}
    order = [".notdef", "space", *names.values()]
    glyphs = {".notdef": _glyph(_ring(4, 400, 45, (400, 350), 330)), "space": _glyph([])}
    glyphs |= {names[character]: _glyph(contours) for character, contours in DRAWINGS.items()}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0x20: "space", **{ord(character): name for character, name in names.items()}})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (ADVANCE, getattr(glyphs[name], "xMin", 0)) for name in order})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": "ReportgenMarks"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    file = BytesIO()
    builder.save(file)
    return file.getvalue()
