"""Whether a framework is in force on a day, as far as what is known of its dates can tell."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from enum import StrEnum

from reportgen.regulation import Framework

TO_BE_CONFIRMED = "to-be-confirmed"
"""The status of a framework of which nobody has checked that it is still in force."""

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class Force(StrEnum):
    """Name what can be said of a framework on a day."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet-in-force"
    ENDED = "ended"
    CANNOT_TELL = "cannot-tell"


def span(text: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that an ISO date, perhaps cut short to month or year, can mean.

    Raises:
        ValueError: the text is none, or names a day that does not exist.
    """
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or month is None:
        return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def in_force(framework: Framework, day: dt.date) -> Force:
    """Tell whether the framework is in force on that day.

    A date that is cut short may be any day of its month or year: between the first and the last of them nobody can tell. Neither can
    they while the framework's status is to be confirmed, from its beginning on.
    """
    begun = _reached(framework.in_force_from, day)
    if begun is False:
        return Force.NOT_YET
    past = framework.in_force_to is not None and _reached(framework.in_force_to, day - dt.timedelta(days=1))
    if past is True:
        return Force.ENDED
    if begun is None or past is None or framework.status == TO_BE_CONFIRMED:
        return Force.CANNOT_TELL
    return Force.IN_FORCE


def _reached(text: str, day: dt.date) -> bool | None:
    """Tell whether the date has come by the end of that day; None = cannot tell, no date = it always has."""
    if not text:
        return True
    first, last = span(text)
    if day < first:
        return False
    return True if day >= last else None
