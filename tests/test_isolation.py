"""Isolation of a pair: the truth table of the domain's page and of the public contract, both ways round."""

from __future__ import annotations

from typing import Any

import pytest

from reportgen.findings import Isolation, Threshold
from reportgen.isolation import best_case, isolate, open_fields, placement, reaches
from reportgen.model import Environment
from reportgen.regulation import Level
from tests.building import bare, cluster, environment, inventory, place_of, pool

ONE = "one/c1/a"
SAME_NAMESPACE, OTHER_NAMESPACE = "one/c1/a", "one/c1/b"
OTHER_CLUSTER, OTHER_ENVIRONMENT = "one/c2/a", "two/c3/a"
ENVIRONMENTS = (environment("one", "c1", "c2"), environment("two", "c3"))
CONTROLS = ("secrets", "access-control", "quota")
CLUSTER = ("api-server", "platform-version")
PLATFORM = ("platform-services",)


def pair(a: dict[str, Any], b: dict[str, Any], environments: tuple[Environment, ...] = ENVIRONMENTS) -> Isolation:
    """Isolate two deployments that use nothing on the pool general, unless told otherwise; whichever way round."""
    known = {"node_pools": ("general",), "uses": ()}
    declared = inventory(bare("a", **{**known, **a}), bare("b", **{**known, **b}), environments=environments, external=("crm",))
    one, other = place_of(declared, "a"), place_of(declared, "b")
    assert isolate(one, other) == isolate(other, one)
    assert best_case(one, other) == best_case(other, one)
    return isolate(one, other)


def facts(isolation: Isolation) -> tuple[str, bool, bool | None, bool]:
    """Return level and facets."""
    return isolation.level.id, isolation.namespaces_separate, isolation.nodes_separate, isolation.nodes_enforced


GENERAL, GENERAL2, DEDICATED, DEDICATED2 = ("general",), ("general-2",), ("dedicated",), ("dedicated-2",)

TABLE = [
    # place of b, pools of a, pools of b -> level, namespaces, nodes, enforced, shared
    (SAME_NAMESPACE, GENERAL, GENERAL, "labels", False, False, False, (*CONTROLS, "nodes", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, GENERAL, GENERAL, "namespace", True, False, False, ("nodes", *CLUSTER, *PLATFORM)),
    (SAME_NAMESPACE, DEDICATED, GENERAL, "node", False, True, True, (*CONTROLS, *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, DEDICATED, GENERAL, "node", True, True, True, (*CLUSTER, *PLATFORM)),
    (OTHER_CLUSTER, GENERAL, GENERAL, "cluster", True, True, True, PLATFORM),
    (OTHER_ENVIRONMENT, GENERAL, GENERAL, "environment", True, True, True, ()),
    # the kinds of taint
    (SAME_NAMESPACE, DEDICATED, DEDICATED2, "node", False, True, True, (*CONTROLS, *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, DEDICATED2, GENERAL, "node", True, True, True, (*CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, GENERAL, GENERAL2, "namespace", True, True, False, ("nodes", *CLUSTER, *PLATFORM)),
    (SAME_NAMESPACE, GENERAL, GENERAL2, "labels", False, True, False, (*CONTROLS, "nodes", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, GENERAL, ("soft",), "namespace", True, True, False, ("nodes", *CLUSTER, *PLATFORM)),
    # several pools: one side has to be dedicated as a whole
    (OTHER_NAMESPACE, ("dedicated", "general"), GENERAL2, "namespace", True, True, False, ("nodes", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, ("dedicated", "dedicated-2"), ("general", "soft"), "node", True, True, True, (*CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, ("dedicated", "general"), DEDICATED2, "node", True, True, True, (*CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, DEDICATED, DEDICATED, "namespace", True, False, False, ("nodes", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, ("dedicated", "general"), ("dedicated", "soft"), "namespace", True, False, False, ("nodes", *CLUSTER, *PLATFORM)),
    # unknown pools, on either or both sides; an empty list names no Node that could be separate
    (SAME_NAMESPACE, None, GENERAL, "labels", False, None, False, (*CONTROLS, "nodes-unknown", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, None, DEDICATED, "namespace", True, None, False, ("nodes-unknown", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, None, None, "namespace", True, None, False, ("nodes-unknown", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, (), DEDICATED, "namespace", True, None, False, ("nodes-unknown", *CLUSTER, *PLATFORM)),
    (OTHER_NAMESPACE, (), (), "namespace", True, None, False, ("nodes-unknown", *CLUSTER, *PLATFORM)),
    # from another cluster on the Nodes are apart, whatever is known of them
    (OTHER_CLUSTER, None, None, "cluster", True, True, True, PLATFORM),
    (OTHER_CLUSTER, DEDICATED, DEDICATED, "cluster", True, True, True, PLATFORM),
    (OTHER_ENVIRONMENT, None, (), "environment", True, True, True, ()),
]


@pytest.mark.parametrize(("place", "a_pools", "b_pools", "level", "namespaces", "nodes", "enforced", "shared"), TABLE)
@pytest.mark.parametrize("turned", [False, True], ids=["a-b", "b-a"])
def test_truth_table(place, a_pools, b_pools, level, namespaces, nodes, enforced, shared, turned):
    """Every placement has the level, the facets and the shared things of the domain's table, in both orders."""
    if turned:
        a_pools, b_pools = b_pools, a_pools
    found = pair({"place": ONE, "node_pools": a_pools}, {"place": place, "node_pools": b_pools})
    assert (*facts(found), found.shared) == (level, namespaces, nodes, enforced, shared)


def test_a_namespace_of_the_same_name_elsewhere_is_another_namespace():
    """Namespaces are compared inside one cluster only."""
    assert pair({"place": ONE}, {"place": OTHER_CLUSTER}).namespaces_separate
    assert pair({"place": ONE}, {"place": OTHER_ENVIRONMENT}).namespaces_separate


def test_pools_of_the_same_name_in_two_clusters_are_different_pools():
    """A pool's taint is looked up in the deployment's own cluster."""
    here = environment("one", cluster("c1", pools=(pool("p", "NoSchedule"), pool("q"))), cluster("c2", pools=(pool("p"), pool("q"))))
    first = pair({"place": "one/c1/a", "node_pools": ("p",)}, {"place": "one/c1/b", "node_pools": ("q",)}, (here,))
    second = pair({"place": "one/c2/a", "node_pools": ("p",)}, {"place": "one/c2/b", "node_pools": ("q",)}, (here,))
    assert (first.level, second.level) == (Level.NODE, Level.NAMESPACE)


def test_a_pool_without_taints_on_record_is_not_dedicated():
    """What the inventory does not say of taints enforces nothing."""
    here = environment("one", cluster("c1", pools=(pool("p", said=False), pool("q", said=False))))
    found = pair({"place": "one/c1/a", "node_pools": ("p",)}, {"place": "one/c1/b", "node_pools": ("q",)}, (here,))
    assert facts(found) == ("namespace", True, True, False)


@pytest.mark.parametrize(
    ("place", "a_uses", "b_uses", "level", "services"),
    [
        (OTHER_ENVIRONMENT, ("pg",), ("mq",), "environment", ()),
        (OTHER_ENVIRONMENT, ("pg",), ("pg",), "cluster", ("service:pg",)),
        (OTHER_ENVIRONMENT, ("crm",), ("crm", "mq"), "cluster", ("service:crm",)),
        (OTHER_ENVIRONMENT, ("mq", "crm", "pg"), ("pg", "crm", "mq"), "cluster", ("service:crm", "service:mq", "service:pg")),
        (OTHER_ENVIRONMENT, None, (), "cluster", ("services-unknown",)),
        (OTHER_ENVIRONMENT, None, ("pg",), "cluster", ("services-unknown",)),
        (OTHER_ENVIRONMENT, None, None, "cluster", ("services-unknown",)),
        (OTHER_CLUSTER, ("pg",), ("pg",), "cluster", (*PLATFORM, "service:pg")),
        (OTHER_CLUSTER, None, (), "cluster", (*PLATFORM, "services-unknown")),
        (OTHER_NAMESPACE, ("pg",), ("pg",), "namespace", ("nodes", *CLUSTER, *PLATFORM, "service:pg")),
        (SAME_NAMESPACE, None, None, "labels", (*CONTROLS, "nodes", *CLUSTER, *PLATFORM, "services-unknown")),
    ],
)
@pytest.mark.parametrize("turned", [False, True], ids=["a-b", "b-a"])
def test_a_shared_or_unknown_service_keeps_a_pair_below_environment(place, a_uses, b_uses, level, services, turned):
    """Instances and external services that both use are listed last, sorted; unknown uses prove nothing."""
    if turned:
        a_uses, b_uses = b_uses, a_uses
    found = pair({"place": ONE, "uses": a_uses}, {"place": place, "uses": b_uses})
    assert (found.level.id, found.shared) == (level, services)


@pytest.mark.parametrize(
    ("a", "b", "place", "hardware"),
    [
        (None, None, OTHER_ENVIRONMENT, "unknown"),
        ("shared", "shared", OTHER_ENVIRONMENT, "shared"),
        ("shared", None, OTHER_ENVIRONMENT, "unknown"),
        ("dedicated", "shared", OTHER_ENVIRONMENT, "separate"),
        ("dedicated", None, OTHER_ENVIRONMENT, "separate"),
        ("dedicated", "dedicated", OTHER_ENVIRONMENT, "separate"),
        ("dedicated", "dedicated", OTHER_CLUSTER, "unknown"),
        ("dedicated", "dedicated", SAME_NAMESPACE, "unknown"),
        ("shared", None, SAME_NAMESPACE, "shared"),
        (None, "dedicated", OTHER_CLUSTER, "unknown"),
    ],
)
@pytest.mark.parametrize("turned", [False, True], ids=["a-b", "b-a"])
def test_hardware_is_what_is_declared_and_never_part_of_the_level(a, b, place, hardware, turned):
    """``dedicated`` speaks of other Environments only; the level is the same whatever the machines are."""
    if turned and place == OTHER_ENVIRONMENT:
        a, b = b, a
    environments = (environment("one", "c1", "c2", hardware=a), environment("two", "c3", hardware=b))
    found = pair({"place": ONE}, {"place": place}, environments)
    plain = pair({"place": ONE}, {"place": place})
    assert found.hardware.value == hardware
    assert facts(found) == facts(plain)


def test_a_deployment_compared_with_itself_shares_everything():
    """A pair inside one placement is at labels and shares each of its services."""
    declared = inventory(bare("a", place=ONE, node_pools=("dedicated",), uses=("pg",)), environments=ENVIRONMENTS)
    here = place_of(declared, "a")
    found = isolate(here, here)
    assert facts(found) == ("labels", False, False, False)
    assert found.shared == (*CONTROLS, "nodes", *CLUSTER, *PLATFORM, "service:pg")


def test_a_deployment_outside_every_environment_has_no_placement():
    """Asking for the placement of a local deployment is a mistake of the caller."""
    declared = inventory(bare("laptop", "local", None))
    with pytest.raises(ValueError, match="laptop"):
        placement(declared, declared.deployments[0])


LEVELS = {
    "labels": (Level.LABELS, False),
    "namespace": (Level.NAMESPACE, True),
    "node": (Level.NODE, False),
    "node+ns": (Level.NODE, True),
    "cluster": (Level.CLUSTER, True),
    "environment": (Level.ENVIRONMENT, True),
}
PLACES = {
    "labels": (SAME_NAMESPACE, GENERAL),
    "namespace": (OTHER_NAMESPACE, GENERAL),
    "node": (SAME_NAMESPACE, DEDICATED),
    "node+ns": (OTHER_NAMESPACE, DEDICATED),
    "cluster": (OTHER_CLUSTER, GENERAL),
    "environment": (OTHER_ENVIRONMENT, GENERAL),
}
SATISFIES = {
    "labels": {"labels", "namespace", "node", "node+ns", "cluster", "environment"},
    "namespace": {"namespace", "node+ns", "cluster", "environment"},
    "node": {"node", "node+ns", "cluster", "environment"},
    "node+ns": {"node+ns", "cluster", "environment"},
    "cluster": {"cluster", "environment"},
    "environment": {"environment"},
}
"""The partial order of the shared regulations data: what is asked for, and the placements that have it."""


@pytest.mark.parametrize("asked", SATISFIES)
@pytest.mark.parametrize("actual", PLACES)
def test_levels_are_compared_by_boundaries(asked, actual):
    """Separate Nodes in one Namespace do not satisfy ``namespace``, although 3 > 2."""
    place, pools = PLACES[actual]
    level, namespaces = LEVELS[asked]
    found = pair({"place": ONE}, {"place": place, "node_pools": pools})
    threshold = Threshold(level=level, namespaces_separate=namespaces if asked == "node+ns" else False)
    assert reaches(found, threshold) is (actual in SATISFIES[asked])


@pytest.mark.parametrize(
    ("a", "b", "level", "missing"),
    [
        ({"node_pools": None}, {}, "node", ("deployments[a].node_pools",)),
        ({"node_pools": ()}, {"node_pools": None}, "node", ("deployments[a].node_pools", "deployments[b].node_pools")),
        ({}, {}, "namespace", ()),
        ({"uses": None}, {"uses": None}, "namespace", ("deployments[a].uses", "deployments[b].uses")),
    ],
)
def test_best_case_fills_the_gaps_and_they_are_named(a, b, level, missing):
    """What only missing facts keep apart is reached in the best case, and the fields to fill in are named."""
    known = {"node_pools": GENERAL, "uses": ()}
    one, other = bare("a", place=ONE, **{**known, **a}), bare("b", place=OTHER_NAMESPACE, **{**known, **b})
    declared = inventory(one, other, environments=ENVIRONMENTS)
    places = place_of(declared, "a"), place_of(declared, "b")
    assert best_case(*places).level.id == level
    assert open_fields(one, other, isolate(*places)) == missing


def test_best_case_never_undoes_a_fact():
    """Where pools overlap or a service is shared, filling gaps does not help."""
    a, b = {"place": ONE, "uses": ("pg",)}, {"place": OTHER_ENVIRONMENT, "uses": ("pg",), "node_pools": None}
    declared = inventory(bare("a", **a), bare("b", **b), environments=ENVIRONMENTS)
    assert best_case(place_of(declared, "a"), place_of(declared, "b")).level is Level.CLUSTER
    overlap = inventory(
        bare("a", place=ONE, node_pools=GENERAL, uses=None), bare("b", place=OTHER_NAMESPACE, node_pools=GENERAL), environments=ENVIRONMENTS
    )
    assert best_case(place_of(overlap, "a"), place_of(overlap, "b")).nodes_enforced is False


def test_origins_do_not_enter_a_placement():
    """Two deployments of one placement have equal placements, wherever they are written."""
    one = bare("a", place=ONE, node_pools=("general", "dedicated"), uses=("x", "y"))
    other = bare("b", place=ONE, node_pools=("dedicated", "general"), uses=("y", "x"))
    declared = inventory(one, other, environments=ENVIRONMENTS)
    assert place_of(declared, "a") == place_of(declared, "b")
