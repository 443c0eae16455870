"""What a row of the update ledger is decided from: one update, one production Environment, and what non-production did before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from reportgen.calendar import WorkingDays
from reportgen.commitments.history import History
from reportgen.language import day, listing, tr
from reportgen.model import Environment, Moment, Update
from reportgen.terms import Terms, TermsVersion


@dataclass(frozen=True, kw_only=True)
class Before:
    """Hold what the Environments that have to get an update before production did with it: the same for all its rows."""

    history: History
    update: Update

    @cached_property
    def arrivals(self) -> tuple[tuple[str, dt.date | None], ...]:
        """Return for each counted Environment, by name, the day on which it first had the update; None = it has not, or nobody says."""
        names = [environment.name for environment in self.history.counted_non_production(self.update)]
        found = ((name, self.history.arrival(self.update, name)) for name in names)
        return tuple((name, None if moment is None else self.history.day(moment)) for name, moment in found)

    @cached_property
    def unsaid(self) -> tuple[str, ...]:
        """Return the counted Environments of which the inventory says nothing."""
        return tuple(name for name, day in self.arrivals if day is None and not self.history.is_stated_absent(self.update, name))

    @cached_property
    def stated_absent(self) -> tuple[str, ...]:
        """Return the counted Environments that are stated not to have it."""
        return tuple(name for name, day in self.arrivals if day is None and self.history.is_stated_absent(self.update, name))

    @cached_property
    def latest(self) -> tuple[str, dt.date] | None:
        """Return the counted Environment that had the update last, the first by name of several; None = none has it."""
        dated = [(name, day) for name, day in self.arrivals if day is not None]
        return max(dated, key=lambda found: found[1]) if dated else None

    @cached_property
    def strange(self) -> tuple[str, dt.date] | None:
        """Return the first day of which nobody knows whether people work; None = all are known, or no terms are named."""
        days = self.history.days
        return next(((name, day) for name, day in self.arrivals if day is not None and days and not days.covers(day)), None)

    @cached_property
    def notes(self) -> str:
        """Say what else happened there and does not change a verdict."""
        return "".join(notes_on(self.history, self.update, name) for name, _ in self.arrivals)


@dataclass(frozen=True, kw_only=True)
class Row:
    """Hold what a row is decided from; ``before`` is what non-production did."""

    history: History
    update: Update
    environment: Environment
    before: Before

    @property
    def name(self) -> str:
        """Return the name of the production Environment."""
        return self.environment.name

    @property
    def terms(self) -> Terms:
        """Return the terms; only asked for once it is certain that there are any."""
        if self.history.terms is None:
            raise ValueError("no terms are named")
        return self.history.terms

    @property
    def days(self) -> WorkingDays:
        """Return the terms' calendar; only asked for once it is certain that there are any."""
        if self.history.days is None:
            raise ValueError("no terms are named")
        return self.history.days

    @cached_property
    def arrival(self) -> Moment | None:
        """Return when production first had it."""
        return self.history.arrival(self.update, self.name)

    @cached_property
    def production_day(self) -> dt.date | None:
        """Return the day on which production first had it."""
        return None if self.arrival is None else self.history.day(self.arrival)

    @cached_property
    def version(self) -> TermsVersion | None:
        """Return the version of the terms that decides: the pinned one, or that of the day of production, or (not there yet) of today."""
        if self.history.terms is None:
            return None
        pinned = self.history.inventory.provider.terms_version
        if pinned is not None:
            return self.terms.pinned(pinned)
        return self.terms.in_force_on(self.production_day or self.history.as_of)

    @property
    def promised(self) -> int:
        """Return the promised lead; only asked for once it is certain that there is one."""
        if self.version is None or self.version.lead_working_days is None:
            raise ValueError("no lead is promised")
        return self.version.lead_working_days

    @property
    def is_exempt(self) -> bool:
        """Tell whether the class is known and has no lead."""
        rule = self.version.rule_for(self.update.update_class) if self.version else None
        return rule is not None and not rule.lead_promised

    @property
    def arrivals(self) -> tuple[tuple[str, dt.date | None], ...]:
        """Return what ``Before`` returns."""
        return self.before.arrivals

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Return what ``Before`` returns."""
        return self.before.unsaid

    @property
    def latest(self) -> tuple[str, dt.date] | None:
        """Return what ``Before`` returns."""
        return self.before.latest

    def field(self, name: str) -> str:
        """Return how the update's field is named to the reader."""
        return f"updates[{self.update.id}].{name}"


def notes_on(history: History, update: Update, name: str) -> str:
    """Say what else happened to the update in one Environment: applied again, rolled back; "" = nothing."""
    notes = ""
    again = [day(history.day(moment)) for moment in history.applications(update, name)[1:]]
    if again:
        notes += f" {tr('{environment} had it again on {days}; the first time counts.', environment=name, days=listing(again))}"
    back = update.rolled_back.get(name)
    if back is not None and history.day(back) <= history.as_of:
        notes += f" {tr('{environment} was rolled back on {day}.', environment=name, day=day(history.day(back)))}"
    return notes
