"""The codes of changes: what each says, how severe it is unless the user decides otherwise, and which code says the opposite.

A code never changes its meaning. ``CODES`` is keyed by code, in the order in which reports list equally severe changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reportgen.language import mark


class Severity(StrEnum):
    """Grade a change, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for the worst, growing."""
        return list(Severity).index(self)

    def reaches(self, threshold: Severity) -> bool:
        """Tell whether it is at least as severe as the threshold."""
        return self.rank <= threshold.rank


class Cause(StrEnum):
    """Say why a thing is another than before.

    ``system``: someone changed the inventory. ``method``: the tool, a catalogue or the terms changed; the same would have come without any
    change of the system. ``time``: only the day moved.
    """

    SYSTEM = "system"
    METHOD = "method"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeInfo:
    """Describe a code: its record, its severity where nobody decides otherwise, its meaning in a sentence.

    ``otherwise`` says when the severity is another one, "" = never. ``opposite`` is the code by which the same comparison the other way
    round would speak, "" = there is no single one.
    """

    record: str
    severity: Severity
    meaning: str
    opposite: str = ""
    otherwise: str = ""


def _code(record: str, severity: Severity, meaning: str, opposite: str = "", otherwise: str = "") -> CodeInfo:
    return CodeInfo(record=record, severity=severity, meaning=meaning, opposite=opposite, otherwise=otherwise)


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CODES: Final[Mapping[str, CodeInfo]] = {
    "isolation-lowered": _code(
        "isolation", _E, mark("A pair has lost a boundary that kept it apart, or the proof of one."), "isolation-raised"
    ),
    "sharing-begun": _code("isolation", _E, mark("Two deployments use one service instance or external service now."), "sharing-ended"),
    "finding-not-satisfied": _code("finding", _E, mark("A requirement is not satisfied now.")),
    "finding-unknown": _code(
        "finding",
        _E,
        mark("Nobody can tell now whether a requirement is satisfied."),
        otherwise=mark("a warning, unless it was satisfied, waived or attested"),
    ),
    "waiver-expired": _code("waiver", _E, mark("A waiver has ended and counts for nothing now.")),
    "evidence-expired": _code("evidence", _E, mark("A piece of evidence has ended and counts for nothing now.")),
    "update-breached": _code("update", _E, mark("An update broke the provider's promise.")),
    "update-unknown": _code(
        "update",
        _E,
        mark("Nobody can tell now whether an update kept the provider's promise, or it is no longer on record."),
        otherwise=mark("a warning, where the promise was not judged before"),
    ),
    "framework-dropped": _code(
        "selection", _E, mark("A framework, or a part of one by its baseline, is no longer asked for."), "framework-added"
    ),
    "waiver-added": _code("waiver", _E, mark("An exception was accepted, or an accepted one was changed."), "waiver-removed"),
    "waiver-removed": _code("waiver", _E, mark("An accepted exception was withdrawn, or was changed."), "waiver-added"),
    "environment-redesignated": _code(
        "environment",
        _W,
        mark("An Environment is designated otherwise towards the provider."),
        "environment-redesignated",
        otherwise=mark("an error, where it had a designation before"),
    ),
    "environment-removed": _code("environment", _W, mark("An Environment is gone."), "environment-added"),
    "deployment-reclassified": _code(
        "deployment",
        _W,
        mark("What a deployment is judged as changed: stage, data, Security Zone, protection need."),
        "deployment-reclassified",
    ),
    "finding-waived": _code("finding", _W, mark("A requirement is not satisfied and a waiver covers it now.")),
    "finding-attestation-needed": _code("finding", _W, mark("Somebody must attest a requirement now.")),
    "evidence-added": _code("evidence", _W, mark("A piece of evidence was added, or was changed."), "evidence-removed"),
    "evidence-removed": _code("evidence", _W, mark("A piece of evidence was withdrawn, or was changed."), "evidence-added"),
    "completeness-withdrawn": _code("evidence", _W, mark("Nobody says any more that nothing is missing from the inventory.")),
    "update-not-applicable": _code("update", _W, mark("The provider's promise is no longer judged for an update.")),
    "deployment-moved": _code("deployment", _I, mark("A deployment runs elsewhere."), "deployment-moved"),
    "environment-added": _code("environment", _I, mark("There is a new Environment."), "environment-removed"),
    "deployment-added": _code("deployment", _I, mark("There is a new deployment."), "deployment-removed"),
    "deployment-removed": _code("deployment", _I, mark("A deployment is gone."), "deployment-added"),
    "deployment-renamed": _code(
        "deployment", _I, mark("A deployment has another name and is the same in everything else."), "deployment-renamed"
    ),
    "isolation-raised": _code("isolation", _I, mark("A pair has won a boundary, or the proof of one."), "isolation-lowered"),
    "sharing-ended": _code(
        "isolation", _I, mark("Two deployments no longer use one service instance or external service."), "sharing-begun"
    ),
    "finding-satisfied": _code("finding", _I, mark("A requirement is satisfied now.")),
    "finding-attested": _code("finding", _I, mark("Somebody attests a requirement now.")),
    "finding-not-applicable": _code("finding", _I, mark("A requirement does not apply any more.")),
    "completeness-attested": _code("evidence", _I, mark("Somebody, or somebody else, or on another day, says that nothing is missing.")),
    "update-kept": _code("update", _I, mark("An update kept the provider's promise.")),
    "update-exempt": _code("update", _I, mark("An update is of a class for which no lead is promised.")),
    "update-pending": _code("update", _I, mark("An update has not reached production yet.")),
    "update-superseded": _code("update", _I, mark("Production had a later version without this one.")),
    "lead-shortened": _code("update", _I, mark("The recorded lead of an update is shorter than before.")),
    "framework-added": _code("selection", _I, mark("A framework, or more of one by its baseline, is asked for."), "framework-dropped"),
    "catalog-changed": _code("selection", _I, mark("A framework is judged by another edition of its catalogue."), "catalog-changed"),
    "terms-changed": _code("selection", _I, mark("Updates are judged by other terms of service."), "terms-changed"),
    "tool-changed": _code("selection", _I, mark("Another version of the tool judged."), "tool-changed"),
}


def order(code: str) -> int:
    """Return the place of a code in the order of reports."""
    return _ORDER[code]


_ORDER = {code: i for i, code in enumerate(CODES)}
