"""The update plan as a calendar file (RFC 5545) for Outlook, Google and Apple.

An event is known by its UID, which follows from what it is about, never from its day: importing a later file moves events instead of
doubling them. ``DTSTAMP`` and ``SEQUENCE`` follow from the report's day, so that the same plan gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from icalendar import Calendar, Event, vDatetime, vText

from reportgen.commitments import PlanEntry
from reportgen.language import tr

MEDIA_TYPE = "text/calendar"

_DAY = dt.timedelta(days=1)
_FIRST_REVISION = dt.date(2020, 1, 1)


def render_ics(entries: Iterable[PlanEntry], *, organization: str, as_of: dt.date) -> bytes:
    """Return a calendar with up to four kinds of event per entry, in the order of the entries.

    ``update``: the planned window, a whole day where no hours are stated; ``earliest``: the first day for production, where nothing is
    planned; ``verify``: the days to verify, whole; ``postpone``: the last day for a ticket, whole. What has passed on ``as_of`` is left
    out. ``organization`` tells the plans of several organisations apart.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//reportgen//Update plan//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("X-WR-CALNAME", tr("Updates: {organization}", organization=organization))
    years = []
    for entry in entries:
        for start, event in _events(entry, organization, as_of):
            years.append(start.year)
            calendar.add_component(event)
    if years:
        calendar.add_missing_timezones(dt.date(min(years) - 1, 1, 1), dt.date(max(years) + 2, 1, 1))
    return bytes(calendar.to_ical())


def _events(entry: PlanEntry, organization: str, as_of: dt.date) -> Iterator[tuple[dt.date, Event]]:
    """Yield the events of an entry, each with its first day."""
    what, where = f"{entry.update.service} {entry.update.version}", entry.environment
    for kind, summary, start, end in _occasions(entry, what, where):
        last = end.date() if isinstance(end, dt.datetime) else end - _DAY
        if last >= as_of:
            event = Event()
            event.add("UID", uid(organization, entry, kind))
            event["DTSTAMP"] = vDatetime(dt.datetime.combine(as_of, dt.time(), dt.UTC))
            event.add("SEQUENCE", max(0, (as_of - _FIRST_REVISION).days))
            event.add("SUMMARY", summary)
            event.add("DTSTART", start)
            event.add("DTEND", end)
            event.add("DESCRIPTION", f"{entry.reason}\n{entry.postponement}" if kind == "postpone" else entry.reason)
            event["CATEGORIES"] = vText(kind)
            event.add("TRANSP", "TRANSPARENT")
            yield (start.date() if isinstance(start, dt.datetime) else start), event


def _occasions(entry: PlanEntry, what: str, where: str) -> Iterator[tuple[str, str, dt.date, dt.date]]:
    """Yield (kind, summary, start, end); whole days end on the day after the last."""
    earliest = entry.earliest_as_planned
    if entry.planned_date is not None and not entry.is_overdue:
        start, end = entry.window or (entry.planned_date, entry.planned_date + _DAY)
        yield "update", _planned(entry, what, where), start, end
    elif earliest is not None:
        yield "earliest", tr("{update}: earliest day for {environment}", update=what, environment=where), earliest, earliest + _DAY
    if entry.verify_from is not None and entry.verify_until is not None:
        yield (
            "verify",
            tr("Verify {update} before {environment}", update=what, environment=where),
            entry.verify_from,
            entry.verify_until + _DAY,
        )
    last = entry.last_day_to_postpone
    if last is not None:
        yield "postpone", tr("Last day to postpone {update} for {environment}", update=what, environment=where), last, last + _DAY


def _planned(entry: PlanEntry, what: str, where: str) -> str:
    if entry.would_breach:
        return tr("{update} to {environment} (would break the promise)", update=what, environment=where)
    return tr("{update} to {environment}", update=what, environment=where)


def uid(organization: str, entry: PlanEntry, kind: str) -> str:
    """Return the UID of an event: a fingerprint of organisation, service, version, Environment and kind."""
    about = "\0".join((organization, entry.update.service, entry.update.version, entry.environment, kind))
    return f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@reportgen"
