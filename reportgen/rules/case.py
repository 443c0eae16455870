"""What every rule may look at: the inventory, its fleet, the ledger, and the day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from reportgen.calendar import WorkingDays
from reportgen.cohorts import Fleet
from reportgen.commitments import History
from reportgen.errors import Location
from reportgen.findings import LedgerEntry
from reportgen.model import Deployment, Inventory, Moment, Waiver
from reportgen.terms import Terms


class Case:
    """Hold one inventory on one day, with its ledger."""

    def __init__(self, inventory: Inventory, terms: Terms | None, as_of: dt.date, ledger: tuple[LedgerEntry, ...]) -> None:
        self.inventory = inventory
        self.terms = terms
        self.as_of = as_of
        self.ledger = ledger
        self.fleet = Fleet(inventory)

        self._working_days = WorkingDays(terms.calendar) if terms else None

    def day(self, moment: Moment) -> dt.date:
        """Return the day of a moment in the time zone of the provider's terms; in its own offset where no terms are named."""
        if self._working_days is not None:
            return self._working_days.local_day(moment)
        return moment.date() if isinstance(moment, dt.datetime) else moment

    @cached_property
    def history(self) -> History:
        """Return what is known of the updates on the day."""
        return History(inventory=self.inventory, terms=self.terms, as_of=self.as_of)

    @cached_property
    def organization(self) -> str:
        """Return the name by which findings about the organisation as a whole call it."""
        return self.inventory.organization.id or self.inventory.organization.name or "organisation"

    @cached_property
    def inventory_location(self) -> Location:
        """Return the place of the inventory's ``report`` entry: where findings about the whole point to."""
        return self.inventory.report.origin.location()

    @cached_property
    def nonproduction_by_application(self) -> Mapping[str, tuple[Deployment, ...]]:
        """Return the placed non-production deployments of each application, by name."""
        found: dict[str, list[Deployment]] = defaultdict(list)
        for deployment in self.fleet.deployments:
            if not deployment.is_production:
                found[deployment.application].append(deployment)
        return {name: tuple(deployments) for name, deployments in found.items()}

    @cached_property
    def rows_by_environment(self) -> Mapping[str, tuple[LedgerEntry, ...]]:
        """Return the ledger's rows of each production Environment."""
        found: dict[str, list[LedgerEntry]] = defaultdict(list)
        for row in self.ledger:
            found[row.environment].append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    def nonproduction_of(self, application: str) -> tuple[Deployment, ...]:
        """Return the placed non-production deployments of the application."""
        return self.nonproduction_by_application.get(application, ())

    @cached_property
    def valid_waivers(self) -> tuple[Waiver, ...]:
        """Return the waivers that are approved and have not ended."""
        return tuple(w for w in self.inventory.waivers if w.approved_on <= self.as_of <= w.expires)

    @cached_property
    def valid_waivers_by_update(self) -> Mapping[str, tuple[Waiver, ...]]:
        """Return the valid waivers that name each update, by ``service@version``."""
        found: dict[str, list[Waiver]] = defaultdict(list)
        for waiver in self.valid_waivers:
            for update in dict.fromkeys(waiver.scope.updates):
                found[update].append(waiver)
        return {update: tuple(waivers) for update, waivers in found.items()}
