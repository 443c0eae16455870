"""What is to come, and how it was gone about: frozen values beside the findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from reportgen.errors import Location
from reportgen.model import Moment, Update

Window = tuple[dt.datetime, dt.datetime]


class Order(StrEnum):
    """Say what becomes of the promise if everything happens as planned."""

    HOLDS = "holds"
    BREACHES = "breaches"
    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """State what comes to one Environment: an update that is not known to have reached it.

    ``planned_date`` is the day of ``planned`` in the terms' zone; None = no plan, ``is_overdue`` = the day has passed.
    ``window`` is when work may begin and must end on that day (aware datetimes in the terms' zone); None = no plan, or no hours stated.
    ``earliest`` is the first day on which production keeps the promise, by what has happened; ``earliest_as_planned`` if also the
    non-production Environments get it as planned; None = a date is missing, or no lead is asked (``reason`` says which).
    ``verify_from`` and ``verify_until``, both included, are the days on which every non-production Environment has the update and
    production has not: until the day before the planned day, where there is none before the earliest one.
    ``last_day_to_postpone`` is the last working day for the ticket; None = ``postponement`` says why there is none.
    ``deciding_environment`` is the non-production Environment that gets it last, by what is done or planned.
    """

    update: Update
    environment: str
    is_production: bool
    planned: Moment | None
    planned_date: dt.date | None
    is_overdue: bool
    window: Window | None
    earliest: dt.date | None
    earliest_as_planned: dt.date | None
    deciding_environment: str | None
    verify_from: dt.date | None
    verify_until: dt.date | None
    lead_as_planned: int | None
    last_day_to_postpone: dt.date | None
    postponement: str
    order: Order
    reason: str
    location: Location

    @property
    def would_breach(self) -> bool:
        """Tell whether the plan as written breaks the promise."""
        return self.order is Order.BREACHES

    @property
    def subject(self) -> str:
        """Return ``service@version/Environment``."""
        return f"{self.update.id}/{self.environment}"


class Whose(StrEnum):
    """Say whose conduct a finding is about."""

    PROVIDER = "provider"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductFinding:
    """State one departure from the terms beside the lead, or one plan that cannot stand.

    ``code`` is one of ``outside-window planned-outside-window too-frequent postponement-late postponement-undated planned-in-past
    plan-would-breach``. ``environment`` is None where the finding is about the update as a whole.
    """

    code: str
    update: Update
    environment: str | None
    message: str
    location: Location
    whose: Whose
