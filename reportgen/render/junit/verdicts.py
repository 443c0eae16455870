"""The verdicts as JUnit XML, for build servers: one suite per framework, one case per requirement, subject and check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reportgen.findings import Assessment, Finding, LedgerEntry, LedgerStatus, Status
from reportgen.render.junit.suites import Case, Outcome, suites

_OF_FINDING = {
    Status.NOT_SATISFIED: Outcome.FAILURE,
    Status.UNKNOWN: Outcome.ERROR,
    Status.ATTESTATION_NEEDED: Outcome.SKIPPED,
    Status.WAIVED: Outcome.SKIPPED,
    Status.ATTESTED: Outcome.PASSED,
    Status.SATISFIED: Outcome.PASSED,
    Status.NOT_APPLICABLE: Outcome.SKIPPED,
}

_OF_ROW = {
    LedgerStatus.BREACHED: Outcome.FAILURE,
    LedgerStatus.UNKNOWN: Outcome.ERROR,
    LedgerStatus.KEPT: Outcome.PASSED,
}


def render_junit(assessment: Assessment) -> bytes:
    """Return the verdicts as UTF-8 XML with a final line feed.

    ``failure``: not satisfied, or a promise broken, or a waiver expired; ``error``: cannot be told; ``skipped``: it does not apply, needs
    somebody's attestation, or is waived, with the reason. No case has a time: nothing was measured.
    """
    return suites(f"reportgen {assessment.as_of.isoformat()}", _suites(assessment))


def _suites(assessment: Assessment) -> Iterator[tuple[str, list[Case]]]:
    by_framework: dict[str, list[Case]] = defaultdict(list)
    for finding in assessment.findings:
        by_framework[assessment.requirements[finding.requirement].framework].append(_of_finding(finding))
    order = dict.fromkeys([*(framework.id for framework in assessment.frameworks), *by_framework])
    yield from ((name, by_framework.get(name, [])) for name in order)
    if assessment.ledger:
        yield "the provider's promise", [_of_row(row) for row in assessment.ledger]
    if assessment.waivers:
        yield "waivers", list(_waivers(assessment))


def _of_finding(finding: Finding) -> Case:
    change = [f"Smallest change: {finding.smallest_change}"] if finding.smallest_change else []
    return Case(
        group=finding.requirement,
        name=f"{finding.subject}: {finding.check}",
        outcome=_OF_FINDING[finding.status],
        kind=finding.code,
        message=finding.message,
        details="\n".join([str(finding.location), *change, f"finding {finding.id}"]),
    )


def _of_row(row: LedgerEntry) -> Case:
    return Case(
        group="update-ledger",
        name=row.subject,
        outcome=_OF_ROW.get(row.status, Outcome.SKIPPED),
        kind=f"update-ledger.{row.status.value}",
        message=row.reason,
        details=str(row.location),
    )


def _waivers(assessment: Assessment) -> Iterator[Case]:
    messages = {(notice.code, notice.subject): notice for notice in assessment.notices}
    for use in assessment.waivers:
        notice = messages.get((f"waiver-{use.state}", use.id))
        yield Case(
            group="waivers",
            name=use.id,
            outcome=Outcome.FAILURE if use.state == "expired" else Outcome.PASSED,
            kind=f"waiver-{use.state}",
            message=notice.message if notice else "",
            details=str(notice.location) if notice and notice.location else "",
        )
