"""The update ledger: was the provider's promise kept, for each update and each production Environment?

A row is decided by the first of ``_STEPS`` that has an answer; their order is the contract's (section 2, "Update ledger").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reportgen.commitments import wording
from reportgen.commitments.history import History, production_environments
from reportgen.commitments.row import Before, Row, notes_on
from reportgen.findings import LedgerEntry, LedgerStatus
from reportgen.language import alternatives, day, listing, tr
from reportgen.model import NEVER, NO_TERMS, Designation, Inventory
from reportgen.terms import Terms, TermsVersion
from reportgen.vocabulary import said


def ledger(inventory: Inventory, terms: Terms | None, as_of: dt.date) -> tuple[LedgerEntry, ...]:
    """Return one row per update and production Environment, as known on ``as_of``.

    Updates released later have no row. Sorted by service, day of release (where unknown: of the first application anywhere; where that
    is unknown too, last), version, Environment. Linear in the number of rows.
    """
    history = History(inventory=inventory, terms=terms, as_of=as_of)
    environments = sorted(production_environments(inventory), key=lambda environment: environment.name)
    rows: list[LedgerEntry] = []
    for update in sorted(history.updates, key=history.order):
        before = Before(history=history, update=update)
        rows += (decide(Row(history=history, update=update, environment=e, before=before)) for e in environments)
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """Say how a row is decided."""

    status: LedgerStatus
    reason: str
    lead: int | None = None
    deciding: tuple[str, dt.date | None] | None = None
    earliest: dt.date | None = None
    missing: tuple[str, ...] = ()


def decide(row: Row) -> LedgerEntry:
    """Decide one row."""
    verdict = next(found for step in _STEPS if (found := step(row)))
    environment, day = verdict.deciding or (None, None)
    return LedgerEntry(
        update=row.update,
        environment=row.name,
        status=verdict.status,
        lead=verdict.lead,
        deciding_environment=environment,
        deciding_date=day,
        production_date=row.production_day,
        production_moment=row.arrival,
        earliest=verdict.earliest,
        reason=verdict.reason,
        terms_id=row.history.terms.id if row.history.terms else None,
        terms=row.version,
        missing=verdict.missing,
        location=row.update.applied_origin.at(row.name),
    )


def inapplicable(row: Row) -> str | None:
    """Return why the promise does not hold for this update in this Environment; None = it does, or that cannot be told."""
    return _outside_terms(row) or _not_an_update(row) or _outside_designations(row)


def _not_applicable(row: Row) -> _Verdict | None:
    if row.history.terms is None and row.history.inventory.provider.terms_of_service != NO_TERMS:
        return _without_terms(row)
    reason = inapplicable(row)
    return _Verdict(status=LedgerStatus.NOT_APPLICABLE, reason=reason) if reason else None


def _without_terms(row: Row) -> _Verdict:
    """Answer where nobody says which terms hold: what does not depend on them is still told."""
    reason = _not_an_update(row) or _outside_designations(row)
    if reason is not None:
        return _Verdict(status=LedgerStatus.NOT_APPLICABLE, reason=reason)
    return _Verdict(
        status=LedgerStatus.UNKNOWN,
        reason=tr("Nothing can be told: the inventory does not say which terms of service hold, or that none do."),
        missing=("provider.terms_of_service",),
    )


def _outside_terms(row: Row) -> str | None:
    terms, plan = row.history.terms, row.history.inventory.provider.plan
    if terms is None:
        return tr("The inventory states that no terms of service hold, so no order of updates is promised.")
    if plan is not None and plan not in terms.plans:
        return tr(
            "The plan is {plan}, under which the organisation applies updates itself; the promise holds under {plans}.",
            plan=said(plan),
            plans=alternatives([said(word) for word in terms.plans]) or tr("no plan"),
        )
    pinned = row.history.inventory.provider.terms_version
    if row.version is None:
        when, since = day(row.production_day or row.history.as_of), wording.beginning(terms)
        return None if pinned else tr("No version of the terms was in force on {day}; {since}.", day=when, since=since)
    if row.version.lead_working_days is not None:
        return None
    return _without_lead(row, row.version, terms)


def _without_lead(row: Row, version: TermsVersion, terms: Terms) -> str:
    since = wording.beginning(terms)
    if row.history.inventory.provider.terms_version:
        return tr(
            "The terms of {version}, to which the inventory pins the report, promise no lead; {since}.",
            version=version.version,
            since=since,
        )
    if row.production_day:
        return tr(
            "The terms in force when {environment} had it on {day} ({version}) promise no lead; {since}.",
            environment=row.name,
            day=day(row.production_day),
            version=version.version,
            since=since,
        )
    return tr(
        "The terms in force on {day} ({version}) promise no lead; {since}.",
        day=day(row.history.as_of),
        version=version.version,
        since=since,
    )


def _not_an_update(row: Row) -> str | None:
    if not row.history.runs(row.environment, row.update):
        return tr(
            "{service} did not run in {environment} at the release of this version, as far as the inventory declares.",
            service=row.update.service,
            environment=row.name,
        )
    released, began = row.history.released(row.update), row.environment.in_service
    if row.history.began_with(row.environment, row.update) and released is not None and began is not None:
        return tr(
            "{environment} came into service on {day}, after the release on {released}: it began with it or later.",
            environment=row.name,
            day=day(began),
            released=day(released),
        )
    return None


def _outside_designations(row: Row) -> str | None:
    if row.environment.designation is Designation.NON_PRODUCTION:
        return tr("{environment} hosts a production deployment but is designated non-production.", environment=row.name)
    if row.environment.designation is None:
        return tr(
            "{environment} hosts a production deployment but is not designated production, so the promise does not cover it.",
            environment=row.name,
        )
    if row.arrivals or row.version is None:
        return None
    return tr(
        "No Environment that is designated non-production runs {service} since before this release; with one, the provider "
        "would have to update it at least {lead} before {environment} (clause {clause}).",
        service=row.update.service,
        lead=wording.working_days(row.promised),
        environment=row.name,
        clause=row.version.clause,
    )


def _without_basis(row: Row) -> _Verdict | None:
    """Answer for a pinned version that does not exist, and for days of which nobody knows whether people work."""
    if row.version is None:
        pinned = row.history.inventory.provider.terms_version
        reason = tr("Nothing can be told: the terms have no version of {version}.", version=pinned)
        return _Verdict(status=LedgerStatus.UNKNOWN, reason=reason, missing=("provider.terms_version",))
    strange = row.before.strange
    if strange is None and row.production_day is not None and not row.days.covers(row.production_day):
        strange = (row.name, row.production_day)
    if strange is None:
        return None
    name, when = strange
    reason = tr(
        "Nothing can be told: {environment} had it on {day}, and the free days of that year are not known.", environment=name, day=day(when)
    )
    return _Verdict(status=LedgerStatus.UNKNOWN, reason=reason, missing=(row.field(f"applied.{name}"),))


def _superseded(row: Row) -> _Verdict | None:
    later = row.history.superseding(row.update, row.name)
    if later is None:
        return None
    arrival = row.history.arrival(later, row.name)
    never = row.update.applied.get(row.name) is NEVER
    reason = tr(
        "{environment} had the later version {version} on {day} without this one: {said}.",
        environment=row.name,
        version=later.version,
        day=day(row.history.day(arrival)) if arrival is not None else "–",
        said=tr("it is stated never to have had it") if never else tr("no application of it there is recorded"),
    )
    return _Verdict(status=LedgerStatus.SUPERSEDED, reason=reason)


def _class(row: Row) -> str:
    """Return the class in words; only asked for once it is certain that there is one."""
    return said(row.update.update_class or "")


def is_awaited(row: Row) -> bool:
    """Tell whether the update is known not to have reached production yet: it is so stated, or planned for a day that is not over."""
    return row.history.is_stated_absent(row.update, row.name) or (
        row.arrival is None and row.history.coming(row.update, row.name) is not None
    )


def _pending(row: Row) -> _Verdict | None:
    if not is_awaited(row):
        return None
    missing = tuple(row.field(f"applied.{name}") for name in row.unsaid)
    if row.is_exempt:
        reason = tr(
            "It has not reached {environment} yet; no lead is asked for an update of the class {update_class}.",
            environment=row.name,
            update_class=_class(row),
        )
        return _Verdict(status=LedgerStatus.PENDING, reason=reason)
    absent = [name for name, day in row.arrivals if day is None]
    if absent or row.latest is None or row.version is None:
        reason = tr(
            "It has not reached {environment} yet, nor (as far as the inventory says) {others}, so no earliest day can be told.",
            environment=row.name,
            others=listing(absent),
        )
        return _Verdict(status=LedgerStatus.PENDING, reason=reason, deciding=(absent[0], None), missing=missing)
    earliest = row.days.add(row.latest[1], row.promised)
    reason = _awaited_with_lead(row, row.version, row.latest, earliest)
    return _Verdict(status=LedgerStatus.PENDING, reason=reason, deciding=row.latest, earliest=earliest)


def _awaited_with_lead(row: Row, version: TermsVersion, latest: tuple[str, dt.date], earliest: dt.date) -> str:
    words = {
        "environment": row.name,
        "other": latest[0],
        "day": day(latest[1]),
        "demand": wording.demand(version),
        "earliest": day(earliest),
    }
    if row.update.update_class:
        return tr("It has not reached {environment} yet; {other} had it on {day}, and {demand}: from {earliest} on.", **words)
    return tr(
        "It has not reached {environment} yet; {other} had it on {day}, and {demand}: from {earliest} on; its class is unknown, so that a "
        "lead is assumed.",
        **words,
    )


def _exempt(row: Row) -> _Verdict | None:
    if not row.is_exempt:
        return None
    reason = tr(
        "Clause {clause} asks for no lead for an update of the class {update_class}.",
        clause=row.version.clause if row.version else None,
        update_class=_class(row),
    )
    return _Verdict(status=LedgerStatus.EXEMPT, reason=reason + _notes(row))


def _unknown(row: Row) -> _Verdict | None:
    gaps = dict(_gaps(row))
    if not gaps:
        return None
    deciding = (row.unsaid[0], None) if row.unsaid else row.latest
    reason = tr("Nothing can be told, because the inventory does not say {gaps}.", gaps=listing(list(gaps.values())))
    return _Verdict(status=LedgerStatus.UNKNOWN, reason=reason, deciding=deciding, missing=tuple(gaps))


def _gaps(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what is missing: the field, and what it would say. Once one Environment breaches, what the others did is idle."""
    provider = row.history.inventory.provider
    if provider.plan is None:
        yield "provider.plan", tr("which plan was ordered, and so whose duty the update was")
    if row.version is None or row.version.rule_for(row.update.update_class) is None:
        yield row.field("class"), tr("the class of the update")
    if row.production_day is None:
        yield row.field(f"applied.{row.name}"), _when_production_had_it(row)
    if row.production_day is None or not _is_breached(row):
        for name in row.unsaid:
            yield row.field(f"applied.{name}"), tr("when {environment} had it", environment=name)


def _when_production_had_it(row: Row) -> str:
    planned = row.update.planned.get(row.name)
    if planned is None:
        return tr("when {environment} had it", environment=row.name)
    passed = day(row.history.day(planned))
    return tr("when {environment} had it (the planned day, {day}, has passed)", environment=row.name, day=passed)


def _is_breached(row: Row) -> bool:
    """Tell whether one counted Environment alone breaks the promise, whatever the others did."""
    if row.before.stated_absent:
        return True
    return row.latest is not None and row.production_day is not None and row.days.lead(row.latest[1], row.production_day) < row.promised


def _judged(row: Row) -> _Verdict:
    if row.version is None or row.production_day is None:
        raise ValueError(f"{row.update.id}/{row.name} is not known well enough to be judged")
    if row.before.stated_absent:
        return _never(row, row.version, row.before.stated_absent[0], row.production_day)
    if row.latest is None:
        raise ValueError(f"{row.update.id}/{row.name} has no deciding Environment")
    name, when = row.latest
    lead = row.days.lead(when, row.production_day)
    kept = lead >= row.promised
    reason = f"{wording.gap(name, when, row.name, row.production_day, lead)}; {wording.demand(row.version)}."
    return _Verdict(
        status=LedgerStatus.KEPT if kept else LedgerStatus.BREACHED,
        reason=reason + _notes(row) + ("" if kept else _whose()),
        lead=lead,
        deciding=row.latest,
    )


def _whose() -> str:
    return " " + tr("The promise is the provider's.")


def _never(row: Row, version: TermsVersion, absent: str, production_day: dt.date) -> _Verdict:
    words = {"environment": absent, "production": row.name, "day": day(production_day), "demand": wording.demand(version)}
    if row.update.applied.get(absent) is NEVER:
        reason = tr("{environment} never had it, yet {production} had it on {day}; {demand}.", **words)
    else:
        today = day(row.history.as_of)
        reason = tr("{environment} did not have it by {today}, yet {production} had it on {day}; {demand}.", today=today, **words)
    return _Verdict(status=LedgerStatus.BREACHED, reason=reason + _notes(row) + _whose(), deciding=(absent, None))


def _notes(row: Row) -> str:
    """Say what else happened in the Environments of the row and does not change the verdict: applied again, rolled back."""
    return notes_on(row.history, row.update, row.name) + row.before.notes


_STEPS: tuple[Callable[[Row], _Verdict | None], ...] = (_not_applicable, _without_basis, _superseded, _pending, _exempt, _unknown, _judged)
