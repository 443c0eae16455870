"""Hold a dossier against the report it was made from: the recipient's verdicts have to be the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from reportgen.assessment.addressed import spans_deployments
from reportgen.dossier.names import Names
from reportgen.findings import Assessment, Status

Key: TypeAlias = tuple[str, str, str]
"""Requirement, subject, check."""


def changed_verdicts(whole: Assessment, dossier: Assessment, names: Names) -> tuple[str, ...]:
    """Return what has another status in a dossier than in the report of the whole fleet; empty = nothing has.

    Updates that a dossier leaves out are not asked for; what they do to a deployment's verdict is.
    """
    there = {(f.requirement, f.subject, f.check): f.status for f in dossier.findings}
    known = {u.id for u in dossier.inventory.updates or ()}
    rows = {row.subject: (row.status.value, row.lead) for row in dossier.ledger}
    true_rows = {
        f"{names.update(row.update.id)}/{names.place(row.environment)}": (row.status.value, row.lead)
        for row in whole.ledger
        if row.environment in names.places and names.update(row.update.id) in known
    }
    expected = dict(_expected(whole, names, known))
    return (*_different(expected, there), *(f"the row {key}" for key in sorted(_keys(true_rows, rows))))


def _different(expected: Mapping[Key, Status], there: Mapping[Key, Status]) -> Iterator[str]:
    for key in sorted(expected.keys() | there.keys()):
        if expected.get(key) is not there.get(key):
            yield f"{' '.join(key)}: {expected.get(key)} and {there.get(key)}"


def _keys(a: Mapping[str, object], b: Mapping[str, object]) -> set[str]:
    return {key for key in a.keys() | b.keys() if a.get(key) != b.get(key)}


def _expected(whole: Assessment, names: Names, known: Collection[str]) -> Iterator[tuple[Key, Status]]:
    mine = {d.name for d in names.members}
    for finding in whole.findings:
        if finding.subject_kind == "deployment" and finding.subject in mine:
            yield (finding.requirement, finding.subject, finding.check), finding.status
        elif finding.subject_kind == "change" and not spans_deployments(finding.check):
            update, _, environment = finding.subject.rpartition("/")
            if environment in names.places and names.update(update) in known:
                yield (finding.requirement, f"{names.update(update)}/{names.place(environment)}", finding.check), finding.status
