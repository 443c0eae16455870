"""Builders of small inventories and requirements as model values, for the tests of the thinking rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from reportgen.assessment import assess
from reportgen.errors import Origin
from reportgen.findings import Assessment, Finding
from reportgen.isolation import Placement, placement
from reportgen.model import (
    Approval,
    Cluster,
    DataClass,
    Deployment,
    Designation,
    Emergency,
    Environment,
    Evidence,
    ExternalService,
    FrameworkChoice,
    HardwareKind,
    Infrastructure,
    Inventory,
    Moment,
    Namespace,
    NetworkPolicy,
    NodePool,
    Organization,
    Plan,
    ProtectionNeed,
    Provider,
    Remediation,
    ReportRequest,
    Scope,
    Service,
    Stage,
    Taint,
    Test,
    TestResult,
    Update,
    UpdateClass,
    Waiver,
)
from reportgen.regulation import Basis, Catalog, Framework, Level, Requirement, TextForce, Verification
from reportgen.regulation import Scope as Judged
from reportgen.terms import Terms
from tests.updates import ELASTISYS, applied, moment

AS_OF = dt.date(2024, 12, 16)


def at(line: int = 1, column: int = 1, **fields: tuple[int, int]) -> Origin:
    """Return a place in the test's imaginary file."""
    return Origin("test.yaml", line, column, fields)


def day(text: str) -> dt.date:
    """Read an ISO date."""
    return dt.date.fromisoformat(text)


def taint(effect: str) -> Taint:
    """Build a taint of that effect."""
    return Taint(key="elastisys.io/node-type", value="x", effect=effect)


def pool(name: str, *effects: str, said: bool = True) -> NodePool:
    """Build a node pool with taints of these effects; ``said`` False = its taints are unknown."""
    return NodePool(name=name, taints=tuple(taint(effect) for effect in effects) if said else None, origin=at())


POOLS = (
    pool("general"),
    pool("general-2"),
    pool("dedicated", "NoSchedule"),
    pool("dedicated-2", "NoExecute"),
    pool("soft", "PreferNoSchedule"),
)
"""What every cluster of ``cluster`` has unless told otherwise."""


def space(name: str, policy: str | None = None, quota: bool | None = None) -> Namespace:
    """Build a Namespace."""
    return Namespace(name=name, network_policy=NetworkPolicy(policy) if policy else None, resource_quota=quota, origin=at())


def cluster(name: str, pools: tuple[NodePool, ...] = POOLS, namespaces: tuple[Namespace, ...] = ()) -> Cluster:
    """Build a Workload Cluster."""
    return Cluster(name=name, node_pools=pools, namespaces=namespaces, origin=at())


def environment(
    name: str,
    *clusters: Cluster | str,
    designation: str | None = None,
    hardware: str | None = None,
    services: Iterable[str] = (),
    in_service: str | None = None,
) -> Environment:
    """Build an Environment; a cluster may be given by its name, and without any it has ``NAME-wc``."""
    built = tuple(cluster(c) if isinstance(c, str) else c for c in clusters or (f"{name}-wc",))
    return Environment(
        name=name,
        designation=Designation(designation) if designation else None,
        infrastructure=Infrastructure(hardware=HardwareKind(hardware) if hardware else None),
        management_cluster=Cluster(name=f"{name}-mc", origin=at()),
        workload_clusters=built,
        services=tuple(Service(name=service, kind=service.split("-")[0], cluster=built[0].name, origin=at()) for service in services),
        in_service=day(in_service) if in_service else None,
        origin=at(),
    )


_ENUMS = {"data": DataClass, "protection_need": ProtectionNeed}
_FULL: Mapping[str, Any] = {
    "node_pools": ("general",),
    "uses": (),
    "security_zone": "inner",
    "data": "seed",
    "data_categories": (),
    "protection_need": "normal",
    "access_groups": (),
    "service_account": "own",
    "owner": "team",
}


def bare(
    name: str, stage: str = "production", place: str | None = "prod/prod-wc/shop", application: str = "shop", **fields: Any
) -> Deployment:
    """Build a deployment that says only what is given; ``place`` is Environment/cluster/Namespace, None = outside every Environment."""
    where = place.split("/") if place else (None, None, None)
    for key, kind in _ENUMS.items():
        if fields.get(key) is not None:
            fields[key] = kind(fields[key])
    return Deployment(
        name=name,
        application=application,
        stage=Stage(stage),
        environment=where[0],
        cluster=where[1],
        namespace=where[2],
        origin=at(),
        **fields,
    )


def deployment(
    name: str, stage: str = "production", place: str | None = "prod/prod-wc/shop", application: str = "shop", **fields: Any
) -> Deployment:
    """Build a deployment of which everything is known and harmless, unless told otherwise; a field given as None is unknown."""
    return bare(name, stage, place, application, **{**_FULL, "data": "customer" if stage == "production" else "seed", **fields})


def update(version: str = "v1", update_class: str | None = "minor", service: str = "welkin", **fields: Any) -> Update:
    """Build an update; ``applied`` and ``planned`` map Environments to texts, ``released`` is a text or None."""
    texts, plans = fields.pop("applied", {}), fields.pop("planned", {})
    released = fields.pop("released", "2024-11-04")
    return Update(
        service=service,
        version=version,
        update_class=UpdateClass(update_class) if update_class else None,
        released=moment(released) if released else None,
        applied={name: applied(text) for name, text in texts.items()},
        planned={name: moment(text) for name, text in plans.items()},
        origin=at(),
        applied_origin=at(),
        planned_origin=at(),
        **fields,
    )


def approval(by: str, on: str | None = None) -> Approval:
    """Build an approval."""
    return Approval(by=by, on=moment(on) if on else None)


def trial(result: str | None, on: str | None = None, environment: str | None = "staging") -> Test:
    """Build a record of a test."""
    return Test(environment=environment, on=moment(on) if on else None, result=TestResult(result) if result else None)


def emergency(reason: str | None = "outage", by: str | None = "CTO", on: Moment | None = None) -> Emergency:
    """Build an emergency change."""
    return Emergency(reason=reason, approved_by=by, approved_on=on)


def _scope(deployments: str, environments: str, updates: str) -> Scope:
    return Scope(deployments=tuple(deployments.split()), environments=tuple(environments.split()), updates=tuple(updates.split()))


def waiver(
    id: str = "W-1",  # noqa: A002
    requirement: str = "test/r",
    *,
    deployments: str = "",
    environments: str = "",
    updates: str = "",
    start: str = "2024-01-01",
    end: str = "2025-12-31",
    control: str | None = "watched",
) -> Waiver:
    """Build a waiver; what it names are words separated by blanks."""
    return Waiver(
        id=id,
        requirement=requirement,
        scope=_scope(deployments, environments, updates),
        reason="accepted",
        compensating_control=control,
        approved_by="CISO",
        approved_on=day(start),
        expires=day(end),
        origin=at(),
    )


def evidence(
    id: str = "E-1",  # noqa: A002
    requirement: str = "test/r",
    *,
    deployments: str = "",
    environments: str = "",
    updates: str = "",
    start: str = "2024-01-01",
    end: str | None = "2025-12-31",
    checks: str = "",
) -> Evidence:
    """Build a piece of evidence; what it names are words separated by blanks."""
    return Evidence(
        id=id,
        requirement=requirement,
        scope=_scope(deployments, environments, updates),
        statement="It is so.",
        checks=tuple(checks.split()),
        collected=day(start),
        valid_until=day(end) if end else None,
        origin=at(),
    )


def remediation(requirement: str = "test/r", *, deployments: str = "", environments: str = "", updates: str = "") -> Remediation:
    """Build a remediation."""
    return Remediation(requirement=requirement, scope=_scope(deployments, environments, updates), owner="team", due=AS_OF, origin=at())


ENVIRONMENTS = (
    environment("prod", designation="production", services=("pg-prod",)),
    environment("staging", designation="non-production", services=("pg-staging",)),
)
"""A production and a non-production Environment, one cluster each."""


def inventory(
    *deployments: Deployment,
    environments: tuple[Environment, ...] = ENVIRONMENTS,
    frameworks: tuple[FrameworkChoice, ...] | None = None,
    external: Iterable[str] = (),
    updates: Iterable[Update] | None = (),
    plan: str | None = "managed",
    patch_deadline_days: Mapping[str, float] | None = None,
    **entries: Any,
) -> Inventory:
    """Build an inventory that selects the framework ``test``."""
    return Inventory(
        organization=Organization(name="Acme Care AB", id="acme-care"),
        report=ReportRequest(
            frameworks=(choice("test"),) if frameworks is None else frameworks,
            patch_deadline_days=patch_deadline_days or {},
            origin=at(),
        ),
        provider=Provider(terms_of_service="elastisys", plan=Plan(plan) if plan else None, origin=at()),
        environments=environments,
        deployments=deployments,
        external_services=tuple(ExternalService(name=name, origin=at()) for name in external),
        updates=None if updates is None else tuple(updates),
        **entries,
    )


def choice(framework: str, baseline: str | None = None, even_if_not_in_force: bool = False) -> FrameworkChoice:
    """Select a framework."""
    return FrameworkChoice(id=framework, baseline=baseline, even_if_not_in_force=even_if_not_in_force, origin=at())


def requirement(scope: str, *checks: str, id: str = "test/r", **fields: Any) -> Requirement:  # noqa: A002
    """Build a requirement; levels are given by their names."""
    for key in ("min_level", "recommended_level", "exception_floor", "platform_update_level"):
        if fields.get(key) is not None:
            fields[key] = Level.named(fields[key])
    return Requirement(
        id=id,
        framework=id.partition("/")[0],
        clause=id.partition("/")[2].upper(),
        title="A requirement",
        paraphrase="Something is asked for.",
        scope=Judged(scope),
        checks=checks,
        basis=Basis.COMMON_INTERPRETATION,
        reading="",
        text_force=TextForce.MUST,
        confidence="high",
        verification=Verification.TEXT,
        verified_where="test",
        **fields,
    )


def framework(*requirements: Requirement, id: str = "test", **fields: Any) -> Framework:  # noqa: A002
    """Build a framework in force since 2020."""
    values: dict[str, Any] = {
        "title": "Test framework",
        "version": "1",
        "issuer": "us",
        "kind": "policy",
        "status": "in-force",
        "applies_to": "tests",
        "official_location": "",
        "edition_from": "",
        "in_force_from": "2020-01-01",
        "file": "test-catalog.yaml",
        "sha256": "0" * 64,
    }
    return Framework(id=id, requirements=requirements, **{**values, **fields})


def judge(
    declared: Inventory, *requirements: Requirement | Framework, as_of: dt.date = AS_OF, terms: Terms | None = ELASTISYS
) -> Assessment:
    """Assess an inventory by requirements of a framework ``test``, or by whole frameworks."""
    frameworks = [item for item in requirements if isinstance(item, Framework)]
    loose = [item for item in requirements if isinstance(item, Requirement)]
    catalog = Catalog(frameworks=tuple(frameworks) or (framework(*loose),))
    return assess(declared, catalog, terms, as_of)


def finding(assessment: Assessment, subject: str, check: str, requirement: str = "test/r") -> Finding:
    """Return the one finding of a requirement, subject and check."""
    (found,) = (f for f in assessment.findings if (f.requirement, f.subject, f.check) == (requirement, subject, check))
    return found


def status(assessment: Assessment, subject: str, check: str, requirement: str = "test/r") -> str:
    """Return the status of that finding, as a word."""
    return finding(assessment, subject, check, requirement).status.value


def overall(assessment: Assessment, subject: str, requirement: str = "test/r") -> str:
    """Return the requirement's status for a subject, as a word."""
    (found,) = (s for s in assessment.statuses if (s.requirement, s.subject) == (requirement, subject))
    return found.status.value


def place_of(declared: Inventory, name: str) -> Placement:
    """Return the placement of a deployment of the inventory."""
    return placement(declared, declared.deployment_by_name[name])


def moved(declared: Inventory, name: str, **changes: Any) -> Inventory:
    """Return the inventory with some fields of one deployment changed."""
    return replace(declared, deployments=tuple(replace(d, **changes) if d.name == name else d for d in declared.deployments))
