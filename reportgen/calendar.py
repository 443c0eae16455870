"""Count working days on the calendar of a provider's terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

from reportgen.model import Moment
from reportgen.terms import CalendarRule

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


def holidays_of(rule: CalendarRule, year: int | None = None) -> HolidayBase:
    """Return the free days of the rule's country in one year; None = an empty calendar that still knows its range of years.

    The categories are always named, because the defaults of ``holidays`` changed between its releases: Sundays left them in
    0.107, the three Swedish eves in 0.88.

    Raises:
        NotImplementedError: The country or its subdivision is not known to ``holidays``.
        ValueError: A category is not known for that country.
    """
    return country_holidays(rule.country, subdiv=rule.subdivision, years=year, expand=False, categories=rule.categories)


@dataclass(frozen=True)
class WorkingDays:
    """Count on one calendar; every answer is a day of the rule's time zone.

    A year is laid out once, as running totals, so that a lead costs the same whatever its length.
    """

    rule: CalendarRule
    _totals: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone that turns an instant into a day."""
        return ZoneInfo(self.rule.zone)

    @cached_property
    def years(self) -> range:
        """Return the years whose free days are known."""
        known = holidays_of(self.rule)
        return range(known.start_year, known.end_year + 1)

    def covers(self, day: dt.date) -> bool:
        """Tell whether the free days of that day's year are known."""
        return day.year in self.years

    def local_day(self, moment: Moment) -> dt.date:
        """Return the day in the rule's time zone; a plain day is one already.

        Raises:
            ValueError: The time has no UTC offset, so that its day cannot be told.
        """
        if not isinstance(moment, dt.datetime):
            return moment
        if moment.tzinfo is None:
            raise ValueError(f"{moment.isoformat()} has no UTC offset")
        return moment.astimezone(self.zone).date()

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether people work on that day."""
        return self._until(day) > (self._until(day - _DAY) if day.timetuple().tm_yday > 1 else 0)

    def lead(self, from_day: dt.date, to_day: dt.date) -> int:
        """Return the number of working days in the half-open interval (from_day, to_day]; 0 when it is empty.

        So the first day does not count and the last one does: the reading of ToS clause A2.6 that the method page states.
        """
        if to_day <= from_day:
            return 0
        whole_years = sum(self._year(year)[-1] for year in range(from_day.year, to_day.year))
        return whole_years - self._until(from_day) + self._until(to_day)

    def add(self, day: dt.date, count: int) -> dt.date:
        """Return the first day that has a lead of at least ``count`` working days after ``day``; ``day`` itself for 0."""
        while count > 0:
            day += _DAY
            count -= self.is_working_day(day)
        return day

    def subtract(self, day: dt.date, count: int) -> dt.date:
        """Return the latest working day from which ``day`` has a lead of at least ``count`` working days; ``day`` itself for 0.

        A weekend in between would give the same lead; the working day before it is the last on which people act.
        """
        if count <= 0:
            return day
        while count > 0:
            count -= self.is_working_day(day)
            day -= _DAY
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def _until(self, day: dt.date) -> int:
        """Return the number of working days from 1 January to ``day``, both included."""
        return self._year(day.year)[day.timetuple().tm_yday]

    def _year(self, year: int) -> tuple[int, ...]:
        """Return the running totals of a year by day of the year; the entry 0 is 0, the last one the total of the year."""
        found = self._totals.get(year)
        if found is None:
            found = self._totals[year] = self._lay_out(year)
        return found

    def _lay_out(self, year: int) -> tuple[int, ...]:
        if year not in self.years:
            raise ValueError(f"the free days of {year} are not known for {self.rule.country}")
        free = set(holidays_of(self.rule, year))
        first = dt.date(year, 1, 1)
        days = [first + _DAY * i for i in range((dt.date(year, 12, 31) - first).days + 1)]
        return tuple(accumulate((day.weekday() < _SATURDAY and day not in free for day in days), initial=0))
