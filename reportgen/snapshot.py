"""``report.json``: an assessment as plain data (``reportgen/report/v1``), the same bytes for the same inputs."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from reportgen.errors import Location
from reportgen.findings import (
    ApplicationIsolation,
    Assessment,
    CounterpartGroup,
    Finding,
    Isolation,
    LedgerEntry,
    LedgerStatus,
    PlacementGroup,
    Status,
    Threshold,
    Weakest,
)
from reportgen.model import BrandFile, Environment, Evidence, Inventory, Moment, Never, NodePool, Scope, Update
from reportgen.prospects import ConductFinding, PlanEntry
from reportgen.regulation import Framework

SCHEMA = "reportgen/report/v1"

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def to_json(assessment: Assessment, *, version: str) -> bytes:
    """Return the whole report as UTF-8 JSON with a final line feed; ``version`` is that of the tool."""
    return (json.dumps(snapshot(assessment, version=version), ensure_ascii=False, indent=1) + "\n").encode()


def snapshot(assessment: Assessment, *, version: str) -> dict[str, Json]:
    """Return the report as plain data, keys in the order of the contract.

    Catalogues, findings and requirements are sorted by their ids, so that the order in which frameworks are selected changes nothing.
    """
    return {
        "schema": SCHEMA,
        "generator": {"name": "reportgen", "version": version},
        "as_of": assessment.as_of.isoformat(),
        "organization": _plain(assessment.inventory.organization),
        "inputs": [{"path": item.path, "sha256": item.sha256} for item in assessment.inventory.inputs],
        "catalogs": [
            _catalog(assessment.catalog.framework_by_id[framework.id]) for framework in sorted(assessment.frameworks, key=lambda f: f.id)
        ],
        "terms": _terms(assessment),
        "inventory": normalised(assessment.inventory),
        "locations": locations(assessment.inventory),
        "applications": [_application(application) for application in assessment.applications],
        "deployments": _deployments(assessment),
        "findings": [finding_data(finding) for finding in sorted(assessment.findings, key=lambda f: (f.requirement, f.subject, f.check))],
        "requirements": [
            {
                "requirement": status.requirement,
                "subject": status.subject,
                "subject_kind": status.subject_kind,
                "status": status.status.value,
                "recommendation": status.recommendation.value if status.recommendation else None,
            }
            for status in sorted(assessment.statuses, key=lambda s: (s.requirement, s.subject))
        ],
        "updates": [row_data(row) for row in assessment.ledger],
        "plan": [plan_data(entry) for entry in assessment.plan],
        "conduct": [conduct_data(finding) for finding in assessment.conduct],
        "waivers": [_plain(use) for use in assessment.waivers],
        "evidence": [_plain(use) for use in assessment.evidence],
        "notices": [_plain(notice) for notice in assessment.notices],
        "advice": [_plain(advice) for advice in assessment.advice],
        "summary": summary(assessment),
    }


def summary(assessment: Assessment) -> dict[str, Json]:
    """Return the counts: of findings and of requirement statuses by status, of ledger rows by status, and of expired exceptions."""
    findings = Counter(finding.status for finding in assessment.findings)
    statuses = Counter(status.status for status in assessment.statuses)
    rows = Counter(row.status for row in assessment.ledger)
    return {
        "environments": len(assessment.inventory.environments),
        "deployments": len(assessment.inventory.deployments),
        "findings": {status.value: findings[status] for status in Status},
        "requirements": {status.value: statuses[status] for status in Status},
        "updates": {status.value: rows[status] for status in LedgerStatus},
        "waivers_expired": sum(use.state == "expired" for use in assessment.waivers),
        "evidence_expired": sum(use.state == "expired" for use in assessment.evidence),
        "notices": len(assessment.notices),
    }


def _catalog(framework: Framework) -> Json:
    """Return the edition of a framework, and what the organisation's own catalogue changes in it, if anything."""
    data: dict[str, Json] = {"id": framework.id, "version": framework.version, "sha256": framework.sha256}
    changed: dict[str, Json] = {r.id: r.override.record for r in framework.requirements if r.override}
    return data | ({"overrides": changed} if changed else {})


def locations(inventory: Inventory) -> dict[str, Json]:
    """Return where the entries of the inventory are written, by kind and name, so that a later report can be held against this one."""
    named = {
        "frameworks": {choice.id: choice.origin for choice in inventory.report.frameworks},
        "environments": {environment.name: environment.origin for environment in inventory.environments},
        "deployments": {deployment.name: deployment.origin for deployment in inventory.deployments},
        "waivers": {waiver.id: waiver.origin for waiver in inventory.waivers},
        "evidence": {item.id: item.origin for item in inventory.evidence},
    }
    return {kind: {name: _place(origin.location()) for name, origin in sorted(found.items())} for kind, found in named.items()}


def _terms(assessment: Assessment) -> Json:
    terms = assessment.terms
    return None if terms is None else {"id": terms.id, "title": terms.title, "sha256": terms.sha256}


def _application(application: ApplicationIsolation) -> Json:
    return {
        "name": application.name,
        "groups": [_group(group) for group in application.groups],
        "pairs": [{"a": pair.a, "b": pair.b, **isolation_data(pair.isolation)} for pair in application.pairs],
    }


def _group(group: PlacementGroup) -> Json:
    return {
        "id": group.id,
        "members": list(group.members),
        "placement": {
            "environment": group.environment,
            "cluster": group.cluster,
            "namespace": group.namespace,
            "node_pools": None if group.node_pools is None else list(group.node_pools),
            "uses": None if group.uses is None else list(group.uses),
        },
    }


def isolation_data(isolation: Isolation) -> dict[str, Json]:
    """Return the isolation of a pair with the keys of the contract."""
    return {
        "level": isolation.level.id,
        "namespaces_separate": isolation.namespaces_separate,
        "nodes_separate": isolation.nodes_separate,
        "nodes_enforced": isolation.nodes_enforced,
        "hardware": isolation.hardware.value,
        "shared": list(isolation.shared),
    }


def _deployments(assessment: Assessment) -> Json:
    names = sorted(deployment.name for deployment in assessment.inventory.deployments)
    return [{"name": name, "weakest": {w.scope: _weakest(w) for w in assessment.weakest.get(name, ())}} for name in names]


def _weakest(weakest: Weakest) -> Json:
    return {"counterpart": weakest.counterpart, "level": weakest.isolation.level.id, "shared": list(weakest.isolation.shared)}


def _threshold(threshold: Threshold | None) -> Json:
    if threshold is None:
        return None
    return {"level": threshold.level.id, "namespaces_separate": threshold.namespaces_separate}


def finding_data(finding: Finding) -> dict[str, Json]:
    """Return a finding with the keys of the contract; what it does not have is left out."""
    optional: dict[str, Json] = {
        "required": _threshold(finding.required),
        "recommended": _threshold(finding.recommended),
        "exception_floor": _threshold(finding.exception_floor),
        "actual": isolation_data(finding.actual) if finding.actual else None,
        "counterparts": [_counterparts(group) for group in finding.counterparts] or None,
        "missing": list(finding.missing) or None,
        "waiver": finding.waiver,
        "evidence": finding.evidence,
        "remediation": _plain(finding.remediation) if finding.remediation else None,
        "smallest_change": finding.smallest_change or None,
    }
    return {
        "id": finding.id,
        "requirement": finding.requirement,
        "subject": finding.subject,
        "subject_kind": finding.subject_kind,
        "check": finding.check,
        "status": finding.status.value,
        "code": finding.code,
        "message": finding.message,
        "text_force": finding.text_force.value,
        "recommendation": finding.recommendation.value if finding.recommendation else None,
        **{key: value for key, value in optional.items() if value is not None},
        "location": _place(finding.location),
    }


def _counterparts(group: CounterpartGroup) -> Json:
    data: dict[str, Json] = {"members": list(group.members), "count": group.count, "status": group.outcome.value}
    if group.isolation is not None:
        data |= isolation_data(group.isolation)
    return data | ({"note": group.note} if group.note else {})


def row_data(row: LedgerEntry) -> dict[str, Json]:
    """Return a row of the update ledger with the keys of the contract."""
    deciding: Json = None
    if row.deciding_environment is not None:
        deciding = {"environment": row.deciding_environment, "date": _plain(row.deciding_date)}
    data: dict[str, Json] = {
        "service": row.update.service,
        "version": row.update.version,
        "class": row.update.update_class.value if row.update.update_class else None,
        "environment": row.environment,
        "status": row.status.value,
        "lead": row.lead,
        "deciding": deciding,
        "production_date": _plain(row.production_date),
    }
    if row.status is LedgerStatus.PENDING:
        data["earliest"] = _plain(row.earliest)
    terms: Json = None
    if row.terms_id is not None and row.terms is not None:
        terms = {"id": row.terms_id, "version": row.terms.version, "clause": row.terms.clause}
    return data | {
        "reason": row.reason,
        "terms": terms,
        "location": _place(row.location),
    }


def plan_data(entry: PlanEntry) -> dict[str, Json]:
    """Return one entry of the plan."""
    window = None if entry.window is None else {"from": _plain(entry.window[0]), "until": _plain(entry.window[1])}
    return {
        "service": entry.update.service,
        "version": entry.update.version,
        "class": entry.update.update_class.value if entry.update.update_class else None,
        "environment": entry.environment,
        "production": entry.is_production,
        "planned": _plain(entry.planned),
        "overdue": entry.is_overdue,
        "window": window,
        "earliest": _plain(entry.earliest),
        "earliest_as_planned": _plain(entry.earliest_as_planned),
        "deciding_environment": entry.deciding_environment,
        "verify_from": _plain(entry.verify_from),
        "verify_until": _plain(entry.verify_until),
        "lead_as_planned": entry.lead_as_planned,
        "last_day_to_postpone": _plain(entry.last_day_to_postpone),
        "postponement": entry.postponement,
        "order": entry.order.value,
        "reason": entry.reason,
        "location": _place(entry.location),
    }


def conduct_data(finding: ConductFinding) -> dict[str, Json]:
    """Return one departure from the terms beside the lead."""
    return {
        "code": finding.code,
        "service": finding.update.service,
        "version": finding.update.version,
        "environment": finding.environment,
        "message": finding.message,
        "whose": finding.whose.value,
        "location": _place(finding.location),
    }


def _place(location: Location) -> dict[str, Json]:
    return {"file": location.file, "line": location.line, "column": location.column}


def normalised(inventory: Inventory) -> dict[str, Json]:
    """Return the inventory in its own format, with everything merged and nothing implied: reading it again gives the same inventory."""
    data: dict[str, Json] = {"schema": "reportgen/v1"}
    for name in ("organization", "report", "provider", "environments", "deployments", "external_services"):
        data[name] = _plain(getattr(inventory, name))
    if inventory.updates is not None:
        data["updates"] = [_update(update) for update in inventory.updates]
    for name in ("waivers", "evidence", "remediations"):
        data[name] = _plain(getattr(inventory, name))
    return data


def _update(update: Update) -> Json:
    data = _fields(update)
    data["applied"] = {name: _applied(value) for name, value in sorted(update.applied.items())}
    return {"class" if key == "update_class" else key: value for key, value in data.items()}


def _applied(value: tuple[Moment, ...] | Never) -> Json:
    if isinstance(value, Never):
        return value.value
    return _plain(value[0]) if len(value) == 1 else _plain(value)


def _fields(value: Any) -> dict[str, Json]:
    """Return the fields of a value of the model: unknown ones and places are left out, a scope becomes its lists."""
    data: dict[str, Json] = {}
    for item in fields(value):
        held = getattr(value, item.name)
        if isinstance(held, Scope):
            data |= {name: names for name, names in _fields(held).items() if names}
        elif held is not None and not item.name.endswith("origin") and (type(value), item.name) not in _NOT_WRITTEN:
            data[item.name] = _plain(held) if (type(value), item.name) != (NodePool, "labels") else dict(sorted(held))
    if isinstance(value, Environment) and value.management_cluster is not None:
        data["management_cluster"] = {key: held for key, held in _fields(value.management_cluster).items() if key in ("name", "kubernetes")}
    return data


_NOT_WRITTEN = frozenset({(Evidence, "sha256")})
"""What the model holds and no author writes: the digest of an evidence file stands among the report's inputs."""


def _plain(value: object) -> Json:
    if isinstance(value, BrandFile):
        return value.path
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(type(value).__name__)
