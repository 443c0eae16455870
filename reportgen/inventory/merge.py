"""Put the files of an inventory together, and the defaults under its entries; every value keeps the place where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportgen.errors import Problem
from reportgen.source import LocatedList, LocatedMap


def merge_maps(maps: Sequence[LocatedMap], problems: list[Problem]) -> LocatedMap:
    """Return one mapping of several: mappings merged by key, lists appended; anything else given twice is a problem.

    A null says nothing, so it never stands against a value. The keys of the first mapping come first.
    """
    first = maps[0]
    if len(maps) == 1:
        return first
    merged = LocatedMap(first.file, first.line, first.column)
    holders: dict[str, list[LocatedMap]] = {}
    for part in maps:
        for key in part:
            holders.setdefault(key, []).append(part)
    for key, parts in holders.items():
        speaking = [part for part in parts if part[key] is not None] or parts[:1]
        merged.put(key, _merge_values(key, speaking, problems), speaking[0])
    return merged


def _merge_values(key: str, parts: Sequence[LocatedMap], problems: list[Problem]) -> object:
    values = [part[key] for part in parts]
    if len(values) == 1:
        return values[0]
    if all(isinstance(value, LocatedMap) for value in values):
        return merge_maps([value for value in values if isinstance(value, LocatedMap)], problems)
    if all(isinstance(value, LocatedList) for value in values):
        return _join([value for value in values if isinstance(value, LocatedList)])
    message = f"`{key}` is given twice, first at {parts[0].at(key)}"
    problems += [Problem(part.at(key), message, "remove one of the two") for part in parts[1:]]
    return values[0]


def _join(lists: Iterable[LocatedList]) -> LocatedList:
    parts = iter(lists)
    first = next(parts)
    whole = LocatedList(first.file, first.line, first.column)
    for part in (first, *parts):
        whole.append_all(part)
    return whole


def lay_under(entry: LocatedMap, defaults: LocatedMap) -> LocatedMap:
    """Return an entry with the defaults under it: the entry's own values win, a null among them; mappings are merged."""
    merged = entry.copy()
    for key, default in defaults.items():
        own = entry.get(key)
        if key not in entry:
            merged.put(key, default, defaults)
        elif isinstance(own, LocatedMap) and isinstance(default, LocatedMap):
            merged.put(key, lay_under(own, default), entry)
    return merged


def apply_defaults(root: LocatedMap, kinds: Iterable[str]) -> LocatedMap:
    """Return the inventory with its ``defaults`` laid under every entry of the lists they name."""
    defaults = root.get("defaults")
    if not isinstance(defaults, LocatedMap):
        return root
    whole = root.copy()
    for kind in kinds:
        values, entries = defaults.get(kind), root.get(kind)
        if isinstance(values, LocatedMap) and values and isinstance(entries, LocatedList):
            whole.put(kind, _under_each(entries, values), root)
    return whole


def _under_each(entries: LocatedList, defaults: LocatedMap) -> LocatedList:
    filled = LocatedList(entries.file, entries.line, entries.column)
    filled.append_all(entries)
    filled[:] = [lay_under(entry, defaults) if isinstance(entry, LocatedMap) else entry for entry in entries]
    return filled
