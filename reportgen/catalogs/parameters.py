"""The parameters of a requirement: which there are, and what each of them may say."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from reportgen.catalogs.entries import Entry, did_you_mean, one_of
from reportgen.model import UpdateClass
from reportgen.regulation import Parameter
from reportgen.source import LocatedMap

SEVERITIES = (
    "any",
    "critical",
    "high",
    "medium",
    "moderate",
    "low",
    "other",
    "critical_or_high",
    "critical_or_exploited",
    "other_online_service",
)
"""The severities that frameworks grade patches by, each in its framework's sense: ``any`` is every patch, ``other`` the rest."""

PARTIES = ("merchant", "service_provider")
"""The parties for which PCI DSS sets different ages."""


def read_parameters(entry: Entry) -> dict[str, Parameter]:
    """Return the parameters of a requirement, in the order of the file, and complain of those that are unknown or make no sense."""
    entry.refuse_unknown_keys(tuple(_READERS))
    found: dict[str, Parameter] = {}
    for key in entry.node:
        value = _READERS[key](entry, key) if key in _READERS and entry.node[key] is not None else None
        if value is not None:
            found[key] = value
    return found


def _days_by(known: tuple[str, ...]) -> Callable[[Entry, str], Parameter | None]:
    """Make a reader of days: a number, a text instead of one, or a mapping to either by the known words."""

    def read(entry: Entry, key: str) -> Parameter | None:
        value = entry.node[key]
        if not isinstance(value, LocatedMap):
            return _days(entry, entry.node, key)
        for word in value:
            if word not in known:
                entry.complain(value.key_at(word), f"`{word}` is not a word for `{key}`", did_you_mean(word, known) or one_of(known))
        days = {word: _days(entry, value, word) for word in value}
        return {word: number for word, number in days.items() if number is not None}

    return read


def _days(entry: Entry, node: LocatedMap, key: str) -> str | float | None:
    value = node[key]
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
        return value
    entry.complain(node.at(key), f"`{key}` must be a number of days, or a text that says who sets it")
    return None


def _working_days(entry: Entry, key: str) -> Parameter | None:
    value = entry.node[key]
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    entry.complain(entry.node.at(key), f"`{key}` must be a whole number of working days")
    return None


def _words_of(known: tuple[str, ...]) -> Callable[[Entry, str], Parameter | None]:
    return lambda entry, key: entry.words(key, known)


_CLASSES = _words_of(tuple(UpdateClass))

_READERS: Mapping[str, Callable[[Entry, str], Parameter | None]] = {
    "patch_deadline_days": _days_by(SEVERITIES),
    "lead_time_working_days": _working_days,
    "lead_time_required": lambda entry, key: entry.flag(key),
    "applies_to_change_classes": _CLASSES,
    "exempt_change_classes": _CLASSES,
    "max_age_days": _days_by(PARTIES),
    "inventory_field": lambda entry, key: entry.text(key),
    "modal": lambda entry, key: entry.text(key),
    "status": lambda entry, key: entry.text(key),
    "fedramp_baselines": _words_of(("low", "moderate", "high")),
}
