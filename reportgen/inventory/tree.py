"""Look into an inventory that may be wrong: what is not of the kind asked for is passed over, as another check reports it."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.errors import Location
from reportgen.inventory.words import WordError, read_moment
from reportgen.model import Moment
from reportgen.source import LocatedList, LocatedMap


def entries(parent: LocatedMap, key: str) -> Iterator[LocatedMap]:
    """Yield the mappings of a list."""
    value = parent.get(key)
    if isinstance(value, LocatedList):
        for item in value:
            if isinstance(item, LocatedMap):
                yield item


def is_listing(parent: LocatedMap, key: str) -> bool:
    """Tell whether a list can be read in whole: absent, or a list of mappings with a text for a name."""
    value = parent.get(key)
    if value is None:
        return True
    return isinstance(value, LocatedList) and all(isinstance(item, LocatedMap) and isinstance(item.get("name"), str) for item in value)


def mapping(parent: LocatedMap, key: str) -> LocatedMap | None:
    """Return a mapping; None = there is none."""
    value = parent.get(key)
    return value if isinstance(value, LocatedMap) else None


def text(parent: LocatedMap, key: str) -> str | None:
    """Return a text; None = there is none."""
    value = parent.get(key)
    return value if isinstance(value, str) else None


def texts(parent: LocatedMap, key: str) -> Iterator[tuple[str, Location]]:
    """Yield the texts of a list, each with its place."""
    value = parent.get(key)
    if isinstance(value, LocatedList):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield item, value.at(index)


def moment(parent: LocatedMap, key: str) -> Moment | None:
    """Return a day or an instant; None = there is none that can be read."""
    try:
        return read_moment(parent.get(key))
    except WordError:
        return None
