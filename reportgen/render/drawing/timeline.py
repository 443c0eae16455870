"""Draw a timeline of updates: a line per update along the months of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reportgen.language import month
from reportgen.render.drawing.canvas import BODY, SMALL, Canvas, num
from reportgen.render.drawing.marks import mark
from reportgen.render.drawing.metrics import width_of
from reportgen.render.drawing.palette import TONES
from reportgen.report.figures import Timeline, TimelineLine

NARROW: Final = 480.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Map days to positions between ``left`` and ``right``; a day outside stands at the edge."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    def at(self, day: dt.date) -> float:
        """Return the position of a day."""
        days = (self.last - self.first).days + 1
        share = min(max((day - self.first).days, 0), days) / days
        return self.left + share * (self.right - self.left)

    def months(self) -> Iterator[dt.date]:
        """Yield the first day of each month."""
        day = self.first
        while day <= self.last:
            yield day
            day = (day + dt.timedelta(days=32)).replace(day=1)


def draw_timeline(canvas: Canvas, figure: Timeline) -> float:
    """Draw the lines at the full width; return the height."""
    narrow = canvas.width < NARROW
    room = _room(figure, 118 if narrow else 116)
    left, right = (8.0, canvas.width - 8) if narrow else (188.0, canvas.width - room - 22)
    axis = Axis(first=figure.first, last=figure.last, left=left, right=right) if figure.first and figure.last else None
    top = _legend(canvas, figure) if axis else 0.0
    row = 38.0 if narrow and axis else 22.0
    begin = top + (22 if axis else 0)
    bottom = begin + row * len(figure.lines)
    for number in range(0, len(figure.lines), 2):
        canvas.rect(0, begin + number * row, canvas.width, row, fill="card")
    if axis:
        _months(canvas, axis, top, begin, bottom)
        _today(canvas, axis, figure.as_of, begin, bottom)
    for number, line in enumerate(figure.lines):
        _line(canvas, line, axis, begin + number * row, row, narrow=narrow, room=room)
    return bottom + 1


def _room(figure: Timeline, least: float) -> float:
    """Return the width that the longest outcome needs at the right."""
    return max([least, *(width_of(line.outcome, SMALL, bold=line.tone == "bad") + 14 for line in figure.lines)])


def _legend(canvas: Canvas, figure: Timeline) -> float:
    x, y = 8.0, 16.0
    for kind, words in zip(_KINDS, figure.legend, strict=True):
        if not _occurs(kind, figure):
            continue
        wide = width_of(words, SMALL) + 16
        if x > 8 and x + wide > canvas.width - 8:
            x, y = 8.0, y + 17
        _sign(canvas, kind, x + 5, y - 4, "accent" if kind == "as_of" else "ink")
        canvas.text(x + 16, y, words, size=SMALL, fill="muted", width=canvas.width - 30)
        x += wide + 14
    return y + 8


_KINDS: Final = ("start", "end", "earliest", "as_of")


def _occurs(kind: str, figure: Timeline) -> bool:
    if kind == "as_of":
        return figure.first is not None and figure.last is not None and figure.first <= figure.as_of <= figure.last
    return kind != "earliest" or any(line.earliest for line in figure.lines)


def _months(canvas: Canvas, axis: Axis, top: float, begin: float, bottom: float) -> None:
    months = list(axis.months())
    thin = (axis.right - axis.left) / len(months) < 26
    for number, day in enumerate(months):
        x = axis.at(day)
        canvas.path(f"M{num(x)} {num(begin - 4)}V{num(bottom)}", stroke="hair", thick=1)
        if not thin or number % 2 == 0:
            canvas.text(x + 3, top + 14, month(day), size=10.5, fill="muted")


def _today(canvas: Canvas, axis: Axis, as_of: dt.date, begin: float, bottom: float) -> None:
    if axis.first <= as_of <= axis.last:
        x = axis.at(as_of)
        canvas.path(f"M{num(x)} {num(begin - 6)}V{num(bottom)}", stroke="accent", thick=1.5)


def _line(canvas: Canvas, line: TimelineLine, axis: Axis | None, y: float, row: float, *, narrow: bool, room: float) -> None:
    role = TONES[line.tone]
    base = y + 15
    outcome = canvas.width - room
    label = canvas.text(8, base, line.label, size=BODY, width=104)
    canvas.text(14 + label, base, line.detail, size=10.5, fill="muted", width=(outcome - 26 if narrow else 184) - 14 - label)
    mark(canvas, line.mark, outcome - 8, base - 4, role)
    canvas.text(
        outcome + 4, base, line.outcome, size=SMALL, bold=line.tone == "bad", fill=_ink(line.tone), width=canvas.width - outcome - 8
    )
    if axis:
        _dates(canvas, line, axis, y + row - 10 if narrow else y + row / 2, role)


def _ink(tone: str) -> str:
    return "muted" if tone == "muted" else "ink" if tone == "plain" else tone


def _dates(canvas: Canvas, line: TimelineLine, axis: Axis, y: float, role: str) -> None:
    end = line.end or line.earliest
    if line.start and end:
        a, b = axis.at(line.start), axis.at(end)
        canvas.path(f"M{num(a)} {num(y)}H{num(b)}", stroke=role, thick=3)
        if line.start < axis.first:
            canvas.path(f"M{num(a + 5)} {num(y - 4)}l-5 4l5 4", stroke=role, thick=1.8)
    if line.start and line.start >= axis.first:
        _sign(canvas, "start", axis.at(line.start), y, role)
    if line.end:
        _sign(canvas, "end", axis.at(line.end), y, role)
    elif line.earliest:
        _sign(canvas, "earliest", axis.at(line.earliest), y, role)


def _sign(canvas: Canvas, kind: str, x: float, y: float, role: str) -> None:
    if kind == "as_of":
        canvas.path(f"M{num(x)} {num(y - 6)}v12", stroke=role, thick=1.5)
    elif kind == "start":
        canvas.path(f"M{num(x - 3.5)} {num(y)}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0", fill="paper", stroke=role, thick=1.8)
    else:
        solid = role if kind == "end" else "paper"
        canvas.path(f"M{num(x)} {num(y - 5)}l5 5-5 5-5-5z", fill=solid, stroke=role, thick=1.5)
