"""The timeline of updates: when each reached non-production, when production, and with which lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from reportgen import language
from reportgen.findings import LedgerEntry, LedgerStatus
from reportgen.language import tr, trn
from reportgen.report.figures.wording import face, listed
from reportgen.vocabulary import said

LINES_PER_FIGURE: Final = 34
"""How many updates fit on a page of print; a fuller year becomes several figures."""

MONTHS_BEFORE: Final = 3
"""How far the axis of a year reaches back for a non-production date of the year before; an earlier one is marked at the edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLine:
    """Show one update on its way to one production Environment.

    ``start`` is the deciding non-production day, ``end`` the production day, ``earliest`` the first day on which a pending update keeps
    the promise; None = there is none. ``outcome`` is the status in a word, with the lead where there is one.
    """

    label: str
    detail: str
    start: dt.date | None
    end: dt.date | None
    earliest: dt.date | None
    outcome: str
    mark: str
    tone: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Show the updates of one year, oldest first. ``first`` and ``last`` bound the axis, both included; None = no line has a date.

    ``as_of`` is the day of the report, which a drawing marks where it lies on the axis. ``legend`` explains the signs of
    a start, an end, an earliest day and the day of the report.
    """

    title: str
    first: dt.date | None
    last: dt.date | None
    as_of: dt.date
    lines: tuple[TimelineLine, ...]
    legend: tuple[str, str, str, str]
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def timeline(title: str, entries: Iterable[LedgerEntry], as_of: dt.date) -> tuple[Timeline, ...]:
    """Return one figure per year, and several for a year of many updates; rows without any date come last.

    A row belongs to the year of its production day; a pending one to that of its earliest day; else to the deciding day, else the release.
    """
    dated = sorted(entries, key=_order)
    figures = []
    for year, group in groupby(dated, key=_year):
        members = list(group)
        # Even parts: two of 18 read better than one of 34 and one of 2.
        parts = -(-len(members) // LINES_PER_FIGURE)
        size = -(-len(members) // parts)
        for number in range(parts):
            part = members[number * size : (number + 1) * size]
            figures.append(_figure(_title(title, year, number + 1, parts), year, part, as_of))
    return tuple(figures)


def _title(title: str, year: int, number: int, parts: int) -> str:
    when = tr("without a date") if year == _UNDATED else str(year)
    if parts == 1:
        return f"{title}, {when}"
    return tr("{title} ({part} of {parts})", title=f"{title}, {when}", part=number, parts=parts)


_UNDATED: Final = 10_000


def _day(entry: LedgerEntry) -> dt.date | None:
    released = entry.update.released
    day = released.date() if isinstance(released, dt.datetime) else released
    return entry.production_date or entry.earliest or entry.deciding_date or day


def _year(entry: LedgerEntry) -> int:
    day = _day(entry)
    return day.year if day else _UNDATED


def _order(entry: LedgerEntry) -> tuple[dt.date, str, str]:
    return (_day(entry) or dt.date.max, entry.update.id, entry.environment)


def _figure(title: str, year: int, entries: Sequence[LedgerEntry], as_of: dt.date) -> Timeline:
    alone = len({e.update.service for e in entries}) == 1
    several = len({e.environment for e in entries}) > 1
    lines = tuple(_line(e, alone=alone, several=several) for e in entries)
    first, last = _axis(year, entries)
    return Timeline(
        title=title,
        first=first,
        last=last,
        as_of=as_of,
        lines=lines,
        legend=(
            tr("in non-production"),
            tr("in production"),
            tr("first day that keeps the promise"),
            tr("day of the report, {day}", day=language.day(as_of)),
        ),
        alt=_alt(title, entries),
        columns=(tr("Update"), tr("Non-production"), tr("Production"), tr("Lead in working days"), tr("Outcome")),
        rows=tuple(_rows(entries)),
    )


def _axis(year: int, entries: Sequence[LedgerEntry]) -> tuple[dt.date | None, dt.date | None]:
    if year == _UNDATED:
        return (None, None)
    starts = [e.deciding_date for e in entries if e.deciding_date and e.deciding_date.year < year]
    first = dt.date(year, 1, 1)
    if starts:
        edge = dt.date(year - 1, 13 - MONTHS_BEFORE, 1)
        first = max(edge, min(starts).replace(day=1))
    return (first, dt.date(year, 12, 31))


def _line(entry: LedgerEntry, *, alone: bool, several: bool) -> TimelineLine:
    word, mark, tone = face(entry.status)
    update_class = said(entry.update.update_class) if entry.update.update_class else tr("class not stated")
    detail = f"{update_class} · {entry.environment}" if several else update_class
    return TimelineLine(
        label=entry.update.version if alone else f"{entry.update.service} {entry.update.version}",
        detail=detail,
        start=entry.deciding_date,
        end=entry.production_date,
        earliest=entry.earliest if entry.status is LedgerStatus.PENDING else None,
        outcome=tr("{outcome}, lead {days}", outcome=word, days=language.number(entry.lead)) if entry.lead is not None else word,
        mark=mark,
        tone=tone,
        sentence=tr("{update} to {environment}: {outcome}.", update=entry.update.id, environment=entry.environment, outcome=word)
        + f" {entry.reason}",
    )


def _rows(entries: Sequence[LedgerEntry]) -> Iterator[tuple[str, ...]]:
    for e in entries:
        word, mark, _ = face(e.status)
        before = f"{language.day(e.deciding_date)} ({e.deciding_environment})" if e.deciding_date else "–"
        after = language.day(e.production_date) if e.production_date else "–"
        if e.status is LedgerStatus.PENDING and e.earliest:
            after = tr("earliest {day}", day=language.day(e.earliest))
        lead = "–" if e.lead is None else language.number(e.lead)
        yield (f"{e.update.id}", before, f"{after} ({e.environment})", lead, f"{mark} {word}")


def _alt(title: str, entries: Sequence[LedgerEntry]) -> str:
    counts = [f"{n} {face(status)[0]}" for status in LedgerStatus if (n := sum(e.status is status for e in entries))]
    breached = [_late(e) for e in entries if e.status is LedgerStatus.BREACHED]
    late = f" {tr('Breached: {updates}.', updates=listed(breached, 12))}" if breached else ""
    updates = trn("{n} update", "{n} updates", len(entries))
    words = tr("{title}: {updates} on the way to production, {counts}.", title=title, updates=updates, counts=", ".join(counts))
    return words + late


def _late(entry: LedgerEntry) -> str:
    where = tr("{update} in {environment}", update=entry.update.id, environment=entry.environment)
    return where if entry.lead is None else f"{where} ({tr('lead {days}', days=language.number(entry.lead))})"
