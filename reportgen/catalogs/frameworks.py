"""Read the catalogues of frameworks: those that the package ships, and the user's own beside them.

The format is described in ``reportgen.catalogs``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files

from reportgen import force
from reportgen.catalogs.entries import Entry, did_you_mean, one_of
from reportgen.catalogs.overrides import apply_overrides
from reportgen.catalogs.requirements import read_requirement
from reportgen.errors import InputError, Location, Problem
from reportgen.regulation import Catalog, Framework, Requirement, Successor
from reportgen.source import Document, LocatedMap, read_yaml

SCHEMA = "reportgen/catalog/v1"
KINDS = ("law", "standard", "guidance", "contract", "policy")
STATUSES = ("in-force", "superseded", "repealed", force.TO_BE_CONFIRMED)
RELATIONSHIPS = ("equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with")
REPLACED_BY = "replaced-by"

_FILE_KEYS = ("schema", "framework", "requirements", "successors", "overrides")
_FRAMEWORK_KEYS = (
    "id",
    "title",
    "version",
    "issuer",
    "kind",
    "status",
    "applies_to",
    "official_location",
    "edition_from",
    "in_force_from",
    "in_force_to",
    "origin_of_dates",
    "baselines",
    "notes",
)
_SHIPPED_FOLDER = "reportgen/catalogs/frameworks"
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """Hold one file while the catalogue is put together: what it says, the framework it declares (None = none)."""

    entry: Entry
    framework: Framework | None


def load_catalog(extra: Iterable[tuple[str, bytes]] = ()) -> Catalog:
    """Return every shipped framework, and those of the user's files, with the user's overrides applied.

    Args:
        extra: the user's catalogue files as (label, bytes); the label is what locations and overrides name.

    Raises:
        InputError: with every problem of every file: a file that is no catalogue, an unknown key or word, an id that is given twice,
            is shipped, or does not begin with its framework's, an override or successor of something unknown.
    """
    problems: list[Problem] = []
    shipped = [_read_file(label, data, problems, user_supplied=False) for label, data in _shipped_files()]
    own = [_read_file(label, data, problems, user_supplied=True) for label, data in extra]
    read = [file for file in (*shipped, *own) if file is not None]
    frameworks = _unique(read, problems)
    requirements = {r.id: r for framework in frameworks for r in framework.requirements}
    frameworks = [_with_successors(framework, read, {*requirements, *(f.id for f in frameworks)}) for framework in frameworks]
    overridden = apply_overrides([file.entry for file in read], requirements)
    if problems:
        raise InputError(problems)
    return Catalog(frameworks=tuple(sorted((_with_overrides(f, overridden) for f in frameworks), key=lambda f: f.id)))


def _shipped_files() -> Iterator[tuple[str, bytes]]:
    """Yield the shipped files, sorted by name."""
    folder = files("reportgen.catalogs").joinpath("frameworks")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            yield f"{_SHIPPED_FOLDER}/{file.name}", file.read_bytes()


def _read_file(label: str, data: bytes, problems: list[Problem], *, user_supplied: bool) -> _File | None:
    """Read one file; None = it is no catalogue file at all."""
    document = read_yaml(label, data)
    problems += document.problems
    if not isinstance(document.root, LocatedMap):
        if not document.problems:
            problems.append(Problem(Location(label, 1, 1), "a catalogue file must be a mapping", f"begin with `schema: {SCHEMA}`"))
        return None
    entry = Entry(node=document.root, kind="catalogue file", problems=problems)
    if entry.word("schema", (SCHEMA,)) != SCHEMA:
        return None
    entry.refuse_unknown_keys(_FILE_KEYS)
    return _File(entry=entry, framework=_read_framework(entry, document, user_supplied=user_supplied))


def _read_framework(file: Entry, document: Document, *, user_supplied: bool) -> Framework | None:
    entry = file.entry("framework", "framework")
    if entry is None:
        _refuse_loose_parts(file)
        return None
    entry.refuse_unknown_keys(_FRAMEWORK_KEYS)
    name = entry.text("id")
    if name and not _ID.fullmatch(name):
        entry.complain(entry.node.at("id"), f"`{name}` cannot be the id of a framework", "use a-z, 0-9, dot and hyphen")
    framework = Framework(
        id=name,
        title=entry.text("title"),
        version=entry.text("version", ""),
        issuer=entry.text("issuer", ""),
        kind=entry.word("kind", KINDS, "policy"),
        status=entry.word("status", STATUSES, "in-force"),
        applies_to=entry.text("applies_to", ""),
        official_location=entry.text("official_location", ""),
        edition_from=entry.text("edition_from", ""),
        in_force_from=_date(entry, "in_force_from"),
        in_force_to=_date(entry, "in_force_to") or None,
        origin_of_dates=entry.text("origin_of_dates", ""),
        notes=entry.text("notes", ""),
        baselines=entry.words("baselines"),
        user_supplied=user_supplied,
        file=document.label,
        sha256=document.sha256,
    )
    _refuse_reversed_dates(entry, framework)
    if not file.node.get("requirements"):
        file.complain(entry.node.location(), "this framework has no requirements", "list them under `requirements`, beside `framework`")
    return replace(framework, requirements=tuple(_requirements(file, framework)))


def _refuse_loose_parts(file: Entry) -> None:
    """Complain of a file that declares no framework but has parts of one, or has nothing."""
    loose = [key for key in ("requirements", "successors") if key in file.node]
    for key in loose:
        file.complain(file.node.key_at(key), f"`{key}` without a `framework` to belong to")
    if not loose and "framework" not in file.node and "overrides" not in file.node:
        file.complain(file.node.location(), "this catalogue file says nothing", "give it a `framework` or `overrides`")


def _date(entry: Entry, key: str) -> str:
    text = entry.text(key, "")
    if text:
        try:
            force.span(text)
        except ValueError:
            entry.complain(entry.node.at(key), f"`{text}` is not a date", "write 2024-11-20, 2024-11 or 2024")
            return ""
    return text


def _refuse_reversed_dates(entry: Entry, framework: Framework) -> None:
    start, end = framework.in_force_from, framework.in_force_to
    if start and end and force.span(end)[1] < force.span(start)[0]:
        entry.complain(entry.node.at("in_force_to"), "`in_force_to` is before `in_force_from`")


def _requirements(file: Entry, framework: Framework) -> Iterator[Requirement]:
    """Yield the framework's requirements; one whose id is missing, ill-formed or given before is left out."""
    places: dict[str, Location] = {}
    for entry in file.entries("requirements", "requirement"):
        requirement = read_requirement(entry, framework)
        name, place = requirement.id, entry.node.at("id")
        prefix, _, slug = name.partition("/")
        if name in places:
            entry.complain(place, f"the requirement `{name}` is given twice, first at {places[name]}", "remove or rename one of the two")
        elif name and framework.id and prefix != framework.id:
            entry.complain(place, f"the id `{name}` does not begin with its framework's", f"write `{framework.id}/{slug or prefix}`")
        elif name and not _ID.fullmatch(slug):
            entry.complain(place, f"`{name}` cannot be the id of a requirement", "use a-z, 0-9, dot and hyphen after the slash")
        else:
            places[name] = place
            yield requirement


def _unique(read: Iterable[_File], problems: list[Problem]) -> list[Framework]:
    """Return the frameworks, the first of each id; complain of the others."""
    found: dict[str, tuple[Framework, Location]] = {}
    for file in read:
        framework = file.framework
        if framework is None or not framework.id:
            continue
        node = file.entry.node["framework"]
        place = node.at("id") if isinstance(node, LocatedMap) else file.entry.node.location()
        earlier = found.get(framework.id)
        if earlier is None:
            found[framework.id] = framework, place
        elif earlier[0].user_supplied:
            hint = "put all its requirements into one file"
            problems.append(Problem(place, f"the framework `{framework.id}` is given twice, first at {earlier[1]}", hint))
        else:
            hint = "change single requirements by `overrides`, or choose another id"
            problems.append(Problem(place, f"the framework `{framework.id}` is one that reportgen ships", hint))
    return [framework for framework, _ in found.values()]


def _with_successors(framework: Framework, read: Iterable[_File], known: set[str]) -> Framework:
    """Return the framework with the successors that its file names, each of which has to exist."""
    entry = next(file.entry for file in read if file.framework is framework)
    if "successors" not in entry.node:
        return framework
    own = {requirement.id for requirement in framework.requirements}
    return replace(framework, successors=tuple(_successor(item, own, known) for item in entry.entries("successors", "successor")))


def _successor(entry: Entry, own: set[str], known: set[str]) -> Successor:
    entry.refuse_unknown_keys(("source", "target", "relationship"))
    source = entry.text("source", "") or None
    target = entry.text("target")
    if source and source not in own:
        entry.complain(entry.node.at("source"), f"this framework has no requirement `{source}`", did_you_mean(source, own))
    if target and target not in known:
        entry.complain(entry.node.at("target"), f"no framework or requirement is called `{target}`", did_you_mean(target, known))
    relationship = entry.word("relationship", (*RELATIONSHIPS, REPLACED_BY))
    if relationship and (relationship == REPLACED_BY) is not (source is None):
        hint = f"`{REPLACED_BY}` is for whole frameworks, without a source; for a requirement use {one_of(RELATIONSHIPS)}"
        entry.complain(entry.node.at("relationship"), f"`{relationship}` does not fit", hint)
    return Successor(source=source, target=target, relationship=relationship)


def _with_overrides(framework: Framework, overridden: dict[str, Requirement]) -> Framework:
    if not any(requirement.id in overridden for requirement in framework.requirements):
        return framework
    return replace(framework, requirements=tuple(overridden.get(r.id, r) for r in framework.requirements))
