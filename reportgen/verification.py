"""What a check of a PDF report found: what holds, what does not, and why two reports of one inventory say different things.

Comparing is by what an entry is about, never by its place in a list, so that one verdict that was added is one difference.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    """Name why something does not hold.

    ``tampered``: somebody changed the document or what it carries. ``tool-version``: another version of reportgen made it.
    ``catalogue-changed``: the running version has other catalogues or terms. ``signature``: a signature is broken or not trusted.
    ``cannot-tell``: it could not be judged here.
    """

    TAMPERED = "tampered"
    TOOL = "tool-version"
    METHOD = "catalogue-changed"
    SIGNATURE = "signature"
    UNTOLD = "cannot-tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """State one thing that does not hold: why, where (a page, a file, a place in the report) and what."""

    kind: Kind
    where: str
    message: str


class State(StrEnum):
    """Name how a check ended. ``noted`` is what a reader has to know and what breaks nothing; ``skipped`` says why it was not made."""

    HOLDS = "holds"
    FAILS = "fails"
    NOTED = "noted"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Hold one check: how it ended, in a sentence what that means, and each thing that does not hold.

    ``name`` is one of ``origin signature document files report method verdicts print``.
    """

    name: str
    state: State
    sentence: str
    differences: tuple[Difference, ...] = ()


def held(name: str, sentence: str) -> Check:
    """Return a check that holds."""
    return Check(name=name, state=State.HOLDS, sentence=sentence)


def failed(name: str, sentence: str, differences: Iterable[Difference]) -> Check:
    """Return a check that does not hold."""
    return Check(name=name, state=State.FAILS, sentence=sentence, differences=tuple(differences))


def tampered(where: str, message: str) -> Difference:
    """Return a difference that nothing but a change of the document explains."""
    return Difference(kind=Kind.TAMPERED, where=where, message=message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Hold everything that was checked of one PDF. ``about`` says what the PDF is; the check of its origin comes first."""

    label: str
    about: str
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Tell whether everything holds that was judged."""
        return all(check.state is not State.FAILS for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Say in what the method of a report differs from ours: another version of the tool, which catalogues (by id), the terms."""

    tool: bool = False
    catalogs: frozenset[str] = frozenset()
    terms: bool = False

    @property
    def is_ours(self) -> bool:
        """Tell whether the report was made by the very method that is running."""
        return not (self.tool or self.catalogs or self.terms)


_ABOUT_METHOD: Final = ("generator", "catalogs", "terms")
"""Parts of a report that say by what method it was made; they are compared with the manifest."""

_SUMMED_UP: Final = ("summary", "advice", "notices", "waivers", "evidence", "deployments")
"""Parts of a report that follow from the verdicts of several catalogues."""

_OF_TERMS: Final = ("updates", "plan", "conduct")

_NAMES: Final = (
    ("id",),
    ("requirement", "subject"),
    ("service", "version", "environment"),
    ("code", "subject"),
    ("a", "b"),
    ("path",),
    ("name",),
)
"""By which keys an entry of a list is known, the first that it has."""

_SHOWN: Final = 90
"""How many characters of a value are shown."""

Json = Any


def compare(said: Mapping[str, Json], derived: Mapping[str, Json], method: Method) -> Iterator[Difference]:
    """Yield where a report says something else than its inventory gives now.

    ``said`` is the embedded report, ``derived`` the one derived from the embedded inventory.
    """
    for where, message in _differences((), _without_method(said), _without_method(derived)):
        yield Difference(kind=_kind(where, method), where=_shown_place(where), message=message)


def contradictions(report: Mapping[str, Json]) -> Iterator[Difference]:
    """Yield where the sums of a report are not those of its own entries: true of no version of reportgen."""
    summary = report.get("summary")
    for part in ("findings", "requirements", "updates"):
        entries = report.get(part)
        counted = _statuses(entries) if isinstance(entries, list) and _are_mappings(entries) else Counter[str]()
        said = summary.get(part) if isinstance(summary, Mapping) else None
        if not isinstance(said, Mapping):
            yield tampered(f"summary/{part}", "the report does not sum it up")
            continue
        for status in sorted({*said, *counted}):
            if said.get(status, 0) != counted[status]:
                message = f"the summary says {_shown(said.get(status, 0))}, the report lists {counted[status]}"
                yield tampered(f"summary/{part}/{status}", message)


def _statuses(entries: Iterable[Mapping[str, Json]]) -> Counter[str]:
    # Whatever stands there, even a list, is counted as the text of it.
    return Counter(str(entry.get("status")) for entry in entries)


def _are_mappings(entries: Iterable[object]) -> bool:
    return all(isinstance(entry, Mapping) for entry in entries)


def _without_method(report: Mapping[str, Json]) -> dict[str, Json]:
    kept = {key: value for key, value in report.items() if key not in _ABOUT_METHOD}
    catalogs = report.get("catalogs")
    entries = [c for c in catalogs if isinstance(c, Mapping) and "overrides" in c] if isinstance(catalogs, list) else []
    return kept | ({"overrides": {str(entry.get("id")): entry["overrides"] for entry in entries}} if entries else {})


def _kind(where: Sequence[str], method: Method) -> Kind:
    """Return why two reports differ in a place, as far as their methods can explain it."""
    part, *rest = where
    if method.tool:
        return Kind.TOOL
    framework = rest[0].partition("/")[0] if rest and part in ("findings", "requirements", "overrides") else ""
    explained = (
        framework in method.catalogs
        or (method.terms and (part in _OF_TERMS or "@" in "".join(rest)))
        or (part in _SUMMED_UP and bool(method.catalogs or method.terms))
    )
    return Kind.METHOD if explained else Kind.TAMPERED


def _differences(where: tuple[str, ...], said: Json, derived: Json) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(said, Mapping) and isinstance(derived, Mapping):
        yield from _of_mappings(where, said, derived)
    elif isinstance(said, list) and isinstance(derived, list) and (named := _named(said, derived)):
        yield from _of_mappings(where, *named)
    elif type(said) is not type(derived) or said != derived:
        yield where, f"the report says {_shown(said)}, its inventory gives {_shown(derived)}"


def _of_mappings(where: tuple[str, ...], said: Mapping[str, Json], derived: Mapping[str, Json]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key in [*said, *(key for key in derived if key not in said)]:
        place = (*where, str(key))
        if key not in derived:
            yield place, f"the report says {_shown(said[key])}, its inventory gives nothing of the kind"
        elif key not in said:
            yield place, f"the report says nothing, its inventory gives {_shown(derived[key])}"
        else:
            yield from _differences(place, said[key], derived[key])


def _named(said: list[Json], derived: list[Json]) -> tuple[dict[str, Json], dict[str, Json]] | None:
    """Return two lists as mappings by what their entries are about; None = they cannot be told apart by it, or stand in another order."""
    entries = [*said, *derived]
    if not entries or not _are_mappings(entries):
        return None
    keys = next((keys for keys in _NAMES if all(_has(entry, keys) for entry in entries)), None)
    if keys is None:
        return None
    first, second = ({_name(entry, keys): entry for entry in side} for side in (said, derived))
    if len(first) < len(said) or len(second) < len(derived) or not _same_order(first, second):
        return None
    return first, second


def _same_order(first: Collection[str], second: Collection[str]) -> bool:
    shared = set(first) & set(second)
    return [name for name in first if name in shared] == [name for name in second if name in shared]


def _has(entry: Mapping[str, Json], keys: Sequence[str]) -> bool:
    return all(isinstance(entry.get(key), str) for key in keys)


def _name(entry: Mapping[str, Json], keys: Sequence[str]) -> str:
    # A finding is known by its fingerprint and called by what it is about.
    called = ("requirement", "subject", "check") if _has(entry, ("requirement", "subject", "check")) else keys
    return ", ".join(entry[key] for key in called)


def _shown_place(where: Sequence[str]) -> str:
    return " → ".join(where)


def _shown(value: Json) -> str:
    """Return a value as a short text on one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = f"“{text}”" if isinstance(value, str) else text
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
