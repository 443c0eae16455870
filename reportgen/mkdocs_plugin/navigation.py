"""Put the report's section into the navigation of a site: where its author says, else at the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mkdocs.structure.files import Files, InclusionLevel, file_sort_key
from mkdocs.utils import nest_paths


def with_section(nav: list[Any] | None, files: Files, ours: frozenset[str], prefix: str, section: dict[str, Any]) -> list[Any]:
    """Return the navigation with the report's section.

    An entry ``PREFIX/`` is replaced by the section's pages. Where an entry names one of our pages, the author has placed them, and
    nothing is added. ``nav`` None = every page of the site that is not ours, by folder, as MkDocs does without one.
    """
    if nav is None:
        pages = sorted(files.documentation_pages(), key=file_sort_key)
        theirs = [file.src_uri for file in pages if file.inclusion.value > InclusionLevel.NOT_IN_NAV.value and file.src_uri not in ours]
        return [*nest_paths(theirs), section]  # type: ignore[no-untyped-call]
    (entries,) = section.values()
    placed = _placed(nav, prefix, section, entries)
    return placed if _names(placed, ours) else [*placed, section]


def _placed(nav: list[Any], prefix: str, section: dict[str, Any], entries: list[Any]) -> list[Any]:
    done: list[Any] = []
    for entry in nav:
        if entry == f"{prefix}/":
            done.append(section)
        elif isinstance(entry, dict):
            done.append({title: _value(value, prefix, section, entries) for title, value in entry.items()})
        else:
            done.append(entry)
    return done


def _value(value: Any, prefix: str, section: dict[str, Any], entries: list[Any]) -> Any:
    if value == f"{prefix}/":
        return entries
    return _placed(value, prefix, section, entries) if isinstance(value, list) else value


def _names(nav: Iterable[Any], ours: frozenset[str]) -> bool:
    for entry in nav:
        for value in entry.values() if isinstance(entry, dict) else (entry,):
            if _names(value, ours) if isinstance(value, list) else value in ours:
                return True
    return False
