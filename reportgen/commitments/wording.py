"""The sentences that ledger and plan have in common: numbers of working days, clauses, what came before what."""

from __future__ import annotations

import datetime as dt

from reportgen.language import day as day_words
from reportgen.language import number, tr, trn
from reportgen.terms import Terms, TermsVersion


def working_days(count: int) -> str:
    """Return a number of working days in words."""
    return trn("{n} working day", "{n} working days", count)


def demand(version: TermsVersion) -> str:
    """Say what the version promises: the clause, the terms, the lead."""
    return tr(
        "clause {clause} of the terms of {version} asks for at least {n}",
        clause=version.clause,
        version=version.version,
        n=number(version.lead_working_days or 0),
    )


def beginning(terms: Terms) -> str:
    """Say since when a lead has been promised."""
    if all(version.lead_working_days is None for version in terms.versions):
        return tr("no version of these terms promises one")
    return tr("the promise began {day}", day=day_words(terms.promise_began)) if terms.promise_began else tr("another version does")


def gap(environment: str, day: dt.date, production: str, production_day: dt.date, lead: int) -> str:
    """Say when a non-production Environment had an update, against production."""
    words = {"environment": environment, "day": day_words(day), "production": production, "production_day": day_words(production_day)}
    if day > production_day:
        return tr("{environment} had it on {day}, only after {production} on {production_day}", **words)
    if day == production_day:
        return tr("{environment} had it on {day}, the same day as {production}", **words)
    return tr("{environment} had it on {day}, {lead} before {production} on {production_day}", lead=working_days(lead), **words)
