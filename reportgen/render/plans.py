"""What comes, and what came in an audit period: the plan and the period's figures as plain text and as data.

Written for two readers: an Application Developer, who asks when an update comes, how long there is to verify it and until when it can be
put off; and a Platform Administrator, who asks whether the plan keeps the promise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

from reportgen import snapshot
from reportgen.commitments import ConductFinding, Order, PeriodFigures, PeriodSummary, PlanEntry, Whose
from reportgen.findings import LedgerEntry, LedgerStatus
from reportgen.language import trn
from reportgen.model import Update
from reportgen.render.terminal import clean, columns, heading, labelled, wrapped
from reportgen.report.words import LEDGER_BADGES, day, lead_words, not_stated
from reportgen.snapshot import Json

Period = tuple[dt.date, dt.date]


class Planned(Protocol):
    """Hold a plan as the pipeline makes it: what comes, what departs from the terms, whose plan, and of which day."""

    @property
    def entries(self) -> tuple[PlanEntry, ...]:
        """Return what comes, in its order."""

    @property
    def conduct(self) -> tuple[ConductFinding, ...]:
        """Return the departures from the terms, in their order."""

    @property
    def organization(self) -> str:
        """Return whose plan it is."""

    @property
    def as_of(self) -> dt.date:
        """Return the day on which it was made."""


_ORDER_WORDS = {
    Order.HOLDS: "✓ kept as planned",
    Order.BREACHES: "✗ WOULD BE BROKEN as planned",
    Order.UNKNOWN: "? cannot tell yet",
    Order.NOT_ASKED: "– not asked here",
}

_WHOSE_WORDS = {
    Whose.PROVIDER: "The provider's to mend: it departs from its own terms",
    Whose.ORGANISATION: "The organisation's to mend",
}


# The plan


def plan_text(planned: Planned) -> str:
    """Return the plan: a table of days first, then each update and Environment with its reasons, then what departs from the terms."""
    return "\n".join(_plan(planned))


def _plan(planned: Planned) -> Iterator[str]:
    yield from wrapped(f"Updates to come for {planned.organization or 'an organisation not stated'}, as of {planned.as_of.isoformat()}.")
    if not planned.entries:
        yield from ("", "No update is planned or awaited.")
    else:
        yield ""
        yield from columns([_HEADS, *map(_days, planned.entries)])
    for _id, group in groupby(planned.entries, key=lambda entry: entry.update.id):
        yield from _update(list(group))
    for whose in Whose:
        yield from _conduct(_WHOSE_WORDS[whose], [finding for finding in planned.conduct if finding.whose is whose])
    yield ""
    yield from wrapped(_outcome(planned.entries))


_HEADS = ("update", "Environment", "planned", "earliest", "verify from", "verify until", "postpone until", "promise")


def _days(entry: PlanEntry) -> tuple[str, ...]:
    overdue = " (passed)" if entry.is_overdue else ""
    return (
        f"{entry.update.service} {entry.update.version}",
        entry.environment,
        f"{day(entry.planned_date)}{overdue}",
        day(entry.earliest_as_planned),
        day(entry.verify_from),
        day(entry.verify_until),
        day(entry.last_day_to_postpone),
        _ORDER_WORDS[entry.order],
    )


def _update(entries: Sequence[PlanEntry]) -> Iterator[str]:
    update = entries[0].update
    released = f", released {day(update.released)}" if update.released else ""
    yield from heading(f"{update.service} {update.version} ({_class(update)}{released})")
    for entry in entries:
        kind = "production" if entry.is_production else "not production"
        yield from wrapped(f"{entry.environment} ({kind})", 2)
        yield from labelled(_facts(entry), 4)


def _class(update: Update) -> str:
    return f"class {update.update_class.value}" if update.update_class else f"class {not_stated()}"


def _facts(entry: PlanEntry) -> list[tuple[str, str]]:
    facts = [("planned", _planned(entry))]
    if entry.is_production:
        facts.append(("earliest", _earliest(entry)))
        facts.append(("verify", _verification(entry)))
        facts.append(("promise", f"{_ORDER_WORDS[entry.order]}. {entry.reason} The promise is the provider's."))
    facts.append(("postpone", f"until {day(entry.last_day_to_postpone)}. {entry.postponement}".removeprefix("until –. ")))
    facts.append(("written at", str(entry.location)))
    return facts


def _planned(entry: PlanEntry) -> str:
    if entry.planned_date is None:
        return "no day is planned"
    hours = ""
    if entry.window is not None:
        start, end = entry.window
        until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%H:%M} on {end.date().isoformat()}"
        hours = f", {start:%H:%M} to {until} ({start.tzinfo})"
    overdue = "; the day has passed, and nothing says that it came" if entry.is_overdue else ""
    return f"{entry.planned_date.isoformat()}{hours}{overdue}"


def _earliest(entry: PlanEntry) -> str:
    if entry.earliest_as_planned is None:
        return "cannot be told, or no lead is asked: see promise"
    if entry.earliest is None:
        return f"{entry.earliest_as_planned.isoformat()}, if non-production gets it as planned"
    return entry.earliest_as_planned.isoformat()


def _verification(entry: PlanEntry) -> str:
    if entry.verify_from is None or entry.verify_until is None:
        return "no day on which all of non-production has it and production has not is known"
    where = f", {entry.deciding_environment} being the last to get it" if entry.deciding_environment else ""
    return f"{entry.verify_from.isoformat()} to {entry.verify_until.isoformat()}, both included{where}"


def _conduct(title: str, found: Sequence[ConductFinding]) -> Iterator[str]:
    if found:
        yield from heading(f"{title}: {trn('{n} departure', '{n} departures', len(found))}")
    for finding in found:
        yield from wrapped(f"{finding.code}: {finding.message}", 2, 4)
        yield f"      {clean(str(finding.location))}"


def _outcome(entries: Sequence[PlanEntry]) -> str:
    breaking = [entry.subject for entry in entries if entry.would_breach]
    if not breaking:
        return trn(
            "Outcome: of {n} step to come, none is planned so that it would break the promise.",
            "Outcome: of {n} steps to come, none is planned so that it would break the promise.",
            len(entries),
        )
    return f"Outcome: as planned, the promise would be broken for {', '.join(breaking)}."


def plan_data(planned: Planned) -> dict[str, Json]:
    """Return the plan as data: ``organization``, ``as_of``, ``plan`` and ``conduct``, days as ISO 8601, null = there is none."""
    return {
        "organization": planned.organization,
        "as_of": planned.as_of.isoformat(),
        "plan": [snapshot.plan_data(entry) for entry in planned.entries],
        "conduct": [snapshot.conduct_data(finding) for finding in planned.conduct],
    }


# The period


def period_text(summary: PeriodSummary, period: Period) -> str:
    """Return the figures of an audit period, both days included, then its rows one by one."""
    return "\n".join(_period(summary, period))


def _period(summary: PeriodSummary, period: Period) -> Iterator[str]:
    first, last = period
    yield from wrapped(
        f"Updates that reached production from {first.isoformat()} to {last.isoformat()}, both included: {summary.overall.total}."
    )
    if summary.undated:
        yield from wrapped(
            trn(
                "Of {n} more it is not known when production had them; they are in no figure: {updates}.",
                "Of {n} more it is not known when production had them; they are in no figure: {updates}.",
                len(summary.undated),
                updates=", ".join(row.subject for row in summary.undated),
            )
        )
    groups = [("all", summary.overall)]
    groups += [(f"Environment {figures.name}", figures) for figures in summary.by_environment]
    groups += [(f"service {figures.name}", figures) for figures in summary.by_service]
    statuses = [status for status in LedgerStatus if status in summary.overall.counts]
    heads = ["", "updates", *(LEDGER_BADGES[status].text for status in statuses), "shortest lead", "median lead", "never in non-production"]
    rows = [[label, *_numbers(figures, statuses)] for label, figures in groups]
    yield ""
    yield from columns([heads, *rows], right=range(1, len(heads)))
    yield from wrapped("Leads are in working days, of kept and breached updates.")
    yield from _rows(summary.rows)


def _numbers(figures: PeriodFigures, statuses: Sequence[LedgerStatus]) -> Iterator[str]:
    yield str(figures.total)
    yield from (str(figures.counts.get(status, 0)) for status in statuses)
    yield "–" if figures.shortest_lead is None else str(figures.shortest_lead)
    yield "–" if figures.median_lead is None else f"{figures.median_lead:g}"
    yield str(figures.without_lead)


def _rows(rows: Sequence[LedgerEntry]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    heads = ("update", "class", "Environment", "in production", "non-production", "lead", "promise")
    yield from columns([heads, *map(_row, rows)])
    broken = [row for row in rows if row.status in (LedgerStatus.BREACHED, LedgerStatus.UNKNOWN)]
    if broken:
        yield from heading("Why")
    for row in broken:
        yield from wrapped(f"{LEDGER_BADGES[row.status].text}: {row.subject}: {row.reason}", 2, 4)
        yield f"      {clean(str(row.location))}"


def _row(row: LedgerEntry) -> tuple[str, ...]:
    badge = LEDGER_BADGES[row.status]
    return (
        f"{row.update.service} {row.update.version}",
        row.update.update_class.value if row.update.update_class else not_stated(),
        row.environment,
        day(row.production_date),
        f"{row.deciding_environment} {day(row.deciding_date)}" if row.deciding_environment else "–",
        lead_words(row),
        f"{badge.mark} {badge.text}",
    )


def period_data(summary: PeriodSummary, period: Period) -> dict[str, Json]:
    """Return the figures as data: ``period``, ``overall``, ``environments``, ``services``, ``rows``, ``undated``; leads in working days."""
    first, last = period
    return {
        "period": {"first": first.isoformat(), "last": last.isoformat()},
        "overall": _figures_data(summary.overall),
        "environments": [{"name": figures.name, **_figures_data(figures)} for figures in summary.by_environment],
        "services": [{"name": figures.name, **_figures_data(figures)} for figures in summary.by_service],
        "rows": [snapshot.row_data(row) for row in summary.rows],
        "undated": [snapshot.row_data(row) for row in summary.undated],
    }


def _figures_data(figures: PeriodFigures) -> dict[str, Json]:
    return {
        "total": figures.total,
        "counts": {status.value: figures.counts.get(status, 0) for status in LedgerStatus},
        "shortest_lead": figures.shortest_lead,
        "median_lead": figures.median_lead,
        "without_lead": figures.without_lead,
    }
