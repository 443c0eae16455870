"""``reportgen plan`` as a user runs it: text, data and calendar file, what-if and audit period, and the calendar imported twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Event

from tests.command import ACME, reportgen
from tests.stories import story, welkin, written

COMING = (
    "service: welkin, version: v1, class: major, released: 2024-12-02, applied: {staging: 2024-12-13}, planned: {prod: 2025-01-14}",
    "service: welkin, version: v2, class: minor, released: 2024-12-10, planned: {staging: 2025-01-21, prod: '2025-01-24T10:00:00+01:00'}",
)


def plan(directory: Path, text: str, *arguments: str) -> dict[str, Any]:
    """Run the command on an inventory and return its data."""
    done = reportgen("plan", written(directory, text), "--format", "json", *arguments, cwd=directory)
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


def by_subject(data: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the entries of the plan by (version, Environment)."""
    return {(entry["version"], entry["environment"]): entry for entry in data["plan"]}


def calendar(directory: Path, text: str, *arguments: str) -> dict[str, Event]:
    """Run the command and return the events of its calendar file by UID, as an importer would keep them."""
    done = reportgen("plan", written(directory, text), "--format", "ics", *arguments, cwd=directory)
    assert done.returncode == 0, done.stderr.decode()
    parsed = Calendar.from_ical(done.stdout)
    assert all(component.errors == [] for component in parsed.walk())
    events = parsed.walk("VEVENT")
    found = {str(event["UID"]): event for event in events}
    assert len(found) == len(events), "two events have one UID"
    return found


def test_the_plan_answers_when_how_long_and_until_when(tmp_path: Path):
    """Earliest day over Christmas, days to verify, last day to postpone, and whether the plan as written breaks the promise."""
    found = by_subject(plan(tmp_path, story(*COMING)))
    wanted = {
        # From Friday 13 December: 16, 17, 18, 19, 20.
        ("v1", "prod"): ("2024-12-20", "2024-12-20", "2024-12-13", "2025-01-13", "2025-01-13", "holds"),
        ("v2", "staging"): (None, None, None, None, None, "not-asked"),
        # From Tuesday 21 January: 22, 23, 24, 27, 28.
        ("v2", "prod"): (None, "2025-01-28", "2025-01-21", "2025-01-23", None, "breaches"),
    }
    keys = ("earliest", "earliest_as_planned", "verify_from", "verify_until", "last_day_to_postpone", "order")
    assert {subject: tuple(entry[key] for key in keys) for subject, entry in found.items()} == wanted
    assert found["v2", "prod"]["lead_as_planned"] == 3
    assert found["v2", "prod"]["window"] == {"from": "2025-01-24T10:00:00+01:00", "until": "2025-01-24T17:00:00+01:00"}
    assert found["v1", "prod"]["location"]["line"] == 11


@pytest.mark.parametrize(
    ("planned", "last"),
    [("2025-01-07", "2025-01-03"), ("2025-01-02", "2024-12-30"), ("2024-12-27", "2024-12-23"), ("2025-01-13", "2025-01-10")],
)
def test_the_last_day_to_postpone_is_a_working_day_before_the_window(planned: str, last: str, tmp_path: Path):
    """Over Epiphany, New Year and Christmas with their eves, and over a weekend."""
    text = story(welkin("v1", "major", "2024-12-02", f"applied: {{staging: 2024-12-10}}, planned: {{prod: {planned}}}"))
    assert by_subject(plan(tmp_path, text))["v1", "prod"]["last_day_to_postpone"] == last


def test_the_text_says_it_in_words(tmp_path: Path):
    """A breach as planned stands out, with whose promise it is and where the plan is written."""
    done = reportgen("plan", written(tmp_path, story(*COMING)), cwd=tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "WOULD BE BROKEN as planned" in text
    assert "The promise is the provider's." in text
    assert "inventory.yaml:12:" in text
    assert text.rstrip().endswith("Outcome: as planned, the promise would be broken for welkin@v2/prod.")


def test_what_if_another_day(tmp_path: Path):
    """The planned day is replaced for this answer only: on the 28th the promise would hold."""
    asked = "service=welkin,version=v2,prod=2025-01-28"
    supposed = by_subject(plan(tmp_path, story(*COMING), "--if", asked))["v2", "prod"]
    assert (supposed["planned"], supposed["order"], supposed["lead_as_planned"]) == ("2025-01-28", "holds", 5)
    assert by_subject(plan(tmp_path, story(*COMING)))["v2", "prod"]["order"] == "breaches"


def test_what_if_a_new_update(tmp_path: Path):
    """Only non-production is supposed: the answer is the earliest day for production. 2026-06-19 is Midsummer's Eve."""
    text = story(welkin("v1", "minor", "2024-11-04", "applied: {staging: 2024-11-05, prod: 2024-11-20}"))
    found = by_subject(plan(tmp_path, text, "--if", "service=welkin,version=v2,class=minor,staging=2026-06-17"))
    assert found["v2", "prod"]["earliest_as_planned"] == "2026-06-25"
    assert found["v2", "staging"]["planned"] == "2026-06-17"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("service=welkn,version=v9,staging=2025-01-13", "did you mean welkin?"),
        ("service=welkin,version=v9,stagin=2025-01-13", "there is no Environment `stagin`"),
        ("service=welkin,version=v9,class=mnor,staging=2025-01-13", "'mnor'"),
        ("service=welkin,version=v9,staging=13.1.2025", "13.1.2025"),
        ("service=welkin,version=v9,staging=2025-01-13,staging=2025-01-20", "says something twice"),
        ("service=welkin,version=v9", "names no Environment"),
        ("service=welkin,version=v1,staging=2025-01-13", "staging has had welkin@v1 already"),
        ("service=welkin,version=v2,prod=2024-12-09", "before the release of welkin@v2 on 2024-12-10"),
    ],
)
def test_a_supposition_that_cannot_be_is_refused(asked: str, told: str, tmp_path: Path):
    """Exit 2 with what is wrong, and nothing on stdout."""
    done = reportgen("plan", written(tmp_path, story(*COMING)), "--if", asked, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode()


def test_an_audit_period_is_summed_up(tmp_path: Path):
    """Both days included; kept, broken and exempt, shortest and median lead, per Environment and per service."""
    text = story(
        welkin("v1", "minor", "2024-01-02", "applied: {staging: 2024-01-10, prod: 2024-02-01}"),  # before the period
        welkin("v2", "minor", "2024-02-02", "applied: {staging: 2024-02-16, prod: 2024-03-01}"),  # on its first day: 10
        welkin("v3", "minor", "2024-03-04", "applied: {staging: 2024-04-05, prod: 2024-04-12}"),  # 5
        welkin("v4", "minor", "2024-05-06", "applied: {staging: 2024-05-16, prod: 2024-05-17}"),  # 1
        welkin("v5", "minor", "2024-06-03", "applied: {staging: never, prod: 2024-06-14}"),  # never: no lead
        welkin("v6", "security", "2024-06-17", "applied: {prod: 2024-06-30}"),  # on its last day
        welkin("v7", "minor", "2024-07-01", "applied: {staging: 2024-07-02}"),  # when production had it is not known
    )
    data = plan(tmp_path, text, "--period", "2024-03-01..2024-06-30")
    counts = {status: number for status, number in data["overall"]["counts"].items() if number}
    assert counts == {"kept": 2, "breached": 2, "exempt": 1}
    assert (data["overall"]["shortest_lead"], data["overall"]["median_lead"], data["overall"]["without_lead"]) == (1, 5.0, 1)
    assert [figures["name"] for figures in (*data["environments"], *data["services"])] == ["prod", "welkin"]
    assert [row["version"] for row in data["rows"]] == ["v2", "v3", "v4", "v5", "v6"]
    assert [row["version"] for row in data["undated"]] == ["v7"]


def test_the_audit_period_of_the_example_is_that_of_the_table_made_by_hand(tmp_path: Path):
    """2024 as a whole: nothing that reached production lies outside it, so the figures are those of the dated rows."""
    done = reportgen("plan", ACME, "--period", "2024-01-01..2024-12-31", "--format", "json", cwd=tmp_path)
    overall = json.loads(done.stdout)["overall"]
    assert {status: number for status, number in overall["counts"].items() if number} == {
        "kept": 10,
        "breached": 3,
        "exempt": 8,
        "unknown": 2,
    }
    assert (overall["shortest_lead"], overall["median_lead"], overall["without_lead"]) == (0, 6.0, 1)


# The calendar file


def test_the_calendar_has_windows_verification_and_last_days(tmp_path: Path):
    """Windows in local time, whole days for the rest; the breach is in the title."""
    found = {
        str(e["SUMMARY"]): (e.decoded("DTSTART").isoformat(), e.decoded("DTEND").isoformat())
        for e in calendar(tmp_path, story(*COMING)).values()
    }
    assert found == {
        "welkin v1 to prod": ("2025-01-14T08:00:00+01:00", "2025-01-14T17:00:00+01:00"),
        "Verify welkin v1 before prod": ("2024-12-13", "2025-01-14"),
        "Last day to postpone welkin v1 for prod": ("2025-01-13", "2025-01-14"),
        "welkin v2 to staging": ("2025-01-21T08:00:00+01:00", "2025-01-21T17:00:00+01:00"),
        "welkin v2 to prod (would break the promise)": ("2025-01-24T10:00:00+01:00", "2025-01-24T17:00:00+01:00"),
        "Verify welkin v2 before prod": ("2025-01-21", "2025-01-24"),
    }


def test_importing_again_moves_events_and_doubles_none(tmp_path: Path):
    """Other days, another class, another order of the updates: the same UIDs, so that the importer's calendar keeps its size."""
    before = calendar(tmp_path, story(*COMING))
    moved = [update.replace("2025-01-14", "2025-01-16").replace("2025-01-24T10", "2025-01-30T09") for update in reversed(COMING)]
    kept = before | calendar(tmp_path, story(*moved).replace("2024-12-16", "2024-12-17"))
    assert kept.keys() == before.keys()
    starts = {str(event["SUMMARY"]): event.decoded("DTSTART").isoformat() for event in kept.values()}
    assert starts["welkin v1 to prod"] == "2025-01-16T08:00:00+01:00"
    assert starts["welkin v2 to prod"] == "2025-01-30T09:00:00+01:00"
    assert all(int(kept[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"]) for uid in before)


def test_the_same_plan_is_the_same_bytes_and_updates_do_not_share_events(tmp_path: Path):
    """Two runs are equal; service, version and Environment each tell events apart."""
    place = written(tmp_path, story(*COMING))
    once, again = (reportgen("plan", place, "--format", "ics", cwd=tmp_path).stdout for _ in range(2))
    assert once == again
    other = calendar(tmp_path, story(*COMING).replace("id: story", "id: other"))
    assert not other.keys() & {str(e["UID"]) for e in Calendar.from_ical(once).walk("VEVENT")}


def test_the_example_s_calendar_is_built_beside_its_report(tmp_path: Path):
    """``build --formats ics`` writes what ``plan --format ics`` prints."""
    done = reportgen("build", ACME, "--formats", "ics", "-o", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "out" / "updates.ics").read_bytes() == reportgen("plan", ACME, "--format", "ics", cwd=tmp_path).stdout
