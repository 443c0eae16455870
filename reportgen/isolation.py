"""The isolation of a pair: from two placements to boundaries, level, and what is still shared.

Isolation is a set of boundaries and the level is its name. The five levels are not a total order: deployments on different Nodes in
one Namespace (level 3) still share its Secrets, which those in two Namespaces on one Node (level 2) do not. So a requirement is
compared with the boundaries, never with the number alone.

Source: "How Many Environments?" of the platform's documentation (edition of December 2024, and the later caveat that
a Management Cluster's logs, metrics and image registry stay shared between its Workload Clusters).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportgen.findings import Hardware, Isolation, Threshold
from reportgen.model import Deployment, HardwareKind, Inventory
from reportgen.regulation import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Say where a deployment runs and what it uses: all that its isolation from others depends on.

    ``node_pools`` and ``uses`` None = unknown. ``dedicated`` tells whether every one of the known pools is dedicated; it says
    nothing where ``node_pools`` is None.
    """

    environment: str
    cluster: str
    namespace: str
    node_pools: frozenset[str] | None
    dedicated: bool
    uses: frozenset[str] | None
    hardware: HardwareKind | None


def placement(inventory: Inventory, deployment: Deployment) -> Placement:
    """Return the placement of a deployment that runs in an Environment; ValueError for one that does not.

    An empty list of node pools counts as unknown: a deployment that runs on no Node at all proves nothing about Nodes.
    """
    if deployment.environment is None or deployment.cluster is None or deployment.namespace is None:
        raise ValueError(f"{deployment.name} runs outside every Environment")
    pools = frozenset(deployment.node_pools) if deployment.node_pools else None
    declared = inventory.node_pool_by_name
    return Placement(
        environment=deployment.environment,
        cluster=deployment.cluster,
        namespace=deployment.namespace,
        node_pools=pools,
        dedicated=pools is not None and all(declared[deployment.cluster, pool].dedicated for pool in pools),
        uses=None if deployment.uses is None else frozenset(deployment.uses),
        hardware=inventory.environment_by_name[deployment.environment].infrastructure.hardware,
    )


def isolate(a: Placement, b: Placement) -> Isolation:
    """Return the isolation of two placements; symmetric."""
    same_cluster = a.cluster == b.cluster
    namespaces_separate = not same_cluster or a.namespace != b.namespace
    nodes_separate = _nodes_separate(a, b) if same_cluster else True
    enforced = not same_cluster or (nodes_separate is True and (a.dedicated or b.dedicated))
    services = _shared_services(a, b)
    shared: list[str] = []
    if not namespaces_separate:
        shared += ["secrets", "access-control", "quota"]
    if not enforced:
        shared.append("nodes-unknown" if nodes_separate is None else "nodes")
    if same_cluster:
        shared += ["api-server", "platform-version"]
    if a.environment == b.environment:
        shared.append("platform-services")
    return Isolation(
        level=_level(a, b, namespaces_separate=namespaces_separate, enforced=enforced, services=services),
        namespaces_separate=namespaces_separate,
        nodes_separate=nodes_separate,
        nodes_enforced=enforced,
        hardware=_hardware(a, b),
        shared=(*shared, *services),
    )


def best_case(a: Placement, b: Placement) -> Isolation:
    """Return the isolation if everything that the inventory leaves open turned out in the pair's favour."""
    return isolate(_favourable(a, "a"), _favourable(b, "b"))


def reaches(isolation: Isolation, threshold: Threshold) -> bool:
    """Tell whether the boundaries include those of the threshold.

    The Namespace is part of what levels up to ``namespace`` mean; from ``cluster`` on the Namespaces differ by themselves.
    """
    needs_namespaces = threshold.namespaces_separate or threshold.level is Level.NAMESPACE
    if needs_namespaces and not isolation.namespaces_separate:
        return False
    return isolation.level >= threshold.level


def weakness(isolation: Isolation) -> tuple[int, bool, int, tuple[str, ...]]:
    """Return what to sort by for display, the least isolated first: lowest level, Namespaces shared, most that is shared."""
    return (isolation.level, isolation.namespaces_separate, -len(isolation.shared), isolation.shared)


def open_fields(a: Deployment, b: Deployment, isolation: Isolation) -> tuple[str, ...]:
    """Name the fields whose absence leaves the pair's isolation open, as ``deployments[NAME].FIELD``, sorted."""
    fields = set()
    for deployment in (a, b):
        if "nodes-unknown" in isolation.shared and not deployment.node_pools:
            fields.add(f"deployments[{deployment.name}].node_pools")
        if "services-unknown" in isolation.shared and deployment.uses is None:
            fields.add(f"deployments[{deployment.name}].uses")
    return tuple(sorted(fields))


def _nodes_separate(a: Placement, b: Placement) -> bool | None:
    if a.node_pools is None or b.node_pools is None:
        return None
    return a.node_pools.isdisjoint(b.node_pools)


def _shared_services(a: Placement, b: Placement) -> tuple[str, ...]:
    if a.uses is None or b.uses is None:
        return ("services-unknown",)
    return tuple(f"service:{name}" for name in sorted(a.uses & b.uses))


def _level(a: Placement, b: Placement, *, namespaces_separate: bool, enforced: bool, services: tuple[str, ...]) -> Level:
    if a.environment != b.environment and not services:
        return Level.ENVIRONMENT
    if a.cluster != b.cluster:
        return Level.CLUSTER
    if enforced:
        return Level.NODE
    return Level.NAMESPACE if namespaces_separate else Level.LABELS


def _hardware(a: Placement, b: Placement) -> Hardware:
    """Return what is declared of the machines: ``dedicated`` is a statement about all other Environments."""
    if a.environment == b.environment:
        return Hardware.SHARED if a.hardware is HardwareKind.SHARED else Hardware.UNKNOWN
    if HardwareKind.DEDICATED in (a.hardware, b.hardware):
        return Hardware.SEPARATE
    return Hardware.SHARED if a.hardware is b.hardware is HardwareKind.SHARED else Hardware.UNKNOWN


def _favourable(place: Placement, side: str) -> Placement:
    if place.node_pools is None:
        # A pool name that no inventory can hold: it is disjoint from every other.
        place = replace(place, node_pools=frozenset({f"\x00{side}"}), dedicated=True)
    return place if place.uses is not None else replace(place, uses=frozenset())
