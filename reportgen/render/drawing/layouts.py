"""Draw layouts beside each other: the Environments of each as boxes, with the stages they hold."""

from __future__ import annotations

from typing import Final

from reportgen.language import tr
from reportgen.render.drawing.canvas import HEAD, SMALL, Canvas
from reportgen.render.drawing.metrics import width_of
from reportgen.report.figures import Layout, LayoutEnvironment, TradeOff

NARROW: Final = 480.0
"""Below this width layouts stand below each other."""

GAP: Final = 14.0
PAD: Final = 10.0


def draw_layouts(canvas: Canvas, figure: TradeOff) -> float:
    """Draw the layouts at the full width; return the height."""
    if canvas.width < NARROW:
        y = 0.0
        for layout in figure.layouts:
            y = _layout(canvas, layout, 0.5, y, canvas.width - 1) + GAP
        return y - GAP + 1
    width = (canvas.width - 1 - GAP * (len(figure.layouts) - 1)) / len(figure.layouts)
    bottoms = [_layout(canvas, layout, 0.5 + i * (width + GAP), 0, width) for i, layout in enumerate(figure.layouts)]
    return max(bottoms) + 1


def _layout(canvas: Canvas, layout: Layout, x: float, top: float, width: float) -> float:
    y = canvas.lines(x, top + 16, layout.title, size=HEAD, bold=True, width=width, most=2) + 12
    for environment in layout.environments:
        y = _environment(canvas, environment, x, y, width) + 8
    return y - 8


def _environment(canvas: Canvas, environment: LayoutEnvironment, x: float, top: float, width: float) -> float:
    start = len(canvas.parts)
    left, inner = x + PAD + 4, width - 2 * PAD - 4
    y = canvas.lines(left, top + 20, tr("Environment {name}", name=environment.name), bold=True, width=inner, most=2)
    note = environment.note
    if environment.is_mixed:
        note = f"! {tr('production beside other stages')} · {note}"
    y = canvas.lines(left, y + 15, note, size=SMALL, fill="warn" if environment.is_mixed else "muted", width=inner, most=2) + 6
    for stage in environment.stages:
        y += 19
        chip = canvas.stage(left, y, stage.stage.value, stage.words)
        beside = width_of(stage.feedback, SMALL) <= inner - chip - 8
        if stage.feedback:
            y = y if beside else y + 16
            canvas.text(left + (chip + 8 if beside else 0), y, stage.feedback, size=SMALL, fill="muted", width=inner)
    bottom = y + 14
    canvas.rect(x, top, width, bottom - top, fill="panel", stroke="warn" if environment.is_mixed else "line", radius=8)
    canvas.parts.insert(start, canvas.parts.pop())
    return bottom
