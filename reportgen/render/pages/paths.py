"""Where each page of the site stands, and what its anchors are called.

Paths and anchors are public: they follow from names and ids alone, so a link to a verdict outlives the next build. A page is
``deployments/SLUG.md`` and so on by kind; a requirement's anchor is the slug of its id (``iso27001-2022/a.8.31`` is at
``frameworks/iso27001-2022.md#iso27001-2022-a-8-31``). Where two names of a kind share a slug, each gets the first digits of its SHA-256.
The anchors of verdicts, findings, pairs and rows of the ledger come from ``reportgen.report.anchors``.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from reportgen.report.anchors import CHANGE
from reportgen.report.model import Book, Ref
from reportgen.slug import slug

SINGLE: Final = {
    "overview": "index.md",
    "environments": "environments/index.md",
    "applications": "applications/index.md",
    "deployments": "deployments/index.md",
    "frameworks": "frameworks/index.md",
    "changes": "changes.md",
    "history": "history.md",
    "commitments": "commitments.md",
    "waivers": "waivers.md",
    "levels": "levels.md",
    "method": "method.md",
}
"""The pages of which there is one, by kind; a report that was compared with none before it has no page of changes, nor of history."""


def unique_slugs(names: Iterable[str]) -> dict[str, str]:
    """Return a slug for each name, none of them twice; independent of the order."""
    wanted = {name: slug(name) for name in names}
    times = Counter(wanted.values())
    return {name: word if times[word] == 1 else f"{word}-{_digest(name)}" for name, word in wanted.items()}


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Places:
    """Know the path of every page of a report, the anchors on it, and the address of the finished page.

    ``top`` is the folder of the site in which the report's pages stand, "" = the site is the report's own. ``directories`` tells that
    finished pages are folders (``levels/``), not files (``levels.html``): MkDocs' ``use_directory_urls``.
    """

    def __init__(self, book: Book, *, top: str = "", directories: bool = False) -> None:
        self.top = f"{top}/" if top else ""
        self.directories = directories
        absent = {kind for kind, page in (("changes", book.changes), ("history", book.history)) if page is None}
        self._paths = {(kind, ""): f"{self.top}{path}" for kind, path in SINGLE.items() if kind not in absent}
        if book.documentation:
            self._paths["documentation", ""] = f"{self.top}documentation.md"
        self._add("environment", (page.name for page in book.environments))
        self._add("application", (page.name for page in book.applications))
        self._add("deployment", (page.name for page in book.deployments))
        self._add("framework", (page.id for page in book.frameworks))
        self._anchors: dict[tuple[str, str], Mapping[str, str]] = {
            ("framework", page.id): unique_slugs(clause.anchor for clause in page.clauses) for page in book.frameworks
        }
        self._rows = frozenset((*book.commitments.ledger.anchors, *book.commitments.not_applicable.anchors))

    def _add(self, kind: str, names: Iterable[str]) -> None:
        for name, word in unique_slugs(names).items():
            self._paths[kind, name] = f"{self.top}{kind}s/{word}.md"

    def path(self, ref: Ref) -> str | None:
        """Return the path of a page from the site's top; None where the report has no such page."""
        if ref.kind == "document":
            return ref.name
        return self._paths.get((ref.kind, ref.name))

    def anchor(self, ref: Ref) -> str:
        """Return the name of a place on a page; "" = the page's top, also where the ledger has no such row."""
        if ref.anchor.startswith(CHANGE) and ref.anchor not in self._rows:
            return ""
        return self._anchors.get((ref.kind, ref.name), {}).get(ref.anchor, ref.anchor)

    def link(self, ref: Ref, here: str) -> str | None:
        """Return the link from the page at ``here``; None where the report has no such page."""
        path = self.path(ref)
        if path is None:
            return None
        anchor = self.anchor(ref)
        if path == here and anchor:
            return f"#{anchor}"
        return relative(path, here) + (f"#{anchor}" if anchor else "")

    def address(self, path: str, here: str) -> str:
        """Return the relative address of a page or file of the site, from the finished page whose source is at ``here``."""
        target = self._finished(path) if path.endswith(".md") else path
        top = "/top/of/site"  # so that a path may lead out of the site, whatever the working directory is
        found = _relative(f"{top}/{target}", f"{top}/{posixpath.dirname(self._finished(here))}")
        return f"{found}/" if target == "" or target.endswith("/") else found

    def _finished(self, path: str) -> str:
        folder, name = posixpath.split(path.removesuffix(".md"))
        if name in ("index", "README"):
            return posixpath.join(folder, "" if self.directories else "index.html")
        return posixpath.join(folder, f"{name}/" if self.directories else f"{name}.html")


def relative(path: str, here: str) -> str:
    """Return a path from the site's top as one from the page at ``here``."""
    return _relative(path, posixpath.dirname(here) or ".")


@lru_cache(maxsize=1 << 16)
def _relative(path: str, folder: str) -> str:
    """Return a path seen from a folder; thousands of pages of one folder lead to the same few places."""
    return posixpath.relpath(path, folder)
