"""Plain values that know where they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from reportgen.errors import Location

Place: TypeAlias = tuple[int, int]
"""A line and a column, counted from 1."""


_NO_FILES: Mapping[str, str] = {}


class LocatedMap(dict[str, object]):
    """Hold a mapping, the place where it begins, and the place of each key and value.

    ``keys_at`` and ``values_at`` are keyed like the mapping and give (line, column) in ``file``; ``files_at`` names the file of those
    keys that come from another one (after a merge).
    """

    __slots__ = ("column", "file", "files_at", "keys_at", "line", "values_at")

    def __init__(self, file: str, line: int, column: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.column = column
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}
        self.files_at: Mapping[str, str] = _NO_FILES

    def location(self) -> Location:
        """Return the place of the mapping itself."""
        return Location(self.file, self.line, self.column)

    def at(self, key: str) -> Location:
        """Return the place of that key's value, or of the mapping where it has no such key."""
        return self._place(self.values_at, key)

    def key_at(self, key: str) -> Location:
        """Return the place of that key, or of the mapping where it has no such key."""
        return self._place(self.keys_at, key)

    def put(self, key: str, value: object, origin: LocatedMap) -> None:
        """Set a key to a value that stands in another mapping, and keep the places it has there."""
        self[key] = value
        self.keys_at[key] = origin.keys_at[key]
        self.values_at[key] = origin.values_at[key]
        file = origin.files_at.get(key, origin.file)
        if file != self.files_at.get(key, self.file):
            self.files_at = {**self.files_at, key: file}

    def copy(self) -> LocatedMap:
        """Return a new mapping with the same keys, values and places."""
        twin = LocatedMap(self.file, self.line, self.column)
        twin.update(self)
        twin.keys_at, twin.values_at, twin.files_at = dict(self.keys_at), dict(self.values_at), self.files_at
        return twin

    def without(self, key: str) -> LocatedMap:
        """Return a new mapping that lacks one key."""
        twin = self.copy()
        for holder in (twin, twin.keys_at, twin.values_at):
            holder.pop(key, None)
        return twin

    def _place(self, places: Mapping[str, Place], key: str) -> Location:
        place = places.get(key)
        return Location(self.files_at.get(key, self.file), *place) if place else self.location()


class LocatedList(list[object]):
    """Hold a list, the place where it begins, and the place of each item.

    ``items_at`` gives (line, column) in ``file``; ``files_at`` names the file of the items that come from another one (after a merge).
    """

    __slots__ = ("column", "file", "files_at", "items_at", "line")

    def __init__(self, file: str, line: int, column: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.column = column
        self.items_at: list[Place] = []
        self.files_at: dict[int, str] = {}

    def location(self) -> Location:
        """Return the place of the list itself."""
        return Location(self.file, self.line, self.column)

    def at(self, index: int) -> Location:
        """Return the place of the item at that index, or of the list where it has no such item."""
        if 0 <= index < len(self.items_at):
            return Location(self.files_at.get(index, self.file), *self.items_at[index])
        return self.location()

    def append_all(self, other: LocatedList) -> None:
        """Append the items of another list, with the places they have there."""
        for index, (item, place) in enumerate(zip(other, other.items_at, strict=True)):
            file = other.files_at.get(index, other.file)
            if file != self.file:
                self.files_at[len(self)] = file
            self.append(item)
            self.items_at.append(place)


Value: TypeAlias = LocatedMap | LocatedList | str | int | float | bool | None


def locate(root: LocatedMap | LocatedList, path: Sequence[str | int]) -> Location:
    """Return the place of the value at a path of keys and indices; of the innermost parent that exists where it is missing."""
    return _follow(root, path)[0]


def locate_key(root: LocatedMap | LocatedList, path: Sequence[str | int]) -> Location:
    """Return the place of the key that ends a path; of the innermost parent that exists where it is missing."""
    place, parent, complete = _follow(root, path[:-1])
    if path and complete and isinstance(parent, LocatedMap) and isinstance(path[-1], str):
        return parent.key_at(path[-1]) if path[-1] in parent else place
    return place


def _follow(root: LocatedMap | LocatedList, path: Sequence[str | int]) -> tuple[Location, object, bool]:
    """Return the place and value as far as the path leads, and whether that is its end."""
    place: Location = root.location()
    node: object = root
    for step in path:
        found = _step(node, step)
        if found is None:
            return place, node, False
        place, node = found
    return place, node, True


def _step(node: object, step: str | int) -> tuple[Location, object] | None:
    if isinstance(node, LocatedMap) and isinstance(step, str):
        return (node.at(step), node[step]) if step in node else None
    if isinstance(node, LocatedList) and isinstance(step, int):
        return (node.at(step), node[step]) if 0 <= step < len(node) else None
    return None
