"""Read an inventory with the knowledge to judge it by, and judge it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen import __version__, translations
from reportgen.assessment import assess
from reportgen.catalogs.frameworks import load_catalog
from reportgen.catalogs.terms import load_terms
from reportgen.catalogs.translated import said, terms_said
from reportgen.errors import InputError, Location, Problem, UsageError
from reportgen.findings import Assessment, LedgerStatus, Status
from reportgen.inventory import Companion, CompanionKind, as_typed, find_companions
from reportgen.inventory import load as load_inventory
from reportgen.inventory import typed_base as typed_base  # noqa: PLC0414 - the command line takes it from here
from reportgen.language import speaking
from reportgen.model import Inventory
from reportgen.regulation import Catalog
from reportgen.rules import own
from reportgen.source import collector_paused
from reportgen.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Hold the data behind the judgements: every framework and every set of terms, the user's own included."""

    catalog: Catalog
    terms: dict[str, Terms]

    def terms_of(self, inventory: Inventory) -> Terms | None:
        """Return the terms that an inventory names; None = it names none."""
        return self.terms.get(inventory.provider.terms_of_service or "")

    def in_language(self, say: Callable[[str], str], inventory: Inventory) -> tuple[Catalog, Terms | None]:
        """Return the catalogue and the terms that an inventory names, with what is shipped of them in another language."""
        terms = self.terms_of(inventory)
        return said(self.catalog, say), terms_said(terms, say) if terms else None


def know(path: Path | None = None) -> Knowledge:
    """Return the shipped catalogue and terms, with those that lie beside the inventory at ``path``."""
    if path is None:
        return Knowledge(catalog=load_catalog(), terms=load_terms())
    try:
        return know_with(find_companions(path))
    except InputError as error:
        raise InputError(as_typed(path, error.problems)) from None


def know_with(companions: list[Companion]) -> Knowledge:
    """Return the shipped catalogue and terms with those among some companions; InputError with every problem there is."""
    problems: list[Problem] = []
    catalog, terms = Catalog(frameworks=()), dict[str, Terms]()
    try:
        catalog = load_catalog(_of_kind(companions, CompanionKind.CATALOG))
    except InputError as error:
        problems += error.problems
    try:
        terms = load_terms(_of_kind(companions, CompanionKind.TERMS))
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return Knowledge(catalog=catalog, terms=terms)


def _of_kind(companions: list[Companion], kind: CompanionKind) -> list[tuple[str, bytes]]:
    return [(companion.label, companion.data) for companion in companions if companion.kind is kind]


def read(path: Path, as_of: dt.date | None = None, left_out: Mapping[str, str] | None = None) -> tuple[Inventory, Knowledge]:
    """Return the inventory at a path and the knowledge to judge it by; InputError with every problem there is.

    ``left_out`` holds the SHA-256 of files of evidence that are not there, by path.
    """
    knowledge = know(path)
    requirements = (*knowledge.catalog.frameworks, own.FRAMEWORK)
    catalog = Catalog(frameworks=requirements)
    platform = {service for terms in knowledge.terms.values() for service in terms.platform_services}
    zones = {name: terms.calendar.zone for name, terms in knowledge.terms.items()}
    inventory = load_inventory(path, catalog=catalog, terms_zones=zones, as_of=as_of, platform_services=platform, left_out=left_out)
    _refuse_unknown_version(path, inventory, knowledge)
    return inventory, knowledge


def _refuse_unknown_version(path: Path, inventory: Inventory, knowledge: Knowledge) -> None:
    provider = inventory.provider
    terms = knowledge.terms_of(inventory)
    if provider.terms_version is None or terms is None or terms.pinned(provider.terms_version) is not None:
        return
    known = ", ".join(version.in_force.isoformat() for version in terms.versions if version.in_force)
    problem = Problem(
        provider.origin.at("terms_version"),
        f"{terms.id} has no version of {provider.terms_version.isoformat()}",
        f"its versions are of {known}",
    )
    raise InputError(as_typed(path, [problem]))


def judge(path: Path, as_of: dt.date | None = None, language: str | None = None, left_out: Mapping[str, str] | None = None) -> Assessment:
    """Return everything that is concluded from the inventory at a path.

    ``as_of`` overrides the inventory's own day, ``language`` the language of its sentences; ``left_out`` is as for ``read``.
    """
    return judged(path, as_of, language, left_out)[0]


def judged(
    path: Path, as_of: dt.date | None = None, language: str | None = None, left_out: Mapping[str, str] | None = None
) -> tuple[Assessment, Knowledge]:
    """Return what ``judge`` does, and the knowledge that it was judged by."""
    inventory, knowledge = read(path, as_of, left_out)
    day = day_of(path, inventory, as_of)
    spoken = translations.language(language or inventory.report.language)
    catalog, terms = knowledge.in_language(translations.catalogue(spoken.code), inventory)
    # Nothing here is ever garbage before the end; the cyclic collector would walk all of it again and again.
    with collector_paused(), speaking(spoken):
        return assess(inventory, catalog, terms, day), knowledge


def day_of(path: Path, inventory: Inventory, as_of: dt.date | None) -> dt.date:
    """Return the day that a report is for; InputError where neither the caller nor the inventory says."""
    day = as_of or inventory.report.as_of
    if day is None:
        raise InputError([Problem(Location(path.as_posix(), 1, 1), "the inventory gives no report.as_of", "or pass --as-of DATE")])
    return day


def fails(assessment: Assessment, threshold: str) -> bool:
    """Tell whether an assessment holds anything at or above the threshold: ``not-satisfied``, ``unknown`` or ``never``."""
    if threshold == "never":
        return False
    statuses = {Status.NOT_SATISFIED} | ({Status.UNKNOWN} if threshold == "unknown" else set())
    rows = {LedgerStatus.BREACHED} | ({LedgerStatus.UNKNOWN} if threshold == "unknown" else set())
    return (
        any(finding.status in statuses for finding in assessment.findings)
        or any(row.status in rows for row in assessment.ledger)
        or any(use.state == "expired" for use in assessment.waivers)
    )


def snapshot_bytes(assessment: Assessment) -> bytes:
    """Return ``report.json``."""
    from reportgen.snapshot import to_json  # noqa: PLC0415 - imported on use, to start fast

    return to_json(assessment, version=__version__)


def organization_name(inventory: Inventory) -> str:
    """Return the name or id of the organisation, for a calendar's name and its stable ids."""
    return inventory.organization.id or inventory.organization.name or "organisation"


def report_name(assessment: Assessment) -> str:
    """Return the file name of the report, without its ending: the organisation and the day."""
    from reportgen.slug import slug  # noqa: PLC0415 - imported on use

    organization = assessment.inventory.organization
    return f"{slug(organization.id or organization.name or 'report')}-{assessment.as_of.isoformat()}"


def sole_inventory(directory: Path) -> Path:
    """Return the one inventory below ``inventories`` of a directory, as the user would type it.

    Raises:
        UsageError: there is none, or more than one.
    """
    there = directory / "inventories"
    found = sorted(p.name for p in there.iterdir() if p.is_dir() or p.suffix in (".yaml", ".yml")) if there.is_dir() else []
    if len(found) != 1:
        seen = f"inventories/ holds {', '.join(found)}" if found else "there is no inventories/ here to choose from"
        raise UsageError("no inventory is named", f"add the path of one or several; {seen}")
    return Path("inventories", found[0])
