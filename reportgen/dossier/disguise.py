"""An inventory as its recipient may see it: what is the recipient's as it is, what is others' under pseudonyms or not at all.

Each entry is made anew from what may be read; a field that nobody thought of here is left out, not handed on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from reportgen.dossier.names import NONE, PERSON, Names
from reportgen.dossier.neighbours import kept_neighbours
from reportgen.language import mark, tr
from reportgen.model import (
    Approval,
    Branding,
    Cluster,
    Completeness,
    Deployment,
    Designation,
    Emergency,
    Environment,
    Evidence,
    ExternalService,
    Infrastructure,
    Inventory,
    NodePool,
    Postponement,
    Recipient,
    Remediation,
    Scope,
    Service,
    Taint,
    Update,
    Waiver,
)

WITHHELD: Final = mark("not in this dossier")
"""What stands in the place of what people wrote."""

SENDER: Final = mark("The sender")
"""Who says that the inventory is complete."""

COMPARED_CATEGORIES: Final = frozenset({"cardholder", "clearinghouse"})
"""The categories of a neighbour's data that decide with whom the recipient is compared."""


@dataclass(frozen=True, kw_only=True)
class Disguised:
    """Hold a dossier's inventory, and how the names of the true one are written in it."""

    inventory: Inventory
    names: Names


def disguise(
    inventory: Inventory, recipient: Recipient, salt: bytes, *, as_of: dt.date, language: str, platform: Collection[str], whole: bool
) -> Disguised:
    """Return an inventory for one recipient.

    ``platform`` are the services that everybody knows to run everywhere. ``whole`` keeps every neighbour and Environment; otherwise those
    in other Environments than the recipient's are told by one of each kind, which changes no verdict as a rule: ``changed_verdicts`` says.
    """
    names = Names(inventory, recipient, salt, platform)
    return Disguised(inventory=_Disguise(inventory, names, whole=whole).made(recipient, as_of, language), names=names)


class _Disguise:
    def __init__(self, inventory: Inventory, names: Names, *, whole: bool) -> None:
        self._true = inventory
        self._names = names
        self._whole = whole
        self._mine = frozenset(d.name for d in names.members)
        self._used = frozenset(name for d in names.members for name in d.uses or ())
        self._groups = frozenset(group for d in names.members for group in d.access_groups or ())
        self._spaces = frozenset((d.cluster, d.namespace) for d in names.members)
        self._others = kept_neighbours(inventory, names, self._neighbour, whole=whole)
        self._kept = self._mine | {d.name for d in self._others}
        hosts = names.places | {str(d.environment) for d in self._others if d.environment}
        self._environments = tuple(e for e in inventory.environments if whole or e.name in hosts or _may_decide(e))
        self._hosts = frozenset(e.name for e in self._environments)

    def made(self, recipient: Recipient, as_of: dt.date, language: str) -> Inventory:
        true, names = self._true, self._names
        deployments = [*map(self._own, names.members), *map(self._neighbour, self._others)]
        external = [s for s in true.external_services if self._whole or s.name in self._used]
        updates = None if true.updates is None else [self._update(u) for u in true.updates if self._concerns(u)]
        listed = frozenset(u.id for u in true.updates or () if self._concerns(u))
        return Inventory(
            organization=true.organization,
            report=replace(
                true.report,
                title=None,
                as_of=true.report.as_of or as_of,
                language=language,
                languages=(),
                completeness=_completeness(true.report.completeness),
                branding=self._branding(true.report.branding),
                recipient=recipient,
            ),
            provider=true.provider,
            environments=tuple(sorted(map(self._environment, self._environments), key=lambda e: e.name)),
            deployments=tuple(sorted(deployments, key=lambda d: d.name)),
            external_services=tuple(sorted(map(self._external, external), key=lambda s: s.name)),
            updates=None if updates is None else tuple(sorted(updates, key=lambda u: u.id)),
            waivers=tuple(sorted(self._waivers(listed), key=lambda w: w.id)),
            evidence=tuple(sorted(self._evidence(listed), key=lambda e: e.id)),
            remediations=tuple(self._remediations(listed)),
        )

    def _branding(self, brand: Branding | None) -> Branding | None:
        """Keep the look that is data; files and the text of the cover are not handed on."""
        if brand is None:
            return None
        marked = brand.confidentiality
        kept = None if marked is None or self._names.tact.names(marked) else marked
        return Branding(page_size=brand.page_size, colors=brand.colors, confidentiality=kept, draft=brand.draft)

    # Deployments

    def _own(self, d: Deployment) -> Deployment:
        names = self._names
        release = d.release
        if release and release.name and (names.tact.names(release.name) or not names.keeps("release", release.name)):
            release = replace(release, name=names.of("release", release.name))
        shown = replace(
            d,
            release=release,
            security_zone=names.maybe("zone", d.security_zone),
            uses=None if d.uses is None else tuple(names.of("service", name) for name in d.uses),
            access_groups=None if d.access_groups is None else tuple(names.of("group", name) for name in d.access_groups),
            service_account=self._account(d),
            owner=names.maybe("owner", d.owner),
        )
        return self._placed(d, shown)

    def _placed(self, d: Deployment, shown: Deployment) -> Deployment:
        """Return what is shown of a deployment, where it runs."""
        names, cluster = self._names, d.cluster
        return replace(
            shown,
            environment=names.place(d.environment),
            cluster=names.maybe("cluster", cluster),
            namespace=None if d.namespace is None else names.within("namespace", cluster, d.namespace),
            node_pools=None if d.node_pools is None else tuple(names.within("pool", cluster, pool) for pool in d.node_pools),
        )

    def _account(self, d: Deployment) -> str | None:
        if d.service_account in (None, "default"):
            return d.service_account
        return self._names.of("account", f"{d.cluster}\0{d.namespace}\0{d.service_account}").rpartition("\0")[2]

    def _neighbour(self, d: Deployment) -> Deployment:
        """Return what of a neighbour decides a verdict of the recipient's."""
        names = self._names
        categories = None if d.data_categories is None else tuple(sorted(COMPARED_CATEGORIES & {*d.data_categories}))
        uses = None if d.uses is None else {name for name in d.uses if self._whole or name in self._used}
        groups = None if d.access_groups is None else self._groups & {*d.access_groups}
        shown = Deployment(
            name=names.of("deployment", d.name),
            application=names.of("application", d.application),
            stage=d.stage,
            security_zone=names.maybe("zone", d.security_zone),
            data=d.data,
            data_categories=categories,
            uses=None if uses is None else tuple(sorted(names.of("service", name) for name in uses)),
            protection_need=d.protection_need,
            tenant=names.maybe("tenant", d.tenant),
            access_groups=None if groups is None else tuple(sorted(names.of("group", name) for name in groups)),
            service_account=self._account(d) if (d.cluster, d.namespace) in self._spaces else None,
            origin=d.origin,
        )
        return self._placed(d, shown)

    # Environments

    def _environment(self, e: Environment) -> Environment:
        names = self._names
        near = e.name in names.places
        ground = e.infrastructure
        management = e.management_cluster
        services = [s for s in e.services if self._runs(s)]
        return Environment(
            name=str(names.place(e.name)),
            designation=e.designation,
            in_service=e.in_service,
            infrastructure=Infrastructure(
                provider=self._said(ground.provider) if near else None,
                region=self._said(ground.region) if near else None,
                hardware=ground.hardware,
            ),
            management_cluster=self._management(management, near=near) if management else None,
            workload_clusters=tuple(
                sorted((self._cluster(c, near=near) for c in e.workload_clusters if near or self._hosted(c)), key=lambda c: c.name)
            ),
            services=tuple(sorted((self._service(s) for s in services), key=lambda s: s.name)),
            origin=e.origin,
        )

    def _said(self, text: str | None) -> str | None:
        """Return a text of the Environment's, unless it names somebody."""
        return None if text is None or self._names.tact.names(text) else text

    def _hosted(self, cluster: Cluster) -> bool:
        return self._whole or any(d.cluster == cluster.name for d in self._others)

    def _management(self, cluster: Cluster, *, near: bool) -> Cluster:
        return Cluster(
            name=self._names.of("cluster", cluster.name), kubernetes=self._said(cluster.kubernetes) if near else None, origin=cluster.origin
        )

    def _cluster(self, cluster: Cluster, *, near: bool) -> Cluster:
        names = self._names
        hosted = [d for d in (*names.members, *self._others) if d.cluster == cluster.name]
        pools = {pool for d in hosted for pool in d.node_pools or ()}
        pools |= {p.name for p in cluster.node_pools if any(self._runs_on(s, cluster, p) for e in self._environments for s in e.services)}
        mine = [d for d in names.members if d.cluster == cluster.name]
        spaces = {d.namespace for d in mine}
        own_pools = {pool for d in mine for pool in d.node_pools or ()}
        return Cluster(
            name=names.of("cluster", cluster.name),
            kubernetes=self._said(cluster.kubernetes) if near else None,
            node_pools=tuple(
                sorted(
                    (self._pool(cluster, p, own=p.name in own_pools) for p in cluster.node_pools if p.name in pools), key=lambda p: p.name
                )
            ),
            namespaces=tuple(
                sorted(
                    (
                        replace(n, name=names.within("namespace", cluster.name, n.name), pod_security=self._said(n.pod_security))
                        for n in cluster.namespaces
                        if n.name in spaces
                    ),
                    key=lambda n: n.name,
                )
            ),
            origin=cluster.origin,
        )

    def _pool(self, cluster: Cluster, pool: NodePool, *, own: bool) -> NodePool:
        """Return a pool: of another's no Node and no label, and of its taints only whether there are some that keep others away."""
        name = self._names.within("pool", cluster.name, pool.name)
        words = [*(pool.nodes or ()), *(w for pair in pool.labels or () for w in pair), *map(str, pool.taints or ())]
        if own and not any(map(self._names.tact.names, words)):
            return replace(pool, name=name)
        taints = None if pool.taints is None else (Taint(key="dedicated", value=None, effect="NoSchedule"),) if pool.dedicated else ()
        return NodePool(name=name, taints=taints, origin=pool.origin)

    def _runs(self, service: Service) -> bool:
        """Tell whether a service is the recipient's, or one of its kind, by which updates are known."""
        names = self._names
        known = names.keeps("service", service.name) or (service.kind is not None and names.keeps("service", service.kind))
        return self._whole or known

    def _runs_on(self, service: Service, cluster: Cluster, pool: NodePool) -> bool:
        return self._locates(service) and service.cluster == cluster.name and service.node_pool == pool.name

    def _locates(self, service: Service) -> bool:
        return self._whole or service.name in self._used

    def _service(self, s: Service) -> Service:
        names, own, located = self._names, s.name in self._used, self._locates(s)
        hosted = located and s.cluster is not None and s.node_pool is not None
        return Service(
            name=names.of("service", s.name),
            kind=names.maybe("service", s.kind),
            version=self._said(s.version) if own else None,
            cluster=names.maybe("cluster", s.cluster) if located else None,
            node_pool=names.within("pool", s.cluster, str(s.node_pool)) if hosted else None,
            origin=s.origin,
        )

    def _external(self, s: ExternalService) -> ExternalService:
        return replace(s, name=self._names.of("service", s.name), kind=self._names.maybe("service", s.kind))

    # Updates

    def _concerns(self, u: Update) -> bool:
        """Tell whether an update is of something that the recipient uses or stands on."""
        return self._whole or self._names.keeps("service", u.service)

    def _update(self, u: Update) -> Update:
        names = self._names
        postponed, emergency = u.postponement, u.emergency
        return Update(
            service=names.of("service", u.service),
            version=names.version(u.service, u.version),
            update_class=u.update_class,
            released=u.released,
            applied={str(names.place(e)): when for e, when in u.applied.items() if e in self._hosts},
            planned={str(names.place(e)): when for e, when in u.planned.items() if e in self._hosts},
            rolled_back={str(names.place(e)): when for e, when in u.rolled_back.items() if e in self._hosts},
            postponement=Postponement(ticket=_withheld(postponed.ticket), requested=postponed.requested) if postponed else None,
            author=names.maybe(PERSON, u.author),
            approvals=None if u.approvals is None else tuple(Approval(by=names.of(PERSON, a.by), on=a.on) for a in u.approvals),
            tested=None
            if u.tested is None
            else tuple(
                replace(t, environment=names.place(t.environment), link=_withheld(t.link))
                for t in u.tested
                if t.environment is None or t.environment in self._hosts
            ),
            rollback=u.rollback if u.rollback in (None, NONE) else tr(WITHHELD),
            emergency=Emergency(
                reason=_withheld(emergency.reason), approved_by=_withheld(emergency.approved_by), approved_on=emergency.approved_on
            )
            if emergency
            else None,
            origin=u.origin,
            applied_origin=u.applied_origin,
            planned_origin=u.planned_origin,
        )

    # What people wrote about them

    def _scope(self, scope: Scope, deployments: Collection[str], environments: Collection[str], updates: Collection[str]) -> Scope:
        names = self._names
        return Scope(
            deployments=tuple(sorted(names.of("deployment", d) for d in scope.deployments if d in deployments)),
            environments=tuple(sorted(str(names.place(e)) for e in scope.environments if e in environments)),
            updates=tuple(sorted(names.update(u) for u in scope.updates if u in updates)),
        )

    def _mine_only(self, scope: Scope) -> bool:
        return {*scope.deployments} <= self._mine and {*scope.environments} <= self._names.places

    def _id(self, kind: str, id_: str, scope: Scope) -> str:
        is_readable = self._mine_only(scope) and not self._names.tact.names(id_)
        return id_ if is_readable else self._names.of(kind, id_)

    def _waivers(self, updates: Collection[str]) -> Iterator[Waiver]:
        for w in self._true.waivers:
            scope = self._scope(w.scope, self._kept, self._hosts, updates)
            if scope != Scope():
                yield replace(
                    w,
                    id=self._id("waiver", w.id, w.scope),
                    scope=scope,
                    reason=tr(WITHHELD),
                    compensating_control=_withheld(w.compensating_control),
                    approved_by=tr(WITHHELD),
                )

    def _evidence(self, updates: Collection[str]) -> Iterator[Evidence]:
        for e in self._true.evidence:
            scope = self._scope(e.scope, self._mine, self._names.places, updates)
            if scope != Scope():
                id_ = self._id("evidence", e.id, e.scope)
                yield replace(e, id=id_, scope=scope, statement=tr(WITHHELD), link=None, file=None, sha256=None)

    def _remediations(self, updates: Collection[str]) -> Iterator[Remediation]:
        for r in self._true.remediations:
            scope = self._scope(r.scope, self._mine, self._names.places, updates)
            if scope != Scope():
                yield replace(r, scope=scope, owner=_withheld(r.owner), ticket=_withheld(r.ticket))


def _withheld(text: str | None) -> str | None:
    return None if text is None else tr(WITHHELD)


def _completeness(said: Completeness | None) -> Completeness | None:
    return None if said is None else Completeness(attested_by=tr(SENDER), on=said.on)


def _may_decide(environment: Environment) -> bool:
    """Tell whether an Environment that hosts none of them may decide whether an update came in time: production ones do not."""
    return environment.designation is not Designation.PRODUCTION
