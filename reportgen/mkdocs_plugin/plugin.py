"""The hooks."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.config_options import Choice, Dir, FilesystemObject, ListOfItems, Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from reportgen import pipeline
from reportgen.errors import InputError, Location, Problem, ReportgenError, UsageError
from reportgen.mkdocs_plugin.blocks import Asked, Misspelt, replaced
from reportgen.mkdocs_plugin.navigation import with_section
from reportgen.mkdocs_plugin.tags import read_tags
from reportgen.pipeline.paging import Documents, FinishedPage, Guest, fingerprint
from reportgen.render.pages.finished import Finished, restored
from reportgen.render.pages.tree import PLAIN, SCRIPT, STYLES

_log = get_plugin_logger("reportgen")

_EXTENSIONS: Final = ("attr_list", "def_list", "md_in_html", "tables")
"""What the report's pages are written in."""

_PREFIX: Final = re.compile(r"[\w-]+(/[\w-]+)*")
_FORMATS: Final = tuple(word for word in pipeline.FORMATS if word != "site")
_SEARCH: Final = "material/search"
"""Material's own search: it leaves pages out when they say so."""


class ReportConfig(Config):  # type: ignore[no-untyped-call]
    """Hold the options of the plugin."""

    inventory = FilesystemObject(exists=True)
    prefix = Type(str, default="compliance")
    title = Optional(Type(str))
    formats = ListOfItems(Choice(_FORMATS), default=["json"])
    as_of = Optional(Type((str, dt.date)))
    templates = Optional(Dir(exists=True))
    tags = Type(bool, default=True)
    fail_on = Choice(("never", "not-satisfied", "unknown"), default="never")


class ReportgenPlugin(BasePlugin[ReportConfig]):  # type: ignore[no-untyped-call]
    """Bring the pages of a report into the site, and parts of it onto other pages."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None
        self._parts: dict[str, str] = {}
        self._ours: dict[str, FinishedPage] = {}
        self._problems: list[Problem] = []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Stay the same object from build to build, so that what did not change is kept."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add style sheets and script, and the extensions of Markdown that the pages are written in."""
        if not _PREFIX.fullmatch(self.config.prefix):
            raise PluginError(f"reportgen: prefix {self.config.prefix!r} is not the name of a folder (such as compliance or audit/2024)")
        for name in _EXTENSIONS:
            if name not in config.markdown_extensions and f"markdown.extensions.{name}" not in config.markdown_extensions:
                config.markdown_extensions.append(name)
        styles = STYLES if _is_material(config) else (*STYLES, PLAIN)
        config.extra_javascript = [f"{self.config.prefix}/{SCRIPT}", *config.extra_javascript]
        config.extra_css = [*(f"{self.config.prefix}/{name}" for name in styles), *config.extra_css]
        return config

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Judge the inventory, and add the report's pages and files to the site's."""
        self._problems = []
        with _told():
            kept = self._kept = self._judged(config)
            pages, entries = kept.pages(self._tagged(files, kept.guest))
        self._ours = {page.path: page for page in pages}
        self._parts = {page.path: page.parts for page in pages}
        self._refuse_taken(files, [*self._ours, *kept.files])
        shown = {path for entry in entries for path in entry.values()}
        for page in pages:
            level = InclusionLevel.INCLUDED if page.path in shown else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, page.path, content=page.markdown, inclusion=level))
        for path, content in kept.files.items():
            files.append(File.generated(config, path, content=content))
        title = self.config.title or self.config.prefix.rpartition("/")[2].replace("-", " ").capitalize()
        config.nav = with_section(config.nav, files, frozenset(self._ours), self.config.prefix, {title: entries})
        return files

    def _judged(self, config: MkDocsConfig) -> _Kept:
        """Return the judged inventory: the last one, where nothing that it is made of has changed."""
        path = Path(os.path.relpath(self.config.inventory))
        templates = Path(self.config.templates) if self.config.templates else None
        day = _day(self.config.as_of)
        state = (fingerprint(path, templates), day, config.use_directory_urls, self.config.prefix, tuple(self.config.formats))
        if self._kept is not None and state[0] is not None and state == self._kept.state:
            return self._kept
        assessment = pipeline.judge(path, day)
        if pipeline.fails(assessment, self.config.fail_on):
            raise UsageError(f"the report holds what `fail_on: {self.config.fail_on}` does not let pass", f"see `reportgen check {path}`")
        options = pipeline.BuildOptions(formats=tuple(self.config.formats), as_of=day, templates=templates)
        guest = Guest(path, assessment, options, top=self.config.prefix, directories=config.use_directory_urls)
        return _Kept(state, guest)

    def _tagged(self, files: Files, guest: Guest) -> Documents:
        if not self.config.tags:
            return Documents(by_requirement={}, outside={})
        tagged = read_tags(((file, _typed(file)) for file in files.documentation_pages()), guest.clauses)
        for problem in tagged.misread:
            _log.warning(str(problem))
        for problem in tagged.outside:
            _log.info(str(problem))
        return tagged.documents

    def _refuse_taken(self, files: Files, paths: list[str]) -> None:
        taken = [path for path in paths if files.get_file_from_path(path)]
        if taken:
            raise PluginError(
                f"reportgen: the site has a page of its own at {taken[0]} (name another folder with the option `prefix`, or move the page)"
            )

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
        """Put in the parts of the report that a page asks for, before any other plugin reads it."""
        path = page.file.src_uri
        if path in self._ours:
            _keep_navigation(page)
            return markdown
        if self._kept is None or "reportgen" not in markdown:
            return markdown
        writer = self._kept.guest.writer(path)
        answers = _Answers(self._kept.guest, writer, _typed(page.file), _skipped(page, markdown))
        with _told():
            done = replaced(markdown, answers)
        self._problems += answers.problems
        if writer.parts and not _is_material(config):
            writer.parts = list(map(_framed, writer.parts))
        self._parts[path] = writer.packed()
        return done

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
        """Put in what did not pass through Markdown."""
        path = page.file.src_uri
        if path not in self._parts:
            return html
        done = restored(html, self._parts[path])
        if path in self._ours:
            if self._ours[path].is_leaf and _SEARCH in config.plugins:
                page.meta["search"] = {"exclude": True}
            return done if _is_material(config) else _framed(done)
        return done

    def on_env(self, env: Environment, **_: object) -> Environment:
        """Stop where a page asks for what there is not: every such place of the site at once."""
        if self._problems:
            raise PluginError(_listed(self._problems))
        return env

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add the deployments to the search, a line each: the full text of thousands of pages would weigh on every reader."""
        place = Path(config.site_dir, "search", "search_index.json")
        if self._kept is None or _SEARCH not in config.plugins or not place.is_file():
            return
        index = json.loads(place.read_bytes())
        index["docs"] += self._kept.guest.search_entries()
        place.write_text(json.dumps(index, ensure_ascii=False, sort_keys=True, separators=(",", ":")), encoding="utf-8")

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Build again when the inventory or the templates change."""
        for path in (self.config.inventory, self.config.templates):
            if path:
                server.watch(path)
        return server


class _Kept:
    """Hold what was made of one state of the inventory, and the pages made of it last."""

    def __init__(self, state: object, guest: Guest) -> None:
        self.state, self.guest = state, guest
        self.files = dict(guest.files())
        self._last: tuple[Documents, tuple[tuple[FinishedPage, ...], list[dict[str, str]]]] | None = None

    def pages(self, documents: Documents) -> tuple[tuple[FinishedPage, ...], list[dict[str, str]]]:
        """Return the pages and their navigation: the last ones, where the tags of the site are the same."""
        if self._last is None or self._last[0] != documents:
            self._last = (documents, self.guest.pages(documents))
        return self._last[1]


class _Answers:
    """Answer what one page asks for; keep what cannot be answered."""

    def __init__(self, guest: Guest, writer: Finished, typed: str, skipped: int) -> None:
        self.guest, self.writer, self.typed, self.skipped = guest, writer, typed, skipped
        self.problems: list[Problem] = []
        self._number = 0

    def __call__(self, asked: Asked | Misspelt) -> str:
        """Return the part as Markdown."""
        place = Location(self.typed, asked.line + self.skipped, 1)
        if isinstance(asked, Misspelt):
            told = f"{asked.text!r} asks for nothing" if asked.text else "the block is empty"
            self.problems.append(Problem(place, told, "write lines such as `matrix: shop`"))
            return ""
        self._number += 1
        try:
            return self.guest.piece(asked.kind, asked.name, self.writer, self._number)
        except UsageError as error:
            self.problems.append(Problem(place, error.args[0].removesuffix(f" ({error.hint})"), error.hint))
            return ""


def _is_material(config: MkDocsConfig) -> bool:
    return config.theme.name == "material"


def _keep_navigation(page: Page) -> None:
    """Leave the navigation beside our pages: in a site of their own they have it above them, here it may be nowhere else."""
    hidden = page.meta.get("hide")
    if hidden:
        words = hidden.replace(",", " ").split() if isinstance(hidden, str) else hidden
        page.meta["hide"] = [word for word in words if word != "navigation"]


def _framed(html: str) -> str:
    return f'<div class="md-typeset rg-plain">{html}</div>'


def _skipped(page: Page, markdown: str) -> int:
    """Return how many lines of the file stand before its text: the front matter."""
    source = page.file.content_string.replace("\r\n", "\n")
    start = source.find(markdown)
    return source.count("\n", 0, start) if start >= 0 else max(0, source.rstrip("\n").count("\n") - markdown.rstrip("\n").count("\n"))


def _typed(file: File) -> str:
    """Return the path of a page as its author would type it."""
    return os.path.relpath(file.abs_src_path) if file.abs_src_path else file.src_uri


def _day(stated: object) -> dt.date | None:
    if stated is None or isinstance(stated, dt.date):
        return stated
    if stated == "today":
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(str(stated))
    except ValueError:
        raise UsageError(f"as_of: {stated!r} is neither a day (YYYY-MM-DD) nor the word today") from None


def _listed(problems: Iterable[Problem]) -> str:
    lines = [str(problem) for problem in problems]
    return "\n  ".join([f"reportgen: {len(lines)} problem{'' if len(lines) == 1 else 's'}:", *lines])


@contextmanager
def _told() -> Iterator[None]:
    """Tell what the user did wrong as MkDocs tells it: without a traceback."""
    try:
        yield
    except InputError as error:
        raise PluginError(_listed(error.problems)) from error
    except ReportgenError as error:
        raise PluginError(f"reportgen: {error}") from error
