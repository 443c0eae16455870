"""The update ledger of an audit period, counted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from reportgen.findings import LedgerEntry, LedgerStatus

_JUDGED = (LedgerStatus.KEPT, LedgerStatus.BREACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """Count some rows: how many of each status (those that occur, in the order of decision), and their leads in working days.

    Leads are those of kept and breached rows. ``without_lead`` are breached rows that have none, because non-production never had the
    update: they are in no shortest and no median.
    """

    name: str
    total: int
    counts: Mapping[LedgerStatus, int]
    shortest_lead: int | None
    median_lead: float | None
    without_lead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSummary:
    """State what happened in a period, both days included, by the day on which production had an update.

    ``rows`` are those of the period, in the order of the ledger. ``undated`` are the rows of which it is unknown when production had the
    update: they may belong to the period and are in no count.
    """

    start: dt.date
    end: dt.date
    rows: tuple[LedgerEntry, ...]
    undated: tuple[LedgerEntry, ...]
    overall: PeriodFigures
    by_environment: tuple[PeriodFigures, ...]
    by_service: tuple[PeriodFigures, ...]


def summarize(rows: Iterable[LedgerEntry], start: dt.date, end: dt.date) -> PeriodSummary:
    """Return the figures of the rows whose production day lies in the period; the groups are sorted by name."""
    every = tuple(rows)
    inside = tuple(row for row in every if row.production_date is not None and start <= row.production_date <= end)
    return PeriodSummary(
        start=start,
        end=end,
        rows=inside,
        undated=tuple(row for row in every if row.production_date is None and row.status is LedgerStatus.UNKNOWN),
        overall=_figures("", inside),
        by_environment=_grouped(inside, lambda row: row.environment),
        by_service=_grouped(inside, lambda row: row.update.service),
    )


def _grouped(rows: tuple[LedgerEntry, ...], name: Callable[[LedgerEntry], str]) -> tuple[PeriodFigures, ...]:
    groups: dict[str, list[LedgerEntry]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return tuple(_figures(group, groups[group]) for group in sorted(groups))


def _figures(name: str, rows: Iterable[LedgerEntry]) -> PeriodFigures:
    found = tuple(rows)
    counted = Counter(row.status for row in found)
    judged = [row.lead for row in found if row.status in _JUDGED]
    leads = [lead for lead in judged if lead is not None]
    return PeriodFigures(
        name=name,
        total=len(found),
        counts={status: counted[status] for status in LedgerStatus if counted[status]},
        shortest_lead=min(leads, default=None),
        median_lead=float(median(leads)) if leads else None,
        without_lead=len(judged) - len(leads),
    )
