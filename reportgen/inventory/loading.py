"""Read an inventory whole: find its files, merge them, check everything, and only then make the model of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from reportgen.errors import InputError, Location, Problem
from reportgen.inventory.brand import read_brand_files
from reportgen.inventory.build import build_inventory
from reportgen.inventory.catalog_references import check_catalog_references
from reportgen.inventory.dates import check_dates
from reportgen.inventory.explain import explain
from reportgen.inventory.files import Reading, as_typed, digest_inside, find_tree, read_tree
from reportgen.inventory.index import Index, make_index
from reportgen.inventory.merge import apply_defaults, merge_maps
from reportgen.inventory.names import check_names
from reportgen.inventory.near import any_of, did_you_mean
from reportgen.inventory.references import check_references, check_scopes
from reportgen.inventory.shapes import ENTRIES, SCHEMA, InventoryShape
from reportgen.inventory.tree import entries, mapping, text
from reportgen.inventory.words import WordError, shown
from reportgen.model import BrandFile, InputFile, Inventory
from reportgen.regulation import Catalog
from reportgen.source import Document, LocatedList, LocatedMap, collector_paused


def load(
    path: Path,
    *,
    catalog: Catalog,
    terms_zones: Mapping[str, str],
    as_of: dt.date | None,
    platform_services: Collection[str] = (),
    left_out: Mapping[str, str] | None = None,
) -> Inventory:
    """Return the inventory at a path, a file or a directory.

    Args:
        path: as the user typed it: it begins the location of every problem. The inventory itself names its files relative to its directory.
        catalog: the frameworks that the inventory may name, the user's own included.
        terms_zones: the time zone of each of the terms of service that it may name, by their id.
        as_of: the day given on the command line; None = the inventory has to give one.
        platform_services: the services that run in every Environment by some terms of service, so that no instance is declared.
        left_out: the SHA-256 of files of evidence that are not there, by path as written; None = all of them have to be there.

    Raises:
        InputError: with every problem of every file.
    """
    try:
        return _load(path, catalog, terms_zones, as_of, platform_services, left_out or {})
    except InputError as error:
        raise InputError(as_typed(path, error.problems)) from None


def _load(
    path: Path,
    catalog: Catalog,
    terms_zones: Mapping[str, str],
    as_of: dt.date | None,
    platform_services: Collection[str],
    left_out: Mapping[str, str],
) -> Inventory:
    tree = find_tree(path)
    with collector_paused():
        reading = read_tree(tree)
        problems = [*reading.problems, *(problem for document in reading.documents for problem in document.problems)]
        parts = list(_parts(reading.documents, problems))
        if not parts:
            raise InputError(problems or [_nothing(path, reading)])
        root = apply_defaults(merge_maps(parts, problems), ENTRIES)
        shape = _shaped(root, problems)
        index = make_index(root, platform_services)
        digests = _digests(tree.directory, root, left_out, problems)
        brand = read_brand_files(tree.directory, root, problems)
        problems += check_names(root)
        problems += check_dates(root, _zone(root, terms_zones))
        # What a file that could not be read declares is not known: nothing can be called undeclared then.
        if not reading.problems and not any(document.broken for document in reading.documents):
            problems += _check_whole(root, index, as_of)
        problems += check_catalog_references(root, catalog, terms_zones.keys())
        if problems or shape is None:
            raise InputError(problems)
        return build_inventory(shape, root, index, digests, brand, _inputs(reading, digests, brand))


def load_recorded(
    root: LocatedMap, *, inputs: Sequence[InputFile], terms_zones: Mapping[str, str], platform_services: Collection[str] = ()
) -> Inventory:
    """Return the inventory that a report holds in its normalised form.

    Its files are not at hand: ``inputs`` are their digests as recorded, those of evidence among them. Frameworks, requirements and terms
    are not looked up, for what was known when it was recorded may not be known here. How the report looked is left out.

    Raises:
        InputError: with every problem, each where ``root`` says that it stands.
    """
    with collector_paused():
        problems: list[Problem] = []
        if root.get("schema") != SCHEMA:
            raise InputError([_wrong_schema(root, root.get("schema"))])
        entries_of = _without_look(root.without("schema"))
        shape = _shaped(entries_of, problems)
        index = make_index(entries_of, platform_services)
        digests = {file.path: file.sha256 for file in inputs}
        problems += _without_digest(entries_of, digests)
        problems += check_names(entries_of)
        problems += check_dates(entries_of, _zone(entries_of, terms_zones))
        problems += check_references(entries_of, index)
        problems += check_scopes(entries_of, index)
        if problems or shape is None:
            raise InputError(problems)
        return build_inventory(shape, entries_of, index, digests, {}, tuple(inputs))


def _without_look(root: LocatedMap) -> LocatedMap:
    request = mapping(root, "report")
    if request is None or "branding" not in request:
        return root
    whole = root.copy()
    whole["report"] = request.without("branding")
    return whole


def _without_digest(root: LocatedMap, digests: Mapping[str, str]) -> Iterator[Problem]:
    for entry in entries(root, "evidence"):
        path = text(entry, "file")
        if path is not None and path not in digests:
            yield Problem(entry.at("file"), f"the digest of {shown(path)} is not recorded")


def _zone(root: LocatedMap, terms_zones: Mapping[str, str]) -> str | None:
    provider = mapping(root, "provider")
    named = provider.get("terms_of_service") if provider else None
    return terms_zones.get(named) if isinstance(named, str) else None


def _nothing(path: Path, reading: Reading) -> Problem:
    files = ", ".join(companion.label for companion in reading.companions)
    return Problem(Location(path.as_posix(), 1, 1), "there is no inventory", f"only {files} is here" if files else None)


def _parts(documents: Sequence[Document], problems: list[Problem]) -> Iterator[LocatedMap]:
    """Yield the mapping that each file holds, without its ``schema``, which at least one must give."""
    parts = [document.root for document in documents if isinstance(document.root, LocatedMap)]
    for part in parts:
        schema = part.get("schema")
        if schema is not None and schema != SCHEMA:
            problems.append(_wrong_schema(part, schema))
        yield part.without("schema")
    for document in documents:
        if not isinstance(document.root, LocatedMap) and not document.problems:
            place = document.root.location() if isinstance(document.root, LocatedList) else Location(document.label, 1, 1)
            problems.append(Problem(place, "an inventory must be a mapping", f"begin with `schema: {SCHEMA}`"))
    named = any(part.get("schema") is not None for part in parts)
    if parts and not named and not any(document.broken for document in documents):
        problems.append(Problem(Location(parts[0].file, 1, 1), "`schema` is missing", f"begin with `schema: {SCHEMA}`"))


def _wrong_schema(root: LocatedMap, schema: object) -> Problem:
    return Problem(root.at("schema"), f"{shown(schema)} is not a format that is known here", f"write `{SCHEMA}`")


def _shaped(root: LocatedMap, problems: list[Problem]) -> InventoryShape | None:
    """Return the inventory in its shape; None = it does not fit, and the problems say where."""
    problems += _problems_of_defaults(root)
    try:
        return InventoryShape.model_validate(root)
    except ValidationError as error:
        problems += explain(error, InventoryShape, root)
        return None


def _problems_of_defaults(root: LocatedMap) -> Iterator[Problem]:
    """Yield what is wrong in ``defaults`` itself, whether or not there is an entry that they could be laid under."""
    defaults = mapping(root, "defaults") or LocatedMap("", 1, 1)
    for kind, values in defaults.items():
        if kind not in ENTRIES:
            hint = did_you_mean(kind, ENTRIES) or f"allowed here: {any_of(ENTRIES)}"
            yield Problem(defaults.key_at(kind), f"unknown key {shown(kind)}", hint)
        elif isinstance(values, LocatedMap):
            try:
                ENTRIES[kind].model_validate(values)
            except ValidationError as error:
                missing = {values.location()}
                yield from (p for p in explain(error, ENTRIES[kind], values) if p.location not in missing or "is missing" not in p.message)
        elif values is not None:
            yield Problem(defaults.at(kind), f"a mapping is wanted, not {shown(values)}")


def _check_whole(root: LocatedMap, index: Index, as_of: dt.date | None) -> Iterator[Problem]:
    """Yield what only an inventory that was read in whole can lack."""
    yield from check_references(root, index)
    yield from check_scopes(root, index)
    report = mapping(root, "report")
    if as_of is None and (report is None or report.get("as_of") is None):
        place = report.location() if report is not None else root.location()
        yield Problem(place, "`report.as_of` is missing", "every verdict is for a day: give it here, or as --as-of")


def _digests(directory: Path, root: LocatedMap, left_out: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    """Return the SHA-256 of each evidence file by its path as written."""
    digests: dict[str, str] = {}
    for entry in entries(root, "evidence"):
        path = text(entry, "file")
        if path is not None and path.strip():
            try:
                digests[path] = digests.get(path) or left_out.get(path) or digest_inside(directory, path)
            except WordError as error:
                problems.append(Problem(entry.at("file"), str(error), error.hint))
    return digests


def _inputs(reading: Reading, digests: dict[str, str], brand: Mapping[str, BrandFile]) -> tuple[InputFile, ...]:
    files = {file.path: file for file in reading.inputs}
    files |= {path: InputFile(path=path, sha256=file.sha256) for path, file in brand.items()}
    files |= {path: InputFile(path=path, sha256=digest) for path, digest in digests.items()}
    return tuple(files[path] for path in sorted(files))
