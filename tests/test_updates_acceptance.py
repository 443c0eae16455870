"""The update ledger as a user gets it: from the text of an inventory, by the shipped terms; against a table made by hand."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import pytest

from reportgen import pipeline
from reportgen.findings import LedgerEntry, LedgerStatus
from reportgen.model import Inventory
from reportgen.report.book import make_book
from reportgen.source import read_yaml
from tests.command import ACME, ROOT
from tests.stories import DESIGNATED, row, rows, story, welkin, written

BY_HAND = ROOT / "tests" / "data" / "acme_care_ledger.yaml"
HOLIDAYS = ("2023-12-25", "2024-03-29", "2024-05-09", "2024-06-21")
"""Christmas Day, Good Friday, Ascension, Midsummer's Eve."""


def day(text: object) -> dt.date | None:
    """Read an ISO date; null stays null."""
    return None if text is None else dt.date.fromisoformat(str(text))


def by_hand() -> list[dict[str, object]]:
    """Return the rows of the hand-made table, in its order."""
    root = read_yaml("by hand", BY_HAND.read_bytes()).root
    assert isinstance(root, dict)
    return list(root["rows"])


def shown(row: LedgerEntry, keys: set[str]) -> dict[str, object]:
    """Return what the ledger says for those keys of the hand-made table."""
    deciding: dict[str, object] = {"environment": row.deciding_environment, "date": row.deciding_date}
    said = {
        "service": row.update.service,
        "version": row.update.version,
        "status": row.status.value,
        "lead": row.lead,
        "deciding": deciding,
        "production_date": row.production_date,
        "earliest": row.earliest,
        "terms": row.terms.in_force if row.terms else None,
    }
    return {key: said[key] for key in keys}


def expected(entry: dict[str, object]) -> dict[str, object]:
    """Return a row of the hand-made table with its dates read, without the working by hand."""
    found = {key: value for key, value in entry.items() if key != "days"}
    for key in found.keys() & {"production_date", "earliest", "terms"}:
        found[key] = day(found[key])
    if isinstance(deciding := found.get("deciding"), dict):
        found["deciding"] = {"environment": deciding["environment"], "date": day(deciding["date"])}
    return found


@pytest.mark.parametrize("entry", by_hand(), ids=lambda entry: f"{entry['service']} {entry['version']}")
def test_the_ledger_of_acme_care_agrees_with_the_table_made_by_hand(entry: dict[str, object], acme: tuple[LedgerEntry, ...]):
    """Status, lead, deciding Environment and day, terms and earliest day are those that were worked out on paper."""
    found = next(r for r in acme if (r.update.service, r.update.version) == (entry["service"], entry["version"]))
    wanted = expected(entry)
    assert shown(found, set(wanted)) == wanted


@pytest.fixture(scope="module")
def acme() -> tuple[LedgerEntry, ...]:
    """The ledger of the example."""
    return pipeline.judge(ACME).ledger


def test_the_table_made_by_hand_is_whole(acme: tuple[LedgerEntry, ...]):
    """It has every row of the ledger, at least twenty updates, and leads with Christmas, Easter, Ascension and Midsummer in between."""
    table = by_hand()
    assert {(e["service"], e["version"]) for e in table} == {(r.update.service, r.update.version) for r in acme}
    assert len(table) == len(acme) >= 20
    assert Counter(r.status.value for r in acme) == {"kept": 10, "exempt": 8, "superseded": 5, "breached": 3, "unknown": 2, "pending": 2}
    spans = [(r.deciding_date, r.production_date) for r in acme if r.lead]
    for holiday in map(dt.date.fromisoformat, HOLIDAYS):
        assert any(first and last and first < holiday < last for first, last in spans), holiday


WORKED_OUT_AGAIN = {
    # (from, to): the working days after the first up to the last, each written out, from a printed calendar of the year.
    ("2023-12-21", "2024-01-08"): "22 27 28 29 | 2 3 4 5 8",  # Christmas on Mon and Tue, New Year on Mon; Twelfth Night is worked
    ("2024-02-12", "2024-02-19"): "13 14 15 16 19",
    ("2024-02-20", "2024-02-29"): "21 22 23 26 27 28 29",
    ("2024-03-27", "2024-04-04"): "28 | 2 3 4",  # Easter Sunday is 31 March: 29 March and 1 April are free
    ("2024-04-29", "2024-05-10"): "30 | 2 3 6 7 8 10",  # 1 May, and Ascension 39 days after Easter, on 9 May
    ("2024-05-30", "2024-06-10"): "31 | 3 4 5 7 10",  # 6 June
    ("2024-06-17", "2024-06-26"): "18 19 20 24 25 26",  # Midsummer's Eve is the Friday from 19 to 25 June: the 21st
    ("2024-07-18", "2024-07-30"): "19 22 23 24 25 26 29 30",
    ("2024-09-02", "2024-09-09"): "3 4 5 6 9",
    ("2024-10-21", "2024-10-29"): "22 23 24 25 28 29",
    ("2024-11-19", "2024-11-27"): "20 21 22 25 26 27",
}


def test_the_leads_of_the_table_were_worked_out_a_second_time():
    """Every lead of the table is the number of days written out here, by somebody else."""
    leads = {(day(e["deciding"]["date"]), day(e["production_date"])): e["lead"] for e in by_hand() if e.get("lead")}  # type: ignore[index]
    again = {(day(first), day(last)): len(days.replace("|", "").split()) for (first, last), days in WORKED_OUT_AGAIN.items()}
    assert leads == again


def test_before_the_promise_began_nothing_was_promised(tmp_path: Path):
    """Pinned to the terms of 2023-05-11, every row of the same history is not applicable, because the promise began on 2023-09-28."""
    copy = tmp_path / "acme-care"
    shutil.copytree(ACME, copy)
    place = copy / "organization.yaml"
    provider = "provider: {terms_of_service: elastisys, plan: managed"
    text = place.read_text(encoding="utf-8")
    assert provider in text
    place.write_text(text.replace(provider, f"{provider}, terms_version: 2023-05-11"), encoding="utf-8")
    ledger = pipeline.judge(copy).ledger
    assert len(ledger) >= 20
    assert {r.status for r in ledger} == {LedgerStatus.NOT_APPLICABLE}
    assert {r.reason for r in ledger} == {
        "The terms of 2023-05-11, to which the inventory pins the report, promise no lead; the promise began 2023-09-28."
    }


# Every status, from the text of an inventory

MINOR = "service: welkin, version: v1, class: minor, released: 2024-11-04"


@pytest.mark.parametrize(
    ("update", "status", "lead", "why"),
    [
        (f"{MINOR}, applied: {{staging: 2024-11-11, prod: 2024-11-18}}", "kept", 5, "5 working days before"),
        (f"{MINOR}, applied: {{staging: 2024-11-12, prod: 2024-11-18}}", "breached", 4, "The promise is the provider's."),
        (f"{MINOR}, applied: {{staging: 2024-11-18, prod: 2024-11-18}}", "breached", 0, "the same day as prod"),
        (f"{MINOR}, applied: {{staging: 2024-11-26, prod: 2024-11-18}}", "breached", 0, "only after prod"),
        (f"{MINOR}, applied: {{staging: never, prod: 2024-11-18}}", "breached", None, "staging never had it"),
        (f"{MINOR}, applied: {{prod: 2024-11-18}}", "unknown", None, "does not say when staging had it"),
        (f"{MINOR}, applied: {{staging: null, prod: 2024-11-18}}", "unknown", None, "does not say when staging had it"),
        (f"{MINOR}, applied: {{staging: 2024-11-11}}", "unknown", None, "does not say when prod had it"),
        (
            f"{MINOR}, applied: {{staging: 2024-11-11}}, planned: {{prod: 2024-12-10}}",
            "unknown",
            None,
            "planned day, 2024-12-10, has passed",
        ),
        (f"{MINOR}, applied: {{staging: 2024-12-13, prod: never}}", "pending", None, "from 2024-12-20 on"),
        (f"{MINOR}, applied: {{staging: 2024-12-13}}, planned: {{prod: 2024-12-16}}", "pending", None, "from 2024-12-20 on"),
        (f"{MINOR}, applied: {{prod: never}}", "pending", None, "no earliest day can be told"),
        (MINOR.replace("minor", "security") + ", applied: {prod: 2024-11-18}", "exempt", None, "asks for no lead"),
        (MINOR.replace("minor", "critical-security") + ", applied: {staging: never, prod: 2024-11-18}", "exempt", None, "no lead"),
        (MINOR.replace("class: minor, ", "") + ", applied: {staging: 2024-11-11, prod: 2024-11-18}", "unknown", None, "the class"),
    ],
)
def test_every_status_from_the_text_of_an_inventory(update: str, status: str, lead: int | None, why: str, tmp_path: Path):
    """Each status is reached from what a user writes, and its reason says what decides."""
    found = row(tmp_path, story(update))
    assert (found.status.value, found.lead) == (status, lead)
    assert why in found.reason
    assert found.location.line == 11


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"provider": "terms_of_service: elastisys, plan: enterprise"}, "organisation applies updates itself"),
        ({"provider": "terms_of_service: none, plan: managed"}, "states that no terms of service hold"),
        ({"environments": DESIGNATED.replace("designation: production, ", "")}, "prod hosts a production deployment but is not designated"),
        (
            {"environments": DESIGNATED.replace("designation: non-production, ", "")},
            "with one, the provider would have to update it",
        ),
    ],
)
def test_the_promise_does_not_apply_and_the_reason_says_why(change: dict[str, str], why: str, tmp_path: Path):
    """Plan, terms and designations come before everything else, even before a breach."""
    found = row(tmp_path, story(f"{MINOR}, applied: {{staging: never, prod: 2024-11-18}}", **change))
    assert found.status is LedgerStatus.NOT_APPLICABLE
    assert why in found.reason


def test_terms_that_nobody_names_leave_the_row_open(tmp_path: Path):
    """Absent is unknown, never none: without the name of the terms nobody can tell, and the field is named."""
    found = row(tmp_path, story(f"{MINOR}, applied: {{staging: 2024-11-05, prod: 2024-11-18}}", provider="plan: managed"))
    assert (found.status, found.missing) == (LedgerStatus.UNKNOWN, ("provider.terms_of_service",))


@pytest.mark.parametrize(
    ("production", "status", "clause"),
    [("2023-09-27", "not-applicable", None), ("2023-09-28", "breached", "3.5"), ("2023-11-17", "breached", "A2.6")],
)
def test_the_terms_of_the_day_of_production_decide(production: str, status: str, clause: str | None, tmp_path: Path):
    """The promise begins with the version of 2023-09-28; its clause moves with that of 2023-11-17."""
    found = row(tmp_path, story(welkin("v1", "minor", "2023-09-01", f"applied: {{staging: never, prod: {production}}}")))
    assert (found.status.value, found.terms.clause if found.terms else None) == (status, clause)


# The special readings that the issue names

SEVERAL = """\
  - {name: prod, designation: production, workload_clusters: [{name: prod-wc}]}
  - {name: prod2, designation: production, in_service: 2024-11-10, workload_clusters: [{name: prod2-wc}]}
  - {name: test, designation: non-production, in_service: 2024-10-20, workload_clusters: [{name: test-wc}]}
  - {name: staging, designation: non-production, workload_clusters: [{name: staging-wc}]}
  - {name: sandbox, workload_clusters: [{name: sandbox-wc}]}
"""


def test_several_environments_of_each_kind_and_one_commissioned_later(tmp_path: Path):
    """A row per production Environment; the latest non-production one decides; one that began with the version counts on neither side."""
    found = rows(
        tmp_path,
        story(
            welkin("v1", "minor", "2024-10-01", "applied: {staging: 2024-10-10, prod: 2024-11-20}"),
            welkin("v2", "minor", "2024-11-01", "applied: {staging: 2024-11-05, test: 2024-11-07, prod: 2024-11-20, prod2: 2024-11-21}"),
            welkin("v3", "minor", "2024-11-02", "applied: {staging: 2024-11-05, prod: 2024-11-20}"),
            welkin("v4", "minor", "2024-11-03", "applied: {staging: 2024-11-19, prod: 2024-11-20}"),
            environments=SEVERAL,
        ),
    )
    assert {subject: (r.status.value, r.lead, r.deciding_environment) for subject, r in found.items()} == {
        "welkin@v1/prod": ("kept", 29, "staging"),  # test came into service after the release
        "welkin@v1/prod2": ("not-applicable", None, None),
        "welkin@v2/prod": ("kept", 9, "test"),
        "welkin@v2/prod2": ("kept", 10, "test"),
        "welkin@v3/prod": ("unknown", None, "test"),
        "welkin@v3/prod2": ("not-applicable", None, None),
        "welkin@v4/prod": ("breached", 1, "staging"),  # whatever test did: one breach is enough
        "welkin@v4/prod2": ("not-applicable", None, None),
    }
    assert found["welkin@v3/prod"].missing == ("updates[welkin@v3].applied.test",)


def test_undesignated_environments_never_count(tmp_path: Path):
    """The sandbox had it long before, and decides nothing."""
    update = welkin("v1", "minor", "2024-10-01", "applied: {sandbox: 2024-10-02, test: 2024-11-19, staging: 2024-11-19, prod: 2024-11-20}")
    found = rows(tmp_path, story(update, environments=SEVERAL))["welkin@v1/prod"]
    assert (found.status.value, found.lead, found.deciding_environment) == ("breached", 1, "staging")


def test_applied_twice_and_rolled_back(tmp_path: Path):
    """The first application counts on both sides; what happened afterwards is told and changes nothing."""
    update = welkin(
        "v1",
        "minor",
        "2024-11-04",
        "applied: {staging: [2024-11-19, 2024-11-05], prod: [2024-11-12, 2024-11-25]}, "
        "rolled_back: {staging: 2024-11-06, prod: 2024-11-13}",
    )
    found = row(tmp_path, story(update))
    assert (found.status.value, found.lead, found.deciding_date, found.production_date) == ("kept", 5, day("2024-11-05"), day("2024-11-12"))
    assert "prod had it again on 2024-11-25; the first time counts. prod was rolled back on 2024-11-13." in found.reason
    assert "staging had it again on 2024-11-19; the first time counts. staging was rolled back on 2024-11-06." in found.reason


@pytest.mark.parametrize("production", ["prod: never", ""])
def test_a_version_that_production_skipped_is_superseded(production: str, tmp_path: Path):
    """The later one is told by the order of application: the versions' names would say the opposite."""
    old = welkin("v9", "minor", "2024-10-01", f"applied: {{staging: 2024-10-10, {production}}}")
    new = welkin("v1", "minor", "2024-10-15", "applied: {staging: 2024-10-16, prod: 2024-11-20}")
    found = rows(tmp_path, story(new, old))
    assert found["welkin@v9/prod"].status is LedgerStatus.SUPERSEDED
    assert "prod had the later version v1 on 2024-11-20 without this one" in found["welkin@v9/prod"].reason
    assert found["welkin@v1/prod"].status is LedgerStatus.KEPT


@pytest.mark.parametrize(
    ("staging", "production", "days", "lead"),
    [
        ("2024-11-11T23:30Z", "2024-11-18T23:30Z", ("2024-11-12", "2024-11-19"), 5),  # both after midnight in Stockholm
        ("2024-11-11T22:30Z", "2024-11-18T22:30Z", ("2024-11-11", "2024-11-18"), 5),
        ("2024-11-12T00:10+10:00", "2024-11-18T12:00+01:00", ("2024-11-11", "2024-11-18"), 5),  # written on the 12th, east of us
        ("2024-11-11T20:00-05:00", "2024-11-18T12:00+01:00", ("2024-11-12", "2024-11-18"), 4),  # written on the 11th, west of us
        ("2024-03-31T00:30+01:00", "2024-04-08T00:30+02:00", ("2024-03-31", "2024-04-08"), 5),  # the hour that summer time takes
        ("2024-10-27T02:30+02:00", "2024-11-01T02:30+01:00", ("2024-10-27", "2024-11-01"), 5),  # the hour that comes twice
        ("2024-06-03T22:30Z", "2024-06-11", ("2024-06-04", "2024-06-11"), 4),  # two hours from UTC in summer
        ("2024-11-03T22:30Z", "2024-11-11", ("2024-11-03", "2024-11-11"), 6),  # one in winter
    ],
)
def test_instants_count_for_their_day_in_stockholm(staging: str, production: str, days: tuple[str, str], lead: int, tmp_path: Path):
    """Near midnight, in another offset and across the change of the clocks."""
    found = row(tmp_path, story(welkin("v1", "minor", "2024-02-01", f"applied: {{staging: '{staging}', prod: '{production}'}}")))
    assert ((found.deciding_date, found.production_date), found.lead) == ((day(days[0]), day(days[1])), lead)


# Another provider's terms, beside the inventory

INHOUSE = "terms_of_service: inhouse-platform, plan: managed"


def inhouse(directory: Path, update: str) -> LedgerEntry:
    """Return the only row of an inventory that lies beside the example of another provider's terms."""
    shutil.copy(ROOT / "docs" / "examples" / "inhouse-platform.terms.yaml", directory)
    return row(directory, story(update, provider=INHOUSE))


@pytest.mark.parametrize(
    ("applied", "status", "lead", "why"),
    [
        # Corpus Christi, Thursday 2024-05-30, is free in Bavaria and worked in Sweden; 6 June is the other way round.
        ("applied: {staging: 2024-05-28, prod: 2024-06-03}", "kept", 3, "clause 3 of the terms of 2024-01-01 asks for at least 3"),
        ("applied: {staging: 2024-05-28, prod: 2024-05-31}", "breached", 2, "at least 3"),
        ("applied: {staging: 2024-06-05, prod: 2024-06-10}", "kept", 3, "at least 3"),
        ("applied: {staging: 2024-12-11, prod: 2024-12-16}", "kept", 3, "at least 3"),
        ("applied: {staging: 2023-12-28, prod: 2023-12-29}", "not-applicable", None, "the promise began 2024-01-01"),
        ("applied: {staging: 2024-12-12, prod: never}", "pending", None, "from 2024-12-17 on"),
        ("applied: {staging: never}", "unknown", None, "when prod had it"),
    ],
)
def test_another_providers_lead_and_calendar_decide(applied: str, status: str, lead: int | None, why: str, tmp_path: Path):
    """Three working days in Bavaria, from a file beside the inventory."""
    found = inhouse(tmp_path, f"service: platform, version: v1, class: minor, released: 2023-12-20, {applied}")
    assert (found.status.value, found.lead, found.terms_id) == (status, lead, "inhouse-platform")
    assert why in found.reason


def test_another_providers_platform_runs_everywhere_before_anybody_has_it(tmp_path: Path):
    """An update of its platform may be listed before it is applied anywhere: no instance of the platform is declared."""
    assert inhouse(tmp_path, "service: platform, version: v1, class: major, released: 2024-12-10").status is LedgerStatus.UNKNOWN


def test_another_providers_hours_are_in_its_own_zone(tmp_path: Path):
    """Seven in the morning in Berlin is outside the night that its security patches have; half past five is inside."""
    shutil.copy(ROOT / "docs" / "examples" / "inhouse-platform.terms.yaml", tmp_path)
    update = (
        "service: platform, version: v1, class: security, released: 2024-05-20, "
        "applied: {staging: '2024-05-28T03:30Z', prod: '2024-05-28T05:00Z'}"
    )
    conduct = pipeline.judge(written(tmp_path, story(update, provider=INHOUSE))).conduct
    assert [(c.code, c.environment) for c in conduct] == [("outside-window", "prod")]
    assert "at 07:00 on 2024-05-28 (Europe/Berlin); clause 3" in conduct[0].message


READINGS = (
    "never",
    "commissioned after",
    "without a designation",
    "the latest of them decides",
    "more than once",
    "roll-back",
    "skipped",
    "day in Europe/Stockholm",
    "first day counts",
    "missing class",
    "never read from their names",
)


@pytest.mark.parametrize("case", READINGS)
def test_every_reading_is_stated_in_the_report(case: str):
    """Whoever reads a verdict finds how the report reads each of these cases."""
    readings = make_book(pipeline.judge(ACME), version="0").commitments.readings
    assert any(case in reading for reading in readings)


def test_the_example_inventory_declares_what_the_ledger_needs():
    """The hand-made table is about the real inventory: the example names the plan, the terms and the day."""
    inventory: Inventory = pipeline.read(ACME)[0]
    assert (inventory.provider.terms_of_service, inventory.provider.plan, inventory.report.as_of) == (
        "elastisys",
        "managed",
        day("2024-12-16"),
    )
