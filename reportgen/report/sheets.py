"""The report as sheets of plain values: what people filter, sort and count in a spreadsheet.

Each sheet has a row per verdict, subject or thing and its days as days, its numbers as numbers. What the inventory does not say is
written out; an empty cell would be taken for "none".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reportgen.checks import CHECKS
from reportgen.findings import Assessment, Finding, LedgerEntry, Recommendation, RequirementStatus, Status, WaiverUse
from reportgen.language import tr, trc
from reportgen.model import Deployment, Scope
from reportgen.report.back import USE_BADGES, scope_words
from reportgen.report.figures.wording import namespaces_words, separation_words
from reportgen.report.index import Index, counts
from reportgen.report.model import STATUS_BADGES, Book
from reportgen.report.words import (
    FORCE_WORDS,
    LEDGER_BADGES,
    VERIFICATION_WORDS,
    below,
    not_stated,
)
from reportgen.rules.sentences import level_words, shared_words, threshold_words
from reportgen.vocabulary import said

Value: TypeAlias = str | int | dt.date
Head: TypeAlias = tuple[str, int]
"""The title of a column, and its width in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Hold one sheet; ``rows`` are produced as they are written, since a fleet has a million verdicts."""

    name: str
    heads: tuple[Head, ...]
    rows: Iterator[tuple[Value, ...]]


def sheets(assessment: Assessment, book: Book) -> Iterator[Sheet]:
    """Yield the sheets of a report in their order."""
    index = Index(assessment)
    yield Sheet(name=tr("Report"), heads=((tr("What"), 26), (tr("Value"), 90)), rows=_about(book))
    yield Sheet(name=tr("Findings"), heads=_finding_heads(), rows=(_finding(index, f) for f in assessment.findings))
    yield Sheet(name=tr("Requirements"), heads=_requirement_heads(), rows=(_requirement(index, s) for s in assessment.statuses))
    deployments = sorted(assessment.inventory.deployments, key=lambda d: d.name)
    yield Sheet(name=tr("Deployments"), heads=_deployment_heads(), rows=(_deployment(index, d) for d in deployments))
    yield Sheet(name=tr("Pairs"), heads=_pair_heads(), rows=_pairs(assessment))
    yield Sheet(name=tr("Updates"), heads=_update_heads(), rows=(_update(row) for row in assessment.ledger))
    yield Sheet(name=tr("Waivers"), heads=_waiver_heads(), rows=_waivers(assessment))
    yield Sheet(name=tr("Evidence"), heads=_evidence_heads(), rows=_evidence(assessment))


def _about(book: Book) -> Iterator[tuple[Value, ...]]:
    cover = book.cover
    yield tr("Title"), cover.title
    yield tr("Organisation"), cover.organization
    yield tr("As of"), cover.as_of
    yield tr("Outcome"), cover.statement
    for line in cover.not_attested:
        yield tr("Not attested"), line
    yield tr("Note"), cover.disclaimer
    yield tr("Made by"), cover.generator


def _or_not_stated(value: Value | None) -> Value:
    return not_stated() if value is None else value


def _list(names: Sequence[str] | None) -> str:
    return not_stated() if names is None else ", ".join(names) or tr("none")


def _judged_heads() -> tuple[Head, ...]:
    return (
        (tr("Framework"), 20),
        (tr("Clause"), 16),
        (tr("Title"), 34),
        (tr("Subject"), 28),
        (tr("Kind"), 14),
        (tr("Status"), 18),
        (tr("Status code"), 18),
        (tr("Recommendation"), 20),
        (tr("Force of the text"), 14),
    )


def _judged(index: Index, verdict: Finding | RequirementStatus) -> tuple[Value, ...]:
    requirement = index.requirement(verdict.requirement)
    words = {Recommendation.MET: tr("met"), Recommendation.BELOW: below().text, None: "–"}
    return (
        requirement.framework,
        requirement.clause,
        requirement.title,
        verdict.subject,
        said(verdict.subject_kind),
        STATUS_BADGES[verdict.status].text,
        verdict.status.value,
        words[verdict.recommendation],
        FORCE_WORDS[requirement.text_force],
    )


def _finding_heads() -> tuple[Head, ...]:
    return (
        *_judged_heads(),
        (tr("Check"), 26),
        (tr("Finding"), 70),
        (tr("Required"), 26),
        (tr("Smallest change"), 40),
        (tr("Waiver"), 14),
        (tr("Mended by"), 18),
        (tr("Due"), 12),
        (tr("Ticket"), 14),
        (tr("File"), 30),
        (tr("Line"), 8),
        (tr("Finding's id"), 20),
    )


def _finding(index: Index, finding: Finding) -> tuple[Value, ...]:
    info, mend = CHECKS.get(finding.check), finding.remediation
    return (
        *_judged(index, finding),
        tr(info.title) if info else finding.check,
        finding.message,
        threshold_words(finding.required) if finding.required else "–",
        finding.smallest_change or "–",
        finding.waiver or "–",
        _or_not_stated(mend.owner) if mend else "–",
        _or_not_stated(mend.due) if mend else "–",
        _or_not_stated(mend.ticket) if mend else "–",
        finding.location.file,
        finding.location.line,
        finding.id,
    )


def _requirement_heads() -> tuple[Head, ...]:
    return (*_judged_heads(), (tr("Verified"), 30))


def _requirement(index: Index, status: RequirementStatus) -> tuple[Value, ...]:
    return (*_judged(index, status), VERIFICATION_WORDS[index.requirement(status.requirement).verification])


def _deployment_heads() -> tuple[Head, ...]:
    return (
        (tr("Deployment"), 26),
        (tr("Application"), 20),
        (tr("Stage"), 14),
        (tr("Environment"), 18),
        (tr("Workload Cluster"), 18),
        (tr("Namespace"), 18),
        (tr("Node pools"), 20),
        (tr("Uses"), 26),
        (tr("Security Zone"), 16),
        (tr("Protection need"), 16),
        (tr("Data"), 14),
        (tr("Data categories"), 22),
        (tr("End customer (tenant)"), 20),
        (tr("Feedback time"), 18),
        (tr("Access groups"), 26),
        (tr("Service account"), 18),
        (tr("Owner"), 18),
        *((STATUS_BADGES[status].text, 14) for status in Status),
    )


def _deployment(index: Index, d: Deployment) -> tuple[Value, ...]:
    outside = "–"
    return (
        d.name,
        d.application,
        said(d.stage),
        d.environment or outside,
        d.cluster or outside,
        d.namespace or outside,
        _list(d.node_pools),
        _list(d.uses),
        _or_not_stated(d.security_zone),
        said(d.protection_need) if d.protection_need else not_stated(),
        said(d.data) if d.data else not_stated(),
        _list(None if d.data_categories is None else [said(category) for category in d.data_categories]),
        _or_not_stated(d.tenant),
        said(d.feedback_time) if d.feedback_time else not_stated(),
        _list(d.access_groups),
        _or_not_stated(d.service_account),
        _or_not_stated(d.owner),
        *counts(index.statuses_of(d)).values(),
    )


def _pair_heads() -> tuple[Head, ...]:
    return (
        (tr("Application"), 20),
        (tr("One side"), 34),
        (tr("Other side"), 34),
        (tr("No."), 6),
        (tr("Level"), 16),
        (tr("Namespaces apart?"), 22),
        (tr("Nodes apart?"), 28),
        (tr("Hardware"), 14),
        (tr("Still shared"), 60),
    )


def _pairs(assessment: Assessment) -> Iterator[tuple[Value, ...]]:
    for application in assessment.applications:
        members = {group.id: ", ".join(group.members) for group in application.groups}
        for pair in application.pairs:
            isolation = pair.isolation
            yield (
                application.name,
                members[pair.a],
                members[pair.b] if pair.a != pair.b else tr("each other"),
                isolation.level.value,
                level_words(isolation.level),
                namespaces_words(isolation),
                separation_words(isolation),
                said(isolation.hardware),
                shared_words(isolation),
            )


def _update_heads() -> tuple[Head, ...]:
    return (
        (tr("Service"), 18),
        (tr("Version"), 18),
        (tr("Class"), 16),
        (tr("Environment"), 18),
        (tr("Promise"), 16),
        (tr("Lead (working days)"), 12),
        (tr("Non-production Environment"), 18),
        (tr("Day in non-production"), 14),
        (tr("Day in production"), 14),
        (tr("Earliest"), 14),
        (tr("Why"), 70),
        (tr("Terms"), 30),
    )


def _update(row: LedgerEntry) -> tuple[Value, ...]:
    terms = f"{row.terms_id} {row.terms.version}" if row.terms_id and row.terms else row.terms_id
    return (
        row.update.service,
        row.update.version,
        said(row.update.update_class) if row.update.update_class else not_stated(),
        row.environment,
        LEDGER_BADGES[row.status].text,
        "–" if row.lead is None else row.lead,
        row.deciding_environment or "–",
        row.deciding_date or "–",
        row.production_date or "–",
        row.earliest or "–",
        row.reason,
        terms or "–",
    )


def _waiver_heads() -> tuple[Head, ...]:
    return (
        (tr("Id"), 14),
        (tr("Requirement"), 26),
        (trc("subject", "For"), 40),
        (tr("State"), 18),
        (tr("Reason"), 50),
        (tr("Compensating control"), 50),
        (tr("Approved by"), 22),
        (tr("Approved on"), 14),
        (tr("Expires"), 14),
    )


def _waivers(assessment: Assessment) -> Iterator[tuple[Value, ...]]:
    for item, use in zip(assessment.inventory.waivers, assessment.waivers, strict=True):
        control = item.compensating_control or tr("no compensating control stated")
        yield (*_use(item.id, item.requirement, item.scope, use), item.reason, control, item.approved_by, item.approved_on, item.expires)


def _use(id: str, requirement: str, scope: Scope, use: WaiverUse) -> tuple[Value, ...]:  # noqa: A002
    return id, requirement, scope_words(scope), USE_BADGES[use.state].text


def _evidence_heads() -> tuple[Head, ...]:
    return (
        (tr("Id"), 14),
        (tr("Requirement"), 26),
        (trc("subject", "For"), 40),
        (tr("State"), 18),
        (tr("Statement"), 60),
        (tr("Link"), 40),
        (tr("File"), 30),
        (tr("SHA-256"), 30),
        (tr("Collected"), 14),
        (tr("Valid until"), 14),
    )


def _evidence(assessment: Assessment) -> Iterator[tuple[Value, ...]]:
    for item, use in zip(assessment.inventory.evidence, assessment.evidence, strict=True):
        until = item.valid_until or tr("no end stated")
        source = (item.link or "–", item.file or "–", item.sha256 or "–")
        yield (*_use(item.id, item.requirement, item.scope, use), item.statement, *source, item.collected, until)
