"""The calendar file of the plan: valid, stable, and importable again without doubles."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from reportgen.commitments import plan
from reportgen.model import Inventory
from reportgen.render.ics import render_ics
from tests.updates import AS_OF, ELASTISYS, inventory, update

PLANNED = inventory(update(update_class="major", planned={"staging": "2025-01-07", "prod": "2025-01-21"}))


def rendered(declared: Inventory, as_of: dt.date = AS_OF, organization: str = "acme-care") -> bytes:
    """Return the calendar file of an inventory's plan."""
    return render_ics(plan(declared, ELASTISYS, as_of), organization=organization, as_of=as_of)


def events(data: bytes) -> dict[str, dict[str, str]]:
    """Return the events by UID, each as its properties in the file's spelling."""
    calendar = Calendar.from_ical(data)
    return {str(e["UID"]): {key: value.to_ical().decode() for key, value in e.items()} for e in calendar.walk("VEVENT")}


def test_the_file_is_a_calendar_that_publishes():
    """It parses without errors, and carries what readers need to take it as a published calendar."""
    calendar = Calendar.from_ical(rendered(PLANNED))
    assert (str(calendar["METHOD"]), str(calendar["VERSION"])) == ("PUBLISH", "2.0")
    assert all(component.errors == [] for component in calendar.walk())
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Stockholm"]


def test_lines_are_as_the_format_asks():
    """Lines end with CRLF and have at most 75 octets."""
    lines = rendered(PLANNED).split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_windows_have_hours_and_other_days_are_whole():
    """The planned windows are in local time; days to verify and to postpone are whole days, their end excluded."""
    found = {e["SUMMARY"]: (e["DTSTART"], e["DTEND"]) for e in events(rendered(PLANNED)).values()}
    assert found == {
        "welkin v1 to staging": ("20250107T080000", "20250107T170000"),
        "Last day to postpone welkin v1 for staging": ("20250103", "20250104"),
        "welkin v1 to prod": ("20250121T080000", "20250121T170000"),
        "Verify welkin v1 before prod": ("20250107", "20250121"),
        "Last day to postpone welkin v1 for prod": ("20250120", "20250121"),
    }


def test_without_hours_the_whole_day():
    """A critical patch has no hours, so no time zone is needed."""
    data = rendered(inventory(update(update_class="critical-security", planned={"prod": "2024-12-20"})))
    assert [e["DTSTART"] for e in events(data).values()] == ["20241220"]
    assert b"VTIMEZONE" not in data


def test_the_earliest_day_where_nothing_is_planned():
    """Production without a plan has its earliest day in the calendar."""
    found = events(rendered(inventory(update(applied={"staging": "2024-12-13", "prod": "never"}))))
    assert {e["SUMMARY"]: e["DTSTART"] for e in found.values()} == {
        "welkin v1: earliest day for prod": "20241220",
        "Verify welkin v1 before prod": "20241213",
    }


def test_importing_a_later_file_moves_events_instead_of_doubling_them():
    """Moved by a week and a day later: the same UIDs, later revisions, other days."""
    moved = inventory(update(update_class="major", planned={"staging": "2025-01-14", "prod": "2025-01-28"}))
    before, after = events(rendered(PLANNED)), events(rendered(moved, AS_OF + dt.timedelta(days=1)))
    assert len(before) == 5
    assert before.keys() == after.keys()
    assert all(int(after[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"]) for uid in before)
    assert all(after[uid]["DTSTART"] > before[uid]["DTSTART"] for uid in before)


def test_events_of_others_are_other_events():
    """Another organisation, service, version or Environment has UIDs of its own."""
    own = events(rendered(PLANNED)).keys()
    assert len(own) == 5
    assert not own & events(rendered(PLANNED, organization="other")).keys()
    assert not own & events(rendered(inventory(update("v2", "major", planned={"staging": "2025-01-07", "prod": "2025-01-21"})))).keys()


def test_the_same_plan_gives_the_same_bytes():
    """No clock and no chance: rendered twice, the bytes are equal, and the stamp is the report's day."""
    assert rendered(PLANNED) == rendered(PLANNED)
    assert {e["DTSTAMP"] for e in events(rendered(PLANNED)).values()} == {"20241216T000000Z"}


def test_what_has_passed_is_left_out():
    """A passed day for a ticket, a passed plan: no event."""
    found = events(rendered(PLANNED, dt.date(2025, 1, 4)))
    assert "Last day to postpone welkin v1 for staging" not in {e["SUMMARY"] for e in found.values()}
    assert events(rendered(PLANNED, dt.date(2025, 2, 1))) == {}


def test_a_plan_that_would_breach_says_so():
    """The event's title has the warning."""
    found = events(rendered(inventory(update(planned={"staging": "2025-01-20", "prod": "2025-01-21"}))))
    assert "welkin v1 to prod (would break the promise)" in {e["SUMMARY"] for e in found.values()}


def test_text_of_the_inventory_stays_text():
    """Commas, semicolons, line breaks and foreign letters in names cannot end a property."""
    data = rendered(inventory(update("v1;X,Y\nBEGIN:VALARM å", planned={"staging": "2025-01-07"})))
    (event,) = Calendar.from_ical(data).walk("VEVENT")[:1]
    assert str(event["SUMMARY"]) == "welkin v1;X,Y\nBEGIN:VALARM å to staging"
    assert not Calendar.from_ical(data).walk("VALARM")


def test_an_empty_plan_is_an_empty_calendar():
    """Nothing planned: a calendar without events, which readers accept."""
    assert Calendar.from_ical(rendered(inventory())).walk("VEVENT") == []
