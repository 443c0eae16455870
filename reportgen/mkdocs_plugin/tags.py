"""Read the tags of the pages that people write, and find out which requirements they name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mkdocs.structure.files import File
from mkdocs.utils.meta import get_data

from reportgen.clauses import Clauses, Misread, Outside
from reportgen.errors import Location, Problem
from reportgen.report.documents import Document, Documents, gathered

_HEADING = re.compile(r"^# +(?P<title>.+?)(?: *\{:?[^}]*\})?(?: +#+)? *$", re.MULTILINE)
_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1`*~*[ \t]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """Hold what the tags of all pages say, the tags that are not understood, and those outside of the catalogue."""

    documents: Documents
    misread: tuple[Problem, ...]
    outside: tuple[Problem, ...]


def read_tags(pages: Iterable[tuple[File, str]], clauses: Clauses) -> Tagged:
    """Return which pages are about which requirement; ``pages`` are files with their path as their author would type it."""
    by_requirement: list[tuple[str, Document]] = []
    outside: dict[str, list[tuple[str, Document]]] = defaultdict(list)
    misread: list[Problem] = []
    beyond: list[Problem] = []
    for file, typed in pages:
        text = file.content_string.removeprefix("\ufeff")
        for tag, document in _tags(text, file):
            found = clauses.read(tag)
            if isinstance(found, Misread):
                misread.append(Problem(_place(text, tag, typed), f"the tag {tag!r} {found.message}", found.hint))
            elif isinstance(found, Outside):
                outside[found.framework.id].append((found.clause, document))
                beyond.append(Problem(_place(text, tag, typed), f"the tag {tag!r} is a clause that the catalogue does not hold"))
            elif found is not None:
                by_requirement.append((found.id, document))
    documents = Documents(by_requirement=gathered(by_requirement), outside={name: gathered(outside[name]) for name in sorted(outside)})
    return Tagged(documents=documents, misread=tuple(misread), outside=tuple(beyond))


def _tags(text: str, file: File) -> Iterator[tuple[str, Document]]:
    body, meta = get_data(text)
    tags = meta.get("tags")
    if isinstance(tags, str):
        tags = tags.split(",")
    if not isinstance(tags, list):
        return
    document = Document(title=_title(body, meta.get("title"), file), path=file.src_uri)
    for tag in tags:
        if isinstance(tag, str) and tag.strip():
            yield tag.strip(), document


def _title(body: str, stated: object, file: File) -> str:
    """Return what the page is called: by its front matter, its first heading, or its file."""
    if isinstance(stated, str) and stated.strip():
        return stated.strip()
    heading = _HEADING.search(_FENCED.sub("", body))
    return re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", heading["title"]) if heading else str(file.name).replace("-", " ").capitalize()


def _place(text: str, tag: str, typed: str) -> Location:
    for number, line in enumerate(text.split("\n"), 1):
        if tag in line:
            return Location(typed, number, line.index(tag) + 1)
    return Location(typed, 1, 1)
