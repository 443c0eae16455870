"""Draw the stacked bar of statuses, with its legend: mark, word, number."""

from __future__ import annotations

from typing import Final

from reportgen.render.drawing.canvas import BODY, Canvas
from reportgen.render.drawing.marks import mark
from reportgen.render.drawing.metrics import width_of
from reportgen.render.drawing.palette import TONES
from reportgen.report.figures import Segment, StatusBar

HEIGHT: Final = 24.0
LEAST: Final = 4.0
"""The least width of a segment: one of a thousand is still seen."""


def draw_bar(canvas: Canvas, figure: StatusBar) -> float:
    """Draw the bar at the full width; return the height."""
    if not figure.segments:
        canvas.rect(0.5, 0.5, canvas.width - 1, HEIGHT, stroke="hair", radius=4)
        canvas.text(10, 17, figure.empty, fill="muted", width=canvas.width - 20)
        return HEIGHT + 1
    room = canvas.width - LEAST * len(figure.segments)
    x = 0.0
    for segment in figure.segments:
        wide = LEAST + room * segment.count / figure.total
        _segment(canvas, segment, x, wide)
        x += wide
    return _legend(canvas, figure)


def _role(segment: Segment) -> str:
    second = {"attestation-needed": "open-2", "attested": "good-2"}
    return second.get(segment.status, TONES[segment.tone])


def _segment(canvas: Canvas, segment: Segment, x: float, wide: float) -> None:
    canvas.rect(x, 0, max(wide - 1.5, 1.5), HEIGHT, fill=_role(segment), radius=2)
    number = str(segment.count)
    needed = width_of(number, BODY, bold=True)
    if wide > needed + 30:
        mark(canvas, segment.mark, x + 14, HEIGHT / 2, "paper")
        canvas.text(x + 24, 16.5, number, bold=True, fill="paper")
    elif wide > needed + 8:
        canvas.text(x + (wide - 1.5) / 2, 16.5, number, bold=True, fill="paper", anchor="middle")


def _legend(canvas: Canvas, figure: StatusBar) -> float:
    x, y = 0.0, HEIGHT + 20
    for segment in figure.segments:
        words = f"{segment.text} {segment.count} ({segment.percent})"
        wide = width_of(words, BODY) + 24
        if x and x + wide > canvas.width:
            x, y = 0.0, y + 20
        canvas.rect(x, y - 12.5, 17, 17, fill=_role(segment), radius=3)
        mark(canvas, segment.mark, x + 8.5, y - 4, "paper")
        canvas.text(x + 23, y, words, width=canvas.width - 24)
        x += wide + 16
    return y + 8
