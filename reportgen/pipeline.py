"""The use cases: paths, a day and formats in, conclusions and files out. The only room that knows both reading and writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reportgen import __version__
from reportgen.assessment import assess
from reportgen.catalogs.frameworks import load_catalog
from reportgen.catalogs.terms import load_terms
from reportgen.errors import InputError, Location, Problem, UsageError
from reportgen.findings import Assessment, LedgerStatus, Status
from reportgen.inventory import Companion, CompanionKind, find_companions
from reportgen.inventory import load as load_inventory
from reportgen.model import Deployment, Inventory
from reportgen.regulation import Catalog
from reportgen.rules import own
from reportgen.terms import Terms

FORMATS = ("site", "pdf", "json")
"""What ``build`` writes in this version."""

Step = Callable[[str], None]
"""Told what is being done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Hold the data behind the judgements: every framework and every set of terms, the user's own included."""

    catalog: Catalog
    terms: dict[str, Terms]


def know(path: Path | None = None) -> Knowledge:
    """Return the shipped catalogue and terms, with those that lie beside the inventory at ``path``."""
    companions = find_companions(path) if path is not None else []
    return Knowledge(
        catalog=load_catalog(_of_kind(companions, CompanionKind.CATALOG)),
        terms=load_terms(_of_kind(companions, CompanionKind.TERMS)),
    )


def _of_kind(companions: list[Companion], kind: CompanionKind) -> list[tuple[str, bytes]]:
    return [(companion.label, companion.data) for companion in companions if companion.kind is kind]


def read(path: Path, as_of: dt.date | None = None) -> tuple[Inventory, Knowledge]:
    """Return the inventory at a path and the knowledge to judge it by; InputError with every problem there is."""
    knowledge = know(path)
    requirements = (*knowledge.catalog.frameworks, own.FRAMEWORK)
    catalog = Catalog(frameworks=requirements)
    inventory = load_inventory(path, catalog=catalog, terms_ids=set(knowledge.terms), as_of=as_of)
    _refuse_unknown_version(inventory, knowledge)
    return inventory, knowledge


def _refuse_unknown_version(inventory: Inventory, knowledge: Knowledge) -> None:
    provider = inventory.provider
    terms = knowledge.terms.get(provider.terms_of_service or "")
    if provider.terms_version is None or terms is None or terms.pinned(provider.terms_version) is not None:
        return
    known = ", ".join(version.in_force.isoformat() for version in terms.versions if version.in_force)
    problem = Problem(
        provider.origin.at("terms_version"),
        f"{terms.id} has no version of {provider.terms_version.isoformat()}",
        f"its versions are of {known}",
    )
    raise InputError([problem])


def judge(path: Path, as_of: dt.date | None = None) -> Assessment:
    """Return everything that is concluded from the inventory at a path; ``as_of`` overrides the inventory's own day."""
    inventory, knowledge = read(path, as_of)
    day = as_of or inventory.report.as_of
    if day is None:
        raise InputError([Problem(Location(path.as_posix(), 1, 1), "the inventory gives no report.as_of", "or pass --as-of DATE")])
    terms = knowledge.terms.get(inventory.provider.terms_of_service or "")
    return assess(inventory, knowledge.catalog, terms, day)


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


def deployment_named(inventory: Inventory, name: str) -> Deployment:
    """Return the deployment of that name; UsageError with the near matches where there is none."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for the mistake

    found = inventory.deployment_by_name.get(name)
    if found is None:
        near = get_close_matches(name, inventory.deployment_by_name, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(sorted(inventory.deployment_by_name)[:10])}"
        raise UsageError(f"the inventory has no deployment {name!r}", hint)
    return found


def snapshot_bytes(assessment: Assessment) -> bytes:
    """Return ``report.json``."""
    from reportgen.snapshot import to_json  # noqa: PLC0415 - imported on use, to start fast

    return to_json(assessment, version=__version__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """Say what to build.

    ``formats`` are words of ``FORMATS``; ``templates`` is the user's directory of templates; ``site_config`` the ``mkdocs.yml`` whose look
    the site takes, None = the bundled one.
    """

    formats: tuple[str, ...] = FORMATS
    as_of: dt.date | None = None
    templates: Path | None = None
    site_config: Path | None = None


def build(paths: tuple[Path, ...], output: Path, options: BuildOptions, step: Step) -> tuple[Assessment, ...]:
    """Write the reports of the inventories below ``output``, all of it or nothing, and return what they conclude.

    One inventory fills the directory itself; several get a directory each, with a page that leads to them.
    """
    from reportgen.render.output import replacing  # noqa: PLC0415 - imported on use, to start fast

    assessments = tuple(judge(path, options.as_of) for path in paths)
    names = _names(paths)
    with replacing(output) as staging:
        for name, assessment in zip(names, assessments, strict=True):
            _write(assessment, staging / name if len(paths) > 1 else staging, options, step)
        if len(paths) > 1:
            from reportgen.render.landing import write_landing  # noqa: PLC0415 - imported on use

            write_landing(staging, [(name, a) for name, a in zip(names, assessments, strict=True)], options.formats)
    return assessments


def _names(paths: tuple[Path, ...]) -> tuple[str, ...]:
    from reportgen.slug import slug  # noqa: PLC0415 - imported on use

    names = tuple(slug(path.resolve().stem if path.is_file() else path.resolve().name) for path in paths)
    if len(set(names)) < len(names):
        raise UsageError("two of the inventories have the same name", "rename one of the directories, or build them apart")
    return names


def _write(assessment: Assessment, directory: Path, options: BuildOptions, step: Step) -> None:
    from reportgen.render.resources import Templates  # noqa: PLC0415 - heavy, imported on use
    from reportgen.report.book import make_book  # noqa: PLC0415

    directory.mkdir(parents=True, exist_ok=True)
    name = report_name(assessment)
    book = make_book(assessment, version=__version__)
    templates = Templates(options.templates)
    if "site" in options.formats:
        from reportgen.render.site import write_site  # noqa: PLC0415

        step("site")
        write_site(book, directory, templates, downloads(name, options.formats), config=options.site_config)
    if "pdf" in options.formats:
        from reportgen.render.pdf import render_pdf  # noqa: PLC0415

        step("PDF")
        target = directory / "reports" / f"{name}.pdf"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(render_pdf(book, templates))
    if "json" in options.formats:
        step("report.json")
        (directory / "report.json").write_bytes(snapshot_bytes(assessment))


def report_name(assessment: Assessment) -> str:
    """Return the file name of the report, without its ending: the organisation and the day."""
    from reportgen.slug import slug  # noqa: PLC0415 - imported on use

    organization = assessment.inventory.organization
    return f"{slug(organization.id or organization.name or 'report')}-{assessment.as_of.isoformat()}"


def downloads(name: str, formats: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what the site offers beside itself, as (label, path from the site's top)."""
    offered = {"pdf": ("Report (PDF)", f"reports/{name}.pdf"), "json": ("Data (JSON)", "report.json")}
    return tuple(offered[word] for word in formats if word in offered)
