"""The audit PDF: its own templates and print style sheet, laid out by WeasyPrint as PDF/A-3a with tags, bookmarks and links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from reportgen.render import svg
from reportgen.render.pdf.brand import Files, sheets, unbranded
from reportgen.render.pdf.enclosing import Enclosing
from reportgen.render.pdf.engine import ASSETS, make_pdf
from reportgen.render.pdf.fonts import covered
from reportgen.render.pdf.text import anchor, badge, cell, marks, visible, whole
from reportgen.render.pdf.view import by_isolation, elsewhere, merged, on_updates, places, together, wider
from reportgen.render.resources import Templates
from reportgen.report.comparison import ComparisonReport
from reportgen.report.model import Book, Brief, Ref

COMPARISON: Final = "pdf/diff.html.j2"
HEADER_LENGTH: Final = 70

__all__ = ["Enclosing", "render_comparison", "render_html", "render_pdf"]


def render_pdf(book: Book, templates: Templates, enclosing: Enclosing | None = None) -> bytes:
    """Return the report as a PDF; the same report, templates and files to carry give the same bytes, on any machine.

    Raises:
        TemplateError: a template or the style sheet is wrong; the message names it.
    """
    styles, files = [*sheets(book, templates)], Files(book, templates)
    for brief in book.briefs[:-1]:
        made = make_pdf(render_html(book, templates, brief), styles, files, enclosing, book.edition.most_pages)
        if made is not None:
            return made
    shortest = book.briefs[-1] if book.briefs else None
    made = make_pdf(render_html(book, templates, shortest), styles, files, enclosing)
    return made or b""


def render_comparison(report: ComparisonReport, templates: Templates, base: str = "") -> bytes:
    """Return a comparison as a PDF, set like the report; the same comparison and templates give the same bytes.

    ``base`` is what stands before the files of the newer inventory to make them paths as the user would type them.

    Raises:
        TemplateError: a template or the style sheet is wrong; the message names it.
    """
    filters: dict[str, Callable[..., Any]] = {"cell": cell, "badge": badge, "marks": marks, "short": _short}
    document = visible(templates.render(COMPARISON, filters, report=report, page=report.page, base=base), covered())
    return make_pdf(document, [*unbranded(templates)], lambda address: templates.read(address.removeprefix(ASSETS))) or b""


def render_html(book: Book, templates: Templates, brief: Brief | None = None) -> str:
    """Return the document before it is laid out: the variables ``book`` and ``brief`` rendered by the template of the edition."""
    filters: dict[str, Callable[..., Any]] = {
        "cell": partial(cell, places=places(book)),
        "badge": badge,
        "marks": marks,
        "whole": whole,
        "together": together,
        "elsewhere": elsewhere,
        "on_updates": on_updates,
        "merged": merged,
        "by_isolation": by_isolation,
        "wider": wider,
        "short": _short,
        "figure": _figure,
    }
    return visible(templates.render(f"pdf/{_template(book)}", filters, book=book, brief=brief, place=_place), covered())


def _template(book: Book) -> str:
    return "parts.html.j2" if book.parts else book.edition.template


def _place(kind: str, name: str = "", anchor_: str = "") -> str:
    """Return the id of a page of the report, for ``id`` and ``href``."""
    return anchor(Ref(kind, name, anchor_))


def _short(text: str, length: int = HEADER_LENGTH) -> str:
    """Return a text that fits a running header."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _figure(figure: svg.Figure, prefix: str, width: float = svg.WIDE, links: Mapping[str, str] | None = None) -> Markup:
    """Return a figure as an SVG element for paper; ``prefix`` is different for each."""
    return Markup(svg.draw(figure, prefix=prefix, palette="print", width=width, links=links))  # noqa: S704 - made and escaped there
