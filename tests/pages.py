"""Read finished HTML pages in tests: their text by block, their links, their anchors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(["p", "li", "dt", "dd", "td", "th", *HEADINGS, "pre", "caption", "summary", "tr", "table", "ul", "dl", "div"])


@dataclass
class Page:
    """Hold what a page says: (nearest id of a heading above, tag, text) of each block, every link, every id, every element."""

    blocks: list[tuple[str, str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the text of all blocks."""
        return "\n".join(text for _, _, text in self.blocks)

    def heading(self) -> str:
        """Return the text of the page's first heading."""
        return next(text for _, tag, text in self.blocks if tag == "h1")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[tuple[str, str]] = []
        self.section = ""
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.page.tags.append(tag)
        self.page.links += [value for name in ("href", "src") if (value := found.get(name)) is not None]
        if found.get("id"):
            self.page.ids.append(str(found["id"]))
        if tag in BLOCKS:
            self._flush()
        if tag in HEADINGS:
            self.section = found.get("id") or ""
        if tag in VOID:
            return
        hidden = tag in ("script", "style") or "headerlink" in (found.get("class") or "") or found.get("aria-hidden") == "true"
        self.open.append((tag, "hidden" if hidden else ""))
        self.silent += hidden

    def handle_endtag(self, tag: str) -> None:
        if tag not in [name for name, _ in self.open]:
            return
        if tag in BLOCKS:
            self._flush()
        while self.open:
            name, hidden = self.open.pop()
            self.silent -= bool(hidden)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

    def _flush(self) -> None:
        text = " ".join("".join(self.parts).split())
        self.parts = []
        if text:
            tag = next((name for name, _ in reversed(self.open) if name in BLOCKS), "")
            self.page.blocks.append((self.section, tag, text))


def read(html: str) -> Page:
    """Return what a page, or a piece of one, says."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader._flush()
    return reader.page


def article(html: str) -> Page:
    """Return what the content of a finished page says, without the frame around it."""
    return read(html[html.index("<article") : html.index("</article>")])


def pages_of(site: Path) -> Iterator[Path]:
    """Yield the HTML pages of a site, sorted; not the page for missing ones, which only a server shows."""
    yield from (path for path in sorted(site.rglob("*.html")) if path.name != "404.html")
