"""What an inventory declares, by name, so that references can be checked; made from an inventory that may be wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from reportgen.inventory.near import Names
from reportgen.inventory.tree import entries, is_listing, mapping, text
from reportgen.source import LocatedList, LocatedMap

PLATFORM_SERVICES: Final = ("welkin", "kubespray")
"""The services of updates that run in every Environment, so that no instance of them is declared."""


@dataclass(frozen=True, kw_only=True)
class EnvironmentIndex:
    """Hold what one Environment declares: its Workload Clusters and their node pools by cluster.

    ``management_cluster`` None = it has none. A cluster whose pools cannot be read is complete in name only.
    """

    clusters: Names
    pools: Mapping[str, Names]
    management_cluster: str | None

    @cached_property
    def only_cluster(self) -> str | None:
        """Return the Workload Cluster, where there is just one; None = there are several, none, or they cannot be read."""
        return next(iter(self.clusters)) if len(self.clusters) == 1 and self.clusters.complete else None


@dataclass(frozen=True, kw_only=True)
class Index:
    """Hold what the inventory declares.

    ``environment_of_cluster`` is keyed by every cluster, Management Clusters included. ``services`` are the names of instances and of
    external services; ``updatable`` what an update can be of: the platform's services, and instances by kind or name.
    """

    environments: Names
    environment_by_name: Mapping[str, EnvironmentIndex]
    environment_of_cluster: Mapping[str, str]
    services: Names
    deployments: Names
    updates: Names
    updatable: Names

    @cached_property
    def clusters(self) -> Names:
        """Return the names of the clusters of all Environments."""
        complete = self.environments.complete and all(own.clusters.complete for own in self.environment_by_name.values())
        return Names(self.environment_of_cluster, complete=complete)


def make_index(root: LocatedMap, platform_services: Collection[str] = ()) -> Index:
    """Return what the inventory declares, the first of a name where it is given twice; ``platform_services`` need no instance."""
    by_name: dict[str, EnvironmentIndex] = {}
    of_cluster: dict[str, str] = {}
    for environment in entries(root, "environments"):
        name = text(environment, "name")
        if name is None or name in by_name:
            continue
        by_name[name] = index = _environment(environment)
        for cluster in (*index.clusters, *filter(None, [index.management_cluster])):
            of_cluster.setdefault(cluster, name)
    return Index(
        environments=Names(by_name, complete=is_listing(root, "environments")),
        environment_by_name=by_name,
        environment_of_cluster=of_cluster,
        services=_services(root),
        updatable=_updatable(root, platform_services),
        deployments=_names(root, "deployments"),
        updates=_updates(root),
    )


def _environment(environment: LocatedMap) -> EnvironmentIndex:
    clusters = list(entries(environment, "workload_clusters"))
    management = mapping(environment, "management_cluster")
    return EnvironmentIndex(
        clusters=_names(environment, "workload_clusters"),
        pools={name: _names(cluster, "node_pools") for cluster in clusters if (name := text(cluster, "name")) is not None},
        management_cluster=text(management, "name") if management else None,
    )


def _instances(root: LocatedMap) -> Iterator[LocatedMap]:
    for environment in entries(root, "environments"):
        yield from entries(environment, "services")


def _services(root: LocatedMap) -> Names:
    found: Iterable[LocatedMap] = (*_instances(root), *entries(root, "external_services"))
    complete = is_listing(root, "external_services") and is_listing(root, "environments")
    complete = complete and all(is_listing(environment, "services") for environment in entries(root, "environments"))
    return Names((name for entry in found if (name := text(entry, "name")) is not None), complete=complete)


def _updatable(root: LocatedMap, platform_services: Collection[str]) -> Names:
    kinds_and_names = (text(service, key) for service in _instances(root) for key in ("kind", "name"))
    return Names((*PLATFORM_SERVICES, *sorted(platform_services), *filter(None, kinds_and_names)))


def _updates(root: LocatedMap) -> Names:
    ids = [(text(update, "service"), text(update, "version")) for update in entries(root, "updates")]
    complete = isinstance(root.get("updates"), LocatedList | None) and all(None not in pair for pair in ids)
    return Names((f"{service}@{version}" for service, version in ids), complete=complete)


def _names(parent: LocatedMap, key: str) -> Names:
    return Names((name for entry in entries(parent, key) if (name := text(entry, "name")) is not None), complete=is_listing(parent, key))
