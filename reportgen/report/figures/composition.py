"""The composition of one Environment: clusters, node pools, Namespaces, deployments and services, bounded so that it stays readable."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.findings import Assessment
from reportgen.language import Said, day, mark, number, tr, trn
from reportgen.model import Cluster, Deployment, Designation, Environment, HardwareKind, Namespace, NodePool, Service, Stage
from reportgen.report.figures.wording import (
    STAGE_ORDER,
    counted_deployments,
    designated,
    listed,
    more_deployments,
    nodes_words,
    production_first,
)
from reportgen.vocabulary import said


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bound a drawing: how many of each kind it shows in the whole Environment before it counts the rest.

    ``room`` is for Namespaces and deployments together, in deployments: a Namespace takes the room of one and a half, with at least its
    first two deployments. What is left is divided evenly, up to ``per_namespace`` deployments in each.
    """

    clusters: int = 6
    room: float = 32
    per_namespace: int = 8
    pools: int = 12
    services: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentMark:
    """Show one deployment in its Namespace. ``nodes`` says on which node pools it runs."""

    name: str
    stage: Stage
    stage_title: str
    nodes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceBox:
    """Show one Namespace. ``guards`` says what guards it; ``rest`` counts the deployments that are not drawn, "" = none."""

    name: str
    guards: str
    deployments: tuple[DeploymentMark, ...]
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMark:
    """Show one instance of an additional service; ``words`` are its kind and version."""

    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolBox:
    """Show one node pool with the services that run on it; ``words`` say whether it is dedicated, and its number of Nodes."""

    name: str
    dedicated: bool
    words: str
    services: tuple[ServiceMark, ...]
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterBox:
    """Show one Workload Cluster. ``services`` are those whose node pool is not stated; the rests count what is not drawn."""

    name: str
    kubernetes: str
    namespaces: tuple[NamespaceBox, ...]
    namespaces_rest: str
    pools: tuple[PoolBox, ...]
    pools_rest: str
    services: tuple[ServiceMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Show one Environment.

    ``designation`` says what the Environment is designated to be, ``is_production`` whether that is production. ``management`` names
    the Management Cluster, or says that it is not described. ``services`` are those whose cluster is not stated, or is none of the
    Workload Clusters. ``alt`` says the whole in words; ``columns`` and ``rows`` are the same facts as a table.
    """

    name: str
    title: str
    heading: str
    designation: str
    is_production: bool
    facts: str
    management: str
    management_note: str
    clusters: tuple[ClusterBox, ...]
    clusters_rest: str
    services: tuple[ServiceMark, ...]
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def composition(assessment: Assessment, environment_name: str, limits: Limits | None = None) -> Composition:
    """Return the composition of the named Environment; KeyError where there is none of that name."""
    environment = assessment.inventory.environment_by_name[environment_name]
    hosted = assessment.inventory.deployments_by_environment[environment_name]
    return _Composer(environment, hosted, limits or Limits()).compose()


class _Composer:
    def __init__(self, environment: Environment, hosted: Sequence[Deployment], limits: Limits) -> None:
        self.environment = environment
        self.hosted = hosted
        self.limits = limits
        self.by_namespace: dict[tuple[str, str], list[Deployment]] = defaultdict(list)
        for deployment in sorted(hosted, key=production_first):
            self.by_namespace[deployment.cluster or "", deployment.namespace or ""].append(deployment)
        self.namespaces = {c.name: self._namespaces(c) for c in environment.workload_clusters}
        self.clusters = environment.workload_clusters[: limits.clusters]
        self.pools_left = limits.pools
        self.services_left = limits.services
        self.namespaces_left, self.per_namespace = self._share()

    def compose(self) -> Composition:
        environment = self.environment
        clusters = tuple(self._cluster(c) for c in self.clusters)
        hidden = len(environment.workload_clusters) - len(clusters)
        own = {c.name for c in environment.workload_clusters}
        adrift = self._marks([s for s in environment.services if s.cluster not in own])
        rest = _more_clusters(hidden)
        return Composition(
            name=environment.name,
            title=tr("Composition of Environment {name}", name=environment.name),
            heading=tr("Environment {name}", name=environment.name),
            designation=said(environment.designation) if environment.designation else tr("not designated"),
            is_production=environment.designation is Designation.PRODUCTION,
            facts=_facts(environment),
            management=_management(environment),
            management_note=_management_note(),
            clusters=clusters,
            clusters_rest=rest,
            services=adrift,
            alt=self._alt(),
            columns=(tr("Workload Cluster"), tr("Part"), tr("What it holds")),
            rows=tuple(_rows(environment, clusters, adrift, rest)),
        )

    def _share(self) -> tuple[int, int]:
        """Return how many Namespaces there is room for, and how many deployments in each."""
        left, drawn = self.limits.room, 0
        for cluster in self.clusters:
            for space in self.namespaces[cluster.name]:
                left -= _NAMESPACE_ROOM + min(_AT_LEAST, len(self.by_namespace.get((cluster.name, _name(space)), ())))
                if left < 0 and drawn:
                    return drawn, _AT_LEAST
                drawn += 1
        return drawn, min(self.limits.per_namespace, _AT_LEAST + int(left // max(drawn, 1)))

    def _namespaces(self, cluster: Cluster) -> list[Namespace | str]:
        declared = [space.name for space in cluster.namespaces]
        used = {namespace for (name, namespace) in self.by_namespace if name == cluster.name}
        return [*cluster.namespaces, *sorted(used.difference(declared))]

    def _cluster(self, cluster: Cluster) -> ClusterBox:
        spaces = self.namespaces[cluster.name]
        shown = spaces[: self.namespaces_left]
        self.namespaces_left -= len(shown)
        pools = cluster.node_pools[: self.pools_left]
        self.pools_left -= len(pools)
        known = {pool.name for pool in cluster.node_pools}
        services = [s for s in self.environment.services if s.cluster == cluster.name]
        return ClusterBox(
            name=cluster.name,
            kubernetes=_kubernetes(cluster),
            namespaces=tuple(self._namespace(cluster.name, space) for space in shown),
            namespaces_rest=self._hidden_namespaces(cluster.name, spaces[len(shown) :]),
            pools=tuple(self._pool(pool, [s for s in services if s.node_pool == pool.name]) for pool in pools),
            pools_rest=_more_pools(len(cluster.node_pools) - len(pools)),
            services=self._marks([s for s in services if s.node_pool not in known]),
        )

    def _hidden_namespaces(self, cluster: str, spaces: Sequence[Namespace | str]) -> str:
        inside = sum(len(self.by_namespace.get((cluster, _name(space)), ())) for space in spaces)
        if not spaces:
            return ""
        return trn(
            "and {n} more Namespace with {deployments}",
            "and {n} more Namespaces with {deployments}",
            len(spaces),
            deployments=counted_deployments(inside),
        )

    def _namespace(self, cluster: str, space: Namespace | str) -> NamespaceBox:
        inside = self.by_namespace.get((cluster, _name(space)), [])
        # The line that would say "and 1 more" can as well hold the one.
        shown = inside if len(inside) <= self.per_namespace + 1 else inside[: self.per_namespace]
        return NamespaceBox(
            name=_name(space),
            guards=tr("not described in the inventory") if isinstance(space, str) else _guards(space),
            deployments=tuple(self._mark(d) for d in shown),
            rest=more_deployments(len(inside) - len(shown)) if inside else tr("no deployment"),
        )

    def _mark(self, deployment: Deployment) -> DeploymentMark:
        stage = deployment.stage
        return DeploymentMark(name=deployment.name, stage=stage, stage_title=said(stage), nodes=nodes_words(deployment))

    def _pool(self, pool: NodePool, services: Sequence[Service]) -> PoolBox:
        marks = self._marks(services)
        return PoolBox(
            name=pool.name,
            dedicated=pool.dedicated,
            words=_pool_words(pool),
            services=marks,
            rest=_more_services(len(services) - len(marks)),
        )

    def _marks(self, services: Sequence[Service]) -> tuple[ServiceMark, ...]:
        shown = services[: self.services_left]
        self.services_left -= len(shown)
        return tuple(ServiceMark(name=s.name, words=_service_words(s)) for s in shown)

    def _alt(self) -> str:
        environment = self.environment
        total = len(environment.workload_clusters)
        clusters = trn("{n} Workload Cluster", "{n} Workload Clusters", total) if total else tr("no Workload Cluster")
        parts = "; ".join(self._cluster_words(c) for c in self.clusters)
        hidden = _more_clusters(total - len(self.clusters))
        inside = f" {parts}{f'; {hidden}' if hidden else ''}." if parts else ""
        head = tr(
            "Environment {name}, {designated}, has {management} and {clusters}.",
            name=environment.name,
            designated=designated(environment),
            management=_management_words(environment),
            clusters=clusters,
        )
        services = tr("Additional services: {services}.", services=listed([s.name for s in environment.services]))
        return f"{head}{inside} {services}"

    def _cluster_words(self, cluster: Cluster) -> str:
        spaces = self.namespaces[cluster.name]
        inside = [d for space in spaces for d in self.by_namespace.get((cluster.name, _name(space)), ())]
        stages = Counter(d.stage for d in inside)
        by_stage = ", ".join(f"{stages[stage]} {said(stage)}" for stage in reversed(STAGE_ORDER) if stages[stage])
        pools = trn("{n} node pool", "{n} node pools", len(cluster.node_pools)) if cluster.node_pools else tr("no node pool")
        namespaces = trn("{n} Namespace", "{n} Namespaces", len(spaces)) if spaces else tr("no Namespace")
        words = tr(
            "{cluster}: {pools} ({dedicated} dedicated), {namespaces}, {deployments}",
            cluster=cluster.name,
            pools=pools,
            dedicated=number(sum(pool.dedicated for pool in cluster.node_pools)),
            namespaces=namespaces,
            deployments=counted_deployments(len(inside)),
        )
        return f"{words} ({by_stage})" if by_stage else words


def _more_clusters(hidden: int) -> str:
    return trn("and {n} more Workload Cluster", "and {n} more Workload Clusters", hidden) if hidden else ""


def _more_pools(hidden: int) -> str:
    return trn("and {n} more node pool", "and {n} more node pools", hidden) if hidden else ""


def _more_services(hidden: int) -> str:
    return trn("and {n} more service", "and {n} more services", hidden) if hidden else ""


_NAMESPACE_ROOM: Final = 1.5
_AT_LEAST: Final = 2


def _name(space: Namespace | str) -> str:
    return space if isinstance(space, str) else space.name


def _kubernetes(cluster: Cluster) -> str:
    return f"Kubernetes {cluster.kubernetes}" if cluster.kubernetes else tr("Kubernetes version not stated")


def _management(environment: Environment) -> str:
    cluster = environment.management_cluster
    if cluster is None:
        return tr("Management Cluster: not described")
    return f"{tr('Management Cluster {name}', name=cluster.name)} · {_kubernetes(cluster)}"


def _management_note() -> str:
    return tr("Logs, metrics and image registry: shared by every Workload Cluster of this Environment")


def _management_words(environment: Environment) -> str:
    cluster = environment.management_cluster
    return tr("Management Cluster {name}", name=cluster.name) if cluster else tr("a Management Cluster that is not described")


def _facts(environment: Environment) -> str:
    on = environment.infrastructure
    place = " ".join(word for word in (on.provider, on.region) if word)
    since = tr("in service since {day}", day=day(environment.in_service)) if environment.in_service else ""
    return " · ".join(word for word in (environment.title, place, _HARDWARE[on.hardware], since) if word)


_HARDWARE: Final = Said(
    {
        HardwareKind.SHARED: mark("shared hardware"),
        HardwareKind.DEDICATED: mark("dedicated hardware"),
        None: mark("hardware not stated"),
    }
)


def _guards(space: Namespace) -> str:
    policy = f"NetworkPolicy {said(space.network_policy)}" if space.network_policy else tr("NetworkPolicy not stated")
    quota = _QUOTA[space.resource_quota]
    security = tr("pod security {profile}", profile=space.pod_security) if space.pod_security else tr("pod security not stated")
    return f"{policy} · {quota} · {security}"


_QUOTA: Final = Said({True: mark("quota"), False: mark("no quota"), None: mark("quota not stated")})


def _pool_words(pool: NodePool) -> str:
    kind = tr("no taint stated") if pool.taints is None else tr("dedicated") if pool.dedicated else tr("open to every pod")
    return f"{kind} · {_nodes_of(pool)}"


def _nodes_of(pool: NodePool) -> str:
    if pool.nodes is None:
        return tr("Nodes not listed")
    return trn("{n} Node", "{n} Nodes", len(pool.nodes)) if pool.nodes else tr("no Node")


def _service_words(service: Service) -> str:
    return " ".join(word for word in (service.kind, service.version) if word) or tr("kind not stated")


def _rows(
    environment: Environment, clusters: Sequence[ClusterBox], adrift: Sequence[ServiceMark], rest: str
) -> Iterator[tuple[str, str, str]]:
    yield ("–", _management(environment), _management_note())
    for cluster in clusters:
        for space in cluster.namespaces:
            inside = [f"{d.name} ({d.stage_title}, {d.nodes})" for d in space.deployments]
            yield (cluster.name, tr("Namespace {name}", name=space.name), "; ".join([*inside, *([space.rest] if space.rest else [])]))
        if cluster.namespaces_rest:
            yield (cluster.name, tr("Namespaces"), cluster.namespaces_rest)
        for pool in cluster.pools:
            yield (cluster.name, tr("node pool {name}", name=pool.name), "; ".join([pool.words, *_service_list(pool.services, pool.rest)]))
        if cluster.pools_rest:
            yield (cluster.name, tr("node pools"), cluster.pools_rest)
        if cluster.services:
            yield (cluster.name, tr("node pool not stated"), "; ".join(_service_list(cluster.services, "")))
    if rest:
        yield (rest, "", "")
    if adrift:
        yield (tr("not stated"), tr("services"), "; ".join(_service_list(adrift, "")))


def _service_list(services: Sequence[ServiceMark], rest: str) -> list[str]:
    return [*(f"{s.name} ({s.words})" for s in services), *([rest] if rest else [])]
