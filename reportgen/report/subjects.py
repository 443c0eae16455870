"""Pages about deployments: what holds for each, what does not, and what to change."""

from __future__ import annotations

from collections import defaultdict

from reportgen.checks import CHECKS
from reportgen.findings import CounterpartGroup, Finding, LedgerEntry, LedgerStatus, Recommendation, RequirementStatus, Status
from reportgen.model import Deployment
from reportgen.report.anchors import finding_anchor, verdict_anchor
from reportgen.report.index import Index, counts
from reportgen.report.model import STATUS_BADGES, Badge, Card, Cell, DeploymentPage, FindingBlock, Group, Link, Plain, Run, Table
from reportgen.report.words import (
    BELOW,
    LEDGER_BADGES,
    NOT_STATED,
    certainty,
    code,
    count,
    day,
    facets,
    isolation_words,
    joined,
    lead_words,
    link,
    location_cell,
    named,
    plain,
    requirement_runs,
    stated,
    status_cell,
    table,
    threshold_cell,
)
from reportgen.rules.sentences import level_words, listed, shared_words

SCOPE_WORDS = {
    "prod_vs_nonprod_same_app": "non-production of the same application",
    "prod_vs_nonprod_any_app": "any non-production deployment",
    "different_security_zones": "another Security Zone or protection need",
    "different_applications": "another application",
    "different_customers": "another end customer",
    "cde_vs_other": "deployments without cardholder data",
    "very_high_protection_need_vs_any": "any other deployment (protection need very high)",
    "clearinghouse_vs_rest_of_organisation": "the rest of the organisation",
    "each_deployment": "any other deployment",
    "production_deployment": "any other deployment (as production)",
    "nonprod_with_production_data": "any other deployment (as holder of customer or realistic data)",
    "medical_device_software_production": "any other deployment (as medical device software)",
}


def deployment_page(index: Index, deployment: Deployment) -> DeploymentPage:
    """Return the page of one deployment."""
    statuses = index.statuses_of(deployment)
    open_ones = [f for f in index.worst_first if f.subject_kind == "deployment" and f.subject == deployment.name]
    return DeploymentPage(
        name=deployment.name,
        sentence=_sentence(deployment),
        verdict=tuple(_card(status, number) for status, number in counts(statuses).items() if number),
        facts=_facts(deployment),
        weakest=_weakest(index, deployment),
        open_findings=tuple(finding_block(index, f) for f in open_ones),
        statements=statements(index, statuses),
        requirements=_requirements(index, deployment),
        commitments=_commitments(index, deployment),
    )


def _sentence(deployment: Deployment) -> str:
    what = f"{deployment.name} is the {deployment.stage} deployment of {deployment.application}"
    if not deployment.is_placed:
        return f"{what}; it runs outside every Environment and takes no part in pairs."
    return f"{what}, in Namespace {deployment.namespace} of Workload Cluster {deployment.cluster}, Environment {deployment.environment}."


def _card(status: Status, number: int) -> Card:
    badge = STATUS_BADGES[status]
    return Card(value=f"{badge.mark} {number}", label=badge.text, tone=badge.tone)


def _facts(d: Deployment) -> tuple[tuple[str, Cell], ...]:
    release = f"{d.release.kind} {d.release.name or ''}".strip() if d.release else None
    return (
        ("Application", (link(d.application, "application", d.application),)),
        ("Environment", (link(d.environment, "environment", d.environment),) if d.environment else plain("none")),
        ("Node pools", named(d.node_pools)),
        ("Uses", named(d.uses)),
        ("Release", stated(release)),
        ("Security Zone", stated(d.security_zone)),
        ("Protection need", stated(d.protection_need.value if d.protection_need else None)),
        ("Data", _data(d)),
        ("Medical device", stated({True: "yes", False: "no", None: None}[d.medical_device])),
        ("Access groups", named(d.access_groups)),
        ("Service account", stated(d.service_account)),
        ("Observers", named(d.observers)),
        ("End customer (tenant)", stated(d.tenant)),
        ("Owner", stated(d.owner)),
        ("Written at", code(f"{d.origin.file}:{d.origin.line}")),
    )


def _data(d: Deployment) -> Cell:
    categories = None if d.data_categories is None else ", ".join(d.data_categories) or "no special category"
    return plain("; ".join(part for part in (d.data.value if d.data else None, categories) if part) or NOT_STATED)


def _weakest(index: Index, deployment: Deployment) -> Table:
    rows = [
        (
            plain(SCOPE_WORDS.get(w.scope, w.scope)),
            (link(w.counterpart, "deployment", w.counterpart),),
            plain(f"{level_words(w.isolation.level)} ({facets(w.isolation)})"),
            plain(shared_words(w.isolation)),
        )
        for w in index.assessment.weakest.get(deployment.name, ())
    ]
    columns = (("Compared with", 26), ("Weakest counterpart", 22), ("Isolation", 26), ("Still shared", 26))
    return table("Least isolation by scope (for orientation: verdicts take all counterparts)", columns, rows, "No counterpart.")


def finding_block(index: Index, finding: Finding) -> FindingBlock:
    """Return one finding in full."""
    requirement = index.requirement(finding.requirement)
    info = CHECKS.get(finding.check)
    title = info.title if info else finding.check.replace("_", " ")
    return FindingBlock(
        anchor=finding_anchor(finding),
        heading=(*requirement_runs(requirement), Plain(f" – {title}")),
        badge=STATUS_BADGES[finding.status],
        message=finding.message,
        facts=tuple(_finding_facts(index, finding)),
    )


def _finding_facts(index: Index, finding: Finding) -> list[tuple[str, Cell]]:
    facts: list[tuple[str, Cell]] = []
    if finding.check in ("isolation_level", "platform_update_level", "manufacturer_required_level"):
        facts.append(("Required", threshold_cell(finding.required)))
        facts.append(("Recommended", threshold_cell(finding.recommended)))
        facts.append(("Floor for exceptions", threshold_cell(finding.exception_floor)))
    facts += [(_group_label(group), _group_cell(group)) for group in finding.counterparts[:6]]
    if len(finding.counterparts) > 6:
        facts.append(("And", plain(f"{len(finding.counterparts) - 6} more groups of counterparts, in report.json")))
    if finding.smallest_change:
        facts.append(("Smallest change", plain(finding.smallest_change)))
    if finding.missing:
        facts.append(("To state", joined([*(code(field)[0] for field in finding.missing[:6])])))
    if finding.remediation:
        facts.append(("Remediation", plain(remediation_words(finding))))
    facts.append(("To change in", location_cell(finding)))
    facts.append(("Certainty", plain(certainty(index.requirement(finding.requirement)))))
    return facts


def remediation_words(finding: Finding) -> str:
    """Say who mends it by when; "" where nobody does."""
    mend = finding.remediation
    if mend is None:
        return ""
    parts = [mend.owner or "nobody named", f"due {mend.due.isoformat()}" if mend.due else "no date", mend.ticket or ""]
    return ", ".join(part for part in parts if part)


def _group_label(group: CounterpartGroup) -> str:
    return f"{STATUS_BADGES[group.outcome].mark} {count(group.count, 'counterpart')}" if group.isolation else "Which"


def _group_cell(group: CounterpartGroup) -> Cell:
    names = listed(group.members, group.count, most=12)
    details = [isolation_words(group.isolation)] if group.isolation else []
    details += [group.note] if group.note else []
    return plain(f"{names}: {'; '.join(details)}" if details else names)


def statements(index: Index, statuses: tuple[RequirementStatus, ...]) -> tuple[Group, ...]:
    """Return the requirements in groups by status, worst first, each named by framework and clause."""
    by_status: dict[Status, list[RequirementStatus]] = defaultdict(list)
    for status in statuses:
        by_status[status.status].append(status)
    below = [status for status in statuses if status.recommendation is Recommendation.BELOW]
    found = [*((STATUS_BADGES[status], by_status[status]) for status in Status), (BELOW, below)]
    return tuple(
        Group(badge=badge, members=joined(requirement_link(index, s.requirement) for s in members), count=len(members))
        for badge, members in found
        if members
    )


def requirement_link(index: Index, requirement: str) -> Link:
    """Return a requirement's id as a link to its clause; ids are unique where clauses of two frameworks are not."""
    found = index.requirement(requirement)
    return link(requirement, "framework", found.framework, requirement)


def _requirements(index: Index, deployment: Deployment) -> Table:
    order = {requirement: i for i, requirement in enumerate(index.assessment.requirements)}
    by_requirement: dict[str, list[Finding]] = defaultdict(list)
    for finding in index.findings_of(deployment):
        by_requirement[finding.requirement].append(finding)
    statuses = sorted(index.statuses_of(deployment), key=lambda s: (s.status.rank, order[s.requirement]))
    rows = [
        (
            requirement_runs(index.requirement(s.requirement)),
            status_cell(s.status, s.recommendation),
            _messages(by_requirement[s.requirement], s),
        )
        for s in statuses
    ]
    anchors = [verdict_anchor(s.requirement) for s in statuses]
    columns = (("Requirement", 34), ("Status", 18), ("Why", 48))
    return table("Every requirement that was judged for this deployment", columns, rows, "No requirement was judged.", anchors)


def _messages(findings: list[Finding], status: RequirementStatus) -> Cell:
    """Return the sentences that decide, one after the other."""
    deciding = [f.message for f in findings if f.status is status.status]
    runs: list[Run] = [Plain(message) for message in dict.fromkeys(deciding)]
    return joined(runs, " ")


def _commitments(index: Index, deployment: Deployment) -> Table:
    rows = [ledger_cells(row) for row in index.rows_by_environment.get(str(deployment.environment), ()) if _concerns(row)]
    return table("Updates of the Environment that this deployment runs in", LEDGER_COLUMNS, rows, "No update of a production Environment.")


def _concerns(row: LedgerEntry) -> bool:
    return row.status is not LedgerStatus.NOT_APPLICABLE


LEDGER_COLUMNS = (("Update", 18), ("Class", 11), ("Non-production", 16), ("Production", 15), ("Lead", 6), ("Promise", 12), ("Why", 22))


def ledger_cells(row: LedgerEntry) -> tuple[Cell, ...]:
    """Return one row of the ledger."""
    deciding = f"{row.deciding_environment} {day(row.deciding_date)}" if row.deciding_environment else "–"
    badge: Badge = LEDGER_BADGES[row.status]
    return (
        plain(f"{row.update.id}"),
        stated(row.update.update_class.value if row.update.update_class else None),
        plain(deciding),
        plain(f"{row.environment} {day(row.production_date)}" if row.production_date else row.environment),
        plain(lead_words(row)),
        (badge,),
        plain(row.reason),
    )
