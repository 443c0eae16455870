"""Judge the requirements whose subjects are updates: one subject for every update and production Environment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportgen.assessment.deployments import DeploymentJudge, attestation_note
from reportgen.assessment.verdict import Item, Verdict, decide
from reportgen.findings import LedgerEntry, Status
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
                open_class = unknown("whether it is a security patch", f"updates[{row.update.id}].class")
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
            return [Item(outcome=not_applicable("it is no update of the platform"))]
        if check in pairs.CHECKS or check in facts.CHECKS:
            return [self._covered(item, requirement, row) for item in self._hosted(requirement, row.environment, check)]
        return [Item(outcome=attestation(attestation_note(check)))]

    def _is_platform(self, row: LedgerEntry) -> bool:
        platform = self._case.terms.platform_services if self._case.terms else ()
        return row.update.service in platform or row.update.service in PLATFORM_LAYERS

    def _covered(self, item: Item, requirement: Requirement, row: LedgerEntry) -> Item:
        waiver = self._waivers.naming_update(requirement.id, row.update.id)
        if waiver is None or item.outcome.status is not Status.NOT_SATISFIED or item.waiver is not None:
            return item
        self._waivers.use(waiver, row.subject, (row.update.id,))
        return replace(item, waiver=waiver)

    def _hosted(self, requirement: Requirement, environment: str, check: str) -> tuple[Item, ...]:
        """Judge the production deployments of the Environment against the non-production ones of their applications."""
        key = (requirement.id, environment, check)
        if key not in self._pairs:
            hosted = (d for d in self._case.inventory.deployments_by_environment[environment] if d.is_production)
            items = tuple(item for deployment in hosted for item in self._of_deployment(requirement, deployment, check))
            nothing = Item(outcome=not_applicable(f"none in this inventory: no production deployment in {environment}"))
            self._pairs[key] = items or (nothing,)
        return self._pairs[key]

    def _of_deployment(self, requirement: Requirement, deployment: Deployment, check: str) -> list[Item]:
        if check in facts.CHECKS:
            return [Item(outcome=facts.CHECKS[check].judge(self._case, deployment), names=(deployment.name,), count=1)]
        found = self._deployments.pair_items(requirement, deployment, check, Scope.PROD_VS_NONPROD_SAME_APP)
        return [replace(item, names=tuple(f"{deployment.name} – {name}" for name in item.names)) for item in found]
