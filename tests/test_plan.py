"""The plan of coming updates, what else the terms say about updates, what-if, and the figures of a period."""

from __future__ import annotations

import datetime as dt

import pytest

from reportgen.commitments import ConductFinding, Order, PlanEntry, Whose, conduct, ledger, plan, summarize, with_planned
from reportgen.errors import UsageError
from reportgen.findings import LedgerStatus
from reportgen.model import Inventory, Postponement, UpdateClass
from tests.updates import AS_OF, ELASTISYS, PROD, STAGING, environment, inventory, moment, update

day = dt.date.fromisoformat


def entries(declared: Inventory, as_of: dt.date = AS_OF) -> dict[str, PlanEntry]:
    """Return the plan by the Elastisys terms, by Environment."""
    return {entry.environment: entry for entry in plan(declared, ELASTISYS, as_of)}


def findings(declared: Inventory, as_of: dt.date = AS_OF) -> list[tuple[str, str | None, Whose]]:
    """Return what conduct finds, without the sentences."""
    return [(f.code, f.environment, f.whose) for f in conduct(declared, ELASTISYS, as_of)]


def only(declared: Inventory) -> ConductFinding:
    """Return the only departure."""
    (found,) = conduct(declared, ELASTISYS, AS_OF)
    return found


def test_plan_that_holds():
    """Both dates planned: the earliest day follows if the plan holds, the days to verify lie in between."""
    found = entries(inventory(update(planned={"staging": "2024-12-18", "prod": "2025-01-03"})))
    assert list(found) == ["staging", "prod"]
    prod = found["prod"]
    assert (prod.earliest, prod.earliest_as_planned, prod.order) == (None, day("2024-12-30"), Order.HOLDS)
    assert (prod.verify_from, prod.verify_until, prod.lead_as_planned) == (day("2024-12-18"), day("2025-01-02"), 7)
    assert prod.deciding_environment == "staging"
    assert found["staging"].order is Order.NOT_ASKED


@pytest.mark.parametrize(("prod", "order"), [("2024-12-27", "breaches"), ("2024-12-30", "holds"), ("2024-12-18", "breaches")])
def test_plan_is_judged_on_the_working_day_calendar(prod, order):
    """Over Christmas five working days after 18 December are 30 December."""
    found = entries(inventory(update(planned={"staging": "2024-12-18", "prod": prod})))["prod"]
    assert found.order == order
    assert found.would_breach is (order == "breaches")


def test_earliest_by_what_has_happened():
    """Once non-production has it, the earliest day no longer hangs on a plan."""
    found = entries(inventory(update(applied={"staging": "2024-12-13", "prod": "never"})))["prod"]
    assert (found.earliest, found.earliest_as_planned) == (day("2024-12-20"), day("2024-12-20"))
    assert (found.verify_from, found.verify_until) == (day("2024-12-13"), day("2024-12-19"))
    assert found.order is Order.UNKNOWN


def test_plan_with_a_missing_environment_cannot_be_told():
    """A non-production Environment of which nothing is said leaves the plan open; one that shall never have it breaks it."""
    test = environment("test", "non-production")
    texts = {"staging": "2024-12-18", "prod": "2025-01-20"}
    unsaid = entries(inventory(update(planned=texts), environments=(STAGING, test, PROD)))["prod"]
    assert (unsaid.order, unsaid.earliest_as_planned) == (Order.UNKNOWN, None)
    never = entries(inventory(update(applied={"test": "never"}, planned=texts), environments=(STAGING, test, PROD)))["prod"]
    assert never.order is Order.BREACHES


def test_plan_of_a_security_patch_asks_for_no_lead():
    """No earliest day, no breach; the days to verify are told all the same."""
    found = entries(inventory(update(update_class="security", planned={"staging": "2024-12-17", "prod": "2024-12-18"})))["prod"]
    assert (found.order, found.earliest_as_planned, found.verify_from) == (Order.NOT_ASKED, None, day("2024-12-17"))


def test_plan_without_a_class_assumes_a_lead_and_claims_no_breach():
    """The earliest day errs on the safe side; a breach of a promise that may not hold is not claimed."""
    found = entries(inventory(update(update_class=None, planned={"staging": "2024-12-17", "prod": "2024-12-18"})))["prod"]
    assert (found.order, found.earliest_as_planned) == (Order.UNKNOWN, day("2024-12-27"))
    assert "a lead is assumed" in found.reason


def test_plan_outside_the_promise_says_why():
    """Under the plan enterprise nothing is asked."""
    found = entries(inventory(update(planned={"staging": "2024-12-17", "prod": "2024-12-18"}), plan="enterprise"))["prod"]
    assert found.order is Order.NOT_ASKED
    assert "enterprise" in found.reason
    assert plan(inventory(update(planned={"prod": "2024-12-18"})), None, AS_OF)[-1].order is Order.NOT_ASKED


def test_nothing_to_plan():
    """Updates that are everywhere, or of which nothing is said to come, are no plan."""
    done = update(applied={"staging": "2024-11-20", "prod": "2024-11-28"})
    silent = update("v2", applied={"staging": "2024-11-20"})
    assert entries(inventory(done)) == entries(inventory(silent)) == {}


def test_superseded_updates_are_not_planned():
    """What a later version has overtaken does not come any more."""
    skipped = update("v1", applied={"staging": "2024-11-20", "prod": "never"})
    later = update("v2", released="2024-11-25", applied={"staging": "2024-11-27", "prod": "2024-12-05"})
    assert entries(inventory(skipped, later)) == {}


@pytest.mark.parametrize(
    ("planned", "last"),
    [("2025-01-20", "2025-01-17"), ("2025-01-02", "2024-12-30"), ("2025-01-22", "2025-01-21"), ("2025-01-07", "2025-01-03")],
)
def test_last_day_to_postpone_a_major_update(planned, last):
    """One business day before the day of the window: Friday for a Monday, and no eve or holiday."""
    found = entries(inventory(update(update_class="major", planned={"staging": planned})))["staging"]
    assert found.last_day_to_postpone == day(last)


@pytest.mark.parametrize(
    ("update_class", "terms_version", "why"),
    [
        ("minor", None, "updates of the class major only"),
        (None, None, "class of the update is unknown"),
        ("major", "2023-09-28", "No notice is asked"),
    ],
)
def test_no_last_day_to_postpone_says_why(update_class, terms_version, why):
    """Minor updates cannot be postponed by the terms; the oldest version with a lead asks for no notice."""
    declared = inventory(update(update_class=update_class, planned={"staging": "2025-01-20"}), terms_version=terms_version)
    found = entries(declared)["staging"]
    assert found.last_day_to_postpone is None
    assert why in found.postponement


@pytest.mark.parametrize(
    ("update_class", "planned", "window"),
    [
        ("minor", "2025-01-20", ("2025-01-20T08:00:00+01:00", "2025-01-20T17:00:00+01:00")),
        ("minor", "2025-07-01", ("2025-07-01T08:00:00+02:00", "2025-07-01T17:00:00+02:00")),
        ("security", "2025-03-29", ("2025-03-29T22:00:00+01:00", "2025-03-30T05:00:00+02:00")),
        ("minor", "2025-01-20T09:00:00+00:00", ("2025-01-20T10:00:00+01:00", "2025-01-20T17:00:00+01:00")),
        ("security", "2025-01-20T01:00:00+01:00", ("2025-01-20T01:00:00+01:00", "2025-01-20T05:00:00+01:00")),
    ],
)
def test_window_hours_are_local(update_class, planned, window):
    """The hours of the class on the planned day, in the terms' zone; a stated time begins the work."""
    found = entries(inventory(update(update_class=update_class, planned={"staging": planned})))["staging"]
    assert tuple(instant.isoformat() for instant in found.window) == window


def test_critical_patches_have_no_hours():
    """At once means at any hour."""
    assert entries(inventory(update(update_class="critical-security", planned={"prod": "2024-12-20"})))["prod"].window is None


def test_plan_in_the_past_is_found():
    """A planned day that has passed without an application is a finding of the organisation's, and no day to count with."""
    declared = inventory(update(planned={"staging": "2024-12-10", "prod": "2025-01-20"}))
    found = entries(declared)
    assert found["staging"].is_overdue
    assert (found["prod"].order, found["prod"].earliest_as_planned) == (Order.UNKNOWN, None)
    assert findings(declared) == [("planned-in-past", "staging", Whose.ORGANISATION)]


def test_plan_on_the_day_itself_is_not_past():
    """The day of the report is not over."""
    assert not entries(inventory(update(planned={"staging": "2024-12-16"})))["staging"].is_overdue


def test_days_beyond_the_calendar_are_not_counted():
    """A plan in a year of which nobody knows the free days gives no date and no crash."""
    found = entries(inventory(update(update_class="major", planned={"staging": "2300-01-01", "prod": "2300-02-01"})))["prod"]
    assert (found.order, found.earliest_as_planned, found.last_day_to_postpone) == (Order.UNKNOWN, None, None)


def test_plan_that_would_breach_is_the_providers():
    """A plan that breaks the promise is told before it does."""
    assert findings(inventory(update(planned={"staging": "2025-01-20", "prod": "2025-01-21"}))) == [
        ("plan-would-breach", "prod", Whose.PROVIDER)
    ]


@pytest.mark.parametrize(
    ("update_class", "applied", "outside"),
    [
        ("minor", "2024-11-20T07:59:00+01:00", True),
        ("minor", "2024-11-20T08:00:00+01:00", False),
        ("minor", "2024-11-20T16:59:00+01:00", False),
        ("minor", "2024-11-20T17:00:00+01:00", True),
        ("minor", "2024-11-20T07:30:00+00:00", False),
        ("minor", "2024-11-20", False),
        ("security", "2024-11-20T21:59:00+01:00", True),
        ("security", "2024-11-20T23:00:00+01:00", False),
        ("security", "2024-11-20T04:59:00+01:00", False),
        ("security", "2024-11-20T05:00:00+01:00", True),
        ("critical-security", "2024-11-20T12:00:00+01:00", False),
        (None, "2024-11-20T03:00:00+01:00", False),
    ],
)
def test_hours_outside_the_window(update_class, applied, outside):
    """Where a time is given it is held against the hours of the class, in local time, the night included."""
    declared = inventory(update(update_class=update_class, applied={"staging": applied}))
    assert findings(declared) == ([("outside-window", "staging", Whose.PROVIDER)] if outside else [])


def test_hours_outside_the_window_say_the_local_time():
    """The sentence has the local time, the zone, the clause and the hours."""
    found = only(inventory(update(applied={"staging": "2024-11-20T18:30:00+00:00"})))
    assert found.message == (
        "welkin@v1 was applied in staging at 19:30 on 2024-11-20 (Europe/Stockholm); "
        "clause A2.6 of the terms of 2024-10-28 gives updates of the class minor the hours 08:00 to 17:00."
    )


def test_planned_hours_outside_the_window():
    """A planned time is held against the hours too."""
    assert findings(inventory(update(planned={"staging": "2025-01-20T19:00:00+01:00"}))) == [
        ("planned-outside-window", "staging", Whose.PROVIDER)
    ]


@pytest.mark.parametrize(
    ("first", "second", "frequent"),
    [
        ("2024-10-28", "2024-11-27", True),
        ("2024-10-28", "2024-11-28", False),
        ("2024-01-31", "2024-02-28", True),
        ("2024-01-31", "2024-02-29", False),
        ("2023-12-15", "2024-01-15", False),
        ("2023-08-01", "2023-08-10", False),
    ],
)
def test_minor_updates_at_most_monthly(first, second, frequent):
    """Less than a month between two minor updates of a service in an Environment, where the terms of the day say so."""
    declared = inventory(
        update("v1", released="2023-07-01", applied={"staging": first}), update("v2", released="2023-07-02", applied={"staging": second})
    )
    assert findings(declared) == ([("too-frequent", "staging", Whose.PROVIDER)] if frequent else [])


def test_monthly_holds_for_each_service_class_and_environment_alone():
    """Other services, classes and Environments are no second update."""
    declared = inventory(
        update("v1", applied={"staging": "2024-11-20"}),
        update("v2", "major", applied={"staging": "2024-11-21"}),
        update("v3", "security", applied={"staging": "2024-11-22"}),
        update("v4", service="redis", applied={"staging": "2024-11-22"}),
        update("v5", released="2024-11-20", applied={"prod": "2024-11-29"}),
    )
    assert findings(declared) == []


def test_the_organisations_own_updates_are_not_the_providers_conduct():
    """Under the plan enterprise hours and frequency are nobody's promise."""
    declared = inventory(update(applied={"staging": "2024-11-20T03:00:00+01:00"}), plan="enterprise")
    assert findings(declared) == []


@pytest.mark.parametrize(
    ("requested", "late"), [("2024-12-30", False), ("2024-12-31", True), ("2025-01-01", True), ("2025-01-02", True), ("2024-12-20", False)]
)
def test_ticket_to_postpone_in_time(requested, late):
    """The ticket has to come one business day before the day of the next window: eves and holidays are none."""
    declared = inventory(
        update(
            update_class="major", planned={"staging": "2025-01-02"}, postponement=Postponement(ticket="S-1", requested=moment(requested))
        )
    )
    expected = [("postponement-late", "staging", Whose.ORGANISATION)] if late else []
    assert findings(declared, dt.date(2025, 1, 2)) == expected


def test_ticket_without_a_day():
    """A ticket of unknown day is told, not passed over."""
    declared = inventory(update(update_class="major", planned={"staging": "2025-01-02"}, postponement=Postponement(ticket="S-1")))
    assert findings(declared) == [("postponement-undated", None, Whose.ORGANISATION)]


def test_what_if_a_new_update_came():
    """A planned day in non-production gives production's earliest day, and the inventory stays as it was."""
    declared = inventory()
    supposed = with_planned(declared, "welkin", "v9", {"staging": day("2026-06-17")}, UpdateClass.MINOR)
    assert entries(supposed)["prod"].earliest_as_planned == day("2026-06-25")
    assert declared.updates == ()


def test_what_if_a_known_update_came_on_other_days():
    """The days are put beside those of the update, its class stays."""
    declared = inventory(update(planned={"staging": "2024-12-18", "prod": "2024-12-20"}), update("v2"))
    supposed = with_planned(declared, "welkin", "v1", {"prod": day("2024-12-30")})
    assert supposed.updates[0].planned == {"staging": day("2024-12-18"), "prod": day("2024-12-30")}
    assert (supposed.updates[0].update_class, supposed.updates[1]) == (UpdateClass.MINOR, declared.updates[1])
    assert entries(supposed)["prod"].order is Order.HOLDS


def test_what_if_in_an_unknown_environment():
    """A misspelt Environment is an error with the names that exist."""
    with pytest.raises(UsageError, match=r"there is no Environment `stagin` \(one of prod, staging\)"):
        with_planned(inventory(), "welkin", "v9", {"stagin": day("2026-06-17")})


def test_period_figures():
    """Rows count by the day of production; leads are those of kept and breached rows; groups are sorted."""
    declared = inventory(
        update("v1", released="2023-12-01", applied={"staging": "2023-12-18", "prod": "2023-12-29"}),
        update("v2", released="2023-12-20", applied={"staging": "2023-12-21", "prod": "2024-01-08"}),
        update("v3", released="2024-02-01", applied={"staging": "2024-02-20", "prod": "2024-02-22"}),
        update("v4", released="2024-03-01", applied={"staging": "never", "prod": "2024-03-22"}),
        update("v5", "security", released="2024-04-01", applied={"prod": "2024-04-22"}),
        update("16.4", service="postgresql", released="2024-05-01", applied={"staging": "2024-05-13", "prod": "2024-12-31"}),
        update("v7", released="2024-06-01", applied={"staging": "2024-06-03"}),
    )
    summary = summarize(ledger(declared, ELASTISYS, dt.date(2025, 1, 31)), dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert summary.overall.counts == {LedgerStatus.EXEMPT: 1, LedgerStatus.BREACHED: 2, LedgerStatus.KEPT: 2}
    assert (summary.overall.total, summary.overall.shortest_lead, summary.overall.median_lead, summary.overall.without_lead) == (5, 2, 9, 1)
    assert [figures.name for figures in summary.by_service] == ["postgresql", "welkin"]
    assert [figures.name for figures in summary.by_environment] == ["prod"]
    assert [row.update.version for row in summary.undated] == ["v7"]


def test_period_without_rows():
    """Nothing happened: no lead, no groups."""
    summary = summarize((), dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert (summary.overall.total, summary.overall.shortest_lead, summary.overall.median_lead) == (0, None, None)
    assert summary.by_environment == summary.by_service == ()
