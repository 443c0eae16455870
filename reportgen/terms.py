"""A provider's terms of service as frozen values: what they promise about updates, version by version."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reportgen.model import UpdateClass


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRule:
    """Say which days are working days.

    ``country`` and ``subdivision`` are ISO 3166 codes as the ``holidays`` library takes them, ``categories`` its names of categories
    of holidays that are free (``public``, ``de_facto``, …). Saturday and Sunday are always free.
    ``zone`` is an IANA time zone: an instant counts for its day there. ``definition`` says in a sentence where the definition stands.
    """

    country: str
    subdivision: str | None = None
    categories: tuple[str, ...]
    zone: str
    definition: str


AT_MOST_MONTHLY = "at most monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """State what the terms say of one class of update.

    ``window`` is (start, end) in local time, None = at once, at any hour; an end before the start is on the next day.
    ``frequency`` is the terms' own measure in our words; only ``AT_MOST_MONTHLY`` is judged. ``lead_promised`` tells whether the lead
    holds for the class.
    """

    update_class: UpdateClass
    window: tuple[dt.time, dt.time] | None
    frequency: str
    lead_promised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsVersion:
    """Hold one version of the terms.

    ``version`` is its in-force date as text, or ``before-…`` for the oldest; ``in_force`` is that date, None = from the beginning.
    ``lead_working_days`` None = this version promises no lead; then ``clause`` may be None too.
    ``postponement_notice_days`` is the business days before the next window by which a ticket must come; None = free.
    ``postponable`` are the classes that the customer may postpone. ``classes`` empty = what the version says of them is not recorded.
    """

    version: str
    in_force: dt.date | None
    clause: str | None
    lead_working_days: int | None
    postponement: str
    postponement_clause: str | None
    postponement_notice_days: int | None
    working_day_defined: bool
    classes: tuple[ClassRule, ...]
    postponable: tuple[UpdateClass, ...] = (UpdateClass.MAJOR,)

    def rule_for(self, update_class: UpdateClass | None) -> ClassRule | None:
        """Return what this version says of a class; None = the class is unknown, or not recorded for this version."""
        return next((rule for rule in self.classes if rule.update_class is update_class), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Hold a provider's terms, oldest version first.

    ``plans`` are the plans under which the provider applies the updates, so that the promise is its own.
    ``platform_services`` run in every Environment.
    """

    id: str
    title: str
    issuer: str
    source: str
    calendar: CalendarRule
    plans: tuple[str, ...]
    platform_services: tuple[str, ...]
    order_clause: str
    versions: tuple[TermsVersion, ...]
    user_supplied: bool = False
    file: str
    sha256: str

    @property
    def promise_began(self) -> dt.date | None:
        """Return the in-force date of the first version that promises a lead; None = none does, or always."""
        return next((v.in_force for v in self.versions if v.lead_working_days is not None), None)

    def in_force_on(self, day: dt.date) -> TermsVersion | None:
        """Return the version in force on that day; None = before the first version."""
        found = None
        for version in self.versions:
            if version.in_force is None or version.in_force <= day:
                found = version
        return found

    def pinned(self, version: dt.date) -> TermsVersion | None:
        """Return the version with that in-force date; None = there is no such version."""
        return next((v for v in self.versions if v.in_force == version), None)
