"""A report in parts: one for each Environment, application or end customer, and a page that lists them.

Each part holds what concerns its deployments, with the Environments that they run in; what the whole organisation is asked for stands in
every part. Nothing is left out of all of them: what belongs to none makes a part of its own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from reportgen.findings import Assessment, Status
from reportgen.language import number, tr, trn
from reportgen.model import Deployment, Inventory, Scope
from reportgen.report.index import counts
from reportgen.report.model import STATUS_BADGES, PartEntry, PartsPage
from reportgen.report.words import code, plain, table
from reportgen.slug import slug


class Split(StrEnum):
    """Name what a report can be split by."""

    ENVIRONMENT = "environment"
    APPLICATION = "application"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Hold one part: ``key`` is the name it is split by, "" for what has none, ``assessment`` what concerns it."""

    split: Split
    key: str
    assessment: Assessment

    @property
    def title(self) -> str:
        """Return what the part is about, in words."""
        if not self.key:
            return _rest(self.split)
        if self.split is Split.ENVIRONMENT:
            return tr("Environment {name}", name=self.key)
        if self.split is Split.APPLICATION:
            return tr("Application {name}", name=self.key)
        return tr("End customer {name}", name=self.key)


def _rest(split: Split) -> str:
    if split is Split.ENVIRONMENT:
        return tr("Outside every Environment")
    if split is Split.APPLICATION:
        return tr("Environments without an application")
    return tr("Without an end customer")


_KEY: Final[dict[Split, Callable[[Deployment], str | None]]] = {
    Split.ENVIRONMENT: lambda deployment: deployment.environment,
    Split.APPLICATION: lambda deployment: deployment.application,
    Split.TENANT: lambda deployment: deployment.tenant,
}


def keys(inventory: Inventory, split: Split) -> tuple[str, ...]:
    """Return the key of every part: the names sorted, "" last where something has none."""
    found = {_KEY[split](deployment) or "" for deployment in inventory.deployments}
    if split is Split.ENVIRONMENT:
        found |= {environment.name for environment in inventory.environments}
    elif _idle(inventory):
        found.add("")
    return (*sorted(found - {""}), *([""] if "" in found else []))


def _idle(inventory: Inventory) -> set[str]:
    """Return the Environments that no deployment runs in."""
    return {environment.name for environment in inventory.environments} - {d.environment for d in inventory.deployments if d.environment}


def part(assessment: Assessment, split: Split, key: str) -> Part:
    """Return one part of a report by its key."""
    inventory = assessment.inventory
    members = tuple(d for d in inventory.deployments if (_KEY[split](d) or "") == key)
    places = {d.environment for d in members if d.environment}
    if split is Split.ENVIRONMENT:
        places |= {key} & {environment.name for environment in inventory.environments}
    elif not key:
        places |= _idle(inventory)
    return Part(split=split, key=key, assessment=_restricted(assessment, members, places))


def _restricted(assessment: Assessment, members: tuple[Deployment, ...], places: set[str]) -> Assessment:
    """Return what concerns some deployments and Environments, and the whole organisation."""
    inventory, names = assessment.inventory, {deployment.name for deployment in members}
    applications = {deployment.application for deployment in members}

    def concerns(kind: str, subject: str) -> bool:
        if kind == "deployment":
            return subject in names
        if kind == "environment":
            return subject in places
        return subject.rpartition("/")[2] in places if kind == "change" else True

    def covers(scope: Scope) -> bool:
        return bool(names & {*scope.deployments} or places & {*scope.environments} or scope.updates) or scope == Scope()

    waivers = [i for i, item in enumerate(inventory.waivers) if covers(item.scope)]
    evidence = [i for i, item in enumerate(inventory.evidence) if covers(item.scope)]
    return replace(
        assessment,
        inventory=replace(
            inventory,
            environments=tuple(environment for environment in inventory.environments if environment.name in places),
            deployments=members,
            waivers=_picked(inventory.waivers, waivers),
            evidence=_picked(inventory.evidence, evidence),
            remediations=tuple(item for item in inventory.remediations if covers(item.scope)),
        ),
        findings=tuple(f for f in assessment.findings if concerns(f.subject_kind, f.subject)),
        statuses=tuple(s for s in assessment.statuses if concerns(s.subject_kind, s.subject)),
        ledger=tuple(row for row in assessment.ledger if row.environment in places),
        applications=tuple(a for a in assessment.applications if a.name in applications),
        weakest={name: found for name, found in assessment.weakest.items() if name in names},
        advice=tuple(item for item in assessment.advice if not item.subjects or (names | places | applications) & {*item.subjects}),
        waivers=_picked(assessment.waivers, waivers),
        evidence=_picked(assessment.evidence, evidence),
        plan=tuple(entry for entry in assessment.plan if entry.environment in places),
        conduct=tuple(item for item in assessment.conduct if item.environment is None or item.environment in places),
    )


_Item = TypeVar("_Item")


def _picked(items: tuple[_Item, ...], places: Iterable[int]) -> tuple[_Item, ...]:
    return tuple(items[i] for i in places)


def file_names(split: Split, wanted: Iterable[str]) -> dict[str, str]:
    """Return what the file of each part ends with, by its key: readable, and different for different keys."""
    ends = {key: f"{split}-{slug(key)}" if key else f"{split}-rest" for key in wanted}
    often = Counter(ends.values())
    return {key: end if often[end] == 1 else f"{end}-{hashlib.sha256(key.encode()).hexdigest()[:8]}" for key, end in ends.items()}


def parts_page(parts: Iterable[tuple[Part, str]]) -> PartsPage:
    """Return the page that lists the parts; each comes with the name of its file."""
    listed = [(item, file, counts(item.assessment.statuses)) for item, file in parts]
    shown = (Status.NOT_SATISFIED, Status.UNKNOWN, Status.ATTESTATION_NEEDED)
    rows = [
        (
            plain(item.title),
            plain(number(len(item.assessment.inventory.deployments))),
            *(plain(number(numbers[status])) for status in shown),
            code(file),
        )
        for item, file, numbers in listed
    ]
    columns = (
        (tr("Part"), 28),
        (tr("Deployments"), 12),
        *((STATUS_BADGES[status].text, 10) for status in shown),
        (tr("File"), 30),
    )
    return PartsPage(
        sentence=trn(
            "This report is split into {n} part. What the whole organisation is asked for stands in each of them, so their sums can be"
            " more than those of the whole.",
            "This report is split into {n} parts. What the whole organisation is asked for stands in each of them, so their sums can be"
            " more than those of the whole.",
            len(listed),
        ),
        entries=table(tr("The parts of this report"), columns, rows),
        parts=tuple(PartEntry(title=item.title, file=file) for item, file, _ in listed),
    )
