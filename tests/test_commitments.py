"""The update ledger: each status, the order in which they are decided, and every trap of dates and Environments."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from reportgen.commitments import History, ledger, production_environments
from reportgen.findings import LedgerEntry, LedgerStatus
from reportgen.model import NEVER, Inventory
from tests.updates import AS_OF, ELASTISYS, PROD, STAGING, deployment, environment, inventory, update

TEST = environment("test", "non-production")


def rows(declared: Inventory, as_of: dt.date = AS_OF) -> tuple[LedgerEntry, ...]:
    """Return the ledger by the Elastisys terms."""
    return ledger(declared, ELASTISYS, as_of)


def row(declared: Inventory, as_of: dt.date = AS_OF) -> LedgerEntry:
    """Return the only row."""
    (found,) = rows(declared, as_of)
    return found


def history(staging: str | None, prod: str | None, **fields: object) -> Inventory:
    """Build one update with these applications; None = the inventory does not say."""
    texts = {"staging": staging, "prod": prod}
    return inventory(update(applied={name: text for name, text in texts.items() if text}, **fields))


def test_kept_when_five_working_days_lie_between():
    """A lead of six working days keeps a promise of five, and the reason says so with days, clause and version."""
    found = row(history("2024-11-20", "2024-11-28"))
    assert found.status is LedgerStatus.KEPT
    assert (found.lead, found.deciding_environment, found.deciding_date) == (6, "staging", dt.date(2024, 11, 20))
    assert found.production_date == dt.date(2024, 11, 28)
    assert found.reason == (
        "staging had it on 2024-11-20, 6 working days before prod on 2024-11-28; "
        "clause A2.6 of the terms of 2024-10-28 asks for at least 5."
    )
    assert (found.location.line, found.location.column) == (8, 5)


@pytest.mark.parametrize(
    ("staging", "prod", "lead", "status"),
    [
        ("2024-11-21", "2024-11-28", 5, "kept"),
        ("2024-11-22", "2024-11-28", 4, "breached"),
        ("2024-11-23", "2024-11-29", 5, "kept"),
        ("2024-11-28", "2024-11-28", 0, "breached"),
        ("2024-12-02", "2024-11-28", 0, "breached"),
    ],
)
def test_five_working_days_are_the_boundary(staging, prod, lead, status):
    """Exactly five keep the promise; four, the same day and production first break it."""
    found = row(history(staging, prod))
    assert (found.lead, found.status) == (lead, status)


@pytest.mark.parametrize(
    ("staging", "prod", "lead", "status"),
    [
        ("2024-12-20", "2025-01-02", 4, "breached"),
        ("2024-12-20", "2025-01-03", 5, "kept"),
        ("2024-03-27", "2024-04-04", 4, "breached"),
        ("2024-03-27", "2024-04-05", 5, "kept"),
        ("2024-05-06", "2024-05-14", 5, "kept"),
        ("2024-06-17", "2024-06-25", 5, "kept"),
        ("2024-06-18", "2024-06-25", 4, "breached"),
    ],
)
def test_holidays_and_eves_do_not_count(staging, prod, lead, status):
    """Christmas, Easter, Ascension and Midsummer are left out of the lead, with the eves."""
    found = row(history(staging, prod, released="2024-02-12"), as_of=dt.date(2025, 2, 1))
    assert (found.lead, found.status) == (lead, status)


def test_production_first_is_breached_and_whose_promise_it_is():
    """Production before non-production has lead 0; the reason names the provider."""
    found = row(history("2024-12-02", "2024-11-28"))
    assert found.reason.startswith("staging had it on 2024-12-02, only after prod on 2024-11-28;")
    assert found.reason.endswith("The promise is the provider's.")


def test_never_in_non_production_is_breached():
    """A non-production Environment that is stated never to have had it breaks the promise; there is no lead."""
    found = row(history("never", "2024-11-28"))
    assert (found.status, found.lead, found.deciding_environment, found.deciding_date) == (LedgerStatus.BREACHED, None, "staging", None)
    assert found.reason.startswith("staging never had it, yet prod had it on 2024-11-28;")


def test_missing_non_production_is_unknown():
    """A non-production Environment of which the inventory says nothing leaves the row unknown, and the field is named."""
    found = row(history(None, "2024-11-28"))
    assert (found.status, found.missing) == (LedgerStatus.UNKNOWN, ("updates[welkin@v1].applied.staging",))
    assert "when staging had it" in found.reason


def test_missing_production_is_unknown():
    """Nothing said of production: unknown, never pending."""
    found = row(history("2024-11-20", None))
    assert (found.status, found.missing) == (LedgerStatus.UNKNOWN, ("updates[welkin@v1].applied.prod",))


def test_missing_class_is_unknown():
    """Without a class nobody can tell whether a lead was due, even where the lead would have been enough."""
    found = row(history("2024-11-20", "2024-11-28", update_class=None))
    assert (found.status, found.missing) == (LedgerStatus.UNKNOWN, ("updates[welkin@v1].class",))


def test_unknown_names_every_missing_field():
    """Class, production and non-production are all named at once."""
    found = row(inventory(update(update_class=None), plan=None))
    assert found.missing == (
        "provider.plan",
        "updates[welkin@v1].class",
        "updates[welkin@v1].applied.prod",
        "updates[welkin@v1].applied.staging",
    )


@pytest.mark.parametrize(("test_", "status"), [("never", "breached"), ("2024-11-27", "breached"), ("2024-11-20", "unknown")])
def test_missing_environment_is_idle_once_another_breaches(test_, status):
    """A missing key makes the row unknown unless another Environment breaches already."""
    declared = inventory(update(applied={"test": test_, "prod": "2024-11-28"}), environments=(STAGING, TEST, PROD))
    assert row(declared).status == status


def test_the_latest_non_production_environment_decides():
    """Of several non-production Environments the last one to get the update decides."""
    declared = inventory(
        update(applied={"staging": "2024-11-18", "test": "2024-11-25", "prod": "2024-11-28"}), environments=(STAGING, TEST, PROD)
    )
    found = row(declared)
    assert (found.status, found.deciding_environment, found.lead) == (LedgerStatus.BREACHED, "test", 3)


def test_the_first_by_name_decides_on_the_same_day():
    """Two Environments on the same day: the first by name, whatever the order of the inventory."""
    texts = {"staging": "2024-11-20", "test": "2024-11-20", "prod": "2024-11-28"}
    for environments in ((STAGING, TEST, PROD), (TEST, PROD, STAGING)):
        assert row(inventory(update(applied=texts), environments=environments)).deciding_environment == "staging"


def test_each_production_environment_has_a_row():
    """Several production Environments are judged one by one, by name."""
    second = environment("dr", "production")
    texts = {"staging": "2024-11-20", "prod": "2024-11-28", "dr": "2024-11-22"}
    found = rows(inventory(update(applied=texts), environments=(PROD, second, STAGING)))
    assert [(r.environment, r.status) for r in found] == [("dr", "breached"), ("prod", "kept")]


@pytest.mark.parametrize("update_class", ["critical-security", "security"])
def test_security_patches_are_exempt(update_class):
    """No lead is asked for security patches, whatever the order and whatever is missing."""
    for staging in (None, "never", "2024-12-02"):
        found = row(history(staging, "2024-11-28", update_class=update_class))
        assert (found.status, found.lead) == (LedgerStatus.EXEMPT, None)
    assert f"no lead for an update of the class {update_class}" in found.reason


@pytest.mark.parametrize("update_class", ["minor", "major"])
def test_minor_and_major_updates_have_a_lead(update_class):
    """Both classes are judged."""
    assert row(history("2024-11-26", "2024-11-28", update_class=update_class)).status is LedgerStatus.BREACHED


def test_superseded_when_a_later_version_arrived_without_it():
    """A version that production skipped is superseded once the later one is there, whether stated or not."""
    for skipped in ({"staging": "2024-11-20"}, {"staging": "2024-11-20", "prod": "never"}):
        later = update("v2", released="2024-11-25", applied={"staging": "2024-11-27", "prod": "2024-12-05"})
        found = rows(inventory(update("v1", applied=skipped), later))
        assert [r.status for r in found] == ["superseded", "kept"]
        assert "later version v2 on 2024-12-05" in found[0].reason


def test_order_of_versions_is_order_of_application_not_of_names_or_releases():
    """A patch of an older branch, released last but applied first, does not supersede the newer branch."""
    branch = update("v0.40.0", released="2024-08-21", applied={"staging": "2024-09-12", "prod": "never"})
    patch = update("v0.39.2", released="2024-09-04", applied={"staging": "2024-09-05", "prod": "2024-09-12"})
    by_version = {r.update.version: r.status for r in rows(inventory(branch, patch), dt.date(2024, 9, 16))}
    assert by_version == {"v0.40.0": "pending", "v0.39.2": "kept"}


def test_a_version_applied_nowhere_is_ordered_by_its_release():
    """Skipped everywhere: the release tells that the version that arrived is later; without it nothing is assumed."""
    later = update("v2", released="2024-11-25", applied={"staging": "2024-11-27", "prod": "2024-12-05"})
    found = rows(inventory(update("v1", applied={"staging": "never", "prod": "never"}), later))
    assert found[0].status is LedgerStatus.SUPERSEDED
    unsaid = rows(inventory(update("v1", released=None, applied={"staging": "never", "prod": "never"}), later))
    assert {r.update.version: r.status for r in unsaid}["v1"] is LedgerStatus.PENDING


def test_a_later_version_of_another_service_or_elsewhere_supersedes_nothing():
    """Only the same service in the same Environment counts."""
    skipped = update("v1", applied={"staging": "2024-11-20", "prod": "never"})
    other = update("v2", service="postgresql", released="2024-11-25", applied={"staging": "2024-11-27", "prod": "2024-12-05"})
    elsewhere = update("v3", released="2024-11-25", applied={"staging": "2024-11-27", "prod": "never"})
    found = {r.update.version: r.status for r in rows(inventory(skipped, other, elsewhere))}
    assert found["v1"] is LedgerStatus.PENDING


def test_superseded_only_once_the_later_version_is_known():
    """As known before the later version arrived, the earlier one was pending."""
    skipped = update("v1", applied={"staging": "2024-11-20", "prod": "never"})
    later = update("v2", released="2024-11-25", applied={"staging": "2024-11-27", "prod": "2024-12-05"})
    assert [r.status for r in rows(inventory(skipped, later), dt.date(2024, 12, 4))] == ["pending", "pending"]
    assert [r.status for r in rows(inventory(skipped, later), dt.date(2024, 12, 5))] == ["superseded", "kept"]


@pytest.mark.parametrize("prod", ["never", "2024-12-20"])
def test_pending_has_the_earliest_day(prod):
    """Not there yet, by word or by a date that lies ahead: the earliest day follows from the last non-production Environment."""
    found = row(history("2024-12-13", prod))
    assert (found.status, found.earliest, found.production_date) == (LedgerStatus.PENDING, dt.date(2024, 12, 20), None)


def test_pending_over_christmas():
    """The earliest day leaves out the free days."""
    assert row(history("2024-12-16", "never")).earliest == dt.date(2024, 12, 23)
    assert row(history("2024-12-17", "never"), dt.date(2024, 12, 17)).earliest == dt.date(2024, 12, 27)
    assert row(history("2024-12-20", "never"), dt.date(2024, 12, 20)).earliest == dt.date(2025, 1, 3)


@pytest.mark.parametrize("staging", ["never", None, "2024-12-18"])
def test_pending_without_an_earliest_day_while_non_production_is_missing(staging):
    """While one counted Environment has no date, no earliest day is told."""
    found = row(history(staging, "never"))
    assert (found.status, found.earliest, found.deciding_environment) == (LedgerStatus.PENDING, None, "staging")


def test_pending_by_plan():
    """A missing key with a plan that lies ahead is pending; with a plan that has passed it is unknown."""
    planned = inventory(update(applied={"staging": "2024-11-20"}, planned={"prod": "2024-12-18"}))
    assert row(planned).status is LedgerStatus.PENDING
    found = row(planned, dt.date(2024, 12, 19))
    assert (found.status, found.missing) == (LedgerStatus.UNKNOWN, ("updates[welkin@v1].applied.prod",))
    assert "(the planned day, 2024-12-18, has passed)" in found.reason


def test_pending_security_patch_asks_for_no_lead():
    """A patch that is not there yet has no earliest day, and the reason says that none is asked."""
    found = row(history("never", "never", update_class="security"))
    assert (found.status, found.earliest) == (LedgerStatus.PENDING, None)
    assert "no lead is asked" in found.reason


def test_facts_after_the_day_are_not_yet_known():
    """Seen from an earlier day, production and non-production had nothing and a later release is no row."""
    declared = history("2024-11-20", "2024-11-28")
    assert row(declared, dt.date(2024, 11, 27)).status is LedgerStatus.PENDING
    assert row(declared, dt.date(2024, 11, 27)).earliest == dt.date(2024, 11, 27)
    assert row(declared, dt.date(2024, 11, 19)).earliest is None
    assert rows(declared, dt.date(2024, 11, 13)) == ()


def test_non_production_only_after_the_day_is_a_breach_by_then():
    """Production has it and non-production had not by the day: breached, as known then."""
    found = row(history("2024-12-18", "2024-12-10"))
    assert (found.status, found.lead) == (LedgerStatus.BREACHED, None)
    assert found.reason.startswith("staging did not have it by 2024-12-16")


VERSIONS = [
    ("2022-11-30", None, "before-2022-12-01"),
    ("2022-12-01", None, "2022-12-01"),
    ("2023-02-13", None, "2023-02-13"),
    ("2023-05-11", None, "2023-05-11"),
    ("2023-09-27", None, "2023-05-11"),
    ("2023-09-28", "3.5", "2023-09-28"),
    ("2023-11-16", "3.5", "2023-09-28"),
    ("2023-11-17", "A2.6", "2023-11-17"),
    ("2024-02-29", "A2.6", "2023-11-17"),
    ("2024-03-01", "A2.6", "2024-03-01"),
    ("2024-09-05", "A2.6", "2024-03-01"),
    ("2024-09-06", "A2.6", "2024-09-06"),
    ("2024-10-27", "A2.6", "2024-09-06"),
    ("2024-10-28", "A2.6", "2024-10-28"),
    ("2025-04-09", "A2.6", "2024-10-28"),
    ("2025-04-10", "A2.6", "2025-04-10"),
]


@pytest.mark.parametrize(("prod", "clause", "version"), VERSIONS)
def test_the_terms_of_the_day_of_production_decide(prod, clause, version):
    """Each version decides from its first day on to the day before the next."""
    found = row(history("2022-11-01", prod, released="2022-10-25"), dt.date(2025, 12, 31))
    assert (found.terms.version, found.terms.clause) == (version, clause)
    assert found.status is (LedgerStatus.KEPT if clause else LedgerStatus.NOT_APPLICABLE)
    if not clause:
        assert f"({version}) promise no lead; the promise began 2023-09-28." in found.reason


def test_a_pinned_version_decides_for_every_row():
    """The same history pinned to a version without the promise is not applicable, and says when the promise began."""
    updates = [
        update("v1", applied={"staging": "2024-11-20", "prod": "2024-11-28"}),
        update("v2", applied={"staging": "2024-11-20", "prod": "never"}),
        update("v3", update_class="security", applied={"prod": "2024-11-28"}),
        update("v4", service="redis"),
    ]
    found = rows(inventory(*updates, terms_version="2023-05-11"))
    assert [r.status for r in found] == ["not-applicable"] * 4
    assert all("the promise began 2023-09-28" in r.reason for r in found)


def test_a_pinned_version_with_the_promise_decides_too():
    """Pinned to the first version with a lead, an update of 2022 is judged by it."""
    declared = inventory(update(released="2022-10-25", applied={"staging": "2022-11-01", "prod": "2022-11-02"}), terms_version="2023-09-28")
    assert (row(declared).status, row(declared).terms.clause) == (LedgerStatus.BREACHED, "3.5")


def test_a_pinned_version_that_does_not_exist_is_unknown():
    """Nothing is judged by terms that do not exist."""
    found = row(inventory(update(applied={"staging": "2024-11-20", "prod": "2024-11-28"}), terms_version="2024-01-01"))
    assert (found.status, found.missing) == (LedgerStatus.UNKNOWN, ("provider.terms_version",))


def test_unnamed_terms_cannot_be_judged():
    """Without terms nobody can tell, and the row keeps the date of production; what needs no terms is told all the same."""
    (found,) = ledger(history("2024-11-20", "2024-11-28"), None, AS_OF)
    assert (found.status, found.terms_id, found.production_date) == (LedgerStatus.UNKNOWN, None, dt.date(2024, 11, 28))
    assert found.missing == ("provider.terms_of_service",)


def test_terms_stated_to_be_none_promise_nothing():
    """The word none is a fact: then no row can be kept or breached."""
    declared = history("2024-11-20", "2024-11-28")
    declared = replace(declared, provider=replace(declared.provider, terms_of_service="none"))
    (found,) = ledger(declared, None, AS_OF)
    assert (found.status, found.missing) == (LedgerStatus.NOT_APPLICABLE, ())


def test_enterprise_plan_has_no_promise():
    """Under the plan enterprise the organisation applies updates itself."""
    declared = inventory(update(applied={"staging": "2024-11-27", "prod": "2024-11-28"}), plan="enterprise")
    assert row(declared).status is LedgerStatus.NOT_APPLICABLE
    assert "enterprise" in row(declared).reason


@pytest.mark.parametrize("staging", ["2024-11-20", "2024-11-27"])
def test_unstated_plan_is_unknown(staging):
    """Where the plan is not stated, neither a kept nor a breached promise is claimed."""
    found = row(inventory(update(applied={"staging": staging, "prod": "2024-11-28"}), plan=None))
    assert (found.status, found.missing) == (LedgerStatus.UNKNOWN, ("provider.plan",))


@pytest.mark.parametrize(("designation", "word"), [(None, "not designated production"), ("non-production", "designated non-production")])
def test_production_without_the_designation_is_not_covered(designation, word):
    """An Environment that hosts production has a row, but the promise needs the designation."""
    live = environment("live", designation)
    declared = inventory(
        update(applied={"staging": "2024-11-27", "live": "2024-11-28"}),
        environments=(STAGING, live),
        deployments=(deployment("shop-production", "production", "live"),),
    )
    found = row(declared)
    assert (found.environment, found.status) == ("live", LedgerStatus.NOT_APPLICABLE)
    assert word in found.reason


def test_no_designated_non_production_environment():
    """Without one the promise does not apply, and the reason says what designating one would give."""
    declared = inventory(update(applied={"sandbox": "2024-11-27", "prod": "2024-11-28"}), environments=(environment("sandbox", None), PROD))
    found = row(declared)
    assert found.status is LedgerStatus.NOT_APPLICABLE
    assert "at least 5 working days before prod (clause A2.6)" in found.reason


def test_another_service_counts_only_where_it_runs():
    """PostgreSQL is promised against the Environments that declare it, by kind or by name, or that the update names."""
    with_it = environment("staging", "non-production", services=("postgresql",))
    patch = update(service="postgresql", applied={"staging": "2024-11-20", "prod": "2024-11-28"})
    unsaid = update(service="postgresql", applied={"prod": "2024-11-28"})
    assert row(inventory(patch)).status is LedgerStatus.KEPT
    assert row(inventory(unsaid)).status is LedgerStatus.NOT_APPLICABLE
    assert row(inventory(unsaid, environments=(with_it, PROD))).status is LedgerStatus.UNKNOWN


def test_a_service_that_does_not_run_in_production_is_no_update_of_it():
    """A row says so instead of asking for a date."""
    found = row(inventory(update(service="redis", applied={"staging": "2024-11-20"})))
    assert (found.status, found.reason) == (
        LedgerStatus.NOT_APPLICABLE,
        "redis did not run in prod at the release of this version, as far as the inventory declares.",
    )


def test_production_that_began_with_the_version():
    """An Environment that came into service after the release without an entry began with it; on the release day it did not."""
    young = environment("prod", "production", in_service="2024-11-15")
    same_day = environment("prod", "production", in_service="2024-11-14")
    declared = update(applied={"staging": "2024-11-20"})
    assert row(inventory(declared, environments=(STAGING, young))).status is LedgerStatus.NOT_APPLICABLE
    assert row(inventory(declared, environments=(STAGING, same_day))).status is LedgerStatus.UNKNOWN


def test_non_production_that_began_with_the_version_does_not_count():
    """Commissioned after the release and without an entry, it neither breaks the promise nor hides it; with an entry it counts."""
    young = environment("test", "non-production", in_service="2024-11-20")
    texts = {"staging": "2024-11-20", "prod": "2024-11-28"}
    assert row(inventory(update(applied=texts), environments=(STAGING, young, PROD))).status is LedgerStatus.KEPT
    late = {**texts, "test": "2024-11-27"}
    assert row(inventory(update(applied=late), environments=(STAGING, young, PROD))).status is LedgerStatus.BREACHED
    alone = row(inventory(update(applied={"prod": "2024-11-28"}), environments=(young, PROD)))
    assert alone.status is LedgerStatus.NOT_APPLICABLE


def test_unknown_release_excludes_nobody():
    """Without a release day it cannot be told that an Environment began with the version."""
    young = environment("test", "non-production", in_service="2024-11-20")
    declared = update(released=None, applied={"staging": "2024-11-20", "prod": "2024-11-28"})
    assert row(inventory(declared, environments=(STAGING, young, PROD))).status is LedgerStatus.UNKNOWN


def test_applied_twice_the_first_counts():
    """Applied again in production or non-production: the first time counts, and the reason says that there was another."""
    found = row(history("2024-11-20,2024-11-27", "2024-11-28,2024-12-03"))
    assert (found.status, found.lead) == (LedgerStatus.KEPT, 6)
    assert "prod had it again on 2024-12-03; the first time counts." in found.reason
    assert "staging had it again on 2024-11-27; the first time counts." in found.reason


def test_rolled_back_is_said():
    """A rollback does not undo that the update was there; it is told, unless it lies ahead."""
    found = row(history("2024-11-20", "2024-11-28", rolled_back={"prod": "2024-11-29", "staging": "2024-12-30"}))
    assert found.status is LedgerStatus.KEPT
    assert found.reason.endswith("prod was rolled back on 2024-11-29.")


@pytest.mark.parametrize(
    ("staging", "prod", "lead"),
    [
        ("2024-11-20T23:30:00+01:00", "2024-11-27", 5),
        ("2024-11-20T23:30:00+00:00", "2024-11-27", 4),
        ("2024-11-20", "2024-11-27T23:30:00+00:00", 6),
        ("2024-11-21T00:30:00+02:00", "2024-11-27T00:15:00+01:00", 5),
        ("2024-10-25T22:30:00+00:00", "2024-11-01T22:59:00+00:00", 5),
        ("2024-10-25T21:30:00+00:00", "2024-11-01T23:00:00+00:00", 5),
        ("2024-10-24T22:30:00+00:00", "2024-10-31T22:59:00+00:00", 4),
    ],
)
def test_instants_near_midnight_and_in_other_offsets(staging, prod, lead):
    """Instants become days in Stockholm before anything is counted, also across the change to winter time."""
    assert row(history(staging, prod, released="2024-10-14")).lead == lead


def test_the_version_of_the_terms_follows_the_local_day():
    """Just after midnight in Stockholm the new version is in force, although it is still the day before in UTC."""
    found = row(history("2023-09-01", "2023-09-27T22:30:00+00:00", released="2023-08-07"))
    assert (found.production_date, found.status) == (dt.date(2023, 9, 28), LedgerStatus.KEPT)


def test_days_without_a_known_calendar_are_unknown():
    """A year of which nobody knows the free days is not counted as if nothing were free."""
    declared = inventory(update(released=None, applied={"staging": "1900-01-01", "prod": "2024-11-28"}))
    assert row(declared).status is LedgerStatus.UNKNOWN


def test_decided_in_the_order_of_the_contract():
    """Where several statuses would fit, the first one in the contract's order is taken."""
    later = update("v2", released="2024-11-25", applied={"staging": "2024-11-27", "prod": "2024-12-05"})
    skipped_patch = update("v1", "security", applied={"staging": "2024-11-20", "prod": "never"})
    assert rows(inventory(skipped_patch, later))[0].status is LedgerStatus.SUPERSEDED
    assert rows(inventory(skipped_patch, later, plan="enterprise"))[0].status is LedgerStatus.NOT_APPLICABLE
    assert row(inventory(skipped_patch)).status is LedgerStatus.PENDING
    assert row(inventory(update("v1", "security"))).status is LedgerStatus.EXEMPT
    assert row(inventory(update("v1", None, applied={"staging": "never", "prod": "2024-11-28"}))).status is LedgerStatus.UNKNOWN


def test_no_updates_no_rows():
    """An inventory that does not say, and one without production, have an empty ledger."""
    assert rows(inventory()) == ()
    assert rows(inventory(update(), environments=(STAGING,))) == ()


def test_rows_are_in_a_stable_order():
    """Sorted by service, release, version and Environment, whatever the order of the inventory."""
    updates = [
        update("v10", released="2024-10-02"),
        update("v9", released="2024-11-14"),
        update("v2", released="2024-10-02"),
        update("1", service="postgresql", released="2024-12-01", applied={"prod": "never"}),
        update("v8", released=None),
    ]
    dr = environment("dr", "production")
    expected = rows(inventory(*updates, environments=(dr, PROD, STAGING)))
    assert [r.subject for r in expected[:4]] == ["postgresql@1/dr", "postgresql@1/prod", "welkin@v10/dr", "welkin@v10/prod"]
    assert [r.update.version for r in expected[::2]] == ["1", "v10", "v2", "v9", "v8"]
    assert rows(inventory(*reversed(updates), environments=(STAGING, PROD, dr))) == expected


def test_production_environments_are_designated_or_host_production():
    """Either makes an Environment one that the ledger looks at."""
    live, lab = environment("live", None), environment("lab", None)
    declared = inventory(
        environments=(STAGING, live, lab, PROD),
        deployments=(deployment("shop", "production", "live"), deployment("shop-dev", "development", "lab")),
    )
    assert [e.name for e in production_environments(declared)] == ["live", "prod"]


def test_non_production_applications_of_an_update():
    """Designated Environments, and undesignated ones that host something but no production, with what is known of each."""
    lab, mixed, empty = environment("lab", None), environment("mixed", None), environment("empty", None)
    declared = inventory(
        environments=(STAGING, TEST, lab, mixed, empty, PROD),
        deployments=(
            deployment("shop-dev", "development", "lab"),
            deployment("shop", "production", "mixed"),
            deployment("shop-test", "testing", "mixed"),
        ),
    )
    history = History(inventory=declared, terms=ELASTISYS, as_of=AS_OF)
    found = history.non_production(update(applied={"staging": "2024-11-20", "test": "never"}))
    assert [(a.environment, a.designated, a.moment) for a in found] == [
        ("staging", True, dt.date(2024, 11, 20)),
        ("test", True, NEVER),
        ("lab", False, None),
    ]
    ahead = history.non_production(update(applied={"staging": "2024-12-20"}))
    assert ahead[0].moment is NEVER


def test_the_platform_runs_everywhere():
    """Which service is the platform is said by the terms; without terms it is welkin."""
    lab = environment("lab", None, services=("redis",))
    for terms in (ELASTISYS, None):
        history = History(inventory=inventory(environments=(lab, PROD)), terms=terms, as_of=AS_OF)
        assert history.runs(PROD, update())
        assert not history.runs(PROD, update(service="redis"))
        assert history.runs(lab, update(service="redis"))
        assert history.runs(lab, update(service="redis-lab"))


@pytest.mark.parametrize(
    ("earlier", "status"),
    [("2024-06-01", "unknown"), ("never", "unknown"), ("2024-11-14", "unknown"), ("2024-11-15", "kept"), (None, "kept")],
)
def test_an_earlier_update_shows_that_a_service_runs_there(earlier, status):
    """An undeclared service ran in an Environment since the first update of it there: then a missing key is unknown, not a pass."""
    texts = {"staging": earlier} if earlier else {}
    first = update("v0", service="kubespray", released="2024-05-30", applied={**texts, "prod": "2024-06-20"})
    this = update("v1", service="kubespray", applied={"test": "2024-11-20", "prod": "2024-11-28"})
    found = rows(inventory(first, this, environments=(STAGING, TEST, PROD)))
    assert found[1].status == status


def test_an_undeclared_service_of_production_is_unknown_not_inapplicable():
    """Production had an earlier version, so of a later one it has to be said whether it came."""
    first = update("v0", service="kubespray", released="2024-05-30", applied={"staging": "2024-06-01", "prod": "2024-06-20"})
    this = update("v1", service="kubespray", applied={"staging": "2024-11-20"})
    assert rows(inventory(first, this))[1].status is LedgerStatus.UNKNOWN
