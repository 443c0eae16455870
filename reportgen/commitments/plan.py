"""What comes: when each update reaches each Environment, how long there is to verify it, and until when it can be postponed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from reportgen.calendar import WorkingDays
from reportgen.commitments import wording
from reportgen.commitments.history import History, day_of, production_environments
from reportgen.commitments.ledger import inapplicable
from reportgen.commitments.row import Before, Row
from reportgen.errors import Origin, UsageError
from reportgen.language import day as day_words
from reportgen.language import listing, tr
from reportgen.model import NEVER, Environment, Inventory, Moment, Update, UpdateClass
from reportgen.prospects import Order, PlanEntry, Window
from reportgen.terms import Terms
from reportgen.vocabulary import said


def plan(inventory: Inventory, terms: Terms | None, as_of: dt.date) -> tuple[PlanEntry, ...]:
    """Return what comes, for every update that is planned or awaited somewhere and every Environment that does not have it.

    Sorted like the ledger, then non-production before production, then Environment. Without terms there is a plan but no promise:
    every date that follows from one is None.
    """
    history = History(inventory=inventory, terms=terms, as_of=as_of)
    production = {environment.name for environment in production_environments(inventory)}
    entries = []
    for update in sorted(history.updates, key=history.order):
        waiting = [e for e in inventory.environments if _lacks(history, update, e)]
        if any(_is_awaited(history, update, e.name) for e in waiting):
            waiting.sort(key=lambda e: (e.name in production, e.name))
            before = Before(history=history, update=update)
            entries += [_entry(history, before, e, e.name in production) for e in waiting]
    return tuple(entries)


def _lacks(history: History, update: Update, environment: Environment) -> bool:
    return (
        history.arrival(update, environment.name) is None
        and history.counts(environment, update)
        and history.superseding(update, environment.name) is None
    )


def _is_awaited(history: History, update: Update, environment: str) -> bool:
    return environment in update.planned or history.is_stated_absent(update, environment)


def _entry(history: History, before: Before, environment: Environment, is_production: bool) -> PlanEntry:
    update = before.update
    planned = update.planned.get(environment.name)
    day = history.day(planned) if planned is not None else None
    overdue = day is not None and day < history.as_of
    row = Row(history=history, update=update, environment=environment, before=before)
    coming = None if overdue else _countable(history, day)
    order = _judge(row, coming) if is_production else _not_production()
    until = coming or order.earliest_as_planned
    is_verifiable = order.last is not None and until is not None and order.last[1] < until
    postponable, why = _postponement(row, coming)
    return PlanEntry(
        update=update,
        environment=environment.name,
        is_production=is_production,
        planned=planned,
        planned_date=day,
        is_overdue=overdue,
        window=_window(row, planned),
        earliest=order.earliest,
        earliest_as_planned=order.earliest_as_planned,
        deciding_environment=order.last[0] if order.last else None,
        verify_from=order.last[1] if order.last and is_verifiable else None,
        verify_until=until - dt.timedelta(days=1) if until and is_verifiable else None,
        lead_as_planned=order.lead,
        last_day_to_postpone=postponable,
        postponement=why,
        order=order.order,
        reason=order.reason,
        location=update.planned_origin.at(environment.name) if planned is not None else update.applied_origin.at(environment.name),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    """Hold what the order of updates says of one production Environment."""

    order: Order
    reason: str
    earliest: dt.date | None = None
    earliest_as_planned: dt.date | None = None
    last: tuple[str, dt.date] | None = None
    lead: int | None = None


def _not_production() -> _Judgement:
    return _Judgement(order=Order.NOT_ASKED, reason=tr("The promise is about production Environments."))


def _judge(row: Row, planned: dt.date | None) -> _Judgement:
    """Judge the plan for production; ``planned`` None = there is none, or its day has passed."""
    why_not = inapplicable(row)
    if why_not is not None or row.version is None:
        return _Judgement(order=Order.NOT_ASKED if why_not else Order.UNKNOWN, reason=why_not or tr("The pinned terms do not exist."))
    dates = {name: _countable(row.history, day or _coming(row.history, row.update, name)) for name, day in row.arrivals}
    missing = [name for name, day in dates.items() if day is None]
    known = [(name, day) for name, day in dates.items() if day is not None]
    last = max(known, key=lambda found: found[1]) if known and not missing else None
    lead = row.days.lead(last[1], planned) if last and planned else None
    if row.is_exempt:
        reason = tr("No lead is asked for an update of the class {update_class}.", update_class=said(row.update.update_class or ""))
        return _Judgement(order=Order.NOT_ASKED, reason=reason, last=last, lead=lead)
    happened = [day for name, day in row.arrivals if day is not None and dates[name] is not None]
    order, reason = _order(row, planned, known, missing)
    return _Judgement(
        order=order,
        reason=reason,
        earliest=row.days.add(max(happened), row.promised) if len(happened) == len(row.arrivals) else None,
        earliest_as_planned=row.days.add(last[1], row.promised) if last else None,
        last=last,
        lead=lead,
    )


def _countable(history: History, day: dt.date | None) -> dt.date | None:
    """Return the day if working days can be counted from it, else None: it is in a year without a known calendar."""
    return day if day is not None and (history.days is None or history.days.covers(day)) else None


def _coming(history: History, update: Update, environment: str) -> dt.date | None:
    planned = history.coming(update, environment)
    return None if planned is None else history.day(planned)


def _order(row: Row, planned: dt.date | None, known: list[tuple[str, dt.date]], missing: list[str]) -> tuple[Order, str]:
    """Say what becomes of the promise as planned, and why."""
    asks = _asks(row)
    if planned is None:
        return Order.UNKNOWN, _unplanned(row, known, missing, asks)
    late = [(name, day) for name, day in known if row.days.lead(day, planned) < row.promised]
    if late:
        return _unless_unclassed(row), _before(row, planned, late, asks)
    absent = [name for name in missing if name not in row.unsaid]
    if absent:
        words = {"others": listing(absent), "environment": row.name, "day": day_words(planned), "demand": asks}
        return _unless_unclassed(row), tr("{others} is not to have it before {environment} on {day}; {demand}.", **words)
    if missing:
        return Order.UNKNOWN, tr("The inventory does not say when {others} has it; {demand}.", others=listing(missing), demand=asks)
    return Order.HOLDS, _before(row, planned, known, asks)


def _asks(row: Row) -> str:
    if row.version is None:
        raise ValueError("no version of the terms decides")
    asks = wording.demand(row.version)
    return asks if row.update.update_class else f"{asks} ({tr('its class is unknown: a lead is assumed')})"


def _unplanned(row: Row, known: list[tuple[str, dt.date]], missing: list[str], asks: str) -> str:
    if missing:
        words = {"environment": row.name, "others": listing(missing), "demand": asks}
        return tr("No day for {environment} can be told while {others} has none; {demand}.", **words)
    name, day = max(known, key=lambda found: found[1])
    return tr(
        "{other} has it from {day}; {demand}: {environment} from {earliest} on.",
        other=name,
        day=day_words(day),
        demand=asks,
        environment=row.name,
        earliest=day_words(row.days.add(day, row.promised)),
    )


def _before(row: Row, planned: dt.date, others: list[tuple[str, dt.date]], asks: str) -> str:
    """Say how long before production the last of the others has it."""
    name, day = max(others, key=lambda found: found[1])
    return tr(
        "{other} has it from {day}, {lead} before {environment} on {planned}; {demand}.",
        other=name,
        day=day_words(day),
        lead=wording.working_days(row.days.lead(day, planned)),
        environment=row.name,
        planned=day_words(planned),
        demand=asks,
    )


def _unless_unclassed(row: Row) -> Order:
    return Order.BREACHES if row.update.update_class else Order.UNKNOWN


def _window(row: Row, planned: Moment | None) -> Window | None:
    """Return the hours in which the class may be worked on that day; a plan with a time of its own begins then."""
    rule = row.version.rule_for(row.update.update_class) if row.version else None
    if planned is None or rule is None or rule.window is None:
        return None
    if not isinstance(planned, dt.datetime):
        return window_of(row.days, planned, rule.window)
    begin = planned.astimezone(row.days.zone)
    start, end = _around(row.days, begin, rule.window)
    return begin, end if start <= begin < end else begin


def window_of(days: WorkingDays, day: dt.date, hours: tuple[dt.time, dt.time]) -> Window:
    """Return the window that begins on that day in the calendar's zone; an end before the start is on the next day."""
    start, end = hours
    last = day if start < end else day + dt.timedelta(days=1)
    return dt.datetime.combine(day, start, days.zone), dt.datetime.combine(last, end, days.zone)


def _around(days: WorkingDays, moment: dt.datetime, hours: tuple[dt.time, dt.time]) -> Window:
    """Return the window that holds the moment, if that of its day or of the day before does; else that of its day."""
    windows = [window_of(days, moment.date() - dt.timedelta(days=back), hours) for back in (0, 1)]
    return next((window for window in windows if window[0] <= moment < window[1]), windows[0])


def is_within(days: WorkingDays, moment: dt.datetime, hours: tuple[dt.time, dt.time]) -> bool:
    """Tell whether an instant lies in the window of its day or of the night before; the end is outside."""
    local = moment.astimezone(days.zone)
    start, end = _around(days, local, hours)
    return start <= local < end


def _postponement(row: Row, planned: dt.date | None) -> tuple[dt.date | None, str]:
    """Return the last working day for a ticket that postpones, and the rule or why there is no such day."""
    version, update_class = row.version, row.update.update_class
    if version is None or not _is_managed(row):
        return None, tr("The terms do not govern this update.")
    if update_class is None:
        return None, tr("The class of the update is unknown, so it cannot be told whether it may be postponed.")
    if update_class not in version.postponable:
        classes = listing([said(word) for word in version.postponable])
        return None, tr("The terms provide for postponing updates of the class {classes} only.", classes=classes)
    rule = tr(
        "{rule} (clause {clause} of the terms of {version})",
        rule=version.postponement,
        clause=version.postponement_clause,
        version=version.version,
    )
    if version.postponement_notice_days is None:
        return None, tr("No notice is asked: {rule}.", rule=rule)
    if planned is None:
        return None, tr("No day is planned; {rule}.", rule=rule)
    return row.days.subtract(planned, version.postponement_notice_days), tr("A ticket in time: {rule}.", rule=rule)


def _is_managed(row: Row) -> bool:
    stated = row.history.inventory.provider.plan
    return row.history.terms is not None and (stated is None or stated in row.history.terms.plans)


def with_planned(
    inventory: Inventory,
    service: str,
    version: str,
    planned: Mapping[str, Moment],
    update_class: UpdateClass | None = None,
    as_of: dt.date = dt.date.max,
) -> Inventory:
    """Return the inventory with one more plan: what if this update came on these days?

    An update that is there already gets the days beside or instead of its own; its class stays where none is given. What was applied
    after ``as_of`` is not yet known.

    Raises:
        UsageError: An Environment is not in the inventory, has the update already, or would get it before its release.
    """
    for name in planned:
        if name not in inventory.environment_by_name:
            raise UsageError(f"there is no Environment `{name}`", f"one of {', '.join(sorted(inventory.environment_by_name))}")
    updates = inventory.updates or ()
    found = next((update for update in updates if (update.service, update.version) == (service, version)), None)
    if found is None:
        return replace(inventory, updates=(*updates, _supposed(service, version, planned, update_class)))
    _refuse_what_is_past(found, planned, as_of)
    changed = replace(found, planned={**found.planned, **planned}, update_class=update_class or found.update_class)
    return replace(inventory, updates=tuple(changed if update is found else update for update in updates))


def _refuse_what_is_past(update: Update, planned: Mapping[str, Moment], as_of: dt.date) -> None:
    """Refuse a supposed plan that would be left out in silence, or that an inventory could not state."""
    for name, moment in planned.items():
        stated = update.applied.get(name, NEVER)
        if stated is not NEVER and any(day_of(when, None) <= as_of for when in stated):
            raise UsageError(f"{name} has had {update.id} already", "suppose an update that has not come there yet")
        if update.released is not None and day_of(moment, None) < day_of(update.released, None):
            raise UsageError(f"{moment} is before the release of {update.id} on {update.released}")


def _supposed(service: str, version: str, planned: Mapping[str, Moment], update_class: UpdateClass | None) -> Update:
    origin = Origin("what-if", 1, 1)
    return Update(
        service=service,
        version=version,
        update_class=update_class,
        planned=dict(planned),
        origin=origin,
        applied_origin=origin,
        planned_origin=origin,
    )
