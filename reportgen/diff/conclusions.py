"""From an assessment to the facts that changes are made of."""

from __future__ import annotations

from reportgen.diff.model import CatalogStamp, Side, TermsStamp
from reportgen.diff.state import Conclusions, FindingFact, FindingKey, RowFact, State, WeakestFact
from reportgen.findings import Assessment, Finding, LedgerEntry
from reportgen.model import Inventory
from reportgen.regulation import Framework
from reportgen.terms import Terms


def state_of(assessment: Assessment, *, tool: str, release: str | None = None) -> State:
    """Return an assessment as one side of a comparison; ``tool`` is the version that made it."""
    inventory = assessment.inventory
    side = Side(
        release=release,
        as_of=assessment.as_of,
        organization=organization(inventory),
        tool=tool,
        catalogs=tuple(catalog_stamp(assessment.catalog.framework_by_id[id_]) for id_ in sorted(f.id for f in assessment.frameworks)),
        terms=None if assessment.terms is None else terms_stamp(assessment.terms, inventory),
        environments=len(inventory.environments),
        deployments=len(inventory.deployments),
    )
    return State(side=side, inventory=inventory, conclusions=conclude(assessment))


def organization(inventory: Inventory) -> str:
    """Return how readers know whose inventory it is; "" = it does not say."""
    return inventory.organization.name or inventory.organization.id or ""


def catalog_stamp(framework: Framework) -> CatalogStamp:
    """Return what identifies the edition of a framework, the organisation's own changes to it included."""
    overrides = tuple((r.id, r.override.record) for r in framework.requirements if r.override)
    return CatalogStamp(id=framework.id, version=framework.version, sha256=framework.sha256, overrides=overrides)


def terms_stamp(terms: Terms, inventory: Inventory) -> TermsStamp:
    """Return what identifies the terms that judge an inventory."""
    pinned = inventory.provider.terms_version
    return TermsStamp(id=terms.id, title=terms.title, sha256=terms.sha256, version=pinned.isoformat() if pinned else None)


def conclude(assessment: Assessment) -> Conclusions:
    """Return the facts of an assessment."""
    return Conclusions(
        findings={finding_key(f): FindingFact(status=f.status, message=f.message, location=f.location) for f in assessment.findings},
        rows={row.subject: _row(row) for row in assessment.ledger},
        applications=assessment.applications,
        weakest={
            name: {w.scope: WeakestFact(counterpart=w.counterpart, level=w.isolation.level, shared=w.isolation.shared) for w in found}
            for name, found in assessment.weakest.items()
        },
        waivers={use.id: use.state for use in assessment.waivers},
        evidence={use.id: use.state for use in assessment.evidence},
    )


def finding_key(finding: Finding) -> FindingKey:
    """Return what a finding is about; the organisation has no name here."""
    return key_of(finding.requirement, finding.subject_kind, finding.subject, finding.check)


def key_of(requirement: str, subject_kind: str, subject: str, check: str) -> FindingKey:
    """Return the key of a finding by its parts."""
    return (requirement, subject_kind, "" if subject_kind == "organization" else subject, check)


def _row(row: LedgerEntry) -> RowFact:
    return RowFact(
        service=row.update.service,
        version=row.update.version,
        environment=row.environment,
        status=row.status,
        lead=row.lead,
        reason=row.reason,
        location=row.location,
    )
