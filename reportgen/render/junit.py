"""The verdicts as JUnit XML, for build servers: one suite per framework, one case per requirement, subject and check."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final
from xml.etree import ElementTree as ET

from reportgen.findings import Assessment, Finding, LedgerEntry, LedgerStatus, Status

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u009f]")


class Outcome(Enum):
    """Name what a build server knows of a case; ``PASSED`` has no element of its own."""

    PASSED = ""
    FAILURE = "failure"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hold one case; ``kind`` is the code of the finding, ``details`` what stands below the message."""

    group: str
    name: str
    outcome: Outcome
    kind: str
    message: str
    details: str


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
    root = ET.Element("testsuites", name=f"reportgen {assessment.as_of.isoformat()}")
    every: list[Case] = []
    for name, cases in _suites(assessment):
        _count(ET.SubElement(root, "testsuite", name=_xml(name)), cases)
        every += cases
        for case in cases:
            _case(root[-1], case)
    _count(root, every)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


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


def _count(element: ET.Element, cases: Iterable[Case]) -> None:
    found = [case.outcome for case in cases]
    element.set("tests", str(len(found)))
    element.set("failures", str(found.count(Outcome.FAILURE)))
    element.set("errors", str(found.count(Outcome.ERROR)))
    element.set("skipped", str(found.count(Outcome.SKIPPED)))


def _case(suite: ET.Element, case: Case) -> None:
    element = ET.SubElement(suite, "testcase", classname=_xml(case.group), name=_xml(case.name))
    if case.outcome is Outcome.PASSED:
        return
    told = ET.SubElement(element, case.outcome.value, message=_xml(case.message))
    if case.outcome is not Outcome.SKIPPED:
        told.set("type", case.kind)
    told.text = _xml(case.details)


def _xml(text: str) -> str:
    """Return the text with a replacement for each character that XML forbids."""
    return _NOT_IN_XML.sub(_REPLACEMENT, text)
