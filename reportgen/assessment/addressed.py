"""What of an assessment belongs to the recipient of a dossier: its neighbours are there to be compared with, and are not judged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from reportgen.assessment.statuses import statuses
from reportgen.findings import ApplicationIsolation, Assessment, Finding, Notice, WaiverUse
from reportgen.model import Evidence, Recipient, Waiver
from reportgen.rules import changes, facts, pairs

_OF_THE_WHOLE = ("remediation-unused", "service-undeclared")
"""Notices that say something of the whole fleet, which a dossier does not hold."""


def addressed(assessment: Assessment, recipient: Recipient) -> Assessment:
    """Return what is concluded about one recipient's deployments, the Environments they run in, and the updates there.

    What the organisation as a whole is asked is left out, and of an update what is decided over every deployment that it reaches.
    """
    inventory = assessment.inventory
    members = [d for d in inventory.deployments if recipient.owns(d)]
    names, places = {d.name for d in members}, {d.environment for d in members if d.environment}

    def concerns(finding: Finding) -> bool:
        if finding.subject_kind == "change":
            return not spans_deployments(finding.check) and finding.subject.rpartition("/")[2] in places
        return finding.subject_kind == "deployment" and finding.subject in names

    found = tuple(finding for finding in assessment.findings if concerns(finding))
    exceptions: dict[str, Waiver | Evidence] = {w.id: w for w in inventory.waivers} | {e.id: e for e in inventory.evidence}
    return replace(
        assessment,
        findings=found,
        statuses=tuple(statuses(found)),
        ledger=tuple(row for row in assessment.ledger if row.environment in places),
        applications=tuple(own for a in assessment.applications if (own := _application(a, names)).groups),
        weakest={name: found for name, found in assessment.weakest.items() if name in names},
        notices=tuple(n for n in assessment.notices if _may_be_told(n, exceptions.get(n.subject), names, places)),
        advice=tuple(a for a in assessment.advice if a.subjects and {*a.subjects} <= names),
        waivers=tuple(_use(use, names | places) for use in assessment.waivers),
        evidence=tuple(_use(use, names | places) for use in assessment.evidence),
        plan=tuple(entry for entry in assessment.plan if entry.environment in places),
        conduct=tuple(item for item in assessment.conduct if item.environment in places),
    )


def spans_deployments(check: str) -> bool:
    """Tell whether a check of an update is decided over every deployment that it reaches, so that neighbours have a part in it."""
    return check not in changes.CHECKS and (check in pairs.CHECKS or check in facts.CHECKS)


def _application(application: ApplicationIsolation, names: Collection[str]) -> ApplicationIsolation:
    """Return the groups of an application as far as they are the recipient's, and the pairs between these."""
    own = {group.id: tuple(member for member in group.members if member in names) for group in application.groups}
    groups = tuple(replace(group, id=own[group.id][0], members=own[group.id]) for group in application.groups if own[group.id])
    pairs = tuple(
        replace(pair, a=own[pair.a][0], b=own[pair.b][0])
        for pair in application.pairs
        if own[pair.a] and own[pair.b] and (pair.a != pair.b or len(own[pair.a]) > 1)
    )
    return replace(application, groups=tuple(sorted(groups, key=lambda g: g.id)), pairs=pairs)


def _may_be_told(notice: Notice, item: Waiver | Evidence | None, names: Collection[str], places: Collection[str]) -> bool:
    """Tell whether a notice is true of the recipient alone: whether an exception was of use to others is not known here."""
    if notice.code in _OF_THE_WHOLE:
        return False
    return item is None or ({*item.scope.deployments} <= {*names} and {*item.scope.environments} <= {*places})


def _use(use: WaiverUse, known: Collection[str]) -> WaiverUse:
    """Return what became of an exception as far as it is about the recipient's deployments, and updates of its Environments."""
    covers = tuple(subject for subject in use.covers if subject in known or subject.rpartition("/")[2] in known)
    return replace(use, covers=covers, idle=tuple(subject for subject in use.idle if subject in known))
