"""The switch between the languages of a site: it leads to the same page in another language. Imported on use, since MkDocs is heavy."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Sequence
from typing import Any, Final

from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page

from reportgen.language import own_name

_PLACE: Final = "/reportgen-language/"
"""Stands in the theme's switch for the address of a page in another language, until the page is known."""

_LINK: Final = re.compile(rf'href="{_PLACE}([a-z]+)"')

_HEAD: Final = re.compile(rf' *<link rel="alternate" href="{_PLACE}[^>]*>\n?')
"""In a page's head the theme repeats the switch; its script would ask for the maps of those sites, which a page opened as a file cannot."""


def alternates(languages: Sequence[str]) -> list[dict[str, str]]:
    """Return the entries of the theme's switch, as Material for MkDocs spells them: each language by the name it has for itself."""
    return [{"name": own_name(code), "link": f"{_PLACE}{code}", "lang": code} for code in languages]


class _Switching(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Lead the entries of the switch to the page's own counterparts."""

    def __init__(self, here: str, folders: dict[str, str]) -> None:
        self.here = here
        self.folders = folders

    def on_post_page(self, output: str, *, page: Page, **_: Any) -> str:
        """Return the page with its switch."""
        return self._switched(output, page.file.dest_uri)

    def on_post_template(self, output_content: str, *, template_name: str, **_: Any) -> str:
        """Return a page that is not one of the report's with its switch; it may be shown at any address, and leads to the top."""
        return self._switched(output_content, template_name if template_name != "404.html" else "index.html")

    def _switched(self, output: str, path: str) -> str:
        start = posixpath.dirname(posixpath.join(self.folders[self.here], path)) or "."

        def address(found: re.Match[str]) -> str:
            target = posixpath.join(self.folders[found[1]], path)
            return f'href="{html.escape(posixpath.relpath(target, start))}"'

        return _LINK.sub(address, _HEAD.sub("", output))


def switching(here: str, folders: dict[str, str]) -> _Switching:
    """Return the plugin for the site in language ``here``; ``folders`` are where the site of each language stands, seen from the top."""
    return _Switching(here, folders)
