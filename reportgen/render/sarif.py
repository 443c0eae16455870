"""What counts against an inventory as SARIF 2.1.0, for code scanning: findings beside the lines that would change.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, sections 3.11 (messages), 3.27 (results), 3.49 (rules).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from reportgen.checks import CHECKS
from reportgen.errors import Location
from reportgen.findings import Assessment, Finding, LedgerEntry, LedgerStatus, Notice, Status
from reportgen.regulation import TextForce
from reportgen.report.digest import open_rows
from reportgen.report.words import certainty
from reportgen.snapshot import Json

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
"""The identifier by which readers know the format; nothing is fetched."""

FINGERPRINT: Final = "reportgenFinding/v1"
"""The name of the fingerprint by which a result is the same from run to run."""

_REPORTED = (Status.NOT_SATISFIED, Status.UNKNOWN)
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LINK = re.compile(r"\[(?=[^\]\n]*\]\()")


def render_sarif(assessment: Assessment, *, version: str, base: str = "") -> bytes:
    """Return the log with a final line feed: what is not satisfied, what cannot be told, broken and open promises, expired waivers.

    ``version`` is that of the tool. ``base`` is the inventory's directory as seen from where the reader looks for files, "" = that very
    directory. A ``should`` that is not met, and what cannot be told, are warnings; the rest are errors.
    """
    results = list(_results(assessment, base.rstrip("/")))
    ids = sorted({str(result["ruleId"]) for result in results})
    place = {id_: i for i, id_ in enumerate(ids)}
    log: Json = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "reportgen", "version": version, "rules": [_rule(id_) for id_ in ids]}},
                "columnKind": "unicodeCodePoints",
                "properties": {"asOf": assessment.as_of.isoformat()},
                "results": [{**result, "ruleIndex": place[str(result["ruleId"])]} for result in results],
            }
        ],
    }
    return (json.dumps(log, ensure_ascii=False, indent=1) + "\n").encode()


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
    result = _result(finding.code, "error" if is_error else "warning", text, finding.location, finding.id, base)
    return result | {
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
    return _result(f"{_LEDGER}.{row.status.value}", level, text, row.location, _digest(_LEDGER, row.subject), base)


def _notice(notice: Notice, base: str) -> dict[str, Json]:
    return _result(notice.code, "error", notice.message, notice.location, _digest(notice.code, notice.subject), base)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]


def _result(rule: str, level: str, text: str, location: Location | None, fingerprint: str, base: str) -> dict[str, Json]:
    result: dict[str, Json] = {
        "ruleId": rule,
        "level": level,
        "message": {"text": _message(text)},
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if location is not None:
        region: Json = {"startLine": location.line, "startColumn": location.column}
        uri = quote(f"{base}/{location.file}" if base else location.file, safe="/")
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}]
    return result


def _message(text: str) -> str:
    """Return text that no reader takes for a placeholder or an embedded link."""
    return _LINK.sub(r"\\[", _PLACEHOLDER.sub(r"{{\1}}", text))


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
    return {
        "id": id_,
        "name": "".join(word.capitalize() for word in re.split(r"[-.]", id_)),
        "shortDescription": {"text": title},
        "fullDescription": {"text": help_text or title},
        "help": {"text": advice},
        "defaultConfiguration": {"level": "warning" if outcome in ("cannot-tell", "unknown") else "error"},
        "properties": {"tags": ["compliance", check]},
    }


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
