"""A canvas that collects the elements of one drawing, and remembers where its texts stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from reportgen.render.drawing.metrics import BOLD, shorten, width_of, wrap
from reportgen.render.drawing.palette import Palette
from reportgen.render.drawing.plaintext import escape, one_line, unbroken, visual

Anchor: TypeAlias = Literal["start", "middle", "end"]

BODY: Final = 12.0
SMALL: Final = 11.0
HEAD: Final = 15.0

LEADING: Final = 1.35
"""The distance of two base lines, as a multiple of the size of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBox:
    """Remember where a text stands: its edges in the units of the drawing, and the text as drawn."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


class Canvas:
    """Collect elements, top to bottom. Units are those of the view box; about one CSS pixel at full width."""

    def __init__(self, width: float, palette: Palette, links: dict[str, str] | None = None) -> None:
        self.width = width
        self.palette = palette
        self.links = links or {}
        self.parts: list[str] = []
        self.texts: list[TextBox] = []

    def rect(
        self, x: float, y: float, w: float, h: float, *, fill: str | None = None, stroke: str | None = None,
        radius: float = 0, thick: float = 1, dashed: bool = False,
    ) -> None:  # fmt: skip
        """Draw a rectangle; ``fill`` and ``stroke`` are roles of the palette."""
        more = f' rx="{num(radius)}"' if radius else ""
        more += f' stroke-width="{num(thick)}"' if stroke and thick != 1 else ""
        more += ' stroke-dasharray="5 4"' if dashed else ""
        paint = self.palette.paint(fill=fill, stroke=stroke)
        self.parts.append(f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"{more} {paint}/>')

    def path(self, d: str, *, fill: str | None = None, stroke: str | None = None, thick: float = 1.5) -> None:
        """Draw a path with round ends."""
        more = f' stroke-width="{num(thick)}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
        self.parts.append(f'<path d="{d}"{more} {self.palette.paint(fill=fill, stroke=stroke)}/>')

    def text(
        self, x: float, y: float, text: str, *, size: float = BODY, bold: bool = False, fill: str = "ink",
        anchor: Anchor = "start", width: float | None = None,
    ) -> float:  # fmt: skip
        """Write one line with its base line at ``y``, shortened to ``width``; return how wide it is.

        A text that is shortened carries the full one as its tooltip.
        """
        full = one_line(text)
        shown = full if width is None else shorten(full, size, width, bold=bold)
        self._write(x, y, shown, size=size, bold=bold, fill=fill, anchor=anchor, tip=full if shown != full else "")
        return width_of(shown, size, bold=bold)

    def lines(
        self, x: float, y: float, text: str, *, width: float, most: int, size: float = BODY, bold: bool = False, fill: str = "ink"
    ) -> float:
        """Write a text in at most ``most`` lines, the first with its base line at ``y``; return the base line of the last."""
        full = one_line(text)
        made = wrap(_kept_together(full, size, width), size, width, most, bold=bold)
        tip = full if made[-1].endswith("…") and not full.endswith("…") else ""
        for number, line in enumerate(made):
            self._write(x, y + number * size * LEADING, line, size=size, bold=bold, fill=fill, anchor="start", tip=tip)
        return y + (len(made) - 1) * size * LEADING

    def _write(self, x: float, y: float, shown: str, *, size: float, bold: bool, fill: str, anchor: Anchor, tip: str) -> None:
        if not shown:
            return
        wide = width_of(shown, size, bold=bold)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        self.texts.append(TextBox(left=left, top=y - size * 0.8, right=left + wide, bottom=y + size * 0.25, text=shown))
        more = ' font-weight="700"' if bold else ""
        more += f' text-anchor="{anchor}"' if anchor != "start" else ""
        drawn = visual(shown) if self.palette.name == "print" else shown
        element = f'<text x="{num(x)}" y="{num(y)}" font-size="{num(size)}"{more} {self.palette.paint(fill=fill)}>{escape(drawn)}</text>'
        self.parts.append(f"<g><title>{escape(tip)}</title>{element}</g>" if tip else element)

    def chip(self, x: float, y: float, text: str, *, fill: str, ink: str, stroke: str | None = None, anchor: Anchor = "start") -> float:
        """Draw a word in a rounded box with its base line at ``y``; return the width of the box."""
        wide = width_of(text, SMALL) + 14
        left = x - (wide if anchor == "end" else 0)
        self.rect(left, y - 12, wide, 16.5, fill=fill, stroke=stroke, radius=8)
        self.text(left + wide / 2, y, text, size=SMALL, fill=ink, anchor="middle")
        return wide

    def stage(self, x: float, y: float, stage: str, words: str) -> float:
        """Draw the chip of a stage with its name in words; return its width."""
        ink = "stage-production-ink" if stage == "production" else "stage-ink"
        return self.chip(x, y, words, fill=f"stage-{stage}", ink=ink)

    @contextmanager
    def link(self, name: str) -> Iterator[None]:
        """Let what is drawn inside lead to the page of the named deployment, where there is one."""
        target = self.links.get(name)
        if target is None:
            yield
            return
        self.parts.append(f'<a href="{escape(target)}">')
        yield
        self.parts.append("</a>")


def _kept_together(text: str, size: float, width: float) -> str:
    """Let lines break between the parts of a text rather than inside one, where every part fits on a line."""
    parts = text.split(" · ")
    fits = len(parts) > 1 and all(width_of(part, size) * BOLD + size <= width for part in parts)
    return unbroken(text) if fits else text


def num(value: float) -> str:
    """Return a number with at most one decimal, written the same everywhere."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"
