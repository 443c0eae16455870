"""Read ``report.json`` again: the inventory in it, what was concluded from it, and what judged it.

The bytes may be anybody's. What is not as this format has it is refused with the place, as far as JSON has one; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, TypeVar

from reportgen.diff.conclusions import key_of, organization
from reportgen.diff.model import CatalogStamp, Side, TermsStamp
from reportgen.diff.state import Conclusions, FindingFact, FindingKey, RowFact, State, WeakestFact
from reportgen.errors import InputError, Location, Problem
from reportgen.findings import ApplicationIsolation, Hardware, Isolation, LedgerStatus, Pair, PlacementGroup, Status
from reportgen.inventory import load_recorded
from reportgen.model import InputFile, Inventory
from reportgen.regulation import Level
from reportgen.snapshot import SCHEMA
from reportgen.source import MAX_BYTES, LocatedList, LocatedMap, collector_paused, read_yaml

MAX_REPORT_BYTES: Final = 1024 * 1024 * 1024
"""The largest ``report.json`` that is read, in bytes."""

_FORMAT: Final = SCHEMA.rpartition("/")[0]
_T = TypeVar("_T")


class _WrongError(Exception):
    """Say which part of a report is not as the format has it."""


def read_recorded(
    label: str,
    data: bytes,
    *,
    terms_zones: Mapping[str, str],
    platform_services: Collection[str] = (),
) -> State:
    """Return the side that a ``report.json`` or a release records; ``label`` names it in errors.

    Raises:
        InputError: the bytes are no report of ours, one of a newer format, or one that was damaged.
    """
    with collector_paused():
        report = _parsed(label, data)
        try:
            inventory = _inventory(label, data, report, terms_zones, platform_services)
            return State(side=_side(report, inventory), inventory=inventory, conclusions=_conclusions(report))
        except _WrongError as error:
            raise InputError([_problem(label, f"this is not a report that reportgen wrote: {error}")]) from None


def _problem(label: str, message: str, hint: str | None = None, line: int = 1, column: int = 1) -> Problem:
    return Problem(Location(label, line, column), message, hint)


def _parsed(label: str, data: bytes) -> dict[str, Any]:
    if len(data) > MAX_REPORT_BYTES:
        raise InputError([_problem(label, f"the report has more than {MAX_REPORT_BYTES} bytes")])
    try:
        report = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError([_problem(label, f"this is not JSON: {error.msg}", None, error.lineno, error.colno)]) from None
    except UnicodeDecodeError:
        raise InputError([_problem(label, "this is not UTF-8, as JSON has to be")]) from None
    except (_WrongError, RecursionError, ValueError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError([_problem(label, f"this is not JSON that can be read: {reason}")]) from None
    schema = report.get("schema") if isinstance(report, dict) else None
    if not isinstance(report, dict) or not isinstance(schema, str) or not schema.startswith(f"{_FORMAT}/"):
        raise InputError(
            [_problem(label, f"this is not a report of reportgen: `schema` is not `{SCHEMA}`", "`reportgen build` writes one")]
        )
    if schema != SCHEMA:
        hint = "compare with the version of reportgen that wrote it, or a newer one"
        raise InputError([_problem(label, f"the report has the format {schema[:80]!r}, and only `{SCHEMA}` is known here", hint)])
    return report


def _refuse_constant(word: str) -> None:
    raise _WrongError(f"{word} is no JSON")


# Parts


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _WrongError(f"{where} is not a text")
    return value


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _WrongError(f"{where} is not an object")
    return value


def _each(parent: Mapping[str, Any], key: str, make: Callable[[dict[str, Any]], _T]) -> Iterator[_T]:
    """Yield what is made of every object of a list; what cannot be made is wrong, with its place in the list."""
    items = parent.get(key)
    if not isinstance(items, list):
        raise _WrongError(f"`{key}` is not a list")
    for number, item in enumerate(items):
        try:
            yield make(item)
        except (KeyError, TypeError, ValueError, AttributeError, _WrongError):
            raise _WrongError(f"`{key}[{number}]` has not what it should have") from None


def _day(value: object, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(value, where))
    except ValueError:
        raise _WrongError(f"{where} is not a day") from None


def _side(report: Mapping[str, Any], inventory: Inventory) -> Side:
    head = report.get("release")
    generator = _object(report.get("generator"), "`generator`")
    return Side(
        release=None if head is None else _text(_object(head, "`release`").get("name"), "`release.name`"),
        as_of=_day(report.get("as_of"), "`as_of`"),
        organization=organization(inventory),
        tool=_text(generator.get("version"), "`generator.version`"),
        catalogs=tuple(sorted(_each(report, "catalogs", _catalog), key=lambda stamp: stamp.id)),
        terms=_terms(report.get("terms"), inventory),
        environments=len(inventory.environments),
        deployments=len(inventory.deployments),
    )


def _catalog(item: dict[str, Any]) -> CatalogStamp:
    changed = _object(item.get("overrides", {}), "`overrides`")
    return CatalogStamp(
        id=_text(item["id"], "id"),
        version=_text(item["version"], "version"),
        sha256=_text(item["sha256"], "sha256"),
        overrides=tuple((key, _text(text, key)) for key, text in changed.items()),
    )


def _terms(value: object, inventory: Inventory) -> TermsStamp | None:
    if value is None:
        return None
    terms = _object(value, "`terms`")
    pinned = inventory.provider.terms_version
    return TermsStamp(
        id=_text(terms.get("id"), "`terms.id`"),
        title=_text(terms.get("title"), "`terms.title`"),
        sha256=_text(terms.get("sha256"), "`terms.sha256`"),
        version=pinned.isoformat() if pinned else None,
    )


# The inventory


def _inventory(
    label: str, data: bytes, report: Mapping[str, Any], zones: Mapping[str, str], platform_services: Collection[str]
) -> Inventory:
    inputs = tuple(
        _each(report, "inputs", lambda item: InputFile(path=_text(item["path"], "path"), sha256=_text(item["sha256"], "sha256")))
    )
    declared = _object(report.get("inventory"), "`inventory`")
    try:
        root = _located_map(declared, "")
    except RecursionError:
        raise _WrongError("`inventory` is nested too deeply") from None
    _put_places(root, _object(report.get("locations", {}), "`locations`"))
    try:
        return load_recorded(root, inputs=inputs, terms_zones=zones, platform_services=platform_services)
    except InputError as error:
        # Only now is it worth knowing where in the report each part stands.
        whole = read_yaml(label, data).root if len(data) <= MAX_BYTES else None
        again = whole.get("inventory") if isinstance(whole, LocatedMap) else None
        if isinstance(again, LocatedMap):
            load_recorded(again, inputs=inputs, terms_zones=zones, platform_services=platform_services)
        raise InputError([_problem(label, problem.message, problem.hint) for problem in error.problems]) from None


def _located_map(value: Mapping[str, Any], file: str) -> LocatedMap:
    found = LocatedMap(file, 1, 1)
    for key, item in value.items():
        found[key] = _located(item, file)
    return found


def _located(value: object, file: str) -> object:
    if isinstance(value, dict):
        return _located_map(value, file)
    if isinstance(value, list):
        items = LocatedList(file, 1, 1)
        items.extend(_located(item, file) for item in value)
        return items
    return value


_NAMED: Final = {"environments": "name", "deployments": "name", "waivers": "id", "evidence": "id"}


def _put_places(root: LocatedMap, places: Mapping[str, Any]) -> None:
    """Give the entries of the inventory the places that the report records for them; the others keep a place without a file."""
    for kind, key in _NAMED.items():
        _put(root.get(kind), key, _object(places.get(kind, {}), f"`locations.{kind}`"))
    request = root.get("report")
    if isinstance(request, LocatedMap):
        _put(request.get("frameworks"), "id", _object(places.get("frameworks", {}), "`locations.frameworks`"))


def _put(entries: object, key: str, places: Mapping[str, Any]) -> None:
    for entry in entries if isinstance(entries, LocatedList) else ():
        name = entry.get(key) if isinstance(entry, LocatedMap) else None
        place = _location(places.get(name)) if isinstance(name, str) else None
        if isinstance(entry, LocatedMap) and place is not None:
            entry.file, entry.line, entry.column = place.file, place.line, place.column


def _location(value: object) -> Location | None:
    if not isinstance(value, dict):
        return None
    file, line, column = value.get("file"), value.get("line"), value.get("column")
    if not isinstance(file, str) or not isinstance(line, int) or not isinstance(column, int):
        raise _WrongError("a place is not a file with line and column")
    return Location(file, line, column)


# Conclusions


def _conclusions(report: Mapping[str, Any]) -> Conclusions:
    findings = _findings(report)
    _agree(findings, report)
    return Conclusions(
        findings=findings,
        rows=dict(_each(report, "updates", _row)),
        applications=tuple(_each(report, "applications", _application)),
        weakest=dict(_each(report, "deployments", _weakest)),
        waivers=dict(_each(report, "waivers", _use)),
        evidence=dict(_each(report, "evidence", _use)),
    )


_STATUSES: Final = {status.value: status for status in Status}


def _findings(report: Mapping[str, Any]) -> dict[FindingKey, FindingFact]:
    found = dict(_each(report, "findings", _finding))
    if len(found) < len(report["findings"]):
        raise _WrongError("`findings` holds two verdicts about one thing")
    return found


_RANK: Final = {status: rank for rank, status in enumerate(Status)}


def _agree(findings: Mapping[FindingKey, FindingFact], report: Mapping[str, Any]) -> None:
    """Refuse a report whose findings are not what its requirements and its counts say of them: somebody edited one of them."""
    counts = _object(_object(report.get("summary"), "`summary`").get("findings"), "`summary.findings`")
    found = Counter(fact.status.value for fact in findings.values())
    if found != Counter(counts):
        raise _WrongError("`findings` are not as many of each status as `summary` says")
    worst: dict[tuple[str, ...], Status] = {}
    for key, fact in findings.items():
        about = key[:3]
        if about not in worst or _RANK[fact.status] < _RANK[worst[about]]:
            worst[about] = fact.status
    told = dict(_each(report, "requirements", _requirement))
    differing = sorted(about for about in worst.keys() | told.keys() if worst.get(about) is not told.get(about))
    if differing:
        requirement, _, subject = differing[0]
        raise _WrongError(f"`requirements` and `findings` do not say the same of {requirement} for {subject or 'the organisation'}")


def _requirement(item: dict[str, Any]) -> tuple[tuple[str, ...], Status]:
    words = (item["requirement"], item["subject_kind"], item["subject"])
    if not all(type(word) is str for word in words):
        raise _WrongError("a requirement is about something that is no text")
    return key_of(*words, "")[:3], _STATUSES[item["status"]]


def _finding(item: dict[str, Any]) -> tuple[FindingKey, FindingFact]:
    words = (item["requirement"], item["subject_kind"], item["subject"], item["check"])
    if not all(type(word) is str for word in words):
        raise _WrongError("a finding is about something that is no text")
    fact = FindingFact(
        status=_STATUSES[item["status"]], message=_text(item["message"], "message"), location=_location(item.get("location"))
    )
    return key_of(*words), fact


def _row(item: dict[str, Any]) -> tuple[str, RowFact]:
    lead = item["lead"]
    if lead is not None and type(lead) is not int:
        raise _WrongError("lead")
    row = RowFact(
        service=_text(item["service"], "service"),
        version=_text(item["version"], "version"),
        environment=_text(item["environment"], "environment"),
        status=LedgerStatus(item["status"]),
        lead=lead,
        reason=_text(item["reason"], "reason"),
        location=_location(item.get("location")),
    )
    return f"{row.service}@{row.version}/{row.environment}", row


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _WrongError("names")
    return tuple(_text(name, "name") for name in value)


def _application(item: dict[str, Any]) -> ApplicationIsolation:
    application = ApplicationIsolation(
        name=_text(item["name"], "name"),
        groups=tuple(_each(item, "groups", _group)),
        pairs=tuple(_each(item, "pairs", _pair)),
    )
    known = {group.id for group in application.groups}
    told = {frozenset((pair.a, pair.b)) for pair in application.pairs}
    ids = sorted(known)
    wanted = {frozenset((a, b)) for i, a in enumerate(ids) for b in ids[i + 1 :]}
    wanted |= {frozenset((group.id,)) for group in application.groups if len(group.members) > 1}
    if wanted != told:
        raise _WrongError("pairs")
    return application


def _group(item: dict[str, Any]) -> PlacementGroup:
    place = _object(item["placement"], "placement")
    return PlacementGroup(
        id=_text(item["id"], "id"),
        members=_names(item["members"]),
        environment=_text(place["environment"], "environment"),
        cluster=_text(place["cluster"], "cluster"),
        namespace=_text(place["namespace"], "namespace"),
        node_pools=None if place["node_pools"] is None else _names(place["node_pools"]),
        uses=None if place["uses"] is None else _names(place["uses"]),
    )


def _pair(item: dict[str, Any]) -> Pair:
    return Pair(a=_text(item["a"], "a"), b=_text(item["b"], "b"), isolation=_isolation(item))


def _isolation(item: dict[str, Any]) -> Isolation:
    separate, nodes, enforced = item["namespaces_separate"], item["nodes_separate"], item["nodes_enforced"]
    if type(separate) is not bool or type(enforced) is not bool or (nodes is not None and type(nodes) is not bool):
        raise _WrongError("isolation")
    return Isolation(
        level=Level.named(item["level"]),
        namespaces_separate=separate,
        nodes_separate=nodes,
        nodes_enforced=enforced,
        hardware=Hardware(item["hardware"]),
        shared=_names(item["shared"]),
    )


def _weakest(item: dict[str, Any]) -> tuple[str, dict[str, WeakestFact]]:
    found = {
        scope: WeakestFact(
            counterpart=_text(fact["counterpart"], "counterpart"), level=Level.named(fact["level"]), shared=_names(fact["shared"])
        )
        for scope, fact in _object(item["weakest"], "weakest").items()
    }
    return _text(item["name"], "name"), found


_USES: Final = frozenset({"applied", "unused", "too-broad", "expired", "not-yet-valid"})


def _use(item: dict[str, Any]) -> tuple[str, str]:
    state = _text(item["state"], "state")
    if state not in _USES:
        raise _WrongError("state")
    return _text(item["id"], "id"), state
