"""Write the report's pages as a tree of plain Markdown, from the templates in ``templates/site``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from reportgen.render.markdown import fenced, front, html, text
from reportgen.render.pages import figures
from reportgen.render.pages.cells import Writer, badge, cards, terms
from reportgen.render.pages.paths import SINGLE, Places
from reportgen.render.resources import Templates
from reportgen.render.svg import palette_css
from reportgen.report.model import Book, Ref
from reportgen.slug import slug

Downloads: TypeAlias = tuple[tuple[str, str], ...]
"""What lies beside the pages: (label, path from the site's top)."""

NAV: Final = (
    ("Overview", "overview"),
    ("Environments", "environments"),
    ("Applications", "applications"),
    ("Deployments", "deployments"),
    ("Frameworks", "frameworks"),
    ("Update commitments", "commitments"),
    ("Waivers and evidence", "waivers"),
    ("Levels of isolation", "levels"),
    ("Method and sources", "method"),
)
"""The entries of the navigation, as many for a fleet of ten thousand; every other page is reached from a table or the search."""

STYLES: Final = ("assets/reportgen-figures.css", "assets/reportgen.css")
"""The style sheets of the pages, from the report's top, in their order."""

LOOK: Final = "assets/reportgen-look.css"
"""The style sheet of the report's own site, beside those of the pages."""

OFFLINE: Final = "assets/reportgen-offline.js"
"""The script that lets Material's search work on pages that are opened as files."""


def write_pages(book: Book, docs_dir: Path, templates: Templates, downloads: Downloads) -> list[dict[str, str]]:
    """Write every page and style sheet of a site of the report's own below ``docs_dir`` and return the nav, as MkDocs spells it.

    Raises:
        TemplateError: a template is missing or wrong; the message names its file and line.
    """
    places = Places(book)
    for path, words in render_pages(book, places, templates, downloads):
        _put(docs_dir / path, words.encode("utf-8"))
    for name, data in assets(templates):
        _put(docs_dir / name, data)
    for name in (LOOK, OFFLINE):
        _put(docs_dir / name, templates.read(f"site/{name}"))
    return nav(places)


def render_pages(book: Book, places: Places, templates: Templates, downloads: Downloads) -> Iterator[tuple[str, str]]:
    """Yield (path, Markdown) of every page; TemplateError where a template is missing or wrong."""
    for path, template, variables in _pages(book, places):
        name, known = f"site/{template}.md.j2", filters(Writer(places, path))
        yield path, templates.render(name, known, book=book, downloads=downloads, nav=NAV, **variables)


def assets(templates: Templates) -> Iterator[tuple[str, bytes]]:
    """Yield (path from the report's top, content) of every file that the pages need, wherever they stand."""
    yield STYLES[0], palette_css().encode("utf-8")
    yield STYLES[1], templates.read(f"site/{STYLES[1]}")


def nav(places: Places) -> list[dict[str, str]]:
    """Return the entries of the navigation, as MkDocs spells them."""
    return [{title: _path(places, Ref(kind))} for title, kind in NAV]


def _put(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _pages(book: Book, places: Places) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield (path, template, variables) of each page; ``page`` is what the page is about."""
    about = {
        "overview": book.overview,
        "commitments": book.commitments,
        "waivers": book.waivers,
        "levels": book.levels,
        "method": book.method,
    }
    for kind in SINGLE:
        yield _path(places, Ref(kind)), kind, {"page": about.get(kind, book.overview)}
    for kind, pages in (("environment", book.environments), ("application", book.applications), ("deployment", book.deployments)):
        for page in pages:
            yield _path(places, Ref(kind, page.name)), kind, {"page": page}
    for framework in book.frameworks:
        yield _path(places, Ref("framework", framework.id)), "framework", {"page": framework}


def _path(places: Places, ref: Ref) -> str:
    path = places.path(ref)
    if path is None:  # pragma: no cover - every page of the book has its place
        raise LookupError(ref)
    return path


def filters(writer: Writer) -> Mapping[str, Callable[..., Any]]:
    """Return the filters of the templates: public, like the names of templates and blocks."""
    return {
        "text": text,
        "front": front,
        "html_text": html,
        "fenced": fenced,
        "badge": badge,
        "cards": cards,
        "cell": writer.cell,
        "table": writer.table,
        "facts": writer.facts,
        "terms": terms,
        "slug": slug,
        "groups": writer.groups,
        "finding": writer.finding,
        "glance": writer.glance,
        "download": writer.download,
        "linked": lambda words, kind, name="", anchor="": writer.link(kind, words, name, anchor),
        "anchor": lambda clause, page: writer.places.anchor(writer.clause_ref(page, clause.anchor)),
        "drawing": lambda figure, prefix: figures.drawing(figure, prefix, writer.built_links),
        "in_words": figures.in_words,
        "matrix": lambda figure: figures.matrix(figure, writer.built_links),
        "promotion": figures.promotion,
    }
