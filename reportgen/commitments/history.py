"""Where an update runs and when it arrived, as known on one day.

Facts dated after that day are not yet known: an application that lies ahead has not happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reportgen.calendar import WorkingDays
from reportgen.findings import NonProductionApplication
from reportgen.model import NEVER, Designation, Environment, Inventory, Moment, Never, Update
from reportgen.terms import Terms

PLATFORM = ("welkin",)
"""The services that run in every Environment where no terms are named that say so."""


def production_environments(inventory: Inventory) -> tuple[Environment, ...]:
    """Return the Environments that are designated production or host a deployment of the stage production, in the inventory's order."""
    return tuple(
        environment
        for environment in inventory.environments
        if environment.designation is Designation.PRODUCTION or hosts_production(inventory, environment)
    )


def hosts_production(inventory: Inventory, environment: Environment) -> bool:
    """Tell whether a deployment of the stage production runs there."""
    return any(deployment.is_production for deployment in inventory.deployments_by_environment[environment.name])


def has_entry(update: Update, environment: str) -> bool:
    """Tell whether the update says anything of that Environment: applied, never, or planned."""
    return environment in update.applied or environment in update.planned


def began_with(environment: Environment, update: Update, terms: Terms | None) -> bool:
    """Tell whether the Environment came into service after the release, so that it began with this version or a later one."""
    if environment.in_service is None or update.released is None or has_entry(update, environment.name):
        return False
    days = WorkingDays(terms.calendar) if terms else None
    return environment.in_service > day_of(update.released, days)


def day_of(moment: Moment, days: WorkingDays | None) -> dt.date:
    """Return the day of a moment on the terms' calendar; in its own offset where no terms are named."""
    if days is not None:
        return days.local_day(moment)
    return moment.date() if isinstance(moment, dt.datetime) else moment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived:
    """Say which version arrived last, in the order of first application anywhere, then of release."""

    first: dt.date
    released: dt.date
    update: Update

    @property
    def order(self) -> tuple[dt.date, dt.date]:
        return self.first, self.released


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Hold what is known of one update, so that it is looked at once and not for every row of the ledger.

    ``applications`` are keyed by Environment, those without any left out; ``first`` is the first day of all of them.
    """

    update: Update
    applications: Mapping[str, tuple[Moment, ...]]
    first: dt.date | None


@dataclass(frozen=True, kw_only=True)
class History:
    """Look at the updates of an inventory as they were known on one day."""

    inventory: Inventory
    terms: Terms | None
    as_of: dt.date

    @cached_property
    def days(self) -> WorkingDays | None:
        """Return the calendar of the terms."""
        return WorkingDays(self.terms.calendar) if self.terms else None

    @cached_property
    def updates(self) -> tuple[Update, ...]:
        """Return the updates that were released by the day, or of which the release is unknown."""
        return tuple(u for u in self.inventory.updates or () if u.released is None or self.day(u.released) <= self.as_of)

    def day(self, moment: Moment) -> dt.date:
        """Return the day of a moment on the terms' calendar."""
        return day_of(moment, self.days)

    def applications(self, update: Update, environment: str) -> tuple[Moment, ...]:
        """Return the known applications there, earliest first; empty = none, or the inventory does not say."""
        return self._of(update).applications.get(environment, ())

    def _of(self, update: Update) -> _Known:
        found = self._known.get(id(update))
        if found is None:
            found = self._known[id(update)] = self._look_at(update)
        return found

    @cached_property
    def _known(self) -> dict[int, _Known]:
        """Return what was looked at so far, by identity: an update has no hash, and the entry keeps it from being replaced."""
        return {}

    def _look_at(self, update: Update) -> _Known:
        applications: dict[str, tuple[Moment, ...]] = {}
        days: list[dt.date] = []
        for name, stated in update.applied.items():
            dated = () if isinstance(stated, Never) else [(self.day(moment), moment) for moment in stated]
            known = [(day, moment) for day, moment in dated if day <= self.as_of]
            if known:
                applications[name] = tuple(moment for _, moment in known)
                days += [day for day, _ in known]
        return _Known(update=update, applications=applications, first=min(days, default=None))

    def arrival(self, update: Update, environment: str) -> Moment | None:
        """Return the first known application there: the promise is that an update reached the Environment, not that it stayed."""
        return next(iter(self.applications(update, environment)), None)

    def is_stated_absent(self, update: Update, environment: str) -> bool:
        """Tell whether it is stated that the update had not arrived there: never, or only after the day."""
        return environment in update.applied and self.arrival(update, environment) is None

    def coming(self, update: Update, environment: str) -> Moment | None:
        """Return the planned moment of an update that has not arrived, where that day is not over; None = there is no such plan."""
        planned = update.planned.get(environment)
        if planned is None or self.arrival(update, environment) is not None or self.day(planned) < self.as_of:
            return None
        return planned

    def counts(self, environment: Environment, update: Update) -> bool:
        """Tell whether the update is one for that Environment: it runs the service and did not begin with this version."""
        return self.runs(environment, update) and not self.began_with(environment, update)

    def runs(self, environment: Environment, update: Update) -> bool:
        """Tell whether an Environment ran the service of an update when it was released.

        The platform runs everywhere; another service where an instance of that kind or name is declared, where the update has an entry,
        or where ``applied`` of an update of the service names the Environment with a day not after the release.
        """
        platform = self.terms.platform_services if self.terms else PLATFORM
        if update.service in platform or has_entry(update, environment.name):
            return True
        if update.service in self._declared[environment.name]:
            return True
        since = self._running_since.get((update.service, environment.name))
        released = self.released(update)
        return since is not None and (released is None or since <= released)

    @cached_property
    def _declared(self) -> Mapping[str, frozenset[str | None]]:
        """Return the kinds and names of the service instances of each Environment."""
        return {e.name: frozenset(word for s in e.services for word in (s.kind, s.name)) for e in self.inventory.environments}

    @cached_property
    def _running_since(self) -> Mapping[tuple[str, str], dt.date]:
        """Return, by (service, Environment), the first day on which an update of the service was applied there.

        A ``never`` shows that the service runs there too; it stands for the day of that update's release.
        """
        found: dict[tuple[str, str], dt.date] = {}
        for update in self.updates:
            for name, stated in update.applied.items():
                arrival = self.arrival(update, name)
                if arrival is None and not isinstance(stated, Never):
                    continue
                day = self.day(arrival) if arrival is not None else self.released(update) or dt.date.min
                found[update.service, name] = min(day, found.get((update.service, name), day))
        return found

    def began_with(self, environment: Environment, update: Update) -> bool:
        """Tell whether the Environment came into service after the release, so that it began with this version or a later one."""
        released = self.released(update)
        if environment.in_service is None or released is None or has_entry(update, environment.name):
            return False
        return environment.in_service > released

    def non_production(self, update: Update) -> tuple[NonProductionApplication, ...]:
        """Say when the update first reached each Environment that is not production and runs the service, in the inventory's order.

        Those designated non-production, and those without a designation that host deployments but none of production. An Environment
        that began with the version or a later one is left out. ``NEVER`` also stands for an application that lies ahead.
        """
        found = self._non_production.get(id(update))
        if found is None:
            found = self._non_production[id(update)] = (update, self._look_outside_production(update))
        return found[1]

    @cached_property
    def _non_production(self) -> dict[int, tuple[Update, tuple[NonProductionApplication, ...]]]:
        """Return what was looked at so far, as ``_known`` does."""
        return {}

    def _look_outside_production(self, update: Update) -> tuple[NonProductionApplication, ...]:
        return tuple(
            NonProductionApplication(
                environment=environment.name,
                designated=environment.designation is Designation.NON_PRODUCTION,
                moment=self._state(update, environment.name),
            )
            for environment in self._other_than_production
            if self.counts(environment, update)
        )

    def _state(self, update: Update, environment: str) -> Moment | Never | None:
        moment = self.arrival(update, environment)
        if moment is not None:
            return moment
        return NEVER if self.is_stated_absent(update, environment) else None

    @cached_property
    def _other_than_production(self) -> tuple[Environment, ...]:
        return tuple(e for e in self.inventory.environments if self._is_other_than_production(e))

    def _is_other_than_production(self, environment: Environment) -> bool:
        if environment.designation is not None:
            return environment.designation is Designation.NON_PRODUCTION
        hosted = self.inventory.deployments_by_environment[environment.name]
        return bool(hosted) and not any(deployment.is_production for deployment in hosted)

    def counted_non_production(self, update: Update) -> tuple[Environment, ...]:
        """Return the designated non-production Environments that have to get the update before production, by name."""
        return tuple(environment for environment in self._designated_non_production if self.counts(environment, update))

    @cached_property
    def _designated_non_production(self) -> tuple[Environment, ...]:
        found = (e for e in self.inventory.environments if e.designation is Designation.NON_PRODUCTION)
        return tuple(sorted(found, key=lambda environment: environment.name))

    def first_anywhere(self, update: Update) -> dt.date | None:
        """Return the day on which any Environment first had it; None = none is known to have had it."""
        return self._of(update).first

    def released(self, update: Update) -> dt.date | None:
        """Return the day of the release; None = unknown."""
        return None if update.released is None else self.day(update.released)

    def order(self, update: Update) -> tuple[str, dt.date, str]:
        """Return the key by which updates are listed: service, day of release (else of the first application, else last), version."""
        return update.service, self.released(update) or self.first_anywhere(update) or dt.date.max, update.version

    def superseding(self, update: Update, environment: str) -> Update | None:
        """Return a later version of the service that arrived there, if this one did not.

        Later means first applied anywhere on a later day; on the same day, or where this one is known to have been applied
        nowhere, released on a later day. Names are never compared: a patch of an older branch may be released last.
        """
        last = self._last_arrived.get((update.service, environment))
        if last is None or self.arrival(update, environment) is not None:
            return None
        first, released = self.first_anywhere(update), self.released(update)
        if first is not None and last[0].first != first:
            return last[0].update if last[0].first > first else None
        rival = last[0] if first is not None else last[1]
        return rival.update if released is not None and rival.released > released else None

    def last_arrived(self, service: str, environment: str) -> Update | None:
        """Return the last version, in the order of application, that arrived there; None = none did."""
        last = self._last_arrived.get((service, environment))
        return last[0].update if last else None

    @cached_property
    def _last_arrived(self) -> Mapping[tuple[str, str], tuple[_Arrived, _Arrived]]:
        """Return, by (service, Environment), the version applied last and the version released last of those that arrived there."""
        found: dict[tuple[str, str], tuple[_Arrived, _Arrived]] = {}
        for key, arrived in self._arrivals():
            by_order, by_release = found.get(key, (arrived, arrived))
            found[key] = (
                max(by_order, arrived, key=lambda a: a.order),
                max(by_release, arrived, key=lambda a: a.released),
            )
        return found

    def _arrivals(self) -> Iterator[tuple[tuple[str, str], _Arrived]]:
        for update in self.updates:
            first = self.first_anywhere(update)
            if first is None:
                continue
            arrived = _Arrived(first=first, released=self.released(update) or dt.date.min, update=update)
            for name in update.applied:
                if self.arrival(update, name) is not None:
                    yield (update.service, name), arrived
