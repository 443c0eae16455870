"""Answer one question about an inventory: a deployment, a pair, what comes, a framework."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen import translations
from reportgen.commitments import PLATFORM, ConductFinding, PeriodSummary, PlanEntry, conduct, summarize, with_planned
from reportgen.commitments import plan as make_plan
from reportgen.errors import UsageError
from reportgen.findings import MEMBERS_SHOWN, Assessment, Finding, Isolation, Status
from reportgen.inventory import typed_base as typed_base  # noqa: PLC0414 - the command line takes it from here
from reportgen.isolation import isolate, placement
from reportgen.language import speaking
from reportgen.model import Deployment, Inventory, UpdateClass
from reportgen.pipeline.judging import Knowledge, day_of, judge, organization_name, read
from reportgen.regulation import Catalog, Framework, Requirement

_NAMED = 10
"""So many of what there is are named where nothing is near to what was asked for."""


def deployment_named(inventory: Inventory, name: str) -> Deployment:
    """Return the deployment of that name; UsageError with the near matches where there is none."""
    found = inventory.deployment_by_name.get(name)
    if found is None:
        raise UsageError(f"the inventory has no deployment {name!r}", _near(name, sorted(inventory.deployment_by_name)))
    return found


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
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return f"did you mean {' or '.join(near)}?" if near else f"known here: {', '.join(words[:_NAMED])}{more}"


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
    language: str


def plan(path: Path, as_of: dt.date | None, what_if: str | None, language: str | None = None) -> Planned:
    """Return the plan of the inventory at a path, with one more planned update if ``what_if`` states one.

    ``language`` overrides the inventory's own, as for ``judge``.
    """
    inventory, knowledge = read(path, as_of)
    day = day_of(path, inventory, as_of)
    if what_if is not None:
        inventory = _supposed(inventory, knowledge, what_if, day)
    words = translations.language(language or inventory.report.language)
    _, terms = knowledge.in_language(translations.catalogue(words.code), inventory)
    with speaking(words):
        return Planned(
            entries=make_plan(inventory, terms, day),
            conduct=conduct(inventory, terms, day),
            organization=organization_name(inventory),
            as_of=day,
            language=words.code,
        )


def plan_calendar(planned: Planned) -> bytes:
    """Return a plan as a calendar file, in its language."""
    from reportgen.render.ics import render_ics  # noqa: PLC0415 - imported on use, to start fast

    with speaking(translations.language(planned.language)):
        return render_ics(planned.entries, organization=planned.organization, as_of=planned.as_of)


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


def period_summary(path: Path, as_of: dt.date | None, period: tuple[dt.date, dt.date], language: str | None = None) -> PeriodSummary:
    """Return the sums over the ledger rows of an audit period."""
    return summarize(judge(path, as_of, language).ledger, *period)


def json_schema(what: str) -> object:
    """Return the JSON Schema of ``inventory``, ``report`` or ``diff``."""
    if what == "inventory":
        from reportgen.inventory import json_schema as inventory_schema  # noqa: PLC0415 - imported on use

        return inventory_schema()
    if what == "diff":
        from reportgen.diff_schema import json_schema as diff_schema  # noqa: PLC0415 - imported on use

        return diff_schema()
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
