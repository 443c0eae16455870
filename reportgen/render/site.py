"""The report as a documentation site, built by MkDocs inside this process: strictly, quietly, the same bytes every time."""

from __future__ import annotations

import calendar
import html
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from jinja2 import TemplateError as JinjaError

from reportgen.errors import TemplateError, UsageError
from reportgen.language import day, spoken, tr
from reportgen.render.markdown import visible
from reportgen.render.pages.brand import with_brand
from reportgen.render.pages.look import Look, as_yaml, read_look
from reportgen.render.pages.tree import LOOK, OFFLINE, SCRIPT, STYLES, Downloads, search_entries, write_pages
from reportgen.render.resources import Templates, bundled
from reportgen.report.model import Book

__all__ = ["write_pages", "write_site", "write_tree"]

_SHOWN: Final = 20
"""How many of MkDocs' warnings an error repeats."""


def write_site(
    book: Book,
    directory: Path,
    templates: Templates,
    downloads: Downloads,
    *,
    config: Path | None = None,
    folders: Mapping[str, str] | None = None,
) -> None:
    """Write the site into ``directory``, beside what is there.

    ``downloads`` are (label, path from the site's top) of the files that the overview offers. ``config`` is a ``mkdocs.yml`` whose look
    the site takes; pages, nav and directories stay ours. ``folders`` are the folders in which the sites of the report stand by language,
    its own among them, seen from their common top; fewer than two = there is nothing to switch to.

    Raises:
        TemplateError: a template, a theme or a plugin of the user's does not work, or the pages give rise to a warning.
        UsageError: ``config`` cannot be used.
    """
    look = read_look(bundled("templates") / "site" / "mkdocs.yml", config)
    with tempfile.TemporaryDirectory(prefix="reportgen-") as room:
        docs, built, finished = Path(room, "docs"), Path(room, "site"), Path(room, "finished")
        nav = write_pages(book, docs, templates, downloads, finished)
        look.copy_files(docs)
        settings = {**_settings(book, look, nav), "docs_dir": str(docs), "site_dir": str(built)}
        _build(settings, look, _epoch(book), finished, dict(folders or {}))
        _complete_search(book, built)
        shutil.copytree(built, directory, dirs_exist_ok=True)


def write_tree(book: Book, directory: Path, templates: Templates, downloads: Downloads, *, config: Path | None = None) -> Path:
    """Write the pages as plain Markdown below ``directory`` with a ``mkdocs.yml`` that builds them; return the folder of the pages.

    Any generator that reads such a file builds the site. Arguments and errors as for ``write_site``.
    """
    look = read_look(bundled("templates") / "site" / "mkdocs.yml", config)
    docs = directory / "docs"
    nav = write_pages(book, docs, templates, downloads)
    look.copy_files(docs)
    settings = {**_settings(book, look.seen_from(directory), nav), "docs_dir": "docs", "site_dir": "site"}
    (directory / "mkdocs.yml").write_bytes(as_yaml(settings))
    return docs


def _settings(book: Book, look: Look, nav: list[dict[str, str]]) -> dict[str, Any]:
    """Return what MkDocs is told, except where the pages lie and where they go."""
    cover = book.cover
    as_of = tr("as of {day}", day=day(cover.as_of))
    title, *foot = (html.escape(visible(words)) for words in (cover.title, *cover.marks, cover.organization, as_of, cover.generator))
    settings = {"copyright": " · ".join(foot), **with_brand(look.settings, book.brand)}
    if not look.names_site:
        settings["site_name"] = title
    extra = settings.get("extra") or {}
    return {
        **settings,
        "extra_css": [*STYLES, LOOK, *settings.get("extra_css", [])],
        "extra_javascript": [SCRIPT, *settings.get("extra_javascript", [])],
        "extra": {**_selector(book), **extra, "polyfills": [OFFLINE, *extra.get("polyfills", [])]},
        "nav": nav,
        "use_directory_urls": False,
        "strict": True,
    }


def _selector(book: Book) -> dict[str, Any]:
    """Return what makes Material offer the releases beside the site: it reads ``versions.json``, as mike writes it."""
    return {"version": {"provider": "mike"}} if book.published else {}


def _complete_search(book: Book, built: Path) -> None:
    """Add the deployments to the search's index, a line each, and write it as a script too.

    The full text of thousands of pages would weigh on every reader. A page that was opened as a file may load nothing but scripts.
    """
    place = built / "search" / "search_index.json"
    if not place.is_file():
        return
    index = json.loads(place.read_bytes())
    index["docs"] += search_entries(book)
    data = json.dumps(index, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    place.write_bytes(data)
    place.with_suffix(".js").write_bytes(b"var __index = " + data)


def _epoch(book: Book) -> str:
    return str(calendar.timegm(book.cover.as_of.timetuple()))


def _build(settings: dict[str, Any], look: Look, epoch: str, finished: Path, folders: dict[str, str]) -> None:
    with _environment(SOURCE_DATE_EPOCH=epoch, NO_MKDOCS_2_WARNING="1"), _collected_warnings() as warnings:
        # Imported here: Material speaks up while it is imported, unless the environment above asks it not to.
        from mkdocs.commands.build import build  # noqa: PLC0415
        from mkdocs.config.defaults import MkDocsConfig  # noqa: PLC0415
        from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

        from reportgen.render.finishing import finishing  # noqa: PLC0415
        from reportgen.render.switching import alternates, switching  # noqa: PLC0415

        if len(folders) > 1:
            settings = {**settings, "extra": {**settings["extra"], "alternate": alternates(tuple(folders))}}
        site = MkDocsConfig(config_file_path=str(look.file))
        site.load_dict(settings)
        errors, doubts = site.validate()
        if errors or doubts:
            raise UsageError("\n".join(f"{look.file}: {key}: {problem}" for key, problem in (*errors, *doubts)))
        try:
            site.plugins["reportgen finished pages"] = finishing(finished)
            if len(folders) > 1:
                site.plugins["reportgen languages"] = switching(spoken(), folders)
            site.plugins.on_startup(command="build", dirty=False)
            build(site)
        except MkDocsException as error:
            raise TemplateError(_told(warnings, error)) from error
        except JinjaError as error:
            where = f"{getattr(error, 'filename', None) or 'the theme'}:{getattr(error, 'lineno', None) or '?'}"
            raise TemplateError(f"{where}: {error.message or type(error).__name__}") from error
        finally:
            site.plugins.on_shutdown()
    if warnings:
        raise TemplateError(_told(warnings, None))


def _told(warnings: list[str], error: Exception | None) -> str:
    lines = warnings or [str(error)]
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "\n  ".join(["the pages of the site do not build without a warning:", *lines[:_SHOWN], *more])


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Set variables of the environment, and leave them behind as they were."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _collected_warnings() -> Iterator[list[str]]:
    """Yield a list that MkDocs' warnings are added to; nothing of what it says reaches the terminal."""
    logger, collector = logging.getLogger("mkdocs"), _Collector()
    before = logger.handlers, logger.propagate, logger.level
    logger.handlers, logger.propagate = [collector], False
    logger.setLevel(logging.WARNING)
    try:
        yield collector.messages
    finally:
        logger.handlers, logger.propagate = before[:2]
        logger.setLevel(before[2])
