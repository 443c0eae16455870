"""Judge the requirements whose subjects are updates: one subject for every update and production Environment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportgen.assessment.deployments import DeploymentJudge, attestation_note, may_be_waived
from reportgen.assessment.verdict import Item, Verdict, decide
from reportgen.findings import LedgerEntry, Status
from reportgen.language import tr
from reportgen.model import Deployment
from reportgen.regulation import Requirement, Scope
from reportgen.rules import changes, facts, pairs
from reportgen.rules.case import Case
from reportgen.rules.outcome import attestation, not_applicable, unknown
from reportgen.waivers import WaiverBook

PLATFORM_LAYERS = frozenset({"kubespray"})
"""Services besides the terms' platform services whose updates change the platform under the applications."""


class UpdateJudge:
    """Judge one row of the ledger after another by every requirement of a change scope."""

    def __init__(self, case: Case, waivers: WaiverBook, deployments: DeploymentJudge) -> None:
        self._case = case
        self._waivers = waivers
        self._deployments = deployments
        self._pairs: dict[tuple[str, str, str], tuple[Item, ...]] = {}

    def verdicts(self, requirement: Requirement, row: LedgerEntry, checks: tuple[str, ...]) -> Iterator[tuple[str, Verdict]]:
        """Yield (check, verdict) for a row; nothing where the update is no subject of the requirement's scope."""
        is_patch = changes.is_patch(row.update)
        if requirement.scope is Scope.PATCH_EVENT and is_patch is False:
            return
        for check in checks:
            if requirement.scope is Scope.PATCH_EVENT and is_patch is None:
                open_class = unknown(tr("whether it is a security patch"), f"updates[{row.update.id}].class")
                yield check, decide([Item(outcome=open_class)])
            else:
                yield check, decide(self._items(requirement, row, check))

    def _items(self, requirement: Requirement, row: LedgerEntry, check: str) -> list[Item]:
        if check in changes.CHECKS:
            return [self._covered(Item(outcome=changes.judge(self._case, row, check, requirement)), requirement, row)]
        arrival = changes.reached(self._case, row)
        if arrival.status is not Status.SATISFIED:
            return [Item(outcome=arrival)]
        if check == "platform_update_level" and not self._is_platform(row):
            return [Item(outcome=not_applicable(tr("it is no update of the platform")))]
        if check in pairs.CHECKS or check in facts.CHECKS:
            return [self._covered(item, requirement, row) for item in self._hosted(requirement, row, check)]
        return [Item(outcome=attestation(attestation_note(check)))]

    def _is_platform(self, row: LedgerEntry) -> bool:
        platform = self._case.terms.platform_services if self._case.terms else ()
        return row.update.service in platform or row.update.service in PLATFORM_LAYERS

    def _covered(self, item: Item, requirement: Requirement, row: LedgerEntry) -> Item:
        if item.outcome.status is not Status.NOT_SATISFIED or not may_be_waived(requirement, item.isolation):
            return item
        if item.waiver is not None:
            self._waivers.use(item.waiver, row.subject)
        waiver = self._waivers.cover_update(requirement.id, row.subject, row.update.id)
        return item if item.waiver is not None else replace(item, waiver=waiver)

    def _hosted(self, requirement: Requirement, row: LedgerEntry, check: str) -> tuple[Item, ...]:
        """Judge the production deployments of the Environment against the non-production ones of their applications; once for all rows."""
        key = (requirement.id, row.environment, check)
        if key not in self._pairs:
            hosted = (d for d in self._case.inventory.deployments_by_environment[row.environment] if d.is_production)
            items = tuple(item for deployment in hosted for item in self._of_deployment(requirement, row, deployment, check))
            nothing = tr("none in this inventory: no production deployment in {environment}", environment=row.environment)
            self._pairs[key] = items or (Item(outcome=not_applicable(nothing)),)
        return self._pairs[key]

    def _of_deployment(self, requirement: Requirement, row: LedgerEntry, deployment: Deployment, check: str) -> list[Item]:
        if check in facts.CHECKS:
            return [Item(outcome=facts.CHECKS[check].judge(self._case, deployment), names=(deployment.name,), count=1)]
        found = self._deployments.pair_items(requirement, deployment, check, Scope.PROD_VS_NONPROD_SAME_APP, finding_of=row.subject)
        return [replace(item, names=tuple(f"{deployment.name} – {name}" for name in item.names)) for item in found]
