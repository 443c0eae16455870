"""Check that the dates of an inventory can be true together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from reportgen.errors import Location, Problem
from reportgen.inventory.tree import entries, mapping, moment
from reportgen.inventory.words import WordError, day_of, read_moment
from reportgen.model import Moment
from reportgen.source import LocatedList, LocatedMap

_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "environments": ("in_service",),
    "updates": ("released",),
    "waivers": ("approved_on",),
    "evidence": ("collected",),
}
"""The fields of an entry that say when something happened."""

_NESTED_FACTS: Final[Mapping[str, str]] = {"postponement": "requested", "emergency": "approved_on"}
_LISTED_FACTS: Final[Mapping[str, str]] = {"approvals": "on", "tested": "on"}


def check_dates(root: LocatedMap, zone: str | None) -> Iterator[Problem]:
    """Yield a problem for every date that another one makes impossible, at the later of the two in the order of things.

    ``zone`` is the IANA time zone in which an instant counts for its day, None = at its own offset.
    """
    for update in entries(root, "updates"):
        yield from _after_release(update)
        yield from _after_application(update)
    for kind, first, last in (("waivers", "approved_on", "expires"), ("evidence", "collected", "valid_until")):
        for entry in entries(root, kind):
            yield from _in_order(entry, first, last)
    report = mapping(root, "report")
    as_of = moment(report, "as_of") if report else None
    if as_of is not None:
        for what, when, place in _facts(root):
            if _day_in(when, zone) > day_of(as_of):
                yield Problem(place, f"`{what}` is after `report.as_of`, {as_of.isoformat()}", "what is still to come is not a fact yet")


def _day_in(when: Moment, zone: str | None) -> dt.date:
    return when.astimezone(ZoneInfo(zone)).date() if zone is not None and isinstance(when, dt.datetime) else day_of(when)


def _after_release(update: LocatedMap) -> Iterator[Problem]:
    released = moment(update, "released")
    for key in ("applied", "planned", "rolled_back"):
        for environment, when, place in _moments(update, key):
            if released is not None and _is_before(when, released):
                yield Problem(place, f"`{key}.{environment}` is before `released`, {released.isoformat()}")


def _after_application(update: LocatedMap) -> Iterator[Problem]:
    applied: dict[str, list[Moment]] = {}
    for environment, when, _place in _moments(update, "applied"):
        applied.setdefault(environment, []).append(when)
    for environment, when, place in _moments(update, "rolled_back"):
        if environment in applied and all(_is_before(when, other) for other in applied[environment]):
            yield Problem(place, f"`rolled_back.{environment}` is before `applied.{environment}`")


def _in_order(entry: LocatedMap, first: str, last: str) -> Iterator[Problem]:
    begin, end = moment(entry, first), moment(entry, last)
    if begin is not None and end is not None and day_of(end) < day_of(begin):
        yield Problem(entry.at(last), f"`{last}` is before `{first}`, {begin.isoformat()}")


def _facts(root: LocatedMap) -> Iterator[tuple[str, Moment, Location]]:
    """Yield every statement of when something happened: its field, the moment, its place."""
    for kind, keys in _FACTS.items():
        for entry in entries(root, kind):
            for key in keys:
                yield from _fact(entry, key, key)
    report = mapping(root, "report")
    completeness = mapping(report, "completeness") if report else None
    if completeness is not None:
        yield from _fact(completeness, "on", "completeness.on")
    for update in entries(root, "updates"):
        yield from _facts_of_update(update)


def _facts_of_update(update: LocatedMap) -> Iterator[tuple[str, Moment, Location]]:
    for key in ("applied", "rolled_back"):
        for environment, when, place in _moments(update, key):
            yield f"{key}.{environment}", when, place
    for key, field in _NESTED_FACTS.items():
        nested = mapping(update, key)
        if nested is not None:
            yield from _fact(nested, field, f"{key}.{field}")
    for key, field in _LISTED_FACTS.items():
        for item in entries(update, key):
            yield from _fact(item, field, f"{key}.{field}")


def _fact(entry: LocatedMap, key: str, name: str) -> Iterator[tuple[str, Moment, Location]]:
    when = moment(entry, key)
    if when is not None:
        yield name, when, entry.at(key)


def _moments(update: LocatedMap, key: str) -> Iterator[tuple[str, Moment, Location]]:
    """Yield (Environment, moment, place) for the moments of a field that is keyed by Environment; several where a list is given."""
    by_environment = mapping(update, key)
    if by_environment is None:
        return
    for environment, value in by_environment.items():
        items = [(value, by_environment.at(environment))]
        if isinstance(value, LocatedList):
            items = [(item, value.at(index)) for index, item in enumerate(value)]
        for item, place in items:
            try:
                yield environment, read_moment(item), place
            except WordError:
                continue


def _is_before(one: Moment, other: Moment) -> bool:
    """Tell whether a moment is certainly before another: two instants by the clock, else by their days."""
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime):
        return one < other
    return day_of(one) < day_of(other)
