"""The first page: the whole in two minutes, worst first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from reportgen.findings import Advice, LedgerStatus, Notice, Severity, Status
from reportgen.language import day, number, tr, trc, trn
from reportgen.model import Stage
from reportgen.report.index import Index, counts
from reportgen.report.model import STATUS_BADGES, AdviceBlock, Badge, Card, Cell, Overview, Plain, Run, Table
from reportgen.report.places import deployment_rows
from reportgen.report.texts import finding_cells, framework_link
from reportgen.report.words import LEDGER_BADGES, joined, link, plain, requirement_runs, stated, table, value
from reportgen.vocabulary import said

_DECIDED = (LedgerStatus.KEPT, LedgerStatus.BREACHED, LedgerStatus.UNKNOWN)

SHOWN = 12
"""How many findings the overview lists; the rest stand on the pages of frameworks and deployments."""


def overview(index: Index) -> Overview:
    """Return the overview."""
    return Overview(
        sentences=tuple(sentences(index)),
        cards=tuple(_cards(index)),
        frameworks=_frameworks(index),
        worst=_findings(index, Status.NOT_SATISFIED, tr("Not satisfied, worst first")),
        unknown=_findings(index, Status.UNKNOWN, tr("What cannot be told, and what is missing")),
        expiring=_expiring(index),
        notices=_notices(index),
        advice=tuple(_advice(index.assessment.advice)),
        environments=_environments(index),
        applications=_applications(index),
        deployments=deployment_rows(index, index.inventory.deployments),
    )


def sentences(index: Index) -> Iterator[str]:
    """Yield what a reader with two minutes must know: what was judged, the outcome in numbers, and what nobody vouches for."""
    inventory = index.inventory
    yield trn(
        "On {day}, {n} Application Deployment in {environments} was held against {requirements} of {frameworks}.",
        "On {day}, {n} Application Deployments in {environments} were held against {requirements} of {frameworks}.",
        len(inventory.deployments),
        day=day(index.assessment.as_of),
        environments=trn("{n} Environment", "{n} Environments", len(inventory.environments)),
        requirements=trn("{n} requirement", "{n} requirements", len(index.assessment.requirements) - 1),
        frameworks=trn("{n} framework", "{n} frameworks", len(index.assessment.frameworks)),
    )
    numbers = counts(index.assessment.statuses)
    yield tr(
        "Of {total} verdicts, {failing} are “not satisfied” and {unknown} “cannot tell”; for {needed} somebody's attestation is needed,"
        " for {waived} a waiver holds.",
        total=number(sum(numbers.values())),
        failing=number(numbers[Status.NOT_SATISFIED]),
        unknown=number(numbers[Status.UNKNOWN]),
        needed=number(numbers[Status.ATTESTATION_NEEDED]),
        waived=number(numbers[Status.WAIVED]),
    )
    ledger = index.ledger_counts
    rows = sum(ledger.values())
    if index.assessment.ledger:
        yield trn(
            "Held against the provider's promise about the order of updates, {n} row of the ledger:"
            " {kept} kept, {breached} breached, {unknown} cannot be told, {others} with nothing to keep or not yet due.",
            "Held against the provider's promise about the order of updates, {n} rows of the ledger:"
            " {kept} kept, {breached} breached, {unknown} cannot be told, {others} with nothing to keep or not yet due.",
            rows,
            kept=number(ledger[LedgerStatus.KEPT]),
            breached=number(ledger[LedgerStatus.BREACHED]),
            unknown=number(ledger[LedgerStatus.UNKNOWN]),
            others=number(rows - sum(ledger[status] for status in _DECIDED)),
        )
    completeness = inventory.report.completeness
    if completeness is None:
        yield tr("Nobody attests that the inventory is complete: what is not in it was not judged.")
    else:
        yield tr(
            "{who} attested on {day} that nothing is missing from the inventory.", who=completeness.attested_by, day=day(completeness.on)
        )


def _cards(index: Index) -> Iterator[Card]:
    numbers = counts(index.assessment.statuses)
    for status in Status:
        badge = STATUS_BADGES[status]
        yield Card(value=number(numbers[status]), label=badge.text, tone=badge.tone)


def _frameworks(index: Index) -> Table:
    rows = []
    for framework in index.assessment.frameworks:
        numbers = counts(index.statuses_of_framework(framework.id))
        rows.append((framework_link(framework), *(plain(number(numbers[status])) for status in Status)))
    columns = ((tr("Framework"), 30), *((STATUS_BADGES[status].text, 10) for status in Status))
    caption = tr("State by framework: verdicts (requirement × subject) by status")
    return table(caption, columns, rows, tr("No framework is selected."))


def _findings(index: Index, status: Status, caption: str) -> Table:
    found = [f for f in index.worst_first if f.status is status]
    rows = [(requirement_runs(index.requirement(f.requirement)), *_three(finding_cells(f))) for f in found[:SHOWN]]
    if len(found) > SHOWN:
        caption = tr("{caption} ({shown} of {n} findings; the rest further on)", caption=caption, shown=number(SHOWN), n=number(len(found)))
    columns = ((tr("Requirement"), 25), (tr("Subject"), 17), (tr("Finding"), 42), (tr("Change in"), 16))
    return table(caption, columns, rows, tr("Nothing."))


def _three(cells: tuple[Cell, ...]) -> tuple[Cell, Cell, Cell]:
    subject, _status, text, place = cells
    return subject, text, place


def _expiring(index: Index) -> Table:
    rows = sorted(_dates(index), key=lambda row: row[0])
    cells = [(plain(day(date)), plain(what), (badge,)) for date, what, badge in rows]
    columns = ((tr("Day"), 16), (tr("What"), 62), (tr("State"), 22))
    return table(tr("What expired, and what expires or falls due next"), columns, cells)


def _dates(index: Index) -> Iterator[tuple[dt.date, str, Badge]]:
    as_of = index.assessment.as_of
    for item in sorted(index.inventory.evidence, key=lambda item: (item.id, item.requirement)):
        if item.valid_until is not None:
            what = tr("Evidence {id} for {requirement}", id=item.id, requirement=item.requirement)
            yield item.valid_until, what, _state(item.valid_until, as_of, _expired())
    for mend in sorted(index.inventory.remediations, key=lambda item: (item.requirement, item.owner or "")):
        if mend.due is not None:
            what = tr("Remediation for {requirement} ({owner})", requirement=mend.requirement, owner=mend.owner or tr("no owner"))
            yield mend.due, what, _state(mend.due, as_of, tr("overdue"))
    for waiver in sorted(index.inventory.waivers, key=lambda item: (item.id, item.requirement)):
        what = tr("Waiver {id} for {requirement}", id=waiver.id, requirement=waiver.requirement)
        yield waiver.expires, what, _state(waiver.expires, as_of, _expired())


def _expired() -> str:
    return tr("expired")


def _state(date: dt.date, as_of: dt.date, past: str) -> Badge:
    if date < as_of:
        return Badge(past, "✗", "bad", "past")
    left = (date - as_of).days
    return Badge(trn("in {n} day", "in {n} days", left), "…", "warn" if left <= 90 else "plain", "ahead")


def _notices(index: Index) -> Table:
    rows = [
        (_severity(notice), plain(notice.message), stated(str(notice.location) if notice.location else None))
        for notice in index.assessment.notices
    ]
    columns = ((trc("notice", "Kind"), 16), (tr("Notice"), 60), (tr("Written at"), 24))
    return table(tr("About the report's own inputs"), columns, rows, tr("Nothing to remark."))


def _severity(notice: Notice) -> Cell:
    if notice.severity is Severity.WARNING:
        return (Badge(tr("warning"), "!", "warn", "warning"),)
    return (Badge(tr("note"), "i", "plain", "info"),)


def _advice(advice: tuple[Advice, ...]) -> Iterator[AdviceBlock]:
    """Yield the recommendations; a ticket that several share stands under the first of them."""
    shown: set[str] = set()
    for item in advice:
        ticket = "" if item.ticket in shown else item.ticket
        shown.add(item.ticket)
        yield AdviceBlock(message=item.message, ticket=ticket, location=str(item.location) if item.location else "")


def _environments(index: Index) -> Table:
    rows = []
    for environment in index.inventory.environments:
        hosted = index.inventory.deployments_by_environment[environment.name]
        numbers = {status: sum(r.status is status for r in index.rows_by_environment.get(environment.name, ())) for status in LedgerStatus}
        ledger: list[Run] = [
            replace(badge, text=f"{n} {badge.text}") for badge, n in ((LEDGER_BADGES[s], n) for s, n in reversed(numbers.items())) if n
        ]
        rows.append(
            (
                (link(environment.name, "environment", environment.name), Plain(f" {environment.title}" if environment.title else "")),
                value(environment.designation),
                plain(number(len(environment.workload_clusters))),
                plain(number(len(hosted))),
                joined(ledger, " ") or plain("–"),
            )
        )
    columns = (
        (tr("Environment"), 30),
        (tr("Designation"), 18),
        (tr("Workload Clusters"), 12),
        (tr("Deployments"), 12),
        (tr("Updates reaching it"), 28),
    )
    return table(tr("Environments"), columns, rows, tr("No Environment."))


def _applications(index: Index) -> Table:
    rows = []
    for name, members in sorted(index.inventory.deployments_by_application.items()):
        numbers = counts(tuple(s for d in members for s in index.statuses_of(d)))
        rows.append(
            (
                (link(name, "application", name),),
                plain(", ".join(said(stage) for stage in Stage if any(d.stage is stage for d in members))),
                plain(number(len(members))),
                plain(number(numbers[Status.NOT_SATISFIED])),
                plain(number(numbers[Status.UNKNOWN])),
            )
        )
    columns = (
        (tr("Application"), 28),
        (tr("Stages"), 36),
        (tr("Deployments"), 12),
        (tr("Not satisfied"), 12),
        (tr("Cannot tell"), 12),
    )
    return table(tr("Applications"), columns, rows, tr("No application."))
