"""Pages about deployments: what holds for each, what does not, and what to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from reportgen import language
from reportgen.checks import CHECKS
from reportgen.findings import CounterpartGroup, Finding, LedgerEntry, LedgerStatus, Recommendation, RequirementStatus, Status
from reportgen.language import Said, mark, number, tr, trc, trn
from reportgen.model import Deployment
from reportgen.report.anchors import finding_anchor, verdict_anchor
from reportgen.report.index import Index, counts
from reportgen.report.model import STATUS_BADGES, Badge, Card, Cell, DeploymentPage, Detail, FindingBlock, Group, Link, Plain, Run, Table
from reportgen.report.words import (
    LEDGER_BADGES,
    below,
    certainty,
    code,
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
    value,
    yes_or_no,
)
from reportgen.rules import own
from reportgen.rules.sentences import level_words, listed, shared_words
from reportgen.vocabulary import said

SCOPE_WORDS: Final = Said(
    {
        "prod_vs_nonprod_same_app": mark("non-production of the same application"),
        "prod_vs_nonprod_any_app": mark("any non-production deployment"),
        "different_security_zones": mark("another Security Zone or protection need"),
        "different_applications": mark("another application"),
        "different_customers": mark("another end customer"),
        "cde_vs_other": mark("deployments without cardholder data"),
        "very_high_protection_need_vs_any": mark("any other deployment (protection need very high)"),
        "clearinghouse_vs_rest_of_organisation": mark("the rest of the organisation"),
        "each_deployment": mark("any other deployment"),
        "production_deployment": mark("any other deployment (as production)"),
        "nonprod_with_production_data": mark("any other deployment (as holder of customer or realistic data)"),
        "medical_device_software_production": mark("any other deployment (as medical device software)"),
    }
)


def deployment_page(index: Index, deployment: Deployment) -> DeploymentPage:
    """Return the page of one deployment."""
    statuses = index.statuses_of(deployment)
    open_ones = index.worst_by_subject.get(("deployment", deployment.name), ())
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
    stage, name, application = said(deployment.stage), deployment.name, deployment.application
    if not deployment.is_placed:
        return tr(
            "{deployment} is the {stage} deployment of {application}; it runs outside every Environment and takes no part in pairs.",
            deployment=name,
            stage=stage,
            application=application,
        )
    return tr(
        "{deployment} is the {stage} deployment of {application}, in Namespace {namespace} of Workload Cluster {cluster},"
        " Environment {environment}.",
        deployment=name,
        stage=stage,
        application=application,
        namespace=deployment.namespace,
        cluster=deployment.cluster,
        environment=deployment.environment,
    )


def _card(status: Status, times: int) -> Card:
    badge = STATUS_BADGES[status]
    return Card(value=f"{badge.mark} {number(times)}", label=badge.text, tone=badge.tone)


def _facts(d: Deployment) -> tuple[tuple[str, Cell], ...]:
    release = f"{d.release.kind} {d.release.name or ''}".strip() if d.release else None
    return (
        (tr("Application"), (link(d.application, "application", d.application),)),
        (tr("Environment"), (link(d.environment, "environment", d.environment),) if d.environment else plain(trc("Environment", "none"))),
        (tr("Node pools"), named(d.node_pools)),
        (tr("Uses"), named(d.uses)),
        (tr("Release"), stated(release)),
        (tr("Security Zone"), stated(d.security_zone)),
        (tr("Protection need"), value(d.protection_need)),
        (tr("Data"), _data(d)),
        (tr("Medical device"), yes_or_no(d.medical_device)),
        (tr("Access groups"), named(d.access_groups)),
        (tr("Service account"), stated(d.service_account)),
        (tr("Observers"), named(None if d.observers is None else [said(group) for group in d.observers])),
        (tr("End customer (tenant)"), stated(d.tenant)),
        (tr("Owner"), stated(d.owner)),
        (tr("Written at"), code(f"{d.origin.file}:{d.origin.line}")),
    )


def _data(d: Deployment) -> Cell:
    categories = None if d.data_categories is None else ", ".join(map(said, d.data_categories)) or tr("no special category")
    return stated("; ".join(part for part in (said(d.data) if d.data else None, categories) if part) or None)


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
    columns = ((tr("Compared with"), 26), (tr("Weakest counterpart"), 22), (tr("Isolation"), 26), (tr("Still shared"), 26))
    caption = tr("Least isolation by scope (for orientation: verdicts take all counterparts)")
    return table(caption, columns, rows, tr("No counterpart."))


OWN_CHECKS: Final = Said({own.CHECK: mark("Stage matches designation")})
"""What the check of reportgen's own rule looks at; the table of checks that a catalogue can name does not have it."""


def finding_block(index: Index, finding: Finding) -> FindingBlock:
    """Return one finding in full."""
    requirement = index.requirement(finding.requirement)
    info = CHECKS.get(finding.check)
    title = tr(info.title) if info else OWN_CHECKS[finding.check]
    return FindingBlock(
        anchor=finding_anchor(finding),
        heading=(*requirement_runs(requirement), Plain(f" – {title}")),
        badge=STATUS_BADGES[finding.status],
        message=finding.message,
        details=tuple(_details(index, finding)),
    )


def _details(index: Index, finding: Finding) -> Iterator[Detail]:
    asked = finding.check in ("isolation_level", "platform_update_level", "manufacturer_required_level")
    if asked:
        yield Detail(kind="threshold", label=tr("Required"), value=threshold_cell(finding.required))
        yield Detail(kind="threshold", label=tr("Recommended"), value=threshold_cell(finding.recommended))
        yield Detail(kind="threshold", label=tr("Floor for exceptions"), value=threshold_cell(finding.exception_floor))
    for group in finding.counterparts[:GROUPS_SHOWN]:
        kind = "counterparts" if group.isolation else "which"
        yield Detail(kind=kind, label=_group_label(group), value=_group_cell(group))
    hidden = len(finding.counterparts) - GROUPS_SHOWN
    if hidden > 0:
        words = trn("{n} more group of counterparts, in report.json", "{n} more groups of counterparts, in report.json", hidden)
        yield Detail(kind="more-counterparts", label=tr("And"), value=plain(words))
    if finding.smallest_change:
        yield Detail(kind="change", label=tr("Smallest change"), value=plain(finding.smallest_change))
    if finding.missing:
        fields = joined([*(code(field)[0] for field in finding.missing[:FIELDS_SHOWN])])
        yield Detail(kind="to-state", label=tr("To state"), value=fields)
    if finding.remediation:
        yield Detail(kind="remediation", label=tr("Remediation"), value=plain(remediation_words(finding)))
    yield Detail(kind="place", label=tr("To change in"), value=location_cell(finding))
    sure = certainty(index.requirement(finding.requirement))
    yield Detail(kind="certainty", label=tr("Certainty"), value=plain(sure))


GROUPS_SHOWN: Final = 6
FIELDS_SHOWN: Final = 6


def remediation_words(finding: Finding) -> str:
    """Say who mends it by when; "" where nobody does."""
    mend = finding.remediation
    if mend is None:
        return ""
    due = tr("due {day}", day=language.day(mend.due)) if mend.due else tr("no date")
    parts = [mend.owner or tr("nobody named"), due, mend.ticket or ""]
    return ", ".join(part for part in parts if part)


def _group_label(group: CounterpartGroup) -> str:
    if group.isolation is None:
        return tr("Which")
    return f"{STATUS_BADGES[group.outcome].mark} {trn('{n} counterpart', '{n} counterparts', group.count)}"


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
    lacking = [status for status in statuses if status.recommendation is Recommendation.BELOW]
    found = [*((STATUS_BADGES[status], by_status[status]) for status in Status), (below(), lacking)]
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
    columns = ((tr("Requirement"), 34), (tr("Status"), 18), (tr("Why"), 48))
    caption = tr("Every requirement that was judged for this deployment")
    return table(caption, columns, rows, tr("No requirement was judged."), anchors)


def _messages(findings: list[Finding], status: RequirementStatus) -> Cell:
    """Return the sentences that decide, one after the other."""
    deciding = [f.message for f in findings if f.status is status.status]
    runs: list[Run] = [Plain(message) for message in dict.fromkeys(deciding)]
    return joined(runs, " ")


def _commitments(index: Index, deployment: Deployment) -> Table:
    rows = [ledger_cells(row) for row in index.rows_by_environment.get(str(deployment.environment), ()) if _concerns(row)]
    caption = tr("Updates of the Environment that this deployment runs in")
    return table(caption, ledger_columns(), rows, tr("No update of a production Environment."))


def _concerns(row: LedgerEntry) -> bool:
    return row.status is not LedgerStatus.NOT_APPLICABLE


def ledger_columns() -> tuple[tuple[str, int], ...]:
    """Return the columns of the ledger, with percents of the width."""
    return (
        (tr("Update"), 18),
        (tr("Class"), 11),
        (tr("Non-production"), 16),
        (tr("Production"), 15),
        (tr("Lead"), 6),
        (tr("Promise"), 12),
        (tr("Why"), 22),
    )


def ledger_cells(row: LedgerEntry) -> tuple[Cell, ...]:
    """Return one row of the ledger."""
    deciding = f"{row.deciding_environment} {day(row.deciding_date)}" if row.deciding_environment else "–"
    badge: Badge = LEDGER_BADGES[row.status]
    return (
        plain(f"{row.update.id}"),
        value(row.update.update_class),
        plain(deciding),
        plain(f"{row.environment} {day(row.production_date)}" if row.production_date else row.environment),
        plain(lead_words(row)),
        (badge,),
        plain(row.reason),
    )
