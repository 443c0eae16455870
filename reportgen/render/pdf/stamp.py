"""What a visible signature shows: a few words in a box, as a page of its own for the signature to take in."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from reportgen.render.pdf.engine import draw
from reportgen.render.pdf.fonts import covered
from reportgen.render.pdf.text import visible

_CSS = """
@page {{ size: {width}pt {height}pt; margin: 0 }}
html, body {{ margin: 0; font: 8pt/1.3 "Noto Sans", "Noto Sans Arabic", "Rubik"; color: #1a1a1a }}
div {{ box-sizing: border-box; width: {width}pt; height: {height}pt; padding: 5pt 7pt; border: 0.75pt solid #555; overflow: hidden }}
p {{ margin: 0; overflow-wrap: anywhere }}
p:first-child {{ font-weight: bold }}
"""


def make_stamp(lines: Sequence[str], width: int, height: int) -> bytes:
    """Return a page of this size in points with the lines, those left out that are empty; the fonts are in it."""
    words = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return draw(visible(f"<!DOCTYPE html><html><body><div>{words}</div></body></html>", covered()), _CSS.format(width=width, height=height))
