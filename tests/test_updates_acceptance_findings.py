"""What updates say about requirements and conduct: order, deadlines, approvals and tests of the organisation; hours of the provider."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportgen import pipeline
from reportgen.errors import InputError
from reportgen.findings import Assessment
from reportgen.prospects import Whose
from reportgen.report.book import make_book
from tests.stories import findings, judged, story, welkin, written

PATCH = "nis2-ir-2024-2690/6.6.1-b"


def only(assessment: Assessment, requirement: str, check: str) -> tuple[str, str]:
    """Return status and sentence of the only finding of a check."""
    (found,) = findings(assessment, requirement, check).values()
    return found.status.value, found.message


# Order without lead

ORDERS = [
    ("{staging: '2024-11-05T22:10+01:00', prod: '2024-11-05T23:10+01:00'}", "satisfied", "reached non-production before production."),
    ("{staging: '2024-11-05T23:10+01:00', prod: '2024-11-05T22:10+01:00'}", "not-satisfied", "staging had it only after production"),
    ("{staging: '2024-11-05T23:30+02:00', prod: '2024-11-05T22:10Z'}", "satisfied", "reached non-production before production."),
    ("{staging: 2024-11-05, prod: 2024-11-06}", "satisfied", "reached non-production before production."),
    ("{staging: 2024-11-05, prod: 2024-11-05}", "unknown", "the same day, and no times are given"),
    ("{staging: 2024-11-07, prod: 2024-11-06}", "not-satisfied", "staging had it only after production"),
    ("{staging: never, prod: 2024-11-06}", "not-satisfied", "staging never had it"),
    ("{prod: 2024-11-06}", "unknown", "when staging had it"),
    ("{staging: 2024-11-05, prod: never}", "not-applicable", "it has not reached prod"),
]


@pytest.mark.parametrize(("applied", "status", "why"), ORDERS)
def test_patches_reach_non_production_first_without_a_lead(applied: str, status: str, why: str, tmp_path: Path):
    """NIS2 IR 6.6.1(b) asks for the order of security patches and for no lead, while the provider's promise exempts them."""
    update = welkin("v1", "security", "2024-11-04", f"applied: {applied}")
    found = judged(tmp_path, story(update, frameworks="nis2-ir-2024-2690"))
    assert {row.status.value for row in found.ledger} <= {"exempt", "pending"}
    assert only(found, PATCH, "update_order_nonprod_first")[0] == status
    assert why in only(found, PATCH, "update_order_nonprod_first")[1]
    assert not findings(found, PATCH, "update_lead_time")


def test_an_update_that_is_no_patch_is_no_subject_of_a_patch_requirement(tmp_path: Path):
    """Of a class that is not stated it cannot be told; of a minor update nothing is asked."""
    minor = welkin("v1", "minor", "2024-11-04", "applied: {staging: 2024-11-05, prod: 2024-11-12}")
    unclassed = "service: welkin, version: v2, released: 2024-11-04, applied: {staging: 2024-11-12, prod: 2024-11-25}"
    found = findings(judged(tmp_path, story(minor, unclassed, frameworks="nis2-ir-2024-2690")), PATCH, "patch_tested_before_prod")
    assert {subject: f.status.value for subject, f in found.items()} == {"welkin@v2/prod": "unknown"}
    assert found["welkin@v2/prod"].missing == ("updates[welkin@v2].class",)


# Deadlines


@pytest.mark.parametrize(
    ("update_class", "applied", "status", "why"),
    [
        ("critical-security", "{prod: 2024-07-03}", "satisfied", "within its deadline"),
        ("critical-security", "{prod: 2024-07-04}", "not-satisfied", "31 days since its release; 30 days are allowed"),
        ("critical-security", "{prod: never}", "not-satisfied", "still not there; 30 days are allowed"),
        ("critical-security", "{}", "unknown", "applied.prod"),
        ("security", "{prod: 2024-09-03}", "attestation-needed", "leaves the number of days to the organisation"),
    ],
)
def test_pci_gives_critical_patches_a_month(update_class: str, applied: str, status: str, why: str, tmp_path: Path):
    """PCI DSS 6.3.3: thirty days for critical ones; for others the organisation's own number, which this inventory does not state."""
    update = welkin("v1", update_class, "2024-06-03", f"applied: {applied}")
    found = only(judged(tmp_path, story(update, frameworks="pci-dss-4.0.1")), "pci-dss-4.0.1/6.3.3", "patch_deadline")
    assert found[0] == status
    assert why in found[1]


@pytest.mark.parametrize(
    ("prod", "status"),
    [("2024-07-03T23:30+02:00", "satisfied"), ("2024-07-03T22:30Z", "not-satisfied"), ("2024-07-03T21:30Z", "satisfied")],
)
def test_a_deadline_of_days_counts_days_whatever_the_hour(prod: str, status: str, tmp_path: Path):
    """Thirty days later at a later hour is thirty days; half past midnight in Stockholm is the next one."""
    update = welkin("v1", "critical-security", "'2024-06-03T08:00+02:00'", f"applied: {{prod: '{prod}'}}")
    assert only(judged(tmp_path, story(update, frameworks="pci-dss-4.0.1")), "pci-dss-4.0.1/6.3.3", "patch_deadline")[0] == status


HOURS = ", patch_deadline_days: {critical: 0.125}"


@pytest.mark.parametrize(
    ("own", "prod", "status", "why"),
    [
        ("", "'2024-06-03T12:30+02:00'", "satisfied", "within its deadline"),
        (
            "",
            "'2024-06-03T14:00+02:00'",
            "attestation-needed",
            "4 hours since its release; the text's own times (3 hours) are supplementary",
        ),
        (HOURS, "'2024-06-03T13:00+02:00'", "satisfied", "within its deadline"),
        (
            ", patch_deadline_days: {critical: 0.125}",
            "'2024-06-03T14:00+02:00'",
            "not-satisfied",
            "4 hours since its release; 3 hours are allowed",
        ),
        (HOURS, "2024-06-03", "unknown", "0 days to 1 day from release to production against 3 hours"),
        (
            ", patch_deadline_days: {critical: 0.125}",
            "2024-06-05",
            "not-satisfied",
            "1 day to 3 days since its release; 3 hours are allowed",
        ),
        (", patch_deadline_days: {critical: 2}", "'2024-06-05T23:00+02:00'", "satisfied", "within its deadline"),
    ],
)
def test_c5_counts_hours_but_fails_nothing_for_its_supplementary_times(own: str, prod: str, status: str, why: str, tmp_path: Path):
    """C5 OPS-22: three hours are a fraction of a day, and supplementary; the organisation's own deadline binds."""
    update = welkin("v1", "critical-security", "'2024-06-03T10:00+02:00'", f"applied: {{prod: {prod}}}")
    found = only(judged(tmp_path, story(update, frameworks="bsi-c5", report=own)), "bsi-c5/ops-22", "patch_deadline")
    assert found[0] == status
    assert why in found[1]


@pytest.mark.parametrize(
    ("framework", "requirement", "prod", "status"),
    [
        ("uk-cyber-essentials", "security-update-management", "2024-06-17", "satisfied"),
        ("uk-cyber-essentials", "security-update-management", "2024-06-18", "unknown"),  # fourteen days if high, none if not
        ("au-essential-eight", "patch-applications-operating-systems", "2024-06-25", "unknown"),  # 14 or 30, by severity
        ("au-essential-eight", "patch-applications-operating-systems", "2024-07-05", "not-satisfied"),
        ("cis-controls-8.1", "7.3", "2024-07-04", "not-satisfied"),
    ],
)
def test_a_class_that_leaves_the_severity_open_is_not_guessed(framework: str, requirement: str, prod: str, status: str, tmp_path: Path):
    """A non-critical patch may be of any severity below critical: only what holds for all of them is told."""
    update = welkin("v1", "security", "2024-06-03", f"applied: {{prod: {prod}}}")
    assert only(judged(tmp_path, story(update, frameworks=framework)), f"{framework}/{requirement}", "patch_deadline")[0] == status


@pytest.mark.parametrize(
    ("prod", "later", "status", "why"),
    [
        ("2024-06-10", "", "not-satisfied", "it was rolled back on 2024-06-12"),
        ("[2024-06-10, 2024-06-20]", "", "satisfied", ""),
        ("2024-06-10", "{staging: 2024-06-20, prod: 2024-06-25}", "unknown", "nothing says whether v2, which came there, brings it again"),
    ],
)
def test_a_patch_that_was_taken_back_is_not_there(prod: str, later: str, status: str, why: str, tmp_path: Path):
    """It reached production in time, and was rolled back: the deadline runs on until it is applied again."""
    updates = [welkin("v1", "critical-security", "2024-06-03", f"applied: {{prod: {prod}}}, rolled_back: {{prod: 2024-06-12}}")]
    if later:
        updates.append(welkin("v2", "minor", "2024-06-14", f"applied: {later}"))
    found = findings(judged(tmp_path, story(*updates, frameworks="pci-dss-4.0.1")), "pci-dss-4.0.1/6.3.3", "patch_deadline")[
        "welkin@v1/prod"
    ]
    assert found.status.value == status
    assert why in found.message


# Approvals, tests, duties

RECORDS = [
    ("author: a, approvals: [{by: b, on: 2024-11-18}]", "satisfied", "satisfied"),
    ("author: a, approvals: [{by: b, on: 2024-11-21}]", "not-satisfied", "satisfied"),
    ("author: a, approvals: [{by: b, on: 2024-11-20}]", "unknown", "satisfied"),
    ("author: a, approvals: [{by: b}]", "unknown", "satisfied"),
    ("author: a, approvals: [{by: a, on: 2024-11-18}]", "satisfied", "not-satisfied"),
    ("author: a, approvals: [{by: a, on: 2024-11-18}, {by: b, on: 2024-11-18}]", "satisfied", "satisfied"),
    ("approvals: [{by: b, on: 2024-11-18}]", "satisfied", "unknown"),
    ("author: a, approvals: []", "not-satisfied", "not-satisfied"),
    ("author: a", "unknown", "unknown"),
]


@pytest.mark.parametrize(("record", "approved", "separate"), RECORDS)
def test_approved_before_production_by_somebody_else(record: str, approved: str, separate: str, tmp_path: Path):
    """Recorded before production, and not by the author alone; an empty list is a fact, a missing one is not."""
    update = welkin("v1", "minor", "2024-11-04", f"applied: {{staging: 2024-11-05, prod: 2024-11-20}}, {record}")
    found = judged(tmp_path, story(update, frameworks="pci-dss-4.0.1"))
    assert only(found, "pci-dss-4.0.1/6.5.4", "change_approved")[0] == approved
    assert only(found, "pci-dss-4.0.1/6.5.4", "separation_of_duties")[0] == separate


@pytest.mark.parametrize(
    ("tests", "status"),
    [
        ("tested: [{environment: staging, on: 2024-11-18, result: passed}]", "satisfied"),
        ("tested: [{environment: staging, on: 2024-11-21, result: passed}]", "not-satisfied"),
        ("tested: [{environment: staging, on: 2024-11-18, result: failed}]", "not-satisfied"),
        ("tested: [{environment: prod, on: 2024-11-18, result: passed}]", "not-satisfied"),
        ("tested: [{environment: staging, on: 2024-11-18}]", "unknown"),
        ("tested: [{environment: staging, result: passed}]", "unknown"),
        ("tested: []", "not-satisfied"),
        ("author: a", "unknown"),
    ],
)
def test_tested_before_production(tests: str, status: str, tmp_path: Path):
    """A passed test outside production, recorded before production."""
    update = welkin("v1", "minor", "2024-11-04", f"applied: {{staging: 2024-11-05, prod: 2024-11-20}}, {tests}")
    assert only(judged(tmp_path, story(update, frameworks="pci-dss-4.0.1")), "pci-dss-4.0.1/6.5.1", "change_tested_evidence")[0] == status


# Whose it is

OVER_MIDSUMMER = "applied: {staging: 2024-06-24, prod: 2024-07-05}"
CONDUCT = [
    (
        "outside-window",
        Whose.PROVIDER,
        welkin("v1", "minor", "2024-11-04", "applied: {staging: '2024-11-05T07:30+01:00', prod: '2024-11-20T10:00+01:00'}"),
        "at 07:30 on 2024-11-05 (Europe/Stockholm); clause A2.6 of the terms of 2024-10-28 gives",
    ),
    (
        "outside-window",
        Whose.PROVIDER,
        welkin("v1", "security", "2024-11-04", "applied: {staging: '2024-11-05T23:30+01:00', prod: '2024-11-06T05:00+01:00'}"),
        "in prod at 05:00",
    ),
    (
        "postponement-late",
        Whose.ORGANISATION,
        welkin(
            "v1",
            "major",
            "2024-06-03",
            "applied: {staging: 2024-06-24, prod: 2024-07-05}, postponement: {ticket: T, requested: 2024-06-21}",
        ),
        "came on 2024-06-21; for the window of 2024-06-24 in staging the last day was 2024-06-20",  # Midsummer's Eve is no working day
    ),
    (
        "postponement-undated",
        Whose.ORGANISATION,
        welkin("v1", "major", "2024-06-03", f"{OVER_MIDSUMMER}, postponement: {{ticket: T}}"),
        "cannot be told whether it came in time",
    ),
    (
        "planned-in-past",
        Whose.ORGANISATION,
        welkin("v1", "minor", "2024-11-04", "applied: {staging: 2024-11-05}, planned: {prod: 2024-12-13}"),
        "was planned for prod on 2024-12-13; nothing says that it came",
    ),
    (
        "plan-would-breach",
        Whose.PROVIDER,
        welkin("v1", "minor", "2024-12-04", "applied: {staging: 2024-12-13}, planned: {prod: 2024-12-19}"),
        "4 working days before prod on 2024-12-19",
    ),
]


@pytest.mark.parametrize(
    ("code", "whose", "update", "why"), CONDUCT, ids=lambda value: value if isinstance(value, str) and len(value) < 30 else ""
)
def test_departures_say_what_and_whose(code: str, whose: Whose, update: str, why: str, tmp_path: Path):
    """Hours, notice and plans: with the clause or the day that decides, whose it is, and where it is written."""
    (found,) = judged(tmp_path, story(update)).conduct
    assert (found.code, found.whose) == (code, whose)
    assert why in found.message
    assert (found.location.file, found.location.line) == ("inventory.yaml", 11)


@pytest.mark.parametrize(("second", "frequent"), [("2024-11-28", True), ("2024-11-29", False)])
def test_minor_updates_come_at_most_monthly(second: str, frequent: bool, tmp_path: Path):
    """A month after 29 October ends on 29 November; it is the provider's frequency."""
    first = welkin("v1", "minor", "2024-10-01", "applied: {staging: 2024-10-02, prod: 2024-10-29}")
    found = judged(tmp_path, story(first, welkin("v2", "minor", "2024-11-01", f"applied: {{staging: 2024-11-08, prod: {second}}}"))).conduct
    assert [(c.code, c.environment, c.whose) for c in found] == [("too-frequent", "prod", Whose.PROVIDER)] * frequent


def test_a_broken_promise_and_an_unsatisfied_requirement_are_told_apart(tmp_path: Path):
    """One update breaks the provider's promise and satisfies the organisation's order; the other the other way round."""
    late = welkin("v1", "minor", "2024-10-01", "applied: {staging: 2024-10-10, prod: 2024-10-11}")
    patch = welkin("v2", "security", "2024-11-01", "applied: {staging: never, prod: 2024-11-04}")
    found = judged(tmp_path, story(late, patch, frameworks="nis2-ir-2024-2690"))
    ledger = {row.subject: row for row in found.ledger}
    orders = findings(found, "nis2-ir-2024-2690/6.4.1-6.4.2", "update_order_nonprod_first")
    assert ledger["welkin@v1/prod"].status.value == "breached"
    assert ledger["welkin@v1/prod"].reason.endswith("The promise is the provider's.")
    assert orders["welkin@v1/prod"].status.value == "satisfied"
    assert ledger["welkin@v2/prod"].status.value == "exempt"
    assert orders["welkin@v2/prod"].status.value == "not-satisfied"
    assert "provider" not in orders["welkin@v2/prod"].message
    page = make_book(found, version="0").commitments
    assert "whether the organisation satisfies a requirement is another question" in page.promise


# Bad input

BAD = [
    ("service: welkn, version: v1, class: minor, released: 2024-11-04", "welkn", "no Environment declares a service `welkn`", "`welkin`"),
    (welkin("v1", "minor", "2024-11-04", "applied: {stagng: 2024-11-05}"), "stagng", "there is no Environment `stagng`", "`staging`"),
    (welkin("v1", "minor", "2024-11-04", "planned: {prd: 2025-01-10}"), "prd", "there is no Environment `prd`", "`prod`"),
    (welkin("v1", "minor", "2024-11-04", "applied: {prod: 2024-11-03}"), "2024-11-03", "`applied.prod` is before `released`", ""),
    (welkin("v1", "minor", "2024-11-04", "planned: {prod: 2024-11-03}"), "2024-11-03", "`planned.prod` is before `released`", ""),
    (welkin("v1", "mnor", "2024-11-04", "applied: {prod: 2024-11-05}"), "mnor", "`mnor` is not a word that is known here", "`minor`"),
    (
        welkin("v1", "minor", "2024-11-04", "applied: {prod: 2024-12-17}"),
        "2024-12-17",
        "`applied.prod` is after `report.as_of`, 2024-12-16",
        "",
    ),
    (welkin("v1", "minor", "2024-11-04", "applied: {prod: '2024-11-20T10:00'}"), "'2024-11-20T10:00", "has no offset", "+01:00"),
    (welkin("v1", "minor", "2024-11-04", "applied: {prod: nevr}"), "nevr", "is neither a date nor `never`", ""),
]


@pytest.mark.parametrize(("update", "value", "message", "hint"), BAD)
def test_bad_input_is_an_error_with_its_place(update: str, value: str, message: str, hint: str, tmp_path: Path):
    """File, line and column, the fact, and what was meant."""
    place = written(tmp_path, story(update))
    with pytest.raises(InputError) as caught:
        pipeline.judge(place)
    (problem,) = caught.value.problems
    assert (problem.location.file, problem.location.line) == (place.as_posix(), 11)
    assert place.read_text(encoding="utf-8").splitlines()[10][problem.location.column - 1 :].startswith(value)
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_a_misspelt_service_that_was_applied_is_said(tmp_path: Path):
    """It runs where its update names an Environment, so it has a ledger of its own: the report says so and what may be meant."""
    update = "service: welkn, version: v1, class: minor, released: 2024-11-04, applied: {staging: 2024-11-05, prod: 2024-11-20}"
    (notice,) = (n for n in judged(tmp_path, story(update)).notices if n.code == "service-undeclared")
    assert notice.location is not None
    assert notice.location.line == 11
    assert re.search(r"service welkn; .* Did you mean welkin\?", notice.message)


def test_a_missing_class_is_unknown_and_never_guessed(tmp_path: Path):
    """A version that reads like a patch is no patch: promise, order of patches and class are all open, with the field to fill."""
    update = "service: welkin, version: v1.2.3, released: 2024-11-04, applied: {staging: 2024-11-05, prod: 2024-11-20}"
    found = judged(tmp_path, story(update, frameworks="nis2-ir-2024-2690, elastisys-tos"))
    (ledger,) = found.ledger
    assert (ledger.status.value, ledger.missing) == ("unknown", ("updates[welkin@v1.2.3].class",))
    open_ones = findings(found, "elastisys-tos/a2.6-security-patches", "change_classified")["welkin@v1.2.3/prod"]
    assert (open_ones.status.value, open_ones.location.line) == ("unknown", 11)
