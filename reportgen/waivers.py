"""Waivers, evidence and remediations: which of them are valid on a day, what they cover, and which were of use."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Protocol

from reportgen.findings import WaiverUse
from reportgen.model import Deployment, Evidence, Inventory, Remediation, Scope, Waiver


def _names(scope: Scope, deployment: Deployment) -> bool:
    return deployment.name in scope.deployments or deployment.environment in scope.environments


def _environment(scope: Scope, deployment: Deployment) -> str | None:
    return deployment.environment if deployment.environment in scope.environments else None


class Group(Protocol):
    """Hold counterparts that waivers treat alike: one of them, the names of the first of them, and how many there are."""

    @property
    def example(self) -> Deployment:
        """Return one of them."""

    @property
    def members(self) -> tuple[str, ...]:
        """Return the names of the first of them."""

    @property
    def count(self) -> int:
        """Return how many there are."""


class WaiverBook:
    """Answer which valid waiver covers what, and remember which were of use."""

    def __init__(self, inventory: Inventory, as_of: dt.date) -> None:
        self._inventory = inventory
        self._as_of = as_of
        self._valid: dict[str, list[Waiver]] = defaultdict(list)
        self._used: dict[str, set[str]] = defaultdict(set)
        self._touched: dict[str, set[str]] = defaultdict(set)
        for waiver in inventory.waivers:
            if waiver.approved_on <= as_of <= waiver.expires:
                self._valid[waiver.requirement].append(waiver)

    def has_any(self, requirement: str) -> bool:
        """Tell whether a valid waiver names the requirement."""
        return requirement in self._valid

    def marks(self, requirement: str, deployment: Deployment) -> tuple[Hashable, ...]:
        """Return how the valid waivers of the requirement name the deployment: equal for two that all of them treat alike; empty = not.

        Those that are named themselves are told apart from those of a named Environment, and those of two Environments from each other.
        """
        found = (w for w in self._valid.get(requirement, ()) if _names(w.scope, deployment))
        return tuple((w.id, deployment.name in w.scope.deployments, _environment(w.scope, deployment)) for w in found)

    def cover(self, requirement: str, subject: str, deployment: Deployment, group: Group | None = None) -> str | None:
        """Return the id of the first valid waiver that names the deployment or the group, and remember all that do; None = none does.

        Call it for a failure only. ``subject`` is the subject of the finding, ``group`` the counterparts in a failure of pairs.
        """
        sides = (deployment,) if group is None else (deployment, group.example)
        found = [w for w in self._valid.get(requirement, ()) if any(_names(w.scope, side) for side in sides)]
        for waiver in found:
            self._used[waiver.id].add(subject)
            self._touched[waiver.id].update(name for side in sides for name in (side.name, str(side.environment)))
            if group is not None and group.example.name in waiver.scope.deployments:
                # Not all members of a large group are at hand; if it is named, none of those that are named is called idle.
                self._touched[waiver.id].update(group.members if len(group.members) == group.count else waiver.scope.deployments)
        return found[0].id if found else None

    def cover_update(self, requirement: str, subject: str, update: str) -> str | None:
        """Return the id of the first valid waiver that names ``service@version``, and remember all that do; None = none does."""
        found = [w for w in self._valid.get(requirement, ()) if update in w.scope.updates]
        for waiver in found:
            self._used[waiver.id].add(subject)
            self._touched[waiver.id].add(update)
        return found[0].id if found else None

    def use(self, waiver: str, subject: str) -> None:
        """Remember that a waiver that covered a failure did so for one more subject."""
        self._used[waiver].add(subject)

    def uses(self) -> tuple[WaiverUse, ...]:
        """Return what became of every waiver, in the order of the inventory."""
        return tuple(self._use_of(waiver) for waiver in self._inventory.waivers)

    def _use_of(self, waiver: Waiver) -> WaiverUse:
        used = tuple(sorted(self._used.get(waiver.id, ())))
        names = (*waiver.scope.deployments, *waiver.scope.environments, *waiver.scope.updates)
        idle = tuple(name for name in names if name not in self._touched.get(waiver.id, ()))
        state = _state(waiver.approved_on, waiver.expires, self._as_of) or ("unused" if not used else "too-broad" if idle else "applied")
        return WaiverUse(id=waiver.id, state=state, covers=used, idle=idle if state == "too-broad" else ())


def _state(start: dt.date, end: dt.date | None, as_of: dt.date) -> str | None:
    if end is not None and end < as_of:
        return "expired"
    return "not-yet-valid" if start > as_of else None


class EvidenceBook:
    """Answer which valid evidence attests what, and remember which was of use."""

    def __init__(self, inventory: Inventory, as_of: dt.date) -> None:
        self._inventory = inventory
        self._as_of = as_of
        self._valid: dict[str, list[Evidence]] = defaultdict(list)
        self._used: dict[str, set[str]] = defaultdict(set)
        for item in inventory.evidence:
            if _state(item.collected, item.valid_until, as_of) is None:
                self._valid[item.requirement].append(item)

    def for_deployment(self, requirement: str, check: str, deployment: Deployment, max_age_days: float | None) -> str | None:
        """Return the id of the evidence that attests the check for the deployment; None = nothing does."""
        return self._find(requirement, check, deployment.name, max_age_days, lambda scope: _names(scope, deployment))

    def for_change(self, requirement: str, check: str, update: str, environment: str, max_age_days: float | None) -> str | None:
        """Return the id of the evidence that names the update or the Environment."""
        subject = f"{update}/{environment}"
        return self._find(
            requirement, check, subject, max_age_days, lambda scope: update in scope.updates or environment in scope.environments
        )

    def _find(self, requirement: str, check: str, subject: str, max_age_days: float | None, covers: _Covers) -> str | None:
        for item in self._valid.get(requirement, ()):
            young = max_age_days is None or (self._as_of - item.collected).days <= max_age_days
            if young and (not item.checks or check in item.checks) and covers(item.scope):
                self._used[item.id].add(subject)
                return item.id
        return None

    def uses(self) -> tuple[WaiverUse, ...]:
        """Return what became of every piece of evidence, in the order of the inventory."""
        found = []
        for item in self._inventory.evidence:
            used = tuple(sorted(self._used.get(item.id, ())))
            state = _state(item.collected, item.valid_until, self._as_of) or ("applied" if used else "unused")
            found.append(WaiverUse(id=item.id, state=state, covers=used, idle=()))
        return tuple(found)


class _Covers(Protocol):
    def __call__(self, scope: Scope, /) -> bool: ...


class RemediationBook:
    """Answer who mends what."""

    def __init__(self, inventory: Inventory) -> None:
        self._by_requirement: Mapping[str, list[Remediation]] = defaultdict(list)
        for item in inventory.remediations:
            self._by_requirement[item.requirement].append(item)

    def has_any(self, requirement: str) -> bool:
        """Tell whether a remediation names the requirement."""
        return requirement in self._by_requirement

    def marks(self, requirement: str, deployment: Deployment) -> tuple[int, ...]:
        """Return which remediations of the requirement name the deployment or its Environment, by their place in the inventory."""
        return tuple(i for i, r in enumerate(self._by_requirement.get(requirement, ())) if _names(r.scope, deployment))

    def for_deployment(self, requirement: str, subject: Deployment, counterparts: Iterable[Deployment] = ()) -> Remediation | None:
        """Return the first remediation of the requirement that names the subject or its Environment, else one of the counterparts.

        As with waivers, either side of a pair may be the one that is mended.
        """
        found = self._by_requirement.get(requirement, ())
        sides = (subject, *counterparts) if found else ()
        return next((r for side in sides for r in found if _names(r.scope, side)), None)

    def for_change(self, requirement: str, update: str, environment: str) -> Remediation | None:
        """Return the first remediation of the requirement that names the update or the Environment."""
        found = self._by_requirement.get(requirement, ())
        return next((r for r in found if update in r.scope.updates or environment in r.scope.environments), None)
