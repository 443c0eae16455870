"""What else the terms say about updates: how often, at which hours, how early a ticket has to come. And plans that nobody kept up."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reportgen.calendar import WorkingDays
from reportgen.commitments import wording
from reportgen.commitments.history import History
from reportgen.commitments.plan import is_within, plan
from reportgen.errors import Location
from reportgen.language import day as day_words
from reportgen.language import mark, tr
from reportgen.model import Inventory, Moment, Update
from reportgen.prospects import ConductFinding, Whose
from reportgen.terms import AT_MOST_MONTHLY, Terms, TermsVersion
from reportgen.vocabulary import said


def conduct(inventory: Inventory, terms: Terms | None, as_of: dt.date) -> tuple[ConductFinding, ...]:
    """Return every departure known on ``as_of``, sorted by code, service, release, version, Environment.

    Where the plan says that the organisation applies updates itself, or no terms are named, only its own plans are looked at.
    """
    history = History(inventory=inventory, terms=terms, as_of=as_of)
    stated = inventory.provider.plan
    found = list(_plans(history))
    if history.days is not None and terms is not None and (stated is None or stated in terms.plans):
        judge = _Judge(history=history, terms=terms, days=history.days)
        found += (*judge.hours(), *judge.frequencies(), *judge.tickets())
    return tuple(sorted(found, key=lambda f: (f.code, *history.order(f.update), f.environment or "", f.message)))


def _plans(history: History) -> Iterator[ConductFinding]:
    for entry in plan(history.inventory, history.terms, history.as_of):
        if entry.is_overdue:
            message = tr(
                "{update} was planned for {environment} on {day}; nothing says that it came.",
                update=entry.update.id,
                environment=entry.environment,
                day=day_words(entry.planned_date) if entry.planned_date else "–",
            )
            yield _finding("planned-in-past", entry.update, entry.environment, message, entry.location, Whose.ORGANISATION)
        if entry.would_breach:
            message = tr("As planned the promise would be broken: {reason}", reason=entry.reason)
            yield _finding("plan-would-breach", entry.update, entry.environment, message, entry.location, Whose.PROVIDER)


def _finding(code: str, update: Update, environment: str | None, message: str, location: Location, whose: Whose) -> ConductFinding:
    return ConductFinding(code=code, update=update, environment=environment, message=message, location=location, whose=whose)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """Hold the terms that conduct is judged by."""

    history: History
    terms: Terms
    days: WorkingDays

    def version_on(self, day: dt.date) -> TermsVersion | None:
        pinned = self.history.inventory.provider.terms_version
        return self.terms.pinned(pinned) if pinned else self.terms.in_force_on(day)

    def hours(self) -> Iterator[ConductFinding]:
        """Find work outside the hours of its class, where a time is given."""
        for update in self.history.updates:
            for name in sorted(update.applied):
                for moment in self.history.applications(update, name):
                    yield from self._hour(update, name, moment, "outside-window", update.applied_origin.at(name))
            for name in sorted(update.planned):
                coming = self.history.coming(update, name)
                if coming is not None:
                    yield from self._hour(update, name, coming, "planned-outside-window", update.planned_origin.at(name))

    def _hour(self, update: Update, name: str, moment: Moment, code: str, place: Location) -> Iterator[ConductFinding]:
        version = self.version_on(self.history.day(moment))
        rule = version.rule_for(update.update_class) if version else None
        if version is None or rule is None or rule.window is None or not isinstance(moment, dt.datetime):
            return
        if not is_within(self.days, moment, rule.window):
            local = moment.astimezone(self.days.zone)
            start, end = rule.window
            message = tr(
                _OUTSIDE[code],
                update=update.id,
                environment=name,
                time=f"{local:%H:%M}",
                day=day_words(local),
                zone=self.days.rule.zone,
                clause=version.clause,
                version=version.version,
                update_class=said(rule.update_class),
                start=f"{start:%H:%M}",
                end=f"{end:%H:%M}",
            )
            yield _finding(code, update, name, message, place, Whose.PROVIDER)

    def frequencies(self) -> Iterator[ConductFinding]:
        """Find two updates of one class, at most monthly, that reached an Environment within less than a month."""
        series: dict[tuple[str, str, str], list[tuple[dt.date, str, Update]]] = defaultdict(list)
        for update in self.history.updates:
            for name in update.applied:
                arrival = self.history.arrival(update, name)
                if arrival is not None and update.update_class is not None:
                    series[update.service, name, update.update_class].append((self.history.day(arrival), update.version, update))
        for (_, name, _), arrivals in sorted(series.items(), key=lambda item: item[0]):
            for (before, _, earlier), (day, _, later) in pairwise(sorted(arrivals, key=lambda arrival: arrival[:2])):
                yield from self._pair(name, before, earlier, day, later)

    def _pair(self, name: str, before: dt.date, earlier: Update, day: dt.date, later: Update) -> Iterator[ConductFinding]:
        version = self.version_on(day)
        rule = version.rule_for(later.update_class) if version else None
        if version is None or rule is None or rule.frequency != AT_MOST_MONTHLY or day >= _a_month_after(before):
            return
        message = tr(
            "{update} reached {environment} on {day}, less than a month after {earlier} on {before}; clause {clause} of the "
            "terms of {version} has updates of the class {update_class} at most monthly.",
            update=later.id,
            environment=name,
            day=day_words(day),
            earlier=earlier.version,
            before=day_words(before),
            clause=version.clause,
            version=version.version,
            update_class=said(rule.update_class),
        )
        yield _finding("too-frequent", later, name, message, later.applied_origin.at(name), Whose.PROVIDER)

    def tickets(self) -> Iterator[ConductFinding]:
        """Find tickets to postpone that came too late for the next window after them, or of which nobody says when they came."""
        for update in self.history.updates:
            ticket = update.postponement
            if ticket is None:
                continue
            if ticket.requested is None:
                message = tr("The ticket to postpone {update} has no day, so it cannot be told whether it came in time.", update=update.id)
                yield _finding("postponement-undated", update, None, message, update.origin.at("postponement"), Whose.ORGANISATION)
            elif self.history.day(ticket.requested) <= self.history.as_of:
                yield from self._ticket(update, self.history.day(ticket.requested))

    def _ticket(self, update: Update, requested: dt.date) -> Iterator[ConductFinding]:
        version = self.version_on(requested)
        if version is None or version.postponement_notice_days is None or update.update_class not in version.postponable:
            return
        windows = sorted((day, name) for day, name in self._windows(update) if day >= requested)
        if not windows or not all(self.days.covers(day) for day in (requested, windows[0][0])):
            return
        day, name = windows[0]
        last = self.days.subtract(day, version.postponement_notice_days)
        if requested > last:
            message = tr(
                "The ticket to postpone {update} came on {requested}; for the window of {day} in {environment} the last day was {last} "
                "(clause {clause} of the terms of {version}: {notice} before).",
                update=update.id,
                requested=day_words(requested),
                day=day_words(day),
                environment=name,
                last=day_words(last),
                clause=version.postponement_clause,
                version=version.version,
                notice=wording.working_days(version.postponement_notice_days),
            )
            yield _finding("postponement-late", update, name, message, update.origin.at("postponement"), Whose.ORGANISATION)

    def _windows(self, update: Update) -> Iterator[tuple[dt.date, str]]:
        for name, planned in update.planned.items():
            yield self.history.day(planned), name
        for name in update.applied:
            for moment in self.history.applications(update, name):
                yield self.history.day(moment), name


_OUTSIDE = {
    "outside-window": mark(
        "{update} was applied in {environment} at {time} on {day} ({zone}); clause {clause} of the terms of {version} gives updates of the "
        "class {update_class} the hours {start} to {end}."
    ),
    "planned-outside-window": mark(
        "{update} is planned in {environment} at {time} on {day} ({zone}); clause {clause} of the terms of {version} gives updates of the "
        "class {update_class} the hours {start} to {end}."
    ),
}
"""The sentences about work outside the hours of its class, by code."""


def _a_month_after(day: dt.date) -> dt.date:
    """Return the same day of the next month, or its last day where it has no such day."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
