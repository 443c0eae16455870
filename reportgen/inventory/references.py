"""Check that whatever an entry names is declared."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.errors import Problem
from reportgen.inventory.index import EnvironmentIndex, Index
from reportgen.inventory.near import Names, any_of
from reportgen.inventory.tree import entries, mapping, text, texts
from reportgen.inventory.words import shown
from reportgen.model import Stage
from reportgen.source import LocatedList, LocatedMap

_STAGES = frozenset(stage.value for stage in Stage)


def check_references(root: LocatedMap, index: Index) -> Iterator[Problem]:
    """Yield a problem for every name that nothing declares, in the entries of Environments, deployments and updates."""
    checked: set[str | None] = set()
    for environment in entries(root, "environments"):
        if text(environment, "name") not in checked:
            yield from _services(environment, index)
        checked.add(text(environment, "name"))
    for deployment in entries(root, "deployments"):
        yield from _placement(deployment, index)
        yield from _unknown(deployment, "uses", "service or external service", index.services)
    for update in entries(root, "updates"):
        yield from _update(update, index)
    yield from _recipient(root)


def _recipient(root: LocatedMap) -> Iterator[Problem]:
    recipient = mapping(mapping(root, "report") or LocatedMap("", 1, 1), "recipient")
    kind, name = (text(recipient, key) for key in ("kind", "name")) if recipient else (None, None)
    if recipient and kind and name and all(text(d, kind) != name for d in entries(root, "deployments")):
        yield Problem(recipient.at("name"), f"no deployment is of the {kind} {shown(name)}")


def _services(environment: LocatedMap, index: Index) -> Iterator[Problem]:
    own = index.environment_by_name.get(text(environment, "name") or "")
    for service in entries(environment, "services"):
        if own is None:
            return
        cluster, pool = text(service, "cluster"), text(service, "node_pool")
        if cluster is not None and cluster != own.management_cluster and own.clusters.lack(cluster):
            yield _not_its_cluster(service, cluster, text(environment, "name") or "", own, index)
        elif pool is not None:
            yield from _pool_of_service(service, pool, cluster, own)


def _pool_of_service(service: LocatedMap, pool: str, cluster: str | None, own: EnvironmentIndex) -> Iterator[Problem]:
    candidates = list(own.pools.values()) if cluster is None else [pools for name, pools in own.pools.items() if name == cluster]
    if own.clusters.complete and all(pools.lack(pool) for pools in candidates):
        where = f"the cluster {shown(cluster)}" if cluster is not None else "any cluster of this Environment"
        hint = next((hint for pools in candidates if (hint := pools.hint(pool))), None)
        yield Problem(service.at("node_pool"), f"{shown(pool)} is not a node pool of {where}", hint)


def _placement(deployment: LocatedMap, index: Index) -> Iterator[Problem]:
    """Yield what is wrong with where a deployment runs."""
    environment, stage = text(deployment, "environment"), text(deployment, "stage")
    is_outside = deployment.get("environment") is None
    if is_outside and stage == Stage.LOCAL:
        yield from _outside(deployment)
    elif stage in _STAGES:
        if is_outside:
            yield Problem(deployment.location(), "`environment` is missing", "only a deployment of stage `local` can be without")
        if deployment.get("namespace") is None:
            yield Problem(deployment.location(), "`namespace` is missing")
    if environment is None:
        return
    if index.environments.lack(environment):
        yield _dangling(deployment, "environment", "Environment", index.environments)
        if (cluster := text(deployment, "cluster")) is not None and index.clusters.lack(cluster):
            yield _dangling(deployment, "cluster", "cluster", index.clusters)
    own = index.environment_by_name.get(environment)
    if own is not None:
        yield from _cluster(deployment, environment, own, index)


def _outside(deployment: LocatedMap) -> Iterator[Problem]:
    for key in ("cluster", "namespace", "node_pools"):
        if deployment.get(key) not in (None, []):
            yield Problem(deployment.at(key), f"`{key}` is given without an `environment`", "give the Environment, or remove it")


def _cluster(deployment: LocatedMap, environment: str, own: EnvironmentIndex, index: Index) -> Iterator[Problem]:
    cluster = text(deployment, "cluster")
    if deployment.get("cluster") is None:
        cluster = own.only_cluster
        if cluster is None and own.clusters.complete:
            hint = f"one of {any_of(own.clusters)}" if len(own.clusters) else "declare its Workload Cluster in `workload_clusters`"
            message = f"`cluster` is missing: the Environment `{environment}` has {len(own.clusters) or 'no'} Workload Clusters"
            yield Problem(deployment.location(), message, hint)
    elif cluster is not None and own.clusters.lack(cluster):
        yield _not_its_cluster(deployment, cluster, environment, own, index)
    pools = own.pools.get(cluster or "")
    if pools is not None:
        yield from _unknown(deployment, "node_pools", "node pool", pools, f" of the cluster {shown(cluster)}")


def _not_its_cluster(entry: LocatedMap, cluster: str, environment: str, own: EnvironmentIndex, index: Index) -> Problem:
    place = entry.at("cluster")
    if cluster == own.management_cluster:
        return Problem(place, f"{shown(cluster)} is the Management Cluster of `{environment}`", "applications run in Workload Clusters")
    other = index.environment_of_cluster.get(cluster)
    if other is not None:
        message = f"the cluster {shown(cluster)} belongs to the Environment `{other}`, not to `{environment}`"
        return Problem(place, message, own.clusters.hint(cluster))
    return Problem(place, f"{shown(cluster)} is not a Workload Cluster of the Environment `{environment}`", own.clusters.hint(cluster))


def _update(update: LocatedMap, index: Index) -> Iterator[Problem]:
    for key in ("applied", "planned", "rolled_back"):
        moments = mapping(update, key)
        for environment in moments or ():
            if moments is not None and index.environments.lack(environment):
                message = f"there is no Environment {shown(environment)}"
                yield Problem(moments.key_at(environment), message, index.environments.hint(environment))
    for test in entries(update, "tested"):
        if (name := text(test, "environment")) is not None and index.environments.lack(name):
            yield _dangling(test, "environment", "Environment", index.environments)
    service = text(update, "service")
    if service is None or service in index.updatable or not index.services.complete:
        return
    if not update.get("applied") and not update.get("planned"):
        yield Problem(update.at("service"), f"no Environment declares a service {shown(service)}", index.updatable.hint(service))


def _dangling(entry: LocatedMap, key: str, kind: str, names: Names) -> Problem:
    name = text(entry, key) or ""
    return Problem(entry.at(key), f"there is no {kind} {shown(name)}", names.hint(name))


def _unknown(entry: LocatedMap, key: str, kind: str, names: Names, where: str = "") -> Iterator[Problem]:
    """Yield a problem for each item of a list that is not among the names."""
    if isinstance(entry.get(key), LocatedList):
        for name, place in texts(entry, key):
            if names.lack(name):
                yield Problem(place, f"there is no {kind} {shown(name)}{where}", names.hint(name))


def check_scopes(root: LocatedMap, index: Index) -> Iterator[Problem]:
    """Yield what is wrong with what waivers, evidence and remediations are about."""
    for kind in ("waivers", "evidence", "remediations"):
        for entry in entries(root, kind):
            if not any(entry.get(key) for key in ("deployments", "environments", "updates")):
                message = "none of `deployments`, `environments` and `updates` is given"
                yield Problem(entry.location(), message, "name what it is about")
            yield from _unknown(entry, "deployments", "deployment", index.deployments)
            yield from _unknown(entry, "environments", "Environment", index.environments)
            yield from _unknown(entry, "updates", "update", index.updates)
