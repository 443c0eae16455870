"""Marks drawn as paths, so that no font has to have them."""

from __future__ import annotations

from reportgen.render.drawing.canvas import Canvas, num


def mark(canvas: Canvas, kind: str, x: float, y: float, role: str) -> None:
    """Draw the mark of a status, about 10 units wide, around (x, y); ``kind`` is the character that stands for it in text."""
    if kind == "?":
        canvas.path(f"{_at(x - 2.6, y - 2.4)}a2.7 2.7 0 1 1 3.9 2.4c-1 .6-1.3 1-1.3 2", stroke=role, thick=1.8)
        canvas.path(f"{_at(x, y + 4.6)}v.1", stroke=role, thick=2.2)
    elif kind == "…":
        canvas.path(f"{_at(x - 4, y)}h.1m3.9 0h.1m3.9 0h.1", stroke=role, thick=2.4)
    else:
        canvas.path(_PATHS[kind].format(at=_at(x, y)), stroke=role, thick=1.8)


_PATHS = {
    "✓": "{at}m-4 .5l2.8 3 5.4-7",
    "✗": "{at}m-3.6-3.6l7.2 7.2m0-7.2l-7.2 7.2",
    "–": "{at}m-4 0h8",
    "~": "{at}m-4.4 1.2c1.6-3.4 3-2.6 4.4-1.2s2.8 2.2 4.4-1.2",
    "✎": "{at}m-4.2 4.2l.8-3 5.4-5.4 2.2 2.2-5.4 5.4z",
    "✓✎": "{at}m-5 0l2.2 2.5 3.6-5m.6 6.3l.5-2 3-3",
    "○": "{at}m-3.8 0a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0",
    "»": "{at}m-4-3.5l3.5 3.5-3.5 3.5m4.5-7l3.5 3.5-3.5 3.5",
}


def lock(canvas: Canvas, x: float, y: float) -> None:
    """Draw a padlock with its lower left corner at (x, y): only what tolerates the taint comes in."""
    canvas.path(f"{_at(x + 1.8, y - 5.5)}v-2a2.7 2.7 0 0 1 5.4 0v2", stroke="lock", thick=1.5)
    canvas.rect(x, y - 5.8, 9, 6.8, fill="lock", radius=1.4)


def cylinder(canvas: Canvas, x: float, y: float) -> None:
    """Draw the sign of a service with its lower left corner at (x, y)."""
    canvas.path(f"{_at(x, y - 7.5)}a4.2 1.7 0 1 0 8.4 0a4.2 1.7 0 1 0-8.4 0v6.5a4.2 1.7 0 0 0 8.4 0v-6.5", stroke="muted", thick=1.2)


def loop(canvas: Canvas, x: float, y: float, role: str) -> None:
    """Draw the code-run-observe loop, 22 units wide, around (x, y)."""
    canvas.path(f"{_at(x + 8, y - 5)}a9.5 9.5 0 1 0 1.4 5.5", stroke=role, thick=2)
    canvas.path(f"{_at(x + 8.6, y - 10.4)}v5.8h-5.8", stroke=role, thick=2)


def arrow(canvas: Canvas, x: float, top: float, bottom: float, *, down: bool, role: str) -> None:
    """Draw a vertical arrow between two heights."""
    head = f"{_at(x, bottom)}m-4-5l4 5 4-5" if down else f"{_at(x, top)}m-4 5l4-5 4 5"
    canvas.path(f"{_at(x, top)}V{num(bottom)}{head}", stroke=role, thick=1.8)


def _at(x: float, y: float) -> str:
    return f"M{num(x)} {num(y)}"
