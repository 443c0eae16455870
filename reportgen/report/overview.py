"""The first page: the whole in two minutes, worst first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from reportgen.findings import Advice, LedgerStatus, Notice, Severity, Status
from reportgen.report.index import Index, counts
from reportgen.report.model import STATUS_BADGES, AdviceBlock, Badge, Card, Cell, Overview, Plain, Run, Table
from reportgen.report.places import deployment_rows
from reportgen.report.texts import finding_cells, framework_link
from reportgen.report.words import LEDGER_BADGES, count, joined, link, plain, requirement_runs, stated, table

SHOWN = 12
"""How many findings the overview lists; the rest stand on the pages of frameworks and deployments."""


def overview(index: Index) -> Overview:
    """Return the overview."""
    return Overview(
        sentences=tuple(sentences(index)),
        cards=tuple(_cards(index)),
        frameworks=_frameworks(index),
        worst=_findings(index, Status.NOT_SATISFIED, "Not satisfied, worst first"),
        unknown=_findings(index, Status.UNKNOWN, "What cannot be told, and what is missing"),
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
    yield (
        f"On {index.assessment.as_of.isoformat()}, {count(len(inventory.deployments), 'Application Deployment')} in "
        f"{count(len(inventory.environments), 'Environment')} {'was' if len(inventory.deployments) == 1 else 'were'} held against "
        f"{count(len(index.assessment.requirements) - 1, 'requirement')} of {count(len(index.assessment.frameworks), 'framework')}."
    )
    numbers = counts(index.assessment.statuses)
    yield (
        f"Of {sum(numbers.values())} verdicts, {numbers[Status.NOT_SATISFIED]} are “not satisfied” and {numbers[Status.UNKNOWN]} "
        f"“cannot tell”; for {numbers[Status.ATTESTATION_NEEDED]} somebody's attestation is needed, "
        f"for {numbers[Status.WAIVED]} a waiver holds."
    )
    ledger = index.ledger_counts
    if index.assessment.ledger:
        yield (
            f"Held against the provider's promise about the order of updates, {count(sum(ledger.values()), 'row')} of the ledger: "
            f"{ledger[LedgerStatus.KEPT]} kept, {ledger[LedgerStatus.BREACHED]} breached, {ledger[LedgerStatus.UNKNOWN]} cannot be told."
        )
    completeness = inventory.report.completeness
    if completeness is None:
        yield "Nobody attests that the inventory is complete: what is not in it was not judged."
    else:
        yield f"{completeness.attested_by} attested on {completeness.on.isoformat()} that nothing is missing from the inventory."


def _cards(index: Index) -> Iterator[Card]:
    numbers = counts(index.assessment.statuses)
    for status in Status:
        badge = STATUS_BADGES[status]
        yield Card(value=str(numbers[status]), label=badge.text, tone=badge.tone)


def _frameworks(index: Index) -> Table:
    rows = []
    for framework in index.assessment.frameworks:
        numbers = counts(index.statuses_of_framework(framework.id))
        rows.append((framework_link(framework), *(plain(str(numbers[status])) for status in Status)))
    columns = (("Framework", 30), *((STATUS_BADGES[status].text, 10) for status in Status))
    return table("State by framework: verdicts (requirement × subject) by status", columns, rows, "No framework is selected.")


def _findings(index: Index, status: Status, caption: str) -> Table:
    found = [f for f in index.worst_first if f.status is status]
    rows = [(requirement_runs(index.requirement(f.requirement)), *_three(finding_cells(f))) for f in found[:SHOWN]]
    more = f" ({SHOWN} of {len(found)}; the rest further on)" if len(found) > SHOWN else ""
    columns = (("Requirement", 25), ("Subject", 17), ("Finding", 42), ("Change in", 16))
    return table(caption + more, columns, rows, "Nothing.")


def _three(cells: tuple[Cell, ...]) -> tuple[Cell, Cell, Cell]:
    subject, _status, text, place = cells
    return subject, text, place


def _expiring(index: Index) -> Table:
    rows = sorted(_dates(index), key=lambda row: (row[0], row[1]))
    cells = [(plain(day.isoformat()), plain(what), (badge,)) for day, what, badge in rows]
    return table("What expired, and what expires or falls due next", (("Day", 16), ("What", 62), ("State", 22)), cells)


def _dates(index: Index) -> Iterator[tuple[dt.date, str, Badge]]:
    as_of = index.assessment.as_of
    for waiver in index.inventory.waivers:
        yield waiver.expires, f"Waiver {waiver.id} for {waiver.requirement}", _state(waiver.expires, as_of, "expired")
    for item in index.inventory.evidence:
        if item.valid_until is not None:
            yield item.valid_until, f"Evidence {item.id} for {item.requirement}", _state(item.valid_until, as_of, "expired")
    for mend in index.inventory.remediations:
        if mend.due is not None:
            yield mend.due, f"Remediation for {mend.requirement} ({mend.owner or 'no owner'})", _state(mend.due, as_of, "overdue")


def _state(day: dt.date, as_of: dt.date, past: str) -> Badge:
    if day < as_of:
        return Badge(past, "✗", "bad")
    left = (day - as_of).days
    return Badge(f"in {count(left, 'day')}", "…", "warn" if left <= 90 else "plain")


def _notices(index: Index) -> Table:
    rows = [
        (_severity(notice), plain(notice.message), stated(str(notice.location) if notice.location else None))
        for notice in index.assessment.notices
    ]
    return table("About the report's own inputs", (("Kind", 16), ("Notice", 60), ("Written at", 24)), rows, "Nothing to remark.")


def _severity(notice: Notice) -> Cell:
    return (Badge("warning", "!", "warn") if notice.severity is Severity.WARNING else Badge("note", "i", "plain"),)


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
            Badge(f"{n} {LEDGER_BADGES[s].text}", LEDGER_BADGES[s].mark, LEDGER_BADGES[s].tone) for s, n in numbers.items() if n
        ]
        rows.append(
            (
                (link(environment.name, "environment", environment.name), Plain(f" {environment.title}" if environment.title else "")),
                stated(environment.designation.value if environment.designation else None),
                plain(str(len(environment.workload_clusters))),
                plain(str(len(hosted))),
                joined(ledger, " ") or plain("–"),
            )
        )
    columns = (("Environment", 30), ("Designation", 18), ("Workload Clusters", 12), ("Deployments", 12), ("Updates reaching it", 28))
    return table("Environments", columns, rows, "No Environment.")


def _applications(index: Index) -> Table:
    rows = []
    for name in sorted({d.application for d in index.inventory.deployments}):
        members = [d for d in index.inventory.deployments if d.application == name]
        numbers = counts(tuple(s for d in members for s in index.statuses_of(d)))
        rows.append(
            (
                (link(name, "application", name),),
                plain(", ".join(sorted({d.stage.value for d in members}, key=[s.value for s in type(members[0].stage)].index))),
                plain(str(len(members))),
                plain(str(numbers[Status.NOT_SATISFIED])),
                plain(str(numbers[Status.UNKNOWN])),
            )
        )
    columns = (("Application", 28), ("Stages", 36), ("Deployments", 12), ("Not satisfied", 12), ("Cannot tell", 12))
    return table("Applications", columns, rows, "No application.")
