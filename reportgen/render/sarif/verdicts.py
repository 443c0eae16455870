"""What counts against an inventory, beside the lines that would change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from reportgen.checks import CHECKS
from reportgen.findings import Assessment, Finding, LedgerEntry, LedgerStatus, Notice, Status
from reportgen.regulation import TextForce
from reportgen.render.sarif.log import described, log, result
from reportgen.report.digest import open_rows
from reportgen.report.words import certainty
from reportgen.snapshot import Json

FINGERPRINT: Final = "reportgenFinding/v1"
"""The name of the fingerprint by which a result is the same from run to run."""

_REPORTED = (Status.NOT_SATISFIED, Status.UNKNOWN)


def render_sarif(assessment: Assessment, *, version: str, base: str = "") -> bytes:
    """Return the log with a final line feed: what is not satisfied, what cannot be told, broken and open promises, expired waivers.

    ``version`` is that of the tool. ``base`` is the inventory's directory as seen from where the reader looks for files, "" = that very
    directory. A ``should`` that is not met, and what cannot be told, are warnings; the rest are errors.
    """
    results = list(_results(assessment, base.rstrip("/")))
    return log(results, _rule, version=version, properties={"asOf": assessment.as_of.isoformat()})


def _results(assessment: Assessment, base: str) -> Iterator[dict[str, Json]]:
    for finding in assessment.findings:
        if finding.status in _REPORTED:
            yield _finding(assessment, finding, base)
    for row in open_rows(assessment):
        yield _row(row, base)
    for notice in assessment.notices:
        if notice.code == "waiver-expired":
            yield _notice(notice, base)


def _finding(assessment: Assessment, finding: Finding, base: str) -> dict[str, Json]:
    requirement = assessment.requirements[finding.requirement]
    change = f" Smallest change: {finding.smallest_change}" if finding.smallest_change else ""
    is_error = finding.status is Status.NOT_SATISFIED and requirement.text_force is TextForce.MUST
    text = f"{requirement.id}: {finding.message}{change}"
    level = "error" if is_error else "warning"
    return result(finding.code, level, text, finding.location, (FINGERPRINT, finding.id), base) | {
        "properties": {
            "requirement": requirement.id,
            "clause": requirement.clause,
            "subject": finding.subject,
            "status": finding.status.value,
            "certainty": certainty(requirement),
        }
    }


def _row(row: LedgerEntry, base: str) -> dict[str, Json]:
    level = "error" if row.status is LedgerStatus.BREACHED else "warning"
    text = f"{row.subject}: {row.reason}"
    return result(f"{_LEDGER}.{row.status.value}", level, text, row.location, (FINGERPRINT, _digest(_LEDGER, row.subject)), base)


def _notice(notice: Notice, base: str) -> dict[str, Json]:
    return result(notice.code, "error", notice.message, notice.location, (FINGERPRINT, _digest(notice.code, notice.subject)), base)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]


# Rules


_LEDGER = "update-ledger"

_OUTCOMES = {
    "fails": "The inventory shows that it does not hold.",
    "cannot-tell": "The inventory does not say; what is absent is unknown, never taken to be fine.",
    "breached": "An update reached production without the lead that the provider's terms promise for non-production.",
    "unknown": "The inventory does not say when or in which class an update came, so nobody can tell whether the promise was kept.",
}


def _rule(id_: str) -> Json:
    check, _, outcome = id_.partition(".")
    title, question = _about(check)
    help_text = f"{question} {_OUTCOMES.get(outcome, '')}".strip()
    advice = f"Run `reportgen explain INVENTORY DEPLOYMENT` for the reasons, and `reportgen catalog show` for the requirement. {help_text}"
    level = "warning" if outcome in ("cannot-tell", "unknown") else "error"
    return described(id_, title=title, text=help_text, help_text=advice, level=level, tag=check)


def _about(check: str) -> tuple[str, str]:
    """Return the title and the question of a rule's check."""
    if check == _LEDGER:
        return (
            "Non-production before production",
            "Did non-production have the update with the promised lead before production?",
        )
    if check == "waiver-expired":
        return "Waiver expired", "Is every accepted exception still within its time? An expired one counts for nothing."
    info = CHECKS.get(check.replace("-", "_"))
    return (info.title, info.question) if info else (check.replace("-", " ").capitalize(), "")
