"""The report's figures as self-contained SVG: for the pages of the site and for paper.

A drawing has no script and refers to nothing outside itself. Its text is text, in the page's own font. It says what it shows in its
title and its description, and never by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from reportgen.render.drawing.bar import draw_bar
from reportgen.render.drawing.canvas import Canvas, TextBox, num
from reportgen.render.drawing.composition import draw_composition
from reportgen.render.drawing.layouts import draw_layouts
from reportgen.render.drawing.loop import draw_loop
from reportgen.render.drawing.palette import Palette, PaletteName, palette_css
from reportgen.render.drawing.plaintext import escape
from reportgen.render.drawing.timeline import draw_timeline
from reportgen.render.drawing.trend import draw_trend
from reportgen.report.figures import Composition, DeveloperLoop, StatusBar, Timeline, TradeOff, Trend
from reportgen.slug import slug

Figure: TypeAlias = Composition | DeveloperLoop | StatusBar | Timeline | TradeOff | Trend

WIDE: Final = 680.0
"""The width for a page of text or 170 mm of paper: 12 units of type are 8.5 pt there."""

NARROW: Final = 340.0
"""The width for a phone of 360 CSS pixels."""

__all__ = ["NARROW", "WIDE", "Drawing", "Figure", "draw", "lay_out", "palette_css", "responsive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Hold a finished drawing, its size in the units of its view box, and where its texts stand."""

    svg: str
    width: float
    height: float
    texts: tuple[TextBox, ...]


def draw(figure: Figure, *, prefix: str, palette: PaletteName = "site", width: float = WIDE, links: Mapping[str, str] | None = None) -> str:
    """Return the figure as one ``<svg>`` element on one line.

    ``prefix`` makes the ids unique: give each figure of a document its own. ``palette`` ``site`` uses the custom properties of
    ``palette_css``, with the light scheme where they are missing; ``print`` uses plain colours and names the font, as WeasyPrint needs.
    ``links`` leads from the names of deployments to pages. In Markdown, wrap the element in a block such as ``<div>``.
    """
    return lay_out(figure, prefix=prefix, palette=palette, width=width, links=links).svg


def responsive(figure: Figure, *, prefix: str, links: Mapping[str, str] | None = None) -> str:
    """Return the figure for a page of the site: a wide and a narrow drawing, of which ``palette_css`` shows the one that fits.

    The hidden one is hidden from screen readers too. The block stays out of the site's search.
    """
    wide = draw(figure, prefix=f"{prefix}-wide", links=links)
    narrow = draw(figure, prefix=f"{prefix}-narrow", width=NARROW, links=links)
    return (
        f'<div class="rg-drawing rg-drawing--wide" data-search-exclude>{wide}</div>\n'
        f'<div class="rg-drawing rg-drawing--narrow" data-search-exclude>{narrow}</div>'
    )


def lay_out(
    figure: Figure, *, prefix: str, palette: PaletteName = "site", width: float = WIDE, links: Mapping[str, str] | None = None
) -> Drawing:
    """Return the drawing with its size and the places of its texts; arguments as for ``draw``."""
    canvas = Canvas(width, Palette(palette), dict(links or {}))
    height = _onto(figure, canvas)
    name = slug(prefix)
    # What is inside an image cannot be reached; with links in it, the drawing is a group.
    linked = any(part.startswith("<a ") for part in canvas.parts)
    # WeasyPrint makes the text alternative of a figure of its title alone.
    title = figure.alt if palette == "print" else figure.title
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rg-svg" role="{"group" if linked else "img"}"'
        f' aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {num(width)} {num(height)}" width="100%" direction="ltr"'
        f" {canvas.palette.font}>"
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(figure.alt)}</desc>'
    )
    return Drawing(svg=f"{head}{''.join(canvas.parts)}</svg>", width=width, height=height, texts=tuple(canvas.texts))


def _onto(figure: Figure, canvas: Canvas) -> float:
    """Draw the figure; return the height."""
    match figure:
        case Composition():
            return draw_composition(canvas, figure)
        case TradeOff():
            return draw_layouts(canvas, figure)
        case DeveloperLoop():
            return draw_loop(canvas, figure)
        case Timeline():
            return draw_timeline(canvas, figure)
        case StatusBar():
            return draw_bar(canvas, figure)
        case Trend():
            return draw_trend(canvas, figure)
