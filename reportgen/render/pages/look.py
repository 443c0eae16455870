"""The look of the site: the bundled ``mkdocs.yml`` with what a user's own sets beside or instead."""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from reportgen.errors import UsageError
from reportgen.language import mark, spoken, tr

_OURS: Final = ("nav", "docs_dir", "site_dir", "use_directory_urls", "strict", "INHERIT", "not_in_nav", "exclude_docs", "validation")
"""What a user's file cannot change: it would lead MkDocs to other pages than the report's, or hide that a link is broken."""

_JOINED: Final = ("plugins", "markdown_extensions")
"""Lists of names with options, to which a user's file adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Hold the settings of the site, as MkDocs spells them, and where the user's own files lie.

    ``file`` is the ``mkdocs.yml`` that relative paths in the settings start from. ``names_site`` tells whether the user names the site.
    """

    file: Path
    settings: dict[str, Any]
    names_site: bool
    files: Path | None

    def seen_from(self, directory: Path) -> Look:
        """Return the look with the user's own folders and hooks named as they are seen from another directory."""
        if self.files is None:
            return self
        base = os.path.relpath(self.file.parent, directory)
        settings = dict(self.settings)
        theme = settings["theme"]
        if isinstance(theme, dict) and theme.get("custom_dir"):
            settings["theme"] = {**theme, "custom_dir": posixpath.join(base, theme["custom_dir"])}
        if settings.get("hooks"):
            settings["hooks"] = [posixpath.join(base, str(hook)) for hook in settings["hooks"]]
        return replace(self, settings=settings)

    def copy_files(self, docs: Path) -> None:
        """Copy the style sheets, scripts and images that the settings name from the user's pages to ours."""
        if self.files is None:
            return
        for name in _named(self.settings):
            source = self.files / name
            if source.is_file() and source.resolve().is_relative_to(self.files.resolve()):
                (docs / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, docs / name)


def read_look(bundled: Path, user: Path | None) -> Look:
    """Return the bundled look, with what the user's ``mkdocs.yml`` sets: theme, plugins, extensions, style sheets, names.

    Its own words are in the spoken language, and so are the theme's: a page tells browsers and screen readers one language.

    Raises:
        UsageError: the user's file is not the YAML of a mapping.
    """
    settings = _spoken(_read(bundled))
    if user is None:
        return Look(file=bundled, settings=settings, names_site=False, files=None)
    own = _read(user)
    files = user.resolve().parent / str(own.get("docs_dir", "docs"))
    kept = {key: value for key, value in own.items() if key not in _OURS}
    return Look(file=user.resolve(), settings=_merged(settings, kept), names_site="site_name" in own, files=files)


def as_yaml(settings: dict[str, Any]) -> bytes:
    """Return settings as the text of a ``mkdocs.yml``; functions that the user's file names are named again."""
    from yaml import Dumper, dump  # noqa: PLC0415 - imported on use

    text: str = dump(settings, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text.encode("utf-8")


def _read(path: Path) -> dict[str, Any]:
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 - heavy, imported on use
    from mkdocs.utils.yaml import yaml_load  # noqa: PLC0415
    from yaml import YAMLError  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            settings = yaml_load(file)
    except (YAMLError, MkDocsException, OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as the configuration of a site: {error}") from error
    if not isinstance(settings, dict):
        raise UsageError(f"{path} is not the configuration of a site", "it holds keys such as `site_name` and `theme`")
    return settings


def _merged(ours: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    settings = _over(ours, {key: value for key, value in own.items() if key not in (*_JOINED, "theme")})
    for key in _JOINED:
        settings[key] = {**_with_options(ours.get(key)), **_with_options(own.get(key))}
    theme = own.get("theme", {})
    theme = {"name": theme} if isinstance(theme, str) else theme
    another = isinstance(theme, dict) and theme.get("name", "material") != "material"
    settings["theme"] = theme if another else {**_over(ours["theme"], theme or {}), "language": ours["theme"]["language"]}
    return settings


_SAID: Final = (mark("Switch to dark mode"), mark("Switch to light mode"), mark("Link to this section"))
"""The words of the bundled file that readers see or hear, besides the name of the site."""


def _spoken(settings: dict[str, Any]) -> dict[str, Any]:
    """Return the bundled settings in the spoken language."""
    theme, extensions = settings["theme"], settings["markdown_extensions"]
    palette = [{**scheme, "toggle": {**scheme["toggle"], "name": tr(scheme["toggle"]["name"])}} for scheme in theme["palette"]]
    toc = {**extensions["toc"], "permalink_title": tr(extensions["toc"]["permalink_title"])}
    return {
        **settings,
        "theme": {**theme, "language": spoken(), "palette": palette},
        "markdown_extensions": {**extensions, "toc": toc},
    }


def _over(ours: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return ours with the other's values over it; mappings are merged, all else replaced."""
    merged = dict(ours)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _over(merged[key], value) if both else value
    return merged


def _with_options(entries: object) -> dict[str, Any]:
    """Return plugins or extensions by name; MkDocs reads them as a mapping or as a list of names and mappings."""
    if isinstance(entries, dict):
        return dict(entries)
    found: dict[str, Any] = {}
    for entry in entries if isinstance(entries, list) else []:
        found.update(entry if isinstance(entry, dict) else {entry: {}})
    return found


def _named(settings: dict[str, Any]) -> Iterator[str]:
    theme = settings.get("theme")
    images: Iterable[object] = (theme.get("logo"), theme.get("favicon")) if isinstance(theme, dict) else ()
    for entry in (*settings.get("extra_css", ()), *settings.get("extra_javascript", ()), *images):
        name = entry.get("path") if isinstance(entry, dict) else entry
        if isinstance(name, str) and "://" not in name:
            yield name
