"""The plan and the period for people and for programs: days, windows, last day to postpone, and whose it is."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from reportgen import snapshot
from reportgen.commitments import ConductFinding, PlanEntry, conduct, ledger, plan, summarize
from reportgen.model import Inventory
from reportgen.render.plans import period_data, period_text, plan_data, plan_text
from tests.updates import AS_OF, ELASTISYS, inventory, update

YEAR = (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Hold a plan as the pipeline does."""

    entries: tuple[PlanEntry, ...]
    conduct: tuple[ConductFinding, ...]
    organization: str
    as_of: dt.date


def planned(declared: Inventory) -> Planned:
    """Make the plan of an inventory."""
    return Planned(
        entries=plan(declared, ELASTISYS, AS_OF), conduct=conduct(declared, ELASTISYS, AS_OF), organization="acme-care", as_of=AS_OF
    )


def printed(declared: Inventory) -> str:
    """Return the plan's text on one line."""
    return " ".join(plan_text(planned(declared)).split())


def test_a_plan_that_holds_says_when_to_verify_and_until_when_to_postpone():
    """For production: the window, the earliest day, the days to verify, the promise, the last day for a ticket, the place."""
    text = printed(inventory(update(update_class="major", planned={"staging": "2025-01-07", "prod": "2025-01-21"})))
    for part in (
        "welkin v1 (class major, released 2024-11-14)",
        "prod (production) planned 2025-01-21, 08:00 to 17:00 (Europe/Stockholm)",
        "earliest 2025-01-14, if non-production gets it as planned",
        "verify 2025-01-07 to 2025-01-20, both included, staging being the last to get it",
        "promise ✓ kept as planned.",
        "postpone until 2025-01-20. A ticket in time:",
        "written at inventory.yaml:10:5",
        "none is planned so that it would break the promise.",
    ):
        assert part in text


def test_a_plan_that_would_breach_is_a_warning_and_says_whose():
    """In the table, at the update, among the provider's departures, and in the outcome."""
    text = printed(inventory(update(planned={"staging": "2025-01-20", "prod": "2025-01-21"})))
    assert text.count("✗ WOULD BE BROKEN as planned") == 2
    assert "The promise is the provider's." in text
    assert re.search(r"The provider's to mend: it departs from its own terms: 1 departure -+ plan-would-breach:", text)
    assert text.endswith("as planned, the promise would be broken for welkin@v1/prod.")


def test_what_the_organisation_has_to_mend_stands_apart():
    """A plan whose day has passed is the organisation's."""
    text = printed(inventory(update(planned={"staging": "2024-12-02"})))
    assert "2024-12-02 (passed)" in text
    assert re.search(r"The organisation's to mend: 1 departure -+ planned-in-past:", text)
    assert "The provider's to mend" not in text


def test_a_night_window_ends_on_the_next_day():
    """Security patches come at night: both days are said."""
    text = printed(inventory(update(update_class="security", planned={"staging": "2025-01-07"})))
    assert "planned 2025-01-07, 22:00 to 05:00 on 2025-01-08 (Europe/Stockholm)" in text


def test_what_is_not_known_is_said():
    """No class, no day in staging: cannot tell, never a guess."""
    text = printed(inventory(update(update_class=None, planned={"prod": "2025-01-21"})))
    assert "class not stated" in text
    assert "? cannot tell yet" in text


def test_an_empty_plan_says_so():
    """Nothing to come is a sentence."""
    assert "No update is planned or awaited." in printed(inventory())


def test_plan_data_is_that_of_the_report():
    """The same objects as in report.json, with whose plan and of which day."""
    made = planned(inventory(update(planned={"staging": "2025-01-20", "prod": "2025-01-21"})))
    data = plan_data(made)
    assert (data["organization"], data["as_of"]) == ("acme-care", "2024-12-16")
    assert data["plan"] == [snapshot.plan_data(entry) for entry in made.entries]
    assert data["conduct"] == [snapshot.conduct_data(finding) for finding in made.conduct]


# The period

HISTORY = inventory(
    update("v1", released="2024-03-01", applied={"staging": "2024-03-04", "prod": "2024-03-12"}),
    update("v2", released="2024-05-01", applied={"staging": "2024-05-06", "prod": "2024-05-08"}),
    update("v3", released="2024-09-01", applied={"staging": "2024-09-02", "prod": "2025-01-02"}),
    update("v4", released="2024-10-01", applied={"staging": "2024-10-07"}),
)
SUMMARY = summarize(ledger(HISTORY, ELASTISYS, dt.date(2025, 2, 1)), *YEAR)


def test_the_period_is_counted_and_listed():
    """One kept, one broken with its reason; what came after the period is not in it; the undated row is named."""
    text = " ".join(period_text(SUMMARY, YEAR).split())
    assert "from 2024-01-01 to 2024-12-31, both included: 2." in text
    assert "welkin@v4/prod" in text
    assert "all 2 1 1 2 4 0" in text
    assert "welkin v1 minor prod 2024-03-12 staging 2024-03-04 6 ✓ kept" in text
    assert "breached: welkin@v2/prod: staging had it on 2024-05-06" in text
    assert "v3" not in text


def test_period_data_has_the_same_figures():
    """Counts of every status, leads in working days, rows as in report.json."""
    data = period_data(SUMMARY, YEAR)
    assert data["period"] == {"first": "2024-01-01", "last": "2024-12-31"}
    assert {k: v for k, v in data["overall"]["counts"].items() if v} == {"breached": 1, "kept": 1}
    assert (data["overall"]["shortest_lead"], data["overall"]["median_lead"], data["overall"]["without_lead"]) == (2, 4.0, 0)
    assert [group["name"] for group in (*data["environments"], *data["services"])] == ["prod", "welkin"]
    assert data["rows"] == [snapshot.row_data(row) for row in SUMMARY.rows]
    assert [row["version"] for row in data["undated"]] == ["v4"]


def test_a_period_without_updates_says_so():
    """Zero is printed, no table of rows."""
    empty = summarize((), *YEAR)
    assert "both included: 0." in period_text(empty, YEAR)
    assert period_data(empty, YEAR)["overall"]["total"] == 0
