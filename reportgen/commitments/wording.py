"""The sentences of the ledger and the plan: dates as ISO 8601, numbers of working days, clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reportgen.terms import Terms, TermsVersion


def working_days(count: int) -> str:
    """Return a number of working days in words."""
    return f"{count} working day" if count == 1 else f"{count} working days"


def listing(words: Sequence[str]) -> str:
    """Return the words as a phrase: ``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def demand(version: TermsVersion) -> str:
    """Say what the version promises: the clause, the terms, the lead."""
    return f"clause {version.clause} of the terms of {version.version} asks for at least {version.lead_working_days}"


def beginning(terms: Terms) -> str:
    """Say since when a lead has been promised."""
    if all(version.lead_working_days is None for version in terms.versions):
        return "no version of these terms promises one"
    return f"the promise began {terms.promise_began}" if terms.promise_began else "another version does"


def gap(environment: str, day: dt.date, production: str, production_day: dt.date, lead: int) -> str:
    """Say when a non-production Environment had an update, against production."""
    had = f"{environment} had it on {day}"
    if day > production_day:
        return f"{had}, only after {production} on {production_day}"
    if day == production_day:
        return f"{had}, the same day as {production}"
    return f"{had}, {working_days(lead)} before {production} on {production_day}"
