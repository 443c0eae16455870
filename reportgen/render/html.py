"""A comparison as one page that needs nothing else: no script, no other file, readable on a screen, in the dark, and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from markupsafe import Markup

from reportgen.render.markdown import html
from reportgen.render.resources import Templates
from reportgen.report.comparison import ComparisonReport
from reportgen.report.model import Badge, Cell, Code

TEMPLATE: Final = "diff.html.j2"


def render_comparison(report: ComparisonReport, templates: Templates, base: str = "") -> bytes:
    """Return the page; the same comparison and templates give the same bytes.

    ``base`` is what stands before the files of the newer inventory to make them paths as the user would type them.

    Raises:
        TemplateError: the template is wrong; the message names it.
    """
    filters: dict[str, Callable[..., Any]] = {"text": _text, "cell": _cell, "marks": _marks}
    return templates.render(TEMPLATE, filters, report=report, page=report.page, base=base).encode()


def _text(words: object) -> Markup:
    return Markup(html(words))  # noqa: S704 - escaped there


def _cell(cell: Cell) -> Markup:
    return Markup("").join(
        _marks([run]) if isinstance(run, Badge) else _code(run.text) if isinstance(run, Code) else _text(run.text) for run in cell
    )


def _code(words: str) -> Markup:
    return Markup("<code>{}</code>").format(_text(words))


def _marks(badges: Iterable[Badge]) -> Markup:
    badge = Markup('<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>')
    return Markup(" ").join(badge.format(part.tone, part.mark, part.text) for part in badges)
