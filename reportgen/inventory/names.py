"""Check that every name is given once, and that no two names become the same word in a file name or link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportgen.errors import Location, Problem
from reportgen.inventory.tree import entries, mapping, text, texts
from reportgen.inventory.words import shown
from reportgen.slug import slug
from reportgen.source import LocatedMap


def check_names(root: LocatedMap) -> Iterator[Problem]:
    """Yield a problem for every name that is given again, at its second place, naming the first."""
    environments = list(entries(root, "environments"))
    yield from _unique("Environment", _named(environments), slugged=True)
    yield from _unique("deployment", _named(entries(root, "deployments")), slugged=True)
    yield from _unique("cluster", (named for environment in environments for named in _named(_clusters(environment))))
    for cluster in (cluster for environment in environments for cluster in entries(environment, "workload_clusters")):
        pools = list(entries(cluster, "node_pools"))
        yield from _unique("node pool", _named(pools), " of this cluster")
        yield from _unique("Namespace", _named(entries(cluster, "namespaces")), " of this cluster")
        yield from _unique("Node", (node for pool in pools for node in texts(pool, "nodes")), " of this cluster")
    services = (service for environment in environments for service in entries(environment, "services"))
    yield from _unique("service", _named((*services, *entries(root, "external_services"))))
    yield from _unique("update", _updates(root))
    yield from _unique("waiver", _named(entries(root, "waivers"), "id"))
    yield from _unique("evidence", _named(entries(root, "evidence"), "id"))
    yield from _unique("language", _languages(root))
    yield from _applications(root)


def _languages(root: LocatedMap) -> Iterator[tuple[str, Location]]:
    report = mapping(root, "report")
    if report is not None:
        yield from texts(report, "languages")


def _clusters(environment: LocatedMap) -> Iterator[LocatedMap]:
    management = mapping(environment, "management_cluster")
    if management is not None:
        yield management
    yield from entries(environment, "workload_clusters")


def _named(found: Iterable[LocatedMap], key: str = "name") -> Iterator[tuple[str, Location]]:
    for entry in found:
        name = text(entry, key)
        if name is not None:
            yield name, entry.at(key)


def _updates(root: LocatedMap) -> Iterator[tuple[str, Location]]:
    for update in entries(root, "updates"):
        service, version = text(update, "service"), text(update, "version")
        if service is not None and version is not None:
            yield f"{service}@{version}", update.at("version")


def _unique(kind: str, named: Iterable[tuple[str, Location]], where: str = "", *, slugged: bool = False) -> Iterator[Problem]:
    """Yield a problem for each name that was there before; with ``slugged`` also for each that only its spelling tells apart."""
    seen: dict[str, Location] = {}
    slugs: dict[str, str] = {}
    for name, place in named:
        if name in seen:
            yield Problem(place, f"the {kind} {shown(name)}{where} is declared twice, first at {seen[name]}", "give each its own name")
            continue
        seen[name] = place
        if slugged:
            first = slugs.setdefault(slug(name), name)
            if first != name:
                yield _collision(kind, name, place, first, seen[first])


def _applications(root: LocatedMap) -> Iterator[Problem]:
    """Yield a problem for each application that only its spelling tells from another: once, where it is first named."""
    seen: dict[str, Location] = {}
    slugs: dict[str, str] = {}
    for name, place in _named(entries(root, "deployments"), "application"):
        if name in seen:
            continue
        seen[name] = place
        first = slugs.setdefault(slug(name), name)
        if first != name:
            yield _collision("application", name, place, first, seen[first])


def _collision(kind: str, name: str, place: Location, first: str, where: Location) -> Problem:
    message = f"the {kind} {shown(name)} has the same short name `{slug(name)}` as {shown(first)}, at {where}"
    return Problem(place, message, "pages and links use the short name: make the two differ in letters or digits")
