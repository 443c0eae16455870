"""The navigation of the documentation's own site, from its index pages: whoever adds a page lists it there, in its place.

A hook of MkDocs, named in ``mkdocs.yml``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

KINDS = {"Tutorial": "tutorial", "How to": "how-to", "Reference": "reference", "Explanation": "explanation"}
_ENTRY = re.compile(r"^ *(?:- |\| *)\[[^\]]*\]\((?P<page>[\w-]+\.md)\)", re.MULTILINE)


def on_config(config: Any) -> Any:
    """Set the navigation: the four kinds of page, each in the order of its index."""
    docs = Path(config["docs_dir"])
    config["nav"] = [{"Home": "index.md"}, *({title: pages(docs, folder)} for title, folder in KINDS.items())]
    return config


def pages(docs: Path, folder: str) -> list[str]:
    """Return the pages of a folder: the index and what it lists, in its order; without an index, every page."""
    index = docs / folder / "index.md"
    if not index.is_file():
        return sorted(place.relative_to(docs).as_posix() for place in (docs / folder).glob("*.md"))
    listed = (found["page"] for found in _ENTRY.finditer(index.read_text(encoding="utf-8")))
    return [f"{folder}/index.md", *dict.fromkeys(f"{folder}/{page}" for page in listed)]
