"""Draw the developer loop: one band per stage, promotion down and demotion up between them."""

from __future__ import annotations

from typing import Final

from reportgen.language import tr
from reportgen.render.drawing.canvas import SMALL, Canvas
from reportgen.render.drawing.marks import arrow, loop
from reportgen.report.figures import DeveloperLoop, FeedbackState, LoopStage

BETWEEN: Final = 30.0
NARROW: Final = 480.0
PAD: Final = 12.0


def draw_loop(canvas: Canvas, figure: DeveloperLoop) -> float:
    """Draw the stages at the full width; return the height."""
    y = 0.5
    for number, stage in enumerate(figure.stages):
        if number:
            _arrows(canvas, figure, y)
            y += BETWEEN
        y = _stacked(canvas, stage, y) if canvas.width < NARROW else _band(canvas, stage, y)
    return y + 1.5


def _arrows(canvas: Canvas, figure: DeveloperLoop, y: float) -> None:
    top, bottom = y + 5, y + BETWEEN - 5
    arrow(canvas, 28, top, bottom, down=True, role="accent")
    canvas.text(38, y + BETWEEN / 2 + 4, figure.promote, size=SMALL, fill="muted")
    arrow(canvas, canvas.width - 28, top, bottom, down=False, role="accent")
    canvas.text(canvas.width - 38, y + BETWEEN / 2 + 4, figure.demote, size=SMALL, fill="muted", anchor="end")


def _band(canvas: Canvas, stage: LoopStage, top: float) -> float:
    start = len(canvas.parts)
    first = canvas.width * 0.26
    second = canvas.width * 0.53
    below = _title(canvas, stage, PAD + 6, top + 23, first - PAD - 18)
    beside = _feedback(canvas, stage, first, top, second - first - 12)
    instances = _instances(canvas, stage, second, top, canvas.width - second - PAD)
    bottom = max(below + 13, beside + 13, instances + 11, top + 58)
    _frame(canvas, stage, start, top, bottom)
    return bottom


def _stacked(canvas: Canvas, stage: LoopStage, top: float) -> float:
    start = len(canvas.parts)
    width = canvas.width - 2 * PAD - 6
    below = _title(canvas, stage, PAD + 6, top + 23, width)
    below = _feedback(canvas, stage, PAD + 6, below + 2, width)
    bottom = _instances(canvas, stage, PAD + 6, below + 4, width) + 11
    _frame(canvas, stage, start, top, bottom)
    return bottom


def _frame(canvas: Canvas, stage: LoopStage, start: int, top: float, bottom: float) -> None:
    fill = None if stage.missing else "panel"
    canvas.rect(0.5, top, canvas.width - 1, bottom - top, fill=fill, stroke="line", radius=8, dashed=stage.missing)
    box = canvas.parts.pop()
    canvas.rect(0.5, top + 8, 6, bottom - top - 16, fill=f"stage-{stage.stage.value}", stroke="line", radius=3)
    bar = canvas.parts.pop()
    canvas.parts[start:start] = [box, bar]


def _title(canvas: Canvas, stage: LoopStage, x: float, y: float, width: float) -> float:
    y = canvas.lines(x, y, stage.title, size=13, bold=True, width=width, most=2)
    if not stage.missing:
        y += 16
        canvas.text(x, y, stage.count, size=SMALL, width=width)
    if stage.ideal_instances:
        y += 15
        y = canvas.lines(x, y, stage.ideal_instances, size=SMALL, fill="muted", width=width, most=2)
    return y


def _feedback(canvas: Canvas, stage: LoopStage, x: float, top: float, width: float) -> float:
    role = _ROLES[stage.feedback_state]
    if stage.feedback_state is not FeedbackState.NONE:
        loop(canvas, x + 13, top + 29, role)
    below = canvas.lines(x + 34, top + 25, stage.feedback, bold=not stage.missing, width=width - 34, most=2, fill=role)
    return canvas.lines(x + 34, below + 15, stage.feedback_note, size=SMALL, fill="muted", width=width - 34, most=3)


_ROLES: Final = {
    FeedbackState.AS_IDEAL: "ink",
    FeedbackState.OFF_IDEAL: "warn",
    FeedbackState.NO_IDEAL: "ink",
    FeedbackState.IDEAL: "muted",
    FeedbackState.NONE: "muted",
}


def _instances(canvas: Canvas, stage: LoopStage, x: float, top: float, width: float) -> float:
    if stage.missing:
        return canvas.lines(x, top + 25, tr("No deployment of this stage"), fill="muted", width=width, most=2)
    y = top + 8
    for instance in stage.instances:
        with canvas.link(instance.name):
            y = canvas.lines(x, y + 16, instance.name, width=width, most=2)
        y = canvas.lines(x, y + 15, instance.place, size=SMALL, fill="muted", width=width, most=2) + 3
    if stage.rest:
        y += 14
        canvas.text(x, y, stage.rest, size=SMALL, fill="muted", width=width)
    return y
