"""The use cases: paths, a day and formats in, conclusions and files out. The only room that knows both reading and writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen import __version__
from reportgen.assessment import assess
from reportgen.catalogs.frameworks import load_catalog
from reportgen.catalogs.terms import load_terms
from reportgen.commitments import PLATFORM, ConductFinding, PeriodSummary, PlanEntry, conduct, summarize, with_planned
from reportgen.commitments import plan as make_plan
from reportgen.errors import InputError, Location, Problem, UsageError
from reportgen.findings import MEMBERS_SHOWN, Assessment, Finding, Isolation, LedgerStatus, Status
from reportgen.inventory import Companion, CompanionKind, as_typed, find_companions
from reportgen.inventory import load as load_inventory
from reportgen.inventory import typed_base as typed_base  # noqa: PLC0414 - the command line takes it from here
from reportgen.isolation import isolate, placement
from reportgen.model import Deployment, Inventory, UpdateClass
from reportgen.regulation import Catalog, Framework, Requirement
from reportgen.rules import own
from reportgen.source import collector_paused
from reportgen.terms import Terms

FORMATS = ("site", "pdf", "json", "ics")
"""What ``build`` writes in this version."""

Step = Callable[[str], None]
"""Told what is being done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Hold the data behind the judgements: every framework and every set of terms, the user's own included."""

    catalog: Catalog
    terms: dict[str, Terms]

    def terms_of(self, inventory: Inventory) -> Terms | None:
        """Return the terms that an inventory names; None = it names none."""
        return self.terms.get(inventory.provider.terms_of_service or "")


def know(path: Path | None = None) -> Knowledge:
    """Return the shipped catalogue and terms, with those that lie beside the inventory at ``path``."""
    if path is None:
        return Knowledge(catalog=load_catalog(), terms=load_terms())
    companions = find_companions(path)
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
        raise InputError(as_typed(path, problems))
    return Knowledge(catalog=catalog, terms=terms)


def _of_kind(companions: list[Companion], kind: CompanionKind) -> list[tuple[str, bytes]]:
    return [(companion.label, companion.data) for companion in companions if companion.kind is kind]


def read(path: Path, as_of: dt.date | None = None) -> tuple[Inventory, Knowledge]:
    """Return the inventory at a path and the knowledge to judge it by; InputError with every problem there is."""
    knowledge = know(path)
    requirements = (*knowledge.catalog.frameworks, own.FRAMEWORK)
    catalog = Catalog(frameworks=requirements)
    platform = {service for terms in knowledge.terms.values() for service in terms.platform_services}
    zones = {name: terms.calendar.zone for name, terms in knowledge.terms.items()}
    inventory = load_inventory(path, catalog=catalog, terms_zones=zones, as_of=as_of, platform_services=platform)
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


def judge(path: Path, as_of: dt.date | None = None) -> Assessment:
    """Return everything that is concluded from the inventory at a path; ``as_of`` overrides the inventory's own day."""
    inventory, knowledge = read(path, as_of)
    day = _day(path, inventory, as_of)
    terms = knowledge.terms_of(inventory)
    # Nothing here is ever garbage before the end; the cyclic collector would walk all of it again and again.
    with collector_paused():
        return assess(inventory, knowledge.catalog, terms, day)


def _day(path: Path, inventory: Inventory, as_of: dt.date | None) -> dt.date:
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


def deployment_named(inventory: Inventory, name: str) -> Deployment:
    """Return the deployment of that name; UsageError with the near matches where there is none."""
    found = inventory.deployment_by_name.get(name)
    if found is None:
        raise UsageError(f"the inventory has no deployment {name!r}", _near(name, sorted(inventory.deployment_by_name)))
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

    formats: tuple[str, ...] = ("site", "pdf", "json")
    as_of: dt.date | None = None
    templates: Path | None = None
    site_config: Path | None = None
    period: tuple[dt.date, dt.date] | None = None


def build(paths: tuple[Path, ...], output: Path, options: BuildOptions, step: Step, jobs: int = 1) -> tuple[Assessment, ...]:
    """Write the reports of the inventories below ``output``, all of it or nothing, and return what they conclude.

    One inventory fills the directory itself; several get a directory each, with a page that leads to them.
    """
    from reportgen.render.output import replacing  # noqa: PLC0415 - imported on use, to start fast

    assessments = tuple(judge(path, options.as_of) for path in paths)
    names = _names(paths)
    with replacing(output) as staging:
        places = [staging / name if len(paths) > 1 else staging for name in names]
        if jobs > 1 and len(paths) > 1:
            _write_apart(assessments, places, options, step, jobs)
        else:
            for assessment, place in zip(assessments, places, strict=True):
                _write(assessment, place, options, step)
        if len(paths) > 1:
            from reportgen.render.landing import write_landing  # noqa: PLC0415 - imported on use
            from reportgen.render.resources import Templates  # noqa: PLC0415

            write_landing(staging, list(zip(names, assessments, strict=True)), options.formats, Templates(options.templates))
    return assessments


def _write_apart(assessments: tuple[Assessment, ...], places: list[Path], options: BuildOptions, step: Step, jobs: int) -> None:
    """Write each report in a process of its own, at most ``jobs`` at a time."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - imported on use
    from multiprocessing import get_context  # noqa: PLC0415

    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(_write, a, place, options, _silent) for a, place in zip(assessments, places, strict=True)]
        for future in running:
            future.result()
            for word in options.formats:
                step(word)


def _silent(_step: str) -> None:
    """Say nothing: another process shows the progress."""


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
    period = summarize(assessment.ledger, *options.period) if options.period else None
    book = make_book(assessment, version=__version__, period=period)
    templates = Templates(options.templates)
    if "site" in options.formats:
        from reportgen.render.site import write_site  # noqa: PLC0415

        write_site(book, directory, templates, downloads(name, options.formats), config=options.site_config)
        step("site")
    if "pdf" in options.formats:
        from reportgen.render.pdf import render_pdf  # noqa: PLC0415

        _put(directory / "reports" / f"{name}.pdf", render_pdf(book, templates))
        step("PDF")
    if "json" in options.formats:
        _put(directory / "report.json", snapshot_bytes(assessment))
        step("report.json")
    if "ics" in options.formats:
        from reportgen.render.ics import render_ics  # noqa: PLC0415

        organization = organization_name(assessment.inventory)
        _put(directory / "updates.ics", render_ics(assessment.plan, organization=organization, as_of=assessment.as_of))
        step("calendar")


def _put(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def organization_name(inventory: Inventory) -> str:
    """Return the name or id of the organisation, for a calendar's name and its stable ids."""
    return inventory.organization.id or inventory.organization.name or "organisation"


def report_name(assessment: Assessment) -> str:
    """Return the file name of the report, without its ending: the organisation and the day."""
    from reportgen.slug import slug  # noqa: PLC0415 - imported on use

    organization = assessment.inventory.organization
    return f"{slug(organization.id or organization.name or 'report')}-{assessment.as_of.isoformat()}"


def downloads(name: str, formats: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what the site offers beside itself, as (label, path from the site's top)."""
    offered = {
        "pdf": ("Report (PDF)", f"reports/{name}.pdf"),
        "json": ("Data (JSON)", "report.json"),
        "ics": ("Calendar of updates", "updates.ics"),
    }
    return tuple(offered[word] for word in formats if word in offered)


def written(output: Path, options: BuildOptions, assessments: tuple[Assessment, ...], paths: tuple[Path, ...]) -> list[str]:
    """Say where to look: the files that a person opens, one a line."""
    lines = []
    for name, assessment in zip(_names(paths), assessments, strict=True):
        place = output / name if len(paths) > 1 else output
        if "site" in options.formats:
            lines.append(f"Site:     {place / 'index.html'}")
        if "pdf" in options.formats:
            lines.append(f"PDF:      {place / 'reports' / f'{report_name(assessment)}.pdf'}")
        if "json" in options.formats:
            lines.append(f"Data:     {place / 'report.json'}")
        if "ics" in options.formats:
            lines.append(f"Calendar: {place / 'updates.ics'}")
    return lines


def site_config(directory: Path) -> Path | None:
    """Return the directory's ``mkdocs.yml`` if it says that it is meant for reports (``extra: {reportgen: …}``)."""
    from reportgen.source import read_yaml  # noqa: PLC0415 - imported on use

    place = directory / "mkdocs.yml"
    if not place.is_file():
        return None
    root = read_yaml("mkdocs.yml", place.read_bytes()).root
    extra = root.get("extra") if isinstance(root, dict) else None
    return place if isinstance(extra, dict) and "reportgen" in extra else None


def findings_about(assessment: Assessment, deployment: Deployment, requirement: str | None) -> tuple[Finding, ...]:
    """Return the findings of a deployment: of one requirement, of one framework, or all that are not satisfied.

    Where a requirement has other subjects (production, say), those of its findings are returned that the deployment decides as a
    counterpart.

    Raises:
        UsageError: no such requirement was judged for the deployment, and it decides none of its findings.
    """
    own_findings = [f for f in assessment.findings if f.subject_kind == "deployment" and f.subject == deployment.name]
    if requirement is None:
        return tuple(f for f in own_findings if f.status not in (Status.SATISFIED, Status.NOT_APPLICABLE, Status.ATTESTED))
    found = tuple(f for f in own_findings if requirement in (f.requirement, assessment.requirements[f.requirement].framework))
    others = [f for f in assessment.findings if f.requirement == requirement and f.subject_kind == "deployment"]
    found = found or tuple(f for f in others if any(deployment.name in group.members for group in f.counterparts))
    if not found:
        ids = sorted({f.requirement for f in own_findings})
        subjects = ", ".join(dict.fromkeys(f.subject for f in others[:MEMBERS_SHOWN]))
        hint = f"it was for {subjects}, of which {deployment.name} decides nothing" if subjects else _near(requirement, ids)
        raise UsageError(f"{requirement} was not judged for {deployment.name}", hint)
    return found


def _near(word: str, words: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for the mistake

    near = get_close_matches(word, words, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"there is {', '.join(words[:10])}"


def isolation_between(inventory: Inventory, a: str, b: str) -> Isolation:
    """Return the isolation of two deployments by name; UsageError for an unknown one, or one outside every Environment."""
    sides = [deployment_named(inventory, name) for name in (a, b)]
    if a == b:
        raise UsageError(f"{a} makes no pair with itself", "name two deployments")
    for side in sides:
        if not side.is_placed:
            raise UsageError(f"{side.name} runs outside every Environment", "only deployments in an Environment make pairs")
    return isolate(placement(inventory, sides[0]), placement(inventory, sides[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Hold what is to come, and what does not fit the terms."""

    entries: tuple[PlanEntry, ...]
    conduct: tuple[ConductFinding, ...]
    organization: str
    as_of: dt.date


def plan(path: Path, as_of: dt.date | None, what_if: str | None) -> Planned:
    """Return the plan of the inventory at a path, with one more planned update if ``what_if`` states one."""
    inventory, knowledge = read(path, as_of)
    day = _day(path, inventory, as_of)
    if what_if is not None:
        inventory = _supposed(inventory, knowledge, what_if, day)
    terms = knowledge.terms_of(inventory)
    return Planned(
        entries=make_plan(inventory, terms, day),
        conduct=conduct(inventory, terms, day),
        organization=organization_name(inventory),
        as_of=day,
    )


def _supposed(inventory: Inventory, knowledge: Knowledge, what_if: str, as_of: dt.date) -> Inventory:
    """Return the inventory with the update that ``service=S,version=V[,class=C],ENVIRONMENT=DAY…`` states."""
    hint = "write it as service=welkin,version=v0.43.0,class=minor,staging=2025-01-13"
    words = dict(part.strip().split("=", 1) for part in what_if.split(",") if "=" in part)
    if len(words) < len(what_if.split(",")) or not {"service", "version"} <= words.keys():
        raise UsageError(f"--if {what_if!r} is not complete, or says something twice", hint)
    service, version, word = words.pop("service"), words.pop("version"), words.pop("class", None)
    known = _updatable(inventory, knowledge)
    if service not in known:
        raise UsageError(f"--if {what_if!r}: nothing in the inventory is called {service!r}", _near(service, sorted(known)))
    if not words:
        raise UsageError(f"--if {what_if!r} names no Environment", hint)
    try:
        days = {name: dt.date.fromisoformat(day) for name, day in words.items()}
        update_class = UpdateClass(word) if word is not None else None
    except ValueError as error:
        raise UsageError(f"--if {what_if!r}: {error}", hint) from error
    return with_planned(inventory, service, version, days, update_class, as_of)


def _updatable(inventory: Inventory, knowledge: Knowledge) -> set[str]:
    """Return what an update can be of: the platform, an instance or its kind, or what updates have been of before."""
    instances = [service for environment in inventory.environments for service in environment.services]
    known = {word for service in instances for word in (service.kind, service.name) if word is not None}
    terms = knowledge.terms_of(inventory)
    return known | {update.service for update in inventory.updates or ()} | set(terms.platform_services if terms else PLATFORM)


def period_summary(path: Path, as_of: dt.date | None, period: tuple[dt.date, dt.date]) -> PeriodSummary:
    """Return the sums over the ledger rows of an audit period."""
    return summarize(judge(path, as_of).ledger, *period)


def json_schema(what: str) -> object:
    """Return the JSON Schema of ``inventory`` or ``report``."""
    if what == "inventory":
        from reportgen.inventory import json_schema as inventory_schema  # noqa: PLC0415 - imported on use

        return inventory_schema()
    from reportgen.report_schema import json_schema as report_schema  # noqa: PLC0415 - imported on use

    return report_schema()


def catalogued(catalog: Catalog, what: str) -> tuple[Framework, tuple[Requirement, ...]]:
    """Return the framework of that id, with all its requirements or the one of that clause (its id, or as the framework spells it)."""
    framework_id, _, clause = what.partition("/")
    framework = catalog.framework_by_id.get(framework_id)
    if framework is None:
        raise UsageError(f"there is no framework {framework_id!r}", _near(framework_id, sorted(catalog.framework_by_id)))
    if not clause:
        return framework, framework.requirements
    wanted = clause.lower()
    found = tuple(r for r in framework.requirements if wanted in (r.clause.lower(), r.id.partition("/")[2].lower()))
    if not found:
        raise UsageError(f"{framework_id} has no clause {clause!r}", _near(clause, [r.clause for r in framework.requirements]))
    return framework, found
