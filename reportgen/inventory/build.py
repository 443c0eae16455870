"""Turn a validated inventory into the values of ``reportgen.model``: the last place that sees a pydantic object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from reportgen import model
from reportgen.errors import Origin
from reportgen.inventory import shapes
from reportgen.inventory.index import Index
from reportgen.source import LocatedList, LocatedMap

_S = TypeVar("_S", bound=shapes.Shape)
_T = TypeVar("_T")


def build_inventory(
    shape: shapes.InventoryShape,
    root: LocatedMap,
    index: Index,
    digests: Mapping[str, str],
    brand: Mapping[str, model.BrandFile],
    inputs: tuple[model.InputFile, ...],
) -> model.Inventory:
    """Return the inventory; ``digests`` are of the evidence files (SHA-256), ``brand`` the files of the look, by their path as written."""
    return model.Inventory(
        organization=_organization(shape.organization),
        report=_report(shape.report, root, brand),
        provider=_provider(shape.provider, root),
        environments=_each(shape.environments, root, "environments", _environment),
        deployments=_each(shape.deployments, root, "deployments", lambda entry, raw: _deployment(entry, raw, index)),
        external_services=_each(shape.external_services, root, "external_services", _external_service),
        updates=None if shape.updates is None else _each(shape.updates, root, "updates", _update),
        waivers=_each(shape.waivers, root, "waivers", _waiver),
        evidence=_each(shape.evidence, root, "evidence", lambda entry, raw: _evidence(entry, raw, digests)),
        remediations=_each(shape.remediations, root, "remediations", _remediation),
        inputs=inputs,
    )


def _each(shaped: list[_S] | None, parent: LocatedMap, key: str, build: Callable[[_S, LocatedMap], _T]) -> tuple[_T, ...]:
    """Build every entry of a list together with the mapping that it was read from."""
    return tuple(build(entry, raw) for entry, raw in zip(shaped or (), _raw_entries(parent, key), strict=True))


def _raw_entries(parent: LocatedMap, key: str) -> Iterator[LocatedMap]:
    """Yield the mappings of a list; an item that is written as a word stands for an empty mapping at its place."""
    value = parent.get(key)
    if isinstance(value, LocatedList):
        for number, item in enumerate(value):
            place = value.at(number)
            yield item if isinstance(item, LocatedMap) else LocatedMap(place.file, place.line, place.column)


def _origin(raw: LocatedMap) -> Origin:
    """Return the place of an entry and of its fields, those left out that another file gives (a default, say)."""
    fields = raw.values_at
    if raw.files_at:
        fields = {key: place for key, place in fields.items() if raw.files_at.get(key, raw.file) == raw.file}
    return Origin(raw.file, raw.line, raw.column, fields)


def _nested_origin(parent: LocatedMap, key: str) -> Origin:
    """Return the place of a mapping inside an entry, or of the entry where it has none."""
    nested = parent.get(key)
    return _origin(nested) if isinstance(nested, LocatedMap) else Origin(parent.file, parent.line, parent.column)


def _tuple(values: list[_T] | None) -> tuple[_T, ...] | None:
    return None if values is None else tuple(values)


def _organization(shape: shapes.OrganizationShape | None) -> model.Organization:
    return model.Organization(name=shape.name, id=shape.id) if shape else model.Organization()


def _report(shape: shapes.ReportShape | None, root: LocatedMap, brand: Mapping[str, model.BrandFile]) -> model.ReportRequest:
    origin = _nested_origin(root, "report")
    raw = root.get("report")
    if shape is None or not isinstance(raw, LocatedMap):
        return model.ReportRequest(origin=origin)
    deadlines = shape.patch_deadline_days.model_dump(exclude_none=True) if shape.patch_deadline_days else {}
    completeness = shape.completeness
    return model.ReportRequest(
        title=shape.title,
        as_of=shape.as_of,
        frameworks=_each(shape.frameworks, raw, "frameworks", _framework),
        language=shape.language or next(iter(shape.languages or ()), "en"),
        languages=tuple(shape.languages or ()),
        completeness=model.Completeness(attested_by=completeness.attested_by, on=completeness.on) if completeness else None,
        patch_deadline_days=deadlines,
        branding=_branding(shape.branding, brand) if shape.branding else None,
        recipient=model.Recipient(kind=shape.recipient.kind, name=shape.recipient.name) if shape.recipient else None,
        origin=origin,
    )


def _branding(shape: shapes.BrandingShape, files: Mapping[str, model.BrandFile]) -> model.Branding:
    font = shape.font
    return model.Branding(
        page_size=shape.page_size,
        logo=model.Logo(file=files[shape.logo.file], alt=shape.logo.alt) if shape.logo else None,
        colors=model.Colors(primary=shape.colors.primary, accent=shape.colors.accent) if shape.colors else model.Colors(),
        font=model.Typeface(
            family=font.family,
            regular=files[font.regular] if font.regular else None,
            bold=files[font.bold] if font.bold else None,
            italic=files[font.italic] if font.italic else None,
        )
        if font
        else None,
        cover=shape.cover,
        confidentiality=shape.confidentiality,
        draft=shape.draft,
        css=files[shape.css] if shape.css else None,
    )


def _framework(shape: shapes.FrameworkShape, raw: LocatedMap) -> model.FrameworkChoice:
    return model.FrameworkChoice(
        id=shape.id, baseline=shape.baseline, even_if_not_in_force=bool(shape.even_if_not_in_force), origin=_origin(raw)
    )


def _provider(shape: shapes.ProviderShape | None, root: LocatedMap) -> model.Provider:
    origin = _nested_origin(root, "provider")
    if shape is None:
        return model.Provider(origin=origin)
    return model.Provider(terms_of_service=shape.terms_of_service, plan=shape.plan, terms_version=shape.terms_version, origin=origin)


def _environment(shape: shapes.EnvironmentShape, raw: LocatedMap) -> model.Environment:
    infrastructure = shape.infrastructure or shapes.InfrastructureShape()
    management = shape.management_cluster
    return model.Environment(
        name=shape.name,
        title=shape.title,
        designation=shape.designation,
        in_service=shape.in_service,
        infrastructure=model.Infrastructure(
            provider=infrastructure.provider, region=infrastructure.region, hardware=infrastructure.hardware
        ),
        management_cluster=model.Cluster(
            name=management.name, kubernetes=management.kubernetes, origin=_nested_origin(raw, "management_cluster")
        )
        if management
        else None,
        workload_clusters=_each(shape.workload_clusters, raw, "workload_clusters", _cluster),
        services=_each(shape.services, raw, "services", _service),
        origin=_origin(raw),
    )


def _cluster(shape: shapes.WorkloadClusterShape, raw: LocatedMap) -> model.Cluster:
    return model.Cluster(
        name=shape.name,
        kubernetes=shape.kubernetes,
        node_pools=_each(shape.node_pools, raw, "node_pools", _node_pool),
        namespaces=_each(shape.namespaces, raw, "namespaces", _namespace),
        origin=_origin(raw),
    )


def _node_pool(shape: shapes.NodePoolShape, raw: LocatedMap) -> model.NodePool:
    taints = None if shape.taints is None else tuple(model.Taint(key=t.key, value=t.value, effect=t.effect) for t in shape.taints)
    return model.NodePool(
        name=shape.name,
        nodes=_tuple(shape.nodes),
        labels=None if shape.labels is None else tuple(shape.labels.items()),
        taints=taints,
        origin=_origin(raw),
    )


def _namespace(shape: shapes.NamespaceShape, raw: LocatedMap) -> model.Namespace:
    return model.Namespace(
        name=shape.name,
        network_policy=shape.network_policy,
        resource_quota=shape.resource_quota,
        pod_security=shape.pod_security,
        origin=_origin(raw),
    )


def _service(shape: shapes.ServiceShape, raw: LocatedMap) -> model.Service:
    return model.Service(
        name=shape.name, kind=shape.kind, version=shape.version, cluster=shape.cluster, node_pool=shape.node_pool, origin=_origin(raw)
    )


def _deployment(shape: shapes.DeploymentShape, raw: LocatedMap, index: Index) -> model.Deployment:
    """Return a deployment; its cluster is filled in where its Environment has just one."""
    cluster = shape.cluster
    if cluster is None and shape.environment is not None:
        cluster = index.environment_by_name[shape.environment].only_cluster
    return model.Deployment(
        name=shape.name,
        application=shape.application,
        stage=shape.stage,
        environment=shape.environment,
        cluster=cluster,
        namespace=shape.namespace,
        node_pools=_tuple(shape.node_pools),
        release=model.Release(kind=shape.release.kind, name=shape.release.name) if shape.release else None,
        security_zone=shape.security_zone,
        data=shape.data,
        data_categories=_tuple(shape.data_categories),
        medical_device=shape.medical_device,
        manufacturer_required_level=shape.manufacturer_required_level,
        observers=None if shape.observers is None else tuple(shape.observers),
        feedback_time=shape.feedback_time,
        uses=_tuple(shape.uses),
        protection_need=shape.protection_need,
        tenant=shape.tenant,
        access_groups=_tuple(shape.access_groups),
        service_account=shape.service_account,
        owner=shape.owner,
        origin=_origin(raw),
    )


def _external_service(shape: shapes.ExternalServiceShape, raw: LocatedMap) -> model.ExternalService:
    return model.ExternalService(name=shape.name, kind=shape.kind, origin=_origin(raw))


def _given(by_environment: Mapping[str, _T | None] | None) -> dict[str, _T]:
    """Return what is given for each Environment; a null is the same as a missing key."""
    return {name: value for name, value in (by_environment or {}).items() if value is not None}


def _update(shape: shapes.UpdateShape, raw: LocatedMap) -> model.Update:
    postponement, emergency = shape.postponement, shape.emergency
    return model.Update(
        service=shape.service,
        version=shape.version,
        update_class=shape.update_class,
        released=shape.released,
        applied=_given(shape.applied),
        planned=_given(shape.planned),
        postponement=model.Postponement(ticket=postponement.ticket, requested=postponement.requested) if postponement else None,
        author=shape.author,
        approvals=_tuple([model.Approval(by=a.by, on=a.on, link=a.link) for a in shape.approvals] if shape.approvals is not None else None),
        tested=_tuple([_test(test) for test in shape.tested] if shape.tested is not None else None),
        rollback=shape.rollback,
        rolled_back=_given(shape.rolled_back),
        emergency=model.Emergency(reason=emergency.reason, approved_by=emergency.approved_by, approved_on=emergency.approved_on)
        if emergency
        else None,
        origin=_origin(raw),
        applied_origin=_nested_origin(raw, "applied"),
        planned_origin=_nested_origin(raw, "planned"),
    )


def _test(shape: shapes.TestShape) -> model.Test:
    return model.Test(environment=shape.environment, on=shape.on, result=shape.result, link=shape.link)


def _scope(shape: shapes.ScopedShape) -> model.Scope:
    return model.Scope(
        deployments=tuple(shape.deployments or ()), environments=tuple(shape.environments or ()), updates=tuple(shape.updates or ())
    )


def _waiver(shape: shapes.WaiverShape, raw: LocatedMap) -> model.Waiver:
    return model.Waiver(
        id=shape.id,
        requirement=shape.requirement,
        scope=_scope(shape),
        reason=shape.reason,
        compensating_control=shape.compensating_control,
        approved_by=shape.approved_by,
        approved_on=shape.approved_on,
        expires=shape.expires,
        origin=_origin(raw),
    )


def _evidence(shape: shapes.EvidenceShape, raw: LocatedMap, digests: Mapping[str, str]) -> model.Evidence:
    return model.Evidence(
        id=shape.id,
        requirement=shape.requirement,
        scope=_scope(shape),
        statement=shape.statement,
        checks=tuple(shape.checks or ()),
        link=shape.link,
        file=shape.file,
        sha256=None if shape.file is None else digests[shape.file],
        collected=shape.collected,
        valid_until=shape.valid_until,
        origin=_origin(raw),
    )


def _remediation(shape: shapes.RemediationShape, raw: LocatedMap) -> model.Remediation:
    return model.Remediation(
        requirement=shape.requirement, scope=_scope(shape), owner=shape.owner, due=shape.due, ticket=shape.ticket, origin=_origin(raw)
    )
