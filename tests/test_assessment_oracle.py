"""The whole assessment of pairs against a second, naive reading of the same contract."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reportgen import cohorts
from reportgen.findings import Assessment
from reportgen.model import Inventory, Waiver
from reportgen.regulation import Requirement, Scope
from tests.building import AS_OF, bare, deployment, environment, inventory, judge, requirement, waiver
from tests.fleets import fleets
from tests.naive import Naive

CHECKS = (
    "isolation_level",
    "platform_update_level",
    "namespace_isolated",
    "dedicated_nodes",
    "secrets_not_shared",
    "physical_separation_declared",
    "access_groups_separate",
    "service_account_not_shared",
    "prod_data_only_in_prod",
    "manufacturer_required_level",
)
SCOPES = tuple(scope.value for scope in Scope if not scope.is_change)
LEVELS = st.sampled_from((None, "labels", "namespace", "node", "cluster", "environment"))
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def requirements(draw: st.DrawFn, **fixed: object) -> Requirement:
    """Draw a requirement with every pair check."""
    fields = {
        "min_level": draw(LEVELS),
        "platform_update_level": draw(LEVELS),
        "recommended_level": draw(LEVELS),
        "exception_floor": draw(LEVELS),
        "namespaces_must_differ": draw(st.booleans()),
        "protection_needs": draw(st.sampled_from(((), (), ("high", "very-high")))),
    }
    return requirement(draw(st.sampled_from(SCOPES)), *CHECKS, **{**fields, **fixed})


def names_of(declared: Inventory) -> st.SearchStrategy[tuple[str, str]]:
    """Draw which deployments and Environments a waiver names: words, at least one."""
    some = st.lists(st.sampled_from([d.name for d in declared.deployments]), max_size=4, unique=True).map(" ".join)
    places = st.lists(st.sampled_from([e.name for e in declared.environments]), max_size=2, unique=True).map(" ".join)
    return st.tuples(some, places).filter(any)


@st.composite
def waived_fleets(draw: st.DrawFn, most: int = 2) -> Inventory:
    """Draw a fleet with up to ``most`` waivers of the requirement ``test/r``, valid or not."""
    declared = draw(fleets(8))
    dates = st.sampled_from(
        (("2024-01-01", "2024-12-16"), ("2024-12-16", "2025-01-31"), ("2024-01-01", "2024-12-15"), ("2024-12-17", "2026-01-01"))
    )
    found: list[Waiver] = []
    for index in range(draw(st.integers(0, most))):
        deployments, environments = draw(names_of(declared))
        start, end = draw(dates)
        found.append(waiver(f"W-{index}", deployments=deployments, environments=environments, start=start, end=end))
    return replace(declared, waivers=tuple(found))


def statuses(assessment: Assessment, check: str) -> dict[str, str]:
    """Return the status of the check for every deployment."""
    found = (f for f in assessment.findings if (f.requirement, f.subject_kind, f.check) == ("test/r", "deployment", check))
    return {f.subject: f.status.value for f in found}


@pytest.fixture(params=[0, 32], ids=["all-popular", "all-rare"])
def rare(request, monkeypatch):
    """Run both paths of the search for counterparts."""
    monkeypatch.setattr(cohorts, "RARE", request.param)


@pytest.mark.usefixtures("rare")
@SETTINGS
@given(declared=waived_fleets(), asked=requirements())
def test_statuses_agree_with_the_naive_reading(declared: Inventory, asked: Requirement):
    """Every pair check in every scope gives each subject the status that a loop over single pairs gives."""
    assessment, naive = judge(declared, asked), Naive(declared, asked, AS_OF)
    for check in CHECKS:
        assert statuses(assessment, check) == naive.statuses(check), check


@SETTINGS
@given(declared=fleets(8), asked=requirements())
def test_recommendations_agree_with_the_naive_reading(declared: Inventory, asked: Requirement):
    """The recommendation is met or below beside the status, over the counterparts that surely are in scope."""
    assessment, naive = judge(declared, asked), Naive(declared, asked, AS_OF)
    for found in assessment.findings:
        if found.requirement == "test/r" and found.subject_kind == "deployment" and found.status.value != "not-applicable":
            subject = declared.deployment_by_name[found.subject]
            assert (found.recommendation.value if found.recommendation else None) == naive.recommendation(found.check, subject)


CROWD = inventory(
    deployment("prod", place="e1/c1/shop"),
    *(deployment(f"t{i:02}", "testing", "e1/c1/shop") for i in range(15)),
    environments=(environment("e1", "c1", "c2"), environment("e2", "c3"), environment("e3", "c4")),
    waivers=(waiver("W-0", deployments=" ".join(f"t{i:02}" for i in range(15))),),
)
"""More failing counterparts than a group names, each of them named in the waiver."""
SPREAD = inventory(
    deployment("prod", place="e1/c1/shop"),
    deployment("t1", "testing", "e2/c3/shop"),
    deployment("t2", "testing", "e3/c4/shop"),
    environments=(environment("e1", "c1", "c2"), environment("e2", "c3"), environment("e3", "c4")),
    external=("crm",),
    waivers=(waiver("W-0", environments="e2 e3"),),
)
"""Counterparts alike in everything but their Environment, which the waiver names."""
BOTH = inventory(
    deployment("prod", place="e1/c1/shop"),
    deployment("test", "testing", "e1/c1/shop"),
    environments=(environment("e1", "c1", "c2"), environment("e2", "c3"), environment("e3", "c4")),
    waivers=(waiver("W-0", deployments="prod test"),),
)
"""Both sides of the only failing pair are named."""
SAME_APP = requirement("prod_vs_nonprod_same_app", *CHECKS, min_level="namespace")
HARDWARE = requirement("prod_vs_nonprod_same_app", *CHECKS, min_level="environment")


@SETTINGS
@example(declared=CROWD, asked=SAME_APP)
@example(declared=SPREAD, asked=replace(HARDWARE, checks=("access_groups_separate",)))
@example(declared=BOTH, asked=SAME_APP)
@given(declared=waived_fleets(most=1), asked=requirements())
def test_what_a_waiver_lifts_agrees_with_the_naive_reading(declared: Inventory, asked: Requirement):
    """A waiver is unused, too broad or applied just as the names in it had a part in lifting a failure."""
    assessment, naive = judge(declared, asked), Naive(declared, asked, AS_OF)
    for check in dict.fromkeys((*asked.checks, *(("platform_update_level",) if asked.platform_update_level else ()))):
        naive.statuses(check)
    for use, written in zip(assessment.waivers, declared.waivers, strict=True):
        names = (*written.scope.deployments, *written.scope.environments)
        touched = naive.lifted.get(use.id, set())
        if written.expires < AS_OF:
            assert use.state == "expired"
        elif written.approved_on > AS_OF:
            assert use.state == "not-yet-valid"
        elif not touched:
            assert use.state == "unused"
        elif touched == set(names):
            assert (use.state, use.idle) == ("applied", ())
        else:
            assert (use.state, use.idle) == ("too-broad", tuple(name for name in names if name not in touched))


def test_the_order_of_entries_does_not_matter():
    """The same deployments in another order give the same conclusions."""
    found = [bare(f"d{i}", "production" if i % 2 else "testing", f"e1/c1/ns{i % 3}", node_pools=("general",)) for i in range(6)]
    here = (environment("e1", "c1"),)
    asked = requirement("prod_vs_nonprod_same_app", *CHECKS, min_level="node")
    first, second = (judge(inventory(*order, environments=here), asked) for order in (found, found[::-1]))
    assert first.findings == second.findings
    assert first.statuses == second.statuses
    assert first.weakest == second.weakest
    assert first.applications == second.applications
