"""Draw the trend over releases: small curves below each other, each on its own scale, the number beside every point."""

from __future__ import annotations

from typing import Final

from reportgen.render.drawing.canvas import BODY, Canvas, num
from reportgen.render.drawing.metrics import width_of
from reportgen.render.drawing.palette import TONES
from reportgen.render.drawing.plaintext import escape
from reportgen.report.figures import Trend, TrendLine

LABELS: Final = 190.0
"""The width that labels take at the left, where there is room for them there."""

SIZE: Final = 10.5
RISE: Final = 22.0
"""How far the highest value of a line stands above its lowest."""


def draw_trend(canvas: Canvas, figure: Trend) -> float:
    """Draw the curves over their common axis; return the height."""
    narrow = canvas.width < 500
    left = 14.0 if narrow else LABELS
    row = RISE + (44.0 if narrow else 30.0)
    xs = _places(left + 10, canvas.width - 18, len(figure.points))
    y = 0.0
    for line in figure.lines:
        _line(canvas, line, xs, y + row - 10, narrow=narrow)
        canvas.path(f"M0 {num(y + row)}H{num(canvas.width)}", stroke="hair", thick=1)
        y += row
    _axis(canvas, figure, xs, y)
    return y + 36


def _places(left: float, right: float, count: int) -> list[float]:
    """Return where the points stand; a single one stands at the right, where the newest one always is."""
    if count == 1:
        return [right]
    return [left + (right - left) * i / (count - 1) for i in range(count)]


def _line(canvas: Canvas, line: TrendLine, xs: list[float], base: float, *, narrow: bool) -> None:
    role = TONES[line.tone]
    if narrow:
        label = canvas.text(4, base - RISE - 18, line.label, size=BODY, bold=True, width=canvas.width * 0.5)
        canvas.text(12 + label, base - RISE - 18, line.outcome, size=SIZE, fill="muted", width=canvas.width - label - 16)
    else:
        canvas.text(4, base - RISE / 2 - 4, line.label, size=BODY, bold=True, width=LABELS - 12)
        canvas.text(4, base - RISE / 2 + 11, line.outcome, size=SIZE, fill="muted", width=LABELS - 12)
    low, high = min(line.values), max(line.values)
    ys = [base - (RISE * (value - low) / (high - low) if high > low else 0.0) for value in line.values]
    canvas.path("M" + "L".join(f"{num(x)} {num(y)}" for x, y in zip(xs, ys, strict=True)), stroke=role, thick=1.8)
    for x, y, value, sentence in zip(xs, ys, line.values, line.sentences, strict=True):
        canvas.parts.append(f"<g><title>{escape(sentence)}</title>")
        canvas.path(f"M{num(x - 3)} {num(y)}a3 3 0 1 0 6 0a3 3 0 1 0-6 0", fill="paper", stroke=role, thick=1.8)
        canvas.text(x, y - 7, str(value), size=SIZE, anchor="middle")
        canvas.parts.append("</g>")


def _axis(canvas: Canvas, figure: Trend, xs: list[float], y: float) -> None:
    """Write the day of each report; where they are too close, only every second, third, … counted from the newest."""
    step = 1
    while len(xs) > step and (xs[-1] - xs[0]) / (len(xs) - 1) * step < width_of("00-00", SIZE) + 5:
        step += 1
    written = set(range(len(xs) - 1, -1, -step))
    for i, (x, point) in enumerate(zip(xs, figure.points, strict=True)):
        if i in written:
            canvas.parts.append(f"<g><title>{escape(point.sentence)}</title>")
            canvas.text(x, y + 15, point.day, size=SIZE, fill="muted", anchor="middle")
            canvas.parts.append("</g>")
        if point.year:
            canvas.text(x, y + 29, point.year, size=SIZE, fill="muted", anchor="middle")
