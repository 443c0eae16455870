"""Checks of pairs: what a deployment must keep apart from each of its counterparts.

Each check is a function of the subject and one cohort of counterparts. A check that is not about a pair (two production deployments,
say, for the access groups of production against non-production) says not-applicable for it and so decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from reportgen.cohorts import Cohort, Token
from reportgen.findings import Hardware, Threshold
from reportgen.isolation import open_fields, reaches
from reportgen.language import tr
from reportgen.model import DataClass, Deployment
from reportgen.regulation import Level, Requirement, Scope
from reportgen.rules.outcome import Outcome, failed, not_applicable, passed, unknown

SINGLE_SCOPES = frozenset(
    {Scope.EACH_DEPLOYMENT, Scope.PRODUCTION_DEPLOYMENT, Scope.NONPROD_WITH_PRODUCTION_DATA, Scope.MEDICAL_DEVICE_PRODUCTION}
)
"""Scopes that name no second side; there "production against non-production" is taken from the stages."""


def _no_features(_deployment: Deployment) -> Hashable:
    return None


def _no_tokens(_deployment: Deployment) -> tuple[Token, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCheck:
    """Describe one check of pairs.

    ``judge`` returns the outcome for one cohort. ``features`` and ``tokens`` are what it looks at in a counterpart beyond placement
    and scope. ``field`` is the field of the subject that one would change.
    """

    judge: Callable[[Deployment, Cohort, Requirement], Outcome]
    field: str
    features: Callable[[Deployment], Hashable] = _no_features
    tokens: Callable[[Deployment], tuple[Token, ...]] = _no_tokens

    @property
    def looks_further(self) -> bool:
        """Tell whether it looks at more of a counterpart than placement and scope."""
        return self.features is not _no_features or self.tokens is not _no_tokens


def minimum(requirement: Requirement) -> Threshold | None:
    """Return what the requirement's ``isolation_level`` asks for; None = it asks for nothing."""
    return _threshold(requirement.min_level, requirement)


def recommended(requirement: Requirement) -> Threshold | None:
    """Return the recommended boundaries; None = the requirement recommends none."""
    return _threshold(requirement.recommended_level, requirement)


def exception_floor(requirement: Requirement) -> Threshold | None:
    """Return the boundaries below which no waiver helps; None = a waiver may cover anything."""
    return _threshold(requirement.exception_floor, requirement)


def platform_level(requirement: Requirement) -> Threshold | None:
    """Return what lets an update of the platform reach non-production first; None = the requirement asks for nothing."""
    return _threshold(requirement.platform_update_level, requirement)


def _threshold(level: Level | None, requirement: Requirement) -> Threshold | None:
    return None if level is None else Threshold(level=level, namespaces_separate=requirement.namespaces_must_differ)


def against(threshold: Threshold | None, subject: Deployment, cohort: Cohort) -> Outcome:
    """Compare a cohort's boundaries with a threshold; what only missing facts keep from reaching it is unknown."""
    if threshold is None or reaches(cohort.isolation, threshold):
        return passed()
    if reaches(cohort.best, threshold):
        return unknown("", *_gaps(subject, cohort, "node_pools" if cohort.isolation.level < Level.CLUSTER else "uses"))
    return failed(_difference(cohort))


def _gaps(subject: Deployment, cohort: Cohort, field: str) -> Iterator[str]:
    """Yield the open fields of that name: within a cluster only the Nodes, between clusters only the services keep a verdict open."""
    return (gap for gap in open_fields(subject, cohort.example, cohort.isolation) if gap.endswith(f".{field}"))


def _difference(cohort: Cohort) -> str:
    if cohort.isolation.nodes_separate and not cohort.isolation.nodes_enforced:
        return tr("different nodes, not enforced")
    return ""


def isolation_level(subject: Deployment, cohort: Cohort, requirement: Requirement) -> Outcome:
    """Reach the minimum level, with separate Namespaces where the requirement says so."""
    return against(minimum(requirement), subject, cohort)


def platform_update_level(subject: Deployment, cohort: Cohort, requirement: Requirement) -> Outcome:
    """Reach the level at which an update of Kubernetes or the platform can come to non-production first.

    That is a matter between a production deployment and the non-production ones of its application, whatever the scope.
    """
    other = cohort.example
    if not subject.is_production:
        return not_applicable(tr("no production deployment"))
    if other.is_production or other.application != subject.application:
        return not_applicable(tr("no non-production deployment of the same application"))
    return against(platform_level(requirement), subject, cohort)


def namespace_isolated(_subject: Deployment, cohort: Cohort, _requirement: Requirement) -> Outcome:
    """Run in different Namespaces."""
    return passed() if cohort.isolation.namespaces_separate else failed(tr("the same Namespace"))


def dedicated_nodes(subject: Deployment, cohort: Cohort, _requirement: Requirement) -> Outcome:
    """Run on Nodes of its own, made so by a taint or a cluster boundary and not by chance."""
    if cohort.isolation.nodes_enforced:
        return passed()
    if cohort.best.nodes_enforced:
        return unknown("", *_gaps(subject, cohort, "node_pools"))
    return failed(_difference(cohort) or tr("common nodes"))


def secrets_not_shared(subject: Deployment, cohort: Cohort, _requirement: Requirement) -> Outcome:
    """Share no Namespace, whose Secrets both could read, and no service instance, whose credentials both hold."""
    services = [word.removeprefix("service:") for word in cohort.isolation.shared if word.startswith("service:")]
    if "secrets" in cohort.isolation.shared:
        return failed(tr("the Secrets of one Namespace"))
    if services:
        return failed(tr("credentials of the same service ({services})", services=", ".join(services)))
    if "services-unknown" in cohort.isolation.shared:
        return unknown("", *_gaps(subject, cohort, "uses"))
    return passed()


def physical_separation_declared(_subject: Deployment, cohort: Cohort, _requirement: Requirement) -> Outcome:
    """Run on hardware that is declared separate: no level of isolation proves it."""
    if cohort.isolation.hardware is Hardware.SEPARATE:
        return passed()
    if cohort.isolation.hardware is Hardware.SHARED:
        return failed(tr("hardware declared shared"))
    if not cohort.undeclared_hardware:
        return unknown(tr("nothing in an inventory tells the machines of one Environment apart"))
    return unknown("", *(f"environments[{name}].infrastructure.hardware" for name in cohort.undeclared_hardware))


def access_groups_separate(subject: Deployment, cohort: Cohort, requirement: Requirement) -> Outcome:
    """Have no access group in common across the two sides of the scope.

    A scope without two sides, and one whose subjects are updates, is about production against non-production.
    """
    other = cohort.example
    by_stage = requirement.scope in SINGLE_SCOPES or requirement.scope.is_change
    if by_stage and subject.is_production == other.is_production:
        return not_applicable(tr("both on the same side of production"))
    gaps = [f"deployments[{d.name}].access_groups" for d in (subject, other) if d.access_groups is None]
    if subject.access_groups is None or other.access_groups is None:
        return unknown("", *gaps)
    common = sorted(set(subject.access_groups) & set(other.access_groups))
    return failed(tr("access group {groups} in common", groups=", ".join(common))) if common else passed()


def service_account_not_shared(subject: Deployment, cohort: Cohort, _requirement: Requirement) -> Outcome:
    """Run under a service account of its own: accounts belong to a Namespace, so only there can one be shared."""
    other = cohort.example
    if cohort.isolation.namespaces_separate:
        return passed()
    if subject.service_account is not None and subject.service_account == other.service_account:
        return failed(tr("service account {account} in common", account=other.service_account))
    gaps = [f"deployments[{d.name}].service_account" for d in (subject, other) if d.service_account is None]
    return unknown("", *gaps) if gaps else passed()


def prod_data_only_in_prod(subject: Deployment, cohort: Cohort, requirement: Requirement) -> Outcome:
    """Keep customer data out of the non-production counterparts; a scope without counterparts looks at the same application's."""
    other = cohort.example
    if other.is_production:
        return not_applicable(tr("production"))
    single = requirement.scope in SINGLE_SCOPES or requirement.scope.is_change
    if single and other.application != subject.application:
        return not_applicable(tr("another application"))
    return data_outside_production(other)


def data_outside_production(deployment: Deployment) -> Outcome:
    """Judge the data of one non-production deployment."""
    if deployment.data is None:
        return unknown("", f"deployments[{deployment.name}].data")
    if deployment.data is DataClass.CUSTOMER:
        return failed(tr("customer data in {deployment}", deployment=deployment.name))
    return passed()


def manufacturer_required_level(subject: Deployment, cohort: Cohort, _requirement: Requirement) -> Outcome:
    """Reach the level that the device's manufacturer states; the caller has seen to it that one is stated."""
    level = Level.named(str(subject.manufacturer_required_level))
    return against(Threshold(level=level, namespaces_separate=False), subject, cohort)


def _application(deployment: Deployment) -> tuple[Token, ...]:
    return (("application", deployment.application),)


def _groups(deployment: Deployment) -> tuple[Token, ...]:
    return tuple(("group", group) for group in deployment.access_groups or ())


def _account(deployment: Deployment) -> tuple[Token, ...]:
    return (("account", f"{deployment.cluster}\x00{deployment.namespace}\x00{deployment.service_account}"),)


CHECKS: dict[str, PairCheck] = {
    "isolation_level": PairCheck(judge=isolation_level, field="namespace"),
    "platform_update_level": PairCheck(
        judge=platform_update_level,
        field="cluster",
        features=lambda d: d.is_production,
        tokens=_application,
    ),
    "namespace_isolated": PairCheck(judge=namespace_isolated, field="namespace"),
    "dedicated_nodes": PairCheck(judge=dedicated_nodes, field="node_pools"),
    "secrets_not_shared": PairCheck(judge=secrets_not_shared, field="namespace"),
    "physical_separation_declared": PairCheck(judge=physical_separation_declared, field="environment"),
    "access_groups_separate": PairCheck(
        judge=access_groups_separate,
        field="access_groups",
        features=lambda d: (d.is_production, d.access_groups is None),
        tokens=_groups,
    ),
    "service_account_not_shared": PairCheck(
        judge=service_account_not_shared,
        field="service_account",
        features=lambda d: d.service_account is None,
        tokens=_account,
    ),
    "prod_data_only_in_prod": PairCheck(
        judge=prod_data_only_in_prod,
        field="data",
        features=lambda d: (d.is_production, d.data),
        tokens=_application,
    ),
    "manufacturer_required_level": PairCheck(judge=manufacturer_required_level, field="manufacturer_required_level"),
}
