"""Write the report's pages as a tree of plain Markdown, from the templates in ``templates/site``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from reportgen.language import mark, tr
from reportgen.render.markdown import fenced, front, html, text
from reportgen.render.pages import figures
from reportgen.render.pages.brand import brand_files
from reportgen.render.pages.cells import Writer, badge, cards
from reportgen.render.pages.finished import Finished
from reportgen.render.pages.paths import SINGLE, Places
from reportgen.render.resources import Templates
from reportgen.render.svg import palette_css
from reportgen.report.controls import script_words
from reportgen.report.model import Book, Ref
from reportgen.slug import slug

Downloads: TypeAlias = tuple[tuple[str, str], ...]
"""What lies beside the pages: (label, path from the site's top)."""

NAV: Final = (
    (mark("Overview"), "overview"),
    (mark("Environments"), "environments"),
    (mark("Applications"), "applications"),
    (mark("Deployments"), "deployments"),
    (mark("Frameworks"), "frameworks"),
    (mark("Changes"), "changes"),
    (mark("History"), "history"),
    (mark("Update commitments"), "commitments"),
    (mark("Waivers and evidence"), "waivers"),
    (mark("Levels of isolation"), "levels"),
    (mark("Method and sources"), "method"),
)
"""The entries of the navigation, as many for a fleet of ten thousand; other pages are reached from a table or the search."""

MORE: Final = ((mark("Documentation by requirement"), "documentation"),)
"""The entries of pages that not every report has."""

STYLES: Final = ("assets/reportgen-figures.css", "assets/reportgen.css")
"""The style sheets of the pages, from the report's top, in their order."""

SCRIPT: Final = "assets/reportgen.js"
"""The script of the pages, from the report's top: what it adds, no page needs to be understood."""

PLAIN: Final = "assets/reportgen-plain.css"
"""The style sheet that stands in for Material's where a site has another theme."""

LOOK: Final = "assets/reportgen-look.css"
"""The style sheet of the report's own site, beside those of the pages."""

OFFLINE: Final = "assets/reportgen-offline.js"
"""The script that lets Material's search work on pages that are opened as files."""


def write_pages(
    book: Book, docs_dir: Path, templates: Templates, downloads: Downloads, finished: Path | None = None
) -> list[dict[str, str]]:
    """Write every page and file of a site of the report's own below ``docs_dir`` and return the nav, as MkDocs spells it.

    ``finished`` is a directory for what need not pass through Markdown, for whoever puts it back with ``restored``: the page at
    ``a/b.md`` then holds tokens, and ``a/b.md`` below that directory its parts. None = the pages are Markdown throughout.

    Raises:
        TemplateError: a template is missing or wrong; the message names its file and line.
    """
    places = Places(book)
    if finished is None:
        for path, words in render_pages(book, places, templates, downloads):
            _put(docs_dir / path, words.encode("utf-8"))
    else:
        for writer, words in _rendered(book, places, templates, downloads, Finished):
            _put(docs_dir / writer.here, words.encode("utf-8"))
            _put(finished / writer.here, writer.packed().encode("utf-8"))
    for name, data in assets(templates):
        _put(docs_dir / name, data)
    for name in (LOOK, OFFLINE):
        _put(docs_dir / name, templates.read(f"site/{name}"))
    for name, data in brand_files(book.brand):
        _put(docs_dir / name, data)
    return nav(places)


def render_pages(book: Book, places: Places, templates: Templates, downloads: Downloads) -> Iterator[tuple[str, str]]:
    """Yield (path, Markdown) of every page; TemplateError where a template is missing or wrong."""
    yield from ((writer.here, words) for writer, words in _rendered(book, places, templates, downloads, Writer))


def finished_pages(book: Book, places: Places, templates: Templates, downloads: Downloads) -> Iterator[tuple[str, str, str]]:
    """Yield (path, Markdown with tokens, the parts for ``restored``) of every page; TemplateError as for ``render_pages``."""
    yield from ((writer.here, words, writer.packed()) for writer, words in _rendered(book, places, templates, downloads, Finished))


W = TypeVar("W", bound=Writer)


def _rendered(
    book: Book, places: Places, templates: Templates, downloads: Downloads, make: Callable[[Places, str], W]
) -> Iterator[tuple[W, str]]:
    entries = tuple((tr(title), kind) for title, kind in NAV)
    for path, template, variables in _pages(book, places):
        writer = make(places, path)
        known = filters(writer)
        yield writer, templates.render(f"site/{template}.md.j2", known, book=book, downloads=downloads, nav=entries, **variables)


def assets(templates: Templates) -> Iterator[tuple[str, bytes]]:
    """Yield (path from the report's top, content) of every file that the pages need, wherever they stand."""
    yield STYLES[0], palette_css().encode("utf-8")
    for name in (STYLES[1], PLAIN):
        yield name, templates.read(f"site/{name}")
    words = json.dumps(script_words(), ensure_ascii=False, sort_keys=True)
    yield SCRIPT, f"window.reportgenWords = {words};\n".encode() + templates.read(f"site/{SCRIPT}")


def nav(places: Places) -> list[dict[str, str]]:
    """Return the entries of the navigation, as MkDocs spells them.

    The history is reached from the changes, and stands in the navigation by itself only where there are none.
    """
    there = {kind: path for _, kind in (*NAV, *MORE) if (path := places.path(Ref(kind)))}
    return [{tr(title): there[kind]} for title, kind in (*NAV, *MORE) if kind in there and (kind != "history" or "changes" not in there)]


def is_leaf(path: str) -> bool:
    """Tell whether a page is about one thing of many: such pages are in the search by a line each, not by their full text."""
    return path.partition("/")[0] in ("environments", "applications", "deployments", "frameworks") and path not in SINGLE.values()


def search_entries(book: Book, places: Places | None = None) -> list[dict[str, str]]:
    """Return what the site's search knows of each leaf: a deployment by where it runs, a requirement by our words for it, and so on."""
    places = places or Places(book)
    return [
        {"location": f"{places.address(_path(places, ref), SINGLE['overview'])}{anchor}", "title": html(title), "text": html(words)}
        for ref, anchor, title, words in _searchable(book, places)
    ]


def _searchable(book: Book, places: Places) -> Iterator[tuple[Ref, str, str, str]]:
    """Yield (page, place on it with its mark, title, words)."""
    for kind, pages in (("environment", book.environments), ("application", book.applications), ("deployment", book.deployments)):
        for page in pages:
            yield Ref(kind, page.name), "", page.name, page.sentence
    for framework in book.frameworks:
        ref = Ref("framework", framework.id)
        yield ref, "", framework.title, framework.sentence
        for clause in framework.clauses:
            anchor = places.anchor(Ref("framework", framework.id, clause.anchor))
            yield ref, f"#{anchor}", f"{clause.clause} {clause.title}", clause.paraphrase


def _put(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _pages(book: Book, places: Places) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield (path, template, variables) of each page; ``page`` is what the page is about."""
    about = {
        "overview": book.overview,
        "changes": book.changes,
        "history": book.history,
        "commitments": book.commitments,
        "waivers": book.waivers,
        "levels": book.levels,
        "method": book.method,
    }
    for kind in SINGLE:
        if path := places.path(Ref(kind)):
            yield path, kind, {"page": about.get(kind, book.overview)}
    for kind, pages in (("environment", book.environments), ("application", book.applications), ("deployment", book.deployments)):
        for page in pages:
            yield _path(places, Ref(kind, page.name)), kind, {"page": page}
    for framework in book.frameworks:
        yield _path(places, Ref("framework", framework.id)), "framework", {"page": framework}
    if book.documentation:
        yield _path(places, Ref("documentation")), "documentation", {"page": book.documentation}


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
        "cards": lambda parts: writer.block(cards(parts)),
        "cell": writer.cell,
        "table": writer.table,
        "facts": writer.facts,
        "terms": writer.terms,
        "slug": slug,
        "groups": writer.groups,
        "finding": writer.finding,
        "glance": writer.glance,
        "download": writer.download,
        "linked": lambda words, kind, name="", anchor="": writer.link(kind, words, name, anchor),
        "anchor": lambda clause, page: writer.places.anchor(writer.clause_ref(page, clause.anchor)),
        "drawing": lambda figure, prefix: writer.block(figures.drawing(figure, prefix, writer.built_links)),
        "in_words": lambda figure: writer.block(figures.in_words(figure)),
        "matrix": lambda figure: writer.block(figures.matrix(figure, writer.built_links, writer.home("application", figure.application))),
        "promotion": lambda figure: writer.block(figures.promotion(figure)),
    }
