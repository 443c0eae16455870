"""Which names a recipient may read, and what stands in the place of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from reportgen.dossier.pseudonyms import pseudonyms, recipient_key
from reportgen.dossier.tact import Tact
from reportgen.model import NO_TERMS, Deployment, ExternalService, Inventory, Recipient, Service

NONE: Final = NO_TERMS
"""The word by which an inventory states that there is none of something; it is nobody's name."""

PERSON: Final = "person"

Table = dict[str, set[str]]


class Names:
    """Say how each name is written in a dossier, by its kind; ``places`` are the recipient's Environments."""

    def __init__(self, inventory: Inventory, recipient: Recipient, salt: bytes, platform: Collection[str]) -> None:
        self.members = tuple(d for d in inventory.deployments if recipient.owns(d))
        others = tuple(d for d in inventory.deployments if not recipient.owns(d))
        self.places = frozenset(d.environment for d in self.members if d.environment is not None)
        own = _own(inventory, self.members, self.places)
        called = {name for kind in _IDENTITY for name in own[kind]}
        spared = {name.rpartition("\0")[2] for names in own.values() for name in names}
        self.tact = Tact((name for d in others for name in _identifying(d)), own=spared, called=called)
        self._kept: Table = defaultdict(set)
        for kind, known in own.items():
            self._kept[kind] = {name for name in known if kind in _IDENTITY or not self.tact.names(name)}
        self._kept["service"] |= {*platform}
        taken = {name for names in self._kept.values() for name in names}
        key = recipient_key(salt, str(recipient))
        self._shown: Mapping[str, Mapping[str, str]] = {
            kind: pseudonyms(key, _CALLED.get(kind, kind), names - self._kept[kind], taken) for kind, names in _every(inventory).items()
        }

    def of(self, kind: str, name: str) -> str:
        """Return how a name of a kind is written."""
        if name == NONE or name in self._kept[kind]:
            return name.partition("\0")[2] if "\0" in name else name
        return self._shown[kind][name]

    def maybe(self, kind: str, name: str | None) -> str | None:
        """Return how a name is written; None = there is none."""
        return None if name is None else self.of(kind, name)

    def within(self, kind: str, cluster: str | None, name: str) -> str:
        """Return how a name is written that is one's own within a cluster only."""
        return self.of(kind, f"{cluster}\0{name}")

    def keeps(self, kind: str, name: str) -> bool:
        """Tell whether the recipient reads a name as it is."""
        return name in self._kept[kind]

    def version(self, service: str, version: str) -> str:
        """Return how the version of an update is written: that of a service that the recipient does not know tells which it is."""
        kept = self.keeps("service", service) and not self.tact.names(version)
        return version if kept else self._shown["version"][f"{service}@{version}"]

    def update(self, id_: str) -> str:
        """Return how an update is named, ``service@version``."""
        service, _, version = id_.partition("@")
        return f"{self.of('service', service)}@{self.version(service, version)}"

    def place(self, environment: str | None) -> str | None:
        """Return how an Environment is written."""
        return self.maybe("environment", environment)


_IDENTITY: Final = frozenset({"deployment", "application", "tenant"})
"""Kinds of which the recipient's own names are what it is called: they stay, whatever else is called alike."""

_CALLED: Final = {"deployment": "neighbour"}
"""How pseudonyms of a kind begin, where it is not the kind itself."""


def _identifying(d: Deployment) -> Iterator[str]:
    yield from (d.name, d.application)
    yield from (name for name in (d.tenant, d.owner, d.service_account, d.namespace) if name and name not in (NONE, "default"))
    yield from d.access_groups or ()
    if d.release and d.release.name:
        yield d.release.name


def _own(inventory: Inventory, members: Iterable[Deployment], places: Collection[str]) -> Table:
    """Return the names that the recipient's own entries hold, by kind."""
    found: Table = defaultdict(set)
    for d in members:
        _of_deployment(found, d)
    used = {name for d in members for name in d.uses or ()}
    found["service"] |= {s.kind for s in _services(inventory) if s.kind and s.name in used}
    for environment in inventory.environments:
        if environment.name in places:
            found["environment"].add(environment.name)
            if environment.management_cluster:
                found["cluster"].add(environment.management_cluster.name)
    return found


def _services(inventory: Inventory) -> tuple[Service | ExternalService, ...]:
    return (*(s for e in inventory.environments for s in e.services), *inventory.external_services)


def _every(inventory: Inventory) -> Table:
    """Return all names of an inventory, by kind."""
    found: Table = defaultdict(set)
    for d in inventory.deployments:
        _of_deployment(found, d)
    for e in inventory.environments:
        found["environment"].add(e.name)
        found["cluster"] |= {c.name for c in (*e.workload_clusters, *((e.management_cluster,) if e.management_cluster else ()))}
        for c in e.workload_clusters:
            found["pool"] |= {f"{c.name}\0{p.name}" for p in c.node_pools}
            found["namespace"] |= {f"{c.name}\0{n.name}" for n in c.namespaces}
    found["service"] |= {name for s in _services(inventory) for name in (s.name, s.kind) if name}
    for u in inventory.updates or ():
        found["service"].add(u.service)
        found["version"].add(u.id)
        found[PERSON] |= {who for who in (u.author, *(a.by for a in u.approvals or ())) if who}
    for kind, items in (("waiver", inventory.waivers), ("evidence", inventory.evidence)):
        found[kind] |= {item.id for item in items}
    return found


def _of_deployment(found: Table, d: Deployment) -> None:
    found["deployment"].add(d.name)
    found["application"].add(d.application)
    one = {"tenant": d.tenant, "environment": d.environment, "cluster": d.cluster, "zone": d.security_zone, "owner": d.owner}
    for kind, name in one.items():
        if name is not None:
            found[kind].add(name)
    if d.cluster is not None and d.namespace is not None:
        found["namespace"].add(f"{d.cluster}\0{d.namespace}")
    if d.service_account is not None:
        found["account"].add(f"{d.cluster}\0{d.namespace}\0{d.service_account}")
    found["pool"] |= {f"{d.cluster}\0{pool}" for pool in d.node_pools or ()}
    found["service"] |= {*(d.uses or ())}
    found["group"] |= {*(d.access_groups or ())}
    if d.release and d.release.name:
        found["release"].add(d.release.name)
