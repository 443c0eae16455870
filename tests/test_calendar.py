"""Working days: the Swedish calendar of the terms, leads, and the day of an instant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reportgen.calendar import WorkingDays
from reportgen.terms import CalendarRule

SWEDEN = WorkingDays(CalendarRule(country="SE", categories=("public", "de_facto"), zone="Europe/Stockholm", definition="ToS"))
BAVARIA = WorkingDays(CalendarRule(country="DE", subdivision="BY", categories=("public",), zone="Europe/Berlin", definition=""))
DAY = dt.timedelta(days=1)
VECTORS = yaml.safe_load((Path(__file__).parent / "data" / "calendar_vectors.yaml").read_text(encoding="utf-8"))

day = dt.date.fromisoformat
days = st.dates(dt.date(2005, 1, 1), dt.date(2050, 12, 31))
counts = st.integers(0, 30)


@pytest.mark.parametrize("year", VECTORS["weekday_closures"])
def test_closures_are_exactly_those_of_the_vectors(year):
    """Of the days from Monday to Friday exactly the listed ones are free, and the year's total agrees."""
    first = dt.date(int(year), 1, 1)
    weekdays = [d for d in (first + DAY * i for i in range(366)) if d.year == int(year) and d.weekday() < 5]
    assert [str(d) for d in weekdays if not SWEDEN.is_working_day(d)] == VECTORS["weekday_closures"][year]
    assert SWEDEN.lead(first - DAY, dt.date(int(year), 12, 31)) == VECTORS["working_days_per_year"][year]


@pytest.mark.parametrize("vector", VECTORS["plus_5_vectors"], ids=lambda v: v["from"])
def test_five_working_days_later(vector):
    """Five working days after each day of the vectors is the day they say; the naive calendars' answers are not taken."""
    start = day(vector["from"])
    assert SWEDEN.is_working_day(start) is vector["is_working_day"]
    assert str(SWEDEN.add(start, 5)) == vector["plus_5"]


@pytest.mark.parametrize("vector", VECTORS["minus_5_vectors"], ids=lambda v: v["production"])
def test_five_working_days_earlier(vector):
    """The latest working day for non-production is the day of the vectors."""
    assert str(SWEDEN.subtract(day(vector["production"]), 5)) == vector["latest_nonproduction"]


@pytest.mark.parametrize("vector", VECTORS["between_vectors"], ids=lambda v: f"{v['nonproduction']}..{v['production']}")
def test_lead_between(vector):
    """The lead between the two days is that of the vectors."""
    lead = SWEDEN.lead(day(vector["nonproduction"]), day(vector["production"]))
    assert lead == vector["working_days_between"]
    assert (lead >= 5) is vector["meets_5"]


def test_longest_stretch_of_five_working_days():
    """Five working days never span more calendar days than the vectors say, over 2025 to 2027."""
    starts = [dt.date(2025, 1, 1) + DAY * i for i in range(3 * 365)]
    assert max((SWEDEN.add(start, 5) - start).days for start in starts) == VECTORS["max_calendar_days_for_5_working_days_2025_2027"]


def easter_sunday(year: int) -> dt.date:
    """Compute Easter Sunday by Gauss's rule in the form of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l_ = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * l_) // 433
    month = (h + l_ - 7 * m + 90) // 25
    return dt.date(year, month, (h + l_ - 7 * m + 33 * month + 19) % 32)


def saturday_from(year: int, month: int, first: int) -> dt.date:
    """Return the first Saturday on or after a day."""
    start = dt.date(year, month, first)
    return start + DAY * ((5 - start.weekday()) % 7)


def swedish_free_days(year: int) -> set[dt.date]:
    """Return the public holidays of the Act 1989:253 since 2005, and the eves of the terms, without the weekends."""
    easter = easter_sunday(year)
    midsummer = saturday_from(year, 6, 20)
    fixed = {dt.date(year, *md) for md in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))}
    movable = {easter - 2 * DAY, easter, easter + DAY, easter + 39 * DAY, easter + 49 * DAY}
    return fixed | movable | {midsummer - DAY, midsummer, saturday_from(year, 10, 31)}


def test_agrees_with_an_independent_calendar_on_every_day_from_2005_to_2050():
    """Every day of 46 years is a working day exactly if a second implementation says so."""
    differing = []
    for year in range(2005, 2051):
        free = swedish_free_days(year)
        current = dt.date(year, 1, 1)
        while current.year == year:
            if SWEDEN.is_working_day(current) != (current.weekday() < 5 and current not in free):
                differing.append(current)
            current += DAY
    assert differing == []


@given(days, st.integers(0, 800))
def test_lead_counts_the_working_days_one_by_one(start, length):
    """A lead is what counting day by day gives, across years too; the first day does not count, the last one does."""
    end = start + DAY * length
    counted = sum(SWEDEN.is_working_day(start + DAY * i) for i in range(1, length + 1))
    assert SWEDEN.lead(start, end) == counted
    assert SWEDEN.lead(end, start) == 0


@given(days, counts)
def test_add_is_the_first_day_with_that_lead(start, count):
    """The day found has the lead, and the day before it has not."""
    found = SWEDEN.add(start, count)
    assert SWEDEN.lead(start, found) >= count
    assert found == start or SWEDEN.lead(start, found - DAY) < count


@given(days, st.integers(1, 30))
def test_subtract_is_the_latest_working_day_with_that_lead(end, count):
    """The day found is a working day with the lead; no later working day has it."""
    found = SWEDEN.subtract(end, count)
    assert SWEDEN.is_working_day(found)
    assert SWEDEN.lead(found, end) >= count
    assert SWEDEN.lead(SWEDEN.add(found, 1), end) < count


@pytest.mark.parametrize("start", ["2024-02-29", "2024-06-20", "2024-12-31"])
def test_nothing_to_add_or_subtract_stays(start):
    """Adding or subtracting no working days gives the day itself, free or not."""
    assert SWEDEN.add(day(start), 0) == SWEDEN.subtract(day(start), 0) == day(start)


@pytest.mark.parametrize("half_day", ["2026-01-05", "2026-04-02", "2026-04-30", "2026-05-13", "2026-12-23", "2026-12-30"])
def test_half_days_are_working_days(half_day):
    """Twelfth Night, Maundy Thursday, Walpurgis and the days before eves are worked."""
    assert SWEDEN.is_working_day(day(half_day))


@pytest.mark.parametrize(
    ("free", "why"),
    [
        ("2024-05-20", "Whit Monday"),
        ("2024-05-30", "Corpus Christi"),
        ("2024-10-03", "Unity Day"),
        ("2024-11-01", "All Saints, in Bavaria"),
    ],
)
def test_another_country_has_its_own_calendar(free, why):
    """Days that are free in Bavaria are worked in Sweden."""
    assert not BAVARIA.is_working_day(day(free)), why
    assert SWEDEN.is_working_day(day(free)), why


def test_no_eves_in_bavaria():
    """Christmas Eve and New Year's Eve are free in Sweden by the terms; in Bavaria they are worked."""
    assert BAVARIA.is_working_day(dt.date(2024, 12, 24))
    assert not SWEDEN.is_working_day(dt.date(2024, 12, 24))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-11-20T23:30:00+01:00", "2024-11-20"),
        ("2024-11-20T23:30:00+00:00", "2024-11-21"),
        ("2024-11-20T18:30:00-05:00", "2024-11-21"),
        ("2024-11-21T00:30:00+02:00", "2024-11-20"),
        ("2024-07-01T22:30:00+00:00", "2024-07-02"),
        ("2024-03-30T23:30:00+00:00", "2024-03-31"),
        ("2024-03-31T21:59:00+00:00", "2024-03-31"),
        ("2024-03-31T22:00:00+00:00", "2024-04-01"),
        ("2024-10-26T22:00:00+00:00", "2024-10-27"),
        ("2024-10-27T22:59:00+00:00", "2024-10-27"),
        ("2024-10-27T23:00:00+00:00", "2024-10-28"),
    ],
)
def test_an_instant_counts_for_its_day_in_the_zone(moment, expected):
    """An instant is converted to Stockholm before its day is taken, in winter, in summer and on the days of the change."""
    assert str(SWEDEN.local_day(dt.datetime.fromisoformat(moment))) == expected


def test_a_plain_day_is_a_local_day():
    """A day without a time needs no conversion."""
    assert SWEDEN.local_day(dt.date(2024, 3, 31)) == dt.date(2024, 3, 31)


def test_a_time_without_an_offset_is_refused():
    """The day of a time without an offset cannot be told, so nothing is guessed."""
    with pytest.raises(ValueError, match="has no UTC offset"):
        SWEDEN.local_day(dt.datetime(2024, 3, 31, 12))


def test_years_without_a_known_calendar_are_refused():
    """Beyond the years of the library nothing is free, so counting there would be silently wrong."""
    assert SWEDEN.covers(dt.date(2024, 1, 1))
    assert not SWEDEN.covers(dt.date(2300, 1, 1))
    with pytest.raises(ValueError, match="not known for SE"):
        SWEDEN.lead(dt.date(2299, 1, 1), dt.date(2300, 1, 1))
