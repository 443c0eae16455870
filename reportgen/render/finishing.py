"""Put the finished parts of pages back into what MkDocs made of their Markdown. Imported on use, since MkDocs is heavy."""

from __future__ import annotations

from pathlib import Path

from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page

from reportgen.render.pages.finished import restored
from reportgen.render.pages.tree import is_leaf


class _Finishing(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Restore each page from its file below ``finished``, and keep the leaves out of the full-text search."""

    def __init__(self, finished: Path) -> None:
        self.finished = finished

    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        """Return the page with its parts."""
        path = page.file.src_uri
        if is_leaf(path):
            page.meta["search"] = {"exclude": True}
        place = self.finished / path
        return restored(html, place.read_text(encoding="utf-8")) if place.is_file() else html


def finishing(finished: Path) -> _Finishing:
    """Return the plugin for pages whose parts lie below a directory."""
    return _Finishing(finished)
