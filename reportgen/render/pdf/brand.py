"""The organisation's look on paper: its style sheets, and the files that they name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Final

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from reportgen.errors import TemplateError
from reportgen.model import Branding
from reportgen.render.pdf.engine import ASSETS, BRAND, Sheet
from reportgen.render.pdf.fonts import font_bytes
from reportgen.render.resources import Templates
from reportgen.report.model import Book

STYLE: Final = "pdf/print.css"
LOOK: Final = "pdf/brand.css.j2"
FAMILY: Final = "Reportgen Brand"
"""What the organisation's own font is called inside the document: no name from an inventory reaches a style sheet."""

WATERMARK: Final = "#e9ecf0"
"""The colour of the watermark: text in our palest colour keeps a contrast of 4.5 to 1 on it."""


def sheets(book: Book, templates: Templates) -> Iterator[Sheet]:
    """Yield the style sheets of a document: ours, the organisation's settings, its own sheet."""
    style, brand = templates.file(STYLE), book.brand
    yield Sheet(name=str(style), css=style.read_text(encoding="utf-8"))
    yield Sheet(
        name=LOOK,
        css=templates.render(LOOK, {}, brand=brand, cover=book.cover, family=_family(brand), faces=[*dict.fromkeys(_faces(brand))]),
    )
    if brand.css is not None:
        yield Sheet(name=brand.css.path, css=brand.css.data.decode())


def unbranded(templates: Templates) -> Iterator[Sheet]:
    """Yield the style sheets of a document that is nobody's in particular."""
    style = templates.file(STYLE)
    yield Sheet(name=str(style), css=style.read_text(encoding="utf-8"))
    yield Sheet(name="the size of pages", css="@page { size: A4 }")


def _family(brand: Branding) -> str:
    """Return the family to set the text in, "" = ours."""
    if brand.font is None:
        return ""
    return FAMILY if brand.font.regular else brand.font.family


def _faces(brand: Branding) -> Iterator[tuple[str, str, str]]:
    """Yield (address, style, weight) of each file of the organisation's own font; a missing one is stood in for by the regular one.

    The weight is "" where the file has all of them: one that is said keeps Fontconfig from setting the axis of the font to it.
    """
    font = brand.font
    if font is None or font.regular is None:
        return
    regular = "regular", font.regular
    bold = ("bold", font.bold) if font.bold else regular
    italic = ("italic", font.italic) if font.italic else regular
    for (name, file), style, weight in (
        (regular, "normal", "400"),
        (bold, "normal", "700"),
        (italic, "italic", "400"),
        (italic, "italic", "700"),
    ):
        yield f"{BRAND}{name}", style, "" if _has_weights(file.data) else weight


def _has_weights(file: bytes) -> bool:
    font = TTFont(BytesIO(file), lazy=True)
    return "fvar" in font and any(axis.axisTag == "wght" for axis in font["fvar"].axes)


class Files:
    """Read what a document names: files of the template directories, and those of the organisation's look."""

    def __init__(self, book: Book, templates: Templates) -> None:
        self._brand, self._draft, self._templates = book.brand, book.cover.draft, templates

    def __call__(self, address: str) -> bytes:
        """Return the bytes behind an address; TemplateError where there is nothing."""
        if address.startswith(ASSETS):
            return self._templates.read(address.removeprefix(ASSETS))
        found = self._own(address.removeprefix(BRAND))
        if found is None:
            raise TemplateError(f"{address} is not given by report.branding")
        return found

    def _own(self, name: str) -> bytes | None:
        if name == "draft":
            return watermark(self._draft) if self._draft else None
        if name == "logo":
            return self._brand.logo.file.data if self._brand.logo else None
        file = getattr(self._brand.font, name, None) if name in ("regular", "bold", "italic") else None
        return file.data if file else None


@cache
def watermark(word: str) -> bytes:
    """Return a word as a drawing, slanting over a page: its outlines, so that nobody finds it in the text of every page."""
    font = TTFont(BytesIO(font_bytes("sans")), lazy=True)
    glyphs, names = font.getGlyphSet(location={"wght": 700}), font.getBestCmap()
    pen, bounds, advance = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}"), BoundsPen(glyphs), 0.0
    for character in word.upper():
        glyph = glyphs[names.get(ord(character), ".notdef")]
        for target in (pen, bounds):
            glyph.draw(TransformPen(target, (1, 0, 0, 1, advance, 0)))
        advance += glyph.width
    left, bottom, right, top = bounds.bounds or (0, 0, 1, 1)
    middle, height, side = (left + right) / 2, (bottom + top) / 2, right - left
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="{-side / 2:.0f} {-side / 2:.0f} {side:.0f} {side:.0f}">'
        f'<g transform="rotate(-50) scale(.98 -.98) translate({-middle:.0f} {-height:.0f})">'
        f'<path fill="{WATERMARK}" d="{pen.getCommands()}"/></g></svg>'
    ).encode()
