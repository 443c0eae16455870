"""Cohorts: gathered counterparts say exactly what a loop over all pairs would say."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen import cohorts, scopes
from reportgen.cohorts import Cohort, Cohorts, Fleet
from reportgen.findings import MEMBERS_SHOWN, Status
from reportgen.isolation import Placement, best_case, isolate
from reportgen.model import Deployment, Inventory
from reportgen.regulation import Scope
from reportgen.rules import pairs
from reportgen.rules.outcome import Outcome
from reportgen.scopes import In
from tests.building import bare, environment, inventory, requirement
from tests.fleets import fleets, other_places

ANY = "very_high_protection_need_vs_any"
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHECKS = (
    "isolation_level",
    "namespace_isolated",
    "secrets_not_shared",
    "physical_separation_declared",
    "access_groups_separate",
    "service_account_not_shared",
    "prod_data_only_in_prod",
)


@pytest.fixture(params=[0, 2, 32], ids=["all-popular", "mixed", "all-rare"])
def rare(request, monkeypatch):
    """Make few, some or all tokens of a small fleet rare, so that each path of the search runs."""
    monkeypatch.setattr(cohorts, "RARE", request.param)


def finder(fleet: Fleet, scope: Scope, check: str) -> Cohorts:
    """Gather for one scope and check."""
    looked_at = pairs.CHECKS[check]
    return Cohorts(fleet, scopes.RULES[scope], looked_at.features, looked_at.tokens)


def outcome(check: str, scope: Scope, subject: Deployment, cohort: Cohort) -> Outcome:
    """Judge a cohort by the check alone."""
    return pairs.CHECKS[check].judge(subject, cohort, requirement(scope, check, min_level="node", namespaces_must_differ=True))


def plain(fleet: Fleet, subject: Deployment, place: Placement, scope: Scope) -> list[Cohort]:
    """Return a cohort of one for every counterpart, by the plain loop."""
    found = []
    for other in fleet.deployments:
        membership = scopes.RULES[scope].relation(subject, other)
        if other.name != subject.name and membership.answer is not In.NO:
            there = fleet.placements[other.name]
            found.append(
                Cohort(
                    example=other,
                    members=(other.name,),
                    count=1,
                    isolation=isolate(place, there),
                    best=best_case(place, there),
                    membership=membership,
                    undeclared_hardware=tuple(sorted({side.environment for side in (place, there) if side.hardware is None})),
                )
            )
    return found


def assert_same(fleet: Fleet, subject: Deployment, place: Placement, scope: Scope, check: str) -> None:
    """Compare the gathered counterparts with the plain loop: relations, outcomes, counts and names."""
    gathered = finder(fleet, scope, check).of(subject, place)
    singles = plain(fleet, subject, place, scope)

    def relation(cohort: Cohort) -> tuple[object, ...]:
        judged = outcome(check, scope, subject, cohort)
        note = judged.note if check != "prod_data_only_in_prod" else ""
        return (cohort.isolation, cohort.membership.answer, judged.status, note)

    wanted, found = Counter[object](), Counter[object]()
    names: dict[object, list[str]] = {}
    for single in singles:
        wanted[relation(single)] += 1
        names.setdefault(relation(single), []).append(single.example.name)
        assert single.best == isolate_at_best(fleet, place, single)
    shown: list[str] = []
    for cohort in gathered:
        key = relation(cohort)
        found[key] += cohort.count
        assert set(cohort.members) <= set(names[key])
        assert len(cohort.members) == min(cohort.count, fleet.shown)
        assert cohort.members == tuple(sorted(cohort.members))
        assert cohort.example.name == cohort.members[0]
        shown += cohort.members
    assert found == wanted
    assert len(shown) == len(set(shown))


def isolate_at_best(fleet: Fleet, place: Placement, single: Cohort) -> object:
    """Return the best case, asked the other way round."""
    return best_case(fleet.placements[single.example.name], place)


@pytest.mark.usefixtures("rare")
@SETTINGS
@given(declared=fleets(), check=st.sampled_from(CHECKS))
def test_cohorts_equal_the_plain_loop(declared: Inventory, check: str):
    """For every subject and scope the cohorts hold each counterpart once, in its own relation and with its own outcome."""
    fleet = Fleet(declared)
    for scope in scopes.RULES:
        for subject in fleet.deployments:
            assert_same(fleet, subject, fleet.placements[subject.name], scope, check)


@pytest.mark.usefixtures("rare")
@SETTINGS
@given(data=st.data(), declared=fleets(), check=st.sampled_from(CHECKS))
def test_cohorts_of_a_move_equal_the_plain_loop(data: st.DataObject, declared: Inventory, check: str):
    """The same holds for a deployment tried at any other placement, existing or imaginary."""
    fleet = Fleet(declared)
    fleet.shown = data.draw(st.sampled_from((2, fleet.shown)))
    if fleet.deployments:
        subject = data.draw(st.sampled_from(fleet.deployments))
        place = data.draw(other_places(declared))
        for scope in scopes.RULES:
            assert_same(fleet, subject, place, scope, check)


def test_many_members_are_counted_and_the_first_named():
    """A large class is one cohort: all are counted, the first dozen by name are shown."""
    crowd = [bare(f"t{i:03}", "testing", "one/c1/tests", node_pools=("general",), uses=()) for i in range(300)]
    declared = inventory(bare("prod", place="one/c2/shop", uses=()), *crowd, environments=(environment("one", "c1", "c2"),))
    fleet = Fleet(declared)
    found = finder(fleet, Scope(ANY), "isolation_level").of(declared.deployments[0], fleet.placements["prod"])
    assert [(c.count, c.members) for c in found] == [(300, tuple(f"t{i:03}" for i in range(MEMBERS_SHOWN)))]


def test_the_first_members_are_shown_even_where_many_of_them_are_special():
    """Members judged one by one for a rare token do not hide the others of their class."""
    crowd = [bare(f"t{i:03}", "testing", "two/c2/tests", uses=("rare",) if i < 20 else ()) for i in range(120)]
    beside = [bare(f"s{i:03}", "testing", "one/c1/tests", uses=("rare",) if i < 10 else ()) for i in range(60)]
    here = (environment("one", "c1"), environment("two", "c2"))
    declared = inventory(bare("prod", place="one/c1/shop", uses=("rare",)), *crowd, *beside, environments=here, external=("rare",))
    fleet = Fleet(declared)
    assert_same(fleet, declared.deployments[0], fleet.placements["prod"], Scope(ANY), "isolation_level")
    found = finder(fleet, Scope(ANY), "isolation_level").of(declared.deployments[0], fleet.placements["prod"])
    assert {c.members[0]: c.count for c in found if c.count > 1} == {"t020": 100, "s010": 50}


def test_cohorts_come_in_an_order_that_does_not_depend_on_hashing():
    """Those judged one by one come first, by name: no iteration of a set shows."""
    services = tuple(f"svc-{i}" for i in range(8))
    others = [bare(f"t{i}", "testing", f"two/c2/ns{i}", uses=(services[(5 * i) % 8],)) for i in range(8)]
    here = (environment("one", "c1"), environment("two", "c2"))
    declared = inventory(bare("prod", place="one/c1/shop", uses=services), *others, environments=here, external=services)
    fleet = Fleet(declared)
    found = finder(fleet, Scope(ANY), "secrets_not_shared").of(declared.deployments[0], fleet.placements["prod"])
    assert [c.members for c in found] == [(f"t{i}",) for i in range(8)]
    assert {outcome("secrets_not_shared", Scope(ANY), declared.deployments[0], c).status for c in found} == {Status.NOT_SATISFIED}


def test_deployments_outside_every_environment_are_nobodys_counterpart():
    """A laptop takes part in no pair."""
    declared = inventory(bare("laptop", "local", None), bare("prod", place="one/c1/shop"), environments=(environment("one", "c1"),))
    fleet = Fleet(declared)
    assert [d.name for d in fleet.deployments] == ["prod"]
    assert finder(fleet, Scope(ANY), "isolation_level").of(fleet.deployments[0], fleet.placements["prod"]) == ()
