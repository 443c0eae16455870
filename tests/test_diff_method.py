"""Method, system and time told apart: OLD is judged again by NEW's method, so that another edition never looks like a worse platform."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reportgen.diff import Cause, Comparison, Policy, Severity
from reportgen.diff.compare import compare
from reportgen.diff.state import State
from reportgen.findings import Status
from reportgen.model import Inventory
from reportgen.pipeline.attributing import way_between
from reportgen.pipeline.judging import Knowledge
from reportgen.regulation import Catalog, Override
from tests.building import AS_OF, choice, deployment, environment, framework, inventory, requirement, update
from tests.differences import changed, codes, differ, state
from tests.updates import ELASTISYS

NEAR = requirement("prod_vs_nonprod_same_app", min_level="namespace")
FAR = requirement("prod_vs_nonprod_same_app", min_level="environment")
FIRST = framework(NEAR, version="1", sha256="1" * 64)
STRICTER = framework(FAR, version="2", sha256="2" * 64)
OTHER = framework(requirement("each_deployment", "security_zone_assigned", id="other/zone"), id="other")

BASE = inventory(deployment("prod"), deployment("test", "testing", "prod/prod-wc/test"))
APART = changed(BASE, "test", environment="staging", cluster="staging-wc")
TOGETHER = changed(BASE, "test", namespace="shop")
BAD = "finding-not-satisfied prod"


def causes(comparison: Comparison) -> dict[str, str]:
    """Return the cause of each change by its code and subject."""
    return {f"{change.code} {change.subject}": change.cause.value for change in comparison.changes}


def selecting(declared: Inventory, *ids: str) -> Inventory:
    """Return an inventory that selects other frameworks."""
    return replace(declared, report=replace(declared.report, frameworks=tuple(map(choice, ids))))


def recorded(side: State, status: Status) -> State:
    """Return a side that recorded another status for the isolation of prod, as an older tool might have."""
    key = ("test/r", "deployment", "prod", "isolation_level")
    findings = {**side.conclusions.findings, key: replace(side.conclusions.findings[key], status=status)}
    return replace(side, conclusions=replace(side.conclusions, findings=findings))


def test_a_stricter_edition_is_the_method_and_closes_no_gate():
    """The same inventory under another edition: what fails now is the method's, and no gate closes over it."""
    found = differ(state(BASE, FIRST), state(BASE, STRICTER), STRICTER)
    assert causes(found) == {BAD: "method", "catalog-changed test": "method"}
    assert not found.fails(Severity.INFO)


def test_the_headline_blames_nobody_for_another_method():
    """What only the method changed is told as such, in the first sentence and in every story; so is what time did."""
    from reportgen.report.changes import changes_page

    page = changes_page(differ(state(BASE, FIRST), state(BASE, STRICTER), STRICTER))
    assert page.headline == "The system did not get worse. By another method: test/r is no longer satisfied for prod. " + DETAIL
    mixed = changes_page(differ(state(BASE, FIRST), state(TOGETHER, STRICTER), STRICTER))
    assert mixed.headline.startswith("test moved from")
    assert "test/r" not in mixed.headline
    assert any(story.sentence.startswith("By another method: test/r") for group in mixed.groups for story in group.stories)


DETAIL = (
    "prod does not have Environment isolation from test: it is at Namespace isolation and they share Nodes, the API server, the platform's"
    " version, logs, metrics and image registry."
)


def test_what_the_system_did_besides_is_still_the_systems():
    """Under another edition, a deployment that moved too near is told as the system's, and closes the gate."""
    found = differ(state(BASE, FIRST), state(TOGETHER, STRICTER), STRICTER)
    assert causes(found)["isolation-lowered test"] == "system"
    assert causes(found)[BAD] == "method"
    assert found.fails(Severity.ERROR)


def test_a_regression_that_a_milder_edition_would_hide_is_told():
    """It failed before and fails now, but by the new edition it was good before: somebody made it worse, and that is said."""
    found = differ(state(BASE, STRICTER), state(TOGETHER, FIRST), FIRST)
    (bad,) = (change for change in found.changes if change.code == "finding-not-satisfied")
    assert (bad.cause, bad.old, bad.new) == (Cause.SYSTEM, "satisfied", "not-satisfied")
    assert found.fails(Severity.ERROR)


def test_what_was_mended_before_anybody_saw_it_is_no_change():
    """By the new edition it would have failed, but it was mended: satisfied before, satisfied now."""
    found = differ(state(BASE, FIRST), state(APART, STRICTER), STRICTER)
    assert not [change for change in found.changes if change.code.startswith("finding-not")]


def test_another_version_of_the_tool_is_the_method():
    """A verdict that an older tool gave otherwise changes by the method; the inventory is the same."""
    old = recorded(state(BASE, FIRST, tool="0.0.1"), Status.NOT_SATISFIED)
    found = differ(old, state(BASE, FIRST), FIRST)
    assert causes(found) == {"finding-satisfied prod": "method", "tool-changed reportgen": "method"}


def test_two_reports_of_an_older_tool_are_compared_by_both_methods():
    """Where neither side was judged by this tool, what the system did still shows, and so does what only the older tool saw."""
    old, new = state(BASE, FIRST, tool="0.0.1"), state(TOGETHER, FIRST, tool="0.0.1")
    assert causes(differ(old, new, FIRST))[BAD] == "system"
    odd = recorded(state(BASE, FIRST, tool="0.0.2"), Status.UNKNOWN)
    assert causes(differ(old, odd, FIRST))["finding-unknown prod"] == "method"


def test_an_override_of_ones_own_is_the_method():
    """The organisation's own catalogue asks for more: the catalogue changed, not the platform."""
    changed_one = replace(FAR, override=Override(changes="min_level namespace -> environment", file="own.yaml", reason="board"))
    own = framework(changed_one, version="1", sha256="1" * 64)
    found = differ(state(BASE, FIRST), state(BASE, own), own)
    assert causes(found) == {BAD: "method", "catalog-changed test": "method"}


def test_a_catalogue_that_is_gone_makes_its_findings_incomparable():
    """OLD cannot be judged by the new tool without its framework: that framework alone is not compared, and the gate closes."""
    chosen = selecting(BASE, "test", "other")
    zoneless = changed(chosen, "test", security_zone=None)
    old = state(chosen, FIRST, OTHER, tool="0.0.1")
    found = differ(old, state(changed(zoneless, "test", namespace="shop"), FIRST, OTHER), FIRST)
    assert [(item.subject, item.what) for item in found.incomparable] == [("other", "1 finding that differs")]
    assert "not at hand" in found.incomparable[0].reason
    assert causes(found)[BAD] == "system"
    assert not [change for change in found.changes if change.requirement.startswith("other/")]
    assert found.fails(Severity.ERROR)
    assert not found.fails(None)


def test_a_catalogue_that_nobody_needs_again_is_compared_as_recorded():
    """Two reports of one tool, day and edition need no catalogue to be compared."""
    chosen = selecting(BASE, "test", "other")
    zoneless = changed(chosen, "test", security_zone=None)
    found = differ(state(chosen, FIRST, OTHER), state(zoneless, FIRST, OTHER), FIRST)
    assert found.incomparable == ()
    assert causes(found)["finding-unknown test"] == "system"


def test_a_framework_that_is_selected_is_no_worse_platform():
    """What failed by it before is counted where the framework is added; what this change made fail by it is told by itself."""
    zoneless = changed(BASE, "test", security_zone=None)
    found = differ(state(zoneless, FIRST, OTHER), state(selecting(zoneless, "test", "other"), FIRST, OTHER), FIRST, OTHER)
    assert codes(found) == ["framework-added other"]
    (added,) = found.changes
    assert isinstance(added.new, dict)
    assert added.new["findings"] == {"unknown": 1, "satisfied": 1}
    assert not found.fails(Severity.ERROR)
    both = differ(state(BASE, FIRST, OTHER), state(selecting(zoneless, "test", "other"), FIRST, OTHER), FIRST, OTHER)
    assert {"framework-added other", "finding-unknown test", "deployment-reclassified test"} == set(causes(both))
    assert both.fails(Severity.ERROR)


def test_what_the_new_edition_asks_and_the_system_lost_is_an_error():
    """A requirement that only the new edition has would have held: that nobody can tell now is the loss of it, as of any other."""
    asking = requirement("each_deployment", "security_zone_assigned", id="test/zone")
    more = framework(NEAR, asking, version="2", sha256="2" * 64)
    found = differ(state(BASE, FIRST), state(changed(BASE, "test", security_zone=None), more), more)
    assert [(c.subject, c.cause, c.severity) for c in found.changes if c.code == "finding-unknown"] == [
        ("test", Cause.SYSTEM, Severity.ERROR)
    ]
    assert found.fails(Severity.ERROR)


def test_a_regression_is_told_though_another_tool_recorded_both_days_as_fine():
    """Both sides are an older tool's; by ours the system broke something in between, and that is what is told."""
    older, later = (state(side, FIRST, tool="0.0.1", as_of=day) for side, day in ((BASE, AS_OF), (TOGETHER, AS_OF + dt.timedelta(days=1))))
    found = differ(older, recorded(later, Status.SATISFIED), FIRST)
    assert causes(found)[BAD] == "system"
    assert found.fails(Severity.ERROR)


def test_a_framework_that_is_dropped_is_an_error_and_satisfies_nothing():
    """Nothing becomes satisfied by no longer being asked."""
    chosen = selecting(TOGETHER, "test", "other")
    found = differ(state(chosen, FIRST, OTHER), state(selecting(chosen, "other"), FIRST, OTHER), FIRST, OTHER)
    assert codes(found) == ["framework-dropped test"]
    assert found.fails(Severity.ERROR)


def test_a_smaller_baseline_drops_a_part():
    """Another baseline of the same framework is told by what it no longer asks for."""
    graded = framework(
        replace(NEAR, baselines=("low", "high")),
        replace(requirement("each_deployment", "security_zone_assigned", id="test/zone"), baselines=("high",)),
        baselines=("low", "high"),
    )

    def at(baseline: str) -> Inventory:
        return replace(BASE, report=replace(BASE.report, frameworks=(choice("test", baseline),)))

    smaller = differ(state(at("high"), graded), state(at("low"), graded), graded)
    assert codes(smaller) == ["framework-dropped test"]
    assert isinstance(smaller.changes[0].old, dict)
    assert smaller.changes[0].old["requirements"] == ["test/zone"]
    larger = differ(state(at("low"), graded), state(at("high"), graded), graded)
    assert codes(larger) == ["framework-added test"]


PLANNED = inventory(
    deployment("prod"),
    environments=(environment("prod", designation="production"), environment("staging", designation="non-production")),
    updates=(update(released="2024-12-02", applied={"staging": "2024-12-03", "prod": "never"}, planned={"prod": "2025-01-10"}),),
)
DONE = replace(PLANNED, updates=(update(released="2024-12-02", applied={"staging": "2024-12-03", "prod": "2025-01-10"}),))
FEBRUARY = dt.date(2025, 2, 1)


def test_what_time_made_doubtful_and_the_system_settled_is_told_once():
    """A planned update that came is kept now: that nobody could have told in between from the old inventory is no change."""
    found = differ(state(PLANNED, FIRST), state(DONE, FIRST, as_of=FEBRUARY), FIRST)
    assert causes(found) == {"update-kept welkin@v1/prod": "system"}


def test_a_plan_that_nobody_followed_up_becomes_unknown_by_time():
    """Nothing was written down, the planned day has passed: time made it unknown."""
    forgotten = replace(PLANNED, updates=(replace(PLANNED.updates[0], applied={"staging": PLANNED.updates[0].applied["staging"]}),))  # type: ignore[index]
    found = differ(state(forgotten, FIRST), state(forgotten, FIRST, as_of=FEBRUARY), FIRST)
    assert causes(found) == {"update-unknown welkin@v1/prod": "time"}


def test_terms_that_are_not_at_hand_make_updates_incomparable():
    """Where OLD's terms are not known here and the day differs, its updates are not compared, and the gate closes."""
    old, new = state(PLANNED, FIRST), state(DONE, FIRST, as_of=FEBRUARY)
    way = way_between(old, new, Knowledge(catalog=Catalog(frameworks=(FIRST,)), terms={}))
    found = compare(old, new, way, Policy(), {})
    assert [(item.subject, item.what) for item in found.incomparable] == [("elastisys", "1 update that differs")]
    assert found.changes == ()
    assert found.fails(Severity.ERROR)


def test_other_terms_are_told_as_method():
    """Another text of the terms is a change of method; the terms at hand are those of NEW."""
    old = state(PLANNED, FIRST)
    terms = old.side.terms
    assert terms is not None
    stale = replace(old, side=replace(old.side, terms=replace(terms, sha256="0" * 64)))
    way = way_between(stale, old, Knowledge(catalog=Catalog(frameworks=(FIRST,)), terms={"elastisys": ELASTISYS}))
    found = compare(stale, old, way, Policy(), {})
    assert causes(found) == {"terms-changed elastisys": "method"}


def test_sides_say_what_they_are():
    """Both sides carry their day, their tool and their catalogues."""
    found = differ(state(BASE, FIRST, release="2024-q3"), state(BASE, STRICTER), STRICTER)
    assert (found.old.release, found.old.as_of, found.new.release) == ("2024-q3", AS_OF, None)
    assert [stamp.version for stamp in found.old.catalogs] == ["1"]
    assert [stamp.version for stamp in found.new.catalogs] == ["2"]


def test_nothing_is_judged_again_where_only_the_system_changed():
    """One method and one day: the way is a single step."""
    assert (
        len(way_between(state(BASE, FIRST), state(TOGETHER, FIRST), Knowledge(catalog=Catalog(frameworks=(FIRST,)), terms={})).steps) == 1
    )
